import { type Decimal, decimal, ONE } from '#kernel/decimal.ts';
import { folded, statedBy } from './limits-in-force.ts';
import type { PolicyFault } from './policy-faults.ts';
import { CONDITIONS, type Condition, ID_CONDITIONS } from './policy-shape.ts';
import { limitTitle, limitWords } from './policy-words.ts';
import { ruleLabel } from './rule-label.ts';
import type { Limit, LimitKey, ScopedLimits, TolerancePolicy } from './tolerance.ts';

/** What a policy says against itself, each with the rules that do so. The value has the shape of a policy already. */
export function contradictions(policy: TolerancePolicy): readonly PolicyFault[] {
  return [
    ...senselessCaps(policy),
    ...policy.scoped.flatMap((rule, index) => [
      ...backwards(rule, index),
      ...twiceListed(rule, index),
      ...reservedName(rule, index),
    ]),
    ...sameNames(policy.scoped),
    ...disagreeing(policy),
  ];
}

/** A cap holds both figures; where one is zero the other is never looked at, and more than all is a percent by mistake. */
function senselessCaps(policy: TolerancePolicy): readonly PolicyFault[] {
  const stated: readonly (readonly [PolicyFault['path'], LimitKey | 'fxOver', Limit])[] = [
    ...limitsAt(policy, []),
    ...policy.scoped.flatMap((rule, index) => limitsAt(rule, ['scoped', index])),
    ...(policy.fxOver === undefined ? [] : [[['fxOver'], 'fxOver', policy.fxOver] as const]),
  ];
  return stated.flatMap(([path, key, limit]) => {
    const says = limit.mode === 'cap' ? capFault(limit, key) : undefined;
    return says === undefined ? [] : [{ path, says }];
  });
}

function limitsAt(
  stating: Pick<ScopedLimits, 'limits' | 'orderToDateOver'>,
  path: PolicyFault['path'],
): readonly (readonly [PolicyFault['path'], LimitKey, Limit])[] {
  const { limits, orderToDateOver } = stating;
  return [
    ...(Object.entries(limits) as [LimitKey, Limit][]).map(
      ([key, limit]) => [[...path, 'limits', key], key, limit] as const,
    ),
    ...(orderToDateOver === undefined
      ? []
      : [[[...path, 'orderToDateOver'], 'orderToDateOver', orderToDateOver] as const]),
  ];
}

function capFault(
  limit: Extract<Limit, { readonly rate: string; readonly amount: string }>,
  key: LimitKey | 'fxOver',
): string | undefined {
  const [rate, amount] = [decimal(limit.rate), decimal(limit.amount)];
  const words = limitWords(limit);
  if (rate.gt(ONE)) {
    return `${limitTitle(key)}: expected the rate of a cap to be at most 1, which is 100 %, found ${limit.rate}, which is ${words}.`;
  }
  if (amount.isZero() !== rate.isZero()) {
    return `${limitTitle(key)}: expected a cap with a rate and an amount above zero, found ${words}, which allows nothing whatever ${amount.isZero() ? 'the rate' : 'the amount'} says.`;
  }
  return undefined;
}

function backwards(rule: ScopedLimits, index: number): readonly PolicyFault[] {
  const { from, until } = rule;
  if (from === undefined || until === undefined || from <= until) return [];
  return [
    {
      path: ['scoped', index, 'until'],
      says: `Expected ${quoted(rule, index)} to end on ${from} or later, the day it begins, found ${until}.`,
    },
  ];
}

function twiceListed(rule: ScopedLimits, index: number): readonly PolicyFault[] {
  return CONDITIONS.flatMap((condition) => {
    const names = namesIn(rule, condition);
    const again = names.find((name, at) => names.indexOf(name) < at);
    if (again === undefined) return [];
    const says = `Expected each entry of ${condition} of ${quoted(rule, index)} once, found "${again}" twice.`;
    return [{ path: ['scoped', index, condition], says }];
  });
}

/** Names under which a decision would be taken for that of another rule. */
function reservedName(rule: ScopedLimits, index: number): readonly PolicyFault[] {
  if (rule.name === undefined || !/^(base|rule \d+)$/i.test(rule.name.trim())) return [];
  const says = `Expected another name than "${rule.name}", which is how rules without one are called.`;
  return [{ path: ['scoped', index, 'name'], says }];
}

function sameNames(rules: readonly ScopedLimits[]): readonly PolicyFault[] {
  const first = new Map<string, number>();
  return rules.flatMap((rule, index) => {
    if (rule.name === undefined) return [];
    const name = folded(rule.name);
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    const says = `Expected each rule to have a name of its own, found "${rule.name}" for rule ${earlier + 1} and rule ${index + 1}.`;
    return [{ path: ['scoped', index, 'name'], says }];
  });
}

/** Rules about the very same invoices or lines on the same days that state different limits. */
function disagreeing({ scoped, currency }: TolerancePolicy): readonly PolicyFault[] {
  const alike = new Map<string, number[]>();
  scoped.forEach((rule, index) => {
    const about = JSON.stringify(CONDITIONS.map((condition) => [...namesIn(rule, condition)].sort()));
    const group = alike.get(about);
    if (group === undefined) alike.set(about, [index]);
    else group.push(index);
  });
  return [...alike.values()].flatMap((group) =>
    group.flatMap((later, at) =>
      group.slice(0, at).flatMap((earlier) => {
        const [a, b] = [scoped[earlier], scoped[later]];
        // equivalent: positions of a list that is in hand are there.
        if (a === undefined || b === undefined || !overlap(a, b)) return [];
        return disagreements([a, earlier], [b, later], currency);
      }),
    ),
  );
}

function disagreements(
  [a, first]: readonly [ScopedLimits, number],
  [b, second]: readonly [ScopedLimits, number],
  currency: string | undefined,
): readonly PolicyFault[] {
  const others: Partial<Record<string, Limit>> = statedBy(a);
  return (Object.entries(statedBy(b)) as [LimitKey, Limit][]).flatMap(([key, limit]) => {
    const other = others[key];
    if (other === undefined || isSameLimit(other, limit)) return [];
    const place = key === 'documentCap' || key === 'orderToDateOver' ? [key] : ['limits', key];
    return [
      {
        path: ['scoped', second, ...place],
        says:
          `${quoted(a, first, true)} and ${quoted(b, second)} are about the same and contradict each other on ` +
          `${limitTitle(key, true)}: ${limitWords(other, currency)} and ${limitWords(limit, currency)}. ` +
          'Make them agree, or give them different conditions or days.',
      },
    ];
  });
}

/** On at least one day both are in force. */
function overlap(a: ScopedLimits, b: ScopedLimits): boolean {
  const startsInTime = (one: ScopedLimits, other: ScopedLimits) =>
    one.from === undefined || other.until === undefined || one.from <= other.until;
  return startsInTime(a, b) && startsInTime(b, a);
}

function isSameLimit(a: Limit, b: Limit): boolean {
  // `all` and `cap` let the same differences through.
  const kindOf = ({ mode }: Limit) => (mode === 'cap' ? 'all' : mode);
  return (
    kindOf(a) === kindOf(b) &&
    isSame(figure(a, 'rate'), figure(b, 'rate')) &&
    isSame(figure(a, 'amount'), figure(b, 'amount'))
  );
}

function figure(limit: Limit, which: 'rate' | 'amount'): Decimal | undefined {
  const text = (limit as { readonly rate?: string; readonly amount?: string })[which];
  return text === undefined ? undefined : decimal(text);
}

function isSame(a: Decimal | undefined, b: Decimal | undefined): boolean {
  // equivalent: two limits of one kind have the same figures.
  return a === undefined || b === undefined ? a === b : a.eq(b);
}

function namesIn(rule: ScopedLimits, condition: Condition): readonly string[] {
  const names = rule[condition] ?? [];
  return ID_CONDITIONS.includes(condition) ? names : names.map(folded);
}

/** `rule 2`, or `the rule "Steel" (rule 2)`. */
function quoted(rule: ScopedLimits, index: number, isFirst = false): string {
  const label = ruleLabel(rule, index);
  if (rule.name === undefined) return isFirst ? `Rule ${index + 1}` : label;
  return `${isFirst ? 'The' : 'the'} rule "${label}" (rule ${index + 1})`;
}
