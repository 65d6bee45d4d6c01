import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from './request.ts';

export interface CheckStep {
  readonly step: string;
  readonly title: string;
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
}

export interface ConnectionCheck {
  readonly isUsable: boolean;
  readonly steps: readonly CheckStep[];
  readonly scopes: readonly {
    readonly scope: string;
    readonly granted: boolean | null;
    readonly unlocks: string;
  }[];
}

export interface CoupaClientInput {
  readonly coupaUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ReadHour {
  readonly hour: string;
  readonly resource: string;
  readonly looks: number;
  readonly records: number;
  readonly changed: number;
  readonly failures: number;
  readonly lastError: { readonly code: string; readonly message: string } | null;
}

/** Tries out what was typed, or what is kept; nothing changes by it. */
export function useCheckConnection() {
  return useMutation({
    mutationFn: (input: Partial<CoupaClientInput>) =>
      request<ConnectionCheck>('POST', '/api/connection/check', input),
  });
}

export function useAddConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CoupaClientInput & { name: string; timeZone?: string }) =>
      request<{ id: string; check: ConnectionCheck }>('POST', '/api/connections', input),
    onSettled: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
}

export function useChangeConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (
      input: Partial<CoupaClientInput> & {
        name?: string;
        timeZone?: string;
        state?: 'active' | 'paused';
        refreshScopes?: boolean;
      },
    ) => request<{ scopes: readonly string[] | null }>('PUT', '/api/connection', input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['connection'] }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
}

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => request<unknown>('POST', '/api/connection/disconnect', { name }),
    onSettled: () => client.invalidateQueries({ queryKey: ['connection'] }),
  });
}

export function useReadNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<{ askedAt: string }>('POST', '/api/connection/read-now', {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['connection'] }),
  });
}

export function useReadHours(hours: number) {
  return useQuery({
    queryKey: ['connection', 'hours', hours],
    queryFn: ({ signal }) =>
      request<{ rows: readonly ReadHour[] }>(
        'GET',
        `/api/connection/hours?hours=${hours}`,
        undefined,
        signal,
      ),
    refetchInterval: 60_000,
  });
}
