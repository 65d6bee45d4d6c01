import { folded, statedBy } from './limits-in-force.ts';
import type { MatchMode } from './match-result.ts';
import { CONDITIONS, type Condition } from './policy-shape.ts';
import { conditionTitle, conditionWords, daysWords, limitTitle, limitWords } from './policy-words.ts';
import type { Limit, LimitKey, ModeScope, ScopedLimits, TolerancePolicy } from './tolerance.ts';
import { listed } from './wording.ts';

/**
 * What one policy says that the other does not, one sentence each, for people and the trail:
 * `Price above the order: 2 % up to 50.00 → 3 % up to 50.00`. A rule is known again by its name, else by what it is
 * about; the order of rules says nothing.
 */
export function policyChanges(before: TolerancePolicy, after: TolerancePolicy): readonly string[] {
  return [
    ...change('Name', before.name, after.name),
    ...change('Currency', before.currency ?? OWN_CURRENCY, after.currency ?? OWN_CURRENCY),
    ...rateChanges(before.rates ?? {}, after.rates ?? {}),
    ...limitChanges(statedBy(before), statedBy(after), before, after),
    ...change('Rounding', roundingWords(before), roundingWords(after)),
    ...change('Tax', taxWords(before), taxWords(after)),
    ...modeChanges(before, after),
    ...change('Days outside the term', before.daysOutsideTerm ?? '0', after.daysOutsideTerm ?? '0'),
    ...optionalLimit('deliveryEarlyValue', 'not asked', before, after),
    ...optionalLimit('fxOver', 'reported only', before, after),
    ...ruleChanges(before, after),
  ];
}

const MODES: readonly MatchMode[] = ['none', '2-way', '3-way', '3-way-fifo', 'direct_matching'];
const SCOPES = {
  itemIds: 'items',
  commodities: 'commodities',
  supplierIds: 'suppliers',
  entities: 'entities',
} as const;

/** How order lines are matched that do not say so themselves, mode by mode. */
function modeChanges(
  { matchModes: before = {} }: TolerancePolicy,
  { matchModes: after = {} }: TolerancePolicy,
): readonly string[] {
  return MODES.flatMap((mode) =>
    change(`Matched as ${mode}`, scopeWords(before[mode]), scopeWords(after[mode])),
  );
}

function scopeWords(scope: ModeScope = {}): string {
  const parts = (Object.keys(SCOPES) as (keyof ModeScope)[]).flatMap((key) => {
    const names = scope[key] ?? [];
    return names.length === 0 ? [] : `${SCOPES[key]} ${listed([...names].sort())}`;
  });
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

const OWN_CURRENCY = 'each invoice’s own';

function change(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what}: ${before} → ${after}`];
}

type Rates = Readonly<Record<string, string>>;

function rateChanges(before: Rates, after: Rates): readonly string[] {
  const codes = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return codes.flatMap((code) => change(`Rate to ${code}`, before[code] ?? 'none', after[code] ?? 'none'));
}

type Stated = Partial<Record<LimitKey, Limit>>;

function limitChanges(
  before: Stated,
  after: Stated,
  from: TolerancePolicy,
  to: TolerancePolicy,
): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as LimitKey[];
  return keys.flatMap((key) => change(limitTitle(key), words(before[key], from), words(after[key], to)));
}

function words(limit: Limit | undefined, { currency }: TolerancePolicy): string {
  return limit === undefined ? 'not stated' : limitWords(limit, currency);
}

function optionalLimit(
  key: 'deliveryEarlyValue' | 'fxOver',
  none: string,
  before: TolerancePolicy,
  after: TolerancePolicy,
): readonly string[] {
  const said = (policy: TolerancePolicy) => {
    const limit = policy[key];
    return limit === undefined || limit.mode === 'unlimited' ? none : limitWords(limit, policy.currency);
  };
  return change(limitTitle(key), said(before), said(after));
}

function roundingWords({ rounding }: TolerancePolicy): string {
  const { perLine, max, maxWithoutDecimals } = rounding;
  return `${perLine} a line up to ${max}, ${maxWithoutDecimals} without decimals`;
}

function taxWords({ tax }: TolerancePolicy): string {
  return tax === undefined
    ? 'as in the starter policy'
    : `${tax.perLine} a line, ${tax.perDocument} a document`;
}

function ruleChanges(before: TolerancePolicy, after: TolerancePolicy): readonly string[] {
  const { pairs, left } = pairUp(before.scoped, after.scoped);
  return [
    ...pairs.flatMap(({ old, now }) => (old === undefined ? [] : changedRule(old, now, before, after))),
    ...pairs.flatMap(({ old, now }) => (old === undefined ? [`Rule added: ${ruleWords(now, after)}`] : [])),
    ...left.map((old) => `Rule removed: ${ruleWords(old, before)}`),
  ];
}

interface Pair {
  readonly old: ScopedLimits | undefined;
  readonly now: ScopedLimits;
}

/** Each rule with the one it was: by name first, and of what is left by what they are about and when. */
function pairUp(
  before: readonly ScopedLimits[],
  after: readonly ScopedLimits[],
): { readonly pairs: readonly Pair[]; readonly left: readonly ScopedLimits[] } {
  const left = new Set(before);
  const take = (isIt: (old: ScopedLimits) => boolean): ScopedLimits | undefined => {
    const found = [...left].find(isIt);
    // equivalent: what is not there cannot be taken away.
    if (found !== undefined) left.delete(found);
    return found;
  };
  const byName = after.map((now) => ({ old: take((old) => isSameName(old, now)), now }));
  const about = new Map(before.map((old) => [old, aboutText(old)]));
  const pairs = byName.map(({ old, now }) => {
    const wanted = aboutText(now);
    return { old: old ?? take((other) => about.get(other) === wanted), now };
  });
  return { pairs, left: [...left] };
}

function isSameName({ name: a }: ScopedLimits, { name: b }: ScopedLimits): boolean {
  return a !== undefined && b !== undefined && folded(a) === folded(b);
}

function aboutText(rule: ScopedLimits): string {
  const names = CONDITIONS.map((condition) => (rule[condition] ?? []).map(folded).sort());
  return JSON.stringify([names, rule.from, rule.until]);
}

function changedRule(
  old: ScopedLimits,
  now: ScopedLimits,
  before: TolerancePolicy,
  after: TolerancePolicy,
): readonly string[] {
  const changes = [
    ...change('name', old.name ?? 'none', now.name ?? 'none'),
    ...CONDITIONS.flatMap((condition) => nameChanges(condition, old[condition], now[condition])),
    ...change('in force', daysWords(old) || 'always', daysWords(now) || 'always'),
    ...limitChanges(statedBy(old), statedBy(now), before, after),
  ];
  const title = now.name === undefined ? conditionWords(now) : `“${now.name}”`;
  return changes.map((text) => `Rule ${title}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`);
}

/** What came and what went: of two long lists nobody would see it. */
function nameChanges(
  condition: Condition,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly string[] {
  const title = conditionTitle(condition);
  if (before === undefined || after === undefined) {
    return change(title, before ? listed(before) : 'any', after ? listed(after) : 'any');
  }
  const [old, now] = [new Set(before.map(folded)), new Set(after.map(folded))];
  const came = after.filter((name) => !old.has(folded(name)));
  const went = before.filter((name) => !now.has(folded(name)));
  return [
    ...(came.length === 0 ? [] : [`${title}: ${listed(came)} added`]),
    ...(went.length === 0 ? [] : [`${title}: ${listed(went)} removed`]),
  ];
}

function ruleWords(rule: ScopedLimits, policy: TolerancePolicy): string {
  const limits = Object.entries(statedBy(rule)).map(
    ([key, limit]) => `${limitTitle(key as LimitKey, true)} ${limitWords(limit, policy.currency)}`,
  );
  const title = rule.name === undefined ? '' : `“${rule.name}”, `;
  const days = daysWords(rule);
  return `${title}${conditionWords(rule)}${days === '' ? '' : `, ${days}`}: ${limits.join(', ') || 'no limit'}`;
}
