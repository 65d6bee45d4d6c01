import { z } from 'zod';
import { EXCEPTION_CODES, isExceptionCode } from '#domain/matching/exception-code.ts';
import { describeCommand } from '#engine/commands/describe-command.ts';
import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';
import { daysBetween } from '#kernel/plain-date.ts';
import type { ApprovalRecord } from './approval.queries.ts';

export const moneyOutput = z.strictObject({ amount: z.string(), currency: z.string() });

/** One proposal that waits, or waited, for a person, as lists show it. */
export const approvalRow = z.strictObject({
  id: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  supplierName: z.string().nullable(),
  entityName: z.string().nullable(),
  coupaStatus: z.string().nullable(),
  cause: z.string().nullable(),
  causeTitle: z.string(),
  verdict: z.string(),
  headline: z.string(),
  amount: moneyOutput.nullable(),
  atRisk: moneyOutput.nullable(),
  certainty: z.strictObject({ basis: z.enum(['rule', 'estimate']), probability: z.string().optional() }),
  clock: z
    .strictObject({ kind: z.enum(['discount', 'due']), date: z.string(), daysLeft: z.number().int() })
    .nullable(),
  assignedTo: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  openedAt: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'superseded']),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
  commandState: z.string().nullable(),
  commands: z.array(z.strictObject({ kind: z.string(), words: z.string() })),
  hasTask: z.boolean(),
});

export type ApprovalRow = z.output<typeof approvalRow>;

/** What the list query adds to the approval itself. */
export interface ListedApproval extends ApprovalRecord {
  readonly coupa_status: string | null;
  readonly assignee_name: string | null;
  readonly command_state: string | null;
}

/** Without a cause nothing is wrong: the proposal is to let it go on. */
const NO_CAUSE: Readonly<Record<string, string>> = {
  matched: 'Matched',
  within_tolerance: 'Within tolerance',
  not_applicable: 'Not matched',
  exception: 'Exception',
};

/** The cause in plain words. Codes of Coupa's that we do not know are shown as they are. */
export function titleOfCause(cause: string | null, verdict: string): string {
  if (cause === null) return NO_CAUSE[verdict] ?? verdict;
  return isExceptionCode(cause) ? EXCEPTION_CODES[cause].title : cause;
}

/** @param today the day of the connection's time zone, from which days left are counted. */
export function toApprovalRow(row: ListedApproval, today: string): ApprovalRow {
  const { currency } = row;
  const money = (amount: string | null) =>
    amount === null || currency === null ? null : { amount: amountText(decimal(amount), currency), currency };
  return {
    id: row.id,
    invoiceId: row.subject_id,
    invoiceNumber: row.invoice_number,
    supplierName: row.supplier_name,
    entityName: row.entity_name,
    coupaStatus: row.coupa_status,
    cause: row.cause,
    causeTitle: titleOfCause(row.cause, row.verdict),
    verdict: row.verdict,
    headline: row.headline,
    amount: money(row.amount),
    atRisk: money(row.at_risk),
    certainty:
      row.probability === null ? { basis: 'rule' } : { basis: 'estimate', probability: row.probability },
    clock:
      row.clock_kind === null || row.clock_date === null
        ? null
        : { kind: row.clock_kind, date: row.clock_date, daysLeft: daysBetween(today, row.clock_date) },
    assignedTo: row.assigned_to === null ? null : { id: row.assigned_to, name: row.assignee_name ?? '' },
    openedAt: row.opened_at,
    state: row.state,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    reason: row.reason,
    commandState: row.command_state,
    commands: row.commands.map((command) => ({
      kind: command.kind,
      words: describeCommand(command, { invoiceNumber: row.invoice_number }),
    })),
    hasTask: row.tasks.length > 0,
  };
}
