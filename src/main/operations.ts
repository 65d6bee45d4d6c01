import type { AnchorDeps } from '#audit/anchor.ts';
import { auditOperations } from '#audit/operations/audit-operations.ts';
import {
  type ConnectionOperationsDeps,
  connectionOperations,
} from '#connections/operations/connection-operations.ts';
import { assignApproval } from '#governance/approvals/assign-approval.ts';
import { getBulkDecision, startBulkDecision } from '#governance/approvals/bulk-decision.ts';
import { decideApproval } from '#governance/approvals/decide-approval.ts';
import { getApprovalOperation } from '#governance/approvals/get-approval.ts';
import { listApprovals } from '#governance/approvals/list-approvals.ts';
import { getInvoiceOperation } from '#governance/invoices/get-invoice.ts';
import { confirmLearnableOperation, rejectLearnableOperation } from '#governance/memory/answer-learnable.ts';
import { exportMemory } from '#governance/memory/export-memory.ts';
import { listLearnableOperation } from '#governance/memory/list-learnable.ts';
import { listMemory } from '#governance/memory/list-memory.ts';
import { withdrawMemory } from '#governance/memory/withdraw-memory.ts';
import { getOverview } from '#governance/overview/get-overview.ts';
import { changePolicyOperation } from '#governance/policy/change-policy.ts';
import { getSettings, listPolicyVersions } from '#governance/policy/get-settings.ts';
import { listAgentsOperation } from '#governance/policy/list-agents.ts';
import { resumeWriting, stopWriting } from '#governance/policy/stop-writing.ts';
import { toleranceOperations } from '#governance/policy/tolerance-operations.ts';
import { retryParked } from '#governance/retry-parked.ts';
import { getRunOperation } from '#governance/runs/get-run.ts';
import { listRuns } from '#governance/runs/list-runs.ts';
import { dismissTask } from '#governance/tasks/dismiss-task.ts';
import { listTasks } from '#governance/tasks/list-tasks.ts';
import {
  cancelWhatIf,
  getWhatIf,
  listWhatIfChanges,
  listWhatIfs,
  startWhatIfOperation,
} from '#governance/what-if/what-if-operations.ts';
import { getConnection } from '#mirror/operations/get-connection.ts';
import { listCoupaUsers } from '#mirror/operations/list-coupa-users.ts';
import { listInvoices } from '#mirror/operations/list-invoices.ts';
import { listSuppliers } from '#mirror/operations/list-suppliers.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { buildRegistry } from '#operation/run-operation.ts';
import type { Sealer } from '#people/people-deps.ts';
import { createPeopleOperations } from '#people/people-operations.ts';
import type { Parts } from './running.ts';

/** Everything that can be asked, once; every door serves this list. */
export function operationsOf(
  parts: Pick<Parts, 'agents'>,
  sealer: Sealer,
  anchoring: Omit<AnchorDeps, 'db'>,
  connecting: ConnectionOperationsDeps,
): readonly AnyOperation[] {
  const { agents } = parts;
  return buildRegistry([
    getOverview,
    listApprovals,
    getApprovalOperation(agents),
    decideApproval,
    assignApproval,
    startBulkDecision,
    getBulkDecision,
    listTasks,
    dismissTask,
    getInvoiceOperation(agents),
    listLearnableOperation(agents),
    confirmLearnableOperation(agents),
    rejectLearnableOperation(agents),
    listMemory,
    exportMemory,
    withdrawMemory,
    getSettings,
    listPolicyVersions,
    changePolicyOperation(agents),
    ...toleranceOperations(agents),
    stopWriting,
    resumeWriting,
    retryParked,
    listAgentsOperation(agents),
    listRuns,
    getRunOperation(agents),
    startWhatIfOperation(agents),
    cancelWhatIf,
    getWhatIf,
    listWhatIfs,
    listWhatIfChanges,
    listInvoices,
    listSuppliers,
    listCoupaUsers,
    getConnection,
    ...connectionOperations(connecting),
    ...auditOperations(anchoring),
    ...createPeopleOperations({ sealer }),
  ]);
}
