import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';

/** Far more than anybody configures. */
const ROWS_MAX = 500;

/** The reasons that invoices were disputed for. */
export const listDisputeReasons = defineOperation({
  name: 'list_dispute_reasons',
  summary:
    'List the reasons that invoices were disputed for in Coupa, which has no list of those configured.',
  http: { method: 'GET', path: '/api/dispute-reasons' },
  input: z.strictObject({}),
  output: z.strictObject({
    rows: z.array(z.strictObject({ id: z.string(), code: z.string(), description: z.string().nullable() })),
  }),
  permission: 'invoices.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run(_input, { connectionId }, { tx }) {
    const rows = await tx.query<{ id: string; code: string; description: string | null }>(
      `select id, code, description from dispute_reason
        where connection_id = $1 and deleted_at is null order by code, id limit $2`,
      [connectionId, ROWS_MAX],
    );
    return { rows };
  },
});
