import { describe, expect, it } from 'vitest';
import type { Invoice } from '../records/invoice.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, verdictOn } from './situation.test-data.ts';
import { STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

// What the starter policy says, at each limit and one coin beyond, as a clerk would tell it.

/** One line of `quantity` at `price`, ordered at 12.50 unless said otherwise, all of it received. */
function bill(
  line: { readonly quantity: string; readonly price: string },
  ordered: { readonly quantity?: string; readonly price?: string; readonly unit?: string } = {},
  head: Partial<Invoice> = {},
): readonly string[] {
  const { quantity = line.quantity, price = '12.50', unit = 'EA' } = ordered;
  const currency = head.currency ?? 'EUR';
  return verdictOn({
    invoice: invoice({ ...head, lines: [invoiceLine({ ...line, unitOfMeasure: unit })] }),
    orders: [order({ currency, lines: [orderLine({ quantity, price, unitOfMeasure: unit })] })],
    receipts: [receipt({ quantity })],
  });
}

describe('price', () => {
  it('2 % more than ordered passes, 12.76 instead of 12.75 does not', () => {
    expect(bill({ quantity: '25', price: '12.75' })).toEqual(['within_tolerance']);
    expect(bill({ quantity: '25', price: '12.76' })).toEqual(['exception', 'PRICE_OVER']);
  });

  it('2 % of a large line passes up to 50.00 in all, not 50.01', () => {
    expect(bill({ quantity: '1', price: '5050.00' }, { price: '5000.00' })).toEqual(['within_tolerance']);
    expect(bill({ quantity: '1', price: '5050.01' }, { price: '5000.00' })).toEqual([
      'exception',
      'PRICE_OVER',
    ]);
  });

  it('10 % less is booked as a saving, a cent below that somebody looks', () => {
    expect(bill({ quantity: '25', price: '11.25' })).toEqual(['within_tolerance']);
    expect(bill({ quantity: '25', price: '11.24' })).toEqual(['exception', 'PRICE_UNDER']);
  });

  it('more and less are apart: 9 % less passes where 9 % more does not', () => {
    expect(bill({ quantity: '1', price: '91.00' }, { price: '100.00' })).toEqual(['within_tolerance']);
    expect(bill({ quantity: '1', price: '109.00' }, { price: '100.00' })).toEqual([
      'exception',
      'PRICE_OVER',
    ]);
  });
});

describe('quantity', () => {
  const of = (quantity: string, unit: string, received: string, ordered = '1000') =>
    verdictOn({
      invoice: invoice({ lines: [invoiceLine({ quantity, unitOfMeasure: unit })] }),
      orders: [order({ lines: [orderLine({ quantity: ordered, unitOfMeasure: unit })] })],
      receipts: [receipt({ quantity: received })],
    });

  it('of 60 received and 40 billed, 20 may be billed; the 21st is too many', () => {
    const with40 = (quantity: string) =>
      verdictOn({
        invoice: invoice({ lines: [invoiceLine({ quantity })] }),
        receipts: [receipt({ quantity: '60' })],
        billedBefore: [billed('40')],
      });
    expect(with40('20')).toEqual(['matched']);
    expect(with40('21')).toEqual(['exception', 'QTY_OVER_RECEIVED']);
    expect(with40('25')).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('a ten-thousandth of a piece too many is too many', () => {
    expect(of('100.0001', 'EA', '100')).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('what is weighed may be half a percent over: 201 kg of 200, not 201.001', () => {
    expect(of('201', 'KG', '200')).toEqual(['within_tolerance']);
    expect(of('201.001', 'KG', '200')).toEqual(['exception', 'QTY_OVER_RECEIVED']);
    expect(of('201', 'EA', '200')).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('beyond the order nothing passes, not even of what is weighed', () => {
    expect(of('200', 'KG', '201', '200')).toEqual(['matched']);
    expect(of('200.001', 'KG', '201', '200')).toEqual(['exception', 'QTY_OVER_ORDERED']);
  });
});

describe('charges that nobody ordered', () => {
  const withCharge = (charge: Partial<Invoice>, price = '100.00') =>
    bill({ quantity: '1', price }, { price }, charge);

  it('freight passes up to 50.00 on a small delivery', () => {
    expect(withCharge({ shippingAmount: '50.00' })).toEqual(['within_tolerance']);
    expect(withCharge({ shippingAmount: '50.01' })).toEqual(['exception', 'FREIGHT_OVER']);
  });

  it('freight passes up to 3 % of the goods on a large one', () => {
    expect(withCharge({ shippingAmount: '90.00' }, '3000.00')).toEqual(['within_tolerance']);
    expect(withCharge({ shippingAmount: '90.01' }, '3000.00')).toEqual(['exception', 'FREIGHT_OVER']);
  });

  it('handling and other charges do not pass, not a cent', () => {
    expect(withCharge({ handlingAmount: '0.00', miscAmount: '0' })).toEqual(['matched']);
    expect(withCharge({ handlingAmount: '0.01' })).toEqual(['exception', 'HANDLING_OVER']);
    expect(withCharge({ miscAmount: '0.01' })).toEqual(['exception', 'MISC_CHARGE_OVER']);
  });
});

describe('the document as a whole', () => {
  /** `count` lines of 2,500.00, each dearer by `over`, on order lines of their own. */
  const dearer = (count: number, over: string) => {
    const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
    return verdictOn({
      invoice: invoice({
        lines: numbers.map((number) =>
          invoiceLine({
            id: number,
            lineNumber: number,
            orderLineId: `7${number}`,
            quantity: '1',
            price: over,
          }),
        ),
      }),
      orders: [
        order({
          lines: numbers.map((number) =>
            orderLine({ id: `7${number}`, lineNumber: number, quantity: '1', price: '2500.00' }),
          ),
        }),
      ],
      receipts: numbers.map((number) =>
        receipt({ id: `9${number}`, orderLineId: `7${number}`, quantity: '1' }),
      ),
    });
  };

  it('five lines 2 % too dear come to 250.00 and pass, six do not', () => {
    expect(dearer(5, '2550.00')).toEqual(['within_tolerance']);
    expect(dearer(6, '2550.00')).toEqual(['exception', 'PRICE_OVER']);
  });

  it('ten lines 1 % too dear pass at 25.00 each; a cent more on each is too much in all', () => {
    expect(dearer(10, '2525.00')).toEqual(['within_tolerance']);
    expect(dearer(10, '2525.01')).toEqual(['exception', 'PRICE_OVER']);
  });

  it('a cent a line passes where the total is off, up to five', () => {
    const off = (grossTotal: string) =>
      bill({ quantity: '1', price: '100.00' }, { price: '100.00' }, { grossTotal });
    expect(off('100.01')).toEqual(['within_tolerance']);
    expect(off('100.02')).toEqual(['exception', 'TOTAL_UNBALANCED']);
    const ten = (grossTotal: string) =>
      verdictOn({
        invoice: invoice({
          grossTotal,
          lines: Array.from({ length: 10 }, (_, at) =>
            invoiceLine({ id: `${at}`, lineNumber: `${at + 1}`, quantity: '1', price: '12.50' }),
          ),
        }),
      });
    expect(ten('125.05')).toEqual(['within_tolerance']);
    expect(ten('125.06')).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });

  it('a yen passes where the total of a yen invoice is off, two do not', () => {
    const off = (grossTotal: string) =>
      bill({ quantity: '1', price: '1000' }, { price: '1000' }, { grossTotal, currency: 'JPY' });
    expect(off('1001')).toEqual(['within_tolerance']);
    expect(off('1002')).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });
});

describe('all invoices of an order', () => {
  /** An order of `total`, billed before, and now for 100.00 on a line that has that much left. */
  const billing = (total: string, before: string, price = '100.00') =>
    verdictOn({
      invoice: invoice({ lines: [invoiceLine({ quantity: '1', price, orderLineId: '71' })] }),
      orders: [
        order({
          lines: [
            orderLine({ quantity: '1', price, matchType: '2-way' }),
            orderLine({ id: '72', lineNumber: '2', quantity: '1', price: total, matchType: '2-way' }),
          ],
        }),
      ],
      receipts: [],
      billedBefore: [billed('0', { orderLineId: '71', amount: before, quantity: null })],
    });

  it('may come to 1 % above its total', () => {
    // 9,900 and 100 ordered: 10,000, of which 10,100 may be billed.
    const at = billing('9900.00', '10000.00');
    const beyond = billing('9900.00', '10000.01');
    expect(at).not.toContain('PO_AMOUNT_OVER');
    expect(beyond).toContain('PO_AMOUNT_OVER');
  });

  it('but never to more than 1,000.00 above it', () => {
    const at = billing('499900.00', '500900.00');
    const beyond = billing('499900.00', '500900.01');
    expect(at).not.toContain('PO_AMOUNT_OVER');
    expect(beyond).toContain('PO_AMOUNT_OVER');
  });
});

describe('amounts in the policy’s own currency', () => {
  const euros: TolerancePolicy = {
    ...STARTER_POLICY,
    currency: 'EUR',
    rates: { JPY: '160.515', BHD: '0.4075', USD: '1.10' },
  };
  /** One piece of a very dear thing, so that the amount decides and not the 2 %. */
  const over = (currency: string, ordered: string, price: string) =>
    verdictOn({
      policy: euros,
      invoice: invoice({ currency, lines: [invoiceLine({ quantity: '1', price })] }),
      orders: [order({ currency, lines: [orderLine({ quantity: '1', price: ordered })] })],
      receipts: [receipt({ quantity: '1' })],
    });
  it.each([
    ['50.00 euros are EUR 50.00, to the cent', 'EUR', '9000.00', '9050.00', '9050.01'],
    ['50.00 euros are JPY 8,026, to the yen', 'JPY', '9000000', '9008026', '9008027'],
    ['50.00 euros are BHD 20.375, to the fils', 'BHD', '9000.000', '9020.375', '9020.376'],
    ['50.00 euros are USD 55.00, to the cent', 'USD', '9000.00', '9055.00', '9055.01'],
  ])('%s', (_case, currency, ordered, at, beyond) => {
    expect(over(currency, ordered, at)).toEqual(['within_tolerance']);
    expect(over(currency, ordered, beyond)).toEqual(['exception', 'PRICE_OVER']);
  });

  it('a currency without a rate is allowed nothing by amount', () => {
    expect(over('CHF', '9000.00', '9000.00')).toEqual(['matched']);
    expect(over('CHF', '9000.00', '9000.01')).toEqual(['exception', 'PRICE_OVER']);
  });
});
