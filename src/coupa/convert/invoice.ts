import type { FailedTolerance, Invoice, InvoiceLine, StatedTax } from '#domain/records/invoice.ts';
import { type DecimalText, decimal, sum, toDecimalText } from '#kernel/decimal.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { toCurrencyCode } from '#kernel/money.ts';
import {
  type CoupaFailedTolerance,
  type CoupaInvoice,
  type CoupaInvoiceLine,
  coupaInvoice,
} from '../schema/invoice.ts';
import { fromAttachments } from './attachment.ts';
import { fromContractReference } from './contract-reference.ts';
import { fromCustomFields } from './custom-fields.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one invoice.
 * @param where what was being read, such as `invoice 4711`, for the message.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaInvoice(json: ExactJson, where: string): Invoice {
  return fromCoupaInvoice(readRecord(coupaInvoice, json, where));
}

/** Total: what passed {@link coupaInvoice} always converts. */
export function fromCoupaInvoice(wire: CoupaInvoice): Invoice {
  const wireLines = wire['invoice-lines'] ?? [];
  return present<Invoice>({
    id: wire.id,
    invoiceNumber: wire['invoice-number']?.trim() ?? '',
    status: wire.status ?? '',
    documentType: isCreditNote(wire) ? 'credit_note' : 'invoice',
    supplierId: wire.supplier?.id,
    supplierName: wire.supplier?.name ?? wire.supplier?.['display-name'],
    currency: toCurrencyCode(wire.currency?.code ?? ''),
    invoiceDate: wire['invoice-date'],
    netDueDate: wire['net-due-date'],
    discountDueDate: wire['discount-due-date'],
    discountAmount: wire['discount-amount'],
    paymentTermCode: wire['payment-term']?.code,
    grossTotal: wire['gross-total'] ?? wire['total-with-taxes'],
    supplierTotal: wire['supplier-total'],
    taxTotal: taxTotal(wire),
    taxes: wire['line-level-taxation'] === true ? undefined : statedTaxes(wire),
    shippingAmount: charged(wire['shipping-amount'], chargeTotal(wire, 'InvoiceShippingCharge')),
    handlingAmount: charged(wire['handling-amount'], chargeTotal(wire, 'InvoiceHandlingCharge')),
    miscAmount: charged(wire['misc-amount'], chargeTotal(wire, 'InvoiceMiscCharge')),
    entityName: wire['account-type']?.name,
    originalInvoiceNumber: wire['original-invoice-number']?.trim(),
    originalInvoiceDate: wire['original-invoice-date'],
    deliveryNumber: wire['delivery-number'],
    deliveryDate: wire['delivery-date'],
    exchangeRate: wire['exchange-rate'],
    contract: fromContractReference(wire.contract),
    shippingTermCode: wire['shipping-term']?.code,
    shipToAddressId: wire['ship-to-address']?.id,
    selfBillingReference: wire['self-billing-reference'],
    requesterId: wire['requested-by']?.id,
    createdById: wire['created-by']?.id,
    updatedById: wire['updated-by']?.id,
    exported: wire.exported ?? false,
    paid: wire.paid ?? false,
    createdAt: wire['created-at'],
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
    lines: wireLines.map((line, index) => fromCoupaInvoiceLine(line, index, isCreditNote(wire))),
    failedTolerances: [
      ...(wire['failed-tolerances'] ?? []).map((failed) => fromFailedTolerance(failed, undefined)),
      ...wireLines.flatMap((line) =>
        (line['failed-tolerances'] ?? []).map((failed) => fromFailedTolerance(failed, line.id)),
      ),
    ],
    customFields: fromCustomFields(wire['custom-fields']),
    attachments: fromAttachments(wire.attachments),
  });
}

/** `is-credit-note` is what goes in, `document-type` what comes out; some templates send both. */
function isCreditNote(wire: CoupaInvoice): boolean {
  return wire['is-credit-note'] === true || wire['document-type']?.toLowerCase() === 'credit note';
}

function fromCoupaInvoiceLine(wire: CoupaInvoiceLine, index: number, isCredit: boolean): InvoiceLine {
  const kind = lineKind(wire, isCredit);
  return present<InvoiceLine>({
    id: wire.id,
    lineNumber: wire['line-num'] ?? String(index + 1),
    kind,
    description: wire.description ?? '',
    quantity: kind === 'amount' ? undefined : wire.quantity,
    // Amount lines are entered by price and answered by total; old ones carry the total alone.
    price: kind === 'amount' ? (wire.price ?? wire.total) : wire.price,
    total: wire.total,
    unitOfMeasure: wire.uom?.code,
    orderId: wire['order-header-id'],
    orderLineId: wire['order-line-id'],
    poNumber: wire['po-number'] ?? wire['order-header-num'],
    orderLineNumber: wire['order-line-num'],
    partNumber: wire['source-part-num'] ?? wire.item?.['item-number'],
    itemId: wire.item?.id,
    commodity: wire.commodity?.name,
    accountCode: wire.account?.code,
    auxPartNumber: wire['supp-aux-part-num'],
    matchReference: wire['match-reference'],
    deliveryNoteNumber: wire['delivery-note-number'],
    supplyDate: wire['original-date-of-supply'],
    discountAmount: wire['discount-amount'],
    adjustmentType: wire['adjustment-type'],
    netWeight: wire['net-weight'],
    weightUnit: wire['weight-uom']?.code,
    pricePerUnitOfMeasure: wire['price-per-uom'],
    contract: fromContractReference(wire.contract),
    accountingTotal: wire['accounting-total'],
    accountingCurrency: toCurrencyCode(wire['accounting-total-currency']?.code ?? ''),
    taxAmount: lineTax(wire),
    taxes: statedTaxes(wire),
  });
}

/**
 * A line whose type is missing or unknown is a quantity line exactly when it has a quantity. A credit for a price alone
 * takes no goods back, so that a line of a credit note without a quantity is a sum, whatever its type.
 */
function lineKind(wire: CoupaInvoiceLine, isCredit: boolean): InvoiceLine['kind'] {
  if (wire.type === 'InvoiceAmountLine') return 'amount';
  if (isCredit && wire.quantity === undefined) return 'amount';
  if (wire.type === 'InvoiceQuantityLine') return 'quantity';
  return wire.quantity === undefined ? 'amount' : 'quantity';
}

/**
 * All tax of the document. Where taxation is by line, the header's own field is not used by Coupa and reads zero,
 * so the tax of lines and charges is added up instead.
 */
function taxTotal(wire: CoupaInvoice): DecimalText | undefined {
  if (wire['line-level-taxation'] !== true) return wire['tax-amount'];
  const charged = (wire['invoice-charges'] ?? []).flatMap((charge) => charge['tax-lines'] ?? []);
  const parts = [...(wire['invoice-lines'] ?? []).map(lineTax), ...charged.map((tax) => tax.amount)];
  return total(parts) ?? wire['tax-amount'];
}

/** The tax lines say more than the line's own field, which reads zero where there are several. */
function lineTax(wire: CoupaInvoiceLine): DecimalText | undefined {
  return total((wire['tax-lines'] ?? []).map((tax) => tax.amount)) ?? wire['tax-amount'];
}

/** Taxes that say anything; a rate that is not on the line stands with its code, one tax alone beside its amount. */
function statedTaxes(
  wire: Pick<CoupaInvoiceLine, 'tax-lines' | 'tax-rate' | 'tax-amount'>,
): readonly StatedTax[] | undefined {
  const taxes = (wire['tax-lines'] ?? []).map((tax) =>
    present<StatedTax>({
      rate: tax.rate ?? tax['tax-code']?.percentage,
      base: tax['taxable-amount'],
      amount: tax.amount,
    }),
  );
  const said = taxes.filter((tax) => Object.keys(tax).length > 0);
  if (said.length > 0) return said;
  // Zero is also what stands there when nobody chose a code, beside an amount that somebody typed in.
  const rate = wire['tax-rate'];
  if (rate === undefined || decimal(rate).lte(0)) return undefined;
  return [present<StatedTax>({ rate, base: undefined, amount: wire['tax-amount'] })];
}

function chargeTotal(wire: CoupaInvoice, type: string): DecimalText | undefined {
  const charges = wire['invoice-charges'] ?? [];
  return total(charges.filter((charge) => charge.type === type).map((charge) => charge.total));
}

/** The header's own field holds the sum, or a zero that nobody typed in where the charges are records of their own. */
function charged(header: DecimalText | undefined, charges: DecimalText | undefined): DecimalText | undefined {
  return header === undefined || decimal(header).isZero() ? (charges ?? header) : header;
}

/** The sum of what is known; undefined when nothing is. */
function total(parts: readonly (DecimalText | undefined)[]): DecimalText | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return known.length === 1 ? known[0] : sum(known.map(decimal)).toFixed();
}

function fromFailedTolerance(wire: CoupaFailedTolerance, lineId: string | undefined): FailedTolerance {
  const failableLineId = wire['failable-type'] === 'InvoiceLine' ? wire['failable-id'] : undefined;
  const [amount, limit] = [wire['breach-amount'], wire['breach-limit']];
  const breachAmount = amount === undefined ? undefined : toDecimalText(amount);
  const breachLimit = limit === undefined ? undefined : toDecimalText(limit);
  const details = [1, 2, 3, 4].flatMap((place) => wire[`breach-detail-${place as 1 | 2 | 3 | 4}`] ?? []);
  return present<FailedTolerance>({
    id: wire.id,
    code: wire.code ?? 'unknown',
    resolved: wire.resolved ?? false,
    resolution: wire['resolution-strategy'],
    lineId: lineId ?? failableLineId,
    breachAmount,
    breachLimit,
    breachAmountText: breachAmount === undefined ? amount?.trim() || undefined : undefined,
    breachLimitText: breachLimit === undefined ? limit?.trim() || undefined : undefined,
    details: details.length === 0 ? undefined : details,
    createdAt: wire['created-at'],
    updatedAt: wire['updated-at'],
  });
}
