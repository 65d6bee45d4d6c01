import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** A request to buy, with its lines. Coupa shows its id as its number. */
export interface Requisition {
  readonly id: string;
  /** Coupa's own word (`pending_approval`). */
  readonly status: string;
  readonly title?: string;
  readonly justification?: string;
  readonly buyerNote?: string;
  readonly requestedById?: string;
  readonly requestedByLogin?: string;
  readonly departmentId?: string;
  readonly shipToAddressId?: string;
  readonly currency?: CurrencyCode;
  readonly total?: DecimalText;
  readonly needByDate?: PlainDate;
  readonly submittedAt?: string;
  readonly createdAt?: string;
  readonly isExported: boolean;
  readonly lines: readonly RequisitionLine[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface RequisitionLine {
  readonly id?: string;
  readonly lineNumber?: string;
  /** Coupa's own word: `RequisitionQuantityLine`, `RequisitionAmountLine`. */
  readonly lineType?: string;
  readonly description?: string;
  readonly quantity?: DecimalText;
  readonly unitPrice?: DecimalText;
  readonly total?: DecimalText;
  readonly currency?: CurrencyCode;
  readonly unitOfMeasure?: string;
  readonly supplierId?: string;
  readonly itemId?: string;
  readonly commodityId?: string;
  readonly accountId?: string;
  readonly accountCode?: string;
  readonly contractId?: string;
  readonly needByDate?: PlainDate;
  /** The line of the order that it became. */
  readonly orderLineId?: string;
}
