import { type CoupaFor, createCoupaFor } from '#connections/coupa-for.ts';
import { createConnection } from '#connections/create-connection.ts';
import { type KeyRing, newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import type { RateLimit } from '#coupa/client/rate-limit.ts';
import { type Clock, systemClock } from '#kernel/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { TestDatabase } from './with-database.ts';

export interface MirroredSandbox {
  readonly sandbox: Sandbox;
  readonly connectionId: string;
  readonly coupaFor: CoupaFor;
  readonly ring: KeyRing;
}

/** Tests are about what is read, not how fast: no waiting for slots. */
const UNLIMITED: RateLimit = { take: async () => undefined, penalise: () => undefined };

/** A sandbox of its own and a connection to it; nothing is read yet. */
export async function connectSandbox(
  test: TestDatabase,
  connectionId: string,
  options: Omit<SandboxOptions, 'clock'> & {
    readonly rateLimitFor?: (host: string) => RateLimit;
    /** Of our client; the sandbox goes by real time. */
    readonly clock?: Clock;
    /** Puts something in between: given the sandbox's address it gives the one to connect to. */
    readonly through?: (sandboxUrl: string) => Promise<string>;
  } = {},
): Promise<MirroredSandbox> {
  const { rateLimitFor, clock, through, ...sandboxOptions } = options;
  const sandbox = await startSandbox({ invoices: 130, months: 3, hasRateLimit: false, ...sandboxOptions });
  const ring = readKeyRing(newSecretKey());
  const deps = { db: test.db, ring, now: new Date(), agentIds: ['three-way-match'] };
  await createConnection(
    {
      id: connectionId,
      name: 'Halden Group',
      coupaUrl: (await through?.(sandbox.url)) ?? sandbox.url,
      isSandbox: true,
      serviceUserId: sandbox.env.service_user_id,
      credentials: {
        clientId: sandbox.env.client_id,
        clientSecret: sandbox.env.client_secret,
        scopes: sandbox.env.scope_all.split(' '),
      },
    },
    { ...deps, who: { kind: 'system', id: 'test', name: 'Test' } },
  );
  const coupaFor = createCoupaFor({
    db: test.db,
    clock: clock ?? systemClock,
    ring,
    rateLimitFor: rateLimitFor ?? (() => UNLIMITED),
  });
  return { sandbox, connectionId, coupaFor, ring };
}
