import { type EntryDraft, recordEntries } from '#audit/record-entry.ts';
import { describeError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { Database } from '#store/database.ts';
import { ACT_TIMINGS, type ActTimings, type ClaimedCommand, settleWaitMs } from './act.ts';
import * as entry from './act-entries.ts';
import { claimRechecks } from './command-store.queries.ts';
import { helpTask } from './command-task.ts';
import { markerOf } from './commands/add-comment.ts';
import type { CoupaReads } from './commands/command-definition.ts';
import { definitionOf } from './commands/definition-of.ts';
import { endCommands } from './confirm.queries.ts';
import { listUnsettled } from './confirm-action.ts';
import { openTasks } from './run.queries.ts';

/** A process that was paused in the act of sending may wake as late as this and send; later it is taken for dead. */
const LAST_LOOK_AFTER_MS = 24 * 3_600_000;
const COMMANDS_A_ROUND = 20;

/**
 * A command that has ended, but had more than one attempt that may have had its effect, or had one and ended as
 * failed. Only such a command can have been done twice, or done without our knowing, since every attempt is on
 * record before anything is sent.
 */
export interface UncertainCommand extends ClaimedCommand {
  readonly state: 'done' | 'confirmed' | 'failed';
}

export interface Correction {
  readonly state: 'done' | 'flagged';
  readonly outcome: string;
  readonly entries: readonly EntryDraft[];
}

export interface ReconcileDeps {
  readonly db: Database;
  readonly readsFor: (connectionId: string) => Promise<CoupaReads>;
  readonly now: () => Date;
  readonly log: Log;
  readonly timings?: ActTimings;
}

/** Looks again at all commands that are due for it. @returns how many were corrected or flagged. */
export async function reconcileActions(deps: ReconcileDeps): Promise<number> {
  const { db, log } = deps;
  let corrected = 0;
  for (const connectionId of await listUnsettled(db)) {
    const limits = {
      rowsMax: COMMANDS_A_ROUND,
      lastAfterMs: LAST_LOOK_AFTER_MS,
      minWaitMs: settleWaitMs(deps.timings ?? ACT_TIMINGS),
    };
    const commands = await db.inConnection(connectionId, (tx) => claimRechecks(tx, connectionId, limits));
    for (const command of commands) {
      try {
        if (await reconcileOne(command, deps)) corrected += 1;
      } catch (cause) {
        // It was put off to its next look already.
        log.warn(
          { connection: connectionId, command: command.id, ...describeError(cause) },
          'recheck failed',
        );
      }
    }
  }
  return corrected;
}

async function reconcileOne(command: UncertainCommand, deps: ReconcileDeps): Promise<boolean> {
  const { connectionId } = command;
  const correction = await reconcileAction(command, await deps.readsFor(connectionId));
  if (correction === undefined) return false;
  await deps.db.inConnection(connectionId, async (tx) => {
    await endCommands(tx, connectionId, [command.id], correction.state);
    const why = correction.entries[0]?.text ?? correction.outcome;
    const task = helpTask(command, 'flagged', correction.outcome, why);
    if (correction.state === 'flagged' && task !== undefined) await openTasks(tx, connectionId, [task]);
    await tx.query("select pg_notify('screen', $1)", [connectionId]);
    await recordEntries(tx, connectionId, correction.entries, deps.now());
  });
  return true;
}

/** Looks again every so often until the signal says stop. */
export async function keepReconciling(
  deps: ReconcileDeps & { readonly everyMs: number },
  options: { readonly signal: AbortSignal },
): Promise<void> {
  while (!options.signal.aborted) {
    await reconcileActions(deps).catch((cause: unknown) =>
      deps.log.warn({ ...describeError(cause) }, 'actions could not be reconciled'),
    );
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, deps.everyMs);
      function done(): void {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', done);
        resolve();
      }
      options.signal.addEventListener('abort', done, { once: true });
      if (options.signal.aborted) done();
    });
  }
}

/**
 * Looks once more at what cannot be promised: an effect that is there twice is flagged for a person, and one that
 * came after all is put on record. Undefined: all is as recorded.
 * @throws PurserError of the Coupa client when Coupa cannot be read; try again later.
 */
export async function reconcileAction(
  command: UncertainCommand,
  reads: CoupaReads,
): Promise<Correction | undefined> {
  const look = await definitionOf(command.command.kind).look(command.command, reads, {
    marker: markerOf(command.connectionId, command.id),
    coupaUserId: command.coupaUserId,
    mayHaveEffect: true,
  });
  if (look.seen !== 'applied') return undefined;
  if (look.copies > 1) {
    return { state: 'flagged', outcome: 'doubled', entries: [entry.doubled(command, look.copies)] };
  }
  if (command.state !== 'failed') return undefined;
  return { state: 'done', outcome: 'found_applied', entries: [entry.foundApplied(command)] };
}
