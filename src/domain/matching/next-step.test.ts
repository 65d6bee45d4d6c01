import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NEXT_STEPS, nextStep, situationOf } from './next-step.ts';
import { invoice, invoiceLine, order, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const match = (change: Partial<MatchInput> = {}) => matchInvoice(situation(change));

describe('what a match amounts to', () => {
  it.each<[string, Partial<MatchInput>, string]>([
    ['agreement', {}, 'agrees'],
    ['agreement within tolerance', { invoice: invoice({ shippingAmount: '10' }) }, 'agrees'],
    ['nothing received', { receipts: [] }, 'receipt'],
    ['too little received', { receipts: [receipt({ quantity: '24' })] }, 'receipt'],
    [
      'too much of the order, and so of the receipts',
      { invoice: invoice({ lines: [invoiceLine({ quantity: '101' })] }) },
      'exception',
    ],
    [
      'a wrong price beside a missing receipt',
      { receipts: [], invoice: invoice({ lines: [invoiceLine({ price: '13' })] }) },
      'exception',
    ],
    [
      'a missing receipt on an order of somebody else',
      { receipts: [], orders: [order({ supplierId: '6' })] },
      'exception',
    ],
  ])('%s', (_case, change, expected) => {
    expect(situationOf(match(change))).toBe(expected);
  });
});

describe('what follows', () => {
  it('depends on whose turn it is, in approval alone', () => {
    expect(nextStep('pending_approval', match(), { isOurs: true, isPaid: false })).toBe('approve');
    expect(nextStep('pending_approval', match(), { isOurs: false, isPaid: false })).toBe('wait');
    expect(nextStep('draft', match(), { isOurs: true, isPaid: false })).toBe('submit');
  });

  it('leaves a hold alone that is there because the supplier is blocked, and nothing else', () => {
    const supplier = { id: '5', name: 'L', status: 'inactive', updatedAt: '2026-04-01T08:00:00.000Z' };
    const blocked = match({ supplier: supplier as NonNullable<MatchInput['supplier']> });
    const step = (status: string) => nextStep(status, blocked, { isOurs: false, isPaid: false });
    expect(blocked.primary).toBe('SUPPLIER_BLOCKED');
    expect([step('ap_hold'), step('draft')]).toEqual(['leave', 'explain']);
    expect(nextStep('ap_hold', match({ receipts: [] }), { isOurs: false, isPaid: false })).not.toBe('leave');
  });

  it.each(['', 'frozen', 'constructor', 'pending_approval (ours) '])(
    'is nothing in the status %j',
    (status) => {
      expect(nextStep(status, match(), { isOurs: false, isPaid: false })).toBe('not_applicable');
    },
  );

  it('is in the documentation as it is here', () => {
    const page = readFileSync(new URL('../../../docs/agents/three-way-match.md', import.meta.url), 'utf8');
    const rows = page
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .filter((cells) => cells.length === 7 && cells[1] !== 'status' && cells[1] !== '---')
      .map((cells) => cells.slice(1, 6));
    const table = Object.entries(NEXT_STEPS).map(([status, row]) => [
      status,
      row.agrees,
      row.coupa,
      row.receipt,
      row.exception,
    ]);
    expect(rows).toEqual(table);
  });
});
