import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Attachment } from './attachment.ts';
import type { ContractReference } from './contract-reference.ts';

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
  /** The invoice that a credit note corrects, and the day it is dated. */
  readonly originalInvoiceNumber?: string;
  readonly originalInvoiceDate?: PlainDate;
  /** Delivery note that the document as a whole names, and when was delivered. */
  readonly deliveryNumber?: string;
  readonly deliveryDate?: PlainDate;
  /** From the invoice's currency to the one that Coupa accounts in. */
  readonly exchangeRate?: DecimalText;
  readonly contract?: ContractReference;
  /** Who pays the freight, as a code such as `EXW` or `DDP`. */
  readonly shippingTermCode?: string;
  readonly shipToAddressId?: string;
  /** Set when the customer wrote the invoice on the supplier's behalf. */
  readonly selfBillingReference?: string;
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
  /** Left out where there are none. */
  readonly attachments?: readonly Attachment[];
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
  /** The supplier's further part number. */
  readonly auxPartNumber?: string;
  /** Ties the line to a receipt or an advance ship notice with the same text. */
  readonly matchReference?: string;
  readonly deliveryNoteNumber?: string;
  readonly supplyDate?: PlainDate;
  /** Given on this line, as a sum of money. */
  readonly discountAmount?: DecimalText;
  /** What a line of a credit note corrects: `price`, `quantity`, `other`; unknown words pass through. */
  readonly adjustmentType?: string;
  readonly netWeight?: DecimalText;
  readonly weightUnit?: string;
  /** Price of one unit of measure, where `price` is that of a lot. */
  readonly pricePerUnitOfMeasure?: DecimalText;
  readonly contract?: ContractReference;
  /** Net of the line in the currency that Coupa accounts in. */
  readonly accountingTotal?: DecimalText;
  readonly accountingCurrency?: CurrencyCode;
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
