import type { CoupaCommand } from '../shapes/command.ts';
import { applied, type CommandDefinition, gone, NOT_APPLIED } from './command-definition.ts';

type SetCustomField = Extract<CoupaCommand, { kind: 'custom_field.set' }>;

/** Setting a value twice sets it once. */
export const setCustomField: CommandDefinition<SetCustomField> = {
  kinds: ['custom_field.set'],
  remoteUniqueness: 'idempotent',

  async look(command, reads) {
    const invoice = await reads.invoice(command.invoiceId);
    if (invoice === undefined) return gone(command.invoiceId);
    return (invoice.customFields[command.field] ?? '') === command.value ? applied() : NOT_APPLIED;
  },

  execute: (command, writer, _context, send) => {
    const { invoiceId, field, value } = command;
    return writer.setCustomField(invoiceId, { name: field, value }, send);
  },
};
