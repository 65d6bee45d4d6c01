import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaWireApproval, coupaApproval } from '../schema/approval.ts';
import { personName } from './person-name.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one approval step.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaApproval(json: ExactJson, where: string): CoupaApproval {
  return fromCoupaApproval(readRecord(coupaApproval, json, where));
}

/** Total: what passed {@link coupaApproval} always converts. */
export function fromCoupaApproval(wire: CoupaWireApproval): CoupaApproval {
  return present<CoupaApproval>({
    id: wire.id,
    approvableType: wire['approvable-type'] ?? '',
    approvableId: wire['approvable-id'],
    status: wire.status ?? '',
    approverId: approvingUserId(wire),
    approverName: wire.approver ? personName(wire.approver) : undefined,
    position: wire.position,
    note: wire.note,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}

/**
 * The approver's user id, only when the approver is known to be a user. Groups count their ids on their own, and
 * group 5 taken for user 5 would let somebody decide what was never put to them.
 */
function approvingUserId(wire: CoupaWireApproval): string | undefined {
  const { approver } = wire;
  const type = wire['approver-type'];
  if (type !== undefined && type !== 'User') return undefined;
  if (type === undefined && approver?.login === undefined) return undefined;
  return approver?.id ?? wire['approver-id'];
}
