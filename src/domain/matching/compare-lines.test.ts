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
import { STARTER_POLICY } from './tolerance.ts';

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

  it('make no room with a return in a unit that nobody knows', () => {
    const back = invoiceLine({ id: '12', lineNumber: '2', quantity: '-1', unitOfMeasure: 'PAL' });
    expect(outcomes({ invoice: invoice({ lines: [invoiceLine({ quantity: '100' }), back] }) })).toEqual([
      'matched',
      'exception',
    ]);
  });

  it('may together be EUR 50 too dear, and no less for a return beside them', () => {
    const dear = (price: string) => ({
      orders: [order({ lines: [orderLine({ price: '1000.00' })] })],
      invoice: invoice({
        lines: [
          invoiceLine({ quantity: '5', price }),
          invoiceLine({ id: '12', lineNumber: '2', quantity: '-1', price: '1000.00' }),
        ],
      }),
    });
    expect(outcomes(dear('1010.00'))).toEqual(['within_tolerance', 'matched']);
    expect(outcomes(dear('1010.01'))).toEqual(['exception', 'matched']);
  });

  it('share it whatever delivery notes they name, unless each note is matched alone', () => {
    const noted = (quantity: string, matchReference: string, change = {}) =>
      invoiceLine({ quantity, matchReference, ...change });
    const came = [
      receipt({ quantity: '30', reference: 'DN-1' }),
      receipt({ id: '92', quantity: '20', reference: 'DN-2' }),
    ];
    const each = [order({ lines: [orderLine({ matchType: 'direct_matching' })] })];
    const billing = (first: string, second: string) => ({
      receipts: came,
      invoice: invoice({
        lines: [noted(first, 'DN-1'), noted(second, 'DN-2', { id: '12', lineNumber: '2' })],
      }),
    });
    expect(outcomes(billing('25', '25'))).toEqual(['matched', 'matched']);
    expect(outcomes(billing('30', '21'))).toEqual(['matched', 'exception']);
    expect(outcomes({ ...billing('30', '20'), orders: each })).toEqual(['matched', 'matched']);
    expect(outcomes({ ...billing('25', '25'), orders: each })).toEqual(['matched', 'exception']);
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

describe('over-delivery', () => {
  const agreed: MatchInput['policy'] = {
    ...STARTER_POLICY,
    scoped: [{ commodities: ['Screws'], limits: { quantityOverOrdered: { mode: 'rate', rate: '0.05' } } }],
  };
  const delivered = (quantity: string, commodity: string) => ({
    policy: agreed,
    invoice: invoice({ lines: [invoiceLine({ quantity })] }),
    orders: [order({ lines: [orderLine({ commodity })] })],
    receipts: [receipt({ quantity })],
  });

  it('passes as far as the policy names the commodity, and not a piece further', () => {
    expect(verdictOn(delivered('105', 'Screws'))).toEqual(['within_tolerance']);
    expect(verdictOn(delivered('106', 'Screws'))).toEqual(['exception', 'QTY_OVER_ORDERED']);
    expect(verdictOn(delivered('101', 'Bearings'))).toEqual(['exception', 'QTY_OVER_ORDERED']);
  });
});

describe('an invoice of 300 lines', () => {
  const lines = [...Array(300).keys()];
  it('finds the one that is wrong', () => {
    const result = matchInvoice(
      situation({
        invoice: invoice({
          lines: lines.map((id) =>
            invoiceLine({
              id: `${id}`,
              lineNumber: `${id + 1}`,
              orderLineId: `7${id}`,
              price: id === 250 ? '13' : '12.50',
            }),
          ),
        }),
        orders: [order({ lines: lines.map((id) => orderLine({ id: `7${id}`, lineNumber: `${id + 1}` })) })],
        receipts: lines.map((id) => receipt({ id: `9${id}`, orderLineId: `7${id}` })),
      }),
    );
    expect(result.exceptions.map(({ code, line }) => [code, line])).toEqual([['PRICE_OVER', '251']]);
    expect(result.lines.filter(({ outcome }) => outcome === 'matched')).toHaveLength(299);
  });
});
