import { expect, it } from 'vitest';
import type { MemoryRow } from '../../api/memory.ts';
import { groupBySupplier } from './group-by-supplier.ts';

const row = (id: string, supplierId: string): MemoryRow => ({
  id,
  supplierId,
  supplierName: `Supplier ${supplierId}`,
  kind: 'conversion',
  words: '1 CS = 24 EA',
  consequence: '',
  proof: '',
  state: 'confirmed',
  confirmed: 1,
  rejected: 0,
  invoiceId: '1',
  invoiceNumber: 'R-1',
  at: '2026-11-20T09:00:00.000Z',
  by: 'Ada',
});

it('keeps suppliers and their facts in the order of the list', () => {
  const groups = groupBySupplier([row('a', '7'), row('b', '8'), row('c', '7')]);
  expect(groups.map(({ supplierName, rows }) => [supplierName, rows.map(({ id }) => id)])).toEqual([
    ['Supplier 7', ['a', 'c']],
    ['Supplier 8', ['b']],
  ]);
  expect(groupBySupplier([])).toEqual([]);
});
