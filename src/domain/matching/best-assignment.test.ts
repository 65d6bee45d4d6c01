import { describe, expect, it } from 'vitest';
import { bestOf, marginOf } from './best-assignment.ts';

// Rows are lines of the invoice, columns lines of the order, values how well they fit.
type Matrix = readonly (readonly number[])[];

describe('the best way to give lines to lines', () => {
  it.each<[name: string, matrix: Matrix, columns: readonly number[], total: number]>([
    ['a line that just fits', [[0.5]], [0], 0.5],
    ['a line that hardly fits has no place', [[0.49]], [-1], 0],
    ['the best place', [[0.5, 0.75]], [1], 0.75],
    ['no place on an order without lines', [[], []], [-1, -1], 0],
    [
      'a line that fits nowhere takes no place',
      [
        [0.25, 0.75],
        [0.49, 0.49],
      ],
      [1, -1],
      0.75,
    ],
    ['the line that fits better, of two for one place', [[0.5], [0.75]], [-1, 0], 0.75],
    [
      'the second best for one where that is best for both',
      [
        [0.75, 0.625],
        [0.75, 0],
      ],
      [1, 0],
      1.375,
    ],
    [
      'two places that fit well before three that hardly fit',
      [
        [1, 0.5, 0],
        [0, 1, 0.5],
        [0.49, 0, 0],
      ],
      [0, 1, -1],
      2,
    ],
  ])('%s', (_name, matrix, columns, total) => {
    expect(bestOf(matrix)).toEqual({ columns, total });
  });
});

/** How sure the place of the first line is. */
function margin(matrix: Matrix): readonly [margin: number, isContested: boolean] {
  const { columns, total } = bestOf(matrix);
  const found = marginOf(matrix, { row: 0, column: columns[0] ?? -1, total });
  return [Math.round(found.margin * 1000) / 1000, found.isContested];
}

/** The same among so many lines that each has to tell by itself: the others are 40 lines with an own place each. */
function amongMany([first = [], ...rows]: Matrix): Matrix {
  const own = Array.from({ length: 40 - rows.length }, (_, at) => [
    ...first.map(() => 0),
    ...Array.from({ length: 40 - rows.length }, (_none, column) => (column === at ? 1 : 0)),
  ]);
  const wide = (row: readonly number[]) => [...row, ...own.map(() => 0)];
  return [wide(first), ...rows.map(wide), ...own];
}

describe('how sure a place is', () => {
  it.each<[name: string, matrix: Matrix, few: readonly [number, boolean], many: readonly [number, boolean]]>([
    ['by all it has where it fits nothing else', [[0.75, 0]], [0.75, true], [0.75, false]],
    ['by all it has where nothing else is there', [[1]], [1, true], [1, false]],
    ['by what it is ahead of the next', [[0.75, 0.5]], [0.25, true], [0.25, false]],
    ['by next to nothing where the next is as good', [[0.6, 0.575]], [0.025, false], [0.025, false]],
    ['by a tenth where it is a tenth ahead', [[0.6, 0.5]], [0.1, false], [0.1, false]],
    [
      'not at all where another line would fit as well, and this one fits nowhere else',
      [
        [0.75, 0],
        [0.75, 0],
      ],
      [0, true],
      [0, true],
    ],
    [
      'not at all where both fit both as well',
      [
        [0.75, 0.75],
        [0.75, 0.75],
      ],
      [0, false],
      [0, false],
    ],
    [
      'by what is lost where the only other place belongs to another line',
      [
        [0.6, 0.575],
        [0, 0.75],
      ],
      [0.6, true],
      [0.025, false],
    ],
    [
      'as if contested where another line fits exactly a tenth less',
      [
        [0.6, 0],
        [0.5, 0],
      ],
      [0.1, true],
      [0.6, false],
    ],
  ])('%s', (_name, matrix, few, many) => {
    expect(margin(matrix)).toEqual(few);
    expect(margin(amongMany(matrix))).toEqual(many);
  });

  it('up to forty lines everything is tried, beyond that each line tells by itself', () => {
    const rival = [
      [0.6, 0.575],
      [0, 0.75],
    ];
    const forty = amongMany(rival).slice(0, 40);
    expect(forty).toHaveLength(40);
    expect(margin(forty)).toEqual([0.6, true]);
    expect(margin(amongMany(rival))).toEqual([0.025, false]);
  });
});
