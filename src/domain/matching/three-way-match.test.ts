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
        rule: 'base',
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
        rule: 'base',
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
        'Line 1 costs EUR 13.00 per EA; line 1 of order 7 says EUR 12.50: 4 % more, EUR 12.50 in all, and 2 % up to 50.00 is allowed.',
      counterfactual: 'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75.',
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

describe('the result as a whole', () => {
  const two = (second: object) =>
    invoice({ lines: [invoiceLine(), invoiceLine({ id: '12', lineNumber: '2', ...second })] });

  it('is within tolerance when one line of two is', () => {
    expect(verdictOn({ invoice: two({ price: '12.75' }) })).toEqual(['within_tolerance']);
  });

  it('asks for the currency when any of the orders states one', () => {
    const { currency: _none, ...silent } = invoice();
    const { currency: _own, ...silentOrder } = order({ id: '8', poNumber: '8', lines: [] });
    expect(verdictOn({ invoice: silent, orders: [order(), silentOrder] })).toEqual([
      'exception',
      'FIELD_MISSING',
    ]);
  });

  it('adds up all lines on an order before it compares them with its total', () => {
    const billedBefore = [billed('50', { amount: '700.00' })];
    expect(verdictOn({ invoice: two({}), billedBefore })).toEqual(['exception', 'PO_AMOUNT_OVER']);
    expect(verdictOn({ billedBefore })).toEqual(['matched']);
  });

  it('puts nothing at risk for what an invoice gives back', () => {
    const { orderLineId: _id, ...loose } = invoiceLine({ quantity: '1', price: '0.50' });
    const lines = [loose, { ...loose, id: '12', lineNumber: '2', quantity: '-1' }];
    expect(matchInvoice(situation({ invoice: invoice({ lines }) })).atRisk).toBe('0.50');
  });
});
