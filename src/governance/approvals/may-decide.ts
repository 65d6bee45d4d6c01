/** What stands between a person and a decision, gathered before it is judged. */
export interface DecisionFacts {
  readonly personId: string;
  /** The Coupa user the person is mapped to; undefined: not a Coupa user. */
  readonly coupaUserId: string | undefined;
  /** Coupa users who asked for the purchase: requesters of the invoice and its orders, and who created the invoice. */
  readonly askedByIds: readonly string[];
  /** Coupa users who edited the invoice last. */
  readonly editedByIds: readonly string[];
  /** People who changed the policy after the proposal was made. */
  readonly policyChangedByIds: readonly string[];
}

export type MayDecide =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'own_request' | 'own_edit' | 'own_policy'; readonly why: string };

/**
 * Nobody decides on what they asked for, edited, or made possible by changing the rules. Pure: the same answer on
 * the screen, through the API, on the command line and in a bulk decision.
 */
export function mayDecide(facts: DecisionFacts): MayDecide {
  const { coupaUserId } = facts;
  if (coupaUserId !== undefined && facts.askedByIds.includes(coupaUserId)) {
    return no('own_request', 'You asked for this purchase in Coupa, so somebody else has to decide.');
  }
  if (coupaUserId !== undefined && facts.editedByIds.includes(coupaUserId)) {
    return no('own_edit', 'You edited this invoice last in Coupa, so somebody else has to decide.');
  }
  if (facts.policyChangedByIds.includes(facts.personId)) {
    return no(
      'own_policy',
      'You changed the policy after this was proposed, so somebody else has to decide.',
    );
  }
  return { ok: true };
}

function no(code: 'own_request' | 'own_edit' | 'own_policy', why: string): MayDecide {
  return { ok: false, code, why };
}
