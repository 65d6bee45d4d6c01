import type { Column, MadeTable } from '../../made-rows.ts';
import { momentOf } from '../../moment.ts';
import type { Cell, Row } from '../../row.ts';
import { orderCells } from '../order-cells.ts';

/** The made rows in the order that is wanted, the first of them at step 0. */
export interface Steps {
  readonly count: number;
  /** Undefined where positions are steps. */
  readonly order: Uint32Array | undefined;
  /** Where a made row stands. */
  readonly stepOf: (position: number) => number;
  /** How many of them come before a row. */
  readonly before: (row: Row) => number;
}

export function stepsOf(made: MadeTable, by: string): Steps | undefined {
  if (by === 'id') {
    return {
      count: made.size,
      order: undefined,
      stepOf: (position) => position,
      before: (row) => Math.min(made.size, Math.max(0, made.placeOf(row.id))),
    };
  }
  const column = made.column(by);
  if (!column) return undefined;
  const order = column.order();
  const positionAt = (step: number) => order[step] ?? 0;
  const precedes = (row: Row, position: number) => {
    const compared = compareToMade(row, by, column, position);
    return compared < 0 || (compared === 0 && made.placeOf(row.id) < position);
  };
  return {
    count: order.length,
    order,
    stepOf: (position) => {
      const row = { id: made.idAt(position), [by]: cellAt(column, position) };
      return firstStep(
        order.length,
        (step) => positionAt(step) === position || precedes(row, positionAt(step)),
      );
    },
    before: (row) => {
      const known = column.places.get(row);
      if (known !== undefined) return known;
      const place = firstStep(order.length, (step) => precedes(row, positionAt(step)));
      column.places.set(row, place);
      return place;
    },
  };
}

function cellAt(column: Column, position: number): Cell {
  switch (column.kind) {
    case 'moment':
      return momentOf(new Date((column.seconds[position] ?? 0) * 1000));
    case 'choice':
      return column.values[column.codes[position] ?? 0] ?? null;
    case 'text':
      return column.textAt(position);
  }
}

function compareToMade(row: Row, by: string, column: Column, position: number): number {
  const cell = row[by];
  switch (column.kind) {
    case 'moment':
      return (Date.parse(String(cell)) / 1000 || 0) - (column.seconds[position] ?? 0);
    case 'choice':
      return orderCells(cell, column.values[column.codes[position] ?? 0], by === 'supplier' ? 'ref' : 'text');
    case 'text':
      return orderCells(cell, column.textAt(position), 'text');
  }
}

/** The first step of which something is true that is true of all after it. */
export function firstStep(count: number, isTrue: (step: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
