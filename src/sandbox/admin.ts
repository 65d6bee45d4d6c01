// The door for tests and demonstrations: ledger, time, trouble. Nothing of it exists in the real Coupa, and no
// planted fault is ever told here.
import { timingSafeEqual } from 'node:crypto';
import type { TenantClock } from './clock.ts';
import type { FaultDesk } from './faults.ts';
import { GivenError, parseGiven } from './given.ts';
import { readClient } from './read-client.ts';
import { readScenario, readSwitches, type Scenario, type TenantSwitches } from './read-scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import type { DoorAnswer, DoorRequest } from './server.ts';
import type { Tenant } from './tenant.ts';
import { readPairs } from './wire/query.ts';

export interface AdminDeps {
  readonly adminKey: string;
  readonly tenant: Tenant;
  readonly faults: FaultDesk;
  /** Lets the company live for a number of events; returns how many happened. */
  readonly advance: (events: number) => number;
  /** Lets time pass; returns how many events happened on the way. */
  readonly passTime: (ms: number, events?: number) => number;
  readonly time: TenantClock;
  readonly setScenario: (scenario: Scenario) => void;
  readonly setSwitches: (switches: TenantSwitches) => void;
}

const LEDGER_PAGE = 1000;
const EVENTS_MAX = 10_000;
/** Ten years: longer than any outage or token. */
const DAYS_MAX = 3650;

/** Answers /sandbox/…; undefined for every other path. */
export function answerAdmin(request: DoorRequest, deps: AdminDeps): DoorAnswer | undefined {
  if (!request.path.startsWith('/sandbox/')) return undefined;
  if (!holdsKey(request, deps.adminKey))
    return json(401, { error: 'Expected the admin key in X-Sandbox-Key.' });
  const what = `${request.method} ${request.path.slice('/sandbox/'.length)}`;
  const handle = HANDLERS[what];
  if (!handle)
    return json(404, { error: `Nothing at ${what}; there is ${Object.keys(HANDLERS).join(', ')}.` });
  try {
    return json(200, handle(request, deps));
  } catch (thrown) {
    if (thrown instanceof GivenError) return json(400, { error: thrown.message });
    throw thrown;
  }
}

type Handler = (request: DoorRequest, deps: AdminDeps) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET ledger': ledger,
  'GET faults': (_, deps) => deps.faults.list(),
  'POST faults': setFaults,
  'GET scenarios': () => SCENARIOS,
  'POST advance': advance,
  'GET clock': (_, deps) => tell(deps.time),
  'POST clock': moveClock,
  'POST rules': setRules,
  'GET clients': (_, deps) =>
    deps.tenant.oauth.clients.map(({ clientId, scopes }) => ({ id: clientId, scopes })),
  'POST clients': putClient,
  'DELETE clients': removeClient,
};

function holdsKey(request: DoorRequest, key: string): boolean {
  const given = Buffer.from(String(request.headers['x-sandbox-key'] ?? ''));
  const wanted = Buffer.from(key);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function ledger(request: DoorRequest, deps: AdminDeps): unknown {
  const after = Number(readPairs(request.query).find(([key]) => key === 'after')?.[1] ?? 0);
  if (!Number.isInteger(after) || after < 0) throw new GivenError('after: expected a whole number');
  const all = deps.tenant.ledger();
  return { entries: all.slice(after, after + LEDGER_PAGE), last: all.length };
}

function setFaults(request: DoorRequest, deps: AdminDeps): unknown {
  deps.setScenario(readScenario(parse(request.body) ?? []));
  return deps.faults.list();
}

function advance(request: DoorRequest, deps: AdminDeps): unknown {
  return { happened: deps.advance(numberOf(fieldsOf(request, ['events']), 'events', EVENTS_MAX, 1, 1)) };
}

/** Hours and days on every clock of the tenant: tokens grow old, an outage ends. */
function moveClock(request: DoorRequest, deps: AdminDeps): unknown {
  const fields = fieldsOf(request, ['days', 'hours', 'seconds', 'events']);
  const seconds =
    numberOf(fields, 'days', DAYS_MAX) * 86_400 +
    numberOf(fields, 'hours', DAYS_MAX * 24) * 3600 +
    numberOf(fields, 'seconds', DAYS_MAX * 86_400);
  const events = fields.events === undefined ? undefined : numberOf(fields, 'events', EVENTS_MAX);
  const happened = deps.passTime(seconds * 1000, events);
  return { ...tell(deps.time), happened };
}

const tell = (time: TenantClock) => ({ now: time.now().toISOString(), movedMs: time.movedMs() });

function setRules(request: DoorRequest, deps: AdminDeps): unknown {
  deps.setSwitches(readSwitches(parse(request.body) ?? {}, ''));
  return deps.tenant.rules();
}

function putClient(request: DoorRequest, { tenant }: AdminDeps): unknown {
  const [first] = tenant.oauth.clients;
  const client = readClient(parse(request.body), '', tenant.state, first);
  tenant.putClient(client);
  return { id: client.clientId, scopes: client.scopes };
}

function removeClient(request: DoorRequest, { tenant }: AdminDeps): unknown {
  const { id } = fieldsOf(request, ['id']);
  if (typeof id !== 'string' || !tenant.removeClient(id))
    throw new GivenError(`id: expected a client that can go, found ${JSON.stringify(id)}`);
  return { id };
}

function fieldsOf(request: DoorRequest, known: readonly string[]): Readonly<Record<string, unknown>> {
  const value = parse(request.body) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new GivenError('expected a JSON object');
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined) throw new GivenError(`${other}: expected one of ${known.join(', ')}`);
  return value as Record<string, unknown>;
}

function numberOf(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  max: number,
  fallback = 0,
  min = 0,
): number {
  const value = fields[name] ?? fallback;
  const isFit = typeof value === 'number' && value >= min && value <= max;
  if (!isFit || (name === 'events' && !Number.isInteger(value)))
    throw new GivenError(`${name}: expected a number from ${min} to ${max}, found ${JSON.stringify(value)}`);
  return value;
}

const parse = (body: string): unknown => (body.trim() === '' ? undefined : parseGiven(body));

function json(status: number, value: unknown): DoorAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
