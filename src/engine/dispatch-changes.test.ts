import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { type DispatchDependencies, takeTurn } from './dispatch-changes.ts';
import { addPolicy } from './policy.queries.ts';
import { type PolicyDocument, STARTER_AUTONOMY } from './policy-document.ts';
import type { AnyAgent, Autonomy } from './shapes/agent.ts';
import { defineAgent } from './shapes/agent.ts';
import type { Sources } from './shapes/sources.ts';

const AGENT = 'probe';
let test: TestDatabase;
let connection = '';
let made = 0;
/** What each subject is about, as the world has it. */
const world = new Map<string, string>();
/** Subjects that make the agent fail. */
const poison = new Set<string>();
const gathered: string[] = [];

const agent: AnyAgent = defineAgent({
  id: AGENT,
  title: 'Probe',
  codeVersion: '1',
  triggers: ['invoice'],
  coupaScopes: [],
  autonomyCeiling: 'autonomous',
  settings: z.strictObject({}),
  gather: async (subject) => {
    gathered.push(subject.id);
    return { id: subject.id, says: world.get(subject.id) ?? 'nothing' };
  },
  analyse: (evidence: { id: string; says: string }) => {
    if (poison.has(evidence.id)) throw new RangeError('poisoned');
    return evidence;
  },
  propose: (finding) => ({
    headline: `Say ${finding.says}`,
    verdict: 'exception' as const,
    commands: [{ kind: 'comment.add' as const, invoiceId: finding.id, text: finding.says }],
    tasks: [],
    certainty: { basis: 'rule' as const },
    exposure: { amount: '10', currency: 'EUR' },
    isNewSupplier: false,
    isReversible: true,
    reasons: [{ text: finding.says, sources: [] }],
    counterfactuals: [],
  }),
});

const sources: Sources = {
  invoiceDossier: async () => undefined,
  serviceUserId: async () => undefined,
  today: async () => '2026-11-20',
};

function deps(): DispatchDependencies {
  return {
    db: test.db,
    agents: [agent],
    clock: systemClock,
    log: silentLog,
    now: () => new Date(),
    sourcesFor: () => sources,
  };
}

function policy(mode: Autonomy): PolicyDocument {
  return {
    approvalMaxAgeHours: 72,
    agents: {
      [AGENT]: {
        autonomy: { ...STARTER_AUTONOMY, mode, commands: [...STARTER_AUTONOMY.commands] },
        settings: {},
      },
    },
  };
}

async function newConnection(mode: Autonomy, lanes = 1): Promise<string> {
  made += 1;
  const id = await createTestConnection(test.db, `co_${made}`, { lanes, agents: [AGENT] });
  const by = { id: 'test', name: 'test' };
  await test.db.inConnection(id, (tx) =>
    addPolicy(tx, id, { document: policy(mode), expectedVersion: 0, by }),
  );
  return id;
}

async function append(ids: readonly string[], lane = 0, of = connection): Promise<void> {
  await test.db.inConnection(of, (tx) =>
    tx.execute(
      `with head as (update feed_head set last = last + cardinality($3::text[]) where connection_id = $1 and lane = $2 returning last)
       insert into change (connection_id, lane, seq, kind, subject_id, cause)
       select $1, $2, head.last - cardinality($3::text[]) + u.o, 'invoice', u.id, 'invoice' from head, unnest($3::text[]) with ordinality u(id, o)`,
      [of, lane, ids],
    ),
  );
}

async function rows<Row>(sql: string, of = connection): Promise<Row[]> {
  return test.db.inConnection(of, (tx) => tx.query<Row>(sql));
}

async function drain(): Promise<string[]> {
  const turns: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    const turn = await takeTurn(agent, deps());
    turns.push(turn);
    if (turn === 'idle') return turns;
  }
  throw new Error(`never idle: ${turns.join(' ')}`);
}

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(() => {
  world.clear();
  poison.clear();
  gathered.length = 0;
});

describe('deciding a range', () => {
  it('decides each subject once however often it changed, and moves the cursor with the decision', async () => {
    connection = await newConnection('assisted');
    await append(['1', '2', '1']);
    await drain();
    expect(gathered.sort()).toEqual(['1', '2']);
    expect(await rows('select subject_id, seq, ruling from run order by seq')).toEqual([
      { subject_id: '2', seq: '2', ruling: 'ask' },
      { subject_id: '1', seq: '3', ruling: 'ask' },
    ]);
    expect(await rows('select seq from feed_cursor')).toEqual([{ seq: '3' }]);
    expect((await rows('select 1 from approval')).length).toBe(2);
    expect(await rows('select what from audit_entry')).toEqual([
      { what: 'run_decided' },
      { what: 'run_decided' },
    ]);
  });

  it('asks again only when the situation differs, and withdraws the old question', async () => {
    connection = await newConnection('assisted');
    world.set('1', 'first');
    await append(['1']);
    await drain();
    await append(['1']);
    await drain();
    expect(await rows('select state from approval')).toEqual([{ state: 'open' }]);
    world.set('1', 'second');
    await append(['1']);
    await drain();
    expect(await rows('select state, headline from approval order by opened_at')).toEqual([
      { state: 'superseded', headline: 'Say first' },
      { state: 'open', headline: 'Say second' },
    ]);
  });

  it('does not raise again what a person rejected', async () => {
    connection = await newConnection('assisted');
    world.set('1', 'same');
    await append(['1']);
    await drain();
    await rows(`update approval set state = 'rejected'`);
    await append(['1']);
    await drain();
    expect(await rows('select because from run order by seq')).toEqual([
      { because: 'assisted' },
      { because: 'rejected_before' },
    ]);
  });

  it('queues once what the policy lets pass, with its entry in the same chain', async () => {
    connection = await newConnection('autonomous');
    world.set('1', 'done');
    await append(['1']);
    await drain();
    await append(['1']);
    await drain();
    expect(await rows('select kind, state, origin from command')).toEqual([
      { kind: 'comment.add', state: 'queued', origin: 'policy' },
    ]);
    expect(await rows('select because from run order by seq')).toEqual([
      { because: 'policy' },
      { because: 'already_done' },
    ]);
    await rows(`update command set state = 'cancelled'`);
  });

  it('holds on to a no, and to what was done last, when the situation goes back and forth', async () => {
    connection = await newConnection('assisted');
    const turn = async (situation: string): Promise<void> => {
      world.set('1', situation);
      await append(['1']);
      await drain();
    };
    await turn('A');
    await rows(`update approval set state = 'rejected' where headline = 'Say A'`);
    await turn('B');
    await rows(`update approval set state = 'approved' where headline = 'Say B'`);
    await turn('A');
    await turn('B');
    expect(await rows('select because from run order by seq')).toEqual([
      { because: 'assisted' },
      { because: 'assisted' },
      { because: 'rejected_before' },
      { because: 'already_done' },
    ]);
  });

  it('only records in monitor mode', async () => {
    connection = await newConnection('monitor');
    await append(['1']);
    await drain();
    expect(await rows('select ruling from run')).toEqual([{ ruling: 'record_only' }]);
    expect(await rows('select 1 from approval union all select 1 from command')).toEqual([]);
  });
});

describe('faults', () => {
  it('parks the one bad change after counted tries, and decides everything around it', async () => {
    connection = await newConnection('assisted');
    const ids = Array.from({ length: 30 }, (_, at) => String(at + 1));
    poison.add('17');
    await append(ids);
    const turns = await drain();
    expect(turns.filter((turn) => turn === 'parked')).toHaveLength(1);
    expect((await rows('select 1 from run')).length).toBe(29);
    const [parked] = await rows<{ subject_id: string; error: { message: string } }>(
      'select * from parked_change',
    );
    expect(parked?.subject_id).toBe('17');
    expect(parked?.error.message).toBe('Probe could not decide invoice 17: poisoned.');
    expect(await rows(`select what from audit_entry where what = 'change_parked'`)).toHaveLength(1);
  });

  it('counts a try that ended with its process: the count is there before the work begins', async () => {
    connection = await newConnection('assisted');
    await append(['1']);
    const died = new Error('killed');
    const hanging: AnyAgent = {
      ...agent,
      gather: async () => {
        const [attempt] = await rows<{ attempts: number }>('select attempts from feed_attempt');
        expect(attempt?.attempts).toBe(1);
        throw died;
      },
    };
    expect(await takeTurn(hanging, deps())).toBe('failed');
    await drain();
    expect(await rows('select attempts from feed_attempt')).toEqual([]);
  });

  it('leaves nothing behind of a range that fails half-way', async () => {
    connection = await newConnection('assisted');
    await append(['1', '2']);
    poison.add('2');
    expect(await takeTurn(agent, deps())).toBe('failed');
    expect(
      await rows('select 1 from run union all select 1 from approval union all select 1 from audit_entry'),
    ).toEqual([]);
    poison.clear();
    await drain();
    expect((await rows('select 1 from run')).length).toBe(2);
  });
});

describe('many workers and tenants', () => {
  it('serves a small connection while a large one is full', async () => {
    const large = await newConnection('monitor');
    const small = await newConnection('monitor');
    await append(
      Array.from({ length: 1_000 }, (_, at) => `l${at}`),
      0,
      large,
    );
    await takeTurn(agent, deps());
    await append(['s'], 0, small);
    await takeTurn(agent, deps());
    expect(await rows('select subject_id from run', small)).toEqual([{ subject_id: 's' }]);
    connection = large;
    await drain();
  });

  it('decides each change exactly once when four workers share the lanes', async () => {
    connection = await newConnection('monitor', 4);
    for (let lane = 0; lane < 4; lane += 1) {
      await append(
        Array.from({ length: 250 }, (_, at) => `${lane}-${at}`),
        lane,
      );
    }
    await Promise.all([drain(), drain(), drain(), drain()]);
    const [counted] = await rows<{ runs: string; subjects: string; entries: string }>(
      'select (select count(*) from run) as runs, (select count(distinct subject_id) from run) as subjects, (select count(*) from audit_entry) as entries',
    );
    expect(counted).toEqual({ runs: '1000', subjects: '1000', entries: '1000' });
  });

  it('misses no change when transactions commit in another order than they began', async () => {
    connection = await newConnection('monitor');
    const first = await test.db.pool.connect();
    try {
      await first.query(`begin; select set_config('purser.connection_id', '${connection}', true)`);
      // Begins first and writes its rows, but takes its numbers and commits last.
      await first.query(`select count(*) from change`);
      await append(['late-begun']);
      await drain();
      await first.query(
        `with head as (update feed_head set last = last + 1 where connection_id = $1 and lane = 0 returning last)
         insert into change (connection_id, lane, seq, kind, subject_id, cause) select $1, 0, last, 'invoice', 'early-begun', 'invoice' from head`,
        [connection],
      );
      const blocked = append(['waits-for-the-head']);
      await first.query('commit');
      await blocked;
    } finally {
      first.release();
    }
    await drain();
    const seen = await rows<{ subject_id: string }>('select subject_id from run order by seq');
    expect(seen.map((row) => row.subject_id)).toEqual(['late-begun', 'early-begun', 'waits-for-the-head']);
  });
});
