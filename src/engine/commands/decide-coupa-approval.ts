import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { CoupaCommand } from '../shapes/command.ts';
import {
  applied,
  type CommandContext,
  type CommandDefinition,
  type CoupaReads,
  impossible,
  type Look,
  NOT_APPLIED,
} from './command-definition.ts';

type DecideCoupaApproval = Extract<
  CoupaCommand,
  { kind: 'approval.approve' | 'approval.reject' | 'approval.hold' }
>;

/** Coupa's words for an approval that was decided so. */
const REACHED: Readonly<Record<DecideCoupaApproval['kind'], readonly string[]>> = {
  'approval.approve': ['approved'],
  'approval.reject': ['rejected'],
  'approval.hold': ['hold', 'on_hold'],
};

const PENDING = ['pending_approval', 'pending'];

/** One step of the invoice's approval chain in Coupa, decided only in the name of whoever it waits for. */
export const decideCoupaApproval: CommandDefinition<DecideCoupaApproval> = {
  kinds: ['approval.approve', 'approval.reject', 'approval.hold'],
  remoteUniqueness: 'state',

  async look(command, reads, context) {
    const approval = await reads.approval(command.approvalId);
    if (approval === undefined) {
      return impossible('object_gone', `Coupa has no approval with id ${command.approvalId} any more.`);
    }
    if (approval.approvableId !== command.invoiceId) {
      return impossible('object_changed', 'The approval in Coupa belongs to another document.');
    }
    if (REACHED[command.kind].includes(approval.status)) return applied();
    // What is on hold can still be approved or rejected; all else that is not pending has been decided.
    const isOpen = PENDING.includes(approval.status) || REACHED['approval.hold'].includes(approval.status);
    if (!isOpen) {
      return impossible('object_changed', `The approval in Coupa is ${approval.status} by now.`);
    }
    if (command.kind === 'approval.hold' && (await isHeld(command, approval, reads))) return applied();
    return objectionTo(approval, reads, context);
  },

  execute: ({ kind, approvalId, reason }, writer, _context, send) => {
    switch (kind) {
      case 'approval.approve':
        return writer.approve(approvalId, reason, send);
      case 'approval.reject':
        return writer.reject(approvalId, reason, send);
      case 'approval.hold':
        return writer.hold(approvalId, reason, send);
    }
  },
};

/** A held approval goes on pending, with the reason as its note, and its document is on hold. */
async function isHeld(
  command: DecideCoupaApproval,
  approval: CoupaApproval,
  reads: CoupaReads,
): Promise<boolean> {
  if (command.reason !== '' && approval.note === command.reason) return true;
  return (await reads.invoice(command.invoiceId))?.status === 'on_hold';
}

async function objectionTo(
  approval: CoupaApproval,
  reads: CoupaReads,
  context: CommandContext,
): Promise<Look> {
  const { approverId, approverName } = approval;
  const isMine = approverId !== undefined && approverId === context.coupaUserId;
  if (isMine || (approverId !== undefined && approverId === (await reads.serviceUserId())))
    return NOT_APPLIED;
  const waitsFor = approverName ?? (approverId === undefined ? 'somebody unnamed' : `user ${approverId}`);
  return impossible(
    'not_the_approver',
    `In Coupa the approval waits for ${waitsFor}, and only they may decide it.`,
  );
}
