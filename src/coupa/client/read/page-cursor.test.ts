import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { createModelCoupa, type ModelRow } from './model-coupa.ts';
import {
  changedSince,
  cursorAfter,
  cursorQuery,
  FROM_THE_FIRST,
  type PageCursor,
  type RecordKey,
  recordKey,
} from './page-cursor.ts';

const START = Date.parse('2026-11-20T09:00:00Z');

async function readAll(rows: () => readonly ModelRow[], from: PageCursor, between: (page: number) => void) {
  const coupa = createModelCoupa(rows);
  const seen = new Map<string, string>();
  let cursor = from;
  for (let page = 1; ; page += 1) {
    expect(page).toBeLessThan(400);
    const found = await coupa.listPage({ resource: 'invoices', cursor });
    for (const record of found.records) {
      const { id = '', updatedAt = '' } = recordKey(record);
      seen.set(id, updatedAt);
    }
    cursor = found.next;
    if (found.isLast) return { seen, cursor, pages: coupa.pages.length };
    between(page);
  }
}

describe('reading what changed', () => {
  it('misses no row, however many share a second and whatever changes while we read', async () => {
    const row = fc.record({
      id: fc.bigInt({ min: 1n, max: 2_000n }),
      // Few seconds for many rows, so that seconds overflow pages; fractions Coupa does not print.
      changedAt: fc.integer({ min: 0, max: 4_999 }).map((ms) => START + ms),
    });
    const rowsOf = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 400 });
    const touches = fc.array(fc.nat(), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rowsOf, touches, async (given, touched) => {
        const rows = new Map(given.map((one) => [one.id, one]));
        let later = START + 10_000;
        const { seen } = await readAll(
          () => [...rows.values()],
          changedSince(new Date(START).toISOString()),
          (page) => {
            const pick = [...rows.values()][(touched[page] ?? 0) % Math.max(1, rows.size)];
            later += 1;
            if (touched[page] !== undefined && pick) rows.set(pick.id, { ...pick, changedAt: later });
          },
        );
        for (const { id, changedAt } of rows.values()) {
          const printed = new Date(Math.floor(changedAt / 1000) * 1000).toISOString();
          expect(seen.get(String(id))).toBe(printed);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('300 rows changed by one job in one second cost two extra pages', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({ id: BigInt(i + 1), changedAt: START + 5_400 }));
    const { seen, pages } = await readAll(
      () => rows,
      changedSince(new Date(START).toISOString()),
      () => undefined,
    );
    expect(seen.size).toBe(300);
    expect(pages).toBeLessThanOrEqual(300 / 50 + 4);
  });

  it('ends at the newest second, which the next round reads again', async () => {
    const rows = [{ id: 1n, changedAt: START + 1_700 }];
    const { cursor } = await readAll(
      () => rows,
      changedSince('2026-11-20T08:00:00.000Z'),
      () => undefined,
    );
    expect(cursor).toEqual({ by: 'updated_at', from: '2026-11-20T09:00:01Z' });
  });
});

it('reading by id sees every row once, across ids beyond 2^53', async () => {
  const rows = Array.from({ length: 175 }, (_, i) => ({ id: 2n ** 53n - 80n + BigInt(i), changedAt: START }));
  const { seen, pages } = await readAll(
    () => rows,
    FROM_THE_FIRST,
    () => undefined,
  );
  expect([seen.size, pages]).toEqual([175, 4]);
});

describe('a page that cannot be trusted', () => {
  const at = (second: number) => ({ id: '1', updatedAt: new Date(START + second * 1000).toISOString() });

  it('out of order in time is refused, since going on would skip rows', () => {
    expect(() => cursorAfter(changedSince('2026-11-20T09:00:00Z'), [at(5), at(4)], 50)).toThrow(
      'Expected a page in the order asked for, found updated-at 2026-11-20T09:00:04Z after 2026-11-20T09:00:05Z.',
    );
  });

  it('that repeats the last one is refused, since going on would never end', () => {
    const repeated = [{ id: '9' }, { id: '10' }];
    expect(() => cursorAfter({ by: 'id', after: '10' }, repeated, 2)).toThrow('found id 10 after 10');
  });

  it('of another place in the list is refused', () => {
    const after = { by: 'id', after: '10' } as const;
    expect(() => cursorAfter(after, [{ id: '8' }, { id: '9' }], 50)).toThrow('found id 9 after 10');
    expect(() => cursorAfter(after, [{ id: '9' }, { id: '11' }], 50)).toThrow('found id 9 after 10');
    expect(() => cursorAfter(after, [{ id: '12' }, { id: '11' }], 50)).toThrow('found id 11 after 12');
  });

  it('that begins with rows of the page before goes on after its own last', () => {
    const after = { by: 'id', after: '10' } as const;
    const overlapping = [{ id: '9' }, { id: '10' }, { id: '11' }];
    expect(cursorAfter(after, overlapping, 3)).toEqual({ cursor: { by: 'id', after: '11' }, isLast: false });
    expect(cursorAfter(after, [{ id: '10' }], 50)).toEqual({ cursor: after, isLast: true });
  });

  it('with a record without a date goes by the others', () => {
    const { cursor } = cursorAfter(changedSince('2026-11-20T09:00:00Z'), [at(1), { id: '2' }, at(3), {}], 50);
    expect(cursor).toEqual({ by: 'updated_at', from: '2026-11-20T09:00:03Z' });
  });
});

describe('where a listing goes on', () => {
  const full = (from: number): { id: string }[] =>
    Array.from({ length: 50 }, (_, i) => ({ id: String(from + i) }));
  const dated = (second: number, count = 50): RecordKey[] =>
    Array.from({ length: count }, (_, i) => ({
      id: String(i + 1),
      updatedAt: `2026-11-20T09:00:0${second}.${i % 10}00Z`,
    }));
  const byId: PageCursor = { by: 'id', after: '0', until: '120' };
  const since: PageCursor = { by: 'updated_at', from: '2026-11-20T09:00:00Z' };
  const second: PageCursor = { by: 'second', from: '2026-11-20T09:00:00Z', after: '0' };

  it.each([
    ['by id, after a full page', byId, full(1), { ...byId, after: '50' }, false],
    ['by id, after a short page', byId, full(1).slice(1), { ...byId, after: '50' }, true],
    ['by id, at the end of its range', byId, full(71), { ...byId, after: '120' }, true],
    ['by id, beyond the end of its range', byId, full(80), { ...byId, after: '129' }, true],
    ['by id, one before the end of its range', byId, full(70), { ...byId, after: '119' }, false],
    ['by id, after nothing', byId, [], byId, true],
    [
      'by id, past records without one',
      byId,
      [...full(1).slice(0, 48), {}, {}],
      { ...byId, after: '48' },
      false,
    ],
    ['by time, after a full page', since, dated(3), { ...since, from: '2026-11-20T09:00:03Z' }, false],
    [
      'by time, past records without one',
      since,
      [...dated(3, 49), {}],
      { ...since, from: '2026-11-20T09:00:03Z' },
      false,
    ],
    ['by time, after a short page', since, dated(3, 49), { ...since, from: '2026-11-20T09:00:03Z' }, true],
    ['by time, after nothing', since, [], since, true],
    ['by time, after a full page within its first second', since, dated(0), second, false],
    ['by time, after a short page within its first second', since, dated(0, 49), since, true],
    ['in a second, after a full page', second, full(1), { ...second, after: '50' }, false],
    [
      'in a second, after its last',
      second,
      full(1).slice(1),
      { ...since, from: '2026-11-20T09:00:01Z' },
      false,
    ],
    ['in a second, after nothing', second, [], { ...since, from: '2026-11-20T09:00:01Z' }, false],
  ] as const)('%s', (_name, cursor, keys, next, isLast) => {
    expect(cursorAfter(cursor, keys, 50)).toEqual({ cursor: next, isLast });
  });

  it('a page of one record without an id does not move on', () => {
    expect(() => cursorAfter(byId, [{}], 50)).toThrow('no record with an id');
  });
});

describe('the place of a record', () => {
  it.each([
    [
      '{"id":12,"updated-at":"2026-11-20T10:00:00+01:00"}',
      { id: '12', updatedAt: '2026-11-20T09:00:00.000Z' },
    ],
    ['{"id":99999999999999999999}', { id: '99999999999999999999' }],
    ['{"id":999999999999999999999}', {}],
    ['{"id":"x1","updated-at":"soon"}', {}],
    ['{"id":true,"updated-at":null}', {}],
    ['{"updated-at":"2026-11-20T09:00:00Z"}', { updatedAt: '2026-11-20T09:00:00.000Z' }],
    ['[{"id":1}]', {}],
    ['null', {}],
    ['"12"', {}],
  ])('%s', (json, key) => {
    expect(recordKey(readExactJson(json, 'test'))).toEqual(key);
  });
});

it('a full page without any date is refused, since nobody could tell where to go on', () => {
  const keys = Array.from({ length: 50 }, (_, i) => ({ id: String(i + 1) }));
  expect(() => cursorAfter(changedSince('2026-11-20T09:00:00Z'), keys, 50)).toThrow('no record with a date');
});

it.each([
  [FROM_THE_FIRST, { 'id[gt]': '0', order_by: 'id', dir: 'asc' }],
  [
    { by: 'id', after: '7', until: '9' },
    { 'id[gt]': '7', 'id[lt_or_eq]': '9', order_by: 'id', dir: 'asc' },
  ],
  [
    changedSince('2026-11-20T09:00:00.999Z'),
    { 'updated-at[gt_or_eq]': '2026-11-20T09:00:00Z', order_by: 'updated_at', dir: 'asc' },
  ],
] as const)('%o asks for what comes after its key, in its order', (cursor, query) => {
  expect(cursorQuery(cursor)).toEqual(query);
});

it('a crowded second is asked for by both its ends and by id', () => {
  expect(cursorQuery({ by: 'second', from: '2026-12-31T23:59:59Z', after: '7' })).toEqual({
    'updated-at[gt_or_eq]': '2026-12-31T23:59:59Z',
    'updated-at[lt]': '2027-01-01T00:00:00Z',
    'id[gt]': '7',
    order_by: 'id',
    dir: 'asc',
  });
});
