// The door for tests and demonstrations: ledger, time, trouble. Nothing of it exists in the real Coupa, and no
// planted fault is ever told here.
import { timingSafeEqual } from 'node:crypto';
import { type FaultDesk, readFaults } from './faults.ts';
import type { DoorAnswer, DoorRequest } from './server.ts';
import type { Tenant } from './tenant.ts';
import { readPairs } from './wire/query.ts';

export interface AdminDeps {
  readonly adminKey: string;
  readonly tenant: Tenant;
  readonly faults: FaultDesk;
  /** Lets the company live for a number of events; returns how many happened. */
  readonly advance: (events: number) => number;
  readonly setRateLimited: (isLimited: boolean) => void;
}

const LEDGER_PAGE = 1000;
const EVENTS_MAX = 10_000;

/** Answers /sandbox/…; undefined for every other path. */
export function answerAdmin(request: DoorRequest, deps: AdminDeps): DoorAnswer | undefined {
  if (!request.path.startsWith('/sandbox/')) return undefined;
  if (!holdsKey(request, deps.adminKey))
    return json(401, { error: 'Expected the admin key in X-Sandbox-Key.' });
  const what = `${request.method} ${request.path.slice('/sandbox/'.length)}`;
  switch (what) {
    case 'GET ledger':
      return ledger(request, deps);
    case 'GET faults':
      return json(200, deps.faults.list());
    case 'POST faults':
      return setFaults(request, deps);
    case 'POST advance':
      return advance(request, deps);
    case 'POST rules':
      return setRules(request, deps);
    default:
      return json(404, { error: `Nothing at ${what}.` });
  }
}

function holdsKey(request: DoorRequest, key: string): boolean {
  const given = Buffer.from(String(request.headers['x-sandbox-key'] ?? ''));
  const wanted = Buffer.from(key);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function ledger(request: DoorRequest, deps: AdminDeps): DoorAnswer {
  const after = Number(readPairs(request.query).find(([key]) => key === 'after')?.[1] ?? 0);
  if (!Number.isInteger(after) || after < 0) return json(400, { error: 'Expected after as a whole number.' });
  const all = deps.tenant.ledger();
  return json(200, { entries: all.slice(after, after + LEDGER_PAGE), last: all.length });
}

function setFaults(request: DoorRequest, deps: AdminDeps): DoorAnswer {
  const faults = readFaults(parse(request.body) ?? []);
  if (typeof faults === 'string') return json(400, { error: faults });
  deps.faults.set(faults);
  return json(200, deps.faults.list());
}

function advance(request: DoorRequest, deps: AdminDeps): DoorAnswer {
  const events = Number((parse(request.body) as { events?: unknown } | undefined)?.events ?? 1);
  if (!Number.isInteger(events) || events < 1 || events > EVENTS_MAX) {
    return json(400, { error: `Expected events between 1 and ${EVENTS_MAX}.` });
  }
  return json(200, { happened: deps.advance(events) });
}

function setRules(request: DoorRequest, deps: AdminDeps): DoorAnswer {
  const wanted = (parse(request.body) ?? {}) as { uniqueInvoiceNumbers?: unknown; rateLimit?: unknown };
  if (typeof wanted.uniqueInvoiceNumbers === 'boolean') {
    deps.tenant.setRules({ hasUniqueInvoiceNumbers: wanted.uniqueInvoiceNumbers });
  }
  if (typeof wanted.rateLimit === 'boolean') deps.setRateLimited(wanted.rateLimit);
  return json(200, deps.tenant.rules());
}

function parse(body: string): unknown {
  try {
    return body.trim() === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): DoorAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
