// Bad weather as a file or a call says it: read strictly, so that a slip of the pen is told and not passed over.
import { FAULT_KINDS, type FaultKind, optionsOf } from './fault-kinds.ts';
import type { Fault } from './faults.ts';
import { assertKeys, fail, listOf, objectAt, parseGiven } from './given.ts';
import { SCENARIOS } from './scenarios.ts';

/** What a scenario says: trouble, and switches of the tenant. */
export interface Scenario {
  readonly faults: readonly Fault[];
  readonly rules?: TenantSwitches;
}

export interface TenantSwitches {
  readonly uniqueInvoiceNumbers?: boolean;
  readonly rateLimit?: boolean;
}

/** More than anybody can mean. */
const FAULTS_MAX = 200;

/**
 * A list of faults, one fault, a scenario's name, or `{use, faults, rules}`.
 * @throws GivenError what was expected, what was found, and where.
 */
export function readScenario(value: unknown, at = ''): Scenario {
  if (typeof value === 'string') return named(value, at);
  if (Array.isArray(value)) return { faults: readFaults(value, at) };
  const given = objectAt(value, at, 'a list of faults, the name of a scenario, or an object');
  if ('kind' in given) return { faults: [readFault(given, at)] };
  assertKeys(given, ['use', 'faults', 'rules', 'what'], at);
  const used = listOf(given.use, `${at}use`).map((name, index) => named(name, `${at}use[${index}]`));
  const faults = listOf(given.faults, `${at}faults`);
  const rules = given.rules === undefined ? {} : readSwitches(given.rules, `${at}rules`);
  return {
    faults: [...used.flatMap((one) => one.faults), ...readFaults(faults, `${at}faults`)],
    rules: Object.assign({}, ...used.map((one) => one.rules), rules) as TenantSwitches,
  };
}

/** The text of a scenario file, or of the body of a call. */
export function readScenarioText(text: string): Scenario {
  return readScenario(parseGiven(text));
}

export function readSwitches(value: unknown, at: string): TenantSwitches {
  const given = objectAt(value, at, 'an object of switches');
  const dot = at === '' ? '' : `${at}.`;
  assertKeys(given, ['uniqueInvoiceNumbers', 'rateLimit'], dot);
  for (const [key, found] of Object.entries(given)) {
    if (typeof found !== 'boolean') fail(`${dot}${key}`, 'true or false', found);
  }
  return given as TenantSwitches;
}

function named(name: unknown, at: string): Scenario {
  const scenario = typeof name === 'string' && Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (!scenario) fail(at, `a scenario of ${Object.keys(SCENARIOS).join(', ')}`, name);
  return scenario;
}

function readFaults(list: readonly unknown[], at: string): readonly Fault[] {
  if (list.length > FAULTS_MAX) fail(at, `at most ${FAULTS_MAX} faults`, list.length);
  return list.map((one, index) => readFault(one, `${at}[${index}]`));
}

function readFault(value: unknown, at: string): Fault {
  const given = objectAt(value, at, 'a fault as an object with a kind');
  const dot = at === '' ? '' : `${at}.`;
  const kind = given.kind;
  if (!isKind(kind)) fail(`${dot}kind`, `a kind of ${FAULT_KINDS.join(', ')}`, kind);
  assertKeys(given, ['kind', ...optionsOf(kind)], dot);
  for (const [key, found] of Object.entries(given)) {
    const rule = NUMBERS[key];
    if (!rule) continue;
    const isFit = typeof found === 'number' && found >= rule[1] && found <= rule[2];
    if (!isFit || (rule[3] && !Number.isInteger(found))) fail(`${dot}${key}`, rule[0], found);
  }
  if (given.match !== undefined) readMatch(given.match, `${dot}match`);
  const fault = given as unknown as Fault;
  if (kind === 'latency') assertLatency(fault, dot);
  if (kind === 'clock-skew' && fault.ms === undefined) fail(`${dot}ms`, 'milliseconds', undefined);
  if (kind !== 'clock-skew' && (fault.ms ?? 0) < 0) fail(`${dot}ms`, 'no negative time', fault.ms);
  return fault;
}

const DAY_MS = 86_400_000;
const NUMBERS: Readonly<Record<string, readonly [what: string, min: number, max: number, isWhole: boolean]>> =
  {
    times: ['a whole number from 1', 1, 1e9, true],
    probability: ['a number from 0 to 1', 0, 1, false],
    afterS: ['seconds from 0', 0, 1e9, false],
    forS: ['seconds from 0', 0, 1e9, false],
    status: ['a status from 400 to 599', 400, 599, true],
    retryAfterS: ['seconds from 0', 0, 1e9, false],
    ms: ['milliseconds within 30 days', -30 * DAY_MS, 30 * DAY_MS, false],
    p50Ms: ['milliseconds from 1 to 120000', 1, 120_000, false],
    p99Ms: ['milliseconds from 1 to 120000', 1, 120_000, false],
    rows: ['a whole number from 1 to 49', 1, 49, true],
  };

const isKind = (kind: unknown): kind is FaultKind => FAULT_KINDS.includes(kind as FaultKind);

function readMatch(value: unknown, at: string): void {
  const match = objectAt(value, at, 'an object with method or path');
  assertKeys(match, ['method', 'path'], `${at}.`);
  const { method, path } = match;
  if (method !== undefined && (typeof method !== 'string' || !/^[a-z]+$/i.test(method)))
    fail(`${at}.method`, 'a method such as GET', method);
  if (path === undefined) return;
  if (typeof path !== 'string') fail(`${at}.path`, 'a regular expression', path);
  try {
    new RegExp(path);
  } catch {
    fail(`${at}.path`, 'a regular expression', path);
  }
}

function assertLatency({ ms, p50Ms, p99Ms }: Fault, dot: string): void {
  const isSpread = p50Ms !== undefined && p99Ms !== undefined && ms === undefined;
  const isFixed = ms !== undefined && p50Ms === undefined && p99Ms === undefined;
  if (!isSpread && !isFixed) fail(`${dot}ms`, 'either ms, or p50Ms and p99Ms', { ms, p50Ms, p99Ms });
  if (isSpread && p99Ms < p50Ms) fail(`${dot}p99Ms`, `at least p50Ms (${p50Ms})`, p99Ms);
}
