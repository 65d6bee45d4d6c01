import { add, isZero, multiply, percentOf, quotient, round, subtract, total } from '../amount.ts';
import type { Body, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, isTrue, type Reader, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { allocate } from './allocations.ts';
import { settleCharges } from './invoice-charges.ts';
import { dueDate } from './payment-terms.ts';

const MODEL = 'invoice-header';
const LOCKED = ['approved', 'voided', 'abandoned'];
/** What may still be written on a document that is done: payments, notes, and what integrations report back. */
const ALWAYS_WRITABLE = [
  'payments',
  'paid',
  'payment-date',
  'payment-notes',
  'custom-fields',
  'comments',
  'internal-note',
  'taggings',
];

/** Places of the currency, 2 when there is none. */
export function placesOf(reader: Pick<Reader, 'get'>, row: Row | undefined): number {
  const currency = reader.get('currencies', textOf(row, 'currency'));
  return typeof currency?.decimals === 'number' ? currency.decimals : 2;
}

/** Defaults, uniqueness and every computed amount; runs after the lines of the same request were written. */
export function settleInvoice(work: Work, row: Row, { body, before, changes, rules }: SaveContext): Row {
  if (before && LOCKED.includes(textOf(before, 'status'))) {
    const locked = changes.find(
      (change) => !ALWAYS_WRITABLE.includes(change.path.split('/')[0] || change.field),
    );
    if (locked) refuse(MODEL, `Invoice in status ${textOf(before, 'status')} can't be changed`);
  }
  if (rules.hasUniqueInvoiceNumbers) assertUnique(work, row);
  if (!before) work.note(`invoices:${row.id}`, 'created');
  else if (changes.length > 0) {
    work.note(
      `invoices:${row.id}`,
      `changed ${[...new Set(changes.map((change) => change.field))].join(', ')}`,
    );
  }
  const dated = withDefaults(work, row, body);
  return withTotals(work, {
    ...dated,
    'lock-version-key': Number(row['lock-version-key'] ?? 0) + (before ? 1 : 0),
  });
}

function assertUnique(work: Work, row: Row) {
  const number = textOf(row, 'invoice-number');
  for (const id of work.indexed('invoices', 'invoice-number', number) ?? []) {
    const other = work.get('invoices', id);
    if (!other || other.id === row.id || textOf(other, 'supplier') !== textOf(row, 'supplier')) continue;
    if (['voided', 'abandoned'].includes(textOf(other, 'status'))) continue;
    refuse(MODEL, 'Invoice # has already been used for this supplier');
  }
}

function withDefaults(work: Work, row: Row, body: Body): Row {
  const supplier = work.get('suppliers', textOf(row, 'supplier'));
  if (!supplier) refuse(MODEL, "Supplier can't be blank");
  const isCredit = body['is-credit-note'] === true || body['is-credit-note'] === 'true';
  const lines = childrenOf(work, 'invoice-lines', row, 'invoice-lines');
  for (const [index, line] of lines.entries()) {
    const completed = completeLine(work, row, line, index);
    const whole = { amount: decimalOf(completed, 'total'), places: placesOf(work, row) };
    const parts = { table: 'invoice-line-allocations', model: 'invoice-line' };
    work.put('invoice-lines', allocate(work, { row: completed, ...parts, ...whole }));
  }
  const first = work.get(
    'order-lines',
    textOf(lines[0] && work.get('invoice-lines', lines[0].id), 'order-line-id'),
  );
  const term = work.get('payment-terms', textOf(row, 'payment-term') || textOf(supplier, 'payment-term'));
  const invoiceDate = textOf(row, 'invoice-date');
  const company = first ? work.get('accounts', textOf(first, 'account'))?.['account-type'] : undefined;
  return {
    ...row,
    'document-type': isCredit ? 'Credit Note' : (row['document-type'] ?? 'Invoice'),
    currency: row.currency ?? first?.currency ?? '1',
    'account-type': row['account-type'] ?? company ?? '1',
    'payment-term': term?.id ?? null,
    'net-due-date': dueDate(term, invoiceDate, 'net'),
    'discount-due-date': dueDate(term, invoiceDate, 'discount'),
    'date-received': row['date-received'] ?? work.now,
  };
}

/** Finds the order line that is meant and takes from it what the invoice line leaves open. */
function completeLine(work: Work, invoice: Row, line: Row, index: number): Row {
  const order = findOrderLine(work, line);
  const header = order && work.get('purchase-orders', textOf(order, 'order-header-id'));
  const places = placesOf(work, invoice);
  const isAmount = textOf(line, 'type') === 'InvoiceAmountLine' || textOf(line, 'quantity') === '';
  const lineTotal = isAmount ? textOf(line, 'total') || decimalOf(line, 'price') : quantityTotal(line);
  return {
    ...line,
    type: isAmount ? 'InvoiceAmountLine' : 'InvoiceQuantityLine',
    quantity: isAmount ? null : (line.quantity ?? null),
    total: round(lineTotal, places),
    'line-num': line['line-num'] ?? index + 1,
    'order-line-id': order?.id ?? null,
    'po-number': header
      ? textOf(header, 'po-number')
      : (line['po-number'] ?? line['order-header-num'] ?? null),
    account: line.account ?? order?.account ?? null,
    commodity: line.commodity ?? order?.commodity ?? null,
    currency: line.currency ?? invoice.currency ?? order?.currency ?? null,
    uom: line.uom ?? order?.uom ?? null,
  };
}

/**
 * Price times quantity, less what was taken off the line. A price for a hundred or a thousand (`price-for`) is nothing
 * that Coupa's API knows; the seeded company alone has it, from suppliers whose line total says what they meant.
 */
function quantityTotal(line: Row): string {
  const extended = multiply(decimalOf(line, 'price'), decimalOf(line, 'quantity'));
  const pricedFor = textOf(line, 'price-for');
  const goods = pricedFor === '' ? extended : quotient(extended, pricedFor, EXTENDED_PLACES);
  return subtract(goods, decimalOf(line, 'discount-amount'));
}

/** Enough for a price of four decimals by the thousand. */
const EXTENDED_PLACES = 10;

function findOrderLine(work: Work, line: Row): Row | undefined {
  const byId = work.get('order-lines', textOf(line, 'order-line-id'));
  if (byId) return byId;
  const number = textOf(line, 'po-number') || textOf(line, 'order-header-num');
  const position = textOf(line, 'order-line-num');
  if (number === '' || position === '') return undefined;
  for (const id of work.indexed('purchase-orders', 'po-number', number) ?? []) {
    const order = work.get('purchase-orders', id);
    if (textOf(order, 'po-number') !== number) continue;
    return childrenOf(work, 'order-lines', order, 'order-lines').find(
      (candidate) => textOf(candidate, 'line-num') === position,
    );
  }
  return undefined;
}

/** Lines, charges and taxes added up; what the caller sent as totals is not taken over. */
function withTotals(work: Work, row: Row): Row {
  const places = placesOf(work, row);
  const lines = childrenOf(work, 'invoice-lines', row, 'invoice-lines');
  const net = total(lines.map((line) => decimalOf(line, 'total')));
  const taxOfLines = isTrue(row, 'line-level-taxation')
    ? lineTaxes(work, lines, places)
    : headerTax(work, row, net, places);
  const parts = settleCharges(work, row, places, (line, base) => taxAmount(work, line, base, places));
  const amounts = ['shipping-amount', 'handling-amount', 'misc-amount'].map((field) => decimalOf(row, field));
  const charges = add(total(amounts), parts.net);
  const tax = add(taxOfLines, parts.tax);
  // Where the supplier's prices have the tax in them, which the seeded company alone has, nothing comes on top.
  const onTop = isTrue(row, 'has-tax-in-prices') ? '0' : tax;
  const gross = round(add(add(net, charges), onTop), places);
  const discount = decimalOf(row, 'discount-amount');
  return {
    ...row,
    'tax-amount': round(tax, places),
    'gross-total': gross,
    'total-with-taxes': gross,
    'supplier-total': textOf(row, 'supplier-total') || gross,
    'amount-due-less-discount': isZero(discount) ? gross : round(subtract(gross, discount), places),
    'shipping-amount': round(decimalOf(row, 'shipping-amount'), places),
    'handling-amount': round(decimalOf(row, 'handling-amount'), places),
    'misc-amount': round(decimalOf(row, 'misc-amount'), places),
  };
}

function lineTaxes(work: Work, lines: readonly Row[], places: number): string {
  return total(
    lines.map((line) => {
      const amounts = childrenOf(work, 'tax-lines', line, 'tax-lines').map((taxLine) =>
        taxAmount(work, taxLine, decimalOf(line, 'total'), places),
      );
      const tax = amounts.length > 0 ? total(amounts) : decimalOf(line, 'tax-amount');
      work.put('invoice-lines', { ...line, 'tax-amount': round(tax, places) });
      return tax;
    }),
  );
}

function headerTax(work: Work, row: Row, net: string, places: number): string {
  const taxLines = childrenOf(work, 'tax-lines', row, 'tax-lines');
  if (taxLines.length > 0) return total(taxLines.map((taxLine) => taxAmount(work, taxLine, net, places)));
  const rate = textOf(row, 'tax-rate');
  if (rate !== '' && textOf(row, 'tax-amount') === '') return round(percentOf(net, rate), places);
  return decimalOf(row, 'tax-amount');
}

function taxAmount(work: Work, taxLine: Row, base: string, places: number): string {
  const rate =
    textOf(taxLine, 'rate') || decimalOf(work.get('tax-codes', textOf(taxLine, 'tax-code')), 'percentage');
  const amount = textOf(taxLine, 'amount') || round(percentOf(base, rate), places);
  work.put('tax-lines', {
    ...taxLine,
    amount,
    rate,
    'taxable-amount': taxLine['taxable-amount'] ?? round(base, places),
  });
  return amount;
}
