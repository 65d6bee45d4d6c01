import type { EntryDraft } from '#audit/record-entry.ts';
import { whoAsked } from './act.queries.ts';
import type { ClaimedCommand } from './act.ts';
import { describeCommand } from './commands/describe-command.ts';

/** What the trail says of an attempt: the intention before, one result after, and every surprise in between. */
export function intended(claim: ClaimedCommand): EntryDraft {
  return draft(claim, 'action_intended', 'about to be sent to Coupa.');
}

export function done(claim: ClaimedCommand): EntryDraft {
  return draft(claim, 'action_done', 'Coupa has done it.');
}

export function foundApplied(claim: ClaimedCommand): EntryDraft {
  const words = claim.mayHaveEffect
    ? 'Coupa shows that the earlier attempt, whose answer was lost, was carried out.'
    : 'nothing sent, since Coupa shows it so already.';
  return draft(claim, 'action_found_applied', words);
}

export function hadNoEffect(claim: ClaimedCommand): EntryDraft {
  return draft(
    claim,
    'action_had_no_effect',
    'Coupa shows no effect of the earlier attempt, whose answer was lost.',
  );
}

export function unanswered(claim: ClaimedCommand, why: string): EntryDraft {
  return draft(claim, 'action_unanswered', `sent, without a clear answer: ${why}`);
}

export function refusedForNow(claim: ClaimedCommand, message: string): EntryDraft {
  return draft(
    claim,
    'action_refused',
    `Coupa refused; the earlier attempt is looked into first: ${message}`,
  );
}

export function notSent(claim: ClaimedCommand, why: string): EntryDraft {
  return draft(claim, 'action_not_sent', `not sent, and tried again later: ${why}`);
}

export function heldBack(claim: ClaimedCommand): EntryDraft {
  return draft(claim, 'action_not_sent', 'not sent, since all writing was stopped.');
}

export function failed(claim: ClaimedCommand, code: string, message: string): EntryDraft {
  return draft(claim, 'action_failed', `not done: ${message}`, { code });
}

export function cancelled(claim: ClaimedCommand): EntryDraft {
  return draft(claim, 'command_cancelled', 'not sent, since what was to come before it failed.');
}

export function doubled(claim: ClaimedCommand, copies: number): EntryDraft {
  return flagged(claim, `Coupa shows it ${copies} times; somebody has to remove what is too much.`);
}

export function flagged(claim: ClaimedCommand, why: string): EntryDraft {
  return draft(claim, 'action_flagged', why);
}

function draft(
  claim: ClaimedCommand,
  what: string,
  words: string,
  more: Record<string, string> = {},
): EntryDraft {
  const { id, command, attempt, origin, originId, askedBy, invoiceNumber } = claim;
  return {
    what,
    who: whoAsked(origin, askedBy),
    via: 'act',
    subject: `invoice/${command.invoiceId}`,
    text: `${describeCommand(command, { invoiceNumber })}: ${words}`,
    data: { commandId: id, kind: command.kind, attempt, origin, originId, ...more },
  };
}
