import { AGENTS } from '#agents/registry.ts';
import { STARTER_POLICY } from '#domain/matching/tolerance.ts';
import { dispatchChanges } from '#engine/dispatch-changes.ts';
import { askAtOnce, type WhatIfAnswer } from '#governance/what-if/ask-at-once.ts';
import type { Database } from '#store/database.ts';
import { withClient } from '#store/owner-client.ts';
import { startCluster } from './cluster.ts';
import { benchCompany } from './company.ts';
import { decidingWith, loadInvoicePage, loadOrders, prepareConnection } from './load-company.ts';
import { type Figure, timed } from './measure.ts';

const CONNECTION = 'bench';
const DECIDED = 20_000;
/** The other runs are the same decisions under other ids: five times as many rows, each read and decided again. */
const COPIES = 4;
const RUNS = DECIDED * (COPIES + 1);
const SECONDS_MAX = 60;

/**
 * What-ifs over 100,000 runs of five-line invoices: under the settings in force, where every run must come out the
 * same, and under wider ones, where a tenth of them change.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  try {
    await decide(cluster.db);
    await copyRuns(cluster.ownerUrl);
    const wider = {
      ...STARTER_POLICY,
      limits: { ...STARTER_POLICY.limits, priceOver: { mode: 'rate', rate: '0.15' } },
      documentCap: '1000000',
    };
    return [
      await ask(cluster.db, 'under the settings in force', undefined, { same: RUNS, changed: 0 }),
      await ask(cluster.db, 'under others', wider, { same: RUNS * 0.9, changed: RUNS * 0.1 }),
    ];
  } finally {
    await cluster.close();
  }
}

async function ask(
  db: Database,
  name: string,
  settings: unknown,
  expected: { readonly same: number; readonly changed: number },
): Promise<Figure> {
  const answers: WhatIfAnswer[] = [];
  const tookMs = await timed(async () => {
    const question = { agent: 'three-way-match', settings, from: undefined, to: undefined } as const;
    const deps = { db, agents: AGENTS, now: new Date(), signal: new AbortController().signal };
    const onProgress = (): void => undefined;
    answers.push(await askAtOnce(CONNECTION, { ...question, which: 'newest' }, { ...deps, onProgress }));
  });
  const tally = answers[0]?.tally;
  if (
    tally?.counted !== RUNS ||
    tally.same + tally.wordsOnly !== expected.same ||
    tally.changed !== expected.changed
  ) {
    throw new Error(`The answer is not what it must be: ${JSON.stringify(tally)}`);
  }
  return {
    name: `${RUNS} runs ${name}`,
    value: tookMs / 1_000,
    unit: 's',
    goal: { kind: 'atMost', value: SECONDS_MAX },
    note: `${Math.round((RUNS / tookMs) * 1_000)} runs/s; ${DECIDED} decided, each there five times`,
  };
}

async function decide(db: Database): Promise<void> {
  await prepareConnection(db, CONNECTION);
  const company = benchCompany(DECIDED);
  await loadOrders(db, CONNECTION, company);
  for (const page of company.invoicePages) await loadInvoicePage(db, CONNECTION, page);
  const stop = new AbortController();
  let left = DECIDED;
  await dispatchChanges(
    {
      ...decidingWith(db),
      onRange: (_agent, { subjects }) => {
        left -= subjects;
        if (left <= 0) stop.abort();
      },
    },
    { workers: 2, signal: stop.signal },
  );
}

/** Far apart in the order in which runs are replayed, so that no record is still in memory from its first use. */
async function copyRuns(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, 'bench', async (client) => {
    for (let copy = 1; copy <= COPIES; copy += 1) {
      await client.query(
        `insert into run select connection_id, agent, lane, seq + $1::bigint * 10000000, $1 || '-' || subject_id, verdict,
           cause, ruling, because, policy_version, settings_hash, code_version, evidence_hash, proposal_hash, packed,
           decided_at from run where seq < 10000000`,
        [copy],
      );
    }
    await client.query('analyze');
  });
}
