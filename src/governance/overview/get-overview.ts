import { z } from 'zod';
import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';
import { daysBetween } from '#kernel/plain-date.ts';
import { defineOperation } from '#operation/operation.ts';
import { moneyOutput, titleOfCause } from '../approvals/approval-row.ts';
import { toWritingState, writingState } from '../policy/get-settings.ts';
import { todayOf } from '../today.queries.ts';
import {
  anchorState,
  type CauseSum,
  causeSums,
  clocks,
  connectionState,
  counts,
  recentEntries,
  verdictCounts,
} from './overview.queries.ts';

/** What a person sees first: what waits, what it is worth, which clocks run, and whether all is well with Coupa. */
export const getOverview = defineOperation({
  name: 'get_overview',
  summary: 'Show what waits for people, which clocks run and the state of reading and writing.',
  http: { method: 'GET', path: '/api/overview' },
  input: z.strictObject({}),
  output: z.strictObject({
    asOf: z.string(),
    coupa: z.strictObject({
      lastReadAt: z.string().nullable(),
      ageSeconds: z.number().int().nullable(),
      state: z.enum(['reading', 'first_load', 'failing']),
      error: z.string().nullable(),
      firstLoad: z
        .array(
          z.strictObject({
            resource: z.string(),
            done: z.number().int(),
            expected: z.number().int().nullable(),
          }),
        )
        .nullable(),
    }),
    counts: z.strictObject({
      waiting: z.number().int(),
      tasks: z.number().int(),
      decidedToday: z.number().int(),
      sentToday: z.number().int(),
      confirmedToday: z.number().int(),
      failed: z.number().int(),
      parked: z.number().int(),
      /** Records that Coupa sent and that cannot be read or kept; each is shown with its reason beside the connection. */
      unreadable: z.number().int(),
    }),
    waitingMoney: z.array(moneyOutput),
    byCause: z.array(
      z.strictObject({
        code: z.string(),
        title: z.string(),
        count: z.number().int(),
        money: z.array(moneyOutput),
      }),
    ),
    verdicts30d: z.strictObject({
      matched: z.number().int(),
      within_tolerance: z.number().int(),
      exception: z.number().int(),
      not_applicable: z.number().int(),
    }),
    clocks: z.array(
      z.strictObject({
        invoiceId: z.string(),
        invoiceNumber: z.string(),
        supplierName: z.string().nullable(),
        kind: z.enum(['discount', 'due']),
        date: z.string(),
        money: moneyOutput.nullable(),
        daysLeft: z.number().int(),
      }),
    ),
    recent: z.array(
      z.strictObject({
        at: z.string(),
        what: z.string(),
        who: z.string(),
        text: z.string(),
        invoiceId: z.string().nullable(),
        entry: z.string(),
      }),
    ),
    writing: writingState,
    mode: z.enum(['monitor', 'assisted', 'autonomous']),
    anchor: z.strictObject({ lastAt: z.string().nullable(), entries: z.string(), anchored: z.string() }),
  }),
  permission: 'approvals.read',
  audit: { none: 'reading changes nothing' },

  async run(_input, _caller, { tx, now }) {
    const today = await todayOf(tx, now);
    const state = await connectionState(tx, now);
    const sums = await causeSums(tx);
    const counted = await counts(tx, today);
    const verdicts = await verdictCounts(tx);
    const soonest = await clocks(tx);
    return {
      asOf: now.toISOString(),
      coupa: state.coupa,
      counts: counted,
      waitingMoney: moneyOf(sums),
      byCause: causesOf(sums),
      verdicts30d: verdicts,
      clocks: soonest.map((row) => ({
        invoiceId: row.subject_id,
        invoiceNumber: row.invoice_number,
        supplierName: row.supplier_name,
        kind: row.clock_kind,
        date: row.clock_date,
        money: row.amount === null || row.currency === null ? null : money(row.amount, row.currency),
        daysLeft: daysBetween(today, row.clock_date),
      })),
      recent: await recentEntries(tx),
      writing: toWritingState(state.writing),
      mode: state.mode,
      anchor: await anchorState(tx),
    };
  },
});

function money(amount: string, currency: string): z.output<typeof moneyOutput> {
  return { amount: amountText(decimal(amount), currency), currency };
}

/** One sum a currency: amounts of different currencies are never added. */
function moneyOf(sums: readonly CauseSum[]): z.output<typeof moneyOutput>[] {
  const totals = new Map<string, string>();
  for (const { currency, amount } of sums) {
    if (currency === null || amount === null) continue;
    totals.set(
      currency,
      decimal(totals.get(currency) ?? '0')
        .plus(decimal(amount))
        .toFixed(),
    );
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => money(amount, currency));
}

function causesOf(sums: readonly CauseSum[]) {
  const groups = new Map<string, CauseSum[]>();
  for (const sum of sums) {
    const key = sum.cause ?? `none ${sum.verdict}`;
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return [...groups.values()]
    .map((group) => ({
      code: group[0]?.cause ?? 'none',
      title: titleOfCause(group[0]?.cause ?? null, group[0]?.verdict ?? 'exception'),
      count: group.reduce((total, one) => total + one.count, 0),
      money: moneyOf(group),
    }))
    .sort((a, b) => b.count - a.count);
}
