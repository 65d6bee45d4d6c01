import type { CoupaCommand } from '../shapes/command.ts';
import { applied, type CommandDefinition, gone, impossible, NOT_APPLIED } from './command-definition.ts';

type DisputeInvoice = Extract<CoupaCommand, { kind: 'invoice.dispute' }>;

/** Statuses from which an invoice can be disputed, or may be in some tenants; beyond them we do not even ask. */
const DISPUTABLE = [
  'pending_action',
  'pending_receipt',
  'pending_approval',
  'ap_hold',
  'on_hold',
  'booking_hold',
];

export const disputeInvoice: CommandDefinition<DisputeInvoice> = {
  kinds: ['invoice.dispute'],
  remoteUniqueness: 'state',

  async look(command, reads) {
    const invoice = await reads.invoice(command.invoiceId);
    if (invoice === undefined) return gone(command.invoiceId);
    if (invoice.status === 'disputed') return applied();
    if (DISPUTABLE.includes(invoice.status)) return NOT_APPLIED;
    return impossible(
      'object_changed',
      `An invoice that is ${invoice.status} in Coupa cannot be disputed any more.`,
    );
  },

  execute: (command, writer, _context, send) => {
    const { invoiceId, reasonCode, comment } = command;
    return writer.disputeInvoice(invoiceId, { reasonCode, comment }, send);
  },
};
