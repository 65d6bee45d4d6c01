import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chosenConnection, pathWith } from './request.ts';

/** How long without a stream before the screens ask by themselves, and how often they then ask. */
const POLL_EVERY_MS = 15_000;
/** Hints that come faster than this are answered together. */
const GATHER_MS = 1000;

interface Hint {
  readonly kind: string;
  readonly id?: string;
}

/** Which queries a hint makes doubtful. An unknown kind is ignored: a newer server may send more. */
export function keysFor(hint: Hint): readonly (readonly string[])[] {
  switch (hint.kind) {
    case 'approvals':
      return [['approvals', 'peek'], ['approvals', 'detail'], ['invoices', 'detail'], ['tasks']];
    case 'commands':
      return [
        ['approvals', 'detail'],
        ['invoices', 'detail'],
      ];
    case 'overview':
      return [['overview'], ['tasks']];
    case 'invoice':
      return [
        ['invoices', 'detail'],
        ['approvals', 'peek'],
      ];
    default:
      return [];
  }
}

/** Reads one message of the stream; undefined when it is no hint. */
export function readHint(text: string): Hint | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { kind, id }: { kind?: unknown; id?: unknown } = value;
    if (typeof kind !== 'string') return undefined;
    return typeof id === 'string' ? { kind, id } : { kind };
  } catch {
    return undefined;
  }
}

/**
 * Keeps what is on the screen fresh: the server's stream of hints, and asking every 15 s while there is none.
 * Only queries in use are asked again.
 */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    const gathered = new Set<string>();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let source = open();

    function take(hint: Hint) {
      for (const key of keysFor(hint)) gathered.add(JSON.stringify(key));
      gathering ??= setTimeout(() => {
        gathering = undefined;
        for (const key of gathered) refresh(client, JSON.parse(key));
        gathered.clear();
      }, GATHER_MS);
    }

    function open(): EventSource {
      const stream = new EventSource(pathWith('/api/events', { connection: chosenConnection() }));
      stream.onmessage = (message) => {
        const hint = readHint(String(message.data));
        if (hint !== undefined) take(hint);
      };
      return stream;
    }

    const poll = setInterval(() => {
      if (source.readyState === EventSource.OPEN || document.hidden) return;
      for (const kind of ['approvals', 'commands', 'overview', 'invoice']) take({ kind });
      if (source.readyState === EventSource.CLOSED) source = open();
    }, POLL_EVERY_MS);

    return () => {
      clearInterval(poll);
      clearTimeout(gathering);
      source.close();
    };
  }, [client]);
}

function refresh(client: QueryClient, queryKey: readonly string[]): void {
  client.invalidateQueries({ queryKey, refetchType: 'active' }).catch(() => {
    // The query that failed shows its own failure where it is used.
  });
}
