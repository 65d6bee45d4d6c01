import { z } from 'zod';
import { runId } from '#engine/run-agents.ts';
import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';
import { defineOperation } from '#operation/operation.ts';
import { moneyOutput, titleOfCause } from '../approvals/approval-row.ts';
import { type ListedRun, listRunPage, PAGE_ROWS_MAX } from './run-list.queries.ts';

const word = z.string().max(60).optional();
const day = z.iso.date().optional();

export const runRow = z.strictObject({
  id: z.string(),
  agent: z.string(),
  decidedAt: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  supplierName: z.string().nullable(),
  amount: moneyOutput.nullable(),
  verdict: z.string(),
  cause: z.string().nullable(),
  causeTitle: z.string(),
  ruling: z.string(),
  because: z.string(),
  policyVersion: z.number().int(),
  codeVersion: z.string(),
});

/** Decisions of an agent, newest first. */
export const listRuns = defineOperation({
  name: 'list_runs',
  summary: 'List what an agent decided, newest first, by invoice, supplier, verdict, cause, ruling and date.',
  http: { method: 'GET', path: '/api/runs' },
  input: z.strictObject({
    agent: z.string().min(1).max(60),
    /** Part of an invoice number or a supplier's name, or Coupa's id of an invoice. */
    search: z.string().trim().max(200).optional(),
    supplier: word,
    verdict: word,
    cause: word,
    ruling: word,
    /** Days in the connection's time zone, both inclusive. */
    from: day,
    to: day,
    cursor: z.string().max(4_000).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
  }),
  output: z.strictObject({
    rows: z.array(runRow),
    /** Where to go on. A search may go on after a page that has no rows: one request looks through so many runs. */
    next: z.string().nullable(),
    searchedBackTo: z.string().nullable(),
    /** More invoices fit the search than were looked at; the ones that changed last were. */
    isCut: z.boolean(),
  }),
  permission: 'runs.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ cursor, limit, ...filter }, caller, { tx }) {
    const page = await listRunPage(tx, caller.connectionId, filter, { cursor, limit });
    return { ...page, rows: page.rows.map((row) => toRunRow(row, filter.agent)) };
  },
});

function toRunRow(row: ListedRun, agent: string): z.output<typeof runRow> {
  const { currency, gross_total: total } = row;
  const isKnown = currency !== null && total !== null;
  return {
    id: runId({ agent, lane: row.lane, seq: row.seq }),
    agent,
    decidedAt: row.decided_at,
    invoiceId: row.subject_id,
    invoiceNumber: row.invoice_number || `#${row.subject_id}`,
    supplierName: row.supplier_name,
    amount: isKnown ? { amount: amountText(decimal(total), currency), currency } : null,
    verdict: row.verdict,
    cause: row.cause,
    causeTitle: titleOfCause(row.cause, row.verdict),
    ruling: row.ruling,
    because: row.because,
    policyVersion: row.policy_version,
    codeVersion: row.code_version,
  };
}
