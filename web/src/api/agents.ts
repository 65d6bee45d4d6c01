import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import type { AgentRow, RunDetail, RunPage } from './contract.ts';
import { pathWith, request } from './request.ts';

/** The agents there are, with their settings in force. */
export function useAgents(isAllowed = true) {
  return useQuery({
    // Under the settings' key: a new version of the policy makes these old too.
    queryKey: ['settings', 'agents'],
    queryFn: ({ signal }) => request<{ rows: readonly AgentRow[] }>('GET', '/api/agents', undefined, signal),
    enabled: isAllowed,
    staleTime: 30_000,
  });
}

export interface RunFilter {
  readonly search?: string;
  readonly verdict?: string;
  readonly cause?: string;
  readonly ruling?: string;
  readonly from?: string;
  readonly to?: string;
}

export function runsQuery(agent: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ['runs', 'list', agent, filter],
    queryFn: ({ pageParam, signal }) =>
      request<RunPage>(
        'GET',
        pathWith('/api/runs', { agent, ...filter, limit: 100, cursor: pageParam }),
        undefined,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    gcTime: 60_000,
    // Coming back to the window must not move rows.
    refetchOnWindowFocus: false,
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: ['runs', 'detail', id],
    queryFn: ({ signal }) =>
      request<RunDetail>('GET', `/api/runs/${encodeURIComponent(id)}`, undefined, signal),
  });
}
