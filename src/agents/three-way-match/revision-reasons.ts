import type { MatchResult } from '#domain/matching/match-result.ts';
import type { Reason } from '#engine/shapes/proposal.ts';
import type { Evidence } from './gather.ts';

/**
 * Says of which orders another revision is compared than the supplier may have billed by. That a revision was seen to
 * follow another is always told; that an order may have been revised, only beside an exception it may explain.
 */
export function revisionReasons({ outcome }: MatchResult, evidence: Evidence): readonly Reason[] {
  const { revisedOrders = [], invoice } = evidence;
  const date = invoice.record.invoiceDate ?? '';
  return revisedOrders
    .filter(({ from }) => from !== null || outcome === 'exception')
    .map(({ orderId, poNumber, from, to, on }) => ({
      text:
        from === null
          ? `Order ${poNumber} is at version ${to}, dated ${on}, after the invoice date ${date}; Purser has not seen it as it was before. It is compared as it is now.`
          : `Order ${poNumber} was revised after the invoice date ${date}: version ${to} of ${on} took the place of version ${from}. It is compared as it is now.`,
      sources: [`purchase_order/${orderId}`, `invoice/${invoice.id}`],
    }));
}
