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
import { matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

describe('charges that no order line covers', () => {
  it.each<[string, object, string[]]>([
    ['no freight', { shippingAmount: '0.00' }, ['matched']],
    ['freight of 50', { shippingAmount: '50.00' }, ['within_tolerance']],
    ['freight a cent beyond 50', { shippingAmount: '50.01' }, ['exception', 'FREIGHT_OVER']],
    ['any handling', { handlingAmount: '0.01' }, ['exception', 'HANDLING_OVER']],
    ['any other charge', { miscAmount: '0.01' }, ['exception', 'MISC_CHARGE_OVER']],
    ['freight given back', { shippingAmount: '-60.00' }, ['matched']],
    ['the freight of a credit note', { shippingAmount: '60.00', documentType: 'credit_note' }, ['matched']],
  ])('%s', (_case, change, verdict) => {
    expect(verdictOn({ invoice: invoice(change) })).toEqual(verdict);
  });

  it('may be 3 % of the goods where that is more than 50', () => {
    const large = (shippingAmount: string) => ({
      invoice: invoice({ shippingAmount, lines: [invoiceLine({ quantity: '100', price: '25' })] }),
      orders: [order({ lines: [orderLine({ price: '25' })] })],
    });
    expect(verdictOn(large('75.00'))).toEqual(['within_tolerance']);
    expect(verdictOn(large('75.01'))).toEqual(['exception', 'FREIGHT_OVER']);
  });

  it('says how much is allowed', () => {
    const [exception] = matchInvoice(
      situation({ invoice: invoice({ shippingAmount: '80.00', handlingAmount: '5' }) }),
    ).exceptions;
    expect(exception).toMatchObject({
      code: 'FREIGHT_OVER',
      level: 'charge',
      line: null,
      expected: '50.00',
      actual: '80.00',
      breachAmount: '80.00',
      breachLimit: '50.00',
      explanation:
        'Freight of EUR 80.00 is billed without an order line for it, and at most EUR 50.00 is allowed.',
      counterfactual: 'Would be within tolerance with EUR 50.00 or less.',
    });
  });
});

describe('totals', () => {
  it.each<[string, object, string[]]>([
    ['not stated', {}, ['matched']],
    ['that add up', { grossTotal: '312.50' }, ['matched']],
    ['with tax', { grossTotal: '371.88', taxTotal: '59.38' }, ['matched']],
    ['a cent off', { grossTotal: '312.51' }, ['within_tolerance']],
    ['a cent too little', { grossTotal: '312.49' }, ['within_tolerance']],
    ['two cents off, with one line', { grossTotal: '312.52' }, ['exception', 'TOTAL_UNBALANCED']],
    ['with freight in them', { grossTotal: '322.50', shippingAmount: '10.00' }, ['within_tolerance']],
    [
      'that forget the freight',
      { grossTotal: '312.50', shippingAmount: '10.00' },
      ['exception', 'TOTAL_UNBALANCED'],
    ],
    [
      'in a currency without decimals, one off',
      { grossTotal: '313.5', currency: 'JPY' },
      ['within_tolerance'],
    ],
    [
      'in a currency without decimals, more than one off',
      { grossTotal: '313.6', currency: 'JPY' },
      ['exception', 'TOTAL_UNBALANCED'],
    ],
  ])('%s', (_case, change, verdict) => {
    const { currency = 'EUR' } = change as { currency?: string };
    expect(verdictOn({ invoice: invoice(change), orders: [order({ currency })] })).toEqual(verdict);
  });

  it.each<[string, object, string[]]>([
    ['the same', { grossTotal: '312.50', supplierTotal: '312.50' }, ['matched']],
    ['a cent off', { grossTotal: '312.50', supplierTotal: '312.51' }, ['within_tolerance']],
    ['two cents off', { grossTotal: '312.50', supplierTotal: '312.52' }, ['exception', 'TOTAL_UNBALANCED']],
    ['alone, and off', { supplierTotal: '300.00' }, ['exception', 'TOTAL_UNBALANCED']],
    ['not typed in', { grossTotal: '312.50', supplierTotal: '0.00' }, ['matched']],
    [
      'right, where what will be paid is not',
      { grossTotal: '313', supplierTotal: '312.50' },
      ['exception', 'TOTAL_UNBALANCED'],
    ],
  ])('the total that the supplier printed is %s', (_case, change, verdict) => {
    expect(verdictOn({ invoice: invoice(change) })).toEqual(verdict);
  });

  it('name the total that is further off, once', () => {
    const result = matchInvoice(
      situation({ invoice: invoice({ grossTotal: '313.00', supplierTotal: '340.00' }) }),
    );
    expect(result.exceptions).toMatchObject([
      {
        code: 'TOTAL_UNBALANCED',
        expected: '312.50',
        actual: '340.00',
        explanation:
          'The invoice asks for EUR 340.00, but its parts add up to EUR 312.50 (lines 312.50, no tax stated): EUR 27.50 too much.',
      },
    ]);
  });

  it.each([
    ['290.00', '312.60', '290.00', '22.50', 'EUR 22.50 too little'],
    ['312.60', '290.00', '290.00', '22.50', 'EUR 22.50 too little'],
    ['300.00', '330.00', '330.00', '17.50', 'EUR 17.50 too much'],
    ['330.00', '300.00', '330.00', '17.50', 'EUR 17.50 too much'],
  ])('of %s and %s as printed it is %s', (grossTotal, supplierTotal, actual, breachAmount, words) => {
    const { exceptions } = matchInvoice(situation({ invoice: invoice({ grossTotal, supplierTotal }) }));
    expect(exceptions).toMatchObject([
      { code: 'TOTAL_UNBALANCED', actual, breachAmount, explanation: expect.stringContaining(words) },
    ]);
  });

  it('take the tax from the head or from the lines, whichever adds up', () => {
    const taxed = (taxTotal: string, taxAmount: string, grossTotal: string) =>
      verdictOn({ invoice: invoice({ taxTotal, grossTotal, lines: [invoiceLine({ taxAmount })] }) });
    expect(taxed('0.00', '59.38', '371.88')).toEqual(['matched']);
    expect(taxed('59.38', '0.00', '371.88')).toEqual(['matched']);
    expect(taxed('59.38', '59.37', '371.87')).toEqual(['matched']);
    expect(taxed('59.38', '59.38', '431.26')).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });

  it('may be off by a cent a line, and by five in all', () => {
    const many = (count: number, grossTotal: string) =>
      verdictOn({
        invoice: invoice({
          grossTotal,
          lines: [...Array(count).keys()].map((id) =>
            invoiceLine({ id: `${id}`, lineNumber: `${id + 1}`, quantity: '1', price: '10' }),
          ),
        }),
        orders: [order({ lines: [orderLine({ price: '10' })] })],
      });
    expect(many(3, '30.03')).toEqual(['within_tolerance']);
    expect(many(3, '30.04')).toEqual(['exception', 'TOTAL_UNBALANCED']);
    expect(many(9, '90.05')).toEqual(['within_tolerance']);
    expect(many(9, '90.06')).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });

  it('of a credit note add up with a minus or without', () => {
    const credit = (quantity: string, grossTotal: string, taxTotal: string) =>
      verdictOn({
        invoice: invoice({
          documentType: 'credit_note',
          grossTotal,
          taxTotal,
          lines: [invoiceLine({ quantity })],
        }),
      });
    expect(credit('-1', '-14.88', '-2.38')).toEqual(['matched']);
    expect(credit('1', '14.88', '2.38')).toEqual(['matched']);
    expect(credit('-1', '14.88', '2.38')).toEqual(['matched']);
    expect(credit('-1', '-15.00', '-2.38')).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });

  it('that ask for more are money at risk, with every part told', () => {
    const result = matchInvoice(
      situation({ invoice: invoice({ grossTotal: '500.00', taxTotal: '59.38', shippingAmount: '10' }) }),
    );
    expect(result).toMatchObject({ primary: 'TOTAL_UNBALANCED', atRisk: '118.12' });
    expect(result.lines.map(({ outcome }) => outcome)).toEqual(['matched']);
    expect(result.exceptions[0]).toMatchObject({
      level: 'header',
      line: null,
      expected: '381.88',
      actual: '500.00',
      breachAmount: '118.12',
      breachLimit: '0.01',
      explanation:
        'The invoice asks for EUR 500.00, but its parts add up to EUR 381.88 (lines 312.50, charges 10.00, tax 59.38): EUR 118.12 too much.',
    });
  });
});

describe('the total of a line', () => {
  it.each([
    ['is price times quantity', '312.50', ['matched']],
    ['is a cent off', '312.51', ['within_tolerance']],
    ['is two cents off', '312.52', ['exception', 'TOTAL_UNBALANCED']],
    ['is two cents too little', '312.48', ['exception', 'TOTAL_UNBALANCED']],
  ])('%s', (_case, total, verdict) => {
    expect(verdictOnLine({ total })).toEqual(verdict);
  });

  it('may be rounded from a finer price', () => {
    const fine = { orders: [order({ lines: [orderLine({ price: '0.333' })] })] };
    expect(verdictOnLine({ quantity: '10', price: '0.333', total: '3.33' }, fine)).toEqual(['matched']);
    expect(verdictOnLine({ quantity: '5', price: '0.333', total: '1.66' }, fine)).toEqual(['matched']);
  });
});

describe('the document as a whole', () => {
  const each = (count: number, price: string) => ({
    invoice: invoice({
      lines: [...Array(count).keys()].map((id) =>
        invoiceLine({ id: `${id}`, lineNumber: `${id + 1}`, orderLineId: `7${id}`, quantity: '100', price }),
      ),
    }),
    orders: [
      order({
        lines: [...Array(count).keys()].map((id) =>
          orderLine({ id: `7${id}`, lineNumber: `${id + 1}`, price: '25' }),
        ),
      }),
    ],
    receipts: [...Array(count).keys()].map((id) => receipt({ id: `9${id}`, orderLineId: `7${id}` })),
  });

  it('lets small differences add up to 250.00 and no further', () => {
    expect(verdictOn(each(5, '25.50'))).toEqual(['within_tolerance']);
    const { outcome, exceptions, lines } = matchInvoice(situation(each(6, '25.50')));
    expect(outcome).toBe('exception');
    expect(lines.every((line) => line.outcome === 'within_tolerance')).toBe(true);
    expect(exceptions).toMatchObject([
      {
        code: 'PRICE_OVER',
        level: 'header',
        line: null,
        breachAmount: '300.00',
        breachLimit: '250.00',
        explanation:
          '6 lines are each within tolerance, but together they charge EUR 300.00 too much, and EUR 250.00 is allowed per invoice.',
      },
    ]);
  });

  it('does not set a price too low off against one too high', () => {
    const mixed = each(6, '25.50');
    const cheap = invoiceLine({ id: 'x', lineNumber: '7', orderLineId: '76', quantity: '100', price: '24' });
    const orders = [
      order({
        lines: [...(mixed.orders[0]?.lines ?? []), orderLine({ id: '76', lineNumber: '7', price: '25' })],
      }),
    ];
    const receipts = [...mixed.receipts, receipt({ id: 'r', orderLineId: '76' })];
    expect(
      verdictOn({ invoice: invoice({ lines: [...mixed.invoice.lines, cheap] }), orders, receipts })[1],
    ).toBe('PRICE_OVER');
  });

  it('names the quantity where that makes up most of it', () => {
    const policy = {
      ...STARTER_POLICY,
      limits: { ...STARTER_POLICY.limits, quantityOverReceived: { mode: 'rate', rate: '0.5' } as const },
    };
    const { primary, exceptions } = matchInvoice(
      situation({
        policy,
        invoice: invoice({ lines: [invoiceLine({ quantity: '100' })] }),
        receipts: [receipt({ quantity: '79' })],
      }),
    );
    expect([primary, exceptions[0]?.breachAmount]).toEqual(['QTY_OVER_RECEIVED', '262.50']);
  });
});

describe('an order billed again and again', () => {
  const earlier = (amount: string) => [billed('60', { amount })];
  const last = (price: string, amount: string) =>
    verdictOn({
      invoice: invoice({ lines: [invoiceLine({ quantity: '40', price })] }),
      billedBefore: earlier(amount),
    });

  it('may exceed its total by 1 %', () => {
    expect(last('12.50', '762.50')).toEqual(['within_tolerance']);
    expect(last('12.50', '762.51')).toEqual(['exception', 'PO_AMOUNT_OVER']);
  });

  it('may not exceed it by more than 1,000.00', () => {
    const dear = { orders: [order({ lines: [orderLine({ price: '5000' })] })] };
    const verdict = (amount: string) =>
      verdictOn({
        ...dear,
        invoice: invoice({ lines: [invoiceLine({ quantity: '40', price: '5000' })] }),
        billedBefore: earlier(amount),
      });
    expect(verdict('301000.00')).toEqual(['within_tolerance']);
    expect(verdict('301000.01')).toEqual(['exception', 'PO_AMOUNT_OVER']);
  });

  it('is not asked of the first invoice, which its own lines judge', () => {
    expect(verdictOnLine({ quantity: '100', price: '12.75' })).toEqual(['within_tolerance']);
  });

  it('is a consequence of a line that is over itself', () => {
    const { exceptions } = matchInvoice(
      situation({
        invoice: invoice({ lines: [invoiceLine({ quantity: '60' })] }),
        billedBefore: earlier('750'),
      }),
    );
    expect(exceptions.map(({ code, consequenceOf }) => [code, consequenceOf?.code])).toEqual([
      ['QTY_OVER_ORDERED', undefined],
      ['QTY_OVER_RECEIVED', 'QTY_OVER_ORDERED'],
      ['PO_AMOUNT_OVER', 'QTY_OVER_ORDERED'],
    ]);
  });

  it('is left alone where the order does not say what it is worth', () => {
    const { price: _price, ...unpriced } = orderLine({ id: '72', lineNumber: '2' });
    expect(
      verdictOn({
        orders: [order({ lines: [orderLine(), unpriced] })],
        invoice: invoice({ lines: [invoiceLine({ quantity: '40' })] }),
        billedBefore: earlier('9999'),
      }),
    ).toEqual(['matched']);
  });
});
