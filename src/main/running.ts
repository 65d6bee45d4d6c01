import type { Registry } from 'prom-client';
import type { CoupaFor } from '#connections/coupa-for.ts';
import type { KeyRing } from '#connections/secret-box.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/log.ts';
import type { Database } from '#store/database.ts';
import type { Config } from './config.ts';

/** Something that was started and can be stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** What every part of a process is built from. */
export interface Parts {
  readonly config: Config;
  readonly db: Database;
  readonly ownerUrl: string;
  readonly ring: KeyRing;
  readonly log: Log;
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly agents: readonly AnyAgent[];
  readonly processId: string;
  readonly version: string;
  /** Folder of the checkout. */
  readonly root: string;
}

export interface ConnectedParts extends Parts {
  readonly coupaFor: CoupaFor;
}
