import { sha256 } from '#kernel/canonical-json.ts';
import type { CoupaCommand } from '../shapes/command.ts';
import { type CommandDefinition, gone, NOT_APPLIED } from './command-definition.ts';

type AddComment = Extract<CoupaCommand, { kind: 'comment.add' }>;

const MARKER_LENGTH = 12;

/** The mark of one command, found again in the text of its comment: `[purser 3f9c02b41d77]`. */
export function markerOf(connectionId: string, commandId: string): string {
  return `[purser ${sha256(`${connectionId}/${commandId}`).toString('hex').slice(0, MARKER_LENGTH)}]`;
}

/** Coupa keeps every comment it is sent and knows no key for one, so the text itself carries a mark. */
export const addComment: CommandDefinition<AddComment> = {
  kinds: ['comment.add'],
  remoteUniqueness: 'marker',

  async look(command, reads, context) {
    const comments = await reads.comments(command.invoiceId);
    const copies = comments.filter((comment) => comment.text.includes(context.marker));
    const [first] = copies;
    if (first !== undefined) return { seen: 'applied', ref: first.id, copies: copies.length };
    const invoice = await reads.invoice(command.invoiceId);
    return invoice === undefined ? gone(command.invoiceId) : NOT_APPLIED;
  },

  execute: (command, writer, context, send) => {
    const { invoiceId, text } = command;
    return writer.addComment(invoiceId, `${text} ${context.marker}`, send);
  },
};
