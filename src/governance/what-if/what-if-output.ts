import { z } from 'zod';
import type { Amounts, Tally } from '#engine/replay/tally.ts';
import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';
import { moneyOutput, titleOfCause } from '../approvals/approval-row.ts';
import type { ChangedRun } from './replay-batch.ts';
import type { WhatIfRecord } from './what-if.queries.ts';

const amountsOutput = z.strictObject({
  count: z.number().int(),
  /** One a currency, never added up; credit notes count by their size. */
  sums: z.array(z.strictObject({ currency: z.string(), exposure: z.string(), atRisk: z.string() })),
  withoutAmount: z.number().int(),
});

const side = z.strictObject({ verdict: z.string(), cause: z.string().nullable(), title: z.string() });
const ruling = z.enum(['record_only', 'ask', 'act']);

const tallyOutput = z.strictObject({
  counted: z.number().int(),
  same: z.number().int(),
  wordsOnly: z.number().int(),
  changed: z.number().int(),
  unreadable: z.number().int(),
  underOtherSettings: z.number().int(),
  byOtherCode: z.number().int(),
  unexplained: z.number().int(),
  transitions: z.array(amountsOutput.extend({ from: side, to: side })),
  rulings: z.array(amountsOutput.extend({ from: ruling, to: ruling })),
  letThrough: amountsOutput,
  stopped: amountsOutput,
  people: z.strictObject({
    decided: z.number().int(),
    letThroughAgainst: amountsOutput,
    stoppedAgainst: amountsOutput,
    letThroughAsWished: amountsOutput,
    stoppedAsWished: amountsOutput,
  }),
});

/** A question in lists: what was asked, how far it is. */
export const whatIfRow = z.strictObject({
  id: z.string(),
  agent: z.string(),
  askedBy: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  which: z.enum(['newest', 'all']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  policyVersion: z.number().int(),
  /** What differs from the settings that were in force, one text each; none when those themselves were tried. */
  differences: z.array(z.string()),
  looked: z.number().int(),
  /** Null until the first batch has counted. */
  total: z.number().int().nullable(),
  changed: z.number().int(),
});

/** A question with its answer so far. */
export const whatIfOutput = whatIfRow.extend({
  error: z.string().nullable(),
  tally: tallyOutput,
  /** Changed runs that can be listed; the rest is only counted. */
  listed: z.number().int(),
  unreadableRuns: z.array(z.strictObject({ run: z.string(), invoiceId: z.string(), why: z.string() })),
  settings: z.unknown(),
});

const outcome = side.extend({ ruling, because: z.string(), headline: z.string() });

/** A run that would come out differently. */
export const changedRunOutput = z.strictObject({
  run: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  supplierName: z.string().nullable(),
  decidedAt: z.string(),
  from: outcome,
  to: outcome,
  effect: z.enum(['let_through', 'stopped', 'other']),
  amount: moneyOutput.nullable(),
  atRisk: moneyOutput.nullable(),
  person: z
    .strictObject({ decision: z.enum(['approved', 'rejected']), by: z.string(), at: z.string() })
    .nullable(),
  stance: z.enum(['against', 'as_wished']).nullable(),
  isCounted: z.boolean(),
});

export function toWhatIfRow(row: WhatIfRecord): z.output<typeof whatIfRow> {
  return {
    id: row.id,
    agent: row.agent,
    askedBy: row.asked_by_name,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state,
    which: row.which,
    from: row.from_date,
    to: row.to_date,
    policyVersion: row.policy_version,
    differences: [...row.differences],
    looked: row.looked,
    total: row.total,
    changed: row.tally.changed,
  };
}

export function toWhatIf(row: WhatIfRecord): z.output<typeof whatIfOutput> {
  return {
    ...toWhatIfRow(row),
    error: row.error,
    tally: toTally(row.tally),
    listed: row.listed,
    unreadableRuns: row.unreadable.map((one) => ({ ...one })),
    settings: row.settings,
  };
}

/** The largest group first, so that what matters is read first. */
function toTally(tally: Tally): z.output<typeof tallyOutput> {
  const { people } = tally;
  return {
    ...tally,
    transitions: tally.transitions
      .toSorted((a, b) => b.count - a.count)
      .map(({ from, to, ...amounts }) => ({ ...toAmounts(amounts), from: titled(from), to: titled(to) })),
    rulings: tally.rulings
      .toSorted((a, b) => b.count - a.count)
      .map(({ from, to, ...amounts }) => ({ ...toAmounts(amounts), from, to })),
    letThrough: toAmounts(tally.letThrough),
    stopped: toAmounts(tally.stopped),
    people: {
      decided: people.decided,
      letThroughAgainst: toAmounts(people.letThroughAgainst),
      stoppedAgainst: toAmounts(people.stoppedAgainst),
      letThroughAsWished: toAmounts(people.letThroughAsWished),
      stoppedAsWished: toAmounts(people.stoppedAsWished),
    },
  };
}

function toAmounts({ count, sums, withoutAmount }: Amounts): z.output<typeof amountsOutput> {
  return {
    count,
    withoutAmount,
    sums: sums.map(({ currency, exposure, atRisk }) => ({
      currency,
      exposure: amountText(decimal(exposure), currency),
      atRisk: amountText(decimal(atRisk), currency),
    })),
  };
}

function titled<S extends { readonly verdict: string; readonly cause: string | null }>(
  side: S,
): S & { title: string } {
  return { ...side, title: titleOfCause(side.cause, side.verdict) };
}

export function toChangedRunOutput(change: ChangedRun): z.output<typeof changedRunOutput> {
  const { currency, exposure, atRisk, from, to, ...rest } = change;
  const money = (amount: string | null) =>
    amount === null || currency === null ? null : { amount: amountText(decimal(amount), currency), currency };
  return { ...rest, from: titled(from), to: titled(to), amount: money(exposure), atRisk: money(atRisk) };
}
