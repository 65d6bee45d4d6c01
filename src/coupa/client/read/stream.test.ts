import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PurserError } from '#kernel/errors.ts';
import { createModelCoupa, type ModelRow } from './model-coupa.ts';
import { recordKey } from './page-cursor.ts';
import type { CoupaReader } from './reader.ts';
import { type IdRange, streamRecords } from './stream.ts';

const rowsOf = (ids: readonly number[]): ModelRow[] => ids.map((id) => ({ id: BigInt(id), changedAt: 0 }));
const upTo = (count: number, from = 1): number[] => Array.from({ length: count }, (_, i) => from + i);

/** The model, answering after a pause that differs from page to page, and counting how many wait at once. */
function slow(coupa: CoupaReader, seed: number): CoupaReader & { readonly most: () => number } {
  let now = 0;
  let most = 0;
  let turn = seed;
  return {
    ...coupa,
    most: () => most,
    async listPage(request) {
      now += 1;
      most = Math.max(most, now);
      turn = (turn * 1103515245 + 12345) % 2147483648;
      for (let ticks = turn % 7; ticks >= 0; ticks -= 1)
        await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return coupa.listPage(request);
    },
  };
}

async function collect(
  reader: CoupaReader,
  request: { concurrency: number; remaining?: readonly IdRange[] },
) {
  const ids: string[] = [];
  for await (const page of streamRecords(reader, { resource: 'invoices', ...request })) {
    ids.push(...page.records.map((record) => recordKey(record).id ?? ''));
  }
  return ids;
}

const sorted = (ids: readonly string[]): number[] => ids.map(Number).sort((a, b) => a - b);

describe('a first load', () => {
  it('brings every row once, whatever gaps the ids have and in whatever order pages come', async () => {
    const gaps = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 400 })), { maxLength: 900 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 9 }), fc.nat(), async (steps, concurrency, seed) => {
        let id = 0;
        const ids = steps.map((step) => (id += step));
        const reader = slow(
          createModelCoupa(() => rowsOf(ids)),
          seed,
        );
        expect(sorted(await collect(reader, { concurrency }))).toEqual(ids);
        expect(reader.most()).toBeLessThanOrEqual(concurrency);
      }),
      { numRuns: 120 },
    );
  });

  it('of 20,000 rows needs at most 2 % more pages than would do', async () => {
    const coupa = createModelCoupa(() => rowsOf(upTo(20_000, 92_010)));
    expect(await collect(slow(coupa, 3), { concurrency: 6 })).toHaveLength(20_000);
    expect(coupa.pages.length / 400).toBeLessThanOrEqual(1.02);
  });

  it('of 20,000 rows with one id in five missing needs at most 5 % more', async () => {
    const ids = upTo(25_000).filter((id) => (id * 7919) % 5 !== 0);
    const coupa = createModelCoupa(() => rowsOf(ids));
    expect(await collect(slow(coupa, 5), { concurrency: 6 })).toHaveLength(20_000);
    expect(coupa.pages.length / 400).toBeLessThanOrEqual(1.05);
  });

  it('keeps its calls on their way while the receiver works', async () => {
    const reader = slow(
      createModelCoupa(() => rowsOf(upTo(5_000))),
      1,
    );
    expect(await collect(reader, { concurrency: 5 })).toHaveLength(5_000);
    expect(reader.most()).toBe(5);
  });

  it('loses nothing and repeats nothing when 200 rows come and go meanwhile', async () => {
    const rows = new Map(upTo(2_000).map((id) => [id, { id: BigInt(id), changedAt: 0 }]));
    const coupa = createModelCoupa(() => [...rows.values()]);
    const ids: string[] = [];
    let next = 2_001;
    for await (const page of streamRecords(coupa, { resource: 'invoices', concurrency: 4 })) {
      ids.push(...page.records.map((record) => recordKey(record).id ?? ''));
      for (let i = 0; i < 5; i += 1, next += 1) rows.set(next, { id: BigInt(next), changedAt: 0 });
      rows.delete(Number(ids[0]));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(sorted(ids).slice(0, 2_000)).toEqual(upTo(2_000));
  });

  it('of nothing is nothing', async () => {
    expect(
      await collect(
        createModelCoupa(() => []),
        { concurrency: 4 },
      ),
    ).toEqual([]);
  });
});

describe('a load that breaks off', () => {
  it('goes on from what the last page said remains, with nothing missing', async () => {
    const coupa = createModelCoupa(() => rowsOf(upTo(3_000)));
    for (const failAt of [1, 2, 7, 30, 59]) {
      let calls = 0;
      const failing: CoupaReader = {
        ...coupa,
        async listPage(request) {
          calls += 1;
          if (calls > failAt) throw new PurserError('coupa_unavailable', 'down', { retryable: true });
          return coupa.listPage(request);
        },
      };
      const kept: string[] = [];
      let remaining: readonly IdRange[] = [{ after: '0', until: '3000' }];
      const first = async (): Promise<void> => {
        for await (const page of streamRecords(failing, { resource: 'invoices', concurrency: 4 })) {
          kept.push(...page.records.map((record) => recordKey(record).id ?? ''));
          ({ remaining } = page);
        }
      };
      await expect(first()).rejects.toMatchObject({ code: 'coupa_unavailable' });
      const rest = await collect(coupa, { concurrency: 4, remaining });
      expect(sorted([...kept, ...rest])).toEqual(upTo(3_000));
    }
  });

  it('is called off with everything that is on its way when nobody reads on', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const coupa = createModelCoupa(() => rowsOf(upTo(5_000)));
    const watched: CoupaReader = {
      ...coupa,
      async listPage(request) {
        signals.push(request.signal);
        return coupa.listPage(request);
      },
    };
    for await (const page of streamRecords(watched, { resource: 'invoices', concurrency: 4 })) {
      if (page.records.length > 0 && signals.length > 4) break;
    }
    expect(signals.every((signal) => signal?.aborted)).toBe(true);
  });
});
