import { describe, expect, it } from 'vitest';
import { policyChanges } from './policy-diff.ts';
import { policyId } from './policy-id.ts';
import { type ScopedLimits, STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const changedBy = (change: Partial<TolerancePolicy>) =>
  policyChanges(STARTER_POLICY, { ...STARTER_POLICY, ...change });
const between = (before: ScopedLimits[], now: ScopedLimits[]) =>
  policyChanges({ ...STARTER_POLICY, scoped: before }, { ...STARTER_POLICY, scoped: now });

describe('what changed', () => {
  it.each<[string, Partial<TolerancePolicy>, readonly string[]]>([
    [
      'a limit',
      { limits: { ...STARTER_POLICY.limits, priceOver: { mode: 'cap', rate: '0.03', amount: '50' } } },
      ['Price above the order: 2 % up to 50.00 → 3 % up to 50.00'],
    ],
    [
      'how rate and amount are joined',
      { limits: { ...STARTER_POLICY.limits, freightOver: { mode: 'all', rate: '0.03', amount: '50' } } },
      ['Freight without an order line: 3 % or 50.00 → 3 % and 50.00'],
    ],
    [
      'a limit that is gone',
      { limits: { ...STARTER_POLICY.limits, priceUnder: { mode: 'unlimited' } } },
      ['Price below the order: 10 % → unlimited'],
    ],
    ['a name', { name: 'Group' }, ['Name: Starter policy → Group']],
    [
      'a currency with a rate',
      { currency: 'EUR', rates: { JPY: '160' } },
      ['Currency: each invoice’s own → EUR', 'Rate to JPY: none → 160'],
    ],
    [
      'the cap of an invoice',
      { documentCap: '300' },
      ['Over-charges of one invoice together: 250.00 → 300.00'],
    ],
    [
      'the cap of an order',
      { orderToDateOver: { mode: 'rate', rate: '0' } },
      ['All invoices of an order above its total: 1 % up to 1000.00 → 0 %'],
    ],
    [
      'rounding and tax',
      {
        rounding: { ...STARTER_POLICY.rounding, max: '0.10' },
        tax: { perLine: '0.05', perDocument: '1.00' },
      },
      [
        'Rounding: 0.01 a line up to 0.05, 1.00 without decimals → 0.01 a line up to 0.10, 1.00 without decimals',
        'Tax: 0.02 a line, 1.00 a document → 0.05 a line, 1.00 a document',
      ],
    ],
    [
      'how order lines are matched',
      {
        matchModes: {
          none: { itemIds: ['402', '401'] },
          '3-way': { supplierIds: ['5'], entities: ['Nord', 'Ost'] },
        },
      },
      [
        'Matched as none: nothing → items 401 and 402',
        'Matched as 3-way: nothing → suppliers 5; entities Nord and Ost',
      ],
    ],
    [
      'what is optional',
      {
        daysOutsideTerm: '14',
        deliveryEarlyValue: { mode: 'amount', amount: '10000' },
        fxOver: { mode: 'rate', rate: '0.01' },
      },
      [
        'Days outside the term: 0 → 14',
        'Early delivery, value times days: not asked → 10000.00',
        'Cost of another exchange rate: reported only → 1 %',
      ],
    ],
  ])('%s', (_case, change, changes) => {
    expect(changedBy(change)).toEqual(changes);
  });

  it('is nothing where unlimited says what left out means', () => {
    expect(
      changedBy({
        daysOutsideTerm: '0',
        deliveryEarlyValue: { mode: 'unlimited' },
        fxOver: { mode: 'unlimited' },
      }),
    ).toEqual([]);
  });
});

describe('rules that changed', () => {
  const nord: ScopedLimits = { supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.03' } } };
  const steel: ScopedLimits = { ...nord, name: 'Steel', commodities: ['Steel'] };

  it('added and removed are told in full', () => {
    expect(between([nord], [{ ...steel, from: '2026-12-01' }])).toEqual([
      'Rule added: “Steel”, supplier 5 and commodity Steel, from 2026-12-01: price above the order 3 %',
      'Rule removed: supplier 5: price above the order 3 %',
    ]);
    expect(between([], [{ units: ['KG'], limits: {} }])).toEqual(['Rule added: unit KG: no limit']);
  });

  it('changed are told by what differs', () => {
    const now: ScopedLimits = {
      ...steel,
      supplierIds: ['5', '6'],
      until: '2026-12-31',
      limits: { priceOver: { mode: 'rate', rate: '0.04' }, priceUnder: { mode: 'unlimited' } },
    };
    expect(between([steel], [now])).toEqual([
      'Rule “Steel”: suppliers: 6 added',
      'Rule “Steel”: in force: always → until 2026-12-31',
      'Rule “Steel”: price above the order: 3 % → 4 %',
      'Rule “Steel”: price below the order: not stated → unlimited',
    ]);
    expect(between([now], [{ ...now, supplierIds: ['6'] }])).toEqual(['Rule “Steel”: suppliers: 5 removed']);
  });

  it('are known again by what they are about when they have no name, or just got one', () => {
    expect(between([nord], [{ ...nord, limits: {} }])).toEqual([
      'Rule supplier 5: price above the order: 3 % → not stated',
    ]);
    expect(between([nord], [{ ...nord, name: 'Nord' }])).toEqual(['Rule “Nord”: name: none → Nord']);
  });

  it('with another name are the same rule, unless a rule of that name is there', () => {
    expect(between([steel], [{ ...steel, name: 'Iron' }])).toEqual(['Rule “Iron”: name: Steel → Iron']);
    const iron: ScopedLimits = { ...steel, name: 'Iron', commodities: ['Iron'] };
    expect(between([steel, iron], [{ ...steel, name: 'Iron' }])).toEqual([
      'Rule “Iron”: commodities: Steel added',
      'Rule “Iron”: commodities: Iron removed',
      'Rule removed: “Steel”, supplier 5 and commodity Steel: price above the order 3 %',
    ]);
  });

  it('removed are all told, also beside one that stays', () => {
    const kilos: ScopedLimits = { units: ['KG'], limits: {} };
    expect(between([nord, kilos], [nord])).toEqual(['Rule removed: unit KG: no limit']);
  });

  it('lose or get a condition', () => {
    const { commodities: _, ...wide } = steel;
    expect(between([steel], [wide])).toEqual(['Rule “Steel”: commodities: Steel → any']);
    expect(between([wide], [steel])).toEqual(['Rule “Steel”: commodities: any → Steel']);
  });

  it('in another order say nothing', () => {
    expect(between([nord, steel], [steel, nord])).toEqual([]);
  });

  it('of a long list tell who came, not the list', () => {
    const many = Array.from({ length: 12 }, (_, index) => String(index));
    const rule = { name: 'Many', supplierIds: many, limits: {} };
    expect(between([rule], [{ ...rule, supplierIds: [...many, '99'] }])).toEqual([
      'Rule “Many”: suppliers: 99 added',
    ]);
  });
});

describe('the id of a policy', () => {
  it('is the same for the same document, whatever the order of its fields', () => {
    const { name, ...rest } = STARTER_POLICY;
    expect(policyId({ ...rest, name })).toBe(policyId(STARTER_POLICY));
    expect(policyId(STARTER_POLICY)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('changes with every figure', () => {
    expect(policyId({ ...STARTER_POLICY, documentCap: '250.01' })).not.toBe(policyId(STARTER_POLICY));
  });
});
