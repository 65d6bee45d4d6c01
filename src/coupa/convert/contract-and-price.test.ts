import { describe, expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { fieldsOf } from '../schema/fields.ts';
import { coupaSupplierItem } from '../schema/supplier-item.ts';
import { parseCoupaContract } from './contract.ts';
import { parseCoupaSupplierItem } from './supplier-item.ts';

const json = (fields: Record<string, unknown>) => readExactJson(JSON.stringify({ id: 1, ...fields }), 'test');
const updated = { 'updated-at': '2026-11-20T10:00:00+01:00' };

describe('contracts', () => {
  it('keep their days as printed, their terms and what Coupa calls their state', () => {
    expect(
      parseCoupaContract(
        json({
          number: 'RV-2026',
          name: 'Bearings',
          status: 'published',
          supplier: { id: 5 },
          currency: { code: 'eur' },
          'start-date': '2026-01-01T00:00:00+02:00',
          'end-date': '2026-12-31T00:00:00+02:00',
          'maximum-value': 250000.5,
          'payment-term': { code: 'Net 30' },
          'shipping-term': { code: 'DAP' },
          ...updated,
        }),
        'contract 1',
      ),
    ).toEqual({
      id: '1',
      number: 'RV-2026',
      name: 'Bearings',
      status: 'published',
      isTerminated: false,
      supplierId: '5',
      currency: 'EUR',
      startDate: '2026-01-01',
      endDate: '2026-12-31',
      maximumValue: '250000.5',
      paymentTermCode: 'Net 30',
      shippingTermCode: 'DAP',
      updatedAt: '2026-11-20T09:00:00.000Z',
    });
  });

  it('that say nothing of themselves are in no state, and can be terminated', () => {
    expect(parseCoupaContract(json({}), 'c')).toMatchObject({ status: '', isTerminated: false });
    expect(parseCoupaContract(json({ terminated: true }), 'c').isTerminated).toBe(true);
  });
});

describe('supplier items', () => {
  const wire = {
    supplier: { id: 5 },
    item: { id: 300, name: 'Bearing 6204', 'item-number': 'B-6204', uom: { code: 'EA' } },
    'supplier-part-num': '6204-2RS',
    'supplier-aux-part-num': 'B-6204',
    contract: { id: 12 },
    currency: { code: 'EUR' },
    price: 12.5,
    ...updated,
  };

  it('have a price, a unit, a contract, and every number the article goes by', () => {
    expect(parseCoupaSupplierItem(json(wire), 'supplier item 1')).toEqual({
      id: '1',
      supplierId: '5',
      itemId: '300',
      itemName: 'Bearing 6204',
      partNumbers: ['6204-2RS', 'B-6204'],
      contractId: '12',
      currency: 'EUR',
      unitOfMeasure: 'EA',
      price: '12.5',
      tiers: [],
      updatedAt: '2026-11-20T09:00:00.000Z',
    });
  });

  const tiered = (term: object, prices: object = { 'price-tier-1': '13.00', 'price-tier-2': 11 }) => {
    const read = parseCoupaSupplierItem(json({ ...wire, ...prices, 'contract-term': term }), 's');
    return [read.tiersCount, read.tiers];
  };
  const bounds = { 'tier-1-upper-bound': '100' };
  const two = [{ price: '13.00', upToQuantity: '100' }, { price: '11' }];

  it.each([
    ['PerOrderContractTerm', 'order'],
    ['TotalQtyContractTerm', 'to_date'],
    ['TotalAmtContractTerm', undefined],
  ])('have prices by quantity as their contract counts it: %s', (type, count) => {
    expect(tiered({ type, ...bounds })).toEqual([count, two]);
  });

  it.each<[string, object, object?]>([
    ['discounts in percent', { ...bounds, 'use-pct-discounts': true }],
    ['no prices', bounds, {}],
    ['one price without a bound', {}, { 'price-tier-1': '13.00' }],
    ['a price that is no number', bounds, { 'price-tier-1': 'on request' }],
  ])('have none with %s', (_case, term, prices) => {
    expect(tiered({ type: 'TotalQtyContractTerm', ...term }, prices)).toEqual([undefined, []]);
  });

  it('of an article that is not offered any more have no price', () => {
    const gone = parseCoupaSupplierItem(json({ ...wire, item: { ...wire.item, active: false } }), 's');
    expect(gone).not.toHaveProperty('price');
  });

  it('are asked for with all twenty prices and bounds', () => {
    const fields = fieldsOf(coupaSupplierItem);
    expect(fields).toContain('"price_tier_20"');
    expect(fields).toContain('"tier_20_upper_bound"');
  });
});
