import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';

const ROWS_MAX = 200;

/** Suppliers to filter by. */
export const listSuppliers = defineOperation({
  name: 'list_suppliers',
  summary: 'Find suppliers by name.',
  http: { method: 'GET', path: '/api/suppliers' },
  input: z.strictObject({
    search: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(ROWS_MAX).default(50),
  }),
  output: z.strictObject({
    rows: z.array(z.strictObject({ id: z.string(), name: z.string(), status: z.string() })),
  }),
  permission: 'invoices.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ search, limit }, caller, { tx }) {
    const pattern = `%${(search ?? '').trim().replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await tx.query<{ id: string; name: string; status: string }>(
      `select id, name, status from supplier
        where connection_id = $1 and deleted_at is null and name ilike $2 order by name, id limit $3`,
      [caller.connectionId, pattern, limit],
    );
    return { rows };
  },
});
