import { type Decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { Found } from './assignment.ts';
import { compareLine } from './compare-line.ts';
import { compareLineTotal } from './compare-line-total.ts';
import type { ComparisonContext, Part, Used } from './comparison.ts';
import type { LineFacts } from './line-facts.ts';
import type { MatchException } from './match-result.ts';
import { missingOnLine } from './missing-fields.ts';
import { namesNoOrder, otherCurrency, unplacedLine } from './order-faults.ts';
import { type OrderLineStanding, standingOf, takenBy } from './order-line-standing.ts';
import type { AssignedLine } from './place-lines.ts';
import type { Surroundings } from './surroundings.ts';

/** An invoice line with all that was found about it. */
export interface ComparedLine extends AssignedLine, Part {
  /** Undefined where the line has no order line, or one in another currency. */
  readonly standing: OrderLineStanding | undefined;
  /** What was used of the order line before this one. */
  readonly usedBefore: Used;
  readonly open: string | null;
  readonly payable: Decimal;
}

/** Compares the lines in their order; those on one order line take their share of it one after the other. */
export function compareLines(
  assigned: readonly AssignedLine[],
  around: Surroundings,
  context: ComparisonContext,
): readonly ComparedLine[] {
  const pools = poolsOf(assigned);
  const shares = sharesOf(assigned, { around, context, pools });
  // Without any order the document is told so once, and not every line again.
  const hasOrder = !namesNoOrder(assigned);
  return assigned.map((line) => {
    const share =
      line.assignment.kind === 'found'
        ? shares.get(shareKey(line.assignment, line.facts, { pools, around }))
        : undefined;
    const missing = missingOnLine(line.facts, context);
    if (share === undefined || missing !== undefined || otherCurrency(line, context) !== undefined) {
      return uncompared(line, missing ?? (hasOrder ? unplacedLine(line, context) : undefined));
    }
    const { standing, used: usedBefore } = share;
    const comparison = compareLine(line.facts, standing, { used: usedBefore, context });
    share.used = comparison.usedAfter;
    const total = compareLineTotal(line.facts, context);
    // Written out: spreading these costs a tenth of the whole match.
    return {
      facts: line.facts,
      assignment: line.assignment,
      standing,
      usedBefore,
      open: comparison.open,
      payable: comparison.payable,
      variances: joined(comparison.variances, total.variances),
      exceptions: joined(comparison.exceptions, total.exceptions),
    };
  });
}

function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return second.length === 0 ? first : [...first, ...second];
}

function uncompared(line: AssignedLine, exception: MatchException | undefined): ComparedLine {
  return {
    ...line,
    standing: undefined,
    usedBefore: NOTHING_USED,
    open: null,
    payable: ZERO,
    variances: [],
    exceptions: exception === undefined ? [] : [exception],
  };
}

/** An order line and how much of it the lines of this invoice have used so far. */
interface Share {
  readonly standing: OrderLineStanding;
  used: Used;
}

// equivalent: nobody asks what was used of a line that stands on no order line.
const NOTHING_USED: Used = { quantity: ZERO, overcharge: ZERO };

/** Every order line that is billed in the invoice's currency; its standing is worked out once. */
function sharesOf(
  assigned: readonly AssignedLine[],
  {
    around,
    context,
    pools,
  }: {
    readonly around: Surroundings;
    readonly context: ComparisonContext;
    readonly pools: ReadonlyMap<string, Pool>;
  },
): ReadonlyMap<string, Share> {
  const groups = new Map<string, { readonly found: Found; readonly facts: LineFacts[] }>();
  for (const line of assigned) {
    if (line.assignment.kind !== 'found' || otherCurrency(line, context) !== undefined) continue;
    const key = shareKey(line.assignment, line.facts, { pools, around });
    const group = groups.get(key);
    if (group !== undefined) group.facts.push(line.facts);
    else groups.set(key, { found: line.assignment, facts: [line.facts] });
  }
  const shares = new Map<string, Share>();
  for (const [key, { found, facts }] of groups) {
    const pool = pools.get(found.orderLine.id);
    const standing = standingOf(found.order, found.orderLine, { facts, around, ...pool });
    shares.set(key, { standing, used: creditsOn(standing, facts) });
  }
  return shares;
}

type Pool = Pick<Found, 'pool' | 'isBundle'>;

/** Order lines that any invoice line bills together with others; a line that names one of them draws on all. */
function poolsOf(assigned: readonly AssignedLine[]): ReadonlyMap<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const { assignment } of assigned) {
    // equivalent: only what is found has a pool.
    if (assignment.kind !== 'found' || assignment.pool === undefined) continue;
    const { pool, isBundle = false } = assignment;
    // equivalent: thousands of lines may draw on one pool of thousands, which is the same each time.
    if (pools.get(assignment.orderLine.id)?.pool === pool) continue;
    for (const { id } of pool) pools.set(id, { pool, isBundle });
  }
  return pools;
}

function shareKey(
  { orderLine }: Found,
  { reference }: LineFacts,
  { pools, around }: { readonly pools: ReadonlyMap<string, Pool>; readonly around: Surroundings },
): string {
  const id = pools.get(orderLine.id)?.pool?.[0]?.id ?? orderLine.id;
  return around.modeOf(orderLine) === 'direct_matching' ? `${id}/${reference ?? ''}` : id;
}

/** What the invoice itself gives back makes room for what it bills, wherever on it the credit stands. */
function creditsOn(standing: OrderLineStanding, facts: readonly LineFacts[]): Used {
  const credits = facts.filter(({ isCredit }) => isCredit);
  const taken = credits.map((credit) => takenBy(credit, standing) ?? ZERO);
  return { quantity: sum(taken), overcharge: ZERO };
}
