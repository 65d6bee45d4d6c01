import { describe, expect, it } from 'vitest';
import { emptyTally, runSchedule, type Tally, type Variant } from '../../test/act-simulation/schedule.ts';

/** `PURSER_SEED=123 npm test` repeats a run; `PURSER_SCHEDULES` makes it longer. */
const SEED = Number(process.env.PURSER_SEED ?? Date.now() % 1_000_000_000);
const SCHEDULES = Number(process.env.PURSER_SCHEDULES ?? 50_000);
/** Broken doors are run on the same schedules each time: that a harness finds a fault is not left to luck. */
const BROKEN_SEED = 1;
const BROKEN_SCHEDULES = 6_000;

async function simulate(schedules: number, variant: Variant = {}, seed = SEED): Promise<Tally> {
  const tally = emptyTally();
  for (let i = 0; i < schedules; i += 1) await runSchedule(seed + i, tally, variant);
  return tally;
}

function simulateBroken(schedules: number, variant: Variant): Promise<Tally> {
  return simulate(schedules, variant, BROKEN_SEED);
}

function report(title: string, tally: Tally): void {
  const { faults: _faults, ...counts } = tally;
  console.log(`write door, ${title}, seed ${SEED}: ${JSON.stringify(counts)}`);
}

describe('the write door under crashes, stalls, lost answers, outages, read lag and a stop switch', () => {
  it('loses nothing and does nothing twice, as long as no process is paused in the very act of sending', async () => {
    const tally = await simulate(Math.round(SCHEDULES * 0.8));
    report('no pause between check and sending', tally);
    expect(tally.faults).toEqual([]);
    expect({ lost: tally.lost, doubled: tally.doubled }).toEqual({ lost: 0, doubled: 0 });
    // The figures below say that the schedules were cruel enough to mean something.
    expect(tally.crashes).toBeGreaterThan(tally.schedules * 2);
    expect(tally.ambiguous).toBeGreaterThan(tally.schedules / 4);
    expect(tally.effects).toBeGreaterThan(tally.schedules * 3);
  }, 300_000);

  it('flags every effect that a paused process did twice, and only Coupa’s own uniqueness prevents them', async () => {
    const tally = await simulate(Math.round(SCHEDULES * 0.2), { pausesBeforeSending: true });
    report('with pauses between check and sending', tally);
    expect(tally.faults).toEqual([]);
    expect(tally.lost).toBe(0);
    expect(tally.doubledWherePrevented).toBe(0);
    expect(tally.doubled).toBeGreaterThan(0);
    expect(tally.flagged).toBe(tally.doubled);
  }, 300_000);
});

describe('the same schedules find a door that is broken on purpose', () => {
  it('without the settle wait things are done twice', async () => {
    const tally = await simulateBroken(BROKEN_SCHEDULES, { timings: { requestTimeoutMs: 0, readLagMs: 0 } });
    expect(tally.doubled).toBeGreaterThan(0);
  }, 60_000);

  it('marked as done before sending, things are lost', async () => {
    const tally = await simulateBroken(BROKEN_SCHEDULES / 10, {
      store: (store) => ({
        ...store,
        beginSend: async (claim, limits, entries) => {
          const begun = await store.beginSend(claim, limits, entries);
          const done = {
            state: 'done',
            mayHaveEffect: false,
            outcome: 'done',
            isFact: true,
            entries: [],
          } as const;
          if (begun === 'go') await store.settle(claim, done);
          return begun;
        },
      }),
    });
    expect(tally.lost).toBeGreaterThan(0);
  }, 60_000);

  it('without the intention on record the trail does not account for what was done', async () => {
    const tally = await simulateBroken(BROKEN_SCHEDULES / 10, {
      store: (store) => ({ ...store, beginSend: (claim, limits) => store.beginSend(claim, limits, []) }),
    });
    expect(tally.faults.join()).toContain('without an intention on record');
  }, 60_000);

  it('without the last look at the stop switch, and with time to dawdle, things are sent after the stop', async () => {
    const tally = await simulateBroken(BROKEN_SCHEDULES, {
      timings: { sendWindowMs: 30_000 },
      store: (store) => ({ ...store, maySend: async () => true }),
    });
    expect(tally.faults.join()).toContain('was sent after the stop');
  }, 60_000);
});
