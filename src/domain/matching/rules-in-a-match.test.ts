import { describe, expect, it } from 'vitest';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { type ScopedLimits, STARTER_POLICY } from './tolerance.ts';

// 25 bearings ordered at 12.50 and billed at 13.00: 4 % too dear, which the starter policy does not allow.

function dearer(scoped: readonly ScopedLimits[], change: Partial<MatchInput> = {}) {
  const result = matchInvoice(
    situation({
      policy: { ...STARTER_POLICY, scoped },
      invoice: invoice({
        entityName: 'Works South',
        lines: [invoiceLine({ price: '13.00', commodity: 'Paper' })],
      }),
      orders: [order({ lines: [orderLine({ commodity: 'Bearings' })] })],
      ...change,
    }),
  );
  const variance = result.lines[0]?.variances[0];
  return [result.outcome, variance?.rule, variance?.limit];
}

const five: ScopedLimits['limits'] = { priceOver: { mode: 'rate', rate: '0.05' } };

describe('a rule decides a line and is named', () => {
  it.each<[string, ScopedLimits]>([
    ['its supplier', { name: 'it', supplierIds: ['5'], limits: five }],
    ['the commodity of the order line', { name: 'it', commodities: ['bearings'], limits: five }],
    ['the entity billed', { name: 'it', entities: ['works south'], limits: five }],
    ['the unit', { name: 'it', units: ['ea'], limits: five }],
    ['the order line', { name: 'it', orderLineIds: ['71'], limits: five }],
  ])('for %s', (_case, rule) => {
    expect(dearer([rule])).toEqual(['within_tolerance', 'it', '5 %']);
  });

  it('for the contract behind the order line, by id, number or name', () => {
    const contract = { id: '900', number: 'K-900', name: 'Bearings 2026' };
    const backed = { orders: [order({ lines: [{ ...orderLine(), ...{ contract } }] })] };
    for (const contracts of [['900'], ['k-900'], ['bearings 2026']]) {
      expect(dearer([{ contracts, limits: five }], backed)).toEqual(['within_tolerance', 'rule 1', '5 %']);
    }
    expect(dearer([{ contracts: ['901'], limits: five }], backed)).toEqual([
      'exception',
      'base',
      '2 % up to 50.00',
    ]);
    expect(dearer([{ contracts: ['900'], limits: five }])).toEqual(['exception', 'base', '2 % up to 50.00']);
  });

  it('the stricter of two that are equally narrow', () => {
    const three: ScopedLimits = {
      supplierIds: ['5', '6'],
      limits: { priceOver: { mode: 'rate', rate: '0.03' } },
    };
    expect(dearer([{ supplierIds: ['5'], limits: five }, three])).toEqual(['exception', 'rule 2', '3 %']);
  });
});

describe('a rule with days', () => {
  const april: ScopedLimits = { supplierIds: ['5'], from: '2026-04-01', until: '2026-04-30', limits: five };
  it.each<[string, Partial<MatchInput>, string]>([
    ['by the day of the decision', { today: '2026-04-30' }, 'within_tolerance'],
    [
      'by the day of the decision, before that of the receipts',
      { today: '2026-05-01', asOf: '2026-04-30' },
      'exception',
    ],
    ['by the day that counts, where none of the decision is known', { asOf: '2026-05-01' }, 'exception'],
    ['by the invoice’s own, where nothing else is known', {}, 'within_tolerance'],
  ])('counts %s', (_case, change, outcome) => {
    expect(dearer([april], change)[0]).toBe(outcome);
  });
});

describe('a rule decides a document', () => {
  const billFreight = (scoped: readonly ScopedLimits[], shippingAmount: string) => {
    const { outcome, variances } = matchInvoice(
      situation({
        policy: { ...STARTER_POLICY, scoped },
        invoice: invoice({ shippingAmount, entityName: 'Works South' }),
      }),
    );
    return [outcome, variances[0]?.rule];
  };
  const ninety: ScopedLimits = {
    name: 'Freight of Nord',
    supplierIds: ['5'],
    limits: { freightOver: { mode: 'amount', amount: '90' } },
  };

  it('by its freight, at the limit and a cent beyond', () => {
    expect(billFreight([], '90.00')).toEqual(['exception', 'base']);
    expect(billFreight([ninety], '90.00')).toEqual(['within_tolerance', 'Freight of Nord']);
    expect(billFreight([ninety], '90.01')).toEqual(['exception', 'Freight of Nord']);
    expect(billFreight([{ ...ninety, supplierIds: ['6'] }], '90.00')).toEqual(['exception', 'base']);
    expect(billFreight([{ entities: ['Works South'], limits: ninety.limits }], '90.00')).toEqual([
      'within_tolerance',
      'rule 1',
    ]);
  });

  it('by what its lines may add up to', () => {
    const capped = (documentCap: string) => {
      const { outcome, variances } = matchInvoice(
        situation({
          policy: { ...STARTER_POLICY, scoped: [{ supplierIds: ['5'], limits: {}, documentCap }] },
          invoice: invoice({ lines: [invoiceLine({ price: '12.75' })] }),
          receipts: [receipt()],
        }),
      );
      return [outcome, variances.find(({ kind }) => kind === 'document_cap')?.rule];
    };
    expect(capped('6.25')).toEqual(['within_tolerance', undefined]);
    expect(capped('6.24')).toEqual(['exception', 'rule 1']);
  });
});
