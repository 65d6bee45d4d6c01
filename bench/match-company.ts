import type { EarlierBilling } from '#domain/matching/order-line-standing.ts';
import type { MatchInput } from '#domain/matching/three-way-match.ts';
import { STARTER_POLICY } from '#domain/matching/tolerance.ts';
import type { InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrderLine } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import { decimal, sum } from '#kernel/decimal.ts';
import { type Chance, chance } from '#sandbox/random.ts';
import { drawLine, type LineFigures } from './match-situations.ts';

/** One invoice as Purser gets it, and the same figures line by line. */
export interface MatchCase {
  readonly input: MatchInput;
  readonly lines: readonly LineFigures[];
}

const LINES = 5;
const AT = '2026-10-01T07:00:00.000Z';

/** Invoices of five lines with one order each, its receipts and what was billed before; the seed decides all of it. */
export function matchCases(invoices: number, seed: number): MatchCase[] {
  const dice = chance(`match:${seed}`);
  return Array.from({ length: invoices }, (_, at) => matchCase(at + 1, dice));
}

function matchCase(id: number, dice: Chance): MatchCase {
  const lines = Array.from({ length: LINES }, () => drawLine(dice));
  const supplier = { supplierId: String(id % 40), supplierName: `Supplier ${id % 40}` };
  const invoiceLines = lines.map((line, at) => invoiceLineOf(line, id, at));
  return {
    lines,
    input: {
      invoice: {
        id: String(id),
        invoiceNumber: `RE-${id}`,
        status: 'pending_receipt',
        documentType: 'invoice',
        ...supplier,
        currency: 'EUR',
        invoiceDate: '2026-10-01',
        grossTotal: sum(invoiceLines.map(({ total }) => decimal(total ?? '0'))).toFixed(2),
        exported: false,
        paid: false,
        updatedAt: AT,
        lines: invoiceLines,
        failedTolerances: [],
        customFields: {},
      },
      orders: [
        {
          id: String(id),
          poNumber: String(id),
          status: 'issued',
          ...supplier,
          currency: 'EUR',
          updatedAt: AT,
          lines: [...lines.map((line, at) => orderLineOf(line, id, at)), unbilledLine(id)],
        },
      ],
      receipts: lines.flatMap((line, at) => receiptsOf(line, id, at)),
      billedBefore: lines.flatMap((line, at) => billingsOf(line, id, at)),
      policy: STARTER_POLICY,
    },
  };
}

function lineId(id: number, at: number): string {
  return String(id * 10 + at);
}

function invoiceLineOf(figures: LineFigures, id: number, at: number): InvoiceLine {
  const { kind, billed, price } = figures;
  const place = {
    id: lineId(id, at),
    lineNumber: String(at + 1),
    kind,
    description: `Deep-groove ball bearing 62${at}`,
    orderId: String(id),
    orderLineId: lineId(id, at),
    poNumber: String(id),
    orderLineNumber: String(at + 1),
    partNumber: figures.part,
    supplyDate: figures.suppliedOn,
    total: figures.total,
  };
  if (kind === 'amount') return { ...place, price: billed };
  return { ...place, quantity: billed, price, unitOfMeasure: figures.unit };
}

function orderLineOf(figures: LineFigures, id: number, at: number): PurchaseOrderLine {
  const { kind, ordered, orderPrice, termFrom: startDate, termUntil: endDate } = figures;
  const place = {
    id: lineId(id, at),
    lineNumber: String(at + 1),
    kind,
    description: `Deep-groove ball bearing 62${at}`,
    partNumber: figures.orderPart,
    status: figures.status,
    currency: figures.orderCurrency,
    contract: { id: String(id % 40), number: `C-${id % 40}`, startDate, endDate },
  };
  // Services are ordered without receipts here: the sum alone is asked.
  if (kind === 'amount') return { ...place, price: ordered, total: ordered, matchType: '2-way' };
  return {
    ...place,
    quantity: ordered,
    price: orderPrice,
    unitOfMeasure: figures.orderUnit,
    matchType: '3-way',
  };
}

/** Orders are seldom billed at once; and with room on the order as a whole only its lines are in question. */
function unbilledLine(id: number): PurchaseOrderLine {
  return {
    id: lineId(id, LINES),
    lineNumber: String(LINES + 1),
    kind: 'quantity',
    description: 'Spare parts on call',
    quantity: '1000',
    price: '900.00',
    unitOfMeasure: 'EA',
    matchType: '3-way',
  };
}

function receiptsOf({ kind, received, accepted }: LineFigures, id: number, at: number): Receipt[] {
  if (kind === 'amount' || received === '0') return [];
  return [
    {
      id: lineId(id, at),
      type: 'ReceivingQuantityConsumption',
      status: 'created',
      isVoided: false,
      orderId: String(id),
      orderLineId: lineId(id, at),
      quantity: received,
      ...(accepted === received ? {} : { acceptedQuantity: accepted }),
      receivedDate: '2026-09-20',
      updatedAt: AT,
    },
  ];
}

function billingsOf({ kind, before, orderPrice }: LineFigures, id: number, at: number): EarlierBilling[] {
  if (before === '0') return [];
  const isAmount = kind === 'amount';
  return [
    {
      orderLineId: lineId(id, at),
      invoiceId: `earlier-${id}`,
      invoiceNumber: `RE-${id}-0`,
      quantity: isAmount ? null : before,
      amount: isAmount ? before : null,
      price: isAmount ? null : orderPrice,
    },
  ];
}
