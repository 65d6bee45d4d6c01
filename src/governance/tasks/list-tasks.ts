import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';

const PAGE_ROWS_MAX = 200;

export const taskRow = z.strictObject({
  id: z.string(),
  title: z.string(),
  steps: z.array(z.string()),
  deepLink: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  supplierName: z.string().nullable(),
  coupaStatus: z.string().nullable(),
  openedAt: z.string(),
  state: z.enum(['open', 'closed', 'dismissed']),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  closeReason: z.string().nullable(),
});

export interface TaskRecord {
  id: string;
  title: string;
  steps: string[];
  subject_id: string;
  invoice_number: string | null;
  supplier_name: string | null;
  status: string | null;
  coupa_url: string;
  record: string;
  opened_at: string;
  state: 'open' | 'closed' | 'dismissed';
  closed_at: string | null;
  closed_by: string | null;
  close_reason: string | null;
}

export const SELECT_TASK = `select t.*, i.invoice_number, i.supplier_name, i.status, n.coupa_url
  from task t join connection n on n.connection_id = t.connection_id
  left join invoice i on i.connection_id = t.connection_id and i.id = t.subject_id`;

export function toTaskRow(task: TaskRecord): z.output<typeof taskRow> {
  return {
    id: task.id,
    title: task.title,
    steps: task.steps,
    deepLink: deepLink(task.coupa_url, task.record),
    invoiceId: task.subject_id,
    invoiceNumber: task.invoice_number ?? `#${task.subject_id}`,
    supplierName: task.supplier_name,
    coupaStatus: task.status,
    openedAt: task.opened_at,
    state: task.state,
    closedAt: task.closed_at,
    closedBy: task.closed_by,
    closeReason: task.close_reason,
  };
}

/** Where Coupa shows each kind of record to people. */
const PAGES: Readonly<Record<string, string>> = {
  invoice: 'invoices',
  purchase_order: 'order_headers',
  receipt: 'inventory_transactions',
  supplier: 'suppliers',
  user: 'users',
};

/** The address of a record in Coupa's own screens. @param record such as `invoice/4711`. */
export function deepLink(coupaUrl: string, record: string): string {
  const [kind = '', id = ''] = record.split('/');
  const host = coupaUrl.replace(/\/+$/, '');
  return `${host}/${PAGES[kind] ?? 'invoices'}/${encodeURIComponent(id)}`;
}

/** What people have to do by hand, oldest first. */
export const listTasks = defineOperation({
  name: 'list_tasks',
  summary: 'List what has to be done by hand in Coupa.',
  http: { method: 'GET', path: '/api/tasks' },
  input: z.strictObject({
    state: z.enum(['open', 'closed']).default('open'),
    cursor: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(100),
  }),
  output: z.strictObject({ rows: z.array(taskRow), next: z.string().nullable(), total: z.number().int() }),
  permission: 'approvals.read',
  audit: { none: 'reading changes nothing' },

  async run({ state, cursor, limit }, _caller, { tx }) {
    // Ids sort by age; closed ones are wanted newest first.
    const isOpen = state === 'open';
    const rows = await tx.query<TaskRecord>(
      `${SELECT_TASK} where (t.state = 'open') = $1 and ($2::text is null or t.id ${isOpen ? '>' : '<'} $2)
        order by t.id ${isOpen ? 'asc' : 'desc'} limit $3`,
      [isOpen, cursor ?? null, limit + 1],
    );
    const [counted] = await tx.query<{ count: string }>(
      `select count(*) from task where (state = 'open') = $1`,
      [isOpen],
    );
    const page = rows.slice(0, limit);
    return {
      rows: page.map(toTaskRow),
      next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      total: Number(counted?.count ?? 0),
    };
  },
});
