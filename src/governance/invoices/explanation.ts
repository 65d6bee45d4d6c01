import { z } from 'zod';
import { RUNGS } from '#domain/matching/repairs/repair-step.ts';

const text = z.string().nullable();

const receiptShare = z.object({
  line: z.string(),
  receiptId: z.string(),
  receivedDate: text,
  reference: text,
  quantity: z.string(),
});

const ladder = z.object({
  code: z.string(),
  line: text,
  steps: z.array(
    z.object({
      rung: z.enum(RUNGS),
      found: z.enum(['helps', 'nothing', 'not_here']),
      says: z.string(),
      sources: z.array(z.string()).optional(),
    }),
  ),
});

const explanation = z.object({
  receipts: z.array(receiptShare),
  ladders: z.array(ladder),
  advice: z.object({
    decision: z.enum([
      'pass',
      'pass_within_tolerance',
      'split',
      'wait',
      'request',
      'propose_change',
      'dispute',
      'human',
    ]),
    payNow: text,
    hold: text,
    waitUntil: text,
  }),
});

export type Explanation = z.output<typeof explanation>;

/**
 * What an agent adds for whoever looks into a match. Agents explain in their own shape or not at all.
 * @returns undefined where it is not the explanation of a match.
 */
export function explanationIn(found: unknown): Explanation | undefined {
  const read = explanation.safeParse(found);
  return read.success ? read.data : undefined;
}
