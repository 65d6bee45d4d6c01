import type { EntryDraft } from '#audit/record-entry.ts';
import type { CoupaWriter, WriteOutcome } from '#coupa/client/write.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import * as entry from './act-entries.ts';
import { markerOf } from './commands/add-comment.ts';
import type { CommandContext, CommandDefinition, CoupaReads, Look } from './commands/command-definition.ts';
import { definitionOf } from './commands/definition-of.ts';
import { materialChange } from './commands/material-change.ts';
import type { CoupaCommand } from './shapes/command.ts';

/** How long things may take. The settle wait, after which an effect must be visible, is request time-out plus read lag. */
export interface ActTimings {
  /** How long one holder may look before another takes the command over. */
  readonly leaseMs: number;
  /** From the intention on record to the last moment of sending. Also bounds how late the stop switch can be missed. */
  readonly sendWindowMs: number;
  /** After this an unanswered write counts as ambiguous. Coupa is taken to have dropped what it had not begun by then. */
  readonly requestTimeoutMs: number;
  /** How long after an effect a read of Coupa may still miss it. */
  readonly readLagMs: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** Attempts that may end without an answer or an effect before a person is asked. */
  readonly unclearMax: number;
}

export const ACT_TIMINGS: ActTimings = {
  leaseMs: 60_000,
  sendWindowMs: 1_500,
  requestTimeoutMs: 30_000,
  readLagMs: 5_000,
  backoffMinMs: 1_000,
  backoffMaxMs: 300_000,
  unclearMax: 5,
};

/** What went wrong last, kept with the command until it is done. */
export interface CommandFault {
  readonly code: string;
  readonly message: string;
  /** Attempts in a row that could not be made. */
  readonly failures: number;
  /** Attempts that ended without an answer. */
  readonly unclear: number;
  /** Coupa's refusal while an earlier attempt was unaccounted for: looked into once more before it is believed. */
  readonly refusal?: { readonly code: string; readonly message: string } | undefined;
}

/** A command in the hands of one worker, for the length of its lease. */
export interface ClaimedCommand {
  readonly connectionId: string;
  readonly id: string;
  readonly command: CoupaCommand;
  readonly subjectId: string;
  readonly invoiceNumber: string | undefined;
  readonly origin: string;
  readonly originId: string | null;
  readonly askedBy: { readonly id: string; readonly name: string };
  readonly coupaUserId: string | undefined;
  /** Grows with each claim. A holder whose number is no longer the command's has lost it. */
  readonly attempt: number;
  /** An attempt was begun whose end is not on record. */
  readonly mayHaveEffect: boolean;
  /** Age of the intention in database time. */
  readonly ageMs: number;
  /** An older intention is not carried out any more: who decided may see it differently by now. */
  readonly ageMaxMs: number;
  readonly fault: CommandFault | undefined;
  /** The invoice as it was when the decision was made; undefined when the decision rested on none. */
  readonly decidedOn: Invoice | undefined;
}

/** What is written when an attempt ends, together with its entries. Times are counted by the database's clock. */
export interface Settlement {
  readonly state: 'queued' | 'sending' | 'done' | 'failed' | 'flagged';
  readonly mayHaveEffect: boolean;
  /** When to try again; undefined for an end. */
  readonly nextInMs?: number;
  readonly outcome: string;
  readonly fault?: CommandFault | undefined;
  readonly effectRef?: string | undefined;
  /** Coupa said that it was done: true whoever holds the command by now. */
  readonly isFact: boolean;
  readonly entries: readonly EntryDraft[];
}

/** The durable side. Each call is one transaction, and every time in it is the database's. */
export interface CommandStore {
  /**
   * Puts the intention on record: state `sending`, the send deadline, the entries. From its commit on, any other
   * holder waits until `nextInMs` has passed. `fenced`: somebody else has the command. `stopped`: the switch is off.
   */
  beginSend(
    claim: ClaimedCommand,
    limits: { readonly sendWindowMs: number; readonly nextInMs: number },
    entries: readonly EntryDraft[],
  ): Promise<'go' | 'fenced' | 'stopped'>;
  /** Asked once more, right before the request leaves. */
  maySend(claim: ClaimedCommand): Promise<boolean>;
  settle(claim: ClaimedCommand, settlement: Settlement): Promise<'settled' | 'fenced'>;
}

export interface ActDeps {
  readonly store: CommandStore;
  readonly remote: { readonly reads: CoupaReads; readonly writer: CoupaWriter };
  readonly clock: {
    /** Milliseconds that never run backwards, for deadlines. */
    monotonicMs(): number;
    /** Epoch milliseconds, for the client's deadline. */
    epochMs(): number;
    /** 0 to 1, spreads retries. */
    random(): number;
  };
  readonly timings: ActTimings;
}

export type ActOutcome = 'done' | 'failed' | 'flagged' | 'again' | 'fenced';

/**
 * The only door through which Purser changes anything in Coupa: one attempt at one claimed command.
 *
 * Look in Coupa whether it is done already; put the intention on record with a deadline for sending; check deadline
 * and stop switch; send one request; put the result on record. A crash at any point leaves a command that the next
 * holder takes up after the settle wait, and it looks first. What cannot be promised where Coupa would accept a
 * repetition is said in docs/write-door.md, and is flagged by reconcile-actions.ts.
 *
 * @throws what the store throws; the command is then taken up again when its lease has run out.
 */
export async function act(claim: ClaimedCommand, deps: ActDeps): Promise<ActOutcome> {
  const definition = definitionOf(claim.command.kind);
  const context: CommandContext = {
    marker: markerOf(claim.connectionId, claim.id),
    coupaUserId: claim.coupaUserId,
    mayHaveEffect: claim.mayHaveEffect,
  };
  let look: Look;
  try {
    look = await lookAfresh(claim, definition, context, deps);
  } catch (cause) {
    return settle(claim, afterBlindLook(claim, cause, deps), deps);
  }
  const settled = settledByLook(claim, look, deps.timings);
  if (settled !== undefined) return settle(claim, settled, deps);
  return send(claim, definition, context, deps);
}

/** The definition's own look, and whether the invoice is still the one that was decided on. */
async function lookAfresh(
  claim: ClaimedCommand,
  definition: CommandDefinition<CoupaCommand>,
  context: CommandContext,
  { remote }: ActDeps,
): Promise<Look> {
  const reads = readOnce(remote.reads);
  const look = await definition.look(claim.command, reads, context);
  if (look.seen !== 'not_applied' || claim.decidedOn === undefined) return look;
  const invoice = await reads.invoice(claim.command.invoiceId);
  const message = invoice === undefined ? undefined : materialChange(claim.decidedOn, invoice);
  return message === undefined ? look : { seen: 'impossible', code: 'object_changed', message };
}

/** One look needs one copy of the invoice; Coupa counts every request. */
function readOnce(reads: CoupaReads): CoupaReads {
  let known: Promise<Invoice | undefined> | undefined;
  return {
    ...reads,
    invoice: (id) => {
      known ??= reads.invoice(id);
      return known;
    },
  };
}

/** What is decided without sending anything; undefined: send. */
function settledByLook(claim: ClaimedCommand, look: Look, timings: ActTimings): Settlement | undefined {
  if (look.seen === 'applied') {
    if (look.copies > 1) return end('flagged', 'doubled', [entry.doubled(claim, look.copies)]);
    const found = end('done', 'found_applied', [entry.foundApplied(claim)]);
    return { ...found, effectRef: look.ref, isFact: true };
  }
  const refusal = claim.fault?.refusal ?? (look.seen === 'impossible' ? look : undefined);
  if (refusal !== undefined) return failure(claim, refusal);
  if (claim.ageMs > claim.ageMaxMs) {
    const hours = Math.round(claim.ageMaxMs / 3_600_000);
    const message = `It was decided more than ${hours} hours ago and is not sent any more; decide again.`;
    return failure(claim, { code: 'approval_stale', message });
  }
  if ((claim.fault?.unclear ?? 0) < timings.unclearMax) return undefined;
  const message = `Coupa gave no clear answer ${timings.unclearMax} times, and shows no effect.`;
  return failure(claim, { code: 'coupa_unclear', message });
}

async function send(
  claim: ClaimedCommand,
  definition: CommandDefinition<CoupaCommand>,
  context: CommandContext,
  deps: ActDeps,
): Promise<ActOutcome> {
  const { store, remote, clock, timings } = deps;
  // Counted from before the transaction, so that our deadline never lies behind the one on record.
  const deadlineMs = clock.monotonicMs() + timings.sendWindowMs;
  const limits = {
    sendWindowMs: timings.sendWindowMs,
    nextInMs: timings.sendWindowMs + settleWaitMs(timings),
  };
  const entries = claim.mayHaveEffect
    ? [entry.hadNoEffect(claim), entry.intended(claim)]
    : [entry.intended(claim)];
  const begun = await store.beginSend(claim, limits, entries);
  if (begun === 'fenced') return 'fenced';
  if (begun === 'stopped') return settle(claim, held(claim, deps, []), deps);
  if (!(await store.maySend(claim))) return settle(claim, held(claim, deps, [entry.heldBack(claim)]), deps);
  const leftMs = deadlineMs - clock.monotonicMs();
  if (leftMs <= 0) {
    return settle(claim, notSent(claim, { why: 'The moment for sending had passed.' }, deps), deps);
  }
  const outcome = await definition.execute(claim.command, remote.writer, context, {
    deadline: clock.epochMs() + leftMs,
    timeoutMs: timings.requestTimeoutMs,
    priority: claim.origin === 'approval' ? 'person' : 'command',
  });
  return settle(claim, settlementOf(claim, outcome, deps), deps);
}

function settlementOf(claim: ClaimedCommand, outcome: WriteOutcome, deps: ActDeps): Settlement {
  const { timings } = deps;
  switch (outcome.kind) {
    case 'done':
      return {
        ...end('done', 'done', [entry.done(claim)]),
        effectRef: refOf(claim, outcome.body),
        isFact: true,
      };
    case 'not_sent':
      return notSent(claim, outcome, deps);
    case 'ambiguous': {
      const unclear = (claim.fault?.unclear ?? 0) + 1;
      return {
        state: 'sending',
        mayHaveEffect: true,
        nextInMs: settleWaitMs(timings) + Math.min(backoffMs(unclear - 1, deps), timings.leaseMs),
        outcome: 'ambiguous',
        fault: { code: 'coupa_unclear', message: outcome.why, failures: 0, unclear },
        isFact: false,
        entries: [entry.unanswered(claim, outcome.why)],
      };
    }
    case 'refused': {
      const { code, message } = outcome;
      if (!claim.mayHaveEffect) return failure(claim, { code, message });
      // The refusal may be Coupa's answer to what an earlier attempt did already, and a read may not show it yet.
      const refusal = { code, message };
      const fault: CommandFault = { code, message, failures: 0, unclear: claim.fault?.unclear ?? 0, refusal };
      return {
        state: 'sending',
        mayHaveEffect: true,
        nextInMs: timings.readLagMs,
        outcome: 'refused',
        fault,
        isFact: false,
        entries: [entry.refusedForNow(claim, message)],
      };
    }
  }
}

/** A comment is a record of its own; its id lets the mirror read it at once. */
function refOf(claim: ClaimedCommand, body: ExactJson | undefined): string | undefined {
  if (claim.command.kind !== 'comment.add') return undefined;
  const isRecord = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isRecord && typeof body.id === 'string' ? body.id : undefined;
}

/** Nothing left for Coupa: try again later. */
function notSent(
  claim: ClaimedCommand,
  { why, retryAfterMs = 0 }: { readonly why: string; readonly retryAfterMs?: number | undefined },
  deps: ActDeps,
): Settlement {
  const failures = (claim.fault?.failures ?? 0) + 1;
  return {
    state: 'queued',
    mayHaveEffect: false,
    nextInMs: Math.max(retryAfterMs, backoffMs(failures - 1, deps)),
    outcome: 'not_sent',
    fault: { code: 'coupa_not_reached', message: why, failures, unclear: claim.fault?.unclear ?? 0 },
    isFact: false,
    entries: [entry.notSent(claim, why)],
  };
}

/** The stop switch is off: keep it, send nothing. Queued commands are not claimed before it is on again. */
function held(claim: ClaimedCommand, { timings }: ActDeps, entries: readonly EntryDraft[]): Settlement {
  return {
    state: 'queued',
    mayHaveEffect: false,
    nextInMs: timings.backoffMinMs,
    outcome: 'held_back',
    fault: claim.fault,
    isFact: false,
    entries,
  };
}

/** Coupa could not be read. While an attempt is unaccounted for nobody may give up on it but a person. */
function afterBlindLook(claim: ClaimedCommand, cause: unknown, deps: ActDeps): Settlement {
  const { code, message } = describeError(cause);
  const isHopeless = cause instanceof PurserError && !cause.retryable;
  if (isHopeless || claim.ageMs > claim.ageMaxMs) {
    if (!claim.mayHaveEffect) return failure(claim, { code, message });
    const why = `An attempt got no answer, and Coupa cannot be read to see what became of it: ${message}`;
    return { ...end('flagged', 'unknown', [entry.flagged(claim, why)]), mayHaveEffect: true };
  }
  const failures = (claim.fault?.failures ?? 0) + 1;
  const waitMs = backoffMs(failures - 1, deps);
  return {
    state: claim.mayHaveEffect ? 'sending' : 'queued',
    mayHaveEffect: claim.mayHaveEffect,
    nextInMs: claim.mayHaveEffect ? Math.min(waitMs, deps.timings.leaseMs) : waitMs,
    outcome: 'not_read',
    fault: { ...claim.fault, code, message, failures, unclear: claim.fault?.unclear ?? 0 },
    isFact: false,
    entries: [],
  };
}

function failure(claim: ClaimedCommand, { code, message }: { code: string; message: string }): Settlement {
  const fault: CommandFault = { code, message, failures: 0, unclear: claim.fault?.unclear ?? 0 };
  return { ...end('failed', code, [entry.failed(claim, code, message)]), fault };
}

function end(state: Settlement['state'], outcome: string, entries: readonly EntryDraft[]): Settlement {
  return { state, outcome, entries, mayHaveEffect: false, isFact: false };
}

async function settle(
  claim: ClaimedCommand,
  settlement: Settlement,
  { store }: ActDeps,
): Promise<ActOutcome> {
  if ((await store.settle(claim, settlement)) === 'fenced') return 'fenced';
  const { state } = settlement;
  return state === 'queued' || state === 'sending' ? 'again' : state;
}

/** How long after the last moment of sending an effect may still be on its way, or not yet visible. */
export function settleWaitMs({ requestTimeoutMs, readLagMs }: ActTimings): number {
  return requestTimeoutMs + readLagMs;
}

/** Doubles with each failure, between half and all of it at random, so that a thousand do not come back at once. */
function backoffMs(failures: number, { timings, clock }: ActDeps): number {
  const full = Math.min(timings.backoffMaxMs, timings.backoffMinMs * 2 ** Math.min(failures, 20));
  return Math.round(full * (0.5 + clock.random() / 2));
}
