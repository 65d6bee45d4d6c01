import type { InstanceUrlRules } from '#coupa/client/instance-url.ts';
import type { Clock } from '#kernel/clock.ts';
import type { AnyOperation, Caller } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import type { KeyRing } from '../secret-box.ts';
import { addConnection } from './add-connection.ts';
import { changeConnection } from './change-connection.ts';
import { checkConnectionOperation } from './check-connection.ts';
import { disconnectConnection } from './disconnect-connection.ts';
import { listReadHours } from './list-read-hours.ts';
import { readNow } from './read-now.ts';

export interface ConnectionOperationsDeps {
  readonly ring: KeyRing;
  readonly clock: Clock;
  /** Agents that follow a new connection. */
  readonly agentIds: readonly string[];
  readonly urlRules?: InstanceUrlRules;
  /** What a new connection has from the first moment on: its policy, and its first member. */
  readonly alongside: (tx: Tx, connectionId: string, caller: Caller) => Promise<void>;
}

/** Making, trying out, changing and leaving connections to Coupa. */
export function connectionOperations(deps: ConnectionOperationsDeps): readonly AnyOperation[] {
  return [
    checkConnectionOperation(deps),
    addConnection(deps),
    changeConnection(deps),
    disconnectConnection,
    readNow,
    listReadHours,
  ];
}
