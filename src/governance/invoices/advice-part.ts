import { z } from 'zod';
import { adviceSentence } from '#domain/matching/advice-words.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { InvoiceCase } from './case.ts';

const text = z.string().nullable();

/** What an experienced clerk would do; amounts are before tax. */
export const advicePart = z.strictObject({
  decision: z.string(),
  says: z.string(),
  payNow: text,
  hold: text,
  waitUntil: text,
});

/**
 * Words about paying would mislead where it is paid, or where nothing follows from the match at all.
 * @returns null there, and where the agent gives no advice.
 */
export function adviceOf(
  { match, explained, run }: InvoiceCase,
  { paid }: Pick<Invoice, 'paid'>,
  today: PlainDate,
): z.output<typeof advicePart> | null {
  if (match === undefined || explained === undefined || paid || run?.verdict === 'not_applicable')
    return null;
  const { advice } = explained;
  return { ...advice, says: adviceSentence(advice, match, today) };
}
