import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';

const ROWS_MAX = 50;

/** People in Coupa, for telling who somebody of Purser is there. */
export const listCoupaUsers = defineOperation({
  name: 'list_coupa_users',
  summary: 'Find active Coupa users by name or login.',
  http: { method: 'GET', path: '/api/coupa-users' },
  input: z.strictObject({ search: z.string().max(200).optional() }),
  output: z.strictObject({
    rows: z.array(z.strictObject({ id: z.string(), login: z.string(), name: z.string() })),
  }),
  permission: 'people.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ search }, caller, { tx }) {
    const pattern = `%${(search ?? '').trim().replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await tx.query<{ id: string; login: string; name: string }>(
      `select id, login, full_name as name from coupa_user
        where connection_id = $1 and deleted_at is null and is_active and (full_name ilike $2 or login ilike $2)
        order by full_name, id limit $3`,
      [caller.connectionId, pattern, ROWS_MAX],
    );
    return { rows };
  },
});
