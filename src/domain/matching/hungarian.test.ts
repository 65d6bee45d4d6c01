import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignCheapest } from './hungarian.ts';

type Costs = readonly (readonly number[])[];

/** What the assignment costs; NaN where a row has no column of its own. */
function priceOf(cost: Costs, columns: readonly number[]): number {
  const isOwn = columns.length === cost.length && new Set(columns).size === columns.length;
  return isOwn ? cost.reduce((all, row, at) => all + (row[columns[at] ?? -1] ?? Number.NaN), 0) : Number.NaN;
}

/** Every way there is, tried out. */
function cheapest(cost: Costs, taken: ReadonlySet<number> = new Set()): number {
  const [row, ...rest] = cost;
  if (row === undefined) return 0;
  return Math.min(
    ...row.flatMap((price, at) => (taken.has(at) ? [] : price + cheapest(rest, new Set([...taken, at])))),
  );
}

describe('the cheapest assignment', () => {
  it.each<[name: string, cost: Costs, expected: readonly number[]]>([
    ['nothing to assign', [], []],
    ['one for one', [[7]], [0]],
    ['the cheaper of two', [[7, 6]], [1]],
    ['of two as cheap the first', [[6, 6, 7]], [0]],
    ['of two as cheap the first, behind a dearer one', [[7, 6, 6]], [1]],
    [
      'each what costs it least, where they do not meet',
      [
        [1, 5, 5],
        [5, 5, 1],
        [5, 1, 5],
      ],
      [0, 2, 1],
    ],
    [
      'the first gives way where that costs it less than the second',
      [
        [1, 2],
        [1, 9],
      ],
      [1, 0],
    ],
    [
      'and keeps its place where it would cost it more',
      [
        [1, 9],
        [1, 2],
      ],
      [0, 1],
    ],
    [
      'two give way in turn for the third',
      [
        [1, 2, 9],
        [9, 1, 2],
        [9, 1, 9],
      ],
      [0, 2, 1],
    ],
    [
      'gains are costs below zero',
      [
        [-0.6, -0.5, 0],
        [-0.6, -0.1, 0],
      ],
      [1, 0],
    ],
    [
      'columns that nobody wants are left over',
      [
        [3, 1, 9, 9],
        [1, 3, 9, 9],
      ],
      [1, 0],
    ],
  ])('%s', (_name, cost, expected) => {
    expect(assignCheapest(cost)).toEqual(expected);
  });

  it('is as cheap as the cheapest of all ways, whatever the costs', () => {
    const costs = fc
      .record({ rows: fc.integer({ min: 0, max: 5 }), spare: fc.integer({ min: 0, max: 2 }) })
      .chain(({ rows, spare }) => {
        const row = fc.array(fc.integer({ min: -9, max: 9 }), {
          minLength: rows + spare,
          maxLength: rows + spare,
        });
        return fc.array(row, { minLength: rows, maxLength: rows });
      });
    fc.assert(
      fc.property(costs, (cost) => {
        expect(priceOf(cost, assignCheapest(cost))).toBe(cheapest(cost));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no more rows than columns', () => {
    expect(() => assignCheapest([[1], [1]])).toThrow(
      'an assignment needs a column for each row: 2 rows, 1 columns',
    );
  });
});
