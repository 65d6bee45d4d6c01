import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConnectionStatus, PolicyDocument, PolicyVersion, Settings } from './contract.ts';
import { request } from './request.ts';

export function useSettings() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => request<Settings>('GET', '/api/settings', undefined, signal),
  });
}

export function usePolicyHistory() {
  return useQuery({
    queryKey: ['settings', 'history'],
    queryFn: ({ signal }) =>
      request<{ rows: readonly PolicyVersion[] }>('GET', '/api/policy/history', undefined, signal),
  });
}

export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { document: PolicyDocument; expectedVersion: number; note?: string }) =>
      request<{ version: number; changes: readonly string[] }>('PUT', '/api/policy', input),
    onSettled: () => {
      // Not waited for: the form has to know which version is its own before it sees it come back.
      void Promise.all([
        client.invalidateQueries({ queryKey: ['settings'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['approvals', 'detail'] }),
      ]);
    },
  });
}

/** Stops or resumes every write to Coupa. */
export function useSetWriting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stop, reason }: { stop: boolean; reason: string }) =>
      request<unknown>('POST', stop ? '/api/writing/stop' : '/api/writing/resume', { reason }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['settings'] }),
      ]),
  });
}

export function useConnection() {
  return useQuery({
    queryKey: ['connection'],
    queryFn: ({ signal }) => request<ConnectionStatus>('GET', '/api/connection', undefined, signal),
    refetchInterval: 15_000,
  });
}

export function useRetryParked() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<unknown>('POST', `/api/parked/${encodeURIComponent(id)}/retry`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['connection'] }),
  });
}
