import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ChangedRun, Page, WhatIf, WhatIfRow } from './contract.ts';
import { pathWith, request } from './request.ts';

const WATCH_EVERY_MS = 700;

export interface WhatIfQuestion {
  readonly agent: string;
  /** The agent's settings or a tolerance policy; left out: the settings in force. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly from?: string;
  readonly to?: string;
  readonly which: 'newest' | 'all';
}

export function useStartWhatIf() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (question: WhatIfQuestion) => request<{ id: string }>('POST', '/api/what-ifs', question),
    onSettled: () => client.invalidateQueries({ queryKey: ['what-ifs', 'list'] }),
  });
}

export function useCancelWhatIf() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<WhatIf>('POST', `/api/what-ifs/${encodeURIComponent(id)}/cancel`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['what-ifs'] }),
  });
}

/** One what-if; while it is answered it is asked again and again. */
export function whatIfQuery(id: string) {
  return queryOptions({
    queryKey: ['what-ifs', 'detail', id],
    queryFn: ({ signal }) =>
      request<WhatIf>('GET', `/api/what-ifs/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? WATCH_EVERY_MS : false),
  });
}

export function useWhatIfs(agent: string) {
  return useQuery({
    queryKey: ['what-ifs', 'list', agent],
    queryFn: ({ signal }) =>
      request<Page<WhatIfRow>>('GET', pathWith('/api/what-ifs', { agent }), undefined, signal),
  });
}

export interface ChangeFilter {
  readonly effect?: ChangedRun['effect'];
  readonly stance?: 'against' | 'as_wished';
}

/** The runs that change. Asked anew when the what-if has ended, since more may have been found. */
export function changesQuery(id: string, filter: ChangeFilter, isOver: boolean) {
  return infiniteQueryOptions({
    queryKey: ['what-ifs', 'changes', id, filter, isOver],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ChangedRun>>(
        'GET',
        pathWith(`/api/what-ifs/${encodeURIComponent(id)}/changes`, {
          ...filter,
          limit: 50,
          cursor: pageParam,
        }),
        undefined,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}
