import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaReceipt } from './receipt.ts';

const parse = (fields: Record<string, unknown>) =>
  parseCoupaReceipt(readExactJson(JSON.stringify({ id: 296, ...fields }), 'test'), 'receipt 296');

it('a receipt as a tenant sends it becomes ours', () => {
  expect(
    parse({
      type: 'ReceivingQuantityConsumption',
      status: 'created',
      quantity: '80.0',
      price: '10.00',
      total: '800.00',
      uom: { code: 'EA' },
      'order-line': { id: 2949, 'order-header-id': 2079 },
      'transaction-date': '2026-11-03T23:00:00-08:00',
      'match-reference': 'DN-17',
      'created-by': { id: 16 },
      'created-at': '2026-11-04T09:00:00-08:00',
      'updated-at': '2026-11-04T09:00:00-08:00',
    }),
  ).toEqual({
    id: '296',
    type: 'ReceivingQuantityConsumption',
    status: 'created',
    isVoided: false,
    orderId: '2079',
    orderLineId: '2949',
    quantity: '80.0',
    price: '10.00',
    unitOfMeasure: 'EA',
    receivedDate: '2026-11-03',
    receivedById: '16',
    reference: 'DN-17',
    createdAt: '2026-11-04T17:00:00.000Z',
    updatedAt: '2026-11-04T17:00:00.000Z',
  });
});

it('without a date of its own it was received on the day it was entered', () => {
  expect(parse({ 'created-at': '2010-12-06T23:21:07-08:00' }).receivedDate).toBe('2010-12-06');
});

describe('the sign', () => {
  it.each([
    ['InventoryReceipt', '5.0'],
    ['ReceivingQuantityConsumption', '5.0'],
    ['ReceivingQuantityReturnToSupplier', '-5.0'],
    ['ReceivingQuantityDisposal', '-5.0'],
    ['SomethingNew', '5.0'],
  ])('%s of 5 counts %s', (type, quantity) => {
    expect(parse({ type, quantity: '5.0' }).quantity).toBe(quantity);
  });

  it('a return that is printed negative stays so', () => {
    expect(parse({ type: 'ReceivingQuantityReturnToSupplier', quantity: '-5.0' }).quantity).toBe('-5.0');
  });

  it('by amount, the amount carries it and there is no quantity', () => {
    const found = parse({ type: 'ReceivingAmountReturnToSupplier', total: '120.00' });
    expect(found.amount).toBe('-120.00');
    expect(found).not.toHaveProperty('quantity');
  });
});

describe('what was voided', () => {
  it('in whole counts for nothing and still shows what it was', () => {
    expect(parse({ status: 'voided', quantity: '5.0' })).toMatchObject({ isVoided: true, quantity: '5.0' });
    expect(parse({ quantity: '5.0', 'voided-value': '5.0' })).toMatchObject({
      isVoided: true,
      quantity: '5.0',
    });
  });

  it('in part counts for the rest', () => {
    expect(parse({ quantity: '5.0', 'voided-value': '2.0' })).toMatchObject({
      isVoided: false,
      quantity: '3',
    });
    expect(parse({ type: 'ReceivingAmountConsumption', total: '100.00', 'voided-value': '-40' }).amount).toBe(
      '60',
    );
    expect(
      parse({ type: 'ReceivingQuantityReturnToSupplier', quantity: '5', 'voided-value': '2' }).quantity,
    ).toBe('-3');
  });

  it('in part of a receipt that is printed negative leaves less of it', () => {
    const found = parse({ type: 'ReceivingQuantityReturnToSupplier', quantity: '-5', 'voided-value': '2' });
    expect(found).toMatchObject({ isVoided: false, quantity: '-3' });
    expect(parse({ quantity: '-5', 'voided-value': '5' })).toMatchObject({ isVoided: true, quantity: '-5' });
  });

  it('of a receipt without a quantity leaves none', () => {
    for (const type of ['InventoryReceipt', 'ReceivingQuantityReturnToSupplier']) {
      const found = parse({ type, 'voided-value': '5.0' });
      expect(found.isVoided).toBe(false);
      expect(found).not.toHaveProperty('quantity');
    }
  });

  it('not at all counts in full', () => {
    expect(parse({ quantity: '5.0', 'voided-value': '0.0' })).toMatchObject({
      isVoided: false,
      quantity: '5',
    });
    expect(parse({ quantity: '0.0' })).toMatchObject({ isVoided: false, quantity: '0.0' });
  });

  it('the transaction that voids counts for nothing itself, or the void would be subtracted twice', () => {
    expect(parse({ type: 'VoidReceivingQuantityConsumption', quantity: '5.0' })).toMatchObject({
      isVoided: true,
    });
  });

  it('never leaves more than there was, nor turns the sign', () => {
    const quantity = fc.integer({ min: 0, max: 10_000 }).map((cents) => (cents / 100).toFixed(2));
    fc.assert(
      fc.property(quantity, quantity, (moved, voided) => {
        const found = parse({ quantity: moved, 'voided-value': voided });
        const counted = found.isVoided ? decimal('0') : decimal(found.quantity ?? '0');
        expect(counted.gte(0) && counted.lte(decimal(moved))).toBe(true);
        const left = decimal(moved).minus(decimal(voided));
        expect(counted.eq(left.lt(0) ? 0 : left)).toBe(true);
      }),
    );
  });
});

describe('what a delivery and its inspection say', () => {
  it('comes along', () => {
    expect(
      parse({
        'asn-header': { id: 5, 'asn-number': 'ASN-31' },
        'asn-line': { id: 51 },
        'inspection-code': { id: 2, code: 'Fail' },
        'received-weight': '12.250000',
        'original-transaction-id': 290,
        'custom-fields': { 'accepted-quantity': '75', 'rejected-quantity': '5.0', shift: 'late' },
      }),
    ).toMatchObject({
      asnNumber: 'ASN-31',
      asnLineId: '51',
      inspectionCode: 'Fail',
      receivedWeight: '12.250000',
      originalTransactionId: '290',
      acceptedQuantity: '75',
      rejectedQuantity: '5.0',
    });
  });

  it('an inspection without a code goes by its name, and a quantity in words is none', () => {
    const found = parse({
      'inspection-code': { name: 'Failed' },
      'custom-fields': { 'accepted-quantity': 'most', 'rejected-quantity': '' },
    });
    expect(found.inspectionCode).toBe('Failed');
    expect(found).not.toHaveProperty('acceptedQuantity');
    expect(found).not.toHaveProperty('rejectedQuantity');
  });
});
