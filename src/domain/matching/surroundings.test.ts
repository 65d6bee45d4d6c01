import { describe, expect, it } from 'vitest';
import type { Receipt } from '../records/receipt.ts';
import { billed, receipt } from './situation.test-data.ts';
import { surroundingsOf } from './surroundings.ts';

const modeOf = () => '3-way' as const;
const around = (receipts: readonly Receipt[], asOf?: string) =>
  surroundingsOf({ invoiceId: '1', receipts, billedBefore: [], conversions: [], asOf, modeOf });
/** Receipt and quantity on each order line. */
const counted = (receipts: readonly Receipt[], asOf?: string) =>
  [...around(receipts, asOf).receiptsByLine].map(([line, all]) =>
    [line, ...all.map(({ id, quantity }) => `${id}:${quantity}`)].join(' '),
  );
const { orderLineId: _line, ...nowhere } = receipt();

describe('receipts that count', () => {
  const first = receipt({ quantity: '10', updatedAt: '2026-03-15T08:00:00.000Z' });
  it.each<
    [name: string, receipts: readonly Receipt[], asOf: string | undefined, expected: readonly string[]]
  >([
    [
      'each on its order line',
      [first, receipt({ id: '92', orderLineId: '72' })],
      undefined,
      ['71 91:10', '72 92:100'],
    ],
    [
      'in the order of their numbers',
      [receipt({ id: '110' }), receipt({ id: '92' })],
      undefined,
      ['71 92:100 110:100'],
    ],
    ['not voided ones', [first, receipt({ id: '92', isVoided: true })], undefined, ['71 91:10']],
    ['not those of no order line', [nowhere], undefined, []],
    ['up to the day asked for', [receipt({ receivedDate: '2026-03-20' })], '2026-03-20', ['71 91:100']],
    ['not those of the day after', [receipt({ receivedDate: '2026-03-21' })], '2026-03-20', []],
    ['those without a day', [first], '2026-03-20', ['71 91:10']],
    ['once, however often listed', [first, first], undefined, ['71 91:10']],
    [
      'as it was changed last',
      [first, { ...first, quantity: '1', updatedAt: '2026-03-15T08:00:01.000Z' }],
      undefined,
      ['71 91:1'],
    ],
    [
      'as it was changed last, whichever is listed first',
      [{ ...first, quantity: '1', updatedAt: '2026-03-15T08:00:01.000Z' }, first],
      undefined,
      ['71 91:1'],
    ],
    ['of two at one time always the same', [first, { ...first, quantity: '8' }], undefined, ['71 91:8']],
    [
      'of two at one time always the same, listed otherwise',
      [{ ...first, quantity: '8' }, first],
      undefined,
      ['71 91:8'],
    ],
    [
      'on none of two order lines that both have it',
      [first, { ...first, orderLineId: '72' }, receipt({ id: '92' })],
      undefined,
      ['71 92:100'],
    ],
  ])('%s', (_name, receipts, asOf, expected) => {
    expect(counted(receipts, asOf)).toEqual(expected);
  });
});

it('earlier invoices count on their order lines, and never the invoice itself', () => {
  const earlier = [
    billed('3', { invoiceId: '12' }),
    billed('4', { invoiceId: '9' }),
    billed('5', { invoiceId: '1' }),
  ];
  const { billingsByLine } = surroundingsOf({
    invoiceId: '1',
    receipts: [],
    billedBefore: [...earlier, billed('6', { orderLineId: '72' })],
    conversions: [],
    asOf: undefined,
    modeOf,
  });
  expect([...billingsByLine].map(([line, all]) => [line, ...all.map(({ quantity }) => quantity)])).toEqual([
    ['71', '4', '3'],
    ['72', '6'],
  ]);
});
