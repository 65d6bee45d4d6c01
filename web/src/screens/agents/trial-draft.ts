import { fractionOf, percentOf, readAmount } from '../../ui/format/decimal-text.ts';
import { LIMIT_WORDS, type LimitShape, type TolerancesShape } from './tolerance-words.ts';

/** One limit whose numbers can be tried; a part that its mode does not have is undefined. */
export interface LimitDraft {
  readonly key: string;
  readonly words: string;
  readonly percent: string | undefined;
  readonly amount: string | undefined;
}

const ORDER_TO_DATE = 'orderToDateOver';
const CAP = 'documentCap';

/** The numbers of a policy as a person types them. A limit without limit has none. */
export function toTrialDraft(tolerances: TolerancesShape): readonly LimitDraft[] {
  const limits = LIMIT_WORDS.flatMap(([key, words]) => {
    const limit = tolerances.limits[key];
    return limit === undefined ? [] : [draftOf(key, words, limit)];
  });
  return [
    ...limits,
    draftOf(ORDER_TO_DATE, 'All invoices on one order', tolerances.orderToDateOver),
    {
      key: CAP,
      words: 'Tolerated in all on one invoice',
      percent: undefined,
      amount: tolerances.documentCap,
    },
  ].filter(({ percent, amount }) => percent !== undefined || amount !== undefined);
}

function draftOf(key: string, words: string, { rate, amount }: LimitShape): LimitDraft {
  return { key, words, percent: rate === undefined ? undefined : percentOf(rate), amount };
}

/** What is wrong with a line, in words; undefined when nothing is. */
export function trialFault({ percent, amount }: LimitDraft): string | undefined {
  const rate = percent === undefined ? '0' : fractionOf(percent);
  if (rate === undefined || rate.startsWith('-')) return 'Write a percentage, zero or more.';
  const sum = amount === undefined ? '0' : readAmount(amount);
  if (sum === undefined || sum.startsWith('-')) return 'Write an amount, zero or more.';
  return undefined;
}

/** The policy with the numbers of the draft. @throws Error when the draft has faults; ask {@link trialFault} first. */
export function applyTrial(tolerances: TolerancesShape, draft: readonly LimitDraft[]): TolerancesShape {
  const byKey = new Map(draft.map((line) => [line.key, line]));
  const limits = Object.fromEntries(
    Object.entries(tolerances.limits).map(([key, limit]) => [key, applyLimit(limit, byKey.get(key))]),
  );
  const cap = byKey.get(CAP)?.amount;
  return {
    ...tolerances,
    limits,
    orderToDateOver: applyLimit(tolerances.orderToDateOver, byKey.get(ORDER_TO_DATE)),
    documentCap: cap === undefined ? tolerances.documentCap : read(readAmount(cap)),
  };
}

/** A number that says the same as before stays the text it was: `0.10` is not `0.1` to a list of differences. */
function applyLimit(limit: LimitShape, line: LimitDraft | undefined): LimitShape {
  if (line === undefined) return limit;
  const { percent, amount } = line;
  const isSameRate = percent === undefined || percent === percentOf(limit.rate ?? '0');
  return {
    ...limit,
    ...(isSameRate ? {} : { rate: read(fractionOf(percent)) }),
    ...(amount === undefined ? {} : { amount: read(readAmount(amount)) }),
  };
}

function read(text: string | undefined): string {
  if (text === undefined) throw new Error('A draft with faults cannot be tried.');
  return text;
}

/** What somebody pasted or uploaded, or why it is nothing that can be tried. */
export function readDocument(
  text: string,
): { readonly settings: Readonly<Record<string, unknown>> } | { readonly wrong: string } {
  if (text.trim() === '') return { wrong: 'Paste or choose a document.' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { settings: { ...value } };
  } catch (cause) {
    return { wrong: `This is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.` };
  }
  return { wrong: 'This is JSON, but not an object.' };
}
