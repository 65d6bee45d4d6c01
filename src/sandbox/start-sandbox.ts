import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { answerAdmin } from './admin.ts';
import { type CompanyPlan, seedCompany } from './company/seed-company.ts';
import type { PlantedFault } from './company/truth.ts';
import { createFaultDesk, type FaultDesk } from './faults.ts';
import { type LedgerEntry, openJournal, rememberSeeding, type Seeding } from './journal.ts';
import { createRateLimit } from './rate-limit.ts';
import { describeSandbox, type SandboxEnv } from './runner-env.ts';
import { GRANTED_SCOPES } from './scopes.ts';
import { createSandboxServer } from './server.ts';
import { createState } from './state.ts';
import { openTenant } from './tenant.ts';

/** How to start a sandbox. Everything has a default that suits a test. */
export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  readonly invoices?: number;
  readonly months?: number;
  /** Added to every API call. */
  readonly latencyMs?: number;
  /** Keeps what changes since the seeding; without it everything is forgotten at the end. */
  readonly dataDirectory?: string;
  /** False switches the 25 calls a second off. */
  readonly hasRateLimit?: boolean;
  readonly clock?: () => Date;
  /** Id of the first invoice; above 2^53 it shows who loses digits. */
  readonly firstInvoiceId?: string;
  readonly adminKey?: string;
}

/** A running Coupa in a box. */
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly env: SandboxEnv;
  readonly adminKey: string;
  /** Every planted fault so far; never served over HTTP. */
  readonly truth: readonly PlantedFault[];
  /** Ids of invoices whose price is exactly at what is tolerated. */
  readonly controls: readonly string[];
  readonly ledger: () => readonly LedgerEntry[];
  readonly faults: FaultDesk;
  readonly setUniqueInvoiceNumbers: (isUnique: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Rises when the seeded company changes, so that old journals are not replayed over it. */
const EDITION = 1;
const CLIENT_ID = 'purser-sandbox';
const CLIENT_SECRET = 'sandbox-secret-not-for-real-tenants';
const API_KEY = '5a9d0c41be72f3860d1e4b7a92c85f3e6017ad94';

/** Seeds the company, replays what a data directory remembers, and listens. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? (() => new Date());
  const seeding = seedingOf(options, clock());
  const state = createState();
  const plan: CompanyPlan = {
    ...seeding,
    now: new Date(seeding.seededAt),
    firstInvoiceId: options.firstInvoiceId ?? '710001',
  };
  const company = seedCompany(state, plan);
  const service = [...state.rows('users')].find((row) => row.duty === 'reviewer');
  const directory = options.dataDirectory;
  const tenant = openTenant({
    state,
    account: {
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      apiKey: API_KEY,
      userId: service?.id ?? '1',
    },
    granted: GRANTED_SCOPES,
    key: Buffer.from(seeding.tokenKey, 'hex'),
    truth: company.truth,
    clock,
    onEffect: () => {},
    onTruth: () => {},
    openJournal: directory === undefined ? undefined : (replay) => openJournal(directory, replay),
  });
  let rateLimit = options.hasRateLimit === false ? undefined : createRateLimit();
  const faults = createFaultDesk(seeding.seed);
  const server = createSandboxServer({
    tenant,
    faults,
    rateLimit: () => rateLimit,
    latencyMs: options.latencyMs ?? 0,
    clock,
    otherDoor: async (request) =>
      answerAdmin(request, {
        adminKey: seeding.adminKey,
        tenant,
        faults,
        advance: () => 0,
        setRateLimited: (isLimited) => {
          rateLimit = isLimited ? createRateLimit() : undefined;
        },
      }),
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  return {
    url,
    port,
    env: describeSandbox(tenant, url, seeding.adminKey),
    adminKey: seeding.adminKey,
    truth: tenant.truth,
    controls: company.controls,
    ledger: tenant.ledger,
    faults,
    setUniqueInvoiceNumbers: (hasUniqueInvoiceNumbers) => tenant.setRules({ hasUniqueInvoiceNumbers }),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      tenant.close();
    },
  };
}

function seedingOf(options: SandboxOptions, now: Date): Seeding {
  const wanted: Seeding = {
    edition: EDITION,
    seed: options.seed ?? 1,
    invoices: options.invoices ?? 1500,
    months: options.months ?? 12,
    seededAt: now.toISOString(),
    tokenKey: randomBytes(32).toString('hex'),
    adminKey: options.adminKey ?? randomBytes(24).toString('base64url'),
  };
  return options.dataDirectory === undefined ? wanted : rememberSeeding(options.dataDirectory, wanted);
}
