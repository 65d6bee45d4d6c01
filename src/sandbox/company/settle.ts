// How far the company got with an invoice by now: submitted, held, accepted, approved, paid, or out of the way.
import { addDays, momentOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import { type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import type { Cast } from './desk.ts';
import { acceptAnyway, approveAll, comment, type Ending, end, pay, submit } from './desk-work.ts';

/** Older invoices are done: approved and paid, or out of the way. */
const SETTLED_AFTER_DAYS = 40;

/** The rarer endings whose turn is still to come. */
export interface Turns {
  waiting: readonly Ending[];
}

/** From which states an invoice can come to such an ending; to the others it can from any. */
const ENDS_FROM: Readonly<Partial<Record<Ending, readonly string[]>>> = {
  on_hold: ['pending_approval'],
  rejected: ['pending_approval'],
  disputed: ['pending_approval', 'pending_receipt', 'pending_action'],
  voided: ['pending_approval', 'approved', 'pending_receipt'],
  abandoned: ['pending_approval', 'pending_receipt', 'pending_action', 'ap_hold', 'on_hold'],
};

/** In turn, so that every state is there in a small company too. */
function nextEnding(turns: Turns, status: string): Ending {
  if (turns.waiting.length === 0) turns.waiting = ENDINGS;
  const next = turns.waiting.find((ending) => ENDS_FROM[ending]?.includes(status) ?? true) ?? 'booking_hold';
  turns.waiting = turns.waiting.filter((ending) => ending !== next);
  return next;
}

export interface Settling {
  readonly state: State;
  readonly turns: Turns;
  readonly cast: Cast;
  readonly at: string;
  readonly now: string;
  readonly dice: Chance;
  /** Something is wrong with it: approvers hesitate. */
  readonly isFaulty: boolean;
  /** It came twice: this one ends. */
  readonly isCopy?: boolean;
  /** Other invoices rest on it, so it lives. */
  readonly isKept?: boolean;
}

const ACCEPTED = [
  'Checked with the buyer: the new price list applies, please post.',
  'Requester confirmed by mail that everything arrived.',
  'Small difference, accepted by the cost centre.',
  'Supplier confirmed by phone, released for payment.',
];

const ENDINGS: readonly Ending[] = ['on_hold', 'disputed', 'rejected', 'abandoned', 'voided', 'booking_hold'];

/** How far the company got with it by now. */
export function settle(invoice: Row, settling: Settling): void {
  const { state, at, cast, dice, isKept } = settling;
  const isOld = at < addDays(settling.now, -SETTLED_AFTER_DAYS);
  const later = (days: number) => earlier(addDays(at, days), addDays(settling.now, 0), dice);
  if (!isOld && !isKept && dice.isWithin(0.08)) return;
  const submitted = submit(state, invoice.id, { at: later(0.02), by: cast.clerk });
  if (isOld) {
    settleOld(submitted, settling, later);
    return;
  }
  if (!isKept && dice.isWithin(0.1)) {
    const moment = { at: later(dice.between(1, 3)), by: cast.clerk };
    const ending = nextEnding(settling.turns, textOf(submitted, 'status'));
    if (ending === 'voided') approveAll(state, invoice.id, () => later(1));
    end(state, invoice.id, ending, moment);
    return;
  }
  if (submitted.status === 'pending_approval' && dice.isWithin(settling.isFaulty ? 0.15 : 0.5)) {
    approveAll(state, invoice.id, (position) => later(position + 1 + dice.next()));
  }
}

function settleOld(submitted: Row, settling: Settling, later: (days: number) => string): void {
  const { state, cast, dice } = settling;
  const by = cast.clerk;
  if (settling.isCopy && submitted.status === 'pending_approval') {
    end(state, submitted.id, dice.isWithin(0.7) ? 'rejected' : 'abandoned', { at: later(4), by });
    return;
  }
  if (!settling.isKept && dice.isWithin(0.015)) {
    const ending = dice.pick<Ending>(['rejected', 'abandoned', 'voided', 'voided']);
    if (ending === 'voided') approveAll(state, submitted.id, () => later(3));
    end(state, submitted.id, ending, { at: later(4), by });
    return;
  }
  let invoice = submitted;
  if (!['approved', 'pending_approval'].includes(textOf(invoice, 'status'))) {
    if (invoice.status === 'on_hold') return;
    invoice = acceptAnyway(state, invoice.id, { at: later(3 + dice.next() * 5), by }, dice.pick(ACCEPTED));
  }
  if (invoice.status === 'pending_approval') {
    invoice = approveAll(state, invoice.id, (position) => later(9 + position + dice.next()));
  }
  if (invoice.status !== 'approved') return;
  if (dice.isWithin(0.12)) {
    state.transact({ now: later(13), actor: by }, (work) => comment(work, invoice, 'Posted in SAP.'));
  }
  const due = textOf(invoice, 'net-due-date');
  const paidAt = addDays(due || (invoice['created-at'] as string), dice.between(-3, 4));
  if (paidAt < settling.now) pay(state, invoice.id, { at: paidAt > later(14) ? paidAt : later(14), by });
}

/** The moment wanted, or one shortly before the present where that is still to come. */
function earlier(wanted: string, now: string, dice: Chance): string {
  return wanted < now ? wanted : momentOf(new Date(Date.parse(now) - dice.between(1, 50) * 1000));
}
