import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addPolicy } from '#engine/policy.queries.ts';
import { policyOf, starterPolicy } from '#engine/policy-document.ts';
import { insertRuns } from '#engine/run.queries.ts';
import { runAgent } from '#engine/run-agent.ts';
import { defineAgent } from '#engine/shapes/agent.ts';
import type { Sources, Versioned } from '#engine/shapes/sources.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { silentLog } from '#kernel/log.ts';
import type { Operation } from '#operation/operation.ts';
import { runOperation } from '#operation/run-operation.ts';
import { permissionsOf } from '#people/roles.ts';
import { createContentCache } from '#store/content-cache.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { askAtOnce, type WhatIfQuestion } from './ask-at-once.ts';
import { answerNextBatch } from './run-what-ifs.ts';
import {
  cancelWhatIf,
  getWhatIf,
  listWhatIfChanges,
  listWhatIfs,
  startWhatIfOperation,
} from './what-if-operations.ts';

interface Bill {
  readonly amount: string;
}
interface Evidence {
  readonly invoice: Versioned<Bill>;
}

/** An agent with one rule: an invoice above the limit is an exception. */
const agent = defineAgent({
  id: 'probe',
  title: 'Probe',
  codeVersion: '1',
  triggers: ['invoice'],
  coupaScopes: [],
  autonomyCeiling: 'autonomous',
  settings: z.strictObject({ limit: z.int('expected a whole number').default(100) }),
  gather: async (subject): Promise<Evidence> => world(subject.id),
  analyse: (evidence: Evidence, settings) => Number(evidence.invoice.record.amount) > settings.limit,
  propose: (isOver: boolean, { invoice }: Evidence) => ({
    headline: isOver ? 'Explain' : 'Submit',
    verdict: isOver ? ('exception' as const) : ('matched' as const),
    ...(isOver ? { cause: 'PRICE_OVER' } : {}),
    commands: isOver
      ? [{ kind: 'comment.add' as const, invoiceId: invoice.id, text: 'Over.' }]
      : [{ kind: 'invoice.submit' as const, invoiceId: invoice.id }],
    tasks: [],
    certainty: { basis: 'rule' as const },
    exposure: { amount: invoice.record.amount, currency: 'EUR' },
    atRisk: { amount: isOver ? '1.00' : '0.00', currency: 'EUR' },
    isNewSupplier: false,
    isReversible: true,
    reasons: [],
    counterfactuals: [],
  }),
});
const agents = [agent];
const NOW = new Date('2026-11-20T09:00:00Z');

let test: TestDatabase;
let connectionId = '';
let made = 0;
const amounts = new Map<string, string>();

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `co_${made}`, { agents: ['probe'] });
  await inside((tx) =>
    addPolicy(tx, connectionId, {
      document: starterPolicy(agents),
      expectedVersion: 0,
      by: { id: 'x', name: 'x' },
    }),
  );
});

function inside<T>(work: Parameters<typeof test.db.inConnection<T>>[1]): Promise<T> {
  return test.db.inConnection(connectionId, work);
}

function world(id: string): Evidence {
  const record = { amount: amounts.get(id) ?? '0' };
  return { invoice: { kind: 'invoice', id, hash: sha256(canonicalJson(record)).toString('hex'), record } };
}

/** A run of the day, decided as the product would, with the version it rests on. */
async function decided(
  seq: number,
  invoiceId: string,
  amount: string,
  { at = '2026-11-10T12:00:00Z', limit = 100, isVersionKept = true } = {},
): Promise<void> {
  amounts.set(invoiceId, amount);
  const document = starterPolicy(agents);
  const entry = document.agents.probe;
  if (entry !== undefined) entry.settings = { limit };
  const policy = policyOf(document, agent);
  const decision = await runAgent(
    agent,
    { kind: 'invoice', id: invoiceId },
    policy.settings,
    policy.autonomy,
    {} as Sources,
  );
  if (decision === undefined) throw new Error('nothing to decide');
  await inside(async (tx) => {
    const claim = { connectionId, lane: 0, seq: 0n, last: 0n };
    await insertRuns(tx, agent, claim, policy, 1, [{ seq: String(seq), decision }]);
    if (!isVersionKept) return;
    const text = canonicalJson({ amount });
    await tx.execute(
      `insert into record_version (connection_id, kind, record_id, hash, doc) values ($1, 'invoice', $2, $3, $4)
       on conflict do nothing`,
      [connectionId, invoiceId, sha256(text), text],
    );
  });
  await asOwner(
    `update run set decided_at = '${at}' where connection_id = '${connectionId}' and seq = ${seq}`,
  );
}

async function asOwner(sql: string): Promise<void> {
  const { withClient } = await import('#store/owner-client.ts');
  await withClient(test.ownerUrl, 'test', (client) => client.query(sql));
}

async function approval(seq: number, invoiceId: string, state: 'approved' | 'rejected' | 'superseded') {
  await inside((tx) =>
    tx.execute(
      `insert into approval (connection_id, id, agent, lane, seq, subject_id, state, proposal_hash, verdict, headline,
         commands, tasks, invoice_number, policy_version, decided_at, decided_by_name)
       values ($1, $2, 'probe', 0, $3, $4, $5, '\\x01', 'matched', 'h', '[]', '[]', 'RE', 1, now(), 'Mia')`,
      [connectionId, `app_${seq}`, seq, invoiceId, state],
    ),
  );
}

const asked: WhatIfQuestion = {
  agent: 'probe',
  settings: undefined,
  from: undefined,
  to: undefined,
  which: 'newest',
};
const ask = (question: Partial<WhatIfQuestion> = {}) =>
  askAtOnce(
    connectionId,
    { ...asked, ...question },
    {
      db: test.db,
      agents,
      now: NOW,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );

describe('asking at once', () => {
  it('comes to the same under the settings in force', async () => {
    await decided(1, 'a', '50');
    await decided(2, 'b', '150');
    const { tally, changes, differences } = await ask();
    expect(tally).toMatchObject({ counted: 2, same: 2, changed: 0, underOtherSettings: 0, unexplained: 0 });
    expect([changes, differences]).toEqual([[], []]);
  });

  it('tells what wider settings let through, by money', async () => {
    await decided(1, 'a', '50');
    await decided(2, 'b', '150');
    await decided(3, 'c', '400');
    const { tally, changes, differences } = await ask({ settings: { limit: 200 } });
    expect(differences).toEqual(['limit: 100 to 200']);
    expect(tally).toMatchObject({ counted: 3, same: 2, changed: 1 });
    expect(tally.letThrough).toEqual({
      count: 1,
      sums: [{ currency: 'EUR', exposure: '150', atRisk: '1' }],
      withoutAmount: 0,
    });
    expect(changes).toMatchObject([
      { run: 'probe.0.2', invoiceId: 'b', invoiceNumber: '#b', effect: 'let_through', exposure: '150' },
    ]);
  });

  it('counts the newest run of an invoice, and with all each of them', async () => {
    await decided(1, 'a', '150', { at: '2026-11-01T12:00:00Z' });
    await decided(2, 'a', '90', { at: '2026-11-02T12:00:00Z' });
    const newest = await ask({ settings: { limit: 200 } });
    expect(newest.tally).toMatchObject({ counted: 1, changed: 0 });
    const all = await ask({ settings: { limit: 200 }, which: 'all' });
    expect(all.tally).toMatchObject({ counted: 2, changed: 1 });
  });

  it('compares what people decided on the run they decided on, though a newer one counts', async () => {
    await decided(1, 'a', '150', { at: '2026-11-01T12:00:00Z' });
    await approval(1, 'a', 'approved');
    await decided(2, 'a', '90', { at: '2026-11-02T12:00:00Z' });
    await decided(3, 'b', '150');
    await approval(3, 'b', 'rejected');
    await decided(4, 'c', '150');
    await approval(4, 'c', 'superseded');
    const { tally, changes } = await ask({ settings: { limit: 200 } });
    expect(tally).toMatchObject({ counted: 3, changed: 2 });
    expect(tally.people).toMatchObject({
      decided: 2,
      letThroughAgainst: { count: 1 },
      letThroughAsWished: { count: 1 },
    });
    expect(changes.map(({ run, stance, isCounted }) => [run, stance, isCounted])).toEqual([
      ['probe.0.1', 'against', false],
      ['probe.0.3', 'as_wished', true],
      ['probe.0.4', null, true],
    ]);
  });

  it('keeps to days in the time zone of the connection', async () => {
    await inside((tx) => tx.execute(`update connection set time_zone = 'Asia/Tokyo'`));
    await decided(1, 'a', '150', { at: '2026-11-01T14:59:59Z' });
    await decided(2, 'b', '150', { at: '2026-11-01T15:00:00Z' });
    const first = await ask({ from: '2026-11-01', to: '2026-11-01', settings: { limit: 200 } });
    expect(first.changes.map(({ invoiceId }) => invoiceId)).toEqual(['a']);
    const second = await ask({ from: '2026-11-02', settings: { limit: 200 }, which: 'all' });
    expect(second.changes.map(({ invoiceId }) => invoiceId)).toEqual(['b']);
  });

  it('tells of a run whose evidence is gone or was touched, and goes on', async () => {
    await decided(1, 'a', '150', { isVersionKept: false });
    await decided(2, 'b', '150');
    await asOwner(
      `update run set evidence_hash = '\\x00' where connection_id = '${connectionId}' and seq = 2`,
    );
    await decided(3, 'c', '150');
    const { tally, unreadable } = await ask();
    expect(tally).toMatchObject({ counted: 3, same: 1, unreadable: 2 });
    expect(unreadable.map(({ run, why }) => `${run} ${why}`)).toEqual([
      expect.stringMatching(/^probe\.0\.1 The evidence names invoice\/a@.* which is gone\.$/),
      'probe.0.2 The evidence is not what was hashed when it was decided.',
    ]);
  });

  it('says how many were decided under other settings', async () => {
    await decided(1, 'a', '150', { limit: 200 });
    const { tally } = await ask();
    expect(tally).toMatchObject({ changed: 1, underOtherSettings: 1, unexplained: 0, stopped: { count: 1 } });
  });

  it('goes through more than one batch', async () => {
    await decided(1, 'm0', '150');
    await asOwner(
      `insert into run select connection_id, agent, lane, 1 + g, 'm' || g, verdict, cause, ruling, because, policy_version,
         settings_hash, code_version, evidence_hash, proposal_hash, packed, decided_at
         from run, generate_series(1, 2499) g where connection_id = '${connectionId}'`,
    );
    for (const which of ['newest', 'all'] as const) {
      const { tally, changes } = await ask({ settings: { limit: 200 }, which });
      expect([tally.counted, changes.length]).toEqual([2500, 2500]);
    }
  });

  it.each<[string, Partial<WhatIfQuestion>, string]>([
    ['an agent that is none', { agent: 'nobody' }, 'There is no agent nobody.'],
    [
      'settings that do not fit',
      { settings: { limit: 'x' } },
      'The settings do not fit. limit: expected a whole number',
    ],
    ['settings that are none', { settings: [] }, 'Expected settings as a JSON object, found none.'],
  ])('refuses %s', async (_case, question, sentence) => {
    await expect(ask(question)).rejects.toThrow(sentence);
  });
});

describe('as a job', () => {
  const startWhatIf = startWhatIfOperation(agents);
  const trail: string[] = [];
  const run = <I, O>(operation: Operation<I, O>, input: unknown, roles = ['viewer']) =>
    runOperation(
      operation,
      input,
      {
        personId: 'per_1',
        personName: 'Ada',
        connectionId,
        permissions: permissionsOf(roles),
        coupaUserId: undefined,
        via: 'screen',
      },
      { db: test.db, now: () => NOW, recordEntry: async (_tx, _id, entry) => trail.push(entry.text) },
    );
  const start = async (input: object = { settings: { limit: 200 } }): Promise<string> =>
    (await run<unknown, { id: string }>(startWhatIf, { agent: 'probe', ...input })).id;
  const answer = async () => {
    while (await answerNextBatch({ db: test.db, agents, log: silentLog }, createContentCache()));
  };

  it('is started by whoever sees the policy, answered by a worker, and kept with its runs', async () => {
    await decided(1, 'a', '150');
    await decided(2, 'b', '150');
    await approval(2, 'b', 'approved');
    await decided(3, 'c', '50');
    const id = await start();
    expect(trail.at(-1)).toBe('Ada asked what past runs of probe would come to under other settings.');
    expect(await run(getWhatIf, { id })).toMatchObject({ state: 'running', total: null, looked: 0 });
    await answer();
    expect(await run(getWhatIf, { id })).toMatchObject({
      state: 'finished',
      total: 3,
      looked: 3,
      listed: 2,
      differences: ['limit: 100 to 200'],
      tally: {
        changed: 2,
        letThrough: { sums: [{ currency: 'EUR', exposure: '300.00', atRisk: '2.00' }] },
        transitions: [{ count: 2, from: { cause: 'PRICE_OVER' }, to: { title: 'Matched' } }],
      },
    });
    const first = await run(listWhatIfChanges, { id, limit: 1 });
    expect(first).toMatchObject({ rows: [{ invoiceId: 'a', person: null }], next: '1' });
    const second = await run(listWhatIfChanges, { id, limit: 1, cursor: '1' });
    expect(second).toMatchObject({ rows: [{ invoiceId: 'b', person: { by: 'Mia' } }], next: null });
    const against = await run(listWhatIfChanges, { id, stance: 'against' });
    expect(against.rows.map(({ invoiceId }) => invoiceId)).toEqual(['b']);
    expect((await run(listWhatIfs, { agent: 'probe' })).rows).toMatchObject([{ id, changed: 2 }]);
  });

  it('writes nothing but its own answer', async () => {
    await decided(1, 'a', '150');
    const counts = () =>
      inside((tx) =>
        tx.query(
          `select (select count(*) from run) runs, (select count(*) from approval) approvals,
                  (select count(*) from command) commands, (select count(*) from task) tasks`,
        ),
      );
    const before = await counts();
    await start();
    await answer();
    expect(await counts()).toEqual(before);
  });

  it('can be cancelled; what it found stays, and it is not taken up again', async () => {
    await decided(1, 'a', '150');
    const id = await start();
    expect(await run(cancelWhatIf, { id })).toMatchObject({ state: 'cancelled' });
    await answer();
    expect(await run(getWhatIf, { id })).toMatchObject({ state: 'cancelled', looked: 0 });
  });

  it('ends as failed, with the sentence, when its agent is gone', async () => {
    const id = await start();
    await answerNextBatch({ db: test.db, agents: [], log: silentLog }, createContentCache());
    expect(await run(getWhatIf, { id })).toMatchObject({
      state: 'failed',
      error: 'There is no agent probe.',
    });
  });

  it('refuses a fourth beside three that run, a period turned round, and settings that do not fit', async () => {
    await expect(start({ from: '2026-11-02', to: '2026-11-01' })).rejects.toThrow('on or after 2026-11-02');
    await expect(start({ settings: { limits: 1 } })).rejects.toMatchObject({ code: 'invalid_input' });
    for (let i = 0; i < 3; i += 1) await start({});
    await expect(start({})).rejects.toMatchObject({ code: 'too_many_what_ifs' });
    await answer();
  });

  it('is nobody else’s: another connection has no such what-if', async () => {
    const id = await start();
    await answer();
    const here = connectionId;
    connectionId = await createTestConnection(test.db, `co_${made}_other`, { agents: ['probe'] });
    await expect(run(getWhatIf, { id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await run(listWhatIfs, {})).rows).toEqual([]);
    connectionId = here;
  });
});
