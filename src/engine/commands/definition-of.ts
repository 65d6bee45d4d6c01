import type { CommandKind, CoupaCommand } from '../shapes/command.ts';
import { addComment } from './add-comment.ts';
import type { CommandDefinition } from './command-definition.ts';
import { decideCoupaApproval } from './decide-coupa-approval.ts';
import { disputeInvoice } from './dispute-invoice.ts';
import { revalidateTolerances } from './revalidate-tolerances.ts';
import { setCustomField } from './set-custom-field.ts';
import { submitInvoice } from './submit-invoice.ts';

/** The member of the union that has this kind, also when it shares its shape with others. */
type CommandOf<K, C = CoupaCommand> = C extends { readonly kind: infer Kinds }
  ? K extends Kinds
    ? C
    : never
  : never;

type ByKind = { readonly [K in CommandKind]: CommandDefinition<CommandOf<K>> };

/** Everything Purser can do in Coupa. A kind without a definition does not compile. */
const DEFINITIONS: ByKind = {
  'invoice.submit': submitInvoice,
  'invoice.revalidate_tolerances': revalidateTolerances,
  'invoice.dispute': disputeInvoice,
  'approval.approve': decideCoupaApproval,
  'approval.reject': decideCoupaApproval,
  'approval.hold': decideCoupaApproval,
  'comment.add': addComment,
  'custom_field.set': setCustomField,
};

/** The definition of a command of that kind. */
export function definitionOf(kind: CommandKind): CommandDefinition<CoupaCommand> {
  // The table above pairs each kind with the definition of exactly that kind; TypeScript cannot say so in one type.
  return DEFINITIONS[kind] as CommandDefinition<CoupaCommand>;
}
