import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InvoiceDetail, InvoiceRow, Page } from './contract.ts';
import { pathWith, request } from './request.ts';

export interface InvoiceFilter {
  readonly search?: string;
  readonly status?: string;
  readonly supplier?: string;
  readonly entity?: string;
  readonly currency?: string;
  readonly sort?: 'updated' | 'due' | 'amount';
}

const PAGE_ROWS = 100;
const WATCH_EVERY_MS = 2000;
const UNDER_WAY: readonly string[] = ['queued', 'sending', 'done'];

export function invoicesQuery(filter: InvoiceFilter) {
  return infiniteQueryOptions({
    queryKey: ['invoices', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<InvoiceRow>>(
        'GET',
        pathWith('/api/invoices', { ...filter, limit: PAGE_ROWS, cursor: pageParam }),
        undefined,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 30_000,
    gcTime: 60_000,
    // Coming back to the window must not move rows.
    refetchOnWindowFocus: false,
  });
}

export function invoiceQuery(id: string) {
  return queryOptions({
    queryKey: ['invoices', 'detail', id],
    queryFn: ({ signal }) =>
      request<InvoiceDetail>('GET', `/api/invoices/${encodeURIComponent(id)}`, undefined, signal),
    // While a command is under way its next state is looked for, hint or no hint.
    refetchInterval: ({ state }) =>
      state.data?.commands.some((command) => UNDER_WAY.includes(command.state)) === true
        ? WATCH_EVERY_MS
        : false,
  });
}

/** A few invoices by number or supplier, for the command palette. */
export function findInvoicesQuery(search: string) {
  return queryOptions({
    queryKey: ['invoices', 'find', search],
    queryFn: ({ signal }) =>
      request<Page<InvoiceRow>>('GET', pathWith('/api/invoices', { search, limit: 6 }), undefined, signal),
    enabled: search.length >= 2,
    staleTime: 30_000,
  });
}
