import type { EngineResult, RuleProperties } from 'json-rules-engine';
import { decimal, least, roundTo, ZERO } from '#kernel/decimal.ts';
import type { LineFigures, Tested } from './match-situations.ts';

/** json-rules-engine with the tests of this bench. */
export interface RulesPeer {
  /** What it found on each line of an invoice; every line is a run of its own. */
  readonly judge: (lines: readonly LineFacts[]) => Promise<EngineResult[]>;
}

/** The decimal text of a line in the groups in which it is compared, so that few facts have to be looked up. */
export type LineFacts = Record<string, PriceFact | ProgressFact | TotalFact | TextFact | TermFact | string>;

interface PriceFact {
  readonly billed: string;
  readonly ordered: string;
  readonly quantity: string;
}

type ProgressFact = Pick<LineFigures, 'before' | 'billed' | 'ordered' | 'received' | 'accepted'>;

type TotalFact = Pick<LineFigures, 'billed' | 'price' | 'total'>;

interface TextFact {
  readonly billed: string;
  readonly ordered: string;
}

type TermFact = Pick<LineFigures, 'suppliedOn' | 'termFrom' | 'termUntil'>;

export function lineFacts(figures: LineFigures): LineFacts {
  const { kind, price, orderPrice, total, before, billed, ordered, received, accepted } = figures;
  const progress: ProgressFact = { before, billed, ordered, received, accepted };
  const { suppliedOn, termFrom, termUntil } = figures;
  const particulars: LineFacts = {
    article: { billed: figures.part, ordered: figures.orderPart },
    currency: { billed: figures.currency, ordered: figures.orderCurrency },
    status: figures.status,
    term: { suppliedOn, termFrom, termUntil },
  };
  if (kind === 'amount') return { ...particulars, amount: progress };
  return {
    ...particulars,
    unit: { billed: figures.unit, ordered: figures.orderUnit },
    price: { billed: price, ordered: orderPrice, quantity: billed },
    goods: progress,
    total: { billed, price, total },
  };
}

/**
 * Of the ways to write these rules that we measured, the fastest one: one condition a rule, two facts a line, no path
 * to resolve, nothing computed twice; single figures as facts, and computed ones between them, take twice as long.
 * Its own operators compare floating-point numbers. These are exact, with the same arithmetic as Purser.
 */
const RULES: readonly RuleProperties[] = [
  ruleOf('PRICE_OVER', 'price', 'dearerThan', { rate: '0.02', cap: '50' }),
  ruleOf('PRICE_UNDER', 'price', 'cheaperThan', { rate: '0.10' }),
  ruleOf('QTY_OVER_ORDERED', 'goods', 'beyond', 'ordered'),
  ruleOf('QTY_OVER_RECEIVED', 'goods', 'beyondArrived', 'received'),
  ruleOf('RECEIPT_MISSING', 'goods', 'notArrived', 'received'),
  ruleOf('LINE_AMOUNT_OVER', 'amount', 'beyond', 'ordered'),
  ruleOf('QUALITY_REJECT', 'goods', 'beyondAccepted', 'accepted'),
  ruleOf('TOTAL_UNBALANCED', 'total', 'offByMoreThan', '0.01'),
  ruleOf('UOM_MISMATCH', 'unit', 'differsFrom', 'ordered'),
  ruleOf('ITEM_UNMATCHED', 'article', 'differsFrom', 'ordered'),
  ruleOf('CURRENCY_MISMATCH', 'currency', 'differsFrom', 'ordered'),
  ruleOf('PO_CLOSED', 'status', 'in', ['closed', 'cancelled', 'soft_closed', 'soft_closed_for_invoicing']),
  ruleOf('DATE_OUT_OF_TERM', 'term', 'outside', 'term'),
];

function ruleOf(type: Tested, fact: string, operator: string, value: unknown): RuleProperties {
  return { name: type, conditions: { all: [{ fact, operator, value }] }, event: { type } };
}

/** @throws Error when the development dependency is not installed. */
export async function startRules(): Promise<RulesPeer> {
  const { Engine, Operator } = await rulesEngine();
  // A line of goods has no fact for services, and the other way round.
  const engine = new Engine([...RULES], { allowUndefinedFacts: true });
  const isThere = (fact: unknown): boolean => fact !== undefined;
  for (const [name, holds] of Object.entries(OPERATORS)) {
    engine.addOperator(new Operator(name, holds as (fact: unknown, value: unknown) => boolean, isThere));
  }
  return { judge: (lines) => Promise.all(lines.map((facts) => engine.run(facts))) };
}

async function rulesEngine() {
  try {
    return await import('json-rules-engine');
  } catch (cause) {
    throw new Error(
      'json-rules-engine, which this is measured beside, is not installed: "npm ci" brings it, "npm ci --omit=dev" leaves it out.',
      { cause },
    );
  }
}

const OPERATORS = {
  dearerThan({ billed, ordered, quantity }: PriceFact, { rate, cap }: { rate: string; cap: string }) {
    const agreed = decimal(ordered);
    const over = decimal(billed).minus(agreed);
    if (over.lte(ZERO)) return false;
    const pieces = decimal(quantity);
    return over.times(pieces).gt(least(agreed.times(pieces).times(decimal(rate)), decimal(cap)));
  },
  cheaperThan({ billed, ordered }: PriceFact, { rate }: { rate: string }) {
    const agreed = decimal(ordered);
    return agreed.minus(decimal(billed)).gt(agreed.times(decimal(rate)));
  },
  beyond(fact: ProgressFact, bound: 'ordered' | 'received') {
    return decimal(fact.before).plus(decimal(fact.billed)).gt(decimal(fact[bound]));
  },
  beyondArrived(fact: ProgressFact, bound: 'received'): boolean {
    return fact[bound] !== '0' && OPERATORS.beyond(fact, bound);
  },
  notArrived: (fact: ProgressFact, bound: 'received') => fact[bound] === '0',
  beyondAccepted({ before, billed, received, accepted }: ProgressFact): boolean {
    if (accepted === received) return false;
    return least(decimal(before).plus(decimal(billed)), decimal(received)).gt(decimal(accepted));
  },
  offByMoreThan({ billed, price, total }: TotalFact, allowed: string): boolean {
    const [product, stated] = [decimal(billed).times(decimal(price)), decimal(total)];
    if (product.eq(stated) || roundTo(product, 2).eq(stated)) return false;
    return stated.minus(product).abs().gt(decimal(allowed));
  },
  differsFrom: ({ billed, ordered }: TextFact) => billed !== ordered,
  outside: ({ suppliedOn, termFrom, termUntil }: TermFact) => suppliedOn < termFrom || suppliedOn > termUntil,
};

/** Codes of the rules that found something, sorted. */
export function codesOf({ events }: EngineResult): string {
  return events
    .map(({ type }) => type)
    .sort()
    .join(' ');
}

/**
 * What one would keep of it as evidence: what was found, and of every rule the figures it looked at, also where it
 * found nothing, as Purser's own result has them.
 */
export function evidenceText({ events, results, failureResults }: EngineResult): string {
  return JSON.stringify({
    events,
    results: results.map((result) => result.toJSON(false)),
    failureResults: failureResults.map((result) => result.toJSON(false)),
  });
}

/** Without the figures of the rules that found nothing: of most lines nothing is kept. */
export function findingsText({ events, results }: EngineResult): string {
  return JSON.stringify({ events, results: results.map((result) => result.toJSON(false)) });
}
