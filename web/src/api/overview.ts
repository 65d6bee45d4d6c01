import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Overview } from './contract.ts';
import { request } from './request.ts';
import { useMay } from './session.ts';

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => request<Overview>('GET', '/api/overview', undefined, signal),
  // Also feeds the rail, the banner and the age of the data, so it is kept fresh even without a hint.
  refetchInterval: 30_000,
});

/** Only those who may see the queue can see the overview; for others it stays pending. */
export function useOverview() {
  const mayRead = useMay('approvals.read');
  return useQuery({ ...overviewQuery, enabled: mayRead });
}
