import fc from 'fast-check';
import { decimal, decimalText, roundTo } from '#kernel/decimal.ts';
import type { InvoiceLine } from '../records/invoice.ts';
import { desks } from './desk.test-data.ts';
import type { MatchResult } from './match-result.ts';
import { receipt } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import type { Limit, LimitKey, TolerancePolicy } from './tolerance.ts';
import { readBack } from './wording.ts';

/** A promise of the matcher for any desk: nothing, or what did not hold. */
export interface MatchPromise {
  readonly name: string;
  readonly breach: (input: MatchInput, chance: number) => string | undefined;
}

const RANK = { matched: 0, within_tolerance: 1, exception: 2 } as const;

export const MATCH_PROMISES: readonly MatchPromise[] = [
  {
    name: 'the order in which anything is listed changes nothing',
    breach: (input, chance) => {
      const [first, second] = [input, shuffled(input, chance)].map((each) => comparable(matchInvoice(each)));
      return first === second ? undefined : `${first}\n!==\n${second}`;
    },
  },
  {
    name: 'a line split in two is not let through where the whole was not',
    breach: (input, chance) => {
      const plain = withoutTotals(input);
      const [whole, split] = [plain, withLineSplit(plain, chance)].map((each) => matchInvoice(each));
      return worse(whole, split);
    },
  },
  {
    name: 'a stricter policy lets nothing more through',
    breach: (input, chance) => {
      const share = ['0', '0.5', '0.99'][chance % 3] ?? '0';
      const strict = { ...input, policy: stricter(input.policy, share) };
      return worse(matchInvoice(input), matchInvoice(strict));
    },
  },
  {
    name: 'one more delivery of an order line makes nothing worse',
    breach: (input, chance) => {
      const all = input.orders.flatMap(({ lines }) => lines);
      const line = all[chance % all.length];
      const more = receipt({
        id: '999',
        quantity: '3',
        ...(line === undefined ? {} : { orderLineId: line.id }),
      });
      return worse(matchInvoice({ ...input, receipts: [...input.receipts, more] }), matchInvoice(input));
    },
  },
  {
    name: 'the answer is whole: every line, a cause first, words for each, no more payable than billed',
    breach: (input) => faultOf(matchInvoice(input), input),
  },
];

export function propertyOf({ breach }: MatchPromise): fc.IProperty<[MatchInput, number]> {
  return fc.property(desks, fc.nat(10_000), (input, chance) => {
    const found = breach(input, chance);
    if (found !== undefined) throw new Error(found);
  });
}

/** What is wrong when the second answer is milder than the first. */
function worse(first: MatchResult | undefined, second: MatchResult | undefined): string | undefined {
  if (first === undefined || second === undefined || RANK[second.outcome] >= RANK[first.outcome])
    return undefined;
  const codes = ({ exceptions }: MatchResult) => exceptions.map(({ explanation }) => explanation).join(' ');
  return `${first.outcome} (${codes(first)}) became ${second.outcome} (${codes(second)})`;
}

/** The answer without the order in which sources are named, which nobody decides by. */
function comparable({ exceptions, ...result }: MatchResult): string {
  return JSON.stringify({
    ...result,
    exceptions: exceptions.map((each) => ({ ...each, sources: [...each.sources].sort() })),
  });
}

function shuffled(input: MatchInput, chance: number): MatchInput {
  const turned = <T>(list: readonly T[]): readonly T[] => {
    const at = list.length === 0 ? 0 : chance % list.length;
    const moved = [...list.slice(at), ...list.slice(0, at)];
    return chance % 2 === 0 ? moved.reverse() : moved;
  };
  const { invoice, orders, policy, memory } = input;
  return {
    ...input,
    invoice: { ...invoice, lines: turned(invoice.lines) },
    orders: turned(orders.map((order) => ({ ...order, lines: turned(order.lines) }))),
    receipts: turned(input.receipts),
    billedBefore: turned(input.billedBefore),
    conversions: turned(input.conversions ?? []),
    sameNumber: turned(input.sameNumber ?? []),
    policy: { ...policy, scoped: turned(policy.scoped) },
    ...(memory === undefined
      ? {}
      : {
          memory: {
            ...memory,
            crossReferences: turned(memory.crossReferences),
            conversions: turned(memory.conversions),
          },
        }),
  };
}

/** Sums that allow a cent a line are left out: one more line is one more cent. */
function withoutTotals(input: MatchInput): MatchInput {
  const { grossTotal: _gross, taxTotal: _tax, taxes: _taxes, ...invoice } = input.invoice;
  return { ...input, invoice };
}

function withLineSplit(input: MatchInput, chance: number): MatchInput {
  const { lines } = input.invoice;
  const at = chance % lines.length;
  const whole = lines[at] as InvoiceLine;
  const halves = halvesOf(whole);
  if (halves === undefined) return input;
  const [first, second] = halves;
  const others = lines.filter((line) => line !== whole);
  return {
    ...input,
    invoice: { ...input.invoice, lines: [...others, first, { ...second, id: '99', lineNumber: '99' }] },
  };
}

function halvesOf(whole: InvoiceLine): readonly [InvoiceLine, InvoiceLine] | undefined {
  const cut = (text: string) => {
    const half = roundTo(decimal(text).div(2), 0, 'down');
    return half.isZero() ? undefined : [decimalText(half), decimalText(decimal(text).minus(half))];
  };
  const parts = cut((whole.kind === 'amount' ? whole.total : whole.quantity) ?? '0');
  if (parts === undefined) return undefined;
  const [a = '0', b = '0'] = parts;
  return whole.kind === 'amount'
    ? [
        { ...whole, price: a, total: a },
        { ...whole, price: b, total: b },
      ]
    : [
        { ...whole, quantity: a },
        { ...whole, quantity: b },
      ];
}

/** The same policy with every limit of it only a share of what it was; what had none allows nothing. */
function stricter(policy: TolerancePolicy, share: string): TolerancePolicy {
  const less = (text: string) => decimalText(decimal(text).times(share));
  const tight = (limit: Limit): Limit => {
    if (limit.mode === 'unlimited') return { mode: 'rate', rate: '1' };
    if (limit.mode === 'rate') return { mode: 'rate', rate: less(limit.rate) };
    if (limit.mode === 'amount') return { mode: 'amount', amount: less(limit.amount) };
    return { mode: limit.mode, rate: less(limit.rate), amount: less(limit.amount) };
  };
  const all = <T extends Partial<Record<LimitKey, Limit>>>(limits: T) =>
    Object.fromEntries(Object.entries(limits).map(([key, limit]) => [key, tight(limit)])) as unknown as T;
  const { rounding, tax } = policy;
  return {
    ...policy,
    limits: all(policy.limits as TolerancePolicy['limits'] & Record<LimitKey, Limit>),
    scoped: policy.scoped.map((rule) => ({ ...rule, limits: all(rule.limits) })),
    rounding: {
      perLine: less(rounding.perLine),
      max: less(rounding.max),
      maxWithoutDecimals: less(rounding.maxWithoutDecimals),
    },
    ...(tax === undefined ? {} : { tax: { perLine: less(tax.perLine), perDocument: less(tax.perDocument) } }),
    documentCap: less(policy.documentCap),
    orderToDateOver: tight(policy.orderToDateOver),
  };
}

function faultOf(result: MatchResult, { invoice }: MatchInput): string | undefined {
  const { outcome, primary, exceptions, lines, atRisk, payableNow } = result;
  if ((outcome === 'exception') !== exceptions.length > 0)
    return `${outcome}, ${exceptions.length} exceptions`;
  if (primary !== (exceptions[0]?.code ?? null)) return `primary ${primary}`;
  if (exceptions[0] !== undefined && exceptions[0].consequenceOf !== null)
    return 'the first is a consequence';
  if (lines.length !== invoice.lines.length) return `${lines.length} lines`;
  if (readBack(atRisk).lt(0)) return `at risk ${atRisk}`;
  for (const { code, lines: on, explanation, counterfactual } of exceptions) {
    if (!/^[\p{Lu}\d].*\.$/su.test(explanation) || !/^Would .*\.$/su.test(counterfactual)) return explanation;
    const mute = on.find((number) => !lines.find(({ line }) => line === number)?.codes.includes(code));
    if (mute !== undefined) return `line ${mute} does not know of ${code}`;
  }
  const billed = lines.map(({ invoiced }) => readBack(invoiced.amount)).filter((value) => value.gt(0));
  const most = billed.reduce((all, value) => all.plus(value), readBack('0'));
  if (readBack(payableNow).gt(most)) return `payable ${payableNow} of ${decimalText(most)}`;
  const again = JSON.stringify(result);
  return JSON.stringify(JSON.parse(again)) === again ? undefined : 'not plain JSON';
}
