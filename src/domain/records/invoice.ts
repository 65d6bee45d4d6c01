import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/**
 * An invoice as Purser keeps it: plain JSON, decimals and ids as text, absent values left out.
 * Exactly what is hashed, stored, compared and replayed.
 */
export interface Invoice {
  readonly id: string;
  /** As the supplier printed it, outer blanks removed. Empty when Coupa has none. */
  readonly invoiceNumber: string;
  /** Coupa's own word (`pending_receipt`); a status we do not know passes through unchanged. */
  readonly status: string;
  readonly documentType: 'invoice' | 'credit_note';
  readonly supplierId?: string;
  readonly supplierName?: string;
  readonly currency?: CurrencyCode;
  readonly invoiceDate?: PlainDate;
  readonly netDueDate?: PlainDate;
  readonly discountDueDate?: PlainDate;
  readonly discountAmount?: DecimalText;
  readonly paymentTermCode?: string;
  /** What will be paid in all, taxes and charges included, as Coupa has it. */
  readonly grossTotal?: DecimalText;
  /** The total as the supplier printed it, where somebody typed it in. */
  readonly supplierTotal?: DecimalText;
  readonly taxTotal?: DecimalText;
  /** Tax of the document as a whole, where it is not taxed line by line. */
  readonly taxes?: readonly StatedTax[];
  readonly shippingAmount?: DecimalText;
  readonly handlingAmount?: DecimalText;
  readonly miscAmount?: DecimalText;
  /** Legal entity or account type that is billed, as Coupa names it. */
  readonly entityName?: string;
  readonly originalInvoiceNumber?: string;
  readonly requesterId?: string;
  readonly createdById?: string;
  readonly updatedById?: string;
  readonly exported: boolean;
  readonly paid: boolean;
  /** ISO instants as Coupa gave them, turned to UTC. */
  readonly createdAt?: string;
  readonly updatedAt: string;
  readonly lines: readonly InvoiceLine[];
  /** Coupa's own verdict, carried through with codes we may not know. */
  readonly failedTolerances: readonly FailedTolerance[];
  /** Values by Coupa's custom field name; empty ones left out. */
  readonly customFields: Readonly<Record<string, string>>;
}

export interface InvoiceLine {
  readonly id: string;
  readonly lineNumber: string;
  /** Amount lines bill a sum (services); quantity lines bill price times quantity. */
  readonly kind: 'quantity' | 'amount';
  readonly description: string;
  /** Undefined on amount lines. */
  readonly quantity?: DecimalText;
  /** Price of one unit; on an amount line the amount. */
  readonly price?: DecimalText;
  /** Net of the line as Coupa computed it. */
  readonly total?: DecimalText;
  readonly unitOfMeasure?: string;
  readonly orderId?: string;
  readonly orderLineId?: string;
  readonly poNumber?: string;
  readonly orderLineNumber?: string;
  readonly partNumber?: string;
  readonly itemId?: string;
  readonly commodity?: string;
  readonly accountCode?: string;
  readonly taxAmount?: DecimalText;
  readonly taxes?: readonly StatedTax[];
}

/** One tax as the invoice states it; what is not stated is left out. */
export interface StatedTax {
  /** Percent: 19 is 19 %. */
  readonly rate?: DecimalText;
  /** What is taxed. */
  readonly base?: DecimalText;
  readonly amount?: DecimalText;
}

/** One tolerance that Coupa found exceeded. Codes depend on the tenant, so none is refused. */
export interface FailedTolerance {
  readonly id?: string;
  readonly code: string;
  readonly resolved: boolean;
  /** How it was resolved, in Coupa's own word. */
  readonly resolution?: string;
  readonly lineId?: string;
  readonly breachAmount?: DecimalText;
  readonly breachLimit?: DecimalText;
  /** What Coupa wrote in the place of a number, such as `5 %`: both columns are free text there. */
  readonly breachAmountText?: string;
  readonly breachLimitText?: string;
  /** What else Coupa wrote about it; texts whose meaning no page tells. */
  readonly details?: readonly string[];
  /** ISO instants in UTC. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** Statuses in which an invoice no longer claims money: it does not count as billed. */
export const DEAD_INVOICE_STATUSES: readonly string[] = ['voided', 'abandoned', 'rejected', 'invalid'];
