import type { ExactJson } from '#kernel/exact-json.ts';
import { FROM_THE_FIRST, type PageCursor } from './page-cursor.ts';
import type { CoupaReader, RecordRequest } from './reader.ts';

/** Two thousand rows: far more than the lines of a page of invoices have receipts. */
const PAGES_MAX = 40;
const ID = /^\d{1,20}$/;

/**
 * What Coupa has set against receipts on the lines of these invoices, unchecked, in the order of ids. The list can be
 * asked for by invoice or by line only, and is small; so it is read whole, without the `fields` that other lists take.
 * @returns undefined when there are more than two thousand rows: a part of them would be false evidence.
 * @throws PurserError any of the client's codes; `coupa_forbidden` or `coupa_not_found` where a tenant does not offer it.
 * @see Coupa Compass, Integration Technical Documentation, "Matching Allocations API" (read 2026-04-09)
 */
export async function readMatchingAllocations(
  reader: CoupaReader,
  invoiceIds: readonly string[],
  options: Pick<RecordRequest, 'priority' | 'signal'>,
): Promise<readonly ExactJson[] | undefined> {
  const wanted = invoiceIds.filter((id) => ID.test(id));
  const records: ExactJson[] = [];
  let cursor: PageCursor = FROM_THE_FIRST;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await reader.listPage({
      resource: 'matching_allocations',
      query: { 'invoice_line[invoice_header_id][in]': wanted.join(',') },
      cursor,
      ...options,
    });
    records.push(...page.records);
    // One that cannot be read at all must not pass for one that is not there.
    const [broken] = page.unreadable;
    if (broken !== undefined) throw broken.error;
    if (page.isLast) return records;
    cursor = page.next;
  }
  return undefined;
}
