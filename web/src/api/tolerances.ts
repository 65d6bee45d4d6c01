import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  ToleranceCheck,
  ToleranceDocument,
  ToleranceEffect,
  Tolerances,
  ToleranceVersion,
} from './contract.ts';
import { pathWith, request } from './request.ts';

const at = (agentId: string) => `/api/agents/${encodeURIComponent(agentId)}/tolerances`;

/** The days that "last month" means. */
export const EFFECT_DAYS = 30;

export function useTolerances(agentId: string) {
  return useQuery({
    queryKey: ['tolerances', agentId, 'in-force'],
    queryFn: ({ signal }) => request<Tolerances>('GET', at(agentId), undefined, signal),
    // What is being edited must not be read again under the fingers.
    refetchOnWindowFocus: false,
  });
}

/** What each rule in force made of the last month; deciding a thousand invoices again takes a moment. */
export function useToleranceEffect(agentId: string) {
  return useQuery({
    queryKey: ['tolerances', agentId, 'effect'],
    queryFn: ({ signal }) =>
      request<ToleranceEffect>(
        'GET',
        pathWith(`${at(agentId)}/effect`, { days: EFFECT_DAYS }),
        undefined,
        signal,
      ),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
}

/** The same for a draft; asked when somebody reviews it. */
export function useTriedTolerances(agentId: string, document: ToleranceDocument) {
  return useQuery({
    queryKey: ['tolerances', agentId, 'try', document],
    queryFn: ({ signal }) =>
      request<ToleranceEffect>('POST', `${at(agentId)}/try`, { document, days: EFFECT_DAYS }, signal),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
}

/** What is wrong with a draft, in the server's words, or what it would change. */
export function useToleranceCheck(agentId: string, document: ToleranceDocument | undefined) {
  return useQuery({
    queryKey: ['tolerances', agentId, 'check', document],
    queryFn: ({ signal }) => request<ToleranceCheck>('POST', `${at(agentId)}/check`, { document }, signal),
    enabled: document !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useToleranceVersions(agentId: string) {
  return useQuery({
    queryKey: ['tolerances', agentId, 'versions'],
    queryFn: ({ signal }) =>
      request<{ rows: readonly ToleranceVersion[] }>('GET', `${at(agentId)}/versions`, undefined, signal),
  });
}

/** The tolerances of an earlier version, to go back to. */
export function readToleranceVersion(agentId: string, version: number): Promise<Tolerances> {
  return request<Tolerances>('GET', pathWith(at(agentId), { version }));
}

/** Where a version is downloaded, exactly as the command line takes it. */
export function toleranceExportAddress(agentId: string, version: number): string {
  return pathWith(`${at(agentId)}/export`, { version });
}

export function useSaveTolerances(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { document: ToleranceDocument; expectedVersion: number; reason: string }) =>
      request<{ version: number; id: string; changes: readonly string[] }>('PUT', at(agentId), input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['tolerances', agentId] }),
        client.invalidateQueries({ queryKey: ['settings'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
      ]),
  });
}

/** Suppliers whose name holds the text, for rules about them. */
export function useSuppliers(search: string) {
  return useQuery({
    queryKey: ['suppliers', search],
    queryFn: ({ signal }) =>
      request<{ rows: readonly { readonly id: string; readonly name: string }[] }>(
        'GET',
        pathWith('/api/suppliers', { search, limit: 200 }),
        undefined,
        signal,
      ),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
}
