import type { PurchaseOrder, PurchaseOrderLine } from '#domain/records/purchase-order.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CurrencyCode, toCurrencyCode } from '#kernel/money.ts';
import {
  type CoupaOrderLine,
  type CoupaPurchaseOrder,
  coupaPurchaseOrder,
} from '../schema/purchase-order.ts';
import { fromAttachments } from './attachment.ts';
import { fromContractReference } from './contract-reference.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one purchase order.
 * @param where what was being read, such as `purchase order 7`, for the message.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaPurchaseOrder(json: ExactJson, where: string): PurchaseOrder {
  return fromCoupaPurchaseOrder(readRecord(coupaPurchaseOrder, json, where));
}

/** Total: what passed {@link coupaPurchaseOrder} always converts. */
export function fromCoupaPurchaseOrder(wire: CoupaPurchaseOrder): PurchaseOrder {
  const wireLines = wire['order-lines'] ?? [];
  const currency = toCurrencyCode(wire.currency?.code ?? '') ?? commonCurrency(wireLines);
  return present<PurchaseOrder>({
    id: wire.id,
    // Orders made in Coupa are known by their id; only external ones must have a number of their own.
    poNumber: wire['po-number']?.trim() ?? wire.id,
    status: wire.status ?? '',
    supplierId: wire.supplier?.id,
    supplierName: wire.supplier?.name ?? wire.supplier?.['display-name'],
    currency,
    paymentTermCode: wire['payment-term']?.code,
    shippingTermCode: wire['shipping-term']?.code,
    shipToAddressId: wire['ship-to-address']?.id,
    contract: fromContractReference(wire.contract),
    version: wire.version,
    internalRevision: wire['internal-revision'],
    // Coupa has no order date: the day of creation as printed, which is the tenant's day.
    orderDate: wire['created-at']?.day,
    requesterId:
      wire.requester?.id ?? wire['requisition-header']?.['requested-by']?.id ?? wire['ship-to-user']?.id,
    // Coupa names no buyer on an order; who created it comes nearest.
    buyerId: wire['created-by']?.id,
    createdAt: wire['created-at']?.at,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
    lines: wireLines.map((line, index) => fromCoupaOrderLine(line, index, currency)),
    attachments: fromAttachments(wire.attachments),
  });
}

function fromCoupaOrderLine(
  wire: CoupaOrderLine,
  index: number,
  orderCurrency: CurrencyCode | undefined,
): PurchaseOrderLine {
  const kind = lineKind(wire);
  const currency = toCurrencyCode(wire.currency?.code ?? '');
  return present<PurchaseOrderLine>({
    id: wire.id,
    lineNumber: wire['line-num'] ?? String(index + 1),
    kind,
    description: wire.description ?? '',
    status: wire.status,
    quantity: kind === 'amount' ? undefined : wire.quantity,
    price: kind === 'amount' ? (wire.price ?? wire.total) : wire.price,
    total: wire.total,
    unitOfMeasure: wire.uom?.code,
    currency: currency === orderCurrency ? undefined : currency,
    matchType: wire['match-type'],
    isReceiptRequired: wire['receipt-required'],
    partNumber: wire['source-part-num'] ?? wire.item?.['item-number'],
    itemId: wire.item?.id,
    commodity: wire.commodity?.name,
    accountCode: wire.account?.code,
    auxPartNumber: wire['supp-aux-part-num'],
    manufacturerPartNumber: wire['manufacturer-part-number'],
    supplierOrderNumber: wire['supplier-order-number'],
    externalReferenceNumber: wire['external-reference-number'],
    serviceType: wire['service-type'],
    needByDate: wire['need-by-date'],
    contract: fromContractReference(wire.contract),
    periodName: wire.period?.name,
    periodStart: wire.period?.['start-date'],
    periodEnd: wire.period?.['end-date'],
    accountingTotal: wire['accounting-total'],
    accountingCurrency: toCurrencyCode(wire['accounting-total-currency']?.code ?? ''),
  });
}

/** A line whose type is missing or unknown is a quantity line exactly when it has a quantity. */
function lineKind(wire: CoupaOrderLine): PurchaseOrderLine['kind'] {
  if (wire.type === 'OrderAmountLine') return 'amount';
  if (wire.type === 'OrderQuantityLine') return 'quantity';
  return wire.quantity === undefined ? 'amount' : 'quantity';
}

/** External orders have no currency at the head; the lines' own counts when they agree. */
function commonCurrency(lines: readonly CoupaOrderLine[]): CurrencyCode | undefined {
  const codes = new Set(lines.map((line) => toCurrencyCode(line.currency?.code ?? '')));
  const [only] = codes;
  return codes.size === 1 ? only : undefined;
}
