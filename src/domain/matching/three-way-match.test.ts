import { describe, expect, it } from 'vitest';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  verdictOn,
  verdictOnLine,
} from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

describe('the worked example: 100 at 12.50, 60 received, 40 billed, now 25 at 12.75', () => {
  const result = matchInvoice(
    situation({
      invoice: invoice({ lines: [invoiceLine({ price: '12.75' })] }),
      receipts: [receipt({ quantity: '60' })],
      billedBefore: [billed('40')],
    }),
  );

  it('blocks five pieces that were not received, worth 62.50', () => {
    expect(result).toMatchObject({ outcome: 'exception', primary: 'QTY_OVER_RECEIVED', atRisk: '62.50' });
    expect(result.exceptions).toEqual([
      {
        code: 'QTY_OVER_RECEIVED',
        level: 'line',
        line: '1',
        lines: ['1'],
        expected: '20',
        actual: '25',
        breachAmount: '62.50',
        breachLimit: '0.00',
        explanation:
          'Line 1 bills 25 EA, 5 EA more than it may: 60 EA received on line 1 of order 7, 40 EA billed before, 20 EA open.',
        counterfactual: 'Would match if 5 more EA were received on order line 1.',
        sources: ['invoice/1/line/1', 'purchase_order/7/line/1', 'receipt/91', 'invoice/2'],
        consequenceOf: null,
      },
    ]);
  });

  it('lets the price pass at exactly 2 %, and says what it costs', () => {
    expect(result.lines[0]?.variances).toEqual([
      {
        kind: 'quantity_received',
        expected: '20',
        actual: '25',
        difference: '5',
        amount: '62.50',
        percent: '8.3333',
        limit: '0 %',
        limitAmount: '0.00',
        tolerated: false,
      },
      {
        kind: 'price',
        expected: '12.50',
        actual: '12.75',
        difference: '0.25',
        amount: '6.25',
        percent: '2',
        limit: '2 % up to 50.00',
        limitAmount: '6.25',
        tolerated: true,
      },
    ]);
  });

  it('shows the three columns and supports paying the 20 that are there', () => {
    expect(result.lines[0]).toMatchObject({
      line: '1',
      outcome: 'exception',
      codes: ['QTY_OVER_RECEIVED'],
      orderId: '7',
      orderLineId: '71',
      assignmentMargin: null,
      mode: '3-way',
      basis: 'quantity',
      invoiced: { quantity: '25', price: '12.75', amount: '318.75' },
      ordered: { quantity: '100', price: '12.50', amount: '1250.00' },
      billedBefore: '40',
      received: '60',
      open: '20',
    });
    expect(result.payableNow).toBe('255.00');
  });
});

describe('price', () => {
  it.each([
    ['the order price', '12.50', ['matched']],
    ['exactly 2 % dearer', '12.75', ['within_tolerance']],
    ['a cent more than 2 %', '12.76', ['exception', 'PRICE_OVER']],
    ['exactly 10 % cheaper', '11.25', ['within_tolerance']],
    ['a cent below 10 % cheaper', '11.24', ['exception', 'PRICE_UNDER']],
    ['for nothing', '0', ['exception', 'PRICE_UNDER']],
  ])('%s', (_case, price, verdict) => {
    expect(verdictOnLine({ price })).toEqual(verdict);
  });

  it('lets 2 % pass only up to 50.00 in all', () => {
    const dear = (price: string) => ({
      invoice: invoice({ lines: [invoiceLine({ quantity: '1', price })] }),
      orders: [order({ lines: [orderLine({ price: '5000' })] })],
    });
    expect(verdictOn(dear('5050.00'))).toEqual(['within_tolerance']);
    expect(verdictOn(dear('5050.01'))).toEqual(['exception', 'PRICE_OVER']);
  });

  it('does not double the 50.00 when a line is split in two', () => {
    const lines = [
      invoiceLine({ quantity: '60', price: '12.75' }),
      invoiceLine({ id: '12', lineNumber: '2', quantity: '40', price: '12.75' }),
    ];
    const large = (price: string) => ({
      invoice: invoice({ lines: lines.map((line) => ({ ...line, quantity: `${line.quantity}0`, price })) }),
      orders: [order({ lines: [orderLine({ quantity: '1000' })] })],
      receipts: [receipt({ quantity: '1000' })],
    });
    expect(verdictOn(large('12.55'))).toEqual(['within_tolerance']);
    expect(verdictOn(large('12.551'))).toEqual(['exception', 'PRICE_OVER']);
  });

  it('finds a price on goods that the order has for free', () => {
    const free = { orders: [order({ lines: [orderLine({ price: '0' })] })] };
    expect(verdictOnLine({ price: '0' }, free)).toEqual(['matched']);
    expect(verdictOnLine({ price: '0.01' }, free)).toEqual(['exception', 'PRICE_OVER']);
  });

  it('counts free goods as strictly as dear ones', () => {
    const free = {
      orders: [order({ lines: [orderLine({ price: '0' })] })],
      receipts: [receipt({ quantity: '24' })],
    };
    expect(verdictOnLine({ price: '0' }, free)).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('says up to which price it would pass', () => {
    const [exception] = matchInvoice(
      situation({ invoice: invoice({ lines: [invoiceLine({ price: '13.00' })] }) }),
    ).exceptions;
    expect(exception).toMatchObject({
      expected: '12.50',
      actual: '13.00',
      breachAmount: '12.50',
      breachLimit: '6.25',
      explanation:
        'Line 1 costs 13.00 EUR per EA; line 1 of order 7 says 12.50 EUR: 4 % more, 12.50 EUR in all, and 2 % up to 50.00 is allowed.',
      counterfactual: 'Would match at 12.50 EUR per EA, and would be within tolerance up to 12.75 EUR.',
    });
  });
});

describe('quantity against receipts and order', () => {
  it.each<[string, string, Partial<MatchInput>, string[]]>([
    ['all that was received', '60', { receipts: [receipt({ quantity: '60' })] }, ['matched']],
    [
      'one more than was received',
      '61',
      { receipts: [receipt({ quantity: '60' })] },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    [
      'a hair more than was received',
      '60.002',
      { receipts: [receipt({ quantity: '60' })] },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    [
      'two partial deliveries',
      '60',
      { receipts: [receipt({ quantity: '35' }), receipt({ id: '92', quantity: '25' })] },
      ['matched'],
    ],
    [
      'the same receipt listed twice',
      '60',
      { receipts: [receipt({ quantity: '35' }), receipt({ quantity: '35' })] },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    ['before any receipt', '25', { receipts: [] }, ['exception', 'RECEIPT_MISSING']],
    [
      'after the only receipt was voided',
      '25',
      { receipts: [receipt({ isVoided: true })] },
      ['exception', 'RECEIPT_MISSING'],
    ],
    [
      'after everything went back',
      '25',
      { receipts: [receipt({ quantity: '25' }), receipt({ id: '92', quantity: '-25' })] },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    [
      'after a return was replaced',
      '25',
      {
        receipts: [
          receipt({ quantity: '25' }),
          receipt({ id: '92', quantity: '-25' }),
          receipt({ id: '93', quantity: '25' }),
        ],
      },
      ['matched'],
    ],
    [
      'a receipt of a later day',
      '25',
      { asOf: '2026-04-01', receipts: [receipt({ receivedDate: '2026-04-02' })] },
      ['exception', 'RECEIPT_MISSING'],
    ],
    [
      'a receipt of the same day',
      '25',
      { asOf: '2026-04-01', receipts: [receipt({ receivedDate: '2026-04-01' })] },
      ['matched'],
    ],
    [
      'a receipt of another order line',
      '25',
      { receipts: [receipt({ orderLineId: '72' })] },
      ['exception', 'RECEIPT_MISSING'],
    ],
    ['the whole order', '100', {}, ['matched']],
    [
      'one more than was ordered, and delivered',
      '101',
      { receipts: [receipt({ quantity: '101' })] },
      ['exception', 'QTY_OVER_ORDERED'],
    ],
    [
      'one more than was ordered and received',
      '101',
      {},
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'],
    ],
    [
      'the remainder of several invoices',
      '30',
      { billedBefore: [billed('40'), billed('30', { invoiceId: '3' })] },
      ['matched'],
    ],
    [
      'one more than the remainder',
      '31',
      { billedBefore: [billed('40'), billed('30', { invoiceId: '3' })] },
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'],
    ],
    [
      'after an earlier credit',
      '31',
      { billedBefore: [billed('70'), billed('-1', { invoiceId: '3' })] },
      ['matched'],
    ],
    [
      'itself among the earlier ones',
      '100',
      { billedBefore: [billed('100', { invoiceId: '1' })] },
      ['matched'],
    ],
    [
      'what another order line had billed',
      '100',
      { billedBefore: [billed('100', { orderLineId: '72' })] },
      ['matched'],
    ],
    ['nothing, on a line long overbilled', '0', { billedBefore: [billed('200')] }, ['matched']],
  ])('%s', (_case, quantity, change, verdict) => {
    expect(verdictOnLine({ quantity }, change)).toEqual(verdict);
  });

  it('answers for no more than the line itself bills when earlier invoices overbilled', () => {
    const { exceptions } = matchInvoice(situation({ billedBefore: [billed('120')] }));
    expect(exceptions[0]).toMatchObject({ code: 'QTY_OVER_ORDERED', expected: '0', breachAmount: '312.50' });
  });

  it('takes too much of the order for the cause, and too little received for its consequence', () => {
    const { primary, exceptions, atRisk } = matchInvoice(
      situation({ invoice: invoice({ lines: [invoiceLine({ quantity: '110' })] }) }),
    );
    expect(primary).toBe('QTY_OVER_ORDERED');
    expect(exceptions[1]?.consequenceOf).toEqual({ code: 'QTY_OVER_ORDERED', line: '1' });
    expect(atRisk).toBe('125.00');
  });

  it('asks for the receipt of what is billed', () => {
    const [exception] = matchInvoice(situation({ receipts: [] })).exceptions;
    expect(exception).toMatchObject({
      breachAmount: '312.50',
      explanation: 'Line 1 bills 25 EA, and nothing has been received on line 1 of order 7.',
      counterfactual: 'Would match if 25 EA were received on order line 1.',
    });
  });

  it('allows half a percent on what is weighed, and not a gram more', () => {
    const bulk = {
      orders: [order({ lines: [orderLine({ unitOfMeasure: 'kg', quantity: '2000' })] })],
      receipts: [receipt({ quantity: '1000' })],
    };
    expect(verdictOnLine({ quantity: '1005', unitOfMeasure: 'KG' }, bulk)).toEqual(['within_tolerance']);
    expect(verdictOnLine({ quantity: '1005.001', unitOfMeasure: 'KG' }, bulk)).toEqual([
      'exception',
      'QTY_OVER_RECEIVED',
    ]);
  });
});

describe('several lines on one order line', () => {
  const lines = (...quantities: string[]) =>
    invoice({
      lines: quantities.map((quantity, index) =>
        invoiceLine({ id: `1${index}`, lineNumber: `${index + 1}`, quantity }),
      ),
    });
  const outcomes = (input: Partial<MatchInput>) =>
    matchInvoice(situation(input)).lines.map(({ outcome }) => outcome);

  it('share what is left of it', () => {
    const receipts = [receipt({ quantity: '50' })];
    expect(outcomes({ invoice: lines('30', '20'), receipts })).toEqual(['matched', 'matched']);
    expect(outcomes({ invoice: lines('30', '21'), receipts })).toEqual(['matched', 'exception']);
  });

  it('show the lines before as billed', () => {
    const { lines: found } = matchInvoice(situation({ invoice: lines('30', '20') }));
    expect(found.map(({ billedBefore, open }) => [billedBefore, open])).toEqual([
      ['0', '100'],
      ['30', '70'],
    ]);
  });

  it('make room for each other when one takes goods back, wherever it stands', () => {
    const receipts = [receipt({ quantity: '20' })];
    expect(outcomes({ invoice: lines('25', '-5'), receipts })).toEqual(['matched', 'matched']);
    expect(outcomes({ invoice: lines('-5', '25'), receipts })).toEqual(['matched', 'matched']);
    expect(outcomes({ invoice: lines('26', '-5'), receipts })).toEqual(['exception', 'matched']);
  });

  it('are taken in the order of their numbers, ten after two', () => {
    const shuffled = invoice({
      lines: [
        invoiceLine({ id: 'b', lineNumber: '10', quantity: '30' }),
        invoiceLine({ id: 'a', lineNumber: '2', quantity: '80' }),
      ],
    });
    expect(
      matchInvoice(situation({ invoice: shuffled })).lines.map(({ line, outcome }) => [line, outcome]),
    ).toEqual([
      ['2', 'matched'],
      ['10', 'exception'],
    ]);
  });
});

describe('match modes', () => {
  const noReceipts = (change: Parameters<typeof orderLine>[0]) => ({
    receipts: [],
    orders: [order({ lines: [orderLine(change)] })],
  });
  it.each<[string, Parameters<typeof orderLine>[0], string[]]>([
    ['3-way needs the receipt', { matchType: '3-way' }, ['exception', 'RECEIPT_MISSING']],
    ['3-way-fifo too', { matchType: '3-way-fifo' }, ['exception', 'RECEIPT_MISSING']],
    ['direct matching too', { matchType: 'direct_matching' }, ['exception', 'RECEIPT_MISSING']],
    ['2-way does not', { matchType: '2-way' }, ['matched']],
    ['nothing said means 3-way', {}, ['exception', 'RECEIPT_MISSING']],
    ['nothing said, and no receipt required, means 2-way', { isReceiptRequired: false }, ['matched']],
    [
      'the match type counts before the flag',
      { matchType: '3-way', isReceiptRequired: false },
      ['exception', 'RECEIPT_MISSING'],
    ],
    [
      'an unknown word is no way out',
      { matchType: 'whatever', isReceiptRequired: false },
      ['exception', 'RECEIPT_MISSING'],
    ],
    ['none compares nothing', { matchType: 'none', price: '1', quantity: '1' }, ['matched']],
  ])('%s', (_case, change, verdict) => {
    expect(verdictOn(noReceipts(change))).toEqual(verdict);
  });

  it('2-way still compares price and ordered quantity', () => {
    const twoWay = noReceipts({ matchType: '2-way' });
    expect(verdictOnLine({ quantity: '101' }, twoWay)).toEqual(['exception', 'QTY_OVER_ORDERED']);
    expect(verdictOnLine({ price: '13' }, twoWay)).toEqual(['exception', 'PRICE_OVER']);
    expect(matchInvoice(situation(twoWay)).lines[0]).toMatchObject({ mode: '2-way', received: null });
  });
});

describe('amount lines', () => {
  const { quantity: _billed, unitOfMeasure: _each, ...service } = invoiceLine({ kind: 'amount' });
  const {
    quantity: _ordered,
    unitOfMeasure: _unit,
    ...ordered
  } = orderLine({ kind: 'amount', price: '1000', total: '1000' });
  const bill = (amount: string, change: Partial<MatchInput> = {}) =>
    verdictOn({
      invoice: invoice({ lines: [{ ...service, price: amount, total: amount }] }),
      orders: [order({ lines: [{ ...ordered, matchType: '2-way' }] })],
      receipts: [],
      ...change,
    });

  it.each([
    ['up to the order line', '1000.00', ['matched']],
    ['a cent beyond it', '1000.01', ['exception', 'LINE_AMOUNT_OVER']],
  ])('%s', (_case, amount, verdict) => {
    expect(bill(amount)).toEqual(verdict);
  });

  it('count what was billed before', () => {
    const billedBefore = [billed('0', { quantity: null, amount: '400', price: null })];
    expect(bill('600.00', { billedBefore })).toEqual(['matched']);
    expect(bill('600.01', { billedBefore })).toEqual(['exception', 'LINE_AMOUNT_OVER']);
  });

  it('are compared with the value received where receipts are asked for', () => {
    const { quantity: _received, ...confirmed } = receipt({
      type: 'ReceivingAmountConsumption',
      amount: '500',
    });
    const threeWay = { orders: [order({ lines: [ordered] })] };
    expect(bill('500.00', { ...threeWay, receipts: [confirmed] })).toEqual(['matched']);
    expect(bill('500.01', { ...threeWay, receipts: [confirmed] })).toEqual([
      'exception',
      'QTY_OVER_RECEIVED',
    ]);
    expect(bill('500.00', threeWay)).toEqual(['exception', 'RECEIPT_MISSING']);
  });

  it('on a quantity order compare sums with what was received, at the order price', () => {
    const orders = [order()];
    const receipts = [receipt({ quantity: '60' })];
    expect(bill('750.00', { orders, receipts })).toEqual(['matched']);
    expect(bill('750.01', { orders, receipts })).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });
});
