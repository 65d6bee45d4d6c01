import { describe, expect, it } from 'vitest';
import type { ApprovalRow } from '../../api/contract.ts';
import { rowAfter, toItems } from './queue-items.ts';

const row = (id: string, cause: string | null, causeTitle: string) =>
  ({ id, cause, causeTitle }) as ApprovalRow;
const rows = [
  row('1', 'PRICE_OVER', 'Price over order'),
  row('2', 'PRICE_OVER', 'Price over order'),
  row('3', null, 'Matched'),
];

describe('the lines of the queue', () => {
  it('have a head before each cause, with how many there are in all', () => {
    const items = toItems(rows, true, [{ code: 'PRICE_OVER', title: 'Price over order', count: 12 }]);
    expect(
      items.map((item) => (item.kind === 'group' ? `${item.title} ${item.count ?? '?'}` : item.row.id)),
    ).toEqual(['Price over order 12', '1', '2', 'Matched ?', '3']);
  });

  it('are only rows in the other views', () => {
    expect(toItems(rows, false, []).every(({ kind }) => kind === 'row')).toBe(true);
  });
});

describe('the cursor after a decision', () => {
  const none = () => false;

  it('goes to the next row', () => {
    expect(rowAfter(rows, '1', none)?.id).toBe('2');
  });

  it('passes over rows that are on their way out', () => {
    expect(rowAfter(rows, '1', (id) => id === '2')?.id).toBe('3');
  });

  it('goes back at the end of the list, and nowhere when it was the only one', () => {
    expect(rowAfter(rows, '3', none)?.id).toBe('2');
    expect(rowAfter(rows, '3', (id) => id !== '3')).toBeUndefined();
  });
});
