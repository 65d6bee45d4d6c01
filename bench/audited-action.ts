import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCoupaFor } from '#connections/coupa-for.ts';
import type { RateLimit } from '#coupa/client/rate-limit.ts';
import { FROM_THE_FIRST, type PageCursor, recordKey } from '#coupa/client/read/page-cursor.ts';
import type { CoupaWriter } from '#coupa/client/write.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { enqueueCommands, queueCommands } from '#engine/act.queries.ts';
import { ACT_TIMINGS, type ActDeps, act, type ClaimedCommand, type CommandStore } from '#engine/act.ts';
import { claimCommand, createCommandStore } from '#engine/command-store.queries.ts';
import { createCommandRemote } from '#engine/commands/command-remote.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#store/database.ts';
import { readSandboxFacts, type SandboxFacts, startProduct } from '../test/product-processes.ts';
import { startCluster } from './cluster.ts';
import { connectSandbox } from './load-company.ts';
import { type Figure, median, percentile, timed } from './measure.ts';

/** Short and many: the machine's own moods weigh on both sides of a pair alike. */
const ACTIONS = 60;
const PAIRS = 24;
/** As many as the dispatcher has in hand of one connection. */
const IN_HAND = 4;
const CONNECTION = 'bench';

/** A Coupa, and what is to be done there next. */
interface Place {
  readonly remote: ActDeps['remote'];
  readonly next: () => CoupaCommand;
}

/**
 * From a person's approval to the result on record: queue, claim, look, intention, send, result. Audited beside
 * unaudited: the same code with every entry left out. Once with comments in a sandbox that answers over HTTP without
 * any delay, once with a Coupa that costs nothing at all, where the entries weigh more than they ever will.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  const home = mkdtempSync(path.join(os.tmpdir(), 'purser-audited-'));
  const envFile = path.join(home, 'sandbox.json');
  writeFileSync(envFile, '');
  const size = ['--invoices', '600', '--months', '3', '--no-rate-limit'];
  const sandbox = await startProduct(['sandbox', ...size, '--env-file', envFile]);
  try {
    const overHttp = await compare(cluster.db, await sandboxPlace(cluster.db, readSandboxFacts(envFile)));
    const atOnce = await compare(cluster.db, quickPlace());
    return [
      {
        name: 'audited action ÷ unaudited action',
        value: median(overHttp.ratios),
        unit: '×',
        goal: { kind: 'atLeast', value: 0.85 },
        note: quartiles(overHttp.ratios),
      },
      { name: 'audited actions', value: median(overHttp.rates), unit: '/s' },
      {
        name: 'the same where Coupa costs nothing',
        value: median(atOnce.ratios),
        unit: '×',
        note: quartiles(atOnce.ratios),
      },
      { name: 'audited actions where Coupa costs nothing', value: median(atOnce.rates), unit: '/s' },
    ];
  } finally {
    await sandbox.end();
    await cluster.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function compare(db: Database, place: Place): Promise<{ ratios: number[]; rates: number[] }> {
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const first = pair % 2 === 0;
    const one = await carryOut(db, place, { isAudited: first });
    const other = await carryOut(db, place, { isAudited: !first });
    const [audited, unaudited] = first ? [one, other] : [other, one];
    // The first pair warms the code and the database up.
    if (pair === 0) continue;
    ratios.push(unaudited / audited);
    rates.push((ACTIONS / audited) * 1_000);
  }
  return { ratios, rates };
}

function quartiles(ratios: readonly number[]): string {
  const [low, high] = [percentile(ratios, 0.25), percentile(ratios, 0.75)];
  return `${PAIRS} pairs of ${ACTIONS}, quartiles ${low.toFixed(2)} and ${high.toFixed(2)}`;
}

/** @returns milliseconds for all of them. */
function carryOut(db: Database, place: Place, { isAudited }: { isAudited: boolean }): Promise<number> {
  const store = createCommandStore(db, () => new Date());
  const deps: ActDeps = {
    store: isAudited ? store : withoutEntries(store),
    remote: place.remote,
    clock: { monotonicMs: () => performance.now(), epochMs: () => Date.now(), random: Math.random },
    timings: ACT_TIMINGS,
  };
  let left = ACTIONS;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await approve(db, place.next(), isAudited);
      const claim = await claimOne(db);
      const outcome = await act(claim, deps);
      if (outcome !== 'done') throw new Error(`Expected every action to be done, found ${outcome}.`);
    }
  };
  return timed(() => Promise.all(Array.from({ length: IN_HAND }, work)));
}

/** One may be in the hand of another at just the moment we look; there are as many as there are hands. */
async function claimOne(db: Database): Promise<ClaimedCommand> {
  for (;;) {
    const claim = await claimCommand(db, ACT_TIMINGS.leaseMs, []);
    if (claim !== undefined) return claim;
  }
}

let made = 0;

async function approve(db: Database, command: CoupaCommand, isAudited: boolean): Promise<void> {
  made += 1;
  const set = {
    commands: [command],
    origin: 'approval' as const,
    originId: `app_${made}`,
    askedBy: { id: 'p1', name: 'Mia' },
    run: { agent: 'three-way-match', lane: 0, seq: String(made) },
    subjectId: command.invoiceId,
  };
  await db.inConnection(CONNECTION, async (tx) => {
    if (isAudited) await enqueueCommands(tx, CONNECTION, set, new Date());
    else await queueCommands(tx, CONNECTION, [set], new Date());
  });
}

function withoutEntries(store: CommandStore): CommandStore {
  return {
    ...store,
    beginSend: (claim, limits) => store.beginSend(claim, limits, []),
    settle: (claim, settlement) => store.settle(claim, { ...settlement, entries: [] }),
  };
}

async function sandboxPlace(db: Database, facts: SandboxFacts): Promise<Place> {
  const ring = await connectSandbox(db, CONNECTION, facts);
  const rateLimitFor = (): RateLimit => ({ take: async () => undefined, penalise: async () => undefined });
  const coupa = await createCoupaFor({ db, clock: systemClock, ring, rateLimitFor })(CONNECTION);
  const ids: string[] = [];
  let cursor: PageCursor = FROM_THE_FIRST;
  for (let isLast = false; !isLast; ) {
    const page = await coupa.reader.listPage({ resource: 'invoices', cursor, fields: '["id","updated_at"]' });
    for (const record of page.records) ids.push(recordKey(record).id ?? '');
    ({ next: cursor, isLast } = page);
  }
  let at = 0;
  return {
    remote: createCommandRemote(coupa, facts.serviceUserId),
    next: () => {
      at += 1;
      return {
        kind: 'comment.add',
        invoiceId: ids[at % ids.length] ?? '',
        text: `Remark ${at} of the benchmark.`,
      };
    },
  };
}

function quickPlace(): Place {
  let at = 0;
  return {
    remote: quickCoupa(),
    next: () => {
      at += 1;
      return { kind: 'invoice.submit', invoiceId: `9${at}` };
    },
  };
}

function quickCoupa(): ActDeps['remote'] {
  const submitted = new Set<string>();
  const fail = async (): Promise<never> => {
    throw new Error('No part of this benchmark.');
  };
  const writer: CoupaWriter = {
    submitInvoice: async (id) => {
      submitted.add(id);
      return { kind: 'done', status: 200 };
    },
    revalidateTolerances: fail,
    disputeInvoice: fail,
    approve: fail,
    reject: fail,
    hold: fail,
    addComment: fail,
    setCustomField: fail,
  };
  const invoice = async (id: string): Promise<Invoice> => ({
    id,
    invoiceNumber: `RE-${id}`,
    status: submitted.has(id) ? 'pending_approval' : 'draft',
    documentType: 'invoice',
    exported: false,
    paid: false,
    updatedAt: '2026-03-01T09:00:00.000Z',
    lines: [],
    failedTolerances: [],
    customFields: {},
  });
  return { writer, reads: { invoice, approval: fail, comments: fail, serviceUserId: fail } };
}
