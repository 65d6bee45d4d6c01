import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import type { AuditEntry, AuditPage, AuditVerdict } from './contract.ts';
import { pathWith, request } from './request.ts';

export interface AuditFilter {
  readonly search?: string;
  readonly what?: string;
  readonly who?: string;
  readonly invoice?: string;
  readonly from?: string;
  readonly to?: string;
}

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<AuditPage>(
        'GET',
        pathWith('/api/audit', { ...filter, limit: 100, cursor: pageParam }),
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

export function auditEntryQuery(seq: string) {
  return queryOptions({
    queryKey: ['audit', 'entry', seq],
    queryFn: ({ signal }) =>
      request<AuditEntry>('GET', `/api/audit/${encodeURIComponent(seq)}`, undefined, signal),
  });
}

export function useVerifyAudit() {
  return useMutation({ mutationFn: () => request<AuditVerdict>('POST', '/api/audit/verify', {}) });
}

/** Where the evidence file is downloaded; the session's cookie goes along. */
export function exportAddress(invoice?: string): string {
  return pathWith('/api/audit/export', { invoice });
}
