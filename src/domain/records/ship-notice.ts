import type { DecimalText } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** What a supplier says is on its way: an advance ship notice (ASN). */
export interface ShipNotice {
  readonly id: string;
  readonly asnNumber?: string;
  /** Coupa's own word. */
  readonly status?: string;
  readonly supplierId?: string;
  readonly shipDate?: PlainDate;
  readonly deliveryDate?: PlainDate;
  readonly packingSlip?: string;
  readonly trackingNumber?: string;
  readonly carrier?: string;
  readonly lines: readonly ShipNoticeLine[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface ShipNoticeLine {
  readonly id?: string;
  readonly lineNumber?: string;
  readonly status?: string;
  readonly quantity?: DecimalText;
  readonly orderLineId?: string;
}

/** Goods that somebody asks to have received, before the receipt is booked. */
export interface ReceiptRequest {
  readonly id: string;
  /** Coupa's own word. */
  readonly status?: string;
  readonly requestType?: string;
  readonly lines: readonly ReceiptRequestLine[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface ReceiptRequestLine {
  readonly id?: string;
  readonly status?: string;
  readonly quantity?: DecimalText;
  readonly total?: DecimalText;
  readonly orderLineId?: string;
}
