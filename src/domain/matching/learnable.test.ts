import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const bill = (...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: lines.map((each, at) => invoiceLine({ id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
  });
const on = (change: Partial<PurchaseOrderLine>) => [order({ lines: [orderLine(change)] })];
const learned = (change: Partial<MatchInput>) => matchInvoice(situation(change)).learnable;

describe('a pack size that prices show', () => {
  const crates = { quantity: '5', price: '42.00', unitOfMeasure: 'CS' };
  const inCrates = (line: Partial<InvoiceLine>, ordered: Partial<PurchaseOrderLine> = {}) => ({
    invoice: bill({ ...crates, ...line }),
    orders: on({ quantity: '120', price: '1.75', ...ordered }),
  });

  it('is what a crate costs over what a piece costs, with the proof that the value stays', () => {
    expect(learned(inCrates({ partNumber: 'K-1' }, { partNumber: 'K-1' }))).toEqual([
      {
        kind: 'conversion',
        supplierId: '5',
        from: 'CS',
        to: 'EA',
        factor: '24',
        partNumber: 'K-1',
        proof: "5 CS at EUR 42.00 come to EUR 210.00, and so do 120 EA at the order's EUR 1.75.",
      },
    ]);
  });

  it('is the same where crates were ordered and pieces are billed', () => {
    const pieces = { quantity: '120', price: '1.75', unitOfMeasure: 'EA' };
    expect(learned({ invoice: bill(pieces), orders: on(crates) })).toEqual([
      {
        kind: 'conversion',
        supplierId: '5',
        from: 'CS',
        to: 'EA',
        factor: '24',
        partNumber: null,
        proof: "120 EA at EUR 1.75 come to EUR 210.00, and so do 5 CS at the order's EUR 42.00.",
      },
    ]);
  });

  const pallets = { receipts: [receipt({ unitOfMeasure: 'PAL' })] };
  const { unitOfMeasure: _unit, ...unitless } = invoiceLine({ price: '25.00' });
  const { quantity: _pieces, ...addition } = invoiceLine({
    kind: 'amount',
    price: '25.00',
    unitOfMeasure: 'CS',
  });
  const { price: _price, ...priceless } = orderLine();
  const { quantity: _quantity, ...endless } = orderLine({ price: '1.75' });
  it('that is known does not grow with the price of a crate', () => {
    const conversions = [{ from: 'CS', to: 'EA', factor: '24' }];
    const dear = matchInvoice(situation({ ...inCrates({ quantity: '2', price: '84.00' }), conversions }));
    expect([dear.primary, dear.learnable]).toEqual(['PRICE_OVER', []]);
  });

  it.each<[name: string, change: Partial<MatchInput>, factors: readonly string[]]>([
    ['of all that was ordered', inCrates({}), ['24']],
    ['not of a piece more than was ordered', inCrates({}, { quantity: '119' }), []],
    ['of an order without end', { ...inCrates({}), orders: [order({ lines: [endless] })] }, ['24']],
    ['not where it is no whole number', inCrates({ price: '42.01' }), []],
    ['not of one piece', inCrates({ price: '1.75' }), []],
    ['of two', inCrates({ price: '3.50' }), ['2']],
    ['of ten thousand', inCrates({ quantity: '1', price: '17500.00' }, { quantity: '10000' }), ['10000']],
    ['not of one more', inCrates({ quantity: '1', price: '17501.75' }, { quantity: '10001' }), []],
    ['not of what is free', inCrates({ price: '0.00' }, { price: '0.00' }), []],
    ['not where the order says no price', { ...inCrates({}), orders: [order({ lines: [priceless] })] }, []],
    ['not where the line has the order’s unit', { invoice: bill({ price: '25.00' }), ...pallets }, []],
    [
      'not of a sum that is added afterwards',
      { invoice: invoice({ lines: [addition] }), billedBefore: [billed('100')] },
      [],
    ],
    ['not where the line has no unit', { invoice: invoice({ lines: [unitless] }), ...pallets }, []],
  ])('%s', (_name, change, factors) => {
    const { exceptions, learnable } = matchInvoice(situation(change));
    expect(exceptions[0]?.code).toBe('UOM_MISMATCH');
    expect(learnable.map((fact) => fact.kind === 'conversion' && fact.factor)).toEqual(factors);
  });
});

describe('another name of an article', () => {
  const { orderLineId: _id, ...loose } = invoiceLine({ orderId: '7' });
  const alike = (change: Partial<InvoiceLine>) => ({ ...loose, ...change });
  const ball = alike({ description: 'Ball bearing 6204' });
  const { supplierId: _supplier, ...unknown } = invoice({ lines: [ball] });
  const names = (change: Partial<MatchInput>) =>
    learned(change).map((fact) => fact.kind === 'cross_reference' && [fact.theirs, fact.ours]);
  const twoLines = (first: Partial<PurchaseOrderLine> = {}) => [
    order({
      lines: [
        orderLine(first),
        orderLine({ id: '72', lineNumber: '2', description: 'Shaft seal', price: '3.00' }),
      ],
    }),
  ];
  const of = (...lines: readonly InvoiceLine[]) => ({ invoice: invoice({ lines }), orders: twoLines() });

  it('is what the order line that it is most like is called', () => {
    expect(learned(of(ball))).toEqual([
      {
        kind: 'cross_reference',
        supplierId: '5',
        theirs: 'Ball bearing 6204',
        ours: 'Bearing 6204',
        proof: 'Line 1 ("Ball bearing 6204") fits line 1 of order 7 ("Bearing 6204") best.',
      },
    ]);
  });

  it('is what is billed in place of what was ordered', () => {
    const ordered = on({ partNumber: '6204-2RS' });
    expect(learned({ invoice: bill({ partNumber: 'KL-77' }), orders: ordered })).toEqual([
      {
        kind: 'cross_reference',
        supplierId: '5',
        theirs: 'KL-77',
        ours: '6204-2RS',
        proof: 'Line 1 bills KL-77 where 6204-2RS was ordered.',
      },
    ]);
  });

  it.each<[name: string, change: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['is none where both call it the same', of(alike({})), []],
    ['is none without a word of the supplier’s', of({ ...ball, partNumber: '' }), []],
    ['is none without a word of ours', { ...of(ball), orders: twoLines({ partNumber: '' }) }, []],
    ['is none where nobody knows the supplier', { ...of(ball), invoice: unknown }, []],
    [
      'is none where the line names the order line, and costs too much',
      { invoice: bill({ description: 'Ball bearing 6204', price: '20.00' }) },
      [],
    ],
    [
      'beside crates of a known size is the only thing to learn',
      {
        ...of({ ...ball, quantity: '1', price: '125.00', unitOfMeasure: 'CS' }),
        conversions: [{ from: 'CS', to: 'EA', factor: '10' }],
      },
      [['Ball bearing 6204', 'Bearing 6204']],
    ],
    [
      'is none of a second line that agrees with the order line that it names',
      {
        receipts: [receipt(), receipt({ id: '92', orderLineId: '72' })],
        ...of(
          ball,
          invoiceLine({
            id: '12',
            lineNumber: '2',
            orderLineId: '72',
            description: 'Seal for shafts',
            price: '3.00',
          }),
        ),
      },
      [['Ball bearing 6204', 'Bearing 6204']],
    ],
    [
      'is none of one line that bills several',
      {
        ...of(alike({ description: 'Workplace', quantity: '5', price: '1690.00' })),
        orders: [
          order({
            lines: [
              orderLine({ quantity: '5', price: '1200.00', description: 'Laptop' }),
              orderLine({ id: '72', quantity: '5', price: '490.00', description: 'Monitor' }),
            ],
          }),
        ],
      },
      [],
    ],
  ])('%s', (_name, change, expected) => {
    expect(names(change)).toEqual(expected);
  });
});

describe('what a supplier writes around our order numbers', () => {
  const { orderLineId: _id, ...loose } = invoiceLine();
  const naming = (poNumber: string) => ({ invoice: invoice({ lines: [{ ...loose, poNumber }] }) });
  const numbered = (id: string, poNumber: string, supplierId = '5') =>
    order({ id, poNumber, supplierId, lines: [orderLine({ id: `${id}1` })] });
  const first = numbered('7', '47110');
  const forms = (change: Partial<MatchInput>) =>
    learned({ orders: [first], ...change }).map((fact) => [fact.kind, fact.proof]);
  const form = [
    ['order_number_form', '"KX 47110 / Berlin" has order number 47110 inside, and its lines fit.'],
  ];

  it('stands before and behind the number of the one order whose lines fit', () => {
    expect(learned({ ...naming('KX 47110 / Berlin'), orders: [first] })).toMatchObject([
      { supplierId: '5', before: 'KX ', after: ' / Berlin' },
    ]);
  });

  it.each<[name: string, change: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['the one order that fits', naming('KX 47110 / Berlin'), form],
    [
      'just what is left of it',
      { ...naming('KX 47110 / Berlin'), billedBefore: [billed('75', { orderLineId: '71' })] },
      form,
    ],
    [
      'a piece less is left of it',
      { ...naming('KX 47110 / Berlin'), billedBefore: [billed('50'), billed('26', { invoiceId: '3' })] },
      [],
    ],
    ['another order', naming('KX 47111 / Berlin'), []],
    [
      'an order of another supplier',
      { ...naming('KX 47110 / Berlin'), orders: [numbered('7', '47110', '6')] },
      [],
    ],
    [
      'two orders, and both fit',
      { ...naming('KX 47110 / 47120 !'), orders: [first, numbered('8', '47120')] },
      [],
    ],
    [
      'two orders, and one fits',
      {
        ...naming('KX 47110 / Berlin / 47120 !'),
        orders: [
          first,
          order({ id: '8', poNumber: '47120', lines: [orderLine({ id: '81', price: '90.00' })] }),
        ],
      },
      [['order_number_form', expect.stringContaining('has order number 47110 inside')]],
    ],
  ])('%s', (_name, change, expected) => {
    expect(forms(change)).toEqual(expected);
  });
});

it('what two lines show is learned once', () => {
  const { orderLineId: _id, ...loose } = invoiceLine({ orderId: '7', description: 'Ball bearing 6204' });
  const lines = [loose, { ...loose, id: '12', lineNumber: '2' }];
  expect(learned({ invoice: invoice({ lines }) })).toHaveLength(1);
});
