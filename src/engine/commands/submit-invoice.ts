import { DEAD_INVOICE_STATUSES } from '#domain/records/invoice.ts';
import type { CoupaCommand } from '../shapes/command.ts';
import { applied, type CommandDefinition, gone, impossible, NOT_APPLIED } from './command-definition.ts';

type SubmitInvoice = Extract<CoupaCommand, { kind: 'invoice.submit' }>;

/** Draft to approval. Any living status beyond draft shows that the invoice was submitted, by us or by a person. */
export const submitInvoice: CommandDefinition<SubmitInvoice> = {
  kinds: ['invoice.submit'],
  remoteUniqueness: 'state',

  async look(command, reads) {
    const invoice = await reads.invoice(command.invoiceId);
    if (invoice === undefined) return gone(command.invoiceId);
    if (invoice.status === 'draft') return NOT_APPLIED;
    if (invoice.status === 'new' || DEAD_INVOICE_STATUSES.includes(invoice.status)) {
      return impossible(
        'object_changed',
        `Only a draft can be submitted; Coupa now has the invoice as ${invoice.status}.`,
      );
    }
    return applied();
  },

  execute: (command, writer, _context, send) => writer.submitInvoice(command.invoiceId, send),
};
