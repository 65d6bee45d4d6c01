import { describe, expect, it } from 'vitest';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  toldOn,
  verdictOn,
  verdictOnLine,
} from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

describe('units of measure', () => {
  const cases = { unitOfMeasure: 'CS', quantity: '5', price: '42.00' };
  const bottles: Partial<MatchInput> = {
    orders: [order({ lines: [orderLine({ quantity: '120', price: '1.75' })] })],
    receipts: [receipt({ quantity: '120' })],
    conversions: [{ from: 'CS', to: 'EA', factor: '24' }],
  };

  it('that differ end the comparison', () => {
    const { exceptions, lines } = matchInvoice(
      situation({ ...bottles, conversions: [], invoice: invoice({ lines: [invoiceLine(cases)] }) }),
    );
    expect(exceptions).toMatchObject([
      {
        code: 'UOM_MISMATCH',
        line: '1',
        expected: 'EA',
        actual: 'CS',
        breachAmount: '210.00',
        explanation:
          'Line 1 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
      },
    ]);
    expect(lines[0]?.variances).toEqual([]);
  });

  it.each<[string, object, Partial<MatchInput>, string[]]>([
    ['5 cases of 24 are 120 bottles', {}, {}, ['matched']],
    [
      'a bottle more than was ordered',
      { quantity: '6' },
      {},
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'],
    ],
    ['exactly 2 % dearer', { price: '42.84' }, {}, ['within_tolerance']],
    ['a cent more', { price: '42.85' }, {}, ['exception', 'PRICE_OVER']],
    ['a unit in other letters', { unitOfMeasure: ' cs ' }, {}, ['matched']],
    ['no unit given', { unitOfMeasure: undefined, quantity: '120', price: '1.75' }, {}, ['matched']],
    [
      'a conversion said twice',
      {},
      {
        conversions: [
          { from: 'CS', to: 'EA', factor: '24' },
          { from: 'cs', to: 'ea', factor: '24.0' },
        ],
      },
      ['matched'],
    ],
    [
      'two conversions that contradict each other',
      {},
      {
        conversions: [
          { from: 'CS', to: 'EA', factor: '24' },
          { from: 'CS', to: 'EA', factor: '12' },
        ],
      },
      ['exception', 'UOM_MISMATCH'],
    ],
    [
      'a factor of nothing',
      {},
      { conversions: [{ from: 'CS', to: 'EA', factor: '0' }] },
      ['exception', 'UOM_MISMATCH'],
    ],
    [
      'over two steps',
      {},
      {
        conversions: [
          { from: 'CS', to: 'BX', factor: '2' },
          { from: 'BX', to: 'EA', factor: '12' },
        ],
      },
      ['matched'],
    ],
    ['a receipt in cases', {}, { receipts: [receipt({ quantity: '5', unitOfMeasure: 'CS' })] }, ['matched']],
    [
      'a receipt one case short',
      {},
      { receipts: [receipt({ quantity: '4', unitOfMeasure: 'CS' })] },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    [
      'a receipt in a unit nobody knows',
      {},
      { receipts: [receipt({ quantity: '5', unitOfMeasure: 'PAL' })] },
      ['exception', 'UOM_MISMATCH'],
    ],
    [
      'an earlier invoice in cases',
      { quantity: '3' },
      { billedBefore: [billed('2', { unitOfMeasure: 'CS' })] },
      ['matched'],
    ],
    [
      'too much with an earlier one in cases',
      { quantity: '3' },
      { billedBefore: [billed('3', { unitOfMeasure: 'CS' })] },
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'],
    ],
  ])('convert: %s', (_case, line, change, verdict) => {
    const { unitOfMeasure: _unit, ...bare } = invoiceLine({ ...cases, ...line });
    const unit =
      'unitOfMeasure' in line && line.unitOfMeasure === undefined ? {} : { unitOfMeasure: 'CS', ...line };
    expect(verdictOn({ ...bottles, invoice: invoice({ lines: [{ ...bare, ...unit }] }), ...change })).toEqual(
      verdict,
    );
  });

  it('convert backwards without losing a piece', () => {
    // The order is in cases of 12, the invoice in bottles: 1/12 does not end, and seven of them and five are one.
    const backwards: Partial<MatchInput> = {
      orders: [order({ lines: [orderLine({ quantity: '1', price: '12', unitOfMeasure: 'CS' })] })],
      receipts: [receipt({ quantity: '1' })],
      conversions: [{ from: 'CS', to: 'EA', factor: '12' }],
    };
    const bottlesOf = (...quantities: string[]) =>
      invoice({
        lines: quantities.map((quantity, id) =>
          invoiceLine({ id: `${id}`, lineNumber: `${id + 1}`, quantity, price: '1.00' }),
        ),
      });
    expect(verdictOn({ ...backwards, invoice: bottlesOf('7', '5') })).toEqual(['matched']);
    expect(verdictOn({ ...backwards, invoice: bottlesOf('1', '1', '1', '1', '1', '7') })).toEqual([
      'matched',
    ]);
    expect(verdictOn({ ...backwards, invoice: bottlesOf('7', '6') })).toEqual([
      'exception',
      'QTY_OVER_ORDERED',
      'QTY_OVER_RECEIVED',
    ]);
  });

  it.each([
    ['of this supplier', '5', ['matched']],
    ['of another supplier', '6', ['exception', 'UOM_MISMATCH']],
  ])('convert by what people confirmed %s', (_name, supplierId, verdict) => {
    const remembered = [{ supplierId, from: 'CS', to: 'EA', factor: '24' }];
    const memory = { conversions: remembered, crossReferences: [], orderNumberForms: [] };
    const boxes = [{ from: 'BX', to: 'EA', factor: '12' }];
    const taught = { ...bottles, conversions: boxes, memory };
    expect(verdictOnLine(cases, taught)).toEqual(verdict);
  });

  it('do not matter where nothing is compared', () => {
    const none = { orders: [order({ lines: [orderLine({ matchType: 'none', unitOfMeasure: 'CS' })] })] };
    expect(verdictOn(none)).toEqual(['matched']);
    const twoWay = {
      orders: [order({ lines: [orderLine({ matchType: '2-way' })] })],
      receipts: [receipt({ unitOfMeasure: 'PAL' })],
    };
    expect(verdictOn(twoWay)).toEqual(['matched']);
  });
});

it('crates of nobody knows how many: where a sum was billed before, sums are compared and no prices', () => {
  const deposit = billed('0', { quantity: null, amount: '937.50', price: null });
  const crates = (price: string) =>
    verdictOnLine({ quantity: '5', unitOfMeasure: 'CS', price }, { billedBefore: [deposit] });
  expect(crates('62.50')).toEqual(['matched']);
  expect(crates('62.51')).toEqual(['exception', 'LINE_AMOUNT_OVER', 'QTY_OVER_RECEIVED']);
});

describe('what is missing', () => {
  it('on the document is told by name', () => {
    const bare = { ...invoice(), invoiceNumber: '' };
    const required = ['invoiceNumber', 'supplierId'] as const;
    const { exceptions } = matchInvoice(situation({ invoice: bare, requiredFields: required }));
    expect(exceptions).toMatchObject([
      { code: 'FIELD_MISSING', level: 'header', line: null, explanation: 'The invoice has no number.' },
    ]);
    expect(verdictOn({ invoice: bare })).toEqual(['matched']);
  });

  it('may be the lines', () => {
    expect(toldOn({ invoice: invoice({ lines: [] }) })).toEqual([
      [
        'FIELD_MISSING',
        "the invoice's lines",
        'none',
        null,
        null,
        'The invoice has no lines.',
        'Would be compared in full if the invoice had lines.',
      ],
    ]);
  });

  it.each(['quantity', 'price'] as const)('may be the %s of a line', (field) => {
    const { [field]: _gone, ...line } = invoiceLine({ total: '312.50' });
    const { exceptions, lines } = matchInvoice(situation({ invoice: invoice({ lines: [line] }) }));
    expect(exceptions).toMatchObject([
      {
        code: 'FIELD_MISSING',
        level: 'line',
        line: '1',
        explanation: `Line 1 has no ${field}.`,
        breachAmount: '312.50',
      },
    ]);
    expect(lines[0]).toMatchObject({ outcome: 'exception', orderLineId: '71' });
  });

  it('puts nothing at risk where neither price nor total is stated', () => {
    const { price: _price, ...line } = invoiceLine();
    expect(matchInvoice(situation({ invoice: invoice({ lines: [line] }) })).atRisk).toBe('0.00');
  });

  it('may be the amount of an amount line', () => {
    const { quantity: _quantity, price: _price, ...line } = invoiceLine({ kind: 'amount' });
    expect(verdictOn({ invoice: invoice({ lines: [line] }) })).toEqual(['exception', 'FIELD_MISSING']);
  });

  it.each(['quantity', 'price'] as const)('may be the %s of the order line', (field) => {
    const { [field]: _gone, ...silent } = orderLine();
    const { exceptions } = matchInvoice(situation({ orders: [order({ lines: [silent] })] }));
    expect(exceptions).toMatchObject([
      {
        code: 'FIELD_MISSING',
        explanation: `No ${field} is stated on line 1 of order 7, so line 1 cannot be compared with it.`,
      },
    ]);
  });

  it('is no quantity where the order line has its total: sums are compared', () => {
    const { quantity: _gone, ...lump } = orderLine({ total: '312.50', matchType: '2-way' });
    expect(verdictOn({ orders: [order({ lines: [lump] })] })).toEqual(['matched']);
    expect(verdictOnLine({ quantity: '26' }, { orders: [order({ lines: [lump] })] })).toEqual([
      'exception',
      'LINE_AMOUNT_OVER',
    ]);
  });

  it('leaves the lines that can be compared to be compared', () => {
    const { quantity: _gone, ...incomplete } = invoiceLine();
    const lines = [incomplete, invoiceLine({ id: '12', lineNumber: '2', quantity: '101' })];
    expect(verdictOn({ invoice: invoice({ lines }) })).toEqual([
      'exception',
      'FIELD_MISSING',
      'QTY_OVER_ORDERED',
      'QTY_OVER_RECEIVED',
    ]);
  });
});
