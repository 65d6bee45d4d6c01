import { describe, expect, it } from 'vitest';
import { policyFaults } from './policy-faults.ts';
import { type Limit, type ScopedLimits, STARTER_POLICY } from './tolerance.ts';

const rate = (value: string): Limit => ({ mode: 'rate', rate: value });
const faultsOf = (...scoped: ScopedLimits[]) =>
  policyFaults({ ...STARTER_POLICY, scoped }).map(({ path, says }) => `${path.join('.')}: ${says}`);

describe('two rules about the same', () => {
  const two: ScopedLimits = { supplierIds: ['5'], limits: { priceOver: rate('0.02') } };
  const three: ScopedLimits = { supplierIds: ['5'], limits: { priceOver: rate('0.03') } };

  it('with different limits are refused, and both are named', () => {
    expect(faultsOf(two, three)).toEqual([
      'scoped.1.limits.priceOver: Rule 1 and rule 2 are about the same and contradict each other on price above the order: 2 % and 3 %. Make them agree, or give them different conditions or days.',
    ]);
    expect(faultsOf({ ...two, name: 'Nord' }, { ...three, name: 'Nord, new' })).toEqual([
      'scoped.1.limits.priceOver: The rule "Nord" (rule 1) and the rule "Nord, new" (rule 2) are about the same and contradict each other on price above the order: 2 % and 3 %. Make them agree, or give them different conditions or days.',
    ]);
  });

  it.each<[string, ScopedLimits, ScopedLimits]>([
    [
      'the same names in another order',
      { supplierIds: ['5', '6'], limits: two.limits },
      { supplierIds: ['6', '5'], limits: three.limits },
    ],
    [
      'the same names in other letter case',
      { commodities: ['Steel '], limits: two.limits },
      { commodities: ['STEEL'], limits: three.limits },
    ],
    ['a day in common', { ...two, until: '2026-06-30' }, { ...three, from: '2026-06-30' }],
    ['one with days inside one without', two, { ...three, from: '2026-06-01', until: '2026-06-30' }],
    [
      'different caps of one invoice',
      { supplierIds: ['5'], limits: {}, documentCap: '100' },
      { supplierIds: ['5'], limits: {}, documentCap: '100.01' },
    ],
    [
      'another way of joining',
      { supplierIds: ['5'], limits: { priceOver: { mode: 'any', rate: '0.1', amount: '5' } } },
      { supplierIds: ['5'], limits: { priceOver: { mode: 'cap', rate: '0.1', amount: '5' } } },
    ],
  ])('contradict each other with %s', (_case, first, second) => {
    expect(faultsOf(first, second)).toHaveLength(1);
    expect(faultsOf(second, first)).toHaveLength(1);
  });

  it.each<[string, ScopedLimits, ScopedLimits]>([
    ['the same figure, written otherwise', two, { supplierIds: ['5'], limits: { priceOver: rate('0.020') } }],
    [
      'both and up to, which let the same through',
      { supplierIds: ['5'], limits: { priceOver: { mode: 'all', rate: '0.1', amount: '5' } } },
      { supplierIds: ['5'], limits: { priceOver: { mode: 'cap', rate: '0.1', amount: '5' } } },
    ],
    ['different limits of the line', two, { supplierIds: ['5'], limits: { priceUnder: rate('0.03') } }],
    ['days that do not meet', { ...two, until: '2026-06-30' }, { ...three, from: '2026-07-01' }],
    ['other suppliers beside a common one: the stricter wins', two, { ...three, supplierIds: ['5', '6'] }],
    ['one condition more: the narrower wins', two, { ...three, units: ['KG'] }],
    [
      'an id in other letter case',
      { orderLineIds: ['a'], limits: two.limits },
      { orderLineIds: ['A'], limits: three.limits },
    ],
  ])('agree with %s', (_case, first, second) => {
    expect(faultsOf(first, second)).toEqual([]);
    expect(faultsOf(second, first)).toEqual([]);
  });

  it('are found at the place of the limit, caps included', () => {
    const orders: Limit = { mode: 'rate', rate: '0.01' };
    const other: Limit = { mode: 'rate', rate: '0.02' };
    const pathOf = (first: Partial<ScopedLimits>, second: Partial<ScopedLimits>) =>
      policyFaults({
        ...STARTER_POLICY,
        scoped: [first, second].map((stated) => ({ supplierIds: ['5'], limits: {}, ...stated })),
      }).map(({ path }) => path);
    expect(pathOf({ documentCap: '1' }, { documentCap: '2' })).toEqual([['scoped', 1, 'documentCap']]);
    expect(pathOf({ orderToDateOver: orders }, { orderToDateOver: other })).toEqual([
      ['scoped', 1, 'orderToDateOver'],
    ]);
    expect(pathOf({ limits: { freightOver: orders } }, { limits: { freightOver: other } })).toEqual([
      ['scoped', 1, 'limits', 'freightOver'],
    ]);
  });

  it('are named pair by pair where there are three', () => {
    const four = { supplierIds: ['5'], limits: { priceOver: rate('0.04') } };
    expect(faultsOf(two, three, four).map((fault) => /rule \d and rule \d/i.exec(fault)?.[0])).toEqual([
      'Rule 1 and rule 2',
      'Rule 1 and rule 3',
      'Rule 2 and rule 3',
    ]);
  });
});

describe('a rule against itself', () => {
  const rule: ScopedLimits = { supplierIds: ['5'], limits: { priceOver: rate('0.02') } };
  it.each<[string, ScopedLimits, string]>([
    [
      'ends before it begins',
      { ...rule, name: 'Nord', from: '2026-07-01', until: '2026-06-30' },
      'scoped.0.until: Expected the rule "Nord" (rule 1) to end on 2026-07-01 or later, the day it begins, found 2026-06-30.',
    ],
    [
      'lists one name twice, in other letter case',
      { commodities: ['Steel', 'Oil', ' steel'], limits: {} },
      'scoped.0.commodities: Expected each entry of commodities of rule 1 once, found "STEEL" twice.',
    ],
    [
      'takes the name of another',
      { ...rule, name: 'Rule 2' },
      'scoped.0.name: Expected another name than "Rule 2", which is how rules without one are called.',
    ],
    [
      'has a cap that allows nothing',
      { supplierIds: ['5'], limits: { priceOver: { mode: 'cap', rate: '0.02', amount: '0' } } },
      'scoped.0.limits.priceOver: Price above the order: expected a cap with a rate and an amount above zero, found 2 % up to 0.00, which allows nothing whatever the rate says.',
    ],
    [
      'has a cap on nothing',
      { supplierIds: ['5'], limits: {}, orderToDateOver: { mode: 'cap', rate: '0', amount: '50' } },
      'scoped.0.orderToDateOver: All invoices of an order above its total: expected a cap with a rate and an amount above zero, found 0 % up to 50.00, which allows nothing whatever the amount says.',
    ],
    [
      'has a percent where a fraction is meant',
      { supplierIds: ['5'], limits: { priceOver: { mode: 'cap', rate: '2', amount: '50' } } },
      'scoped.0.limits.priceOver: Price above the order: expected the rate of a cap to be at most 1, which is 100 %, found 2, which is 200 % up to 50.00.',
    ],
  ])('%s', (_case, one, fault) => {
    expect(faultsOf(one)).toEqual([fault]);
  });

  it('may allow nothing at all, when both figures of a cap say so, and last one day', () => {
    const nothing: Limit = { mode: 'cap', rate: '0', amount: '0.00' };
    expect(
      faultsOf({ ...rule, from: '2026-06-30', until: '2026-06-30', limits: { priceOver: nothing } }),
    ).toEqual([]);
  });

  it('may double a price, but no more, in a cap', () => {
    const upTo = (share: string): Limit => ({ mode: 'cap', rate: share, amount: '50' });
    expect(faultsOf({ ...rule, limits: { priceOver: upTo('1') } })).toEqual([]);
    expect(faultsOf({ ...rule, limits: { priceOver: upTo('1.0001') } })).toHaveLength(1);
  });

  it('has a name of its own', () => {
    expect(faultsOf({ ...rule, name: 'Nord' }, { units: ['KG'], limits: {}, name: 'NORD ' })).toEqual([
      'scoped.1.name: Expected each rule to have a name of its own, found "NORD " for rule 1 and rule 2.',
    ]);
  });
});

it('a cap for exchange rates is looked at like the others', () => {
  const policy = { ...STARTER_POLICY, fxOver: { mode: 'cap', rate: '0.01', amount: '0' } };
  expect(policyFaults(policy).map(({ path }) => path)).toEqual([['fxOver']]);
});
