import { z } from 'zod';
import { fileOutput } from '#operation/file-output.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { AnchorDeps } from '../anchor.ts';
import { exportTrail } from '../export-evidence.ts';
import { assertHasEntries } from '../trail.queries.ts';

/** The trail as a file that an auditor can check without us. */
export function exportAudit(anchoring: Omit<AnchorDeps, 'db'>): AnyOperation {
  return defineOperation({
    name: 'export_audit',
    summary: 'Download the audit trail, or one invoice’s part of it, as a file that proves itself.',
    http: { method: 'GET', path: '/api/audit/export' },
    input: z.strictObject({ invoice: z.string().min(1).max(40).optional() }),
    output: fileOutput,
    permission: 'audit.export',
    audit: {
      what: 'audit_exported',
      describe: ({ invoice }, _output, caller) => ({
        ...(invoice === undefined ? {} : { subject: `invoice/${invoice}` }),
        text: `${caller.personName} exported ${invoice === undefined ? 'the audit trail' : 'the audit trail of this invoice'}.`,
      }),
    },

    async run({ invoice }, { connectionId }, { tx, db }) {
      if (invoice !== undefined) await assertHasEntries(tx, connectionId, invoice);
      const subject = invoice === undefined ? undefined : `invoice/${invoice}`;
      const part = invoice === undefined ? '' : `-invoice-${invoice.replace(/[^\w-]/g, '_')}`;
      return {
        file: {
          name: `purser-audit-${connectionId}${part}.jsonl`,
          type: 'application/x-ndjson',
          body: exportTrail(connectionId, subject, { ...anchoring, db }),
        },
      };
    },
  });
}
