import type { MatchResult } from '#domain/matching/match-result.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import { type Replay, replayRun, runsOf, type StoredRun } from '#engine/replay/replay-run.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import type { InvoiceDossier } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { type Explanation, explanationIn } from './explanation.ts';

/** Everything shown about one invoice, as it was when it was decided last. */
export interface InvoiceCase {
  readonly run: StoredRun | undefined;
  readonly runs: readonly StoredRun[];
  readonly replay: Replay | undefined;
  readonly match: MatchResult | undefined;
  readonly dossier: InvoiceDossier | undefined;
  /** What the agent adds to its match for whoever looks into it; undefined when it adds nothing. */
  readonly explained?: Explanation | undefined;
}

/**
 * Decides the invoice's last run again from its evidence: the screen shows what was decided and why, not what
 * today's data would say. A run that cannot be replayed any more still shows its proposal.
 */
export async function loadCase(tx: Tx, agents: readonly AnyAgent[], invoiceId: string): Promise<InvoiceCase> {
  const runs = await runsOf(tx, invoiceId);
  const [run] = runs;
  if (run === undefined) return { run, runs, replay: undefined, match: undefined, dossier: undefined };
  const replay = agents.some((agent) => agent.id === run.agent)
    ? await replayRun(tx, agents, run)
    : undefined;
  return {
    run,
    runs,
    replay,
    match: matchIn(replay?.finding),
    dossier: dossierIn(replay?.evidence),
    explained: explanationIn(replay?.explanation),
  };
}

/** The match in an agent's finding, whichever agent it was. */
export function matchIn(finding: unknown): MatchResult | undefined {
  if (finding === null || typeof finding !== 'object') return undefined;
  const inner = 'match' in finding ? finding.match : finding;
  const isMatch = inner !== null && typeof inner === 'object' && 'lines' in inner && 'exceptions' in inner;
  return isMatch ? (inner as MatchResult) : undefined;
}

function dossierIn(evidence: unknown): InvoiceDossier | undefined {
  if (evidence === null || typeof evidence !== 'object') return undefined;
  const inner = 'dossier' in evidence ? evidence.dossier : evidence;
  const isDossier = inner !== null && typeof inner === 'object' && 'invoice' in inner && 'receipts' in inner;
  return isDossier ? (inner as InvoiceDossier) : undefined;
}

/** The record as the mirror holds it now. */
export async function currentInvoice(tx: Tx, id: string): Promise<Invoice | undefined> {
  const [row] = await tx.query<{ doc: Invoice }>(
    `select v.doc from invoice i join record_version v on v.connection_id = i.connection_id and v.kind = 'invoice'
        and v.record_id = i.id and v.hash = i.hash where i.id = $1`,
    [id],
  );
  return row?.doc;
}

/** The orders named, and those that were found for lines that name none. */
export function ordersIn({ dossier, match }: InvoiceCase): readonly PurchaseOrder[] {
  const found = new Set(match?.lines.map(({ orderId }) => orderId));
  const candidates = dossier?.candidateOrders?.filter(({ id }) => found.has(id)) ?? [];
  return [...(dossier?.orders ?? []), ...candidates].map(({ record }) => record);
}

/** Receipts of those orders; the ones of orders that only might have been meant are no part of the invoice. */
export function receiptsIn(shown: InvoiceCase): readonly Receipt[] {
  const receipts = shown.dossier?.receipts.map(({ record }) => record) ?? [];
  if (shown.dossier?.candidateOrders === undefined) return receipts;
  const orders = ordersIn(shown);
  const orderIds = new Set(orders.map(({ id }) => id));
  const lineIds = new Set(orders.flatMap(({ lines }) => lines.map(({ id }) => id)));
  return receipts.filter(
    ({ orderId, orderLineId }) => orderIds.has(orderId ?? '') || lineIds.has(orderLineId ?? ''),
  );
}

export function orderRow(order: PurchaseOrder, deepLink: (record: string) => string) {
  return {
    id: order.id,
    poNumber: order.poNumber,
    status: order.status,
    version: order.version ?? null,
    deepLink: deepLink(`purchase_order/${order.id}`),
    lines: order.lines.length,
  };
}

export function receiptRow(receipt: Receipt, deepLink: (record: string) => string) {
  return {
    id: receipt.id,
    date: receipt.receivedDate ?? null,
    quantity: receipt.quantity ?? null,
    amount: receipt.amount ?? null,
    uom: receipt.unitOfMeasure ?? null,
    orderLineId: receipt.orderLineId ?? null,
    status: receipt.isVoided ? 'voided' : receipt.status,
    reference: receipt.reference ?? null,
    deepLink: deepLink(`receipt/${receipt.id}`),
  };
}
