// long: one list of everything that lands on an accounts payable desk, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import { STARTER_POLICY } from '#domain/matching/tolerance.ts';
import {
  creditNote,
  invoice,
  line,
  match,
  order,
  orderLine,
  receipt,
  type Situation,
  sumLine,
  sumOrderLine,
  verdict,
} from './clerk-cases.test-data.ts';

const OK = ['matched'];
const NEAR = ['within_tolerance'];
const wrong = (...codes: string[]) => ['exception', ...codes];
type Case = [name: string, situation: Situation, expected: string[]];

const earlier = (lines: Parameters<typeof invoice>[0], change: object = {}) =>
  invoice(lines, { id: 2, 'invoice-number': 'R-0900', status: 'approved', ...change });
const { 'order-line-id': _named, ...loose } = line();
/** Names the order, not the line. */
const ofOrder = (change: object = {}) => ({ ...loose, 'po-number': '7', ...change });
/** Names nothing. */
const nameless = (change: object = {}) => ({ ...loose, ...change });

describe('receipts and quantities', () => {
  it.each<Case>([
    [
      'partial receipts and several invoices: the second bills what the second delivery brought',
      {
        invoice: invoice([line({ quantity: '4' })]),
        receipts: [receipt('6'), receipt('4', { id: 92 })],
        earlier_invoices: [earlier([line({ quantity: '6' })])],
      },
      OK,
    ],
    [
      'one piece more than both deliveries brought',
      {
        invoice: invoice([line({ quantity: '4' })]),
        receipts: [receipt('6'), receipt('3', { id: 92 })],
        earlier_invoices: [earlier([line({ quantity: '6' })])],
      },
      wrong('QTY_OVER_RECEIVED'),
    ],
    [
      'an invoice that came before its goods',
      { invoice: invoice([line()]), receipts: [] },
      wrong('RECEIPT_MISSING'),
    ],
    [
      'short shipment, then a credit: the credit makes room for the rest',
      {
        invoice: invoice([line({ quantity: '2' })]),
        earlier_invoices: [
          earlier([line()]),
          creditNote([line({ quantity: '-2' })], { id: 3, status: 'approved' }),
        ],
      },
      OK,
    ],
    [
      'two pieces returned and replaced: ten are there, ten are billed',
      {
        invoice: invoice([line()]),
        receipts: [
          receipt('10'),
          receipt('2', { id: 92, type: 'ReceivingQuantityReturnToSupplier' }),
          receipt('2', { id: 93 }),
        ],
      },
      OK,
    ],
    [
      'two pieces returned and not replaced',
      {
        invoice: invoice([line()]),
        receipts: [receipt('10'), receipt('2', { id: 92, type: 'ReceivingQuantityReturnToSupplier' })],
      },
      wrong('QTY_OVER_RECEIVED'),
    ],
    [
      'a voided receipt delivers nothing',
      { invoice: invoice([line()]), receipts: [receipt('10', { status: 'voided' })] },
      wrong('RECEIPT_MISSING'),
    ],
    [
      'over-delivery that the policy does not name',
      {
        invoice: invoice([line({ quantity: '11' })]),
        receipts: [receipt('11')],
      },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'a serial number a line: three lines bill three pieces of one order line',
      {
        invoice: invoice(
          [1, 2, 3].map((n) => line({ 'line-num': n, quantity: '1', description: `Bearing 6204 S/N ${n}` })),
        ),
        purchase_orders: [order([orderLine({ quantity: '3' })])],
        receipts: [receipt('3')],
      },
      OK,
    ],
    [
      'a fourth serial number',
      {
        invoice: invoice(
          [1, 2, 3, 4].map((n) =>
            line({ 'line-num': n, quantity: '1', description: `Bearing 6204 S/N ${n}` }),
          ),
        ),
        purchase_orders: [order([orderLine({ quantity: '3' })])],
        receipts: [receipt('3')],
      },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'pieces that inspection refused',
      {
        invoice: invoice([line()]),
        receipts: [
          receipt('8', { 'inspection-code': { code: 'ACCEPT' } }),
          receipt('2', { id: 92, 'inspection-code': { code: 'REJECT' } }),
        ],
      },
      wrong('QUALITY_REJECT'),
    ],
    [
      'only what inspection accepted',
      {
        invoice: invoice([line({ quantity: '8' })]),
        receipts: [
          receipt('8', { 'inspection-code': { code: 'ACCEPT' } }),
          receipt('2', { id: 92, 'inspection-code': { code: 'REJECT' } }),
        ],
      },
      OK,
    ],
    [
      'goods free of charge that were ordered so',
      {
        invoice: invoice([line({ price: '0' })]),
        purchase_orders: [order([orderLine({ price: '0' })])],
      },
      OK,
    ],
    [
      'a price for goods that were to be free',
      {
        invoice: invoice([line({ price: '0.01' })]),
        purchase_orders: [order([orderLine({ price: '0' })])],
      },
      wrong('PRICE_OVER'),
    ],
    [
      'free goods of which more are billed than came',
      {
        invoice: invoice([line({ price: '0' })]),
        purchase_orders: [order([orderLine({ price: '0' })])],
        receipts: [receipt('9')],
      },
      wrong('QTY_OVER_RECEIVED'),
    ],
    [
      'a receipt older than its order',
      {
        invoice: invoice([line()]),
        purchase_orders: [order([orderLine()], { 'created-at': '2026-03-25T09:00:00+01:00' })],
      },
      wrong('RECEIPT_MISSING'),
    ],
    [
      'one receipt listed for three order lines',
      {
        invoice: invoice([
          line(),
          line({ 'line-num': 2, 'order-line-id': 72 }),
          line({ 'line-num': 3, 'order-line-id': 73 }),
        ]),
        purchase_orders: [
          order([
            orderLine(),
            orderLine({ id: 72, 'line-num': '2' }),
            orderLine({ id: 73, 'line-num': '3' }),
          ]),
        ],
        receipts: [
          receipt('10'),
          receipt('10', { 'order-line': { id: 72 } }),
          receipt('10', { 'order-line': { id: 73 } }),
        ],
      },
      wrong('RECEIPT_MISSING', 'RECEIPT_MISSING', 'RECEIPT_MISSING'),
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('matched to a receipt by its delivery note', () => {
  const direct = [order([orderLine({ quantity: '100', 'match-type': 'direct_matching' })])];
  const receipts = [
    receipt('60', { 'match-reference': 'DN-1' }),
    receipt('40', { id: 92, 'match-reference': 'DN-2' }),
  ];
  const billing = (quantity: string, reference: string | undefined) => ({
    invoice: invoice([
      line({ quantity, ...(reference === undefined ? {} : { 'match-reference': reference }) }),
    ]),
    purchase_orders: direct,
    receipts,
  });
  it.each<Case>([
    ['all that came with it', billing('60', 'DN-1'), OK],
    ['however it is typed', billing('60', 'dn 1'), OK],
    [
      'one piece more than came with it, though more came otherwise',
      billing('61', 'DN-1'),
      wrong('QTY_OVER_RECEIVED'),
    ],
    ['a delivery note that nobody received', billing('10', 'DN-3'), wrong('RECEIPT_MISSING')],
    ['no delivery note at all', billing('10', undefined), wrong('RECEIPT_MISSING')],
    [
      'a delivery note that was billed before',
      {
        ...billing('60', 'DN-1'),
        earlier_invoices: [earlier([line({ quantity: '30', 'match-reference': 'DN-1' })])],
      },
      wrong('QTY_OVER_RECEIVED'),
    ],
    [
      'beside another one that was billed before',
      {
        ...billing('60', 'DN-1'),
        earlier_invoices: [earlier([line({ quantity: '40', 'match-reference': 'DN-2' })])],
      },
      OK,
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('services and sums', () => {
  const blanket = [order([sumOrderLine('10000.00', { 'receipt-required': false })])];
  const confirmed = (total: string) =>
    receipt(total, { type: 'ReceivingAmountConsumption', total, quantity: undefined, uom: undefined });
  it.each<Case>([
    [
      'a blanket order drawn down to the last cent',
      {
        invoice: invoice([sumLine('4000.00')]),
        purchase_orders: blanket,
        earlier_invoices: [earlier([sumLine('6000.00')])],
        receipts: [],
      },
      OK,
    ],
    [
      'a blanket order overdrawn by a cent',
      {
        invoice: invoice([sumLine('4000.01')]),
        purchase_orders: blanket,
        earlier_invoices: [earlier([sumLine('6000.00')])],
        receipts: [],
      },
      wrong('LINE_AMOUNT_OVER'),
    ],
    [
      'a service that was confirmed',
      {
        invoice: invoice([sumLine('2500.00')]),
        purchase_orders: [order([sumOrderLine('10000.00')])],
        receipts: [confirmed('2500.00')],
      },
      OK,
    ],
    [
      'a service that nobody has confirmed',
      {
        invoice: invoice([sumLine('2500.00')]),
        purchase_orders: [order([sumOrderLine('10000.00')])],
        receipts: [],
      },
      wrong('RECEIPT_MISSING'),
    ],
    [
      'a milestone of 30 %',
      {
        invoice: invoice([sumLine('3000.00', { description: 'Milestone 1: design, 30 %' })]),
        purchase_orders: blanket,
        receipts: [],
      },
      OK,
    ],
    [
      'work less ten percent that we keep back',
      {
        invoice: invoice([
          sumLine('10000.00'),
          sumLine('-1000.00', { 'line-num': 2, description: 'Retention 10 %', 'order-line-id': undefined }),
        ]),
        purchase_orders: blanket,
        receipts: [],
      },
      OK,
    ],
    [
      'retention that is released in the end',
      {
        invoice: invoice([
          sumLine('1000.00', {
            description: 'Release of retention',
            'order-line-id': undefined,
            'po-number': '7',
          }),
        ]),
        purchase_orders: blanket,
        receipts: [],
        earlier_invoices: [
          earlier([
            sumLine('10000.00'),
            sumLine('-1000.00', { 'line-num': 2, description: 'Retention 10 %', 'order-line-id': undefined }),
          ]),
        ],
      },
      OK,
    ],
    [
      'a cent more than was kept back',
      {
        invoice: invoice([
          sumLine('1000.01', {
            description: 'Release of retention',
            'order-line-id': undefined,
            'po-number': '7',
          }),
        ]),
        purchase_orders: blanket,
        receipts: [],
        earlier_invoices: [
          earlier([
            sumLine('10000.00'),
            sumLine('-1000.00', { 'line-num': 2, description: 'Retention 10 %', 'order-line-id': undefined }),
          ]),
        ],
      },
      wrong('LINE_AMOUNT_OVER'),
    ],
    [
      'a final invoice that deducts the deposit',
      {
        invoice: invoice([
          line({ quantity: '10', price: '1000.00' }),
          sumLine('-3000.00', {
            'line-num': 2,
            description: 'Less deposit invoice D-1',
            'order-line-id': undefined,
          }),
        ]),
        purchase_orders: [order([orderLine({ price: '1000.00' })])],
        earlier_invoices: [
          earlier([
            sumLine('3000.00', { description: 'Deposit 30 %', 'order-line-id': undefined, 'po-number': '7' }),
          ]),
        ],
      },
      OK,
    ],
    [
      'a final invoice that forgets the deposit',
      {
        invoice: invoice([line({ quantity: '10', price: '1000.00' })]),
        purchase_orders: [order([orderLine({ price: '1000.00' })])],
        earlier_invoices: [
          earlier([
            sumLine('3000.00', { description: 'Deposit 30 %', 'order-line-id': undefined, 'po-number': '7' }),
          ]),
        ],
      },
      wrong('PREPAY_OPEN'),
    ],
    [
      'a final invoice that forgets a deposit on the order line itself',
      {
        invoice: invoice([line({ quantity: '10', price: '1000.00' })]),
        purchase_orders: [order([orderLine({ price: '1000.00' })])],
        earlier_invoices: [earlier([sumLine('3000.00', { description: 'Down payment' })])],
      },
      wrong('PREPAY_OPEN'),
    ],
    [
      'a part of the goods that deducts a part of the deposit',
      {
        invoice: invoice([
          line({ quantity: '5', price: '1000.00' }),
          sumLine('-1500.00', { 'line-num': 2, description: 'Anzahlung', 'order-line-id': 71 }),
        ]),
        purchase_orders: [order([orderLine({ price: '1000.00' })])],
        earlier_invoices: [
          earlier([
            sumLine('3000.00', {
              description: 'Anzahlungsrechnung',
              'order-line-id': undefined,
              'po-number': '7',
            }),
          ]),
        ],
      },
      OK,
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('credit notes', () => {
  const billed = [earlier([line()])];
  it.each<Case>([
    [
      'that name the invoice',
      {
        invoice: creditNote([nameless({ quantity: '-2' })], { 'original-invoice-number': 'R-0900' }),
        earlier_invoices: billed,
      },
      OK,
    ],
    [
      'that name only the order',
      { invoice: creditNote([ofOrder({ quantity: '-2' })]), earlier_invoices: billed },
      OK,
    ],
    [
      'that name nothing',
      { invoice: creditNote([nameless({ quantity: '-2' })]), earlier_invoices: billed },
      wrong('CREDIT_UNREFERENCED'),
    ],
    [
      'that name an invoice nobody knows',
      {
        invoice: creditNote([nameless({ quantity: '-2' })], { 'original-invoice-number': 'R-7777' }),
        earlier_invoices: billed,
      },
      wrong('CREDIT_UNREFERENCED'),
    ],
    [
      'of all that was billed',
      { invoice: creditNote([line({ quantity: '-10' })]), earlier_invoices: billed },
      OK,
    ],
    [
      'of one piece more than was billed',
      { invoice: creditNote([line({ quantity: '-11' })]), earlier_invoices: billed },
      wrong('CREDIT_OVER'),
    ],
    [
      'of the price alone, which takes no goods back',
      {
        invoice: creditNote([line({ quantity: '10', price: '-0.50', 'adjustment-type': 'price' })]),
        earlier_invoices: [earlier([line({ price: '10.50' })])],
      },
      OK,
    ],
    [
      'of an invoice without any order',
      {
        invoice: creditNote([nameless({ description: 'Rent April', quantity: '-1', price: '900.00' })], {
          'original-invoice-number': 'R-0900',
        }),
        earlier_invoices: [
          earlier([nameless({ description: 'Rent April', quantity: '1', price: '900.00' })]),
        ],
      },
      OK,
    ],
    [
      'of more than an invoice without any order came to',
      {
        invoice: creditNote([nameless({ description: 'Rent April', quantity: '-1', price: '900.10' })], {
          'original-invoice-number': 'R-0900',
        }),
        earlier_invoices: [
          earlier([nameless({ description: 'Rent April', quantity: '1', price: '900.00' })]),
        ],
      },
      wrong('CREDIT_OVER'),
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });

  it('in an ordinary invoice are lines with a minus: a return is credited beside new goods', async () => {
    const situation = {
      invoice: invoice([line({ quantity: '4' }), line({ 'line-num': 2, quantity: '-2' })]),
      receipts: [receipt('10'), receipt('2', { id: 92, type: 'ReceivingQuantityReturnToSupplier' })],
      earlier_invoices: [earlier([line({ quantity: '6' })])],
    };
    expect(await verdict(situation)).toEqual(OK);
    const more = {
      ...situation,
      invoice: invoice([line({ quantity: '5' }), line({ 'line-num': 2, quantity: '-2' })]),
    };
    expect(await verdict(more)).toEqual(wrong('QTY_OVER_RECEIVED'));
  });
});

describe('prices and units made comparable', () => {
  const thousand = [order([orderLine({ quantity: '3500', price: '0.0184' })])];
  const came = [receipt('3500')];
  it.each<Case>([
    [
      'a price by the thousand that the line total proves',
      {
        invoice: invoice([line({ quantity: '3500', price: '18.40', total: '64.40' })]),
        purchase_orders: thousand,
        receipts: came,
      },
      OK,
    ],
    [
      'a thousandth of what the order comes to, at its very price: likelier a wrong basis than a gift',
      {
        invoice: invoice([line({ quantity: '3500', price: '18.40', total: '64.40' })]),
        purchase_orders: [order([orderLine({ quantity: '3500', price: '18.40' })])],
        receipts: came,
      },
      wrong('PRICE_UNDER'),
    ],
    [
      'a price with tax inside, where the line says the rate',
      {
        invoice: invoice([line({ quantity: '1', price: '119.00', total: '119.00', 'tax-rate': '19' })], {
          'gross-total': '119.00',
        }),
        purchase_orders: [order([orderLine({ quantity: '1', price: '100.00' })])],
        receipts: [receipt('1')],
      },
      OK,
    ],
    [
      'a price by the thousand where nothing but the order says so',
      {
        invoice: invoice([line({ quantity: '3500', price: '18.40' })]),
        purchase_orders: thousand,
        receipts: came,
      },
      OK,
    ],
    [
      'a thousand times the price, and asked for in full',
      {
        invoice: invoice([line({ quantity: '3500', price: '18.40', total: '64400.00' })], {
          'gross-total': '64400.00',
        }),
        purchase_orders: thousand,
        receipts: came,
      },
      wrong('PRICE_OVER'),
    ],
    [
      'a price with 19 % tax inside: 119.00 is 100.00',
      {
        invoice: invoice(
          [
            line({
              quantity: '1',
              price: '119.00',
              total: '119.00',
              'tax-lines': [{ rate: '19', amount: '19.00' }],
            }),
          ],
          { 'gross-total': '119.00', 'line-level-taxation': true },
        ),
        purchase_orders: [order([orderLine({ quantity: '1', price: '100.00' })])],
        receipts: [receipt('1')],
      },
      OK,
    ],
    [
      'the same price with the tax on top of it',
      {
        invoice: invoice(
          [
            line({
              quantity: '1',
              price: '119.00',
              total: '119.00',
              'tax-lines': [{ rate: '19', amount: '22.61' }],
            }),
          ],
          { 'gross-total': '141.61', 'line-level-taxation': true },
        ),
        purchase_orders: [order([orderLine({ quantity: '1', price: '100.00' })])],
        receipts: [receipt('1')],
      },
      wrong('PRICE_OVER'),
    ],
    [
      'a list price less the discount that was agreed',
      {
        invoice: invoice([line({ price: '12.50', 'discount-amount': '25.00', total: '100.00' })]),
      },
      OK,
    ],
    [
      'crates against pieces where the crate is known',
      {
        invoice: invoice([line({ quantity: '5', price: '42.00', uom: { code: 'CS' } })]),
        purchase_orders: [order([orderLine({ quantity: '120', price: '1.75' })])],
        receipts: [receipt('120')],
        uom_conversions: [{ from: 'CS', to: 'EA', factor: 24 }],
      },
      OK,
    ],
    [
      'crates against pieces where it is not',
      {
        invoice: invoice([line({ quantity: '5', price: '42.00', uom: { code: 'CS' } })]),
        purchase_orders: [order([orderLine({ quantity: '120', price: '1.75' })])],
        receipts: [receipt('120')],
      },
      wrong('UOM_MISMATCH'),
    ],
    [
      'pallets of boxes of pieces',
      {
        invoice: invoice([line({ quantity: '1', price: '210.00', uom: { code: 'PAL' } })]),
        purchase_orders: [order([orderLine({ quantity: '120', price: '1.75' })])],
        receipts: [receipt('120')],
        uom_conversions: [
          { from: 'PAL', to: 'BX', factor: 10 },
          { from: 'BX', to: 'EA', factor: 12 },
        ],
      },
      OK,
    ],
    [
      'conversions that go round in a circle and contradict each other',
      {
        invoice: invoice([line({ quantity: '5', price: '42.00', uom: { code: 'CS' } })]),
        purchase_orders: [order([orderLine({ quantity: '120', price: '1.75' })])],
        receipts: [receipt('120')],
        uom_conversions: [
          { from: 'CS', to: 'BX', factor: 2 },
          { from: 'BX', to: 'EA', factor: 12 },
          { from: 'EA', to: 'CS', factor: 2 },
        ],
      },
      wrong('UOM_MISMATCH'),
    ],
    [
      'boxes sold by weight',
      {
        invoice: invoice([
          line({
            quantity: '4',
            uom: { code: 'BX' },
            price: '5.00',
            'net-weight': '81.5',
            'weight-uom': { code: 'KG' },
            'price-per-uom': '5.00',
            total: '407.50',
          }),
        ]),
        purchase_orders: [order([orderLine({ quantity: '100', price: '5.00', uom: { code: 'KG' } })])],
        receipts: [receipt('81.5', { uom: { code: 'KG' } })],
      },
      OK,
    ],
    [
      'an order in another currency',
      { invoice: invoice([line()]), purchase_orders: [order([orderLine()], { currency: { code: 'USD' } })] },
      wrong('CURRENCY_MISMATCH'),
    ],
    [
      'yen, which have no decimals',
      {
        invoice: invoice([line({ price: '1020' })], { currency: { code: 'JPY' } }),
        purchase_orders: [order([orderLine({ price: '1000' })], { currency: { code: 'JPY' } })],
      },
      wrong('PRICE_OVER'),
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('another exchange rate than the order’s', () => {
  const booked = (rate: string, tolerances?: Readonly<Record<string, unknown>>) => ({
    invoice: invoice([line({ quantity: '10', price: '1000.00' })], { 'exchange-rate': rate }),
    purchase_orders: [
      order([
        orderLine({
          price: '1000.00',
          'accounting-total': '10800.00',
          'accounting-total-currency': { code: 'USD' },
        }),
      ]),
    ],
    ...(tolerances === undefined ? {} : { tolerances }),
  });
  it('is told as 300.00 of exchange, and the price as agreed', async () => {
    const { outcome, variances, lines } = await match(booked('1.11'));
    expect([outcome, lines[0]?.variances]).toEqual(['matched', []]);
    expect(variances).toMatchObject([
      { kind: 'exchange', amount: '300.00', expected: '1.08', actual: '1.11' },
    ]);
  });
  it('is held where the policy limits it, a cent beyond', async () => {
    const limited = (amount: string) => ({ ...STARTER_POLICY, fxOver: { mode: 'amount', amount } });
    expect(await verdict(booked('1.11', limited('300.00')))).toEqual(OK);
    expect(await verdict(booked('1.11', limited('299.99')))).toEqual(wrong('FX_VARIANCE'));
  });
  it('is none at the same rate', async () => {
    expect((await match(booked('1.08'))).variances).toEqual([]);
  });
});

describe('charges, discounts and rounding', () => {
  const charged = (amount: string, change: Readonly<Record<string, unknown>> = {}) => ({
    invoice: invoice([line({ quantity: '10', price: '100.00' })], { 'shipping-amount': amount }),
    purchase_orders: [order([orderLine({ price: '100.00' })], change)],
  });
  const freightLine = (amount: string) =>
    sumLine(amount, { 'line-num': 2, description: 'Freight charges', 'order-line-id': undefined });
  it.each<Case>([
    ['freight of 50.00 that nobody ordered', charged('50.00'), NEAR],
    ['freight of 50.01', charged('50.01'), wrong('FREIGHT_OVER')],
    [
      '3 % of 2,000 goods',
      {
        invoice: invoice([line({ quantity: '10', price: '200.00' })], { 'shipping-amount': '60.00' }),
        purchase_orders: [order([orderLine({ price: '200.00' })])],
      },
      NEAR,
    ],
    [
      'any freight where the supplier delivers duty paid',
      charged('10.00', { 'shipping-term': { code: 'DDP' } }),
      wrong('FREIGHT_OVER'),
    ],
    ['freight where we collect ex works', charged('50.00', { 'shipping-term': { code: 'EXW' } }), NEAR],
    [
      'freight that the order has a line for',
      {
        invoice: invoice([line({ quantity: '10', price: '100.00' })], { 'shipping-amount': '80.00' }),
        purchase_orders: [
          order([
            orderLine({ price: '100.00' }),
            sumOrderLine('80.00', { id: 72, 'line-num': '2', description: 'Freight' }),
          ]),
        ],
      },
      OK,
    ],
    [
      'freight as a line of the invoice',
      {
        invoice: invoice([line({ quantity: '10', price: '100.00' }), freightLine('50.00')]),
        purchase_orders: [order([orderLine({ price: '100.00' })])],
      },
      NEAR,
    ],
    [
      'freight as a line, a cent too much',
      {
        invoice: invoice([line({ quantity: '10', price: '100.00' }), freightLine('50.01')]),
        purchase_orders: [order([orderLine({ price: '100.00' })])],
      },
      wrong('FREIGHT_OVER'),
    ],
    [
      'freight at the head and as a line together',
      {
        invoice: invoice([line({ quantity: '10', price: '100.00' }), freightLine('30.00')], {
          'shipping-amount': '30.00',
        }),
        purchase_orders: [order([orderLine({ price: '100.00' })])],
      },
      wrong('FREIGHT_OVER'),
    ],
    [
      'a discount for early payment printed as a line',
      {
        invoice: invoice([
          line(),
          sumLine('-2.00', { 'line-num': 2, description: '2 % Skonto', 'order-line-id': undefined }),
        ]),
      },
      OK,
    ],
    [
      'a surcharge that nobody ordered',
      {
        invoice: invoice([
          line(),
          sumLine('5.00', { 'line-num': 2, description: 'Energy surcharge', 'order-line-id': undefined }),
        ]),
      },
      wrong('ITEM_UNMATCHED'),
    ],
    [
      'a rounding line of five cents',
      {
        invoice: invoice([
          line(),
          sumLine('0.05', { 'line-num': 2, description: 'Rounding', 'order-line-id': undefined }),
        ]),
      },
      OK,
    ],
    [
      'a rounding line of six cents',
      {
        invoice: invoice([
          line(),
          sumLine('0.06', { 'line-num': 2, description: 'Rounding', 'order-line-id': undefined }),
        ]),
      },
      wrong('ITEM_UNMATCHED'),
    ],
    [
      'tax rounded line by line: 3 x 10.03 at 19 % are 5.73, and at the head 5.72',
      {
        invoice: invoice(
          [1, 2, 3].map((n) =>
            line({ 'line-num': n, quantity: '1', price: '10.03', 'order-line-id': 70 + n }),
          ),
          { 'tax-amount': '5.73', 'gross-total': '35.82', 'tax-lines': [{ rate: '19', amount: '5.73' }] },
        ),
        purchase_orders: [
          order(
            [1, 2, 3].map((n) =>
              orderLine({ id: 70 + n, 'line-num': String(n), quantity: '1', price: '10.03' }),
            ),
          ),
        ],
        receipts: [1, 2, 3].map((n) => receipt('1', { id: 90 + n, 'order-line': { id: 70 + n } })),
      },
      NEAR,
    ],
    [
      'Swiss francs rounded to five centimes',
      {
        invoice: invoice([line({ quantity: '1', price: '99.98' })], {
          currency: { code: 'CHF' },
          'gross-total': '100.00',
        }),
        purchase_orders: [
          order([orderLine({ quantity: '1', price: '99.98' })], { currency: { code: 'CHF' } }),
        ],
        receipts: [receipt('1')],
      },
      NEAR,
    ],
    [
      'euros that are off by two cents on one line',
      {
        invoice: invoice([line({ quantity: '1', price: '99.98' })], { 'gross-total': '100.00' }),
        purchase_orders: [order([orderLine({ quantity: '1', price: '99.98' })])],
        receipts: [receipt('1')],
      },
      wrong('TOTAL_UNBALANCED'),
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('the order', () => {
  const number = (text: string) => ({ invoice: invoice([ofOrder({ 'po-number': text })]) });
  const numbered = (situation: Situation, orders: readonly string[] = ['4711003']) => ({
    ...situation,
    purchase_orders: orders.map((poNumber, index) =>
      order([orderLine({ id: 71 + index * 10 })], { id: 7 + index, 'po-number': poNumber }),
    ),
  });
  it.each<Case>([
    ['written with PO in front', numbered(number('PO-4711003')), OK],
    ['written with blanks and zeros', numbered(number('po 0004711003')), OK],
    ['with one digit wrong, where one order fits', numbered(number('4711008')), OK],
    [
      'with one digit wrong, where two fit',
      numbered(number('4711008'), ['4711003', '4711004']),
      wrong('PO_INVALID'),
    ],
    ['with two digits wrong', numbered(number('4711088')), wrong('PO_INVALID')],
    [
      'closed before the last invoice came',
      { invoice: invoice([line()]), purchase_orders: [order([orderLine()], { status: 'closed' })] },
      wrong('PO_CLOSED'),
    ],
    ['not named at all, though one open order fits', { invoice: invoice([nameless()]) }, wrong('PO_MISSING')],
    [
      'called by the number that the supplier gave it',
      {
        invoice: invoice([ofOrder({ 'po-number': 'AB-99812' })]),
        purchase_orders: [order([orderLine({ 'supplier-order-number': 'AB 99812' })])],
      },
      OK,
    ],
    [
      'found by the delivery note',
      {
        invoice: invoice([nameless({ 'delivery-note-number': 'LS-778' })]),
        receipts: [receipt('10', { 'match-reference': 'LS-778' })],
      },
      OK,
    ],
    [
      'several of them on one invoice',
      {
        invoice: invoice([line(), line({ 'line-num': 2, 'order-line-id': 81 })]),
        purchase_orders: [order(), order([orderLine({ id: 81 })], { id: 8, 'po-number': '8' })],
        receipts: [receipt('10'), receipt('10', { id: 92, 'order-line': { id: 81 } })],
      },
      OK,
    ],
    [
      'revised after the invoice was written: the later price counts',
      {
        invoice: invoice([line({ price: '11.00' })]),
        purchase_orders: [
          order([orderLine({ price: '11.00' })], { version: 2 }),
          order([orderLine({ price: '10.00' })], { version: 1 }),
        ],
      },
      OK,
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });

  it('that is not named is still shown with its lines, and proposed', async () => {
    const { lines, exceptions } = await match({ invoice: invoice([nameless()]) });
    expect(lines[0]).toMatchObject({ order_line_id: '71' });
    expect(exceptions[0]?.counterfactual).toBe('Would be compared with order 7 if its lines named it.');
  });

  it('is not guessed where two open orders fit', async () => {
    const { lines, exceptions } = await match({
      invoice: invoice([nameless()]),
      purchase_orders: [order(), order([orderLine({ id: 81 })], { id: 8, 'po-number': '8' })],
    });
    expect(lines[0]?.order_line_id).toBeNull();
    expect(exceptions[0]?.explanation).toBe(
      'The invoice names no purchase order, and orders 7 and 8 fit it equally.',
    );
  });
});

describe('the order line', () => {
  const lines = [
    orderLine({ description: 'Laptop 14 inch, 16 GB', quantity: '5', price: '1200.00' }),
    orderLine({
      id: 72,
      'line-num': '2',
      description: 'Docking station USB-C',
      quantity: '5',
      price: '180.00',
    }),
    orderLine({ id: 73, 'line-num': '3', description: 'Monitor 27 inch', quantity: '5', price: '310.00' }),
  ];
  const placed = async (invoiceLines: readonly Readonly<Record<string, unknown>>[], orderLines = lines) => {
    const answer = await match({
      invoice: invoice(invoiceLines.map((each, index) => ofOrder({ 'line-num': index + 1, ...each }))),
      purchase_orders: [order(orderLines)],
      receipts: [],
    });
    return answer.lines.map((each) => each.order_line_id);
  };

  it('is found for lines that are worded otherwise and in another order', async () => {
    expect(
      await placed([
        { description: '27" Monitor', quantity: '5', price: '310.00' },
        { description: 'USB-C dock', quantity: '5', price: '180.00' },
        { description: 'Notebook 14 in 16GB RAM', quantity: '5', price: '1200.00' },
      ]),
    ).toEqual(['73', '72', '71']);
  });

  it('is not found where nothing fits', async () => {
    expect(await placed([{ description: 'Consulting', quantity: '1', price: '5000.00' }])).toEqual([null]);
  });

  it('is one for several lines that together bill what was ordered', async () => {
    expect(
      await placed([
        { description: 'Laptop 14 inch 16 GB serial 1', quantity: '2', price: '1200.00' },
        { description: 'Laptop 14 inch 16 GB serial 2', quantity: '3', price: '1200.00' },
        { description: 'Monitor 27 inch', quantity: '5', price: '310.00' },
      ]),
    ).toEqual(['71', '71', '73']);
  });

  it('are several for a bundle whose sum they make up', async () => {
    const answer = await match({
      invoice: invoice([ofOrder({ description: 'Workplace set', quantity: '5', price: '1690.00' })]),
      purchase_orders: [order(lines)],
      receipts: [1, 2, 3].map((n) => receipt('5', { id: 90 + n, 'order-line': { id: 70 + n } })),
    });
    expect([answer.outcome, answer.lines[0]?.order_line_id]).toEqual(['matched', '71']);
  });

  it('is either of two that are the same at the same price: the first is billed first', async () => {
    const twins = [orderLine(), orderLine({ id: 72, 'line-num': '2' })];
    const both = (quantity: string) => ({
      invoice: invoice([ofOrder({ quantity })]),
      purchase_orders: [order(twins)],
      receipts: [receipt('10'), receipt('10', { id: 92, 'order-line': { id: 72 } })],
    });
    expect(await verdict(both('15'))).toEqual(OK);
    expect(await verdict(both('20'))).toEqual(OK);
    expect((await verdict(both('21')))[0]).toBe('exception');
  });

  it('is not the one of which another article was ordered: a substitute has to be accepted', async () => {
    const substitute = {
      invoice: invoice([line({ 'source-part-num': 'B-6204-ZZ', description: 'Bearing 6204 ZZ' })]),
      purchase_orders: [order([orderLine({ 'source-part-num': 'B-6204' })])],
    };
    expect(await verdict(substitute)).toEqual(wrong('ITEM_UNMATCHED'));
  });
});

describe('the same invoice twice', () => {
  const copy = (change: object = {}) => ({
    invoice: invoice([line()], { 'gross-total': '100.00' }),
    earlier_invoices: [earlier([line()], { 'invoice-number': 'r 1001', 'gross-total': '100.00', ...change })],
  });
  it.each<Case>([
    ['with the number typed otherwise', copy(), wrong('DUP_EXACT')],
    ['after the first was voided: it was entered anew', copy({ status: 'voided' }), OK],
    [
      'from another supplier is another invoice',
      { ...copy({ supplier: { id: 6, name: 'Sud' } }) },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'with another amount',
      copy({ 'gross-total': '40.00', 'invoice-lines': [line({ quantity: '4' })] }),
      wrong('DUP_SUSPECT'),
    ],
    [
      'with two digits swapped',
      copy({ 'invoice-number': 'R-1010', 'invoice-lines': [line()] }),
      wrong('DUP_SUSPECT'),
    ],
    [
      'is not a second partial invoice with the next number',
      {
        invoice: invoice([line({ quantity: '5' })], { 'gross-total': '50.00' }),
        earlier_invoices: [
          earlier([line({ quantity: '5' })], { 'invoice-number': 'R-1000', 'gross-total': '50.00' }),
        ],
      },
      OK,
    ],
    [
      'is none where the first was credited in full',
      {
        invoice: invoice([line()], { 'gross-total': '100.00' }),
        earlier_invoices: [
          earlier([line()], { 'invoice-number': 'R-1001', 'gross-total': '100.00' }),
          creditNote([line({ quantity: '-10' })], {
            id: 3,
            status: 'approved',
            'gross-total': '-100.00',
            'original-invoice-number': 'R-1001',
          }),
        ],
      },
      OK,
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});
