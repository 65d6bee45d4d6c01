import type { CoupaCommand } from '../shapes/command.ts';

/** What is known of the record a command is about; the number is what people call it by. */
export interface NamedRecord {
  readonly invoiceNumber?: string | undefined;
}

/** A command in words for lists, the audit trail and refusals: `Submit invoice RE-1 for approval`. */
export function describeCommand(command: CoupaCommand, record: NamedRecord = {}): string {
  const number = record.invoiceNumber ?? '';
  const invoice = `invoice ${number === '' ? `with Coupa id ${command.invoiceId}` : number}`;
  switch (command.kind) {
    case 'invoice.submit':
      return `Submit ${invoice} for approval`;
    case 'invoice.revalidate_tolerances':
      return `Let Coupa check the tolerances of ${invoice} again`;
    case 'invoice.dispute':
      return `Dispute ${invoice} with reason ${command.reasonCode}`;
    case 'approval.approve':
      return `Approve ${invoice} in Coupa`;
    case 'approval.reject':
      return `Reject ${invoice} in Coupa`;
    case 'approval.hold':
      return `Put the approval of ${invoice} on hold in Coupa`;
    case 'comment.add':
      return `Comment on ${invoice}`;
    case 'custom_field.set':
      return `Set ${command.field} of ${invoice} to “${command.value}”`;
  }
}
