import { z } from 'zod';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { AnchorDeps } from '../anchor.ts';
import { verifyTrail } from '../verify.ts';

/** The same verdict as the command line's. */
const verdict = z.strictObject({
  entries: z.number().int(),
  chained: z.number().int(),
  valid: z.boolean(),
  first_invalid: z.number().int().nullable(),
  problem: z.string().nullable(),
  anchors: z.strictObject({
    checked: z.number().int(),
    last_seq: z.number().int().nullable(),
    last_at: z.string().nullable(),
    unanchored: z.number().int(),
  }),
  evidence: z.strictObject({ checked: z.number().int(), invalid: z.array(z.string()) }).nullable(),
  key: z.string(),
});

/** Verifies the live trail; somebody should do it now and then, and that they did stands in the trail. */
export function verifyAudit(anchoring: Pick<AnchorDeps, 'key' | 'dataDir' | 'copyDir'>): AnyOperation {
  return defineOperation({
    name: 'verify_audit',
    summary: 'Verify the whole audit trail, its anchors and the evidence of every run.',
    http: { method: 'POST', path: '/api/audit/verify' },
    input: z.strictObject({}),
    output: verdict,
    permission: 'audit.read',
    audit: {
      what: 'audit_verified',
      describe: (_input, found) => ({
        text: found.valid
          ? `The audit trail was verified: ${found.entries} entries, all as they were written.`
          : `The audit trail was verified and is NOT valid: ${found.problem}`,
        data: { entries: found.entries, valid: found.valid, firstInvalid: found.first_invalid },
      }),
    },

    async run(_input, { connectionId }, { db }) {
      const { key, dataDir, copyDir } = anchoring;
      const found = await verifyTrail(connectionId, { db, publicKey: key.publicKey, dataDir, copyDir });
      const { evidence } = found;
      return { ...found, evidence: evidence && { ...evidence, invalid: [...evidence.invalid] } };
    },
  });
}
