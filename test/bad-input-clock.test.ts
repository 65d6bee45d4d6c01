import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENTS } from '#agents/registry.ts';
import { enqueueCommands } from '#engine/act.queries.ts';
import { createCommandRemote } from '#engine/commands/command-remote.ts';
import { confirmActions, ensureConfirmCursors } from '#engine/confirm-action.ts';
import { dispatchChanges } from '#engine/dispatch-changes.ts';
import { dispatchCommands } from '#engine/dispatch-commands.ts';
import { type Clock, systemClock } from '#kernel/clock.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { silentLog } from '#kernel/log.ts';
import { takePollLease } from '#mirror/poll-lease.queries.ts';
import { startPoller } from '#mirror/run-poller.ts';
import { createSources } from '#mirror/sources.ts';
import { type WatchedSandbox, watchSandbox } from './with-watched-sandbox.ts';

const SEED = Number(process.env.PURSER_FUZZ_SEED ?? Date.now() % 1_000_000);
const HOUR_MS = 3_600_000;
const COMMENTS = 6;
const WAIT_MS = 60_000;

let watched: WatchedSandbox;
let offsetMs = 0;

/** The clock of our process, hours off by jumps; the sandbox and the database go by real time. */
const jumping: Clock = {
  now: () => new Date(Date.now() + offsetMs),
  // Pauses are measured by timers, which no jump moves; they are short, so that much happens between two jumps.
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 150), signal),
};

beforeAll(async () => {
  watched = await watchSandbox({ seed: 5, invoices: 30, months: 2, clock: jumping });
  await ensureConfirmCursors(watched.server.test.db);
});
afterAll(() => watched.close());

function dice(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what} (seed ${SEED}).`);
    await systemClock.sleep(40);
  }
}

async function inCoupa(): Promise<string[]> {
  const text = await watched.inCoupa('GET', 'invoices?fields=["id","status","updated_at"]&limit=50');
  const rows = readExactJson(text, 'invoices') as Record<string, string>[];
  return rows.map((row) => `${row.id} ${row.status} ${Date.parse(row['updated-at'] ?? '')}`).sort();
}

async function inMirror(): Promise<string[]> {
  const rows = await watched.rows<{ id: string; status: string; updated_at: string }>(
    'select id, status, updated_at from invoice where deleted_at is null',
  );
  return rows.map((row) => `${row.id} ${row.status} ${Date.parse(row.updated_at)}`).sort();
}

it('that jumps by hours loses nothing, does nothing twice and keeps commands in order', async () => {
  console.log(`clock jumps, seed ${SEED}`);
  const roll = dice(SEED);
  const { db } = watched.server.test;
  const { connectionId, coupaFor, sandbox } = watched;
  const stop = new AbortController();
  const { signal } = stop;
  const troubles: unknown[] = [];
  const now = (): Date => jumping.now();
  const timings = {
    leaseMs: 5_000,
    sendWindowMs: 1_500,
    requestTimeoutMs: 1_000,
    readLagMs: 50,
    backoffMinMs: 20,
    backoffMaxMs: 200,
    unclearMax: 5,
  };
  const poller = await startPoller({
    db,
    clock: jumping,
    coupaFor,
    processId: 'jumper',
    onError: (where, thrown) => troubles.push([where, thrown]),
  });
  const common = { db, clock: jumping, log: silentLog, now };
  const loops = [
    dispatchChanges(
      {
        ...common,
        agents: AGENTS,
        sourcesFor: (tx, id, invoiceIds) => createSources(tx, id, { invoiceIds }),
      },
      { workers: 2, signal },
    ),
    dispatchCommands(
      {
        ...common,
        timings,
        remoteFor: async (id) => createCommandRemote(await coupaFor(id), sandbox.env.service_user_id),
      },
      { signal },
    ),
    confirmActions({ ...common, scanEveryMs: 200 }, { signal }),
  ];
  try {
    await until('the first load is in', async () => (await inMirror()).length >= 30);
    const [invoiceId = ''] = (await inMirror()).map((row) => row.split(' ')[0] ?? '');
    for (let n = 0; n < COMMENTS; n += 1) {
      offsetMs = (roll(3) - 1) * HOUR_MS + roll(1_000);
      await db.inConnection(connectionId, (tx) =>
        enqueueCommands(
          tx,
          connectionId,
          {
            commands: [{ kind: 'comment.add', invoiceId, text: `Remark ${n}.` }],
            origin: 'policy',
            originId: null,
            askedBy: { id: 'three-way-match', name: 'Three-way match' },
            run: { agent: 'three-way-match', lane: 0, seq: '1' },
            subjectId: invoiceId,
          },
          now(),
        ),
      );
      sandbox.advance(1);
      await systemClock.sleep(roll(60));
      offsetMs = (roll(3) - 1) * HOUR_MS;
    }
    await until('all comments are confirmed', async () => {
      const open = await watched.rows<{ state: string }>(
        "select state from command where state <> 'confirmed'",
      );
      return open.length === 0;
    });
    await until('the mirror equals Coupa', async () => {
      // By the last jump every list is due at once.
      offsetMs = -offsetMs || HOUR_MS;
      return JSON.stringify(await inMirror()) === JSON.stringify(await inCoupa());
    });
    await until('everything is decided', async () => {
      const left = await watched.rows(
        'select 1 from change c join feed_cursor f using (connection_id, lane) where c.seq > f.seq',
      );
      return left.length === 0;
    });
    const said = readExactJson(
      await watched.inCoupa('GET', `invoices/${invoiceId}/comments?limit=50`),
      'comments',
    ) as Record<string, string>[];
    const ours = said
      .map((row) => /Remark \d+\./.exec(row.comments ?? '')?.[0])
      .filter((text) => text !== undefined);
    expect(ours, `seed ${SEED}`).toEqual(Array.from({ length: COMMENTS }, (_, n) => `Remark ${n}.`));
    expect(troubles).toEqual([]);
    expect((await watched.see('/api/connection')).parked).toEqual([]);
    expect((await watched.see('/api/connection')).unreadable).toEqual([]);
    expect(await watched.rows('select 1 from watermark where error is not null')).toEqual([]);
    // Whatever our clock says, the database's keeps the connection for the one who reads it.
    for (const hours of [-1, 1]) {
      offsetMs = hours * HOUR_MS;
      expect(await takePollLease(db, connectionId, 'somebody else', 1_000)).toBe(false);
    }
  } finally {
    stop.abort();
    await Promise.all([poller.stop(), ...loops]);
  }
}, 180_000);
