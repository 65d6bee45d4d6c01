import type { CoupaWriter } from '#coupa/client/write.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { enqueueCommands, queueCommands } from '#engine/act.queries.ts';
import { ACT_TIMINGS, type ActDeps, act, type ClaimedCommand, type CommandStore } from '#engine/act.ts';
import { claimCommand, createCommandStore } from '#engine/command-store.queries.ts';
import type { Database } from '#store/database.ts';
import { startCluster } from './cluster.ts';
import { type Figure, median, timed } from './measure.ts';

const ACTIONS = 300;
const PAIRS = 7;
/** As many as the dispatcher has in hand of one connection. */
const IN_HAND = 4;
const CONNECTION = 'bench';

/**
 * From a person's approval to the result on record: queue, claim, look, intention, send, result. Audited beside
 * unaudited: the same code with every entry left out. Coupa answers at once, which makes the entries weigh most.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  try {
    await prepareConnection(cluster.db);
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let pair = 0; pair <= PAIRS; pair += 1) {
      const first = pair % 2 === 0;
      const one = await carryOut(cluster.db, { isAudited: first });
      const other = await carryOut(cluster.db, { isAudited: !first });
      const [audited, unaudited] = first ? [one, other] : [other, one];
      // The first pair warms the code and the database up.
      if (pair === 0) continue;
      ratios.push(unaudited / audited);
      rates.push((ACTIONS / audited) * 1_000);
    }
    return [
      {
        name: 'audited action ÷ unaudited action',
        value: median(ratios),
        unit: '×',
        goal: { kind: 'atLeast', value: 0.85 },
        note: ratios.map((ratio) => ratio.toFixed(2)).join(' '),
      },
      { name: 'audited actions', value: median(rates), unit: '/s' },
    ];
  } finally {
    await cluster.close();
  }
}

/** @returns milliseconds for all of them. */
function carryOut(db: Database, { isAudited }: { isAudited: boolean }): Promise<number> {
  const store = createCommandStore(db, () => new Date());
  const deps: ActDeps = {
    store: isAudited ? store : withoutEntries(store),
    remote: quickCoupa(),
    clock: { monotonicMs: () => performance.now(), epochMs: () => Date.now(), random: Math.random },
    timings: ACT_TIMINGS,
  };
  let left = ACTIONS;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await approve(db, isAudited);
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

async function approve(db: Database, isAudited: boolean): Promise<void> {
  made += 1;
  const invoiceId = String(made);
  const set = {
    commands: [{ kind: 'invoice.submit' as const, invoiceId }],
    origin: 'approval' as const,
    originId: `app_${made}`,
    askedBy: { id: 'p1', name: 'Mia' },
    run: { agent: 'three-way-match', lane: 0, seq: invoiceId },
    subjectId: invoiceId,
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

async function prepareConnection(db: Database): Promise<void> {
  await db.inConnection(CONNECTION, async (tx) => {
    await tx.execute(
      "insert into connection (connection_id, name, coupa_url, is_sandbox) values ($1, 'Bench', 'http://127.0.0.1:1', true)",
      [CONNECTION],
    );
  });
}
