import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import { todayOf } from '../today.queries.ts';
import { approvalRow, titleOfCause, toApprovalRow } from './approval-row.ts';
import { countApprovals, listApprovalPage, PAGE_ROWS_MAX } from './list.queries.ts';

const amount = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/, 'expected an amount such as 5000 or 5000.00');

/** The review queue, and what was decided from it. */
export const listApprovals = defineOperation({
  name: 'list_approvals',
  summary: 'List proposals that wait for a person, or were decided.',
  http: { method: 'GET', path: '/api/approvals' },
  input: z.strictObject({
    state: z.enum(['open', 'decided', 'all']).default('open'),
    cause: z.string().max(60).optional(),
    supplier: z.string().max(60).optional(),
    entity: z.string().max(200).optional(),
    assignee: z.string().max(60).optional(),
    currency: z.string().length(3).optional(),
    min: amount.optional(),
    max: amount.optional(),
    search: z.string().max(200).optional(),
    sort: z.enum(['clock', 'risk', 'cause', 'age']).default('clock'),
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
  }),
  output: z.strictObject({
    rows: z.array(approvalRow),
    next: z.string().nullable(),
    total: z.number().int(),
    counts: z.strictObject({
      byCause: z.array(z.strictObject({ code: z.string(), title: z.string(), count: z.number().int() })),
      entities: z.array(z.string()),
      mine: z.number().int(),
      unassigned: z.number().int(),
    }),
  }),
  permission: 'approvals.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ sort, cursor, limit, ...filter }, caller, { tx, now }) {
    const asked = { ...filter, me: caller.personId };
    const page = await listApprovalPage(tx, asked, { sort, cursor, limit });
    const counts = await countApprovals(tx, asked);
    const today = await todayOf(tx, now);
    return {
      rows: page.rows.map((row) => toApprovalRow(row, today)),
      next: page.next,
      total: counts.total,
      counts: {
        byCause: counts.byCause.map((one) => ({
          code: one.cause ?? 'none',
          title: titleOfCause(one.cause, one.verdict),
          count: one.count,
        })),
        entities: counts.entities,
        mine: counts.mine,
        unassigned: counts.unassigned,
      },
    };
  },
});
