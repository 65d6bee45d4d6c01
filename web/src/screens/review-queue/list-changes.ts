import type { ApprovalRow } from '../../api/contract.ts';

export interface ListChanges {
  /** The rows shown, in their places, with what is known of them now. */
  readonly rows: readonly ApprovalRow[];
  /** Rows the server has that are not shown. They enter when the person asks. */
  readonly news: number;
  /** Rows shown that left the list since: decided or replaced elsewhere. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Compares the list as loaded with its first page as it is now. Nothing moves: rows are updated in their place.
 * @param peek undefined before the first look; its rows are the beginning of the list in the same order.
 */
export function compareLists(
  shown: readonly ApprovalRow[],
  peek: { readonly rows: readonly ApprovalRow[]; readonly next: string | null } | undefined,
): ListChanges {
  if (peek === undefined) return { rows: shown, news: 0, gone: new Set() };
  const now = new Map(peek.rows.map((row) => [row.id, row]));
  const ids = new Set(shown.map(({ id }) => id));
  // Behind the last row that both know, the peek says nothing: its page may simply have ended.
  const lastKnown = shown.findLastIndex(({ id }) => now.has(id));
  const reaches = peek.next === null ? shown.length - 1 : lastKnown;
  const gone = new Set(shown.flatMap(({ id }, index) => (index <= reaches && !now.has(id) ? [id] : [])));
  const lastShared = peek.rows.findLastIndex(({ id }) => ids.has(id));
  const news = peek.rows.filter(
    ({ id }, index) => !ids.has(id) && (index <= lastShared || peek.next === null),
  ).length;
  return { rows: shown.map((row) => now.get(row.id) ?? row), news, gone };
}
