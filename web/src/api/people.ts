import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiToken, PersonRow, Role } from './contract.ts';
import { pathWith, request } from './request.ts';

export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => request<{ rows: readonly PersonRow[] }>('GET', '/api/people', undefined, signal),
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => {
      return request<readonly Role[]>('GET', '/api/roles', undefined, signal);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The active people whose roles let them decide. Whoever may assign may also see people. */
export function useAssignees() {
  const people = usePeople();
  const roles = useRoles();
  const deciding = (roles.data ?? [])
    .filter((role) => role.permissions.some(({ id }) => id === 'approvals.decide'))
    .map(({ id }) => id);
  return {
    rows: (people.data?.rows ?? []).filter(
      (person) => person.active && person.roles.some((id) => deciding.includes(id)),
    ),
    isPending: people.isPending || roles.isPending,
    error: people.error ?? roles.error,
  };
}

export function useAddPerson() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; email: string; password: string; roles: readonly string[] }) =>
      request<unknown>('POST', '/api/people', input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  });
}

export function useChangePerson() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      ...change
    }: {
      id: string;
      roles?: readonly string[];
      active?: boolean;
      coupaUserId?: string | null;
    }) => request<unknown>('PUT', `/api/people/${encodeURIComponent(id)}`, change),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['people'] }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
}

export function coupaUsersQuery(search: string) {
  return queryOptions({
    queryKey: ['coupa-users', search],
    queryFn: ({ signal }) =>
      request<{ rows: readonly { id: string; login: string; name: string }[] }>(
        'GET',
        pathWith('/api/coupa-users', { search }),
        undefined,
        signal,
      ),
    staleTime: 60_000,
  });
}

export function useTokens() {
  return useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => request<{ rows: readonly ApiToken[] }>('GET', '/api/tokens', undefined, signal),
  });
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; permissions: readonly string[]; days: number }) =>
      request<{ token: string; row: ApiToken }>('POST', '/api/tokens', input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export function useDeleteToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<unknown>('DELETE', `/api/tokens/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export function useChangeOwnPassword() {
  return useMutation({
    mutationFn: (input: { current: string; password: string }) =>
      request<unknown>('PUT', '/api/password', input),
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: ({ id, password }: { id: string; password: string }) =>
      request<unknown>('PUT', `/api/people/${encodeURIComponent(id)}/password`, { password }),
  });
}
