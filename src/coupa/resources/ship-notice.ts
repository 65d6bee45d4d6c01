import type {
  ReceiptRequest,
  ReceiptRequestLine,
  ShipNotice,
  ShipNoticeLine,
} from '#domain/records/ship-notice.ts';
import { declare } from './declare.ts';
import { amount, day, idOf, list, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "ASN API" (read 2026-04-09); of its lines, fields are ours */
export const shipNotices = declare<ShipNotice>()({
  kind: 'ship_notice',
  path: 'asn/headers',
  title: 'Advance ship notices',
  scope: 'core.inventory.asn.read',
  pace: 'hot',
  unlocks: 'Shows what suppliers say is on its way.',
  without: 'Purser cannot tell goods on their way from goods that nobody has sent.',
  fields: {
    asnNumber: text('asn-number'),
    status: text('status'),
    supplierId: idOf('supplier.id'),
    shipDate: day('ship-date'),
    deliveryDate: day('delivery-date'),
    packingSlip: text('packing-slip'),
    trackingNumber: text('tracking-number'),
    carrier: text('carrier'),
    lines: list<ShipNoticeLine>('lines', {
      id: idOf('id'),
      lineNumber: text('line-num'),
      status: text('status'),
      quantity: amount('quantity'),
      orderLineId: idOf('order-line.id', 'order-line-id'),
    }),
  },
  columns: ['asnNumber', 'status', 'supplierId'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Receipt Requests API" (read 2026-04-09); lines likewise */
export const receiptRequests = declare<ReceiptRequest>()({
  kind: 'receipt_request',
  path: 'receipt_requests',
  title: 'Requests to receive',
  scope: 'core.inventory.receiving.read',
  pace: 'hot',
  unlocks: 'Shows goods and services that wait for somebody to confirm them.',
  without: 'Purser cannot tell a receipt that is on its way from one that nobody has begun.',
  fields: {
    status: text('status'),
    requestType: text('type'),
    lines: list<ReceiptRequestLine>('lines', {
      id: idOf('id'),
      status: text('status'),
      quantity: amount('quantity'),
      total: amount('total'),
      orderLineId: idOf('order-line.id', 'order-line-id'),
    }),
  },
  columns: ['status'],
});
