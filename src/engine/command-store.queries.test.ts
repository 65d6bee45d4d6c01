// long: one invented Coupa serves every story of a command

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CoupaWriter, WriteOutcome } from '#coupa/client/write.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { systemClock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import { silentLog } from '#kernel/log.ts';
import { packTexts } from '#store/packed-text.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { enqueueCommands } from './act.queries.ts';
import { ACT_TIMINGS, type ActDeps, type ActTimings, act } from './act.ts';
import { claimCommand, claimRechecks, createCommandStore } from './command-store.queries.ts';
import { dispatchCommands } from './dispatch-commands.ts';
import { storeEvidence } from './evidence.ts';
import { earlierDecisions } from './run.queries.ts';
import type { CoupaCommand } from './shapes/command.ts';

let test: TestDatabase;
const now = new Date('2026-03-01T10:00:00.000Z');
/** Waits are short; lease and window leave room for a busy machine, on which a test must not fail. */
const TIMINGS: ActTimings = {
  ...ACT_TIMINGS,
  leaseMs: 5_000,
  sendWindowMs: 1_500,
  requestTimeoutMs: 100,
  readLagMs: 50,
  backoffMinMs: 20,
  backoffMaxMs: 50,
};

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

let connectionId = '';
let made = 0;
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `acme_${made}`);
});

interface Pretend {
  invoice: Invoice;
  comments: string[];
  /** What the next writes answer; afterwards they work. */
  answers: ('lost' | 'cut' | 'refuse' | 'not_sent')[];
  sent: string[];
  isDown: boolean;
  beforeSend: () => Promise<void>;
}

function pretendCoupa(): Pretend {
  return {
    invoice: invoice({}),
    comments: [],
    answers: [],
    sent: [],
    isDown: false,
    beforeSend: async () => undefined,
  };
}

function invoice(change: Partial<Invoice>): Invoice {
  return {
    id: '7',
    invoiceNumber: 'RE-7',
    status: 'draft',
    documentType: 'invoice',
    grossTotal: '100.00',
    exported: false,
    paid: false,
    updatedAt: '2026-03-01T09:00:00.000Z',
    lines: [],
    failedTolerances: [],
    customFields: {},
    ...change,
  };
}

function remoteOf(coupa: Pretend): ActDeps['remote'] {
  const write = async (what: string, effect: () => void): Promise<WriteOutcome> => {
    await coupa.beforeSend();
    const answer = coupa.answers.shift();
    if (answer === 'not_sent') return { kind: 'not_sent', code: 'coupa_unavailable', why: 'no way there' };
    coupa.sent.push(what);
    if (answer === 'refuse') {
      return { kind: 'refused', code: 'coupa_refused', message: 'The period is closed.', details: {} };
    }
    if (answer !== 'cut') effect();
    return answer === undefined
      ? { kind: 'done', status: 200 }
      : { kind: 'ambiguous', code: 'coupa_timeout', why: 'no answer' };
  };
  const never = (): never => {
    throw new Error('not part of these tests');
  };
  const writer: CoupaWriter = {
    submitInvoice: () =>
      write('submit', () => {
        coupa.invoice = { ...coupa.invoice, status: 'pending_approval' };
      }),
    addComment: (_id, text) => write('comment', () => coupa.comments.push(text)),
    revalidateTolerances: never,
    disputeInvoice: never,
    approve: never,
    reject: never,
    hold: never,
    setCustomField: never,
  };
  const read = <T>(value: () => T): Promise<T> =>
    coupa.isDown
      ? Promise.reject(new PurserError('coupa_unavailable', 'Coupa does not answer.', { retryable: true }))
      : Promise.resolve(value());
  return {
    writer,
    reads: {
      invoice: () => read(() => coupa.invoice),
      approval: never,
      comments: () =>
        read(() =>
          coupa.comments.map((text, index) => ({
            id: String(index + 1),
            commentableType: 'InvoiceHeader',
            commentableId: '7',
            text,
            updatedAt: '2026-03-01T09:00:00.000Z',
          })),
        ),
      serviceUserId: async () => '1',
    },
  };
}

function depsFor(coupa: Pretend): ActDeps {
  return {
    store: createCommandStore(test.db, () => now),
    remote: remoteOf(coupa),
    clock: { monotonicMs: () => performance.now(), epochMs: () => Date.now(), random: () => 0.5 },
    timings: TIMINGS,
  };
}

const SUBMIT: CoupaCommand = { kind: 'invoice.submit', invoiceId: '7' };
const COMMENT: CoupaCommand = { kind: 'comment.add', invoiceId: '7', text: 'Where is the receipt?' };

function enqueue(...commands: CoupaCommand[]): Promise<readonly string[]> {
  return test.db.inConnection(connectionId, (tx) =>
    enqueueCommands(
      tx,
      connectionId,
      {
        commands,
        origin: 'approval',
        originId: 'app_1',
        askedBy: { id: 'p1', name: 'Mia' },
        run: { agent: 'three-way-match', lane: 0, seq: '1' },
        subjectId: '7',
      },
      now,
    ),
  );
}

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql, values));

interface State {
  state: string;
  attempt: number;
  may_have_effect: boolean;
  last_error: { code: string; message: string } | null;
}

async function stateOf(id: string | undefined): Promise<State | undefined> {
  const [row] = await rows<State>(
    'select state, attempt, may_have_effect, last_error from command where id = $1',
    [id],
  );
  return row;
}

async function trail(): Promise<string[]> {
  return (await rows<{ what: string }>('select what from audit_entry order by seq')).map(({ what }) => what);
}

/** Claims whatever is due and tries it, until nothing is open. */
async function runUntilEnd(coupa: Pretend): Promise<void> {
  for (let i = 0; i < 1_000; i += 1) {
    const open = await rows("select 1 from command where state in ('queued', 'sending')");
    if (open.length === 0) return;
    const claim = await claimCommand(test.db, TIMINGS.leaseMs, []);
    if (claim === undefined) await sleep(10);
    else await act(claim, depsFor(coupa));
  }
  throw new Error('the commands did not come to an end');
}

describe('a command on the true database', () => {
  it('is done once, with its intention and its result in the trail, and read again at once', async () => {
    const coupa = pretendCoupa();
    const [id] = await enqueue(SUBMIT);
    await runUntilEnd(coupa);
    expect(await stateOf(id)).toMatchObject({ state: 'done', attempt: 1, may_have_effect: false });
    expect(coupa.sent).toEqual(['submit']);
    expect(await trail()).toEqual(['command_queued', 'action_intended', 'action_done']);
    expect(await rows('select resource, record_id from read_hint')).toEqual([
      { resource: 'invoices', record_id: '7' },
    ]);
    const actions = await rows('select attempt, step, outcome from action order by at, step');
    expect(actions).toEqual([
      { attempt: 1, step: 'sending', outcome: null },
      { attempt: 1, step: 'result', outcome: 'done' },
    ]);
  });

  it('whose answer was lost is looked for after the settle wait, and not sent again', async () => {
    const coupa = pretendCoupa();
    coupa.answers = ['lost'];
    const [id] = await enqueue(COMMENT);
    await runUntilEnd(coupa);
    expect(await stateOf(id)).toMatchObject({ state: 'done', attempt: 2 });
    expect(coupa.sent).toEqual(['comment']);
    expect(coupa.comments[0]).toMatch(/^Where is the receipt\? \[purser [0-9a-f]{12}\]$/);
    expect(await trail()).toEqual([
      'command_queued',
      'action_intended',
      'action_unanswered',
      'action_found_applied',
    ]);
  });

  it('that had no effect is sent again, and the trail says why', async () => {
    const coupa = pretendCoupa();
    coupa.answers = ['cut'];
    await enqueue(SUBMIT);
    await runUntilEnd(coupa);
    expect(coupa.sent).toEqual(['submit', 'submit']);
    expect((await trail()).slice(2)).toEqual([
      'action_unanswered',
      'action_had_no_effect',
      'action_intended',
      'action_done',
    ]);
  });

  it('that Coupa refuses fails with Coupa’s words, asks a person, and takes what was to follow with it', async () => {
    const coupa = pretendCoupa();
    coupa.answers = ['refuse'];
    const [submit, comment] = await enqueue(SUBMIT, COMMENT);
    await runUntilEnd(coupa);
    expect(await stateOf(submit)).toMatchObject({
      state: 'failed',
      last_error: { code: 'coupa_refused', message: 'The period is closed.' },
    });
    expect(await stateOf(comment)).toMatchObject({ state: 'cancelled' });
    expect(coupa.sent).toEqual(['submit']);
    expect(await trail()).toEqual([
      'command_queued',
      'command_queued',
      'action_intended',
      'action_failed',
      'command_cancelled',
    ]);
    const tasks = await rows<{ title: string; steps: string[] }>('select title, steps from task');
    expect(tasks.map(({ title, steps }) => [title, steps[0]])).toEqual([
      ['Not done: Submit invoice with Coupa id 7 for approval', 'The period is closed.'],
    ]);
  });

  it('waits out an outage without a word in the trail, and is sent when Coupa is back', async () => {
    const coupa = pretendCoupa();
    coupa.isDown = true;
    const [id] = await enqueue(SUBMIT);
    const claim = await claimCommand(test.db, TIMINGS.leaseMs, []);
    expect(claim && (await act(claim, depsFor(coupa)))).toBe('again');
    expect(await stateOf(id)).toMatchObject({ state: 'queued', last_error: { code: 'coupa_unavailable' } });
    coupa.isDown = false;
    await runUntilEnd(coupa);
    expect(await trail()).toEqual(['command_queued', 'action_intended', 'action_done']);
  });

  it('is carried out after the one before it on the same invoice, never beside it', async () => {
    const coupa = pretendCoupa();
    await enqueue(SUBMIT, COMMENT);
    const first = await claimCommand(test.db, TIMINGS.leaseMs, []);
    expect(first?.command.kind).toBe('invoice.submit');
    expect(await claimCommand(test.db, TIMINGS.leaseMs, [])).toBeUndefined();
    if (first !== undefined) await act(first, depsFor(coupa));
    await runUntilEnd(coupa);
    expect(coupa.sent).toEqual(['submit', 'comment']);
  });

  it('is not claimed for a connection that is busy', async () => {
    await enqueue(SUBMIT);
    expect(await claimCommand(test.db, TIMINGS.leaseMs, [connectionId])).toBeUndefined();
    await runUntilEnd(pretendCoupa());
  });

  it('that is older than the policy allows is not sent', async () => {
    const coupa = pretendCoupa();
    const [id] = await enqueue(SUBMIT);
    await rows("update command set queued_at = now() - interval '73 hours' where id = $1", [id]);
    await runUntilEnd(coupa);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', last_error: { code: 'approval_stale' } });
    expect(coupa.sent).toEqual([]);
    // It is decided again, and what was said before does not stand in the way.
    expect(await rows('select subject_id, lane from change')).toEqual([{ subject_id: '7', lane: 0 }]);
    await rows(
      `insert into approval (connection_id, id, agent, lane, seq, subject_id, state, proposal_hash, verdict, headline,
         commands, tasks, invoice_number, policy_version)
       values ($1, 'app_1', 'three-way-match', 0, 1, '7', 'approved', '\\x01', 'matched', 'Submit', '[]', '[]', 'RE-7', 1)`,
      [connectionId],
    );
    const earlier = () =>
      test.db.inConnection(connectionId, (tx) =>
        earlierDecisions(tx, connectionId, 'three-way-match', ['7']),
      );
    expect((await earlier()).get('7')?.last).toBeUndefined();
    await enqueue(SUBMIT);
    expect((await earlier()).get('7')?.last?.state).toBe('approved');
    await runUntilEnd(coupa);
  });

  it('is not sent when the invoice is no longer what was decided on', async () => {
    const coupa = pretendCoupa();
    coupa.invoice = invoice({ grossTotal: '1000.00' });
    await decidedOn(invoice({}));
    const [id] = await enqueue(SUBMIT);
    await runUntilEnd(coupa);
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      last_error: {
        code: 'object_changed',
        message:
          'The invoice changed in Coupa since it was decided on: the gross total (was 100.00, is 1000.00).',
      },
    });
    expect(coupa.sent).toEqual([]);
    expect(await rows('select 1 from task')).toEqual([]);
    // The mirror holds no such invoice, so what it holds is not what was decided on.
    expect(await rows('select subject_id from change')).toEqual([{ subject_id: '7' }]);
  });

  it('is sent when only what our own commands move has changed', async () => {
    const coupa = pretendCoupa();
    coupa.invoice = invoice({ updatedAt: '2026-03-02T00:00:00.000Z', customFields: { match: 'ok' } });
    await decidedOn(invoice({}));
    await enqueue(SUBMIT);
    await runUntilEnd(coupa);
    expect(coupa.sent).toEqual(['submit']);
  });
});

async function decidedOn(version: Invoice): Promise<void> {
  const hash = sha256(canonicalJson(version));
  const record = { kind: 'invoice', id: '7', hash: hash.toString('hex'), record: version };
  const evidence = storeEvidence({ invoice: record });
  await test.db.inConnection(connectionId, async (tx) => {
    await tx.execute(
      "insert into record_version (connection_id, kind, record_id, hash, doc) values ($1, 'invoice', '7', $2, $3)",
      [connectionId, hash, canonicalJson(version)],
    );
    await tx.execute(
      `insert into run (connection_id, agent, lane, seq, subject_id, verdict, ruling, policy_version, settings_hash,
         code_version, evidence_hash, proposal_hash, packed)
       values ($1, 'three-way-match', 0, 1, '7', 'matched', 'ask', 1, '\\x00', '1', $2, '\\x00', $3)`,
      [connectionId, evidence.hash, packTexts([evidence.text, '{}'])],
    );
  });
}

describe('two holders of one command', () => {
  it('the one whose lease ran out sends nothing', async () => {
    const coupa = pretendCoupa();
    await enqueue(SUBMIT);
    const late = await claimCommand(test.db, 1, []);
    await sleep(20);
    await runUntilEnd(coupa);
    expect(late && (await act(late, depsFor({ ...coupa, invoice: invoice({}) })))).toBe('fenced');
    expect(coupa.sent).toEqual(['submit']);
  });

  it('a late answer of the first is put on record, and a double is found by the recheck', async () => {
    const coupa = pretendCoupa();
    const [id] = await enqueue(COMMENT);
    const paused = await claimCommand(test.db, TIMINGS.leaseMs, []);
    let resume: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      resume = resolve;
    });
    // The process is paused after its last check; meanwhile somebody else takes over.
    let late: Promise<string> | undefined;
    await new Promise<void>((reached) => {
      const beforeSend = (): Promise<void> => {
        reached();
        return asleep;
      };
      const slow = remoteOf({ ...coupa, beforeSend });
      late = paused && act(paused, { ...depsFor(coupa), remote: slow });
    });
    await runUntilEnd(coupa);
    resume();
    expect(await late).toBe('fenced');
    expect(coupa.comments).toHaveLength(2);
    expect(await stateOf(id)).toMatchObject({ state: 'done', attempt: 2 });
    const limits = { rowsMax: 10, lastAfterMs: 86_400_000, minWaitMs: 0 };
    const again = await test.db.inConnection(connectionId, (tx) => claimRechecks(tx, connectionId, limits));
    expect(again.map((command) => command.id)).toEqual([id]);
  });
});

describe('the stop switch', () => {
  it('keeps what is queued, and holds back what was about to be sent', async () => {
    const coupa = pretendCoupa();
    const [id] = await enqueue(SUBMIT);
    const claim = await claimCommand(test.db, TIMINGS.leaseMs, []);
    await rows('update connection set writing_stopped = true');
    expect(claim && (await act(claim, depsFor(coupa)))).toBe('again');
    expect(coupa.sent).toEqual([]);
    await sleep(60);
    expect(await claimCommand(test.db, TIMINGS.leaseMs, [])).toBeUndefined();
    await rows('update connection set writing_stopped = false');
    await runUntilEnd(coupa);
    expect(coupa.sent).toEqual(['submit']);
    expect(await stateOf(id)).toMatchObject({ state: 'done' });
  });
});

describe('a connection that is paused', () => {
  it('sends nothing, neither what is queued nor what was about to be sent, until it is resumed', async () => {
    const coupa = pretendCoupa();
    const [id] = await enqueue(SUBMIT);
    const claim = await claimCommand(test.db, TIMINGS.leaseMs, []);
    await rows("update connection set state = 'paused'");
    expect(claim && (await act(claim, depsFor(coupa)))).toBe('again');
    await sleep(60);
    expect(await claimCommand(test.db, TIMINGS.leaseMs, [])).toBeUndefined();
    expect(coupa.sent).toEqual([]);
    await rows("update connection set state = 'active'");
    await runUntilEnd(coupa);
    expect(coupa.sent).toEqual(['submit']);
    expect(await stateOf(id)).toMatchObject({ state: 'done' });
  });
});

describe('the dispatcher', () => {
  it('picks a command up at once, two processes share the work, and both end when told', async () => {
    const coupa = pretendCoupa();
    const stop = new AbortController();
    const picked: number[] = [];
    const run = (): Promise<void> =>
      dispatchCommands(
        {
          db: test.db,
          remoteFor: async () => remoteOf(coupa),
          clock: systemClock,
          log: silentLog,
          timings: TIMINGS,
          onAct: () => picked.push(performance.now()),
        },
        { signal: stop.signal },
      );
    const both = Promise.all([run(), run()]);
    await sleep(50);
    const asked = performance.now();
    await enqueue(SUBMIT, COMMENT);
    while (picked.length < 2) await sleep(5);
    expect((picked[1] ?? 0) - asked).toBeLessThan(1_000);
    stop.abort();
    await both;
    expect(coupa.sent).toEqual(['submit', 'comment']);
  });

  it('goes on with others while one connection cannot be reached', async () => {
    const coupa = pretendCoupa();
    const stop = new AbortController();
    const [stuck] = await enqueue(SUBMIT);
    const stuckConnection = connectionId;
    connectionId = await createTestConnection(test.db, `other_${made}`);
    await enqueue(SUBMIT);
    const done = dispatchCommands(
      {
        db: test.db,
        remoteFor: async (id) => {
          if (id === stuckConnection) throw new PurserError('coupa_unauthorized', 'No.', { retryable: true });
          return remoteOf(coupa);
        },
        clock: systemClock,
        log: silentLog,
        timings: TIMINGS,
      },
      { signal: stop.signal },
    );
    while (coupa.sent.length === 0) await sleep(5);
    stop.abort();
    await done;
    connectionId = stuckConnection;
    expect(await stateOf(stuck)).toMatchObject({ state: 'queued' });
  });
});
