import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { answerAdmin } from './admin.ts';
import { type CalloutOptions, createCalloutSender } from './callout.ts';
import { createClock, type TenantClock } from './clock.ts';
import type { Annals } from './company/annals/annals.ts';
import type { Company } from './company/company.ts';
import { liveEvent } from './company/live.ts';
import { seedCompany } from './company/seed-company.ts';
import { blankTruth, type Control, type PlantedAssignment, type PlantedFault } from './company/truth.ts';
import { createFaultDesk, type FaultDesk } from './faults.ts';
import { keepSeeding, type LedgerEntry, openJournal, readSeeding, type Seeding } from './journal.ts';
import { momentOf } from './moment.ts';
import { answerPage } from './pages/answer-page.ts';
import { passTime, readMovedMs, saveMovedMs } from './pass-time.ts';
import { chance } from './random.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Scenario, TenantSwitches } from './read-scenario.ts';
import { recordingState } from './recording-state.ts';
import { describeSandbox, type SandboxEnv } from './runner-env.ts';
import { GRANTED_SCOPES } from './scopes.ts';
import { createSandboxServer } from './server.ts';
import { setUpTenant } from './set-up-tenant.ts';
import { createState, type Effect, type State } from './state.ts';
import { openTenant, type Tenant } from './tenant.ts';
import type { TenantProfile } from './tenant-profile.ts';

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
  /** Real time; the tenant's own clock starts with it and can be moved on. */
  readonly clock?: () => Date;
  /** How the tenant is set up; call-outs here count before `callout`. */
  readonly profile?: TenantProfile;
  /** Bad weather from the start on. */
  readonly scenario?: Scenario;
  /** Id of the first invoice; above 2^53 it shows who loses digits. */
  readonly firstInvoiceId?: string;
  readonly adminKey?: string;
  /** The company lives on by itself, an event about every so many seconds. */
  readonly paceSeconds?: number;
  readonly callout?: CalloutOptions;
  /** Called whenever a later event has planted a fault. */
  readonly onTruth?: () => void;
}

/** A running Coupa in a box. */
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly env: SandboxEnv;
  readonly adminKey: string;
  /** Every planted fault so far, but for those of the annals; never served over HTTP. */
  readonly truth: readonly PlantedFault[];
  /** What lines of the seeded invoices mean that do not name their order line; never served over HTTP. */
  readonly assignments: readonly PlantedAssignment[];
  /** Seeded invoices with nothing wrong that are easily taken for wrong ones. */
  readonly controls: readonly Control[];
  /** The same of the older past of a company too large to keep; undefined for any other. */
  readonly annals: Pick<Annals, 'truth'> | undefined;
  readonly ledger: () => readonly LedgerEntry[];
  readonly faults: FaultDesk;
  /** Lets the company live for a number of events; returns what happened. */
  readonly advance: (events: number) => readonly string[];
  /** Lets time pass: on every clock of the tenant, with so many events on the way. */
  readonly passTime: (ms: number, events?: number) => void;
  readonly setRateLimited: (isLimited: boolean) => void;
  readonly callouts: () => {
    readonly delivered: number;
    readonly abandoned: number;
    readonly waiting: number;
  };
  readonly setUniqueInvoiceNumbers: (isUnique: boolean) => void;
  readonly close: () => Promise<void>;
}

const CLIENT_ID = 'purser-sandbox';
const CLIENT_SECRET = 'sandbox-secret-not-for-real-tenants';
const API_KEY = '5a9d0c41be72f3860d1e4b7a92c85f3e6017ad94';

/** Seeds the company, replays what a data directory remembers, and listens. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const time = createClock(options.clock ?? (() => new Date()), readMovedMs(options.dataDirectory));
  const clock = time.now;
  const seeding = seedingOf(options, clock());
  const calloutOptions = options.profile?.callout ?? options.callout;
  const callouts = calloutOptions && createCalloutSender(calloutOptions);
  const onEffect = (effect: Effect) => callouts?.send(effect, clock());
  const { tenant, company } = openCompany(options, seeding, { onEffect, clock });
  const people = recordingState(tenant, { client: 'person', path: () => '/', takeTruth: () => [] });
  const life = bringToLife(tenant, company, { clock, paceSeconds: options.paceSeconds });
  const faults = createFaultDesk(seeding.seed, clock);
  let rateLimit = options.hasRateLimit === false ? undefined : createRateLimit();
  const setRateLimited = (isLimited: boolean) => {
    rateLimit = isLimited ? createRateLimit() : undefined;
  };
  const setSwitches = ({ uniqueInvoiceNumbers, rateLimit: isLimited }: TenantSwitches) => {
    if (uniqueInvoiceNumbers !== undefined)
      tenant.setRules({ hasUniqueInvoiceNumbers: uniqueInvoiceNumbers });
    if (isLimited !== undefined) setRateLimited(isLimited);
  };
  const setScenario = (scenario: Scenario) => {
    faults.set(scenario.faults);
    setSwitches(scenario.rules ?? {});
  };
  if (options.profile) {
    setUpTenant(tenant, options.profile, momentOf(clock()));
    setSwitches(options.profile.switches);
  }
  if (options.scenario) setScenario(options.scenario);
  const letTimePass = (ms: number, events?: number) => {
    const happened = passTime(
      { ms, events: events ?? life.eventsWithin(ms) },
      { time, advance: life.advance },
    );
    saveMovedMs(options.dataDirectory, time.movedMs());
    return happened;
  };
  const { adminKey } = seeding;
  const admin = {
    adminKey,
    tenant,
    faults,
    time,
    advance: (events: number) => life.advance(events).length,
    passTime: letTimePass,
    setScenario,
    setSwitches,
  };
  const server = createSandboxServer({
    tenant,
    faults,
    rateLimit: () => rateLimit,
    latencyMs: options.latencyMs ?? 0,
    clock,
    drift: life.drift,
    otherDoor: (request) =>
      answerAdmin(request, admin) ?? answerPage(request, { tenant, state: people, clock }),
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  life.start();
  return {
    url,
    port,
    env: describeSandbox(tenant, url, adminKey),
    adminKey,
    truth: tenant.truth,
    assignments: company.desk.truth.assignments,
    controls: company.desk.truth.controls,
    annals: company.annals,
    ledger: tenant.ledger,
    faults,
    advance: life.advance,
    passTime: letTimePass,
    setRateLimited,
    callouts: () => callouts?.counts() ?? { delivered: 0, abandoned: 0, waiting: 0 },
    setUniqueInvoiceNumbers: (hasUniqueInvoiceNumbers) => tenant.setRules({ hasUniqueInvoiceNumbers }),
    close: async () => {
      life.stop();
      callouts?.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      tenant.close();
    },
  };
}

function openCompany(
  options: SandboxOptions,
  seeding: Seeding,
  { onEffect, clock }: { readonly onEffect: (effect: Effect) => void; readonly clock: TenantClock['now'] },
) {
  const state = createState(() => clock().getTime());
  const company = seedCompany(state, {
    seed: seeding.seed,
    invoices: seeding.invoices,
    months: seeding.months,
    now: new Date(seeding.seededAt),
    firstInvoiceId: seeding.firstInvoiceId,
  });
  const directory = options.dataDirectory;
  if (directory !== undefined) keepSeeding(directory, seeding, fingerprintOf(state));
  const service = [...state.rows('users')].find((row) => row.duty === 'reviewer');
  const tenant = openTenant({
    state,
    account: {
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      apiKey: API_KEY,
      userId: service?.id ?? '1',
      scopes: GRANTED_SCOPES,
    },
    key: Buffer.from(seeding.tokenKey, 'hex'),
    truth: company.desk.truth.faults,
    clock,
    onEffect,
    onTruth: options.onTruth ?? (() => {}),
    openJournal: directory === undefined ? undefined : (replay) => openJournal(directory, replay),
  });
  return { tenant, company };
}

/** The company that lives on: on demand, and by itself at a pace. */
function bringToLife(
  tenant: Tenant,
  seeded: Company,
  { clock, paceSeconds }: { readonly clock: () => Date; readonly paceSeconds: number | undefined },
) {
  const planted = blankTruth();
  const state = recordingState(tenant, {
    client: 'live',
    path: () => '/live',
    takeTruth: () => planted.faults.splice(0),
  });
  const company: Company = { ...seeded, desk: { ...seeded.desk, state, truth: planted } };
  const dice = chance(`${seeded.seed}:pace`);
  let timer: NodeJS.Timeout | undefined;
  const advance = (events: number) =>
    Array.from({ length: events }, () => liveEvent(company, momentOf(clock())));
  /** Between two pages of a list: its rows are saved once more, and if it can be, a new one comes. */
  const drift = (table: string, ids: readonly string[]) => {
    state.transact({ now: momentOf(clock()), actor: '1' }, (work) => {
      for (const id of ids) work.change(table, id, {});
    });
    const before = state.count(table);
    for (let tries = 0; tries < DRIFT_EVENTS_MAX && state.count(table) === before; tries += 1) advance(1);
  };
  const eventsWithin = (ms: number) =>
    paceSeconds === undefined ? 0 : Math.min(Math.round(ms / 1000 / paceSeconds), EVENTS_IN_PASSING_MAX);
  const start = () => {
    if (paceSeconds === undefined) return;
    timer = setTimeout(
      () => {
        try {
          advance(1);
        } catch (thrown) {
          // A full disk, for example: the company waits for better times instead of ending the process.
          console.error('sandbox: an event did not happen:', thrown);
        }
        start();
      },
      paceSeconds * 1000 * (0.5 + dice.next()),
    );
  };
  return { advance, drift, eventsWithin, start, stop: () => clearTimeout(timer) };
}

/** Most events bring a record of some kind; after so many a list without a new one is left as it is. */
const DRIFT_EVENTS_MAX = 5;
/** So many events take a few seconds; a company that is moved on by a year is not busier than that. */
const EVENTS_IN_PASSING_MAX = 2000;
/** Enough for every plot to be among them, with its moments and numbers. */
const FINGERPRINT_ROWS = 5_000;

/** Changes when the seeded company does; of what is made when it is asked for the first records stand for all. */
function fingerprintOf(state: State): string {
  const hash = createHash('sha256');
  for (const table of [
    'suppliers',
    'users',
    'purchase-orders',
    'invoices',
    'receiving-transactions',
    'approvals',
  ]) {
    const made = state.bulk(table)?.made;
    const oldest = Array.from({ length: Math.min(made?.size ?? 0, FINGERPRINT_ROWS) }, (_, at) =>
      made?.rowAt(at),
    );
    for (const row of [...oldest, ...state.kept(table)]) {
      if (row) hash.update(`${table}|${Object.values(row).join('|')}\n`);
    }
  }
  return hash.digest('hex');
}

function seedingOf(options: SandboxOptions, now: Date): Seeding {
  const known = options.dataDirectory === undefined ? undefined : readSeeding(options.dataDirectory);
  return (
    known ?? {
      seed: options.seed ?? 1,
      invoices: options.invoices ?? 1500,
      months: options.months ?? 12,
      firstInvoiceId: options.firstInvoiceId ?? '710001',
      seededAt: now.toISOString(),
      tokenKey: randomBytes(32).toString('hex'),
      adminKey: options.adminKey ?? randomBytes(24).toString('base64url'),
    }
  );
}
