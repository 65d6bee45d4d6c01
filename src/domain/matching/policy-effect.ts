import { type Decimal, ZERO } from '#kernel/decimal.ts';
import { amountText, type Money } from '#kernel/money.ts';
import type { MatchResult, Variance, VarianceKind } from './match-result.ts';
import type { LimitKey } from './tolerance.ts';
import { readBack } from './wording.ts';

/** The limit that a difference was held against; rounding and tax have no rules. */
export type EffectKey = LimitKey | 'rounding' | 'tax';

/** What became of the differences that one limit of one rule decided. */
export interface EffectRow {
  /** `base`, the rule's name or its position. */
  readonly rule: string;
  readonly limit: EffectKey;
  readonly tolerated: Tally;
  readonly refused: Tally;
}

export interface Tally {
  /** Lines, or documents where the document is judged. */
  readonly differences: number;
  readonly invoices: number;
  /** What they came to, without sign, by currency. */
  readonly money: readonly Money[];
}

interface Count {
  differences: number;
  invoices: number;
  /** The invoice counted last, so that its lines count it once. */
  last: MatchResult | undefined;
  readonly money: Map<string, Decimal>;
}

interface Counts {
  readonly rule: string;
  readonly limit: EffectKey;
  readonly tolerated: Count;
  readonly refused: Count;
}

/** Counts what each limit of each rule decided, one match after the other. */
export interface EffectCounter {
  add(match: MatchResult): void;
  /** Rows of limits that decided anything, the policy's own first. */
  rows(): readonly EffectRow[];
}

/** @returns a counter with nothing in it. */
export function countEffect(): EffectCounter {
  const counts = new Map<string, Counts>();
  return {
    add(match) {
      const variances = [...match.variances, ...match.lines.flatMap((line) => line.variances)];
      for (const variance of variances) {
        const limit = limitOf(variance);
        if (limit === undefined) continue;
        const rule = variance.rule ?? 'base';
        const key = `${limit} ${rule}`;
        const found = counts.get(key) ?? { rule, limit, tolerated: newCount(), refused: newCount() };
        counts.set(key, found);
        addTo(variance.tolerated ? found.tolerated : found.refused, variance, match);
      }
    },
    rows: () =>
      [...counts.values()]
        // equivalent: any number above zero puts it behind.
        .sort((a, b) => Number(b.rule === 'base') - Number(a.rule === 'base') || (a.rule < b.rule ? -1 : 1))
        .map(({ rule, limit, tolerated, refused }) => ({
          rule,
          limit,
          tolerated: tallyOf(tolerated),
          refused: tallyOf(refused),
        })),
  };
}

const LIMITS: Readonly<Record<Exclude<VarianceKind, 'price'>, EffectKey | undefined>> = {
  quantity_ordered: 'quantityOverOrdered',
  quantity_received: 'quantityOverReceived',
  amount_ordered: 'lineAmountOver',
  amount_received: 'quantityOverReceived',
  quality: 'quantityOverReceived',
  line_total: 'rounding',
  unit: undefined,
  freight: 'freightOver',
  handling: 'handlingOver',
  misc_charge: 'miscChargeOver',
  tax: 'tax',
  exchange: undefined,
  document_total: 'rounding',
  document_cap: 'documentCap',
  order_to_date: 'orderToDateOver',
};

function limitOf({ kind, amount }: Variance): EffectKey | undefined {
  if (kind === 'price') return amount?.startsWith('-') ? 'priceUnder' : 'priceOver';
  return LIMITS[kind];
}

function newCount(): Count {
  return { differences: 0, invoices: 0, last: undefined, money: new Map() };
}

function addTo(count: Count, { amount }: Variance, match: MatchResult): void {
  count.differences += 1;
  if (count.last !== match) count.invoices += 1;
  count.last = match;
  // Without a currency there is nothing that could be added up.
  if (match.currency === null || amount === null) return;
  count.money.set(match.currency, (count.money.get(match.currency) ?? ZERO).plus(readBack(amount).abs()));
}

function tallyOf({ differences, invoices, money }: Count): Tally {
  return {
    differences,
    invoices,
    money: [...money]
      // equivalent: each currency is there once, and any number above zero puts it behind.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ amount: amountText(amount, currency), currency })),
  };
}
