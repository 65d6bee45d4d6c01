import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Invoice } from '#domain/records/invoice.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { silentLog } from '#kernel/log.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { enqueueCommands } from './act.queries.ts';
import { markerOf } from './commands/add-comment.ts';
import {
  CONFIRM_ACTION,
  confirmByScan,
  confirmFromFeed,
  ensureConfirmCursors,
  listUnsettled,
} from './confirm-action.ts';
import { reconcileActions } from './reconcile-actions.ts';
import type { CoupaCommand } from './shapes/command.ts';

let test: TestDatabase;
let connectionId = '';
let made = 0;
const now = new Date('2026-03-01T10:00:00.000Z');

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `acme_${made}`);
  await ensureConfirmCursors(test.db);
});

const deps = () => ({ db: test.db, now: () => now, log: silentLog });
const query = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql, values));

/** Queues a command and takes Coupa's word that it was done. */
async function done(command: CoupaCommand, secondsAgo = 0): Promise<string> {
  const [id] = await test.db.inConnection(connectionId, (tx) =>
    enqueueCommands(
      tx,
      connectionId,
      {
        commands: [command],
        origin: 'approval',
        originId: 'app_1',
        askedBy: { id: 'p1', name: 'Mia' },
        run: { agent: 'three-way-match', lane: 0, seq: '1' },
        subjectId: command.invoiceId,
      },
      now,
    ),
  );
  await query(
    "update command set state = 'done', attempt = 1, done_at = now() - make_interval(secs => $2) where id = $1",
    [id, secondsAgo],
  );
  return id ?? '';
}

async function mirrorInvoice(change: Partial<Invoice>): Promise<void> {
  const invoice: Invoice = {
    id: '7',
    invoiceNumber: 'RE-7',
    status: 'draft',
    documentType: 'invoice',
    exported: false,
    paid: false,
    updatedAt: '2026-03-01T09:00:00.000Z',
    lines: [],
    failedTolerances: [],
    customFields: {},
    ...change,
  };
  const hash = await version('invoice', '7', invoice);
  await query(
    `insert into invoice (connection_id, id, hash, status, invoice_number, document_type, exported, updated_at)
     values ($1, '7', $2, $3, 'RE-7', 'invoice', false, now())
     on conflict (connection_id, id) do update set hash = excluded.hash, status = excluded.status`,
    [connectionId, hash, invoice.status],
  );
  await query(
    `with head as (update feed_head set last = last + 1 where lane = 0 returning connection_id, lane, last)
     insert into change (connection_id, lane, seq, kind, subject_id, cause)
     select connection_id, lane, last, 'invoice', '7', 'invoice' from head`,
  );
}

async function mirrorComment(id: string, text: string): Promise<void> {
  const hash = await version('coupa_comment', id, { id, text });
  await query(
    `insert into coupa_comment (connection_id, id, hash, commentable_type, commentable_id, updated_at)
     values ($1, $2, $3, 'InvoiceHeader', '7', now())`,
    [connectionId, id, hash],
  );
}

async function version(kind: string, id: string, doc: unknown): Promise<Buffer> {
  const hash = sha256(canonicalJson(doc));
  await query(
    'insert into record_version (connection_id, kind, record_id, hash, doc) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [connectionId, kind, id, hash, canonicalJson(doc)],
  );
  return hash;
}

async function readSince(resource: string): Promise<void> {
  await query(
    "insert into watermark (connection_id, resource, phase, read_at) values ($1, $2, 'incremental', now())",
    [connectionId, resource],
  );
}

const stateOf = async (id: string): Promise<string | undefined> =>
  (await query<{ state: string }>('select state from command where id = $1', [id]))[0]?.state;
const trail = async (): Promise<string[]> =>
  (await query<{ what: string }>('select what from audit_entry order by seq')).map(({ what }) => what);

describe('what the mirror sees', () => {
  it('confirms a command once the invoice comes back changed, and no sooner', async () => {
    const id = await done({ kind: 'invoice.submit', invoiceId: '7' });
    await mirrorInvoice({ status: 'draft' });
    expect(await confirmFromFeed(deps())).toBe(true);
    expect(await stateOf(id)).toBe('done');
    await mirrorInvoice({ status: 'pending_approval' });
    expect(await confirmFromFeed(deps())).toBe(true);
    expect(await stateOf(id)).toBe('confirmed');
    expect(await trail()).toEqual(['command_queued', 'action_confirmed']);
    expect(await confirmFromFeed(deps())).toBe(false);
  });

  it('counts a status that the invoice has left again', async () => {
    const id = await done({ kind: 'invoice.dispute', invoiceId: '7', reasonCode: 'P', comment: '' });
    await mirrorInvoice({ status: 'disputed' });
    await mirrorInvoice({ status: 'pending_approval' });
    await confirmFromFeed(deps());
    expect(await stateOf(id)).toBe('confirmed');
  });

  it('confirms a hold by the invoice that is on hold, although the approval stays pending', async () => {
    const id = await done({ kind: 'approval.hold', invoiceId: '7', approvalId: '9', reason: 'Too dear.' });
    await mirrorInvoice({ status: 'pending_approval' });
    await confirmFromFeed(deps());
    expect(await stateOf(id)).toBe('done');
    await mirrorInvoice({ status: 'on_hold' });
    await confirmFromFeed(deps());
    expect(await stateOf(id)).toBe('confirmed');
  });

  it('confirms a comment by its own mark, not by another’s', async () => {
    const id = await done({ kind: 'comment.add', invoiceId: '7', text: 'Where is the receipt?' });
    await mirrorComment('1', `Where is the receipt? ${markerOf(connectionId, 'cmd_other')}`);
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('done');
    expect(await listUnsettled(test.db)).toContain(connectionId);
    await mirrorComment('2', `Where is the receipt? ${markerOf(connectionId, id)}`);
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('confirmed');
    expect(await listUnsettled(test.db)).not.toContain(connectionId);
  });

  it('flags a comment that is there twice, and asks a person', async () => {
    const id = await done({ kind: 'comment.add', invoiceId: '7', text: 'Where is the receipt?' });
    for (const comment of ['1', '2']) await mirrorComment(comment, `Where? ${markerOf(connectionId, id)}`);
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('flagged');
    expect(await trail()).toEqual(['command_queued', 'action_flagged']);
    const tasks = await query<{ steps: string[] }>('select steps from task');
    expect(tasks[0]?.steps[0]).toBe('Coupa shows it 2 times.');
  });

  it('flags what Coupa said was done and does not show, but only after it was read again', async () => {
    const id = await done({ kind: 'invoice.submit', invoiceId: '7' }, 3_600);
    await mirrorInvoice({ status: 'draft' });
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('done');
    await readSince('invoices');
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('flagged');
  });

  it('confirms a check of tolerances when Coupa has been read since', async () => {
    const id = await done({ kind: 'invoice.revalidate_tolerances', invoiceId: '7' }, 5);
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('done');
    await readSince('invoices');
    await confirmByScan(connectionId, deps());
    expect(await stateOf(id)).toBe('confirmed');
  });

  it('closes a person’s task when Coupa shows it done', async () => {
    await query(
      `insert into task (connection_id, id, subject_id, origin, title, steps, record, closes_when_status)
       values ($1, 'tsk_1', '7', 'run', 'Withdraw the dispute', '[]', 'invoice/7', '{pending_approval,approved}')`,
      [connectionId],
    );
    await mirrorInvoice({ status: 'disputed' });
    await confirmFromFeed(deps());
    expect(await query('select state from task')).toEqual([{ state: 'open' }]);
    await mirrorInvoice({ status: 'approved' });
    await confirmFromFeed(deps());
    expect(await query('select state, closed_by from task')).toEqual([
      { state: 'closed', closed_by: 'mirror' },
    ]);
    expect(await trail()).toEqual(['task_closed']);
  });

  it('begins with what is new in a connection that was there before', async () => {
    const cursors = await query('select lane from feed_cursor where agent = $1', [CONFIRM_ACTION]);
    expect(cursors).toHaveLength(4);
    await ensureConfirmCursors(test.db);
    expect(await query('select lane from feed_cursor where agent = $1', [CONFIRM_ACTION])).toHaveLength(4);
  });
});

describe('the reconciler', () => {
  const readsWith = (texts: readonly string[]) => ({
    invoice: async () => undefined,
    approval: async () => undefined,
    comments: async () =>
      texts.map((text, index) => ({
        id: String(index),
        commentableType: 'InvoiceHeader',
        commentableId: '7',
        text,
        updatedAt: now.toISOString(),
      })),
    serviceUserId: async () => undefined,
  });
  const run = (texts: readonly string[]): Promise<number> =>
    reconcileActions({ ...deps(), readsFor: async () => readsWith(texts) });

  async function uncertain(state: string): Promise<string> {
    const id = await done({ kind: 'comment.add', invoiceId: '7', text: 'Where is the receipt?' });
    await query('update command set state = $2, recheck_at = now() where id = $1', [id, state]);
    return id;
  }

  it('flags a second effect that came after the command was confirmed', async () => {
    const id = await uncertain('confirmed');
    const text = markerOf(connectionId, id);
    expect(await run([text, text])).toBe(1);
    expect(await stateOf(id)).toBe('flagged');
    expect(await query('select title from task')).toEqual([
      { title: 'Check in Coupa: Comment on invoice with Coupa id 7' },
    ]);
  });

  it('puts on record what counted as failed and came after all', async () => {
    const id = await uncertain('failed');
    expect(await run([markerOf(connectionId, id)])).toBe(1);
    expect(await stateOf(id)).toBe('done');
    expect((await trail()).at(-1)).toBe('action_found_applied');
  });

  it('leaves alone what is as recorded, and looks again later, less and less often, for a day', async () => {
    const id = await uncertain('done');
    expect(await run([markerOf(connectionId, id)])).toBe(0);
    expect(await stateOf(id)).toBe('done');
    expect(await query('select recheck_at > clock_timestamp() as later from command')).toEqual([
      { later: true },
    ]);
    await query("update command set recheck_at = now(), queued_at = now() - interval '25 hours'");
    expect(await run([markerOf(connectionId, id)])).toBe(0);
    expect(await query('select recheck_at from command')).toEqual([{ recheck_at: null }]);
  });
});
