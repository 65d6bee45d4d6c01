import { add, round, total } from '../amount.ts';
import { childrenOf, decimalOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { allocate } from './allocations.ts';

export interface Charges {
  readonly net: string;
  readonly tax: string;
}

type TaxOf = (taxLine: Row, base: string) => string;

/** Charges with accounts and taxes of their own, beside the three amounts of the header. */
export function settleCharges(work: Work, invoice: Row, places: number, taxOf: TaxOf): Charges {
  let net = '0';
  let tax = '0';
  const charges = childrenOf(work, 'invoice-charges', invoice, 'invoice-charges');
  for (const [index, charge] of charges.entries()) {
    const amount = round(decimalOf(charge, 'total'), places);
    const taxes = childrenOf(work, 'tax-lines', charge, 'tax-lines').map((line) => taxOf(line, amount));
    net = add(net, amount);
    // Taxed at the header, a charge is taxed there too.
    if (isTrue(invoice, 'line-level-taxation')) tax = add(tax, total(taxes));
    const settled: Row = {
      ...charge,
      total: amount,
      'line-num': charge['line-num'] ?? index + 1,
      currency: charge.currency ?? invoice.currency ?? null,
    };
    const model = 'invoice-charge';
    const line = { row: settled, table: 'invoice-charge-allocations', model, amount, places };
    work.put('invoice-charges', allocate(work, line));
  }
  return { net, tax };
}

/** What is billed for shipping, however it is billed. */
export function shippingOf(work: Work, invoice: Row): string {
  const charges = childrenOf(work, 'invoice-charges', invoice, 'invoice-charges');
  const shipping = charges.filter((charge) => textOf(charge, 'type') === 'InvoiceShippingCharge');
  return add(
    decimalOf(invoice, 'shipping-amount'),
    total(shipping.map((charge) => decimalOf(charge, 'total'))),
  );
}
