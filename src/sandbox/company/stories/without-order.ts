import { writeBill } from '../company.ts';
import { settle } from '../settle.ts';
import type { Telling } from '../story.ts';

/** Rent, energy, telephone, insurance: no order, and none is asked for. */
export function withoutOrder({ company, party, cast, dice, at, now, turns }: Telling): void {
  const invoice = writeBill(company, party, cast, at, dice);
  settle(invoice, { state: company.desk.state, cast, at, now, dice, turns, isFaulty: false });
}
