import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal, ONE } from '#kernel/decimal.ts';
import { allowance, amountReader, strictest } from './allowance.ts';
import { limitsFor, type RuleScope } from './limits-in-force.ts';
import { policyChanges } from './policy-diff.ts';
import { policyFaults } from './policy-faults.ts';
import { type Limit, type ScopedLimits, STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const figure = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2));

const limits: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ mode: fc.constant('rate' as const), rate: figure(20) }),
  fc.record({ mode: fc.constant('amount' as const), amount: figure(9000) }),
  fc.record({
    mode: fc.constantFrom('all' as const, 'any' as const, 'cap' as const),
    rate: figure(20).map((rate) => (rate === '0.00' ? '0.01' : rate)),
    amount: figure(9000).map((amount) => (amount === '0.00' ? '0.01' : amount)),
  }),
  fc.constant({ mode: 'unlimited' as const }),
);

const some = (names: readonly string[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: names.length }), {
    nil: undefined,
  });

const rules: fc.Arbitrary<ScopedLimits> = fc
  .record({
    supplierIds: some(['5', '6']),
    commodities: some(['Steel', 'Oil']),
    units: some(['KG', 'L']),
    orderLineIds: some(['71']),
    contracts: some(['K-1']),
    entities: some(['South']),
    from: fc.option(fc.constantFrom('2026-01-01', '2026-06-01'), { nil: undefined }),
    until: fc.option(fc.constantFrom('2026-05-31', '2026-12-31'), { nil: undefined }),
    limits: fc.record({ priceOver: limits }),
  })
  .map((rule) => JSON.parse(JSON.stringify(rule)) as ScopedLimits);

const policies: fc.Arbitrary<TolerancePolicy> = fc
  .record({ base: limits, scoped: fc.array(rules, { maxLength: 6 }) })
  .map(({ base, scoped }) => ({
    ...STARTER_POLICY,
    limits: { ...STARTER_POLICY.limits, priceOver: base },
    scoped,
  }));

const scopes: fc.Arbitrary<RuleScope> = fc.record({
  day: fc.constantFrom('2026-01-01', '2026-05-31', '2026-06-01', undefined),
  supplierId: fc.constantFrom('5', '6', '7', undefined),
  entity: fc.constantFrom('south', 'North', undefined),
  commodity: fc.constantFrom('STEEL', 'Oil', 'Paper', undefined),
  unit: fc.constantFrom('kg', 'EA', undefined),
  orderLineId: fc.constantFrom('71', '72', undefined),
  contracts: fc.constantFrom([], ['k-1'], ['9']),
});

const differences = fc.record({ difference: figure(20_000), base: figure(200_000) });

function judge(
  policy: TolerancePolicy,
  scope: RuleScope,
  { difference, base }: { difference: string; base: string },
) {
  const excess = {
    difference: decimal(difference),
    base: decimal(base),
    worth: ONE,
    money: decimal(difference),
  };
  const reader = amountReader(policy, 'EUR');
  const all = limitsFor(policy, 'priceOver', scope).map(({ limit }) => allowance(limit, excess, reader));
  const { tolerated, limitMoney, limitText } = strictest(all);
  return { tolerated, limitText, limitMoney: limitMoney?.toFixed() ?? null };
}

const runs = { numRuns: 1_000 };

/** Half of each figure; what had none gets one. */
function halved(limit: Limit): Limit {
  const half = (text: string) => decimal(text).div(2).toFixed();
  switch (limit.mode) {
    case 'unlimited':
      return { mode: 'rate', rate: '0.5' };
    case 'rate':
      return { mode: 'rate', rate: half(limit.rate) };
    case 'amount':
      return { mode: 'amount', amount: half(limit.amount) };
    default:
      return { ...limit, rate: half(limit.rate), amount: half(limit.amount) };
  }
}

it('a stricter policy never tolerates more', () => {
  fc.assert(
    fc.property(policies, scopes, differences, (policy, scope, found) => {
      const stricter: TolerancePolicy = {
        ...policy,
        limits: { ...policy.limits, priceOver: halved(policy.limits.priceOver) },
        scoped: policy.scoped.map((rule) => ({
          ...rule,
          limits: rule.limits.priceOver === undefined ? {} : { priceOver: halved(rule.limits.priceOver) },
        })),
      };
      if (judge(stricter, scope, found).tolerated) expect(judge(policy, scope, found).tolerated).toBe(true);
    }),
    runs,
  );
});

it('one more rule as narrow as those that decide never tolerates more', () => {
  fc.assert(
    fc.property(policies, scopes, differences, limits, (policy, scope, found, limit) => {
      const [decisive] = limitsFor(policy, 'priceOver', scope);
      const again = policy.scoped.find(({ limits: stated }) => stated.priceOver === decisive?.limit);
      if (again === undefined) return;
      const more = { ...policy, scoped: [...policy.scoped, { ...again, limits: { priceOver: limit } }] };
      if (judge(more, scope, found).tolerated) expect(judge(policy, scope, found).tolerated).toBe(true);
    }),
    runs,
  );
});

it('the order of the rules changes nothing, not even the words', () => {
  fc.assert(
    fc.property(policies, scopes, differences, (policy, scope, found) => {
      const turned = { ...policy, scoped: [...policy.scoped].reverse() };
      expect(judge(turned, scope, found)).toEqual(judge(policy, scope, found));
      expect(policyFaults(turned).length).toBe(policyFaults(policy).length);
    }),
    runs,
  );
});

it('the smaller difference of two is never the one that is refused', () => {
  fc.assert(
    fc.property(policies, scopes, differences, figure(5_000), (policy, scope, found, less) => {
      fc.pre(decimal(less).lte(decimal(found.difference)));
      if (judge(policy, scope, found).tolerated) {
        expect(judge(policy, scope, { ...found, difference: less }).tolerated).toBe(true);
      }
    }),
    runs,
  );
});

it('a policy does not differ from itself, and says each change both ways', () => {
  fc.assert(
    fc.property(policies, policies, (one, other) => {
      expect(policyChanges(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
      expect(policyChanges(one, other).length > 0).toBe(policyChanges(other, one).length > 0);
    }),
    { numRuns: 300 },
  );
});
