import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, toldOn } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

const contract = { id: '3', number: 'C-3', startDate: '2026-01-01', endDate: '2026-03-31' };
const bill = (line: Partial<InvoiceLine>, head: Partial<Invoice> = {}) =>
  invoice({ lines: [invoiceLine(line)], ...head });
const on = (change: Partial<PurchaseOrderLine>) => [order({ lines: [orderLine(change)] })];
const under = (change: object = {}) => on({ contract: { ...contract, ...change } });
const { endDate: _end, ...open } = contract;
const { startDate: _start, ...ending } = contract;
const { number: _number, ...numberless } = contract;
const sum: Partial<PurchaseOrderLine> = {
  kind: 'amount',
  price: '1000.00',
  total: '1000.00',
  isReceiptRequired: false,
};
const billsSum: Partial<InvoiceLine> = { kind: 'amount', price: '100.00', total: '100.00' };

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('what was supplied outside its term, in the clerk’s words', () => {
  it.each<Case>([
    ['on the last day of the contract', { invoice: bill({ supplyDate: '2026-03-31' }), orders: under() }, []],
    [
      'the day after',
      { invoice: bill({ supplyDate: '2026-04-01' }), orders: under() },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '312.50',
          null,
          'Line 1 was supplied on 2026-04-01, and contract C-3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract C-3 covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'on the first day of the contract',
      { invoice: bill({ supplyDate: '2026-01-01' }), orders: under() },
      [],
    ],
    [
      'the day before',
      { invoice: bill({ supplyDate: '2025-12-31' }), orders: under() },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-01-01 or after',
          '2025-12-31',
          '312.50',
          null,
          'Line 1 was supplied on 2025-12-31, and contract C-3 of line 1 of order 7 began on 2026-01-01.',
          'Would match if contract C-3 covered 2025-12-31, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'by the day of the delivery, where the line has none',
      { invoice: bill({}, { deliveryDate: '2026-04-02' }), orders: under() },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-02',
          '312.50',
          null,
          'Line 1 was supplied on 2026-04-02, and contract C-3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract C-3 covered 2026-04-02, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'by the day of the invoice, where nothing else is stated',
      { invoice: bill({}), orders: under() },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '312.50',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and contract C-3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract C-3 covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'the line’s day counts before that of the delivery',
      { invoice: bill({ supplyDate: '2026-03-31' }, { deliveryDate: '2026-04-02' }), orders: under() },
      [],
    ],
    ['no day at all', { invoice: (({ invoiceDate: _d, ...rest }) => rest)(bill({})), orders: under() }, []],
    [
      'a contract without an end',
      { invoice: bill({ supplyDate: '2099-01-01' }), orders: on({ contract: open }) },
      [],
    ],
    [
      'a contract without an end, before it began',
      { invoice: bill({ supplyDate: '2025-12-31' }), orders: on({ contract: open }) },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-01-01 or after',
          '2025-12-31',
          '312.50',
          null,
          'Line 1 was supplied on 2025-12-31, and contract C-3 of line 1 of order 7 began on 2026-01-01.',
          'Would match if contract C-3 covered 2025-12-31, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'a contract without a beginning',
      { invoice: bill({ supplyDate: '2001-01-01' }), orders: on({ contract: ending }) },
      [],
    ],
    [
      'a contract that is known by its name',
      { invoice: bill({}), orders: on({ contract: { ...numberless, name: 'Frame 2026' } }) },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '312.50',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and contract "Frame 2026" of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract "Frame 2026" covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'a contract that is known by its id',
      { invoice: bill({}), orders: on({ contract: numberless }) },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '312.50',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and contract 3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract 3 covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'the contract of the whole order',
      { invoice: bill({}), orders: [order({ contract })] },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '312.50',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and contract C-3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract C-3 covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'the line’s contract counts before the order’s',
      { invoice: bill({}), orders: [order({ contract, lines: [orderLine({ contract: open })] })] },
      [],
    ],
    [
      'as many days late as the policy allows',
      {
        invoice: bill({ supplyDate: '2026-04-05' }),
        orders: under(),
        policy: { ...STARTER_POLICY, daysOutsideTerm: '5' },
      },
      [],
    ],
    [
      'a day later than the policy allows',
      {
        invoice: bill({ supplyDate: '2026-04-06' }),
        orders: under(),
        policy: { ...STARTER_POLICY, daysOutsideTerm: '5' },
      },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-06',
          '312.50',
          null,
          'Line 1 was supplied on 2026-04-06, and contract C-3 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if contract C-3 covered 2026-04-06, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'a sum in its period',
      {
        invoice: bill({ ...billsSum, supplyDate: '2026-03-31' }),
        orders: on({ ...sum, periodStart: '2026-01-01', periodEnd: '2026-03-31' }),
      },
      [],
    ],
    [
      'a sum after its period',
      {
        invoice: bill(billsSum),
        orders: on({ ...sum, periodName: 'Q1', periodStart: '2026-01-01', periodEnd: '2026-03-31' }),
      },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '100.00',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and period Q1 of line 1 of order 7 ended on 2026-03-31.',
          'Would match if period Q1 covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'a sum before its period, which has no name',
      { invoice: bill(billsSum), orders: on({ ...sum, periodStart: '2026-05-01' }) },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-05-01 or after',
          '2026-04-01',
          '100.00',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and the order line’s period of line 1 of order 7 began on 2026-05-01.',
          'Would match if the order line’s period covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    [
      'a sum of a contract without days: the period counts',
      { invoice: bill(billsSum), orders: on({ ...sum, contract: { id: '3' }, periodEnd: '2026-03-31' }) },
      [
        [
          'DATE_OUT_OF_TERM',
          '2026-03-31 or before',
          '2026-04-01',
          '100.00',
          null,
          'Line 1 is billed on 2026-04-01, with no other day of supply stated, and the order line’s period of line 1 of order 7 ended on 2026-03-31.',
          'Would match if the order line’s period covered 2026-04-01, or it had been supplied within it.',
        ],
      ],
    ],
    ['pieces have no period', { invoice: bill({}), orders: on({ periodEnd: '2026-03-31' }) }, []],
    [
      'a line that gives back has no term',
      { invoice: bill({ quantity: '-1' }), orders: under(), billedBefore: [billed('5')] },
      [],
    ],
    [
      'nor has a credit note',
      {
        invoice: bill({ quantity: '-1' }, { documentType: 'credit_note' }),
        orders: under(),
        billedBefore: [billed('5')],
      },
      [],
    ],
    [
      'nor has a line without an order line',
      { invoice: bill({ orderLineId: '99' }), orders: under() },
      [
        [
          'PO_INVALID',
          'an order that exists',
          'order line 99',
          '312.50',
          null,
          'The invoice names order "order line 99", and there is no such order.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

it.each<[name: string, line: Partial<InvoiceLine>, on: Partial<PurchaseOrderLine>]>([
  ['a sum that was received', billsSum, { ...sum, isReceiptRequired: true }],
  ['pieces of a blanket order that need no receipt', {}, { matchType: '2-way' }],
])('%s: its period counts too', (_name, line, ordered) => {
  const told = (periodEnd: string) =>
    toldOn({
      invoice: bill(line),
      orders: on({ ...ordered, periodEnd }),
      receipts: [receipt({ amount: '100.00' })],
    });
  expect(told('2026-04-01')).toEqual([]);
  expect(told('2026-03-31').map(([code]) => code)).toEqual(['DATE_OUT_OF_TERM']);
});

describe('what came so early that its money is better kept: 312.50 a day', () => {
  const wanted = on({ needByDate: '2026-04-10' });
  const came = (...days: readonly string[]) =>
    days.map((receivedDate, at) => receipt({ id: `9${at}`, quantity: '100', receivedDate }));
  const up = (amount: string) => ({
    ...STARTER_POLICY,
    deliveryEarlyValue: { mode: 'amount', amount } as const,
  });
  it.each<Case>([
    ['not asked where the policy says nothing', { orders: wanted, receipts: came('2026-01-01') }, []],
    [
      'not asked where it says unlimited',
      {
        orders: wanted,
        receipts: came('2026-01-01'),
        policy: { ...STARTER_POLICY, deliveryEarlyValue: { mode: 'unlimited' } },
      },
      [],
    ],
    ['not asked without a day that it is needed by', { receipts: came('2026-01-01'), policy: up('0') }, []],
    ['on the day', { orders: wanted, receipts: came('2026-04-10'), policy: up('0') }, []],
    ['a day late', { orders: wanted, receipts: came('2026-04-11'), policy: up('0') }, []],
    [
      'a day early, as much as is allowed',
      { orders: wanted, receipts: came('2026-04-09'), policy: up('312.50') },
      [],
    ],
    [
      'a day early, a cent less is allowed',
      { orders: wanted, receipts: came('2026-04-09'), policy: up('312.49') },
      [
        [
          'DELIVERY_DATE_VALUE',
          '2026-04-10',
          '1 day early',
          '312.50',
          '312.49',
          'Line 1 was delivered 1 day before 2026-04-10: EUR 312.50 times days is EUR 312.50, and EUR 312.49 is allowed.',
          'Would match if it were paid as if delivered on 2026-04-10.',
        ],
      ],
    ],
    [
      'ten days early counts before a day early and a delivery without a day',
      {
        orders: wanted,
        receipts: [...came('2026-04-09', '2026-03-31'), receipt({ id: '95', quantity: '1' })],
        policy: up('0'),
      },
      [
        [
          'DELIVERY_DATE_VALUE',
          '2026-04-10',
          '10 days early',
          '3125.00',
          '0.00',
          'Line 1 was delivered 10 days before 2026-04-10: EUR 312.50 times days is EUR 3,125.00, and EUR 0.00 is allowed.',
          'Would match if it were paid as if delivered on 2026-04-10.',
        ],
      ],
    ],
    [
      'another order line’s delivery is no matter',
      {
        orders: wanted,
        receipts: [
          ...came('2026-04-10'),
          receipt({ id: '95', orderLineId: '72', receivedDate: '2026-01-01' }),
        ],
        policy: up('0'),
      },
      [],
    ],
    [
      'a line that gives back',
      {
        invoice: bill({ quantity: '-1' }),
        billedBefore: [billed('5')],
        orders: wanted,
        receipts: came('2026-01-01'),
        policy: up('0'),
      },
      [],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});
