import type { ScreenEvent } from '#doors/http/http-deps.ts';
import type { Database } from '#store/database.ts';

/** Hands NOTIFYs of the database to the screens that are open, as hints to read again. */
export interface ScreenEvents {
  subscribe(connectionId: string, onEvent: (event: ScreenEvent) => void): () => void;
  stop(): Promise<void>;
}

/** Many changes at once are one hint. */
const QUIET_MS = 300;

export async function openScreenEvents(db: Database): Promise<ScreenEvents> {
  const listeners = new Map<string, Set<(event: ScreenEvent) => void>>();
  const pending = new Map<string, NodeJS.Timeout>();
  const tell = (connectionId: string): void => {
    if (pending.has(connectionId)) return;
    pending.set(
      connectionId,
      setTimeout(() => {
        pending.delete(connectionId);
        for (const listener of listeners.get(connectionId) ?? []) {
          listener({ kind: 'approvals' });
          listener({ kind: 'overview' });
        }
      }, QUIET_MS),
    );
  };
  const stopListening = await db.listen('screen', (payload) => {
    if (payload !== '') tell(payload);
    // A lost connection may have lost hints for everybody.
    else for (const connectionId of listeners.keys()) tell(connectionId);
  });
  return {
    subscribe: (connectionId, onEvent) => {
      const set = listeners.get(connectionId) ?? new Set();
      set.add(onEvent);
      listeners.set(connectionId, set);
      return () => {
        set.delete(onEvent);
        if (set.size === 0) listeners.delete(connectionId);
      };
    },
    stop: async () => {
      for (const timer of pending.values()) clearTimeout(timer);
      await stopListening();
    },
  };
}
