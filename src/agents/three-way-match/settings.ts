import { z } from 'zod';
import { HISTORY_RULES } from '#domain/matching/history-rules.ts';
import { policyFaults } from '#domain/matching/policy-faults.ts';
import { STARTER_POLICY, type TolerancePolicy } from '#domain/matching/tolerance.ts';

/** The policy's own rules are checked by the domain, so that screen, command line and agent refuse alike. */
const tolerancePolicy = z.unknown().transform((found, context): TolerancePolicy => {
  const faults = policyFaults(found);
  for (const fault of faults) {
    context.addIssue({ code: 'custom', message: fault.says, path: [...fault.path] });
  }
  return faults.length === 0 ? (found as TolerancePolicy) : z.NEVER;
});

const share = z.string().regex(/^(?:0(?:\.\d{1,4})?|1)$/, 'Expected a share between 0 and 1 such as 0.8.');
const limit = z.string().regex(/^\d{1,12}(?:\.\d{1,4})?$/, 'Expected an amount such as 250.00.');

/** What an administrator can set, with the reason for each default. */
export const settings = z.strictObject({
  /** How far an invoice may stray; the starter policy is cautious. */
  tolerances: tolerancePolicy.default(STARTER_POLICY),
  /** Code of a dispute reason active in the tenant. None by default: no invoice is disputed before one is chosen. */
  disputeReasonCode: z.string().trim().min(1).max(100).nullable().default(null),
  /** Whether an exception is explained in a comment on the invoice in Coupa. */
  commentOnExceptions: z.boolean().default(true),
  /** When an invoice that names no order at all is an exception; otherwise it is left to its approvers. */
  ordersRequired: z.enum(['always', 'by_supplier', 'never']).default('by_supplier'),
  /** What an invoice must carry before it is worth submitting; Coupa itself refuses it otherwise. */
  requiredFields: z
    .array(z.enum(['invoiceNumber', 'invoiceDate', 'supplierId', 'currency', 'grossTotal']))
    .default(['invoiceNumber', 'invoiceDate', 'supplierId', 'currency']),
  /** Coupa users besides our own whose approvals may be decided in Purser, by the person mapped to each. */
  mappedApproverIds: z.array(z.string().min(1)).max(1000).default([]),
  /** From when on what people decided before is told as a reason, and what it may never speak for. */
  history: z
    .strictObject({
      casesMin: z.number().int().min(2).max(100).default(HISTORY_RULES.casesMin),
      shareMin: share.default(HISTORY_RULES.shareMin),
      rateMax: share.default(HISTORY_RULES.rateMax),
      amountMax: limit.default(HISTORY_RULES.amountMax),
      yearlyAmountMax: limit.default(HISTORY_RULES.yearlyAmountMax),
    })
    .prefault({}),
  /** How the people who follow up are called in tasks and comments. */
  roleNames: z
    .strictObject({
      accountsPayable: z.string().trim().min(1).max(60).default('Accounts payable'),
      buyer: z.string().trim().min(1).max(60).default('the buyer'),
      receiver: z.string().trim().min(1).max(60).default('the receiver'),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settings>;
