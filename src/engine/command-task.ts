import type { ClaimedCommand } from './act.ts';
import { describeCommand } from './commands/describe-command.ts';
import { DECIDED_AGAIN } from './run.queries.ts';
import type { CommandKind } from './shapes/command.ts';

/** Faults after which nothing is left to do by hand: the engine decides again, or there is nothing any more. */
const NOTHING_BY_HAND: readonly string[] = [...DECIDED_AGAIN, 'object_gone'];

/** Statuses that show that somebody did by hand what Purser could not. */
const DONE_BY_HAND: Partial<Record<CommandKind, readonly string[]>> = {
  'invoice.submit': [
    'pending_approval',
    'pending_receipt',
    'pending_action',
    'approved',
    'voided',
    'abandoned',
  ],
  'invoice.dispute': ['disputed', 'voided', 'abandoned', 'rejected'],
  'approval.approve': ['approved', 'voided', 'abandoned', 'rejected'],
  'approval.reject': ['rejected', 'voided', 'abandoned'],
};

/** What a person is asked to do about a command that failed or cannot be vouched for; undefined: nothing. */
export function helpTask(
  claim: Pick<ClaimedCommand, 'id' | 'command' | 'subjectId' | 'invoiceNumber'>,
  state: 'failed' | 'flagged',
  code: string,
  why: string,
):
  | {
      subjectId: string;
      origin: string;
      title: string;
      steps: readonly string[];
      record: string;
      closesWhenStatus: readonly string[];
    }
  | undefined {
  if (NOTHING_BY_HAND.includes(code)) return undefined;
  const words = describeCommand(claim.command, { invoiceNumber: claim.invoiceNumber });
  const isFlagged = state === 'flagged';
  return {
    subjectId: claim.subjectId,
    origin: `command:${claim.id}`,
    title: `${isFlagged ? 'Check in Coupa' : 'Not done'}: ${words}`,
    steps: [
      why,
      'Open the invoice in Coupa.',
      isFlagged
        ? 'See whether it was done once, more than once or not at all, and put it right.'
        : 'Do it by hand if it is still right, or leave it.',
      'Close this task and say what you did.',
    ],
    record: `invoice/${claim.command.invoiceId}`,
    closesWhenStatus: isFlagged ? [] : (DONE_BY_HAND[claim.command.kind] ?? []),
  };
}
