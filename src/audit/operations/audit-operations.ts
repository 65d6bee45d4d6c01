import type { AnyOperation } from '#operation/operation.ts';
import type { AnchorDeps } from '../anchor.ts';
import { exportAudit } from './export-audit.ts';
import { getAuditEntry } from './get-audit-entry.ts';
import { listAudit } from './list-audit.ts';
import { verifyAudit } from './verify-audit.ts';

/** What can be asked of the trail. The key and the places of the anchors are the process's, not the caller's. */
export function auditOperations(anchoring: Omit<AnchorDeps, 'db'>): readonly AnyOperation[] {
  return [listAudit, exportAudit(anchoring), verifyAudit(anchoring), getAuditEntry(anchoring)];
}
