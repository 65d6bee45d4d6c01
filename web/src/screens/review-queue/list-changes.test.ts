import { describe, expect, it } from 'vitest';
import type { ApprovalRow } from '../../api/contract.ts';
import { compareLists } from './list-changes.ts';

const row = (id: string, more: Partial<ApprovalRow> = {}): ApprovalRow => ({
  id,
  invoiceId: id,
  invoiceNumber: `INV-${id}`,
  supplierName: 'Keystone',
  entityName: null,
  coupaStatus: null,
  cause: 'PRICE_OVER',
  causeTitle: 'Price over order',
  verdict: 'exception',
  headline: 'Dispute',
  amount: null,
  atRisk: null,
  certainty: { basis: 'rule' },
  clock: null,
  assignedTo: null,
  openedAt: '2026-11-20T09:00:00Z',
  state: 'open',
  decidedBy: null,
  decidedAt: null,
  reason: null,
  commandState: null,
  commands: [],
  hasTask: false,
  ...more,
});

const ids = (rows: readonly ApprovalRow[]) => rows.map(({ id }) => id);

describe('the list beside what the server has now', () => {
  it('keeps every row in its place and counts new ones', () => {
    const changes = compareLists([row('a'), row('b')], {
      rows: [row('new'), row('a'), row('b')],
      next: null,
    });
    expect(ids(changes.rows)).toEqual(['a', 'b']);
    expect(changes.news).toBe(1);
    expect(changes.gone.size).toBe(0);
  });

  it('updates a row where it stands', () => {
    const given = row('a', { assignedTo: { id: 'p', name: 'Maya' } });
    expect(compareLists([row('a')], { rows: [given], next: null }).rows[0]?.assignedTo?.name).toBe('Maya');
  });

  it('marks a row that was decided elsewhere and leaves it where it is', () => {
    const changes = compareLists([row('a'), row('b'), row('c')], { rows: [row('a'), row('c')], next: null });
    expect(ids(changes.rows)).toEqual(['a', 'b', 'c']);
    expect([...changes.gone]).toEqual(['b']);
  });

  it('does not call rows gone that lie behind the page it looked at', () => {
    const changes = compareLists([row('a'), row('b'), row('c')], {
      rows: [row('a'), row('b')],
      next: 'more',
    });
    expect(changes.gone.size).toBe(0);
  });

  it('does not call rows new that a longer page only shows because others left', () => {
    const changes = compareLists([row('a'), row('b')], { rows: [row('b'), row('c')], next: 'more' });
    expect(changes.news).toBe(0);
    expect([...changes.gone]).toEqual(['a']);
  });

  it('announces the first rows of an empty list', () => {
    expect(compareLists([], { rows: [row('a')], next: null }).news).toBe(1);
  });
});
