import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { type LineFacts, lineFactsOf } from './line-facts.ts';
import type { CrossReference } from './memory.ts';
import { identityOf, priceCloseness, scorePair } from './score-pair.ts';
import { invoice, invoiceLine, orderLine } from './situation.test-data.ts';

// The same price and all that is open, described half alike: a pair that fits until people say that it does not.
const [facts] = lineFactsOf(invoice({ lines: [invoiceLine({ description: 'Brg 6204', quantity: '100' })] }));
const score = (said: Partial<CrossReference> | undefined, today?: string) =>
  facts === undefined
    ? 0
    : scorePair(facts, orderLine(), {
        crossReferences:
          said === undefined
            ? []
            : [
                {
                  supplierId: '5',
                  theirs: 'Brg 6204',
                  ours: 'Bearing 6204',
                  confirmed: 0,
                  rejected: 0,
                  lastOn: '2026-04-01',
                  ...said,
                },
              ],
        today,
        likeness: () => 0.5,
        openOf: () => facts.quantity,
      });

describe('what people said of a pair', () => {
  it('lifts it where they said yes', () => {
    expect(score({ confirmed: 1 })).toBeGreaterThan(score(undefined) + 0.1);
  });

  it('speaks against it where they said no, and less from week to week', () => {
    const before = score(undefined);
    expect(before - score({ rejected: 1 }, '2026-04-01')).toBeCloseTo(0.35, 4);
    const later = before - score({ rejected: 1 }, '2026-06-30');
    expect(later).toBeCloseTo(Math.exp(-2), 3);
  });

  it('says nothing of another pair', () => {
    expect(score({ rejected: 3, ours: 'Grease' }, '2026-04-01')).toBe(score(undefined));
  });

  it('says nothing that would lift it where as many said no', () => {
    expect(score({ confirmed: 1, rejected: 1 }, '2026-04-01')).toBe(score(undefined));
  });
});

const factsOf = (line: Partial<InvoiceLine>): LineFacts =>
  lineFactsOf(invoice({ lines: [invoiceLine(line)] }))[0] as LineFacts;
const blank: object = { quantity: undefined, price: undefined };
const sum = (price: string, total?: string) =>
  ({ kind: 'amount', price, ...(total === undefined ? {} : { total }) }) as const;

describe('how near two prices are', () => {
  it.each<[name: string, line: Partial<InvoiceLine>, ordered: Partial<PurchaseOrderLine>, expected: number]>([
    ['the same', { price: '12.34' }, { price: '12.34' }, 1],
    ['the same, and one that many things cost', { price: '12.50' }, { price: '12.50' }, 0.85],
    ['the same, and whole', { price: '100' }, { price: '100.00' }, 0.85],
    ['the same, and a third', { price: '0.3333' }, { price: '0.3333' }, 1],
    ['both for nothing', { price: '0' }, { price: '0.00' }, 0.85],
    ['billed for nothing', { price: '0' }, { price: '2' }, 0],
    ['ordered for nothing', { price: '2' }, { price: '0' }, 0],
    ['a tenth dearer', { price: '11' }, { price: '10' }, 0.5],
    ['a tenth cheaper', { price: '9' }, { price: '10' }, 0.5],
    ['a fifth dearer', { price: '12' }, { price: '10' }, 0],
    ['twice as dear', { price: '20' }, { price: '10' }, 0],
    ['a cent apart from one', { price: '1.01' }, { price: '1.00' }, 0.95],
    ['for ten', { price: '125' }, { price: '12.50' }, 1],
    ['for a hundred', { price: '1250' }, { price: '12.50' }, 1],
    ['for a thousand', { price: '12500' }, { price: '12.50' }, 1],
    ['for a hundred, a tenth dearer', { price: '1375' }, { price: '12.50' }, 0.5],
    ['ordered for ten', { price: '12.50' }, { price: '125' }, 1],
    ['ordered for a hundred', { price: '12.50' }, { price: '1250' }, 1],
    ['ordered for a thousand', { price: '12.50' }, { price: '12500' }, 1],
    ['ordered for a hundred, a tenth cheaper', { price: '11.25' }, { price: '1250' }, 0.5],
    ['for a dozen, which nobody quotes by', { price: '150' }, { price: '12.50' }, 0],
    ['given back', { price: '-12.34' }, { price: '12.34' }, 1],
    ['ordered as money back', { price: '12.34' }, { price: '-12.34' }, 1],
    ['not billed with one', blank, {}, 0.5],
    ['not ordered with one', {}, blank, 0.5],
    ['two sums', sum('400.34', '400.34'), sum('1', '400.34'), 1],
    ['two sums, of which the order has it as its price', sum('400.34'), sum('400.34'), 1],
    ['a sum for pieces: what they come to', { quantity: '2', price: '6.17' }, sum('12.34'), 1],
    ['pieces for a sum: what it comes to', sum('12.34', '12.34'), { quantity: '2', price: '12.34' }, 1],
    ['a sum that is not stated', { kind: 'amount', ...blank }, sum('400'), 0.5],
  ])('%s', (_name, line, ordered, expected) => {
    expect(priceCloseness(factsOf(line), orderLine(ordered))).toBeCloseTo(expected, 9);
  });
});

/** Described half alike; of the order line so much is open. */
function scoreOf(
  line: Partial<InvoiceLine>,
  ordered: Partial<PurchaseOrderLine> = {},
  open: string | undefined = '100',
) {
  return scorePair(factsOf(line), orderLine(ordered), {
    crossReferences: [],
    likeness: () => 0.5,
    openOf: () => (open === 'unknown' ? undefined : decimal(open)),
  });
}

// Words weigh 0.44, price 0.32, quantity 0.2, commodity 0.04; what is said of an item or part number, 0.75.
const WORDS = 0.22;
const ROUND = 0.272;
describe('how well a line fits without a number', () => {
  it.each<
    [
      name: string,
      line: Partial<InvoiceLine>,
      ordered: Partial<PurchaseOrderLine>,
      open: string | undefined,
      expected: number,
    ]
  >([
    ['it bills just what is open', { quantity: '100' }, {}, '100', WORDS + ROUND + 0.2],
    ['one, and one is open', { quantity: '1' }, {}, '1', WORDS + ROUND + 0.12],
    ['a part of what is open', { quantity: '99' }, {}, '100', WORDS + ROUND + 0.12],
    ['more than is open', { quantity: '125' }, {}, '100', WORDS + ROUND + 0.08],
    ['twice what is open', { quantity: '200' }, {}, '100', WORDS + ROUND + 0.05],
    ['where a little is open', { quantity: '2' }, {}, '0.5', WORDS + ROUND + 0.025],
    ['where nothing is open', { quantity: '2' }, {}, '0', WORDS + ROUND],
    ['where too much is billed already', { quantity: '2' }, {}, '-2', WORDS + ROUND],
    ['where nobody knows what is open', { quantity: '2' }, {}, 'unknown', WORDS + ROUND + 0.1],
    ['it says no quantity', { quantity: undefined } as never, {}, '100', WORDS + ROUND + 0.1],
    ['it gives back just what is open', { quantity: '-100' }, {}, '100', WORDS + ROUND + 0.2],
    [
      'a sum, and just that is open',
      sum('400.34', '400.34'),
      sum('400.34', '400.34'),
      '400.34',
      WORDS + 0.32 + 0.2,
    ],
    [
      'a sum for pieces, and just that is open',
      { quantity: '2', price: '200.17' },
      sum('400.34'),
      '400.34',
      WORDS + 0.32 + 0.2,
    ],
    [
      'pieces for a sum, and as many are open as it comes to',
      sum('100.34', '100.34'),
      { price: '100.34' },
      '100.34',
      WORDS + 0.32 + 0.2,
    ],
    [
      'just what is open, at quite another price: half as much for that',
      { quantity: '100', price: '20' },
      {},
      '100',
      WORDS + 0.1,
    ],
    [
      'the same commodity',
      { quantity: '100', commodity: ' bearings' },
      { commodity: 'Bearings ' },
      '100',
      WORDS + ROUND + 0.2 + 0.04,
    ],
    [
      'another commodity',
      { quantity: '100', commodity: 'Bolts' },
      { commodity: 'Bearings' },
      '100',
      WORDS + ROUND + 0.2,
    ],
    [
      'a commodity on the invoice only',
      { quantity: '100', commodity: 'Bolts' },
      {},
      '100',
      WORDS + ROUND + 0.2,
    ],
    [
      'a commodity on the order only',
      { quantity: '100' },
      { commodity: 'Bolts' },
      '100',
      WORDS + ROUND + 0.2,
    ],
  ])('%s', (_name, line, ordered, open, expected) => {
    expect(scoreOf(line, ordered, open)).toBeCloseTo(expected, 9);
  });

  it('another part number keeps it below what fits, whatever else agrees', () => {
    const other = { partNumber: 'B-2', quantity: '100', commodity: 'Bearings' };
    expect(scoreOf(other, { partNumber: 'B-1', commodity: 'Bearings' })).toBe(0.45);
  });

  it('the same part number alone makes it fit', () => {
    const same = { partNumber: 'B-1', quantity: '200', price: '99' };
    expect(scoreOf(same, { partNumber: 'b 1' })).toBeCloseTo(0.75 + 0.05 + 0.0125, 9);
    const all = { partNumber: 'B-1', quantity: '100', price: '12.34' };
    expect(scoreOf(all, { partNumber: 'b 1', price: '12.34' })).toBeCloseTo(0.75 + 0.05 + 0.1 + 0.05, 9);
  });
});

describe('what item and part numbers say', () => {
  it.each<
    [
      name: string,
      line: Partial<InvoiceLine>,
      ordered: Partial<PurchaseOrderLine>,
      expected: 'same' | 'other' | 'unknown',
    ]
  >([
    ['neither has any', {}, {}, 'unknown'],
    ['the same item', { itemId: '4' }, { itemId: '4' }, 'same'],
    [
      'the same item under another part number',
      { itemId: '4', partNumber: 'A' },
      { itemId: '4', partNumber: 'B' },
      'same',
    ],
    ['another item', { itemId: '4' }, { itemId: '5' }, 'other'],
    ['an item on the invoice only', { itemId: '4' }, {}, 'unknown'],
    ['an item on the order only', {}, { itemId: '4' }, 'unknown'],
    ['the same part number', { partNumber: 'b 1' }, { partNumber: 'B-1' }, 'same'],
    [
      'the same part number under another item',
      { itemId: '4', partNumber: 'A' },
      { itemId: '5', partNumber: 'A' },
      'same',
    ],
    ['another part number', { partNumber: 'B-2' }, { partNumber: 'B-1' }, 'other'],
    ['a part number on the invoice only', { partNumber: 'B-1' }, {}, 'unknown'],
    ['a part number on the order only', {}, { partNumber: 'B-1' }, 'unknown'],
    ['part numbers of nothing but marks', { partNumber: '--' }, { partNumber: '//' }, 'unknown'],
    [
      'the second part number of the invoice',
      { partNumber: 'X', auxPartNumber: 'B-1' },
      { partNumber: 'B-1' },
      'same',
    ],
    [
      'the second part number of the order',
      { partNumber: 'B-1' },
      { partNumber: 'X', auxPartNumber: 'B-1' },
      'same',
    ],
    [
      'the maker’s part number',
      { partNumber: 'B-1' },
      { partNumber: 'X', manufacturerPartNumber: 'B-1' },
      'same',
    ],
  ])('%s', (_name, line, ordered, expected) => {
    expect(identityOf(factsOf(line), orderLine(ordered))).toBe(expected);
  });
});
