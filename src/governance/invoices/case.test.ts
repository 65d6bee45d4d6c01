import { describe, expect, it } from 'vitest';
import { explainMatch } from '#domain/matching/explain-match.ts';
import {
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
} from '#domain/matching/situation.test-data.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import type { StoredRun } from '#engine/replay/replay-run.ts';
import type { InvoiceDossier, Versioned } from '#engine/shapes/sources.ts';
import { adviceOf, advicePart } from './advice-part.ts';
import { type InvoiceCase, ordersIn, receiptsIn } from './case.ts';
import { explanationIn } from './explanation.ts';

const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: '0'.repeat(64),
  record,
});

/** 20 of 25 were received on order 7, which the invoice writes otherwise; order 8 might have been meant too. */
function shown(change: Partial<InvoiceDossier> = {}): InvoiceCase {
  const { orderLineId: _named, ...nameless } = invoiceLine();
  const billed = invoice({ lines: [{ ...nameless, poNumber: 'PO-7' }] });
  const other = order({
    id: '8',
    poNumber: '8',
    lines: [orderLine({ id: '81', description: 'Shaft seal' })],
  });
  const receipts = [receipt({ quantity: '20' }), receipt({ id: '92', orderId: '8', orderLineId: '81' })];
  const input = situation({ invoice: billed, orders: [order(), other], receipts });
  const match = matchInvoice(input);
  return {
    run: undefined,
    runs: [],
    replay: undefined,
    match,
    explained: explanationIn(explainMatch(input, match)),
    dossier: {
      invoice: versioned('invoice', billed),
      orders: [],
      candidateOrders: [versioned('purchase_order', order()), versioned('purchase_order', other)],
      receipts: receipts.map((each) => versioned('receipt', each)),
      billedBefore: [],
      approvals: [],
      supplierInvoicesSeen: 3,
      ...change,
    },
  };
}

const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

describe('of orders that might have been meant', () => {
  it('only the one that was found is shown, with its receipts', () => {
    expect([ids(ordersIn(shown())), ids(receiptsIn(shown()))]).toEqual([['7'], ['91']]);
  });

  it('a receipt that names the order line alone counts as well', () => {
    const { orderId: _none, ...loose } = receipt();
    expect(ids(receiptsIn(shown({ receipts: [versioned('receipt', loose)] })))).toEqual(['91']);
  });

  it('nothing is left out where there are none, nor shown where nothing was decided', () => {
    const { candidateOrders: _none, ...dossier } = shown().dossier as InvoiceDossier;
    expect(ids(receiptsIn({ ...shown(), dossier }))).toEqual(['91', '92']);
    const undecided = { run: undefined, runs: [], replay: undefined, match: undefined, dossier: undefined };
    expect([ordersIn(undecided), receiptsIn(undecided)]).toEqual([[], []]);
  });
});

describe('advice', () => {
  const open = { paid: false };
  it('comes as a sentence with its figures', () => {
    expect(advicePart.parse(adviceOf(shown(), open, '2026-04-15'))).toEqual({
      decision: 'split',
      says: 'Pay EUR 250.00 now, hold EUR 62.50 until 5 EA more are received, before tax.',
      payNow: '250.00',
      hold: '62.50',
      waitUntil: null,
    });
  });

  it('is not given on what is paid, on what nothing follows from, or where nobody explains', () => {
    expect(adviceOf(shown(), { paid: true }, '2026-04-15')).toBeNull();
    expect(
      adviceOf({ ...shown(), run: { verdict: 'not_applicable' } as StoredRun }, open, '2026-04-15'),
    ).toBeNull();
    expect(adviceOf({ ...shown(), explained: undefined }, open, '2026-04-15')).toBeNull();
  });
});
