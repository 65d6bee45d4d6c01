import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';

const HOURS_MAX = 24 * 31;

/** What reading brought, hour by hour, the newest first. */
export const listReadHours = defineOperation({
  name: 'list_read_hours',
  summary: 'Show what reading from Coupa brought, hour by hour: looks, records, changes, failures.',
  http: { method: 'GET', path: '/api/connection/hours' },
  input: z.strictObject({ hours: z.coerce.number().int().min(1).max(HOURS_MAX).default(48) }),
  output: z.strictObject({
    rows: z.array(
      z.strictObject({
        hour: z.string(),
        resource: z.string(),
        looks: z.number().int(),
        records: z.number().int(),
        changed: z.number().int(),
        failures: z.number().int(),
        lastError: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
      }),
    ),
  }),
  permission: 'connection.read',
  audit: { none: 'reading changes nothing' },
  async run({ hours }, { connectionId }, { tx, now }) {
    const since = new Date(now.getTime() - hours * 3_600_000);
    const rows = await tx.query<{
      hour: string;
      resource: string;
      looks: number;
      records: number;
      changed: number;
      failures: number;
      lastError: { code: string; message: string } | null;
    }>(
      `select hour, resource, looks, records::int as records, changed::int as changed, failures,
              case when last_error is null then null
                   else json_build_object('code', coalesce(last_error->>'code', 'unexpected'),
                                          'message', coalesce(last_error->>'message', '')) end as "lastError"
         from read_hour where connection_id = $1 and hour > $2 order by hour desc, resource`,
      [connectionId, since],
    );
    return { rows };
  },
});
