import type { EntryDraft } from '#audit/record-entry.ts';
import type { ClaimedCommand } from './act.ts';
import * as entry from './act-entries.ts';
import { markerOf } from './commands/add-comment.ts';
import type { CoupaReads } from './commands/command-definition.ts';
import { definitionOf } from './commands/definition-of.ts';

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
