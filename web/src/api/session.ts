import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from './contract.ts';
import { request } from './request.ts';

const KEY = ['session'];

export const sessionQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => request<Session>('GET', '/api/session', undefined, signal),
  staleTime: 5 * 60_000,
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** Whether the person who is signed in holds a permission. The server checks again; this only hides what would be refused. */
export function useMay(permission: string): boolean {
  return useSession().data?.person?.permissions.includes(permission) === true;
}

function useSessionChange<Input>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => request<Session>('POST', path, input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useSetup() {
  return useSessionChange<{ name: string; email: string; password: string }>('/api/setup');
}

export function useSignIn() {
  return useSessionChange<{ email: string; password: string; code?: string }>('/api/sign-in');
}

/** Forgets everything that was loaded: the next person at this browser must not see it. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (everywhere: boolean) =>
      request<unknown>('POST', '/api/sign-out', everywhere ? { everywhere } : {}),
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
      await client.invalidateQueries({ queryKey: KEY });
    },
  });
}

export function useStartSecondFactor() {
  return useMutation({
    mutationFn: () => request<{ secret: string; otpauthUrl: string }>('POST', '/api/second-factor/start', {}),
  });
}

export function useConfirmSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { code: string }) =>
      request<{ backupCodes: readonly string[] }>('POST', '/api/second-factor/confirm', input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDisableSecondFactor() {
  return useSessionChange<{ password: string }>('/api/second-factor/disable');
}
