import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { type ApprovalFilter, approvalsQuery, dropFromLists, peekQuery } from '../../api/approvals.ts';
import type { ApprovalList, ApprovalRow } from '../../api/contract.ts';
import { compareLists } from './list-changes.ts';

export interface Queue {
  readonly rows: readonly ApprovalRow[];
  /** Rows under the filter in all, loaded or not. */
  readonly total: number;
  readonly counts: ApprovalList['counts'] | undefined;
  readonly news: number;
  readonly gone: ReadonlySet<string>;
  readonly isPending: boolean;
  readonly isFailed: boolean;
  /** Rows are shown though asking again failed. */
  readonly isStale: boolean;
  readonly error: unknown;
  readonly since: number;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
  /** Loads the list anew: new rows enter, gone ones leave. */
  refresh(): void;
  /** Takes rows out that the server has settled. */
  leave(ids: readonly string[]): void;
}

/** The list under a filter, with what changed on the server since it was loaded. */
export function useQueue(filter: ApprovalFilter): Queue {
  const client = useQueryClient();
  const options = approvalsQuery(filter);
  const list = useInfiniteQuery(options);
  const peek = useQuery({ ...peekQuery(filter), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  // A look from before the list was loaded is older than the list.
  const fresh = peek.dataUpdatedAt >= list.dataUpdatedAt ? peek.data : undefined;
  const changes = useMemo(() => compareLists(loaded, fresh), [loaded, fresh]);
  const latest = fresh ?? list.data?.pages[0];

  const key = JSON.stringify(options.queryKey);
  const leave = useCallback((ids: readonly string[]) => dropFromLists(client, ids), [client]);
  const refresh = useCallback(() => {
    client
      .resetQueries({ queryKey: JSON.parse(key), exact: true })
      .then(() => client.invalidateQueries({ queryKey: ['approvals', 'peek'] }))
      .catch(() => undefined); // The queries show their own failures.
  }, [client, key]);

  return {
    rows: changes.rows,
    total: latest?.total ?? changes.rows.length,
    counts: latest?.counts,
    news: changes.news,
    gone: changes.gone,
    isPending: list.isPending,
    isFailed: list.isError && list.data === undefined,
    isStale: list.data !== undefined && (peek.isError || list.isError),
    error: list.error ?? peek.error,
    since: Math.max(list.dataUpdatedAt, peek.dataUpdatedAt),
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => void list.fetchNextPage(),
    refresh,
    leave,
  };
}
