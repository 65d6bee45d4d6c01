import { readMatchingAllocations } from '#coupa/client/read/matching-allocations.ts';
import type { CoupaReader } from '#coupa/client/read/reader.ts';
import { parseMatchingAllocation } from '#coupa/convert/matching-allocation.ts';
import { UNKNOWN_MOMENT } from '#coupa/convert/unknown-moment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations, MatchingAllocation } from '#domain/records/matching-allocation.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import {
  ALLOCATIONS,
  type DueAllocations,
  dueAllocations,
  needsAllocations,
  noteAllocations,
  settleAllocations,
} from './allocation-due.queries.ts';
import { databaseTime, type Polled } from './poll-resource.ts';
import { invoicesOf } from './sources.queries.ts';
import { takeIn } from './take-in.ts';

export interface AllocationDeps {
  readonly db: Database;
  readonly reader: CoupaReader;
  readonly signal?: AbortSignal;
}

/** What one look at the allocations brought. */
export interface AllocationLook extends Polled {
  /** Why Coupa refused; told once, since asking again would change nothing. */
  readonly refusal?: PurserError;
}

/** One list a turn, whose address stays short; what is left waits for the next turn. */
const INVOICES_AT_ONCE = 50;

/**
 * Reads what Coupa has set against receipts, for some of the invoices that need it. A tenant without the right, or
 * without the list, says so once; everything goes on without.
 *
 * @returns undefined when nothing is due.
 * @throws PurserError any retryable code of the client; what is due stays due.
 */
export async function readDueAllocations(
  connectionId: string,
  deps: AllocationDeps,
): Promise<AllocationLook | undefined> {
  const { db } = deps;
  const due = await db.inConnection(connectionId, (tx) => dueAllocations(tx, connectionId, INVOICES_AT_ONCE));
  if (due.length === 0) return undefined;
  const invoices = await thatNeedThem(connectionId, due, db);
  const readAt = await databaseTime(db);
  try {
    const { asked, found } = await readAsManyAsFit(invoices, deps);
    const left = new Set(invoices.filter((one) => !asked.includes(one)).map(({ id }) => id));
    const batch = { resource: ALLOCATIONS, good: found, bad: [], readAt };
    const applied = await takeIn(db, connectionId, batch, async (tx) => {
      await settleAllocations(
        tx,
        connectionId,
        due.filter(({ invoiceId }) => !left.has(invoiceId)),
      );
      await noteAllocations(tx, connectionId, null);
    });
    return { read: found.length, changed: applied.changed.length };
  } catch (thrown) {
    if (!(thrown instanceof PurserError) || thrown.retryable) throw thrown;
    await db.inConnection(connectionId, async (tx) => {
      await settleAllocations(tx, connectionId, due);
      await noteAllocations(tx, connectionId, describeError(thrown));
    });
    return { read: 0, changed: 0, refusal: thrown };
  }
}

/** Those that are still there and still need it: what was resolved meanwhile is asked for no more. */
async function thatNeedThem(
  connectionId: string,
  due: readonly DueAllocations[],
  db: Database,
): Promise<readonly Invoice[]> {
  const ids = due.map(({ invoiceId }) => invoiceId);
  const found = await db.inConnection(connectionId, (tx) => invoicesOf(tx, connectionId, ids));
  return found.map(({ versioned }) => versioned.record).filter(needsAllocations);
}

interface Answer {
  readonly asked: readonly Invoice[];
  readonly found: readonly InvoiceAllocations[];
}

/**
 * Asks for all of these invoices; where that is more than one answer may hold, for half as many. An invoice that alone
 * has more is left without: a part of its allocations would be false evidence.
 */
async function readAsManyAsFit(invoices: readonly Invoice[], deps: AllocationDeps): Promise<Answer> {
  if (invoices.length === 0) return { asked: [], found: [] };
  const json = await readMatchingAllocations(
    deps.reader,
    invoices.map(({ id }) => id),
    { priority: 'poll', ...(deps.signal === undefined ? {} : { signal: deps.signal }) },
  );
  if (json !== undefined) {
    const all = json.map((one) => parseMatchingAllocation(one, 'matching allocation'));
    return { asked: invoices, found: invoices.map((one) => ofInvoice(one, all)) };
  }
  if (invoices.length === 1) return { asked: invoices, found: [] };
  return readAsManyAsFit(invoices.slice(0, Math.ceil(invoices.length / 2)), deps);
}

/** An invoice without any is kept too: that Coupa has set no receipt against it is worth knowing. */
function ofInvoice(invoice: Invoice, all: readonly MatchingAllocation[]): InvoiceAllocations {
  const lines = new Set(invoice.lines.map(({ id }) => id));
  const allocations = all.filter(({ invoiceLineId }) => lines.has(invoiceLineId));
  const updatedAt = allocations.reduce(
    (latest, one) => (one.updatedAt > latest ? one.updatedAt : latest),
    UNKNOWN_MOMENT,
  );
  return { id: invoice.id, updatedAt, allocations };
}
