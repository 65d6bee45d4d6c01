import type { CoupaCommand } from '../shapes/command.ts';
import { applied, type CommandDefinition, gone, impossible, NOT_APPLIED } from './command-definition.ts';

type RevalidateTolerances = Extract<CoupaCommand, { kind: 'invoice.revalidate_tolerances' }>;

/** Statuses in which Coupa waits for something that a fresh check of the tolerances could settle. */
const WAITING = [
  'pending_receipt',
  'pending_action',
  'pending_approval',
  'ap_hold',
  'on_hold',
  'booking_hold',
];

/**
 * Coupa checks the tolerances again; what follows is Coupa's own decision. There is no trace by which a check could
 * be recognised while the status stays, so it may be repeated: checking twice gives what checking once gives.
 */
export const revalidateTolerances: CommandDefinition<RevalidateTolerances> = {
  kinds: ['invoice.revalidate_tolerances'],
  remoteUniqueness: 'idempotent',

  async look(command, reads, context) {
    const invoice = await reads.invoice(command.invoiceId);
    if (invoice === undefined) return gone(command.invoiceId);
    if (WAITING.includes(invoice.status)) return NOT_APPLIED;
    // It may be our own earlier attempt that set the invoice free.
    if (context.mayHaveEffect) return applied();
    return impossible(
      'object_changed',
      `The invoice no longer waits for its tolerances; Coupa has it as ${invoice.status}.`,
    );
  },

  execute: (command, writer, _context, send) => writer.revalidateTolerances(command.invoiceId, send),
};
