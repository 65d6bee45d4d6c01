import { AGENTS } from '#agents/registry.ts';
import { createCoupaFor } from '#connections/coupa-for.ts';
import { createConnection } from '#connections/create-connection.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { takeTurn } from '#engine/dispatch-changes.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import { replayRun, runsOf } from '#engine/replay/replay-run.ts';
import { systemClock } from '#kernel/clock.ts';
import { createConnectionPoll } from '#mirror/poll-connection.ts';
import type { Database } from '#store/database.ts';
import { decidingWith } from '../bench/load-company.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import { type DecidedCompany, type DecidedInvoice, decidedInvoice, STANDING } from './decided-company.ts';

/** Seeds a company, reads it through the mirror into a database, lets the agents decide, and gives back both sides. */
export async function decideInDatabase(
  db: Database,
  options: { readonly seed: number; readonly invoices: number; readonly months: number },
): Promise<DecidedCompany> {
  const connectionId = `company_${options.seed}`;
  const sandbox = await startSandbox({ ...options, hasRateLimit: false, clock: () => STANDING });
  try {
    await readCompany(db, connectionId, sandbox);
    await decideEverything(db);
    const truth = { faults: sandbox.truth, assignments: sandbox.assignments, controls: sandbox.controls };
    return { seed: options.seed, truth, invoices: await judged(db, connectionId) };
  } finally {
    await sandbox.close();
  }
}

async function readCompany(db: Database, connectionId: string, sandbox: Sandbox): Promise<void> {
  const ring = readKeyRing(newSecretKey());
  await createConnection(
    {
      id: connectionId,
      name: 'Halden Group',
      coupaUrl: sandbox.url,
      isSandbox: true,
      serviceUserId: sandbox.env.service_user_id,
      credentials: {
        clientId: sandbox.env.client_id,
        clientSecret: sandbox.env.client_secret,
        scopes: sandbox.env.scope_all.split(' '),
      },
    },
    {
      db,
      ring,
      now: new Date(),
      agentIds: AGENTS.map((agent) => agent.id),
      who: { kind: 'system', id: 'evals', name: 'Evals' },
      alongside: async (tx) => {
        const by = { id: 'evals', name: 'Evals' };
        await addPolicy(tx, connectionId, { document: starterPolicy(AGENTS), expectedVersion: 0, by });
      },
    },
  );
  const rateLimitFor = () => ({ take: async () => undefined, penalise: () => undefined });
  const coupaFor = createCoupaFor({ db, clock: systemClock, ring, rateLimitFor });
  const { reader } = await coupaFor(connectionId);
  const failures: string[] = [];
  const observe = (look: { resource: string; error?: { message: string } }): void => {
    if (look.error !== undefined) failures.push(`${look.resource}: ${look.error.message}`);
  };
  await createConnectionPoll(connectionId, { db, clock: systemClock, reader, observe }).turn();
  if (failures.length > 0) throw new Error(`The company could not be read. ${failures.join('; ')}`);
}

async function decideEverything(db: Database): Promise<void> {
  const deps = decidingWith(db);
  for (const agent of AGENTS) {
    for (let turn = await takeTurn(agent, deps); turn !== 'idle'; turn = await takeTurn(agent, deps)) {
      if (turn !== 'worked') throw new Error(`A range of ${agent.id} ended as ${turn}.`);
    }
  }
}

async function judged(db: Database, connectionId: string): Promise<DecidedInvoice[]> {
  const invoices = await db.inConnection(connectionId, (tx) =>
    tx.query<{ doc: Invoice }>(
      `select v.doc from invoice i join record_version v on v.connection_id = i.connection_id and v.kind = 'invoice'
          and v.record_id = i.id and v.hash = i.hash where i.deleted_at is null order by i.id`,
    ),
  );
  const decided: DecidedInvoice[] = [];
  for (const { doc } of invoices) {
    decided.push(
      await db.inConnection(connectionId, async (tx) => {
        const [run] = await runsOf(tx, doc.id, 1);
        if (run === undefined) throw new Error(`Invoice ${doc.id} has no run.`);
        const replay = await replayRun(tx, AGENTS, run);
        if (!replay.isSame) throw new Error(`Decided again, invoice ${doc.id} gets another proposal.`);
        return decidedInvoice(doc, replay.finding as { match: MatchResult; isLeftAlone: boolean });
      }),
    );
  }
  return decided;
}
