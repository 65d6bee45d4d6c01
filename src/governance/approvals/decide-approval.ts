import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import { decide } from './decide.ts';

/** Longest reason kept: a paragraph, not a document. */
export const REASON_LENGTH_MAX = 2_000;

/** A person says yes or no to what an agent proposed. */
export const decideApproval = defineOperation({
  name: 'decide_approval',
  summary: 'Approve or reject a proposal that waits for a person.',
  http: { method: 'POST', path: '/api/approvals/:id/decision' },
  input: z.strictObject({
    id: z.string().min(1).max(60),
    decision: z.enum(['approve', 'reject']),
    reason: z.string().max(REASON_LENGTH_MAX).optional(),
  }),
  output: z.strictObject({
    state: z.enum(['approved', 'rejected']),
    invoiceId: z.string(),
    headline: z.string(),
    commandIds: z.array(z.string()),
  }),
  permission: 'approvals.decide',
  audit: { none: 'the decision records itself before what follows from it' },

  async run(input, caller, { tx, now }) {
    const { approval, commandIds } = await decide(
      tx,
      { id: input.id, decision: input.decision, reason: input.reason },
      caller,
      now,
    );
    return {
      state: input.decision === 'approve' ? ('approved' as const) : ('rejected' as const),
      invoiceId: approval.subject_id,
      headline: approval.headline,
      commandIds: [...commandIds],
    };
  },
});
