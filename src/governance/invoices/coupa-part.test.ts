import { describe, expect, it } from 'vitest';
import { invoice, invoiceLine, order, receipt, situation } from '#domain/matching/situation.test-data.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { InvoiceDossier, Versioned } from '#engine/shapes/sources.ts';
import { coupaPart, coupaPartOf } from './coupa-part.ts';

const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: '0'.repeat(64),
  record,
});

function partOf(change: Partial<Invoice>, dossier: Partial<InvoiceDossier> = {}, orders = [order()]) {
  const told = invoice({ status: 'pending_approval', ...change });
  const match = matchInvoice(situation({ invoice: told, orders: orders as PurchaseOrder[] }));
  const part = coupaPartOf({
    run: undefined,
    runs: [],
    replay: undefined,
    match,
    dossier: {
      invoice: versioned('invoice', told),
      orders: [],
      receipts: [versioned('receipt', receipt())],
      billedBefore: [],
      approvals: [],
      supplierInvoicesSeen: 3,
      ...dossier,
    },
  });
  return part === null ? null : coupaPart.parse(part);
}

const tooLittle = { code: 'quantity_received', resolved: false, lineId: '11' };

describe('beside Coupa’s own verdict', () => {
  it('nothing is told where nothing was decided, or nobody objects', () => {
    const none = { run: undefined, runs: [], replay: undefined, match: undefined, dossier: undefined };
    expect(coupaPartOf(none)).toBeNull();
    expect(partOf({})).toBeNull();
  });

  it('what only Purser asks is no disagreement, a stricter limit of ours is one', () => {
    expect(partOf({}, {}, [order({ supplierId: '6' })])).toBeNull();
    const dear = { lines: [invoiceLine({ price: '13.50' })] };
    expect(partOf(dear)?.comparisons).toMatchObject([
      { kind: 'purser_only', title: 'Price above the order' },
    ]);
  });

  it('both sides are told, with what Coupa has set against receipts', () => {
    const allocations = versioned('invoice_allocation', {
      id: '1',
      updatedAt: '2026-04-02T08:00:00.000Z',
      allocations: [],
    });
    expect(partOf({ failedTolerances: [tooLittle] }, { allocations })).toEqual({
      holds: 'QTY_OVER_RECEIVED',
      comparisons: [
        {
          kind: 'coupa_only',
          line: '1',
          title: 'More billed than received',
          code: 'QTY_OVER_RECEIVED',
          coupaCode: 'quantity_received',
          coupaSays: 'Quantity against receipts on line 1 is beyond Coupa’s limit (quantity_received).',
          purserSays: 'Line 1 bills 25; 100 received, 0 billed before.',
          doubt: 'allocation',
          reason: 'Coupa has set no receipt against line 1.',
          allocated: 'Coupa has set no receipt against line 1.',
        },
      ],
    });
  });

  it('an agreement, an unknown code and a status that holds have names', () => {
    const titles = (change: Partial<Invoice>) => partOf(change)?.comparisons.map(({ title }) => title);
    expect(titles({ failedTolerances: [{ code: 'lunar', resolved: false }] })).toEqual(['lunar']);
    expect(titles({ status: 'ap_hold' })).toEqual(['Held by its status']);
    const dear = { lines: [invoiceLine({ price: '13.50' })] };
    const both = { ...dear, failedTolerances: [{ ...tooLittle, code: 'unit_price' }] };
    expect(partOf(both)?.comparisons).toMatchObject([{ kind: 'agreed', doubt: null }]);
  });
});
