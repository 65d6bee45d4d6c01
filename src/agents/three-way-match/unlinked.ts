import { foundOn } from '#domain/matching/found-by.ts';
import type { LineMatch, MatchResult } from '#domain/matching/match-result.ts';
import { listed, named } from '#domain/matching/wording.ts';
import type { Reason } from '#engine/shapes/proposal.ts';

/** More than that nobody reads beside a decision, or does as one task. */
export const LINES_MAX = 20;

/** Lines for which Purser found a place that the invoice does not name: Coupa does not know it either. */
export function unlinkedLines({ lines }: MatchResult): readonly LineMatch[] {
  return lines.filter(({ foundBy }) => foundBy !== undefined);
}

/** Where each such line was found, and that Coupa has no link there. */
export function unlinkedReasons(match: MatchResult, invoiceId: string): readonly Reason[] {
  const unlinked = unlinkedLines(match);
  const told = unlinked.slice(0, LINES_MAX).map((line) => ({
    text: `Line ${line.line} was found ${foundOn(line)}; Coupa does not link it.`,
    sources: [
      `invoice/${invoiceId}/line/${line.line}`,
      `purchase_order/${line.orderId}/line/${line.orderLineNumber}`,
    ],
  }));
  const rest = unlinked.length - told.length;
  const more = { text: `${rest} more lines are not linked in Coupa.`, sources: [`invoice/${invoiceId}`] };
  return rest > 0 ? [...told, more] : told;
}

/** The same in one sentence, for a comment. */
export function unlinkedSentence(match: MatchResult): string | undefined {
  const unlinked = unlinkedLines(match);
  return unlinked.length === 0
    ? undefined
    : `Coupa does not link ${linesToOrders(unlinked)}; Purser found the place.`;
}

/** `Link lines 1 and 2 to order 4711` without its first word. */
export function linesToOrders(lines: readonly LineMatch[]): string {
  return `${linesOf(lines)} to ${ordersOf(lines)}`;
}

function linesOf(lines: readonly LineMatch[]): string {
  return `${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.map(({ line }) => named(line)))}`;
}

function ordersOf(lines: readonly LineMatch[]): string {
  const orders = [...new Set(lines.map(({ poNumber }) => named(poNumber ?? '')))];
  return `${orders.length === 1 ? 'order' : 'orders'} ${listed(orders)}`;
}
