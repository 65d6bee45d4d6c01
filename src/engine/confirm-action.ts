import { type EntryDraft, recordEntries } from '#audit/record-entry.ts';
import { describeError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { Database, Tx } from '#store/database.ts';
import { whoAsked } from './act.queries.ts';
import { helpTask } from './command-task.ts';
import { describeCommand } from './commands/describe-command.ts';
import {
  type ClosedTask,
  closeReachedTasks,
  type DoneCommand,
  endCommands,
  listDone,
} from './confirm.queries.ts';
import { advanceCursor, claimLane, openTasks, subjectsOf } from './run.queries.ts';

/** The name under which this reader of the feed keeps its cursors. */
export const CONFIRM_ACTION = 'confirm-action';

/** Changes a transaction. */
const RANGE_MAX = 200;
const SCAN_ROWS_MAX = 200;
/** Long enough for several rounds of the poller: after it, what Coupa said and what it shows disagree. */
export const UNCONFIRMED_MS = 15 * 60_000;

export interface ConfirmDeps {
  readonly db: Database;
  readonly now: () => Date;
  readonly log: Log;
  readonly unconfirmedMs?: number;
}

/**
 * Our own changes come back through the mirror and close their commands; tasks close when the mirror sees them done.
 * Takes one range of one lane of the feed. @returns whether there was one.
 */
export async function confirmFromFeed({ db, now }: ConfirmDeps): Promise<boolean> {
  return db.inDispatch(async (tx) => {
    const claim = await claimLane(tx, CONFIRM_ACTION);
    if (claim === undefined) return false;
    const end = claim.seq + BigInt(RANGE_MAX);
    const upTo = end < claim.last ? end : claim.last;
    const subjects = await subjectsOf(tx, claim, upTo);
    const subjectIds = subjects.map((subject) => subject.subjectId);
    const { connectionId } = claim;
    const done = await listDone(tx, connectionId, { subjectIds, rowsMax: RANGE_MAX * 10 });
    const entries = await confirm(tx, connectionId, done, UNCONFIRMED_MS);
    const closed = await closeReachedTasks(tx, connectionId, subjectIds);
    entries.push(...closed.map(entryOfTask));
    await advanceCursor(tx, CONFIRM_ACTION, claim, upTo);
    await tellScreens(tx, connectionId, entries.length);
    await recordEntries(tx, connectionId, entries, now());
    return true;
  });
}

/**
 * Confirms what does not come through the feed, since no decision rests on it (comments), and flags what Coupa said
 * it has done and yet does not show. @returns how many commands were settled.
 */
export async function confirmByScan(connectionId: string, deps: ConfirmDeps): Promise<number> {
  return deps.db.inConnection(connectionId, async (tx) => {
    const done = await listDone(tx, connectionId, { subjectIds: null, rowsMax: SCAN_ROWS_MAX });
    const entries = await confirm(tx, connectionId, done, deps.unconfirmedMs ?? UNCONFIRMED_MS);
    await tellScreens(tx, connectionId, entries.length);
    await recordEntries(tx, connectionId, entries, deps.now());
    return entries.length;
  });
}

/** Gives each connection its cursors; a new one begins with what is new. Safe to call at every start. */
export async function ensureConfirmCursors(db: Database): Promise<void> {
  const connections = await db.inDispatch((tx) =>
    tx.query<{ connection_id: string }>('select connection_id from dispatch_connections()'),
  );
  for (const { connection_id: connectionId } of connections) {
    await db.inConnection(connectionId, (tx) =>
      tx.execute(
        `insert into feed_cursor (agent, connection_id, lane, seq)
         select $2, connection_id, lane, last from feed_head where connection_id = $1 on conflict do nothing`,
        [connectionId, CONFIRM_ACTION],
      ),
    );
  }
}

/** Until the signal says stop: reads the feed as it grows, and looks over what waits every few seconds. */
export async function confirmActions(
  deps: ConfirmDeps & { readonly scanEveryMs?: number },
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const { db, log, scanEveryMs = 3_000 } = deps;
  let wake: () => void = () => undefined;
  const stopListening = await db
    .listen('feed', () => wake())
    .catch((error: unknown) => {
      log.warn({ ...describeError(error) }, 'confirmations are polled: the database does not notify');
      return async () => undefined;
    });
  options.signal.addEventListener('abort', () => wake(), { once: true });
  let scannedAt = Number.NEGATIVE_INFINITY;
  while (!options.signal.aborted) {
    try {
      if (await confirmFromFeed(deps)) continue;
      if (performance.now() - scannedAt >= scanEveryMs) {
        scannedAt = performance.now();
        for (const connectionId of await listUnsettled(db)) await confirmByScan(connectionId, deps);
      }
    } catch (cause) {
      log.warn({ ...describeError(cause) }, 'actions could not be confirmed');
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, scanEveryMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (options.signal.aborted) wake();
    });
  }
  await stopListening();
}

/** Connections with commands to confirm or to look at again. */
export async function listUnsettled(db: Database): Promise<string[]> {
  const rows = await db.inDispatch((tx) =>
    tx.query<{ connection_id: string }>('select connection_id from dispatch_unsettled()'),
  );
  return rows.map((row) => row.connection_id);
}

async function confirm(
  tx: Tx,
  connectionId: string,
  done: readonly DoneCommand[],
  unconfirmedMs: number,
): Promise<EntryDraft[]> {
  const seen = done.filter((command) => isShown(command) && command.mirrored.marked <= 1);
  const doubled = done.filter((command) => command.mirrored.marked > 1);
  const missing = done.filter(
    (command) => !isShown(command) && command.doneForMs > unconfirmedMs && command.mirrored.isReadSince,
  );
  await endCommands(tx, connectionId, idsOf(seen), 'confirmed');
  await endCommands(tx, connectionId, idsOf([...doubled, ...missing]), 'flagged');
  const entries = seen.map((command) =>
    entryOf(command, 'action_confirmed', 'read back from Coupa and confirmed.'),
  );
  for (const command of doubled) {
    entries.push(await flag(tx, connectionId, command, `Coupa shows it ${command.mirrored.marked} times.`));
  }
  for (const command of missing) {
    entries.push(await flag(tx, connectionId, command, 'Coupa said it was done and does not show it.'));
  }
  return entries;
}

/** Whether the mirror shows the effect. A status counts also when the invoice has moved on from it since. */
function isShown({ body, mirrored }: DoneCommand): boolean {
  const { invoice, statusesSince, approvalStatus } = mirrored;
  switch (body.kind) {
    case 'invoice.submit':
      return invoice !== undefined && invoice.status !== 'draft';
    case 'invoice.dispute':
      return statusesSince.includes('disputed') || invoice?.status === 'disputed';
    case 'invoice.revalidate_tolerances':
      // A check leaves no trace of its own: that the mirror has read since is all there is to see.
      return mirrored.isReadSince;
    case 'approval.approve':
      return approvalStatus === 'approved';
    case 'approval.reject':
      return approvalStatus === 'rejected';
    case 'approval.hold':
      // A held approval stays pending with the reason as its note, and its document is on hold; or it was decided since.
      return (
        statusesSince.includes('on_hold') ||
        (body.reason !== '' && mirrored.approvalNote === body.reason) ||
        (approvalStatus !== undefined && ['hold', 'on_hold', 'approved', 'rejected'].includes(approvalStatus))
      );
    case 'comment.add':
      return mirrored.marked > 0;
    case 'custom_field.set':
      return (invoice?.customFields[body.field] ?? '') === body.value;
  }
}

async function flag(tx: Tx, connectionId: string, command: DoneCommand, why: string): Promise<EntryDraft> {
  const task = helpTask({ ...command, command: command.body }, 'flagged', 'unconfirmed', why);
  if (task !== undefined) await openTasks(tx, connectionId, [task]);
  return entryOf(command, 'action_flagged', why);
}

function entryOf(command: DoneCommand, what: string, words: string): EntryDraft {
  const { id, body, origin, originId, askedBy, attempt, invoiceNumber } = command;
  return {
    what,
    who: whoAsked(origin, askedBy),
    via: 'mirror',
    subject: `invoice/${body.invoiceId}`,
    text: `${describeCommand(body, { invoiceNumber })}: ${words}`,
    data: { commandId: id, kind: body.kind, attempt, origin, originId },
  };
}

function entryOfTask({ id, title, subject_id, status }: ClosedTask): EntryDraft {
  return {
    what: 'task_closed',
    who: { kind: 'system', id: 'mirror', name: 'Purser' },
    via: 'mirror',
    subject: `invoice/${subject_id}`,
    text: `${title}: closed, since Coupa shows the invoice as ${status.replaceAll('_', ' ')}.`,
    data: { taskId: id, status },
  };
}

async function tellScreens(tx: Tx, connectionId: string, changes: number): Promise<void> {
  if (changes > 0) await tx.query("select pg_notify('screen', $1)", [connectionId]);
}

function idsOf(commands: readonly DoneCommand[]): string[] {
  return commands.map((command) => command.id);
}
