import { describe, expect, it } from 'vitest';
import type { MatchMemory } from '#domain/matching/memory.ts';
import { invoice, invoiceLine, order, receipt } from '#domain/matching/situation.test-data.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import { analyse } from './analyse.ts';
import type { Evidence } from './gather.ts';
import { settings as schema } from './settings.ts';

const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: '0'.repeat(64),
  record,
});

/** One crate billed at the price of the 25 bearings that are in it. */
const inCrates = invoice({
  grossTotal: '312.50',
  lines: [invoiceLine({ quantity: '1', price: '312.50', unitOfMeasure: 'CS' })],
});

function found(differs: Partial<Evidence> = {}) {
  const evidence: Evidence = {
    invoice: versioned('invoice', inCrates),
    orders: [versioned('purchase_order', order())],
    receipts: [versioned('receipt', receipt())],
    billedBefore: [],
    approvals: [],
    supplierInvoicesSeen: 3,
    today: '2026-04-02',
    serviceUserId: '900',
    ...differs,
  };
  return analyse(evidence, schema.parse({})).match.primary;
}

const taught = (partNumber?: string): MatchMemory => ({
  conversions: [
    {
      supplierId: '5',
      from: 'CS',
      to: 'EA',
      factor: '25',
      ...(partNumber === undefined ? {} : { partNumber }),
    },
  ],
  crossReferences: [],
  orderNumberForms: [],
});

describe('a pack size that people taught', () => {
  it('lets crates be compared with pieces', () => {
    expect(found()).toBe('UOM_MISMATCH');
    expect(found({ memory: taught() })).toBeNull();
  });

  it('for another article counts for that one alone', () => {
    expect(found({ memory: taught('6205-2RS') })).toBe('UOM_MISMATCH');
  });
});
