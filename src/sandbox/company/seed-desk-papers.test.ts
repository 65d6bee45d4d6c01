import { expect, it } from 'vitest';
import { allResources } from '../catalogue/all-resources.ts';
import { childrenOf, textOf } from '../row.ts';
import { createState } from '../state.ts';
import { seedCompany } from './seed-company.ts';

const now = '2026-03-18T10:00:00Z';
const state = createState();
seedCompany(state, { seed: 1, invoices: 120, months: 3, now: new Date(now), firstInvoiceId: '710001' });
const rows = (table: string) => [...state.rows(table)];

/** Nobody has these on the first day. */
const EMPTY = [
  'account-validation-rules',
  'account-groups',
  'integration-runs',
  'supplier-sites',
  'supplier-risk-feed',
  'return-requests',
  'receipt-requests',
];

it('a company has something of whatever is listed, but for what only clients bring', () => {
  const empty = allResources.filter(({ path, table }) => path !== undefined && state.count(table) === 0);
  for (const table of EMPTY) expect(empty.map((resource) => resource.table)).toContain(table);
});

it('orders know the requisition they came from, line by line', () => {
  const ordered = rows('requisitions').filter((row) => row.status === 'ordered');
  expect(ordered.length).toBeGreaterThan(5);
  for (const requisition of ordered) {
    for (const line of childrenOf(state, 'requisition-lines', requisition, 'requisition-lines')) {
      const bought = state.get('order-lines', textOf(line, 'order-line-id'));
      expect(bought?.['requisition-line-id']).toBe(line.id);
      const order = state.get('purchase-orders', textOf(bought, 'order-header-id'));
      expect(order?.['requisition-header']).toBe(requisition.id);
      expect(order?.total).toBe(requisition.total);
    }
  }
});

it('what waits for an approver has one', () => {
  for (const [table, type] of [
    ['requisitions', 'RequisitionHeader'],
    ['expense-reports', 'ExpenseReport'],
  ] as const) {
    const waiting = rows(table).filter((row) => row.status === 'pending_approval');
    expect(waiting.length).toBeGreaterThan(0);
    for (const { id } of waiting) {
      const asked = rows('approvals').filter(
        (row) => row['approvable-type'] === type && row['approvable-id'] === id,
      );
      expect(asked.map((row) => row.status)).toEqual(['pending_approval']);
    }
  }
});

it('references of seeded records lead somewhere', () => {
  const lost: string[] = [];
  for (const { table, fields } of allResources) {
    for (const row of state.rows(table)) {
      for (const [key, field] of Object.entries(fields)) {
        if (field.kind !== 'ref' || 'from' in field || textOf(row, key) === '') continue;
        if (!state.get(field.to, textOf(row, key)))
          lost.push(`${table}:${row.id}.${key} → ${field.to}:${textOf(row, key)}`);
      }
    }
  }
  expect(lost).toEqual([]);
});
