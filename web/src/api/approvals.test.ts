import { describe, expect, it } from 'vitest';
import { withoutRows } from './approvals.ts';
import type { ApprovalList, ApprovalRow } from './contract.ts';

const row = (id: string) => ({ id }) as ApprovalRow;
const counts = { byCause: [], entities: [], mine: 0, unassigned: 0 };
const page = (ids: readonly string[], next: string | null): ApprovalList => ({
  rows: ids.map(row),
  next,
  total: 5,
  counts,
});

describe('rows that are settled', () => {
  it('leave the list, and the total says how many are left', () => {
    const data = { pages: [page(['a', 'b'], '2'), page(['c'], null)], pageParams: [null, '2'] };
    const left = withoutRows(data, ['b', 'c', 'not loaded']);
    expect(left.pages.map(({ rows }) => rows.map(({ id }) => id))).toEqual([['a'], []]);
    expect(left.pages.map(({ total }) => total)).toEqual([3, 3]);
  });

  it('change nothing when they are not in the list', () => {
    const data = { pages: [page(['a'], null)], pageParams: [null] };
    expect(withoutRows(data, ['x']).pages[0]).toEqual(data.pages[0]);
  });
});
