import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enqueueCommands } from '#engine/act.queries.ts';
import { createCommandRemote } from '#engine/commands/command-remote.ts';
import { dispatchCommands } from '#engine/dispatch-commands.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import type { Clock } from '#kernel/clock.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { silentLog } from '#kernel/log.ts';
import type { Fault } from '../src/sandbox/faults.ts';
import { type PassingAnswer, type RewritingProxy, startRewritingProxy } from './rewriting-proxy.ts';
import { type WatchedSandbox, watchSandbox } from './with-watched-sandbox.ts';

let watched: WatchedSandbox;
let proxy: RewritingProxy;
let sleptMs = 0;

/** Pauses take no time and have passed all the same: an outage of minutes is over in a moment. */
const leaping: Clock = {
  now: () => new Date(Date.now() + sleptMs),
  sleep: async (ms) => {
    sleptMs += ms;
  },
};

beforeAll(async () => {
  watched = await watchSandbox({
    seed: 31,
    invoices: 30,
    months: 2,
    clock: leaping,
    through: async (url) => {
      proxy = await startRewritingProxy(url);
      return proxy.url;
    },
  });
  await watched.turn();
  await watched.decide();
});
afterAll(async () => {
  await proxy.close();
  await watched.close();
});
beforeEach(() => {
  // What the last trouble has left behind, such as an open circuit, is over by then.
  sleptMs += 120_000;
});

async function idsInCoupa(): Promise<string[]> {
  const text = await watched.inCoupa('GET', 'invoices?fields=["id","status"]&limit=50');
  return (readExactJson(text, 'invoices') as Record<string, string>[])
    .map((row) => `${row.id} ${row.status}`)
    .sort();
}

async function idsInMirror(): Promise<string[]> {
  const rows = await watched.rows<{ row: string }>(
    "select id || ' ' || status as row from invoice where deleted_at is null",
  );
  return rows.map(({ row }) => row).sort();
}

interface State {
  readonly resource: string;
  readonly state: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function stateOf(resource: string): Promise<State | undefined> {
  const { resources } = await watched.see('/api/connection');
  return resources.find((one: State) => one.resource === resource);
}

/** Trouble with invoices alone, which something changed meanwhile; told in words on both screens, and made up for. */
async function expectToldAndMadeUpFor(code: string, words: RegExp, end: () => void): Promise<void> {
  watched.sandbox.advance(3);
  const before = await idsInMirror();
  await watched.turn();
  const failing = await stateOf('invoices');
  expect(failing, failing?.error?.message).toMatchObject({ state: 'failing', error: { code } });
  expect(failing?.error?.message).toMatch(words);
  const { coupa } = await watched.see('/api/overview');
  expect([coupa.state, coupa.error]).toEqual(['failing', failing?.error?.message]);
  expect(await stateOf('suppliers')).toMatchObject({ state: 'reading', error: null });
  // Nothing is taken for deleted because it could not be read.
  expect((await idsInMirror()).length).toBe(before.length);

  end();
  sleptMs += 120_000;
  await watched.turn();
  await watched.decide();
  expect(await stateOf('invoices')).toMatchObject({ state: 'reading', error: null });
  expect((await watched.see('/api/overview')).coupa).toMatchObject({ state: 'reading', error: null });
  expect(await idsInMirror()).toEqual(await idsInCoupa());
  expect(await watched.rows('select 1 from unreadable_record')).toEqual([]);
  const undecided =
    'select 1 from change c join feed_cursor f using (connection_id, lane) where c.seq > f.seq';
  expect(await watched.rows(undecided)).toEqual([]);
}

describe('an instance on its bad days', () => {
  const match = { path: '^/api/invoices' };
  const lasting: [string, Fault, string, RegExp][] = [
    [
      'a storm of 429',
      { kind: 'too-many', match, retryAfterS: 2 },
      'coupa_rate_limited',
      /429|too many|limit/i,
    ],
    ['a storm of 503', { kind: 'error-before', match, status: 503 }, 'coupa_unavailable', /503/],
    ['a page instead of data', { kind: 'html', match }, 'coupa_unreadable', /found .*Scheduled maintenance/],
    [
      'connections that break',
      { kind: 'reset-before', match },
      'coupa_unavailable',
      /connection to Coupa broke/,
    ],
    ['answers cut in the middle', { kind: 'truncated', match }, 'coupa_unavailable', /held back.*broke off/],
    ['a token that is never accepted', { kind: 'expired-token', match }, 'coupa_unauthorized', /token|401/i],
    ['a right that was taken away', { kind: 'forbidden', match }, 'coupa_forbidden', /core\.invoice\.read/],
  ];
  it.each(lasting)('%s', async (_name, fault, code, words) => {
    watched.sandbox.faults.set([fault]);
    await expectToldAndMadeUpFor(code, words, () => watched.sandbox.faults.set([]));
  });

  it('a token that expires between two pages costs one more call and is no trouble', async () => {
    watched.sandbox.advance(3);
    watched.sandbox.faults.set([{ kind: 'expired-token', match, times: 1 }]);
    await watched.turn();
    expect(watched.sandbox.faults.list()[0]?.times).toBe(0);
    expect(await stateOf('invoices')).toMatchObject({ state: 'reading', error: null });
    expect(await idsInMirror()).toEqual(await idsInCoupa());
    watched.sandbox.faults.set([]);
  });
});

describe('answers that are no data', () => {
  const BOMB = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(50)}"><!ENTITY b "${'&a;'.repeat(50)}">]><invoices>&b;</invoices>`;
  const bodies: [string, Partial<PassingAnswer>, RegExp][] = [
    ['XML that grows when read', { contentType: 'application/xml', body: BOMB }, /expected JSON/],
    ['an object for a list', { body: '{"id":1}' }, /Expected a list/],
    ['brackets without end', { body: '['.repeat(100_000) }, /at most 100 levels/],
    ['nothing at all', { body: '' }, /expected JSON/],
  ];
  it.each(bodies)('%s', async (_name, instead, words) => {
    proxy.rewrite = (path, answer) => {
      if (path.startsWith('/api/invoices')) Object.assign(answer, instead);
    };
    await expectToldAndMadeUpFor('coupa_unreadable', words, () => {
      proxy.rewrite = () => undefined;
    });
  });

  it('records without ids are set aside as such, and forgotten once there are none', async () => {
    proxy.rewrite = (path, answer) => {
      if (path.startsWith('/api/invoices')) answer.body = '[{"a":1},null,7,"x"]';
    };
    watched.sandbox.advance(3);
    await watched.turn();
    const { unreadable } = await watched.see('/api/connection');
    expect(unreadable).toMatchObject([{ resource: 'invoices', id: 'without an id' }]);
    expect(unreadable[0].error.message).toMatch(/^invoices without an id.*expected/);
    proxy.rewrite = () => undefined;
    await watched.turn();
    expect((await watched.see('/api/connection')).unreadable).toEqual([]);
    expect(await idsInMirror()).toEqual(await idsInCoupa());
  });
});

describe('a command in bad weather', () => {
  /** Sends one command and waits for its first outcome, as a worker of the product would. */
  async function carryOut(command: CoupaCommand): Promise<void> {
    const { db } = watched.server.test;
    const { connectionId, coupaFor, sandbox } = watched;
    await db.inConnection(connectionId, (tx) =>
      enqueueCommands(
        tx,
        connectionId,
        {
          commands: [command],
          origin: 'policy',
          originId: null,
          askedBy: { id: 'three-way-match', name: 'Three-way match' },
          run: { agent: 'three-way-match', lane: 0, seq: '1' },
          subjectId: command.invoiceId,
        },
        new Date(),
      ),
    );
    const stop = new AbortController();
    await dispatchCommands(
      {
        db,
        clock: leaping,
        log: silentLog,
        remoteFor: async (id) => createCommandRemote(await coupaFor(id), sandbox.env.service_user_id),
        onAct: () => stop.abort(),
      },
      { signal: stop.signal },
    );
  }

  async function anOpenInvoice(): Promise<string> {
    const [row] = await watched.rows<{ id: string }>(
      "select id from invoice where status in ('pending_approval', 'pending_receipt') order by id limit 1",
    );
    if (row === undefined) throw new Error('No invoice of the seed is open.');
    return row.id;
  }

  it('that Coupa refuses shows Coupa’s words with the invoice, on the overview, and asks a person', async () => {
    const invoiceId = await anOpenInvoice();
    const comment = 'Billed 30, received 20.';
    await carryOut({ kind: 'invoice.dispute', invoiceId, reasonCode: 'NO-SUCH-REASON', comment });
    const seen = await watched.see(`/api/invoices/${invoiceId}`);
    expect(seen.commands[0]).toMatchObject({ kind: 'invoice.dispute', state: 'failed' });
    expect(seen.commands[0].error).toMatch(/reason/i);
    expect(seen.tasks.some((task: { state: string }) => task.state === 'open')).toBe(true);
    expect((await watched.see('/api/overview')).counts.failed).toBe(1);
  });

  it('that meets a page where an answer should be is not taken for done, and says so with the invoice', async () => {
    const invoiceId = await anOpenInvoice();
    watched.sandbox.faults.set([{ kind: 'html', match: { method: 'POST', path: '/comments' } }]);
    await carryOut({ kind: 'comment.add', invoiceId, text: 'Where is the receipt?' });
    watched.sandbox.faults.set([]);
    const [command] = (await watched.see(`/api/invoices/${invoiceId}`)).commands;
    expect(command).toMatchObject({ kind: 'comment.add', state: 'sending' });
    expect(command.error).toMatch(/Scheduled maintenance|page/);
  });
});
