import { z } from 'zod';
import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';
import { defineOperation } from '#operation/operation.ts';
import { countInvoices, type ListedInvoice, listInvoicePage, PAGE_ROWS_MAX } from './invoice-list.queries.ts';

const filterText = z.string().max(200).optional();

const invoiceRow = z.strictObject({
  id: z.string(),
  invoiceNumber: z.string(),
  supplierId: z.string().nullable(),
  supplierName: z.string().nullable(),
  entityName: z.string().nullable(),
  status: z.string(),
  amount: z.strictObject({ amount: z.string(), currency: z.string() }).nullable(),
  invoiceDate: z.string().nullable(),
  netDueDate: z.string().nullable(),
  verdict: z.string().nullable(),
  cause: z.string().nullable(),
  updatedAt: z.string(),
});

/** Invoices as the mirror holds them. */
export const listInvoices = defineOperation({
  name: 'list_invoices',
  summary: 'List invoices of Coupa, each with what was decided about it last.',
  http: { method: 'GET', path: '/api/invoices' },
  input: z.strictObject({
    search: filterText,
    status: filterText,
    supplier: filterText,
    entity: filterText,
    currency: z.string().length(3).optional(),
    sort: z.enum(['updated', 'due', 'amount']).default('updated'),
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
  }),
  output: z.strictObject({
    rows: z.array(invoiceRow),
    next: z.string().nullable(),
    /** Up to 10,000, and only with the first page. */
    total: z.number().int().optional(),
  }),
  permission: 'invoices.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ sort, cursor, limit, ...filter }, caller, { tx }) {
    const page = await listInvoicePage(tx, caller.connectionId, filter, { sort, cursor, limit });
    const rows = page.rows.map(toRow);
    if (cursor !== undefined) return { rows, next: page.next };
    return { rows, next: page.next, total: await countInvoices(tx, caller.connectionId, filter) };
  },
});

function toRow({ grossTotal, currency, ...row }: ListedInvoice): z.input<typeof invoiceRow> {
  const isKnown = grossTotal !== null && currency !== null;
  return { ...row, amount: isKnown ? { amount: amountText(decimal(grossTotal), currency), currency } : null };
}
