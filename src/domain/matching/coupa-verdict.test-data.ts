import type { FailedTolerance, Invoice } from '../records/invoice.ts';
import type { MatchingAllocation } from '../records/matching-allocation.ts';
import { coupaVerdict } from './coupa-verdict.ts';
import { invoice, invoiceLine, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

export const CHECKED_AT = '2026-04-02T08:00:00.000Z';

export function failure(change: Partial<FailedTolerance> = {}): FailedTolerance {
  return { code: 'unit_price', resolved: false, lineId: '11', updatedAt: CHECKED_AT, ...change };
}

export function allocation(change: Partial<MatchingAllocation> = {}): MatchingAllocation {
  return {
    id: '1',
    invoiceLineId: '11',
    orderLineId: '71',
    receiptId: '91',
    quantity: '25',
    status: 'matched',
    isManual: false,
    updatedAt: CHECKED_AT,
    ...change,
  };
}

export interface Told {
  readonly failures?: readonly FailedTolerance[];
  readonly invoice?: Partial<Invoice>;
  readonly match?: Partial<MatchInput>;
  readonly allocations?: readonly MatchingAllocation[];
}

/** The situation of the matching tests, with what Coupa found on it. */
export function compare({ failures = [], invoice: change = {}, match: input = {}, allocations }: Told) {
  const told = invoice({ status: 'pending_receipt', failedTolerances: failures, ...change });
  const whole = situation({ ...input, invoice: told });
  const match = matchInvoice(whole);
  const verdict = coupaVerdict({
    invoice: told,
    match,
    receipts: whole.receipts,
    ...(allocations === undefined ? {} : { allocations }),
  });
  return { match, verdict };
}

export const told = (input: Told) =>
  compare(input).verdict.comparisons.map(({ kind, line, code, doubt }) => [kind, line, code, doubt]);
export const first = (input: Told) => compare(input).verdict.comparisons[0];

export const TOO_DEAR = { invoice: { lines: [invoiceLine({ price: '13.50' })] } };
export const NOTHING_RECEIVED = { match: { receipts: [] } };
