import { describe, expect, it } from 'vitest';
import type { LineRow } from '../../api/contract.ts';
import { foundWords, hasMore, orderLineWords, typeWords } from './line-words.ts';

const row = (change: Partial<LineRow> = {}): LineRow => ({
  lineNumber: '1',
  description: 'Bearing 6204',
  partNumber: null,
  uom: 'EA',
  orderUom: 'EA',
  invoice: { quantity: '25', price: '12.50', amount: '312.50' },
  order: {
    poNumber: '4711',
    lineNumber: '2',
    quantity: '100',
    price: '12.50',
    amount: '1250.00',
    billedBefore: '0',
    orderId: '7',
  },
  receipts: null,
  foundBy: null,
  pooled: [],
  unplaced: null,
  type: null,
  readings: [],
  carriedBy: [],
  mode: '3-way',
  outcome: 'matched',
  findings: [],
  ...change,
});

const found = (order: string, line: string) => row({ foundBy: { order, line, says: '' } });

describe('how a line was found', () => {
  it.each([
    [row(), undefined],
    [found('exact', 'identity'), 'found by article'],
    [found('exact', 'likeness'), 'found by description'],
    [found('normalised', 'named'), 'number written otherwise'],
    [found('search', 'likeness'), 'found by search'],
    // A way that a newer server knows is told, not hidden.
    [found('stars', 'likeness'), 'found by Purser'],
  ])('%#', (line, words) => {
    expect(foundWords(line)).toBe(words);
  });
});

describe('the order line', () => {
  it('is named, and those billed together are, or counted', () => {
    expect(orderLineWords(row())).toBe('line 2');
    expect(orderLineWords(row({ pooled: ['2', '3'] }))).toBe('lines 2 and 3 together');
    expect(orderLineWords(row({ pooled: ['1', '2', '3', '4', '5'] }))).toBe('5 lines together');
    expect(orderLineWords(row({ order: null }))).toBe('');
  });
});

it('a type that is not known yet reads like its code', () => {
  expect([typeWords('retainage'), typeWords('eco_fee')]).toEqual(['Retention', 'eco fee']);
});

it('there is more to tell of a line that was found, read or received', () => {
  expect(hasMore(row())).toBe(false);
  expect(hasMore(found('search', 'likeness'))).toBe(true);
  expect(hasMore(row({ carriedBy: [{ receiptId: '9', date: null, reference: null, quantity: '5' }] }))).toBe(
    true,
  );
});
