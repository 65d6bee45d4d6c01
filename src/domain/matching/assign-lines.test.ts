import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#kernel/decimal.ts';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { assignLines } from './assign-lines.ts';
import { type LineFacts, lineFactsOf } from './line-facts.ts';
import { invoice, invoiceLine, orderLine } from './situation.test-data.ts';

/** Lines that only their likeness tells apart: no words in common, no price, and nothing known of what is open. */
function board(table: Readonly<Record<string, readonly number[]>>, change: Partial<PurchaseOrderLine> = {}) {
  const { orderLineId: _id, quantity: _q, price: _p, ...bare } = invoiceLine();
  const names = Object.keys(table);
  const width = Object.values(table)[0]?.length ?? 0;
  const lines = lineFactsOf(
    invoice({
      lines: names.map((name, at) => ({ ...bare, id: name, lineNumber: `${at + 1}`, description: name })),
    }),
  );
  const { quantity: _oq, price: _op, ...blank } = orderLine();
  const orderLines = Array.from({ length: width }, (_, at) => ({
    ...blank,
    id: `${at + 1}`,
    lineNumber: `${at + 1}`,
    description: `Article ${at + 1}`,
    ...change,
  }));
  return { lines, orderLines, table };
}

interface Board {
  readonly lines: readonly LineFacts[];
  readonly orderLines: readonly PurchaseOrderLine[];
  readonly table: Readonly<Record<string, readonly number[]>>;
}

/** Of a score, 0.32 × 0.5 + 0.2 × 0.5 come from price and quantity that nobody states; words make up the rest. */
const wordsFor = (score: number) => (score - 0.26) / 0.44;

function placesOf({ lines, orderLines, table }: Board, open: Readonly<Record<string, string>> = {}) {
  let asked = 0;
  const places = assignLines(lines, orderLines, {
    crossReferences: [],
    openOf: ({ id }): Decimal | undefined => (open[id] === undefined ? undefined : decimal(open[id])),
    likeness: ({ line }, { lineNumber }) => {
      asked += 1;
      return wordsFor(table[line.description]?.[Number(lineNumber) - 1] ?? 0);
    },
  });
  const told = lines.map((facts) => {
    const place = places.get(facts);
    if (place === undefined) return 'left out';
    return place.kind === 'placed'
      ? `${place.orderLine.id} ${place.route} ${place.margin} ${place.score.toFixed(2)}`
      : `${place.why}${place.isAmbiguous === true ? '!' : ''}`;
  });
  return { told, asked };
}

const tell = (table: Readonly<Record<string, readonly number[]>>) => placesOf(board(table)).told;
const NO_LINE = 'no line of the order fits it';
const EQUAL = '2 lines of the order fit it equally!';

describe('the assignment that fits best as a whole', () => {
  it.each<[name: string, table: Readonly<Record<string, readonly number[]>>, expected: readonly string[]]>([
    ['one line, one place', { a: [0.6] }, ['1 likeness 0.6 0.60']],
    ['just good enough', { a: [0.5] }, ['1 likeness 0.5 0.50']],
    ['not quite good enough', { a: [0.49] }, [NO_LINE]],
    ['the better of two', { a: [0.52, 0.66] }, ['2 likeness 0.14 0.66']],
    ['a tenth better is enough', { a: [0.5, 0.6001] }, ['2 likeness 0.1 0.60']],
    ['a little less is not', { a: [0.51, 0.6] }, [EQUAL]],
    ['a place that would not fit by itself leaves doubt too', { a: [0.45, 0.52] }, [EQUAL]],
    [
      'also where another line of the invoice fits it still less',
      { a: [0.45, 0.52], b: [0.3, 0] },
      [EQUAL, NO_LINE],
    ],
    [
      'each its own, though the first would rather have the other’s',
      { a: [0.66, 0.6], b: [0.65, 0.3] },
      ['2 likeness 0.59 0.60', '1 likeness 0.59 0.65'],
    ],
    [
      'one that another would rather have is told so, the other that it fits both',
      { a: [0.66, 0.52], b: [0.69, 0.6] },
      ['another line of the invoice fits line 1 of the order as well as line 1!', EQUAL],
    ],
    ['both as good in either way: nobody knows', { a: [0.6, 0.6], b: [0.6, 0.6] }, [EQUAL, EQUAL]],
    [
      'one place for two that both want it: neither, without knowing what is open',
      { a: [0.6], b: [0.6] },
      [
        'another line of the invoice fits line 1 of the order as well as line 1',
        'another line of the invoice fits line 1 of the order as well as line 2',
      ],
    ],
    [
      'the better of two that want one place, by far',
      { a: [0.69], b: [0.5] },
      ['1 likeness 0.19 0.69', 'another line of the invoice fits line 1 of the order as well as line 2'],
    ],
  ])('%s', (_name, table, expected) => {
    expect(tell(table)).toEqual(expected);
  });
});

describe('beyond doubt', () => {
  const scoring = { crossReferences: [], openOf: () => undefined, likeness: () => 0 };
  const placeOf = (line: Partial<InvoiceLine>, orderLines: readonly PurchaseOrderLine[]) =>
    [...assignLines(lineFactsOf(invoice({ lines: [invoiceLine(line)] })), orderLines, scoring).values()][0];

  it('is a line that is described so', () => {
    expect(placeOf({}, [orderLine()])).toMatchObject({ route: 'identity', margin: 1, score: 1 });
  });

  it('are several that come to it only together', () => {
    const parts = ['10', '20', '40'].map((price, at) =>
      orderLine({ id: `${at}`, lineNumber: `${at}`, description: `Part ${price}`, quantity: '1', price }),
    );
    const set = { description: 'Kit', quantity: '1', price: '50' };
    expect(placeOf(set, [...parts].reverse())).toMatchObject({
      orderLine: { id: '0' },
      pool: [{ id: '0' }, { id: '2' }],
      isBundle: true,
      margin: 1,
      score: 1,
    });
  });
});

describe('several lines for one place', () => {
  const two = { a: [0.6, 0.3], b: [0.6, 0.3] };
  /** Four pieces each. */
  const four = ({ lines, ...rest }: Board): Board => ({
    ...rest,
    lines: lines.map((facts) => ({ ...facts, quantity: decimal('4'), amount: decimal('40') })),
  });
  it.each<[name: string, told: readonly string[], expected: readonly string[]]>([
    [
      'together as much as is open',
      placesOf(four(board(two)), { 1: '8', 2: '8' }).told,
      ['1 likeness 0.3 0.62', '1 likeness 0.3 0.62'],
    ],
    [
      'together as much as is open, each just good enough',
      placesOf(four(board({ a: [0.48, 0], b: [0.48, 0] })), { 1: '8', 2: '8' }).told,
      ['1 likeness 0.48 0.50', '1 likeness 0.48 0.50'],
    ],
    [
      'together a hair more than is open',
      placesOf(four(board(two)), { 1: '7.99', 2: '8' }).told,
      [
        'another line of the invoice fits line 1 of the order as well as line 1',
        'another line of the invoice fits line 1 of the order as well as line 2',
      ],
    ],
    [
      'nobody knows what is open',
      placesOf(four(board(two)), { 2: '8' }).told,
      [
        'another line of the invoice fits line 1 of the order as well as line 1',
        'another line of the invoice fits line 1 of the order as well as line 2',
      ],
    ],
    [
      'in sums',
      placesOf(four(board(two, { kind: 'amount' })), { 1: '80', 2: '80' }).told,
      ['1 likeness 0.3 0.62', '1 likeness 0.3 0.62'],
    ],
    [
      'in sums, a cent more than is open',
      placesOf(four(board(two, { kind: 'amount' })), { 1: '79.99', 2: '80' }).told,
      [
        'another line of the invoice fits line 1 of the order as well as line 1',
        'another line of the invoice fits line 1 of the order as well as line 2',
      ],
    ],
    [
      'three, the third of which would rather be elsewhere',
      placesOf(four(board({ ...two, c: [0.5, 0.62] })), { 1: '8', 2: '8' }).told,
      ['1 likeness 0.3 0.62', '1 likeness 0.3 0.62', '2 likeness 0.64 0.64'],
    ],
    [
      'two that cannot tell two places apart',
      placesOf(four(board({ a: [0.6, 0.58], b: [0.6, 0.58], c: [0.6, 0.58] })), { 1: '80', 2: '80' }).told,
      [
        '2 lines of the order fit it equally!',
        '2 lines of the order fit it equally!',
        '2 lines of the order fit it equally!',
      ],
    ],
    [
      'beside one that is there already',
      placesOf(four(board({ a: [0.68], b: [0.52] })), { 1: '8' }).told,
      ['1 likeness 0.16 0.70', '1 likeness 0.54 0.54'],
    ],
    [
      'beside one that is there already, a hair more than is open',
      placesOf(four(board({ a: [0.68], b: [0.52] })), { 1: '7.99' }).told,
      ['1 likeness 0.16 0.70', 'another line of the invoice fits line 1 of the order as well as line 2'],
    ],
    [
      'one that says no quantity counts for nothing',
      placesOf(board(two), { 1: '0', 2: '0' }).told,
      ['1 likeness 0.3 0.60', '1 likeness 0.3 0.60'],
    ],
  ])('%s', (_name, told, expected) => {
    expect(told).toEqual(expected);
  });
});

describe('more than anybody waits for', () => {
  const many = (rows: number, columns: number, description?: string) => {
    const table = Object.fromEntries(
      Array.from({ length: rows }, (_, at) => [`row ${at}`, Array<number>(columns).fill(0)]),
    );
    return placesOf(board(table, description === undefined ? {} : { description }));
  };
  it('250 lines are compared with each order line, 251 are not', () => {
    expect(many(250, 2).asked).toBe(500);
    expect(many(251, 2).asked).toBe(0);
    expect(many(251, 2).told[0]).toBe('there are too many lines to compare them one by one');
  });

  it('60,000 pairs are compared, 60,001 are not', () => {
    expect(many(240, 250).asked).toBe(60_000);
    expect(many(241, 249).asked).toBe(0);
  }, 30_000);

  it('of so many, those with the words of several order lines fit them equally', () => {
    const lines = lineFactsOf(
      invoice({
        lines: Array.from({ length: 251 }, (_, at) => {
          const { orderLineId: _id, ...loose } = invoiceLine({
            id: `${at}`,
            lineNumber: `${at + 1}`,
            price: `${at + 20}`,
          });
          return at === 0 ? loose : { ...loose, description: at === 1 ? '' : `Nothing ${at}` };
        }) satisfies InvoiceLine[],
      }),
    );
    const accounts = ['1', '2'].map((accountCode) =>
      orderLine({ id: accountCode, lineNumber: accountCode, accountCode, price: '1' }),
    );
    const wordless = ['3', '4'].map((accountCode) =>
      orderLine({ id: accountCode, lineNumber: accountCode, accountCode, description: '' }),
    );
    const places = assignLines(lines, [...accounts, ...wordless], {
      crossReferences: [],
      openOf: () => undefined,
      likeness: () => 0,
    });
    expect(lines.slice(0, 3).map((facts) => places.get(facts))).toEqual([
      { kind: 'none', why: '2 lines of the order fit it equally' },
      { kind: 'none', why: 'there are too many lines to compare them one by one' },
      { kind: 'none', why: 'there are too many lines to compare them one by one' },
    ]);
  });

  it('of so many, one with the words of one order line but another part number is not said to fit several', () => {
    const lines = lineFactsOf(
      invoice({
        lines: Array.from({ length: 251 }, (_, at) =>
          invoiceLine({
            id: `${at}`,
            lineNumber: `${at + 1}`,
            ...(at === 0 ? { partNumber: 'A' } : { description: `Nothing ${at}` }),
          }),
        ),
      }),
    );
    const places = assignLines(lines, [orderLine({ partNumber: 'B' })], {
      crossReferences: [],
      openOf: () => undefined,
      likeness: () => 0,
    });
    expect(lines[0] && places.get(lines[0])).toEqual({
      kind: 'none',
      why: 'there are too many lines to compare them one by one',
    });
  });

  it('of 41 lines that each fit their own, each is told apart by its own row alone', () => {
    const own = (at: number) => Array.from({ length: 41 }, (_, column) => (column === at ? 0.69 : 0));
    const table = Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`row ${at}`, own(at)]));
    expect(new Set(placesOf(board(table)).told.map((text) => text.replace(/^\d+/, '')))).toEqual(
      new Set([' likeness 0.69 0.69']),
    );
    const doubtful = { ...table, 'row 40': own(39) };
    expect(placesOf(board(doubtful)).told.slice(38)).toEqual([
      '39 likeness 0.69 0.69',
      'another line of the invoice fits line 40 of the order as well as line 40',
      'another line of the invoice fits line 40 of the order as well as line 41',
    ]);
  });
});
