import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page, TaskRow } from './contract.ts';
import { pathWith, request } from './request.ts';

export function useTasks(state: 'open' | 'closed') {
  return useQuery({
    queryKey: ['tasks', state],
    queryFn: ({ signal }) =>
      request<Page<TaskRow>>('GET', pathWith('/api/tasks', { state, limit: 200 }), undefined, signal),
  });
}

export function useDismissTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      request<unknown>('POST', `/api/tasks/${encodeURIComponent(id)}/dismiss`, { reason }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['tasks'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['invoices'] }),
      ]),
  });
}
