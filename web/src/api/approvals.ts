import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ApprovalDetail, ApprovalList, BulkProgress, DecisionAnswer } from './contract.ts';
import { pathWith, request } from './request.ts';

/** Rows a page of the list holds, and the most that one bulk decision may name. */
export const PAGE_ROWS = 100;
export const BULK_MAX = 200;

export interface ApprovalFilter {
  readonly state?: 'open' | 'decided' | 'all';
  readonly cause?: string;
  readonly supplier?: string;
  readonly entity?: string;
  readonly assignee?: string;
  readonly currency?: string;
  readonly min?: string;
  readonly max?: string;
  readonly search?: string;
  readonly sort?: 'clock' | 'risk' | 'cause' | 'age';
}

function fetchPage(filter: ApprovalFilter, limit: number, cursor: string | null, signal?: AbortSignal) {
  return request<ApprovalList>(
    'GET',
    pathWith('/api/approvals', { ...filter, limit, cursor }),
    undefined,
    signal,
  );
}

/** The list does not refetch by itself: nothing may move under the pointer. New rows are announced by `peekQuery`. */
export function approvalsQuery(filter: ApprovalFilter) {
  return infiniteQueryOptions({
    queryKey: ['approvals', 'list', filter],
    queryFn: ({ pageParam, signal }) => fetchPage(filter, PAGE_ROWS, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The first page as it is now, to say what changed since the list was loaded. */
export function peekQuery(filter: ApprovalFilter) {
  return queryOptions({
    queryKey: ['approvals', 'peek', filter],
    queryFn: ({ signal }) => fetchPage(filter, PAGE_ROWS, null, signal),
    staleTime: 5_000,
  });
}

/** Every row of one cause under the present filter, as many as one bulk decision takes. */
export function fetchSameCause(filter: ApprovalFilter, cause: string): Promise<ApprovalList> {
  return fetchPage({ ...filter, cause }, BULK_MAX, null);
}

export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: ['approvals', 'detail', id],
    queryFn: ({ signal }) =>
      request<ApprovalDetail>('GET', `/api/approvals/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: 10_000,
  });
}

/**
 * Takes rows that the server has settled out of every list of open rows that is loaded. Their time of loading stays:
 * what was looked at since is still newer.
 */
export function dropFromLists(client: QueryClient, ids: readonly string[]): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['approvals', 'list'] })) {
    const filter = query.queryKey[2] as ApprovalFilter;
    if (filter.state !== undefined && filter.state !== 'open') continue;
    client.setQueryData<InfiniteData<ApprovalList>>(
      query.queryKey,
      (data) => data && withoutRows(data, ids),
      {
        updatedAt: query.state.dataUpdatedAt,
      },
    );
  }
}

/** The pages without some rows, and with the total that is then left. */
export function withoutRows(
  data: InfiniteData<ApprovalList>,
  ids: readonly string[],
): InfiniteData<ApprovalList> {
  const had = data.pages.reduce((sum, page) => sum + page.rows.length, 0);
  const pages = data.pages.map((page) => ({
    ...page,
    rows: page.rows.filter(({ id }) => !ids.includes(id)),
  }));
  const left = pages.reduce((sum, page) => sum + page.rows.length, 0);
  return {
    ...data,
    pages: pages.map((page) =>
      page.total === undefined ? page : { ...page, total: page.total - (had - left) },
    ),
  };
}

export interface DecisionInput {
  readonly id: string;
  readonly decision: 'approve' | 'reject';
  readonly reason?: string;
}

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: DecisionInput) =>
      request<DecisionAnswer>('POST', `/api/approvals/${encodeURIComponent(id)}/decision`, body),
    onSuccess: (_answer, { id }) => dropFromLists(client, [id]),
    onSettled: async (_answer, _error, { id }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['approvals', 'detail', id] }),
        client.invalidateQueries({ queryKey: ['approvals', 'peek'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['invoices'] }),
      ]);
    },
  });
}

export function useAssign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, personId }: { id: string; personId: string | null }) =>
      request<unknown>('POST', `/api/approvals/${encodeURIComponent(id)}/assignee`, { personId }),
    onSettled: async (_answer, _error, { id }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['approvals', 'detail', id] }),
        client.invalidateQueries({ queryKey: ['approvals', 'peek'] }),
        client.invalidateQueries({ queryKey: ['invoices'] }),
      ]);
    },
  });
}

export function useStartBulk() {
  return useMutation({
    mutationFn: (input: { ids: readonly string[]; decision: 'approve' | 'reject'; reason?: string }) =>
      request<{ jobId: string }>('POST', '/api/approvals/bulk', input),
  });
}

/** True while a bulk job still has rows before it. */
export function isRunning(progress: BulkProgress): boolean {
  return progress.state === 'running';
}

export function useBulkProgress(jobId: string | null) {
  return useQuery({
    queryKey: ['bulk', jobId],
    queryFn: ({ signal }) =>
      request<BulkProgress>('GET', `/api/bulk/${encodeURIComponent(jobId ?? '')}`, undefined, signal),
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (state.data !== undefined && !isRunning(state.data) ? false : 500),
  });
}
