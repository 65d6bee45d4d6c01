import type { Clock, Mode, Verdict } from '../../api/contract.ts';

/** The six states a thing can be in; each has a colour, an icon and a word. */
export type Tone = 'matched' | 'within' | 'exception' | 'waiting' | 'held' | 'paid';

/** Coupa's `pending_receipt` as `Pending receipt`; unknown words pass in the same way. */
export function fromSnake(word: string): string {
  const text = word.replaceAll('_', ' ').trim();
  if (text === '') return 'Unknown';
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/^Ap\b/, 'AP');
}

const VERDICT_WORDS: Readonly<Record<Verdict, { tone: Tone; words: string }>> = {
  matched: { tone: 'matched', words: 'Matched' },
  within_tolerance: { tone: 'within', words: 'Within tolerance' },
  exception: { tone: 'exception', words: 'Exception' },
  not_applicable: { tone: 'paid', words: 'Nothing to match' },
};

export function verdictWords(verdict: Verdict): { tone: Tone; words: string } {
  return VERDICT_WORDS[verdict] ?? { tone: 'paid', words: fromSnake(verdict) };
}

/** The tone of a cause: somebody else moves next for missing receipts, persons only for identity and money routes. */
export function causeTone(code: string | null, verdict: Verdict): Tone {
  if (code === null) return verdictWords(verdict).tone;
  if (code.startsWith('RECEIPT') || code === 'QTY_OVER_RECEIVED') return 'waiting';
  if (code.startsWith('BANK') || code === 'SUPPLIER_MISMATCH') return 'held';
  return 'exception';
}

/** The code under which rows without a cause are counted and filtered. */
export const NO_CAUSE = 'none';

/** The tone of a count by cause; without a cause the title is the verdict's. */
export function countedTone({ code, title }: { readonly code: string; readonly title: string }): Tone {
  if (code !== NO_CAUSE) return causeTone(code, 'exception');
  if (title === 'Within tolerance') return 'within';
  return title === 'Matched' ? 'matched' : 'paid';
}

/** What has become of a command, said without promising more than is known. */
export function commandWords(state: string): { tone: Tone; words: string; moving: boolean } {
  switch (state) {
    case 'queued':
    case 'sending':
      return { tone: 'waiting', words: 'Sending', moving: true };
    case 'done':
      return { tone: 'waiting', words: 'Sent, waiting for Coupa', moving: true };
    case 'confirmed':
      return { tone: 'matched', words: 'Confirmed', moving: false };
    case 'failed':
      return { tone: 'exception', words: 'Refused by Coupa', moving: false };
    case 'flagged':
      return { tone: 'exception', words: 'Unclear, look in Coupa', moving: false };
    case 'cancelled':
      return { tone: 'paid', words: 'Withdrawn', moving: false };
    default:
      return { tone: 'paid', words: fromSnake(state), moving: false };
  }
}

/** Why a person is asked, or why nothing follows, in a sentence. Empty when the code says nothing to a person. */
export function becauseWords(code: string): string {
  return BECAUSE[code] ?? '';
}

const BECAUSE: Readonly<Record<string, string>> = {
  nothing_to_do: 'There is nothing to do.',
  monitor: 'Mode is monitor: it is recorded and nothing follows.',
  assisted: 'Mode is assisted: a person decides every change.',
  task_only: 'Coupa has no command for it, so it is a task for a person.',
  command: 'A person is asked because this kind of change may not be made alone.',
  certainty: 'A person is asked because it is not certain enough.',
  irreversible: 'A person is asked because Coupa offers no way back from it.',
  new_supplier: 'A person is asked because the supplier is new.',
  exposure_unknown: 'A person is asked because no limit is set for the amount or its currency.',
  exposure: 'A person is asked because the amount is above the limit.',
  at_risk: 'A person is asked because too large a part of it is in doubt.',
  policy: 'It is within what the policy allows to be done alone.',
  already_asked: 'The same question waits for a person already.',
  rejected_before: 'A person rejected the same proposal before.',
  already_done: 'It has been done already.',
};

export const MODE_WORDS: Readonly<Record<Mode, { title: string; says: string }>> = {
  monitor: {
    title: 'Monitor',
    says: 'Purser reads, compares and proposes. It changes nothing in Coupa, and nobody is asked to approve.',
  },
  assisted: {
    title: 'Assisted',
    says: 'Every change in Coupa waits in the review queue until a person approves it.',
  },
  autonomous: {
    title: 'Autonomous',
    says: 'Purser makes a change alone when it is certain by rule, within the limits below, and can be taken back or was allowed. Everything else waits for a person.',
  },
};

/** The title of a role by its id; a role that is not known yet reads like its id. */
export function roleWords(id: string): string {
  return fromSnake(id);
}

/** `three-way-match` as `Three-way match`. */
export function agentWords(id: string): string {
  const parts = id.split('-');
  const last = parts.pop() ?? id;
  return fromSnake(parts.length === 0 ? last : `${parts.join('-')} ${last}`);
}

/** Amber in the last 4 days, from 7 on when something blocks it, red when missed. */
export function clockTone(clock: Pick<Clock, 'daysLeft'>, blocked: boolean): Tone | undefined {
  if (clock.daysLeft < 0) return 'exception';
  if (clock.daysLeft <= 4 || (blocked && clock.daysLeft <= 7)) return 'waiting';
  return undefined;
}

/** Up to two letters for the round sign of a person. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word));
  const first = words[0]?.match(/\p{L}/u)?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.match(/\p{L}/u)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** `purchase_order/7/line/2` as `Order 7, line 2`; anything else as it is. */
export function sourceWords(source: string): string {
  const parts = source.split('/');
  const [kind, id, part, partId] = parts;
  if (kind === undefined || id === undefined || parts.length > 4) return source;
  const name = SOURCE_NAMES[kind] ?? fromSnake(kind);
  return part === undefined || partId === undefined
    ? `${name} ${id}`
    : `${name} ${id}, ${part.replaceAll('_', ' ')} ${partId}`;
}

const SOURCE_NAMES: Readonly<Record<string, string>> = {
  purchase_order: 'Order',
  supplier_item: 'Supplier item',
  coupa_approval: 'Coupa approval',
};
