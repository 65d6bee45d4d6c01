import { lineTypeOf } from '../line-type.ts';
import { type Climb, nothing, type RepairStep } from './repair-step.ts';

/** Lines and charges that another word would explain. */
export function chargeTyping({ cause, line }: Climb): RepairStep {
  const rung = 'charge_typing';
  const type = line === undefined ? undefined : lineTypeOf(line.facts.line.description);
  if (cause.code === 'ITEM_UNMATCHED' && type === undefined) {
    return nothing(
      rung,
      'The line is called neither freight, handling, discount, deposit, retention nor rounding.',
    );
  }
  return nothing(rung, 'It is a charge, and no line of the order foresees it or as much of it.');
}
