import { describe, expect, it } from 'vitest';
import { limitsFor, type RuleScope } from './limits-in-force.ts';
import { CONDITIONS } from './policy-shape.ts';
import { type Limit, type ScopedLimits, STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const rate = (value: string): Limit => ({ mode: 'rate', rate: value });
const states = (value: string) => ({ quantityOverOrdered: rate(value) });

const policy: TolerancePolicy = {
  ...STARTER_POLICY,
  scoped: [
    { units: ['KG', 'T'], limits: states('0.01') },
    { commodities: ['Steel'], limits: states('0.02') },
    { supplierIds: ['5'], limits: states('0.03') },
    { name: 'Steel from Nord', supplierIds: ['5'], commodities: ['Steel'], limits: states('0.04') },
    { commodities: ['Oil'], limits: states('0.09') },
    { commodities: ['Oil'], units: ['L'], limits: states('0.08') },
    { supplierIds: ['6', '7'], limits: states('0.05') },
    { supplierIds: ['6'], limits: { ...states('0.06'), priceOver: rate('0.07') } },
    { entities: ['Works South'], limits: states('0.10') },
    { contracts: ['K-9'], limits: states('0.11') },
    { orderLineIds: ['71'], limits: states('0.12') },
    { supplierIds: ['8'], limits: {}, documentCap: '900', orderToDateOver: rate('0.5') },
  ],
};

const nowhere: RuleScope = { day: undefined, supplierId: '1', entity: undefined };
const stated = (
  scope: Partial<RuleScope>,
  key: 'quantityOverOrdered' | 'priceOver' = 'quantityOverOrdered',
) =>
  limitsFor(policy, key, { ...nowhere, ...scope }).map(({ rule, limit }) => [
    rule,
    limit.mode === 'rate' ? limit.rate : limit.mode,
  ]);

describe('of any two rules that hold', () => {
  const all: ScopedLimits = {
    orderLineIds: ['71'],
    contracts: ['K-9'],
    supplierIds: ['5'],
    commodities: ['Steel'],
    entities: ['South'],
    units: ['KG'],
    limits: {},
  };
  const scope: RuleScope = {
    day: undefined,
    supplierId: '5',
    entity: 'South',
    commodity: 'Steel',
    unit: 'KG',
    orderLineId: '71',
    contracts: ['K-9'],
  };
  /** The rule with the conditions whose digit is 1, the narrowest first. */
  const ruleOf = (digits: string): ScopedLimits => ({
    ...Object.fromEntries(CONDITIONS.filter((_, at) => digits[at] === '1').map((one) => [one, all[one]])),
    name: digits,
    limits: states('0.01'),
  });

  it('the one with the narrowest condition that the other lacks decides', () => {
    const sets = Array.from({ length: 63 }, (_, index) => (index + 1).toString(2).padStart(6, '0'));
    const faults: string[] = [];
    for (const first of sets) {
      for (const second of sets) {
        if (first === second) continue;
        const two = { ...STARTER_POLICY, scoped: [ruleOf(first), ruleOf(second)] };
        const [decisive, ...more] = limitsFor(two, 'quantityOverOrdered', scope);
        // Written narrowest first, the larger text is the narrower rule.
        const wanted = first > second ? first : second;
        if (decisive?.rule !== wanted || more.length > 0) faults.push(`${first} and ${second}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('both decide where they are about the same, always told in one order', () => {
    const [a, b] = [
      { ...ruleOf('001000'), name: 'a' },
      { ...ruleOf('001000'), name: 'b', limits: states('0.02') },
    ];
    for (const scoped of [
      [a, b],
      [b, a],
    ]) {
      const found = limitsFor({ ...STARTER_POLICY, scoped }, 'quantityOverOrdered', scope);
      expect(found.map(({ rule }) => rule)).toEqual(['a', 'b']);
    }
  });
});

describe('the limits of a line', () => {
  it.each<[string, Partial<RuleScope>, string, string]>([
    ['nobody named', { commodity: 'Paper', unit: 'EA' }, 'base', '0'],
    ['a unit, in any letter case', { unit: ' kg' }, 'rule 1', '0.01'],
    ['an entity before a unit', { entity: 'WORKS SOUTH', unit: 'KG' }, 'rule 9', '0.10'],
    [
      'a commodity before an entity and a unit',
      { entity: 'Works South', commodity: 'steel', unit: 'KG' },
      'rule 2',
      '0.02',
    ],
    [
      'a supplier before a commodity with a unit',
      { supplierId: '5', commodity: 'Oil', unit: 'L' },
      'rule 3',
      '0.03',
    ],
    ['a commodity with a unit before a commodity', { commodity: 'Oil', unit: 'L' }, 'rule 6', '0.08'],
    [
      'a supplier with a commodity before a supplier',
      { supplierId: '5', commodity: 'Steel', unit: 'KG' },
      'Steel from Nord',
      '0.04',
    ],
    [
      'a contract before a supplier with a commodity',
      { supplierId: '5', commodity: 'Steel', contracts: ['12', 'k-9'] },
      'rule 10',
      '0.11',
    ],
    [
      'an order line before all',
      { supplierId: '5', commodity: 'Steel', contracts: ['K-9'], orderLineId: '71' },
      'rule 11',
      '0.12',
    ],
  ])('%s', (_case, scope, rule, value) => {
    expect(stated(scope)).toEqual([[rule, value]]);
  });

  it('are both where two rules are equally narrow, whatever their order', () => {
    expect(stated({ supplierId: '6' })).toEqual([
      ['rule 7', '0.05'],
      ['rule 8', '0.06'],
    ]);
  });

  it('are the policy’s own where no rule states that one', () => {
    expect(stated({ supplierId: '5' }, 'priceOver')).toEqual([['base', 'cap']]);
    expect(stated({ supplierId: '6' }, 'priceOver')).toEqual([['rule 8', '0.07']]);
    expect(stated({ supplierId: undefined })).toEqual([['base', '0']]);
  });

  it('tell letter case apart in ids, not in names', () => {
    const mixed = {
      ...STARTER_POLICY,
      scoped: [
        { supplierIds: ['a1'], limits: states('0.1') },
        { contracts: ['ab-1'], limits: states('0.2') },
      ],
    };
    const rules = (scope: Partial<RuleScope>) =>
      limitsFor(mixed, 'quantityOverOrdered', { ...nowhere, ...scope }).map(({ rule }) => rule);
    expect(rules({ supplierId: 'A1' })).toEqual(['base']);
    expect(rules({ supplierId: 'a1' })).toEqual(['rule 1']);
    expect(rules({ contracts: [' AB-1 '] })).toEqual(['rule 2']);
  });
});

describe('the caps of a document', () => {
  it('come from a rule about its supplier, else from the policy', () => {
    const capFor = (supplierId: string) => limitsFor(policy, 'documentCap', { ...nowhere, supplierId });
    expect(capFor('1')).toEqual([{ rule: 'base', limit: { mode: 'amount', amount: '250' } }]);
    expect(capFor('8')).toEqual([{ rule: 'rule 12', limit: { mode: 'amount', amount: '900' } }]);
    expect(limitsFor(policy, 'orderToDateOver', { ...nowhere, supplierId: '8' })).toEqual([
      { rule: 'rule 12', limit: rate('0.5') },
    ]);
  });
});

describe('a rule with days', () => {
  const december: TolerancePolicy = {
    ...STARTER_POLICY,
    scoped: [{ supplierIds: ['5'], from: '2026-12-01', until: '2026-12-31', limits: states('0.05') }],
  };
  const ruleOn = (day: string | undefined) =>
    limitsFor(december, 'quantityOverOrdered', { ...nowhere, supplierId: '5', day })[0]?.rule;
  it.each([
    ['the day before it begins', '2026-11-30', 'base'],
    ['its first day', '2026-12-01', 'rule 1'],
    ['its last day', '2026-12-31', 'rule 1'],
    ['the day after it ended', '2027-01-01', 'base'],
    ['no day known', undefined, 'base'],
  ])('%s', (_case, day, rule) => {
    expect(ruleOn(day)).toBe(rule);
  });

  it('may be open at either end', () => {
    const open = {
      ...STARTER_POLICY,
      scoped: [
        { supplierIds: ['5'], from: '2027-01-01', limits: states('0.05') },
        { supplierIds: ['5'], until: '2026-12-31', limits: states('0.04') },
      ],
    };
    const on = (day: string) =>
      limitsFor(open, 'quantityOverOrdered', { ...nowhere, supplierId: '5', day }).map(({ rule }) => rule);
    expect([on('2020-01-01'), on('2026-12-31'), on('2027-01-01'), on('2099-01-01')]).toEqual([
      ['rule 2'],
      ['rule 2'],
      ['rule 1'],
      ['rule 1'],
    ]);
  });
});
