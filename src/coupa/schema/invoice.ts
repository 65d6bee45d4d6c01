import { attachmentList } from './attachment.ts';
import { contractReference } from './contract.ts';
import { listOf, objectOf, reference, type Wire } from './shape.ts';
import {
  amount,
  customFields,
  day,
  flag,
  id,
  instant,
  looseAmount,
  looseDay,
  looseInstant,
  optionalId,
  text,
} from './wire.ts';

const taxLine = objectOf({
  amount,
  rate: looseAmount,
  'taxable-amount': looseAmount,
  'tax-code': reference({ percentage: looseAmount }),
});

const failedTolerance = objectOf({
  id: text,
  code: text,
  resolved: flag,
  'resolution-strategy': text,
  'failable-type': text,
  'failable-id': optionalId,
  'breach-amount': text,
  'breach-limit': text,
  'breach-detail-1': text,
  'breach-detail-2': text,
  'breach-detail-3': text,
  'breach-detail-4': text,
  'created-at': looseInstant,
  'updated-at': looseInstant,
});

const invoiceLine = objectOf({
  id,
  type: text,
  'line-num': text,
  description: text,
  quantity: amount,
  price: amount,
  total: amount,
  'tax-amount': amount,
  'tax-rate': looseAmount,
  'tax-lines': listOf(taxLine),
  uom: reference({ code: text }),
  'order-header-id': optionalId,
  'order-header-num': text,
  'order-line-id': optionalId,
  'order-line-num': text,
  'po-number': text,
  'source-part-num': text,
  'supp-aux-part-num': text,
  'match-reference': text,
  'delivery-note-number': text,
  'original-date-of-supply': looseDay,
  'discount-amount': looseAmount,
  'adjustment-type': text,
  'net-weight': looseAmount,
  'weight-uom': reference({ code: text }),
  'price-per-uom': looseAmount,
  'accounting-total': looseAmount,
  'accounting-total-currency': reference({ code: text }),
  contract: contractReference,
  item: reference({ id: optionalId, 'item-number': text }),
  commodity: reference({ name: text }),
  account: reference({ code: text }),
  'failed-tolerances': listOf(failedTolerance),
});

/**
 * An invoice as Coupa sends it, under Coupa's own names. Only what we read: unknown fields pass by, because tenants
 * add custom fields and Coupa adds columns; a status or a type we do not know is text like any other.
 * @see Coupa Compass, Integration Technical Documentation, "Invoices API" (read 2026-04-09)
 */
export const coupaInvoice = objectOf(
  {
    id,
    'invoice-number': text,
    status: text,
    'document-type': text,
    'is-credit-note': flag,
    supplier: reference({ id: optionalId, name: text, 'display-name': text }),
    currency: reference({ code: text }),
    'invoice-date': day,
    'net-due-date': day,
    'discount-due-date': day,
    'discount-amount': amount,
    'payment-term': reference({ code: text }),
    'gross-total': amount,
    'total-with-taxes': amount,
    'supplier-total': amount,
    'line-level-taxation': flag,
    'tax-amount': amount,
    'tax-rate': looseAmount,
    'tax-lines': listOf(taxLine),
    'shipping-amount': amount,
    'handling-amount': amount,
    'misc-amount': amount,
    'invoice-charges': listOf(objectOf({ type: text, total: amount, 'tax-lines': listOf(taxLine) })),
    'account-type': reference({ name: text }),
    'original-invoice-number': text,
    'original-invoice-date': looseDay,
    'delivery-number': text,
    'delivery-date': looseDay,
    'exchange-rate': looseAmount,
    contract: contractReference,
    'shipping-term': reference({ code: text }),
    'ship-to-address': reference({ id: optionalId }),
    'self-billing-reference': text,
    'requested-by': reference({ id: optionalId }),
    'created-by': reference({ id: optionalId }),
    'updated-by': reference({ id: optionalId }),
    exported: flag,
    paid: flag,
    'created-at': instant,
    'updated-at': instant,
    'invoice-lines': listOf(invoiceLine),
    'failed-tolerances': listOf(failedTolerance),
    attachments: attachmentList,
    'custom-fields': customFields,
  },
  'an invoice object',
);

/** An invoice that passed {@link coupaInvoice}. */
export type CoupaInvoice = Wire<typeof coupaInvoice>;
export type CoupaInvoiceLine = Wire<typeof invoiceLine>;
export type CoupaFailedTolerance = Wire<typeof failedTolerance>;
