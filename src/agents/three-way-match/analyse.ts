import { agreedPrices } from '#domain/matching/agreed-price.ts';
import { type CoupaVerdict, coupaVerdict } from '#domain/matching/coupa-verdict.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import { type NextStep, nextStep } from '#domain/matching/next-step.ts';
import { remarksOn } from '#domain/matching/remarks.ts';
import { type MatchInput, matchInvoice } from '#domain/matching/three-way-match.ts';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { BilledBefore } from '#engine/shapes/sources.ts';
import type { Evidence } from './gather.ts';
import type { Settings } from './settings.ts';

/** What the evidence says: the match, and what follows from it in the invoice's present status. */
export interface Finding {
  readonly match: MatchResult;
  readonly step: NextStep;
  /** The pending approval that Purser may decide; null when it is nobody's of ours. */
  readonly ourApproval: CoupaApproval | null;
  /** True when it names no order and the settings leave such invoices to their approvers. */
  readonly isLeftAlone: boolean;
  /** Coupa's own check beside the match; null when it found no tolerance exceeded, as on most invoices. */
  readonly coupa: CoupaVerdict | null;
  /** True when Coupa's finding alone keeps from what would follow from the match. */
  readonly isKeptByCoupa: boolean;
}

export function analyse(evidence: Evidence, settings: Settings): Finding {
  const invoice = evidence.invoice.record;
  const match = matchInvoice(matchInputOf(evidence, settings));
  const ourApproval = pendingApprovalOfOurs(evidence, settings) ?? null;
  const isLeftAlone = match.primary === 'PO_MISSING' && !isOrderRequired(evidence, settings);
  const coupa = coupaOf(evidence, match);
  const facts = { isOurs: ourApproval !== null, isPaid: invoice.paid };
  const step = isLeftAlone ? 'not_applicable' : nextStep(invoice.status, match, { ...facts, coupa });
  const isKeptByCoupa = coupa !== null && !isLeftAlone && step !== nextStep(invoice.status, match, facts);
  return { match, step, ourApproval, isLeftAlone, coupa, isKeptByCoupa };
}

/** Evidence and settings as the domain wants them. */
export function matchInputOf(evidence: Evidence, settings: Settings): MatchInput {
  const { orders, candidateOrders = [], original, memory, sameNumber } = evidence;
  return {
    invoice: evidence.invoice.record,
    orders: [...orders, ...candidateOrders].map(({ record }) => record),
    receipts: evidence.receipts.map(({ record }) => record),
    billedBefore: original === undefined ? evidence.billedBefore : billedWith(evidence, original.billings),
    ...(sameNumber === undefined ? {} : { sameNumber }),
    ...(original === undefined ? {} : { originals: [original.invoice.record] }),
    ...(memory === undefined ? {} : { memory }),
    policy: settings.tolerances,
    requiredFields: settings.requiredFields,
    today: evidence.today,
    ...(evidence.blockedSupplier === undefined ? {} : { supplier: evidence.blockedSupplier.record }),
    ...curesOf(evidence, settings),
  };
}

/** What may cure an exception; the match itself looks at none of it. */
function curesOf(
  { cures, serviceUserId, ...evidence }: Evidence,
  { history }: Settings,
): Partial<MatchInput> {
  if (cures === undefined) return {};
  const { agreed, remarks } = cures;
  return {
    ...(agreed === undefined
      ? {}
      : {
          agreedPrices: agreedPrices(agreed.supplierItems.map(({ record }) => record)),
          contracts: agreed.contracts.map(({ record }) => record),
        }),
    ...(remarks === undefined
      ? {}
      : {
          remarks: remarksOn(
            evidence.invoice.record,
            evidence.orders.map(({ record }) => record),
            remarks.comments.map(({ record }) => record),
          ),
          approverIds: remarks.approverIds,
        }),
    ...(serviceUserId === null ? {} : { ownUserId: serviceUserId }),
    history: cures.history,
    historyRules: history,
  };
}

/** What the credited invoice's order lines were billed, without counting any of it twice. */
function billedWith({ billedBefore }: Evidence, billings: readonly BilledBefore[]): readonly BilledBefore[] {
  const known = new Set(billedBefore.map(({ orderLineId }) => orderLineId));
  return [...billedBefore, ...billings.filter(({ orderLineId }) => !known.has(orderLineId))];
}

function coupaOf({ invoice, receipts, allocations }: Evidence, match: MatchResult): CoupaVerdict | null {
  if (invoice.record.failedTolerances.length === 0) return null;
  return coupaVerdict({
    invoice: invoice.record,
    match,
    receipts: receipts.map(({ record }) => record),
    ...(allocations === undefined ? {} : { allocations: allocations.record.allocations }),
  });
}

/** Below so many invoices a supplier has not shown whether it bills on orders, and an order is asked for. */
const ORDER_USE_SEEN_MIN = 3;

/** Rent, power and telephone come without orders; a supplier that otherwise bills on orders has left one out. */
function isOrderRequired({ supplierOrderUse: use }: Evidence, { ordersRequired }: Settings): boolean {
  if (ordersRequired !== 'by_supplier') return ordersRequired === 'always';
  return use === undefined || use.seen < ORDER_USE_SEEN_MIN || use.withOrder * 2 >= use.seen;
}

/** Our own user's approval before one of a mapped person: for the latter a person of Purser has to decide. */
function pendingApprovalOfOurs(evidence: Evidence, settings: Settings): CoupaApproval | undefined {
  const pending = evidence.approvals
    .map(({ record }) => record)
    .filter(
      (approval) =>
        approval.approvableType === 'InvoiceHeader' &&
        approval.approvableId === evidence.invoice.id &&
        approval.status === 'pending_approval',
    );
  const approvers = [
    ...(evidence.serviceUserId === null ? [] : [evidence.serviceUserId]),
    ...settings.mappedApproverIds,
  ];
  for (const approverId of approvers) {
    const own = pending.find((approval) => approval.approverId === approverId);
    if (own !== undefined) return own;
  }
  return undefined;
}
