import { describe, expect, it } from 'vitest';
import type { FailedTolerance } from '../records/invoice.ts';
import type { MatchingAllocation } from '../records/matching-allocation.ts';
import { allocation, failure, first, type Told } from './coupa-verdict.test-data.ts';
import { billed, invoiceLine, order, orderLine, receipt } from './situation.test-data.ts';

describe('what Coupa has set against receipts', () => {
  const received = failure({ code: 'quantity_received' });
  it.each<[string, readonly MatchingAllocation[] | undefined, string, string | null]>([
    ['was not read', undefined, 'counting', null],
    ['is nothing', [], 'allocation', 'Coupa has set no receipt against line 1.'],
    [
      'is another line’s',
      [allocation({ invoiceLineId: '12' })],
      'allocation',
      'Coupa has set no receipt against line 1.',
    ],
    [
      'was taken back',
      [allocation({ status: 'Voided' })],
      'allocation',
      'Coupa has set no receipt against line 1.',
    ],
    ['is all of it', [allocation()], 'counting', 'Coupa has set 25 of 25 on line 1 against receipt 91.'],
    [
      'is a part of it',
      [allocation({ quantity: '20', statusReason: 'short delivery' })],
      'allocation',
      'Coupa has set 20 of 25 on line 1 against receipt 91: "short delivery".',
    ],
    [
      'is of two receipts, one by hand',
      [
        allocation({ quantity: '20' }),
        allocation({ id: '2', receiptId: '92', quantity: '5', isManual: true }),
      ],
      'counting',
      'Coupa has set 25 of 25 on line 1 against receipts 91 and 92, partly by hand.',
    ],
    [
      'is a ship notice',
      [{ ...allocation(), receiptId: undefined as never }],
      'counting',
      'Coupa has set 25 of 25 on line 1 against advance ship notices.',
    ],
    [
      'is of another order line',
      [allocation({ orderLineId: '72' })],
      'allocation',
      'Coupa has set 25 of 25 on line 1 against receipt 91.',
    ],
    [
      'is of this and of another order line',
      [allocation({ quantity: '5' }), allocation({ id: '2', quantity: '20', orderLineId: '72' })],
      'allocation',
      'Coupa has set 25 of 25 on line 1 against receipt 91.',
    ],
    [
      'names no order line',
      [{ ...allocation(), orderLineId: undefined as never }],
      'counting',
      'Coupa has set 25 of 25 on line 1 against receipt 91.',
    ],
  ])('%s', (_case, allocations, doubt, words) => {
    const one = first({ failures: [received], ...(allocations === undefined ? {} : { allocations }) });
    expect([one?.doubt, one?.allocated]).toEqual([doubt, words]);
  });

  it('counts sums on a line that bills a sum', () => {
    const input: Told = {
      invoice: {
        lines: [invoiceLine({ kind: 'amount', quantity: undefined as never, price: '300', total: '300' })],
      },
      match: {
        orders: [
          order({
            lines: [orderLine({ kind: 'amount', quantity: undefined as never, price: '500', total: '500' })],
          }),
        ],
        receipts: [receipt({ quantity: undefined as never, amount: '400' })],
      },
      failures: [received],
      allocations: [{ ...allocation(), quantity: undefined as never, amount: '200' }],
    };
    const one = first(input);
    expect(one?.allocated).toBe('Coupa has set 200 of 300.00 on line 1 against receipt 91.');
    expect(one?.purserSays).toBe('Line 1 bills 300.00; 400 received, 0 billed before.');
    expect(one?.doubt).toBe('allocation');
  });

  it('of another order line is told as such', () => {
    expect(first({ failures: [received], allocations: [allocation({ orderLineId: '72' })] })?.reason).toBe(
      'Coupa has set receipts of another order line against line 1.',
    );
  });

  it('is told beside findings about receipts alone', () => {
    expect(first({ failures: [failure()], allocations: [] })?.allocated).toBeNull();
    expect(
      first({ failures: [{ code: 'receipt', resolved: false }], allocations: [] })?.allocated,
    ).toBeNull();
  });
});

describe('the words', () => {
  const says = (change: Partial<FailedTolerance>, more: Told = {}) =>
    first({ ...more, failures: [failure(change)] })?.coupaSays;

  it.each<[Partial<FailedTolerance>, string]>([
    [
      { breachAmount: '0.75', breachLimit: '0.30' },
      'Price on line 1 is beyond Coupa’s limit: 0.75, limit 0.30 (unit_price).',
    ],
    [{ breachAmount: '0.75' }, 'Price on line 1 is beyond Coupa’s limit: 0.75 (unit_price).'],
    [
      { breachAmountText: '6 %', breachLimitText: '2 %' },
      'Price on line 1 is beyond Coupa’s limit: "6 %", limit "2 %" (unit_price).',
    ],
    [{}, 'Price on line 1 is beyond Coupa’s limit (unit_price).'],
    [{ lineId: undefined as never }, 'Price is beyond Coupa’s limit (unit_price).'],
    [{ resolved: true }, 'Price on line 1 was beyond Coupa’s limit (unit_price). It is resolved there.'],
    [
      { resolved: true, resolution: 'manual' },
      'Price on line 1 was beyond Coupa’s limit (unit_price). It is resolved there, manual.',
    ],
    [{ code: 'lunar', breachAmount: '7' }, 'Coupa’s check lunar on line 1 failed: 7.'],
    [{ code: 'lunar', resolved: true }, 'Coupa’s check lunar on line 1 had failed. It is resolved there.'],
  ])('%j → %s', (change, words) => {
    expect(says(change)).toBe(words);
  });

  it.each<[string, string]>([
    ['unit_price', 'Line 1 costs 12.50; the order says 12.50.'],
    ['quantity_ordered', 'Line 1 bills 25; 100 ordered, 10 billed before.'],
    ['quantity_received', 'Line 1 bills 25; 100 received, 10 billed before.'],
    ['lunar', 'Purser does not know this check.'],
    ['tax', 'The line agrees with order 7 and the receipts.'],
  ])('what Purser has instead of %s', (code, words) => {
    const input = { failures: [failure({ code })], match: { billedBefore: [billed('10')] } };
    expect(first(input)?.purserSays).toBe(words);
  });

  it.each<[string, string]>([
    ['tax', 'Purser finds nothing of the kind on line 1.'],
    ['receipt', 'Purser finds nothing of the kind on line 1.'],
  ])('beside another finding of ours, %s', (code, words) => {
    const orders = [order({ supplierId: '6', lines: [orderLine({ matchType: '2-way' })] })];
    expect(first({ failures: [failure({ code })], match: { orders } })?.purserSays).toBe(words);
    const onDocument = first({ failures: [{ code, resolved: false }], match: { orders } });
    expect(onDocument?.purserSays).toBe('Purser finds nothing of the kind.');
  });
});
