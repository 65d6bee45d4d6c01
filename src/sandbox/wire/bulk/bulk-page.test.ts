import { describe, expect, it } from 'vitest';
import { resourceOf } from '../../catalogue/all-resources.ts';
import { NOW, smallAnnals } from '../../company/annals/test-annals.ts';
import { compareIds, type Reader, type Row, textOf } from '../../row.ts';
import type { Effect } from '../../state.ts';
import { listRows } from '../list.ts';
import { orderCells } from '../order-cells.ts';
import { compileConditions, readConditions, readPairs } from '../query.ts';

const { state } = smallAnnals();
const page = async (query: string, table = 'invoices', reader: Reader = state) =>
  await listRows(readPairs(query), resourceOf(table), { find: resourceOf, reader });

/** What a list should be, by looking at every row. */
function expected(query: string, table: string, reader: Reader = state): string[] {
  const pairs = readPairs(query);
  const resource = resourceOf(table);
  const test = compileConditions(readConditions(pairs, resource, resourceOf));
  const order = pairs.find(([key]) => key === 'order_by')?.[1] ?? 'id';
  const kind = resource.fields[order]?.kind ?? 'text';
  const found = [...reader.rows(table)].filter((row) => test(row, reader));
  found.sort((a, b) => orderCells(a[order], b[order], kind) || compareIds(a.id, b.id));
  if (query.includes('dir=desc')) found.reverse();
  return found.map(({ id }) => id);
}

async function allPages(query: string, table: string): Promise<string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; offset += 50) {
    const rows = await page(`${query}&offset=${offset}`, table);
    ids.push(...rows.map(({ id }) => id));
    if (rows.length < 50) return ids;
  }
}

// Some records are no longer as they were made, in every part of each order.
state.transact({ now: NOW, actor: '1' }, (work) => {
  for (let id = 710_020; id < 713_000; id += 137) {
    const before = work.get('invoices', String(id));
    work.change('invoices', String(id), {
      status: before?.status === 'draft' ? 'approved' : 'draft',
      exported: before?.exported !== true,
      'invoice-number': `CHANGED-${id}`,
      supplier: '105',
    });
  }
});

const ORDERS = [
  'id',
  'created-at',
  'updated-at',
  'status',
  'exported',
  'supplier',
  'invoice-number',
  'gross-total',
  'net-due-date',
];

describe('offsets', () => {
  it.each(ORDERS.flatMap((order) => [`order_by=${order}`, `order_by=${order}&dir=desc`]))(
    'neither skip nor repeat with %s',
    async (query) => expect(await allPages(query, 'invoices')).toEqual(expected(query, 'invoices')),
    120_000,
  );

  it.each([
    ['purchase-orders', 'order_by=po-number'],
    ['purchase-orders', 'order_by=updated-at&dir=desc&status=closed'],
    ['receiving-transactions', 'order_by=updated-at'],
    ['approvals', 'order_by=created-at&dir=desc&status=approved'],
    ['approvals', 'order_by=id&dir=desc'],
    ['matching-allocations', 'order_by=updated-at'],
  ])(
    'nor in %s with %s',
    async (table, query) => expect(await allPages(query, table)).toEqual(expected(query, table)),
    120_000,
  );
});

describe('going on after the last record', () => {
  it.each(['', '&dir=desc'])('neither skips nor repeats by id%s', async (direction) => {
    const ids: string[] = [];
    let last = '';
    for (;;) {
      const from = last === '' ? '' : `&id[${direction === '' ? 'gt' : 'lt'}]=${last}`;
      const rows = await page(`order_by=id${direction}${from}`);
      ids.push(...rows.map(({ id }) => id));
      if (rows.length < 50) break;
      last = rows.at(-1)?.id ?? '';
    }
    expect(ids).toEqual(expected(`order_by=id${direction}`, 'invoices'));
  });

  it('neither skips nor repeats by updated-at', async () => {
    const seen = new Map<string, number>();
    for (let from = '2000-01-01T00:00:00Z', offset = 0; ; ) {
      const rows = await page(`order_by=updated-at&updated-at[gt_or_eq]=${from}&offset=${offset}`);
      for (const { id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
      if (rows.length < 50) break;
      const last = textOf(rows.at(-1), 'updated-at');
      const same = rows.filter((row) => textOf(row, 'updated-at') === last).length;
      offset = last === from ? offset + rows.length : same;
      from = last;
    }
    expect(seen.size).toBe(state.count('invoices'));
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
  });
});

describe('filters', () => {
  const [some] = [...state.rows('invoices')].filter((row) => row.status === 'approved').slice(300);
  const number = encodeURIComponent(textOf(some, 'invoice-number'));
  const named = [...state.rows('invoice-lines')].filter((line) => textOf(line, 'po-number') !== '');
  const worded = named.find((line) => /^PO/i.test(textOf(line, 'po-number')));
  it.each([
    'status=pending_approval',
    'status[in]=draft,ap_hold&order_by=updated-at&dir=desc',
    'status[not_eq]=approved&order_by=created-at',
    'status[contains]=hold',
    'exported=false&order_by=supplier',
    'exported=true&order_by=invoice-number&dir=desc',
    'supplier[id]=105',
    'supplier-id=105&order_by=updated-at',
    'supplier[name][starts_with]=elbe&order_by=status',
    `invoice-number=${number}`,
    `invoice-number=${number.toLowerCase()}`,
    'invoice-number=CHANGED-710020',
    'invoice-number[starts_with]=RE-2025-00',
    'created-at[gt]=2026-01-01&created-at[lt]=2026-02-01',
    'updated-at[gt_or_eq]=2026-03-01&order_by=updated-at&dir=desc&status=approved',
    'updated-at[lt]=2025-05-01&order_by=invoice-number',
    'id[in]=710001,710020,712999,99',
    'id[gt]=712000&exported=false',
    'id[gt]=0712000&id[lt_or_eq]=712500&order_by=status',
    'id[gt]=0&id[not_eq]=710001&order_by=supplier&dir=desc',
    `invoice-lines[po-number]=${encodeURIComponent(textOf(worded, 'po-number'))}`,
    `invoice-lines[order-header-num]=${textOf(named[200], 'po-number')}`,
    'gross-total[gt]=5000&order_by=gross-total',
    'invoice-date[gt]=2026-02-01&order_by=status',
    'invoice-lines[description][contains]=bearing',
    'invoice-lines[price][gt]=900&supplier[id]=105',
    'invoice-lines[account][code][contains]=5&status=ap_hold',
    'invoice-lines[created-at][gt]=2026-03-01',
    'approvals[status]=rejected',
    'invoice-lines[order-header-num][contains]=po',
    'invoice-lines[commodity][name][starts_with]=fast&order_by=updated-at',
    'is-credit-note=true&order_by=amount-due',
    'requested-by[login][starts_with]=a&limit=50',
    'invoice-lines[order-line-id][blank]=true&order_by=channel',
    'original-invoice-number[blank]=false',
    'net-due-date[lt]=2025-06-01&order_by=net-due-date&dir=desc',
    'currency[code]=USD&paid=true&order_by=payment-date',
  ])('find what looking at every row finds: %s', async (query) => {
    const ids = await allPages(query, 'invoices');
    expect(ids).toEqual(expected(query, 'invoices'));
  });
  it('are about something', () => {
    expect(expected(`invoice-number=${number}`, 'invoices')).toContain(some?.id);
    expect(expected('supplier-id=105', 'invoices').length).toBeGreaterThan(20);
    expect(worded).toBeDefined();
  });
});

describe('a record that is changed', () => {
  const find = async (query: string) => (await page(query)).map(({ id }) => id);
  it('moves in every order, and nothing is left where it was', async () => {
    const fresh = smallAnnals({ invoices: 400 });
    const list = async (query: string) => (await page(query, 'invoices', fresh.state)).map(({ id }) => id);
    const before = fresh.state.get('invoices', '710200') as Row;
    expect(await list(`status=${before.status}&id[gt]=710199&limit=1`)).toEqual(['710200']);
    let effect: Effect | undefined;
    fresh.state.transact(
      { now: NOW, actor: '1' },
      (work) =>
        work.change('invoices', '710200', {
          status: 'processing',
          'invoice-number': 'Moved 7',
          exported: null,
        }),
      (done) => {
        effect = done;
      },
    );
    expect(fresh.state.kept('invoices').map(({ id }) => id)).toContain('710200');
    expect(await list('status=processing')).toEqual(['710200']);
    expect(await list(`status=${before.status}&id[gt]=710199&limit=1`)).not.toContain('710200');
    expect(await list('invoice-number=moved%207')).toEqual(['710200']);
    expect(await list(`invoice-number=${encodeURIComponent(textOf(before, 'invoice-number'))}`)).toEqual([]);
    expect((await list('order_by=updated-at&dir=desc'))[0]).toBe('710200');
    expect((await list('order_by=exported'))[0]).toBe('710200');
    // What a journal keeps of it does it again.
    const other = smallAnnals({ invoices: 400 });
    if (effect) other.state.replay(effect);
    expect(other.state.get('invoices', '710200')).toEqual(fresh.state.get('invoices', '710200'));
  });

  it('is as it was made when the change is refused', () => {
    const before = state.get('invoices', '711003');
    const kept = state.kept('invoices').length;
    const fail = () =>
      state.transact({ now: NOW, actor: '1' }, (work) => {
        work.change('invoices', '711003', { status: 'voided' });
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    expect(state.get('invoices', '711003')).toEqual(before);
    expect(state.kept('invoices').length).toBe(kept);
  });

  it('is found as it was by a reader who lags behind', async () => {
    const past = state.past(0);
    const was = past.get('invoices', '710020');
    expect(was?.status).not.toBe(state.get('invoices', '710020')?.status);
    const rows = await page(`status=${was?.status}&id[lt]=710040`, 'invoices', past);
    expect(rows.map(({ id }) => id)).toContain('710020');
    expect(await find(`status=${was?.status}&id[lt]=710040`)).not.toContain('710020');
  });

  it('is gone when it is removed, and there again for who lags behind', async () => {
    state.transact({ now: NOW, actor: '1' }, (work) => work.remove('invoices', '711500'));
    expect(state.get('invoices', '711500')).toBeUndefined();
    expect(await find('id[gt]=711499&limit=1')).toEqual(['711501']);
    expect(state.past(0).get('invoices', '711500')?.id).toBe('711500');
  });
});

describe('scans', () => {
  it('let others go first', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    for (let round = 0; round < 4; round += 1) await page('invoice-lines[account][segment-1][contains]=zzz');
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(3);
  });
});
