import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from './contract.ts';
import { pathWith, request } from './request.ts';

/** Something that a match found out about a supplier on one invoice, and what people said to it. */
export interface LearnableRow {
  readonly id: string;
  readonly words: string;
  /** What confirming it changes, as a sentence. */
  readonly consequence: string;
  readonly proof: string;
  readonly state: 'offered' | 'confirmed' | 'rejected';
  readonly by: string | null;
  readonly at: string | null;
}

/** Something that people have said about a supplier, on whichever invoice. */
export interface MemoryRow {
  readonly id: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly kind: 'conversion' | 'cross_reference' | 'order_number_form';
  readonly words: string;
  readonly consequence: string;
  readonly proof: string;
  readonly state: 'confirmed' | 'rejected';
  readonly confirmed: number;
  readonly rejected: number;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly at: string;
  readonly by: string;
}

export interface MemoryFilter {
  readonly search?: string;
  readonly supplier?: string;
  readonly state?: 'confirmed' | 'rejected';
}

const PAGE_ROWS = 100;

/** Below the invoice's own key, so that whatever makes the invoice doubtful makes this doubtful too. */
export function learnableQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoices', 'detail', invoiceId, 'learnable'],
    queryFn: ({ signal }) =>
      request<Page<LearnableRow>>(
        'GET',
        `/api/invoices/${encodeURIComponent(invoiceId)}/learnable`,
        undefined,
        signal,
      ),
  });
}

export function memoryQuery(filter: MemoryFilter) {
  return infiniteQueryOptions({
    queryKey: ['memory', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<MemoryRow>>(
        'GET',
        pathWith('/api/memory', { ...filter, limit: PAGE_ROWS, cursor: pageParam }),
        undefined,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** Where the same is downloaded as a table; the session's cookie goes along. */
export function memoryExportAddress(filter: MemoryFilter): string {
  return pathWith('/api/memory/export', { ...filter });
}

interface Answered {
  readonly words: string;
  /** Open invoices of the supplier that are compared again. */
  readonly woken: number;
}

/** Says yes or no to what an invoice taught. */
export function useAnswerLearnable(invoiceId: string) {
  const settled = useRefresh();
  return useMutation({
    mutationFn: ({ fact, answer }: { fact: string; answer: 'confirm' | 'reject' }) =>
      request<Answered>(
        'POST',
        `/api/invoices/${encodeURIComponent(invoiceId)}/learnable/${encodeURIComponent(fact)}/${answer}`,
        {},
      ),
    onSettled: settled,
  });
}

/** Takes an answer back. */
export function useWithdrawMemory() {
  const settled = useRefresh();
  return useMutation({
    mutationFn: ({ fact }: { fact: string }) =>
      request<Answered>('POST', `/api/memory/${encodeURIComponent(fact)}/withdraw`, {}),
    onSettled: settled,
  });
}

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['memory'] }),
      client.invalidateQueries({ queryKey: ['invoices', 'detail'] }),
    ]);
}
