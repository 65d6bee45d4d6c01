import type { Registry } from 'prom-client';
import type { Log } from '#kernel/log.ts';
import type { AnyOperation, RecordEntry } from '#operation/operation.ts';
import type { Database } from '#store/database.ts';
import type { PeoplePort } from './people-port.ts';

/** A hint to screens that something changed and what to read again; never the thing itself. */
export interface ScreenEvent {
  readonly kind: 'approvals' | 'commands' | 'overview' | 'invoice';
  readonly id?: string;
}

/** Something readiness depends on. Resolves with undefined when all is well, else with one sentence for operators. */
export type Probe = () => Promise<string | undefined>;

export interface Callout {
  readonly connectionId: string;
  readonly doorId: string;
  /** Lower-case names; a header sent twice is joined as Node joins it. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Buffer;
}

/** Everything the HTTP door is handed. It owns no rule and reads no environment. */
export interface HttpDeps {
  readonly operations: readonly AnyOperation[];
  readonly people: PeoplePort;
  readonly db: Database;
  readonly now: () => Date;
  readonly recordEntry: RecordEntry;
  readonly log: Log;
  readonly version: string;
  /** Folder of the built web UI. */
  readonly webDir: string;
  readonly probes: Readonly<Record<string, Probe>>;
  /** Where all rooms register their metrics; this door adds its own. */
  readonly metrics: Registry;
  /** Calls back for each hint about the connection until the returned function is called. */
  readonly subscribe: (connectionId: string, onEvent: (event: ScreenEvent) => void) => () => void;
  readonly receiveCallout: (callout: Callout) => Promise<{ status: number; body?: unknown }>;
  /** Addresses or networks of proxies that may say whose address a request is from, and that it came by https. */
  readonly trustedProxies?: readonly string[];
}
