// The usual story: one order, its delivery, one invoice; with a fault planted in it or none.
import { addDays, momentOf } from '../../moment.ts';
import { textOf } from '../../row.ts';
import { nextNumber } from '../company.ts';
import type { PlantedCode } from '../plan.ts';
import { settle } from '../settle.ts';
import { onHeader, send, type Telling } from '../story.ts';
import { writeStory } from '../write-story.ts';
import { agreeOnPrice } from './agreements.ts';

/** @param fault what is wrong with it; with none the price may be exactly at what is tolerated. */
export function oneOrder(telling: Telling, fault?: PlantedCode, isAtTolerance = false): void {
  const { company, party, stranger, cast, dice, at, now, turns } = telling;
  const number = nextNumber(company, party, at);
  const told = writeStory(
    company.desk,
    {
      party,
      cast,
      orderedAt: addDays(at, -dice.between(9, 24)),
      receivedAt: addDays(at, -dice.between(1, 5)),
      invoicedAt: at,
      number,
      stranger,
      ...(fault ? { fault } : { isAtTolerance }),
    },
    dice,
  );
  if (fault === 'PRICE_OVER' || fault === 'PRICE_UNDER') agreeOnPrice(telling, told.invoice);
  const { state } = company.desk;
  const isFaulty = fault !== undefined && told.again === undefined;
  settle(told.invoice, { state, turns, cast, at, now, dice, isFaulty, isKept: told.again !== undefined });
  if (told.again === undefined) return;
  const later = Math.min(Date.parse(addDays(at, dice.between(3, 9))), Date.parse(now) - 30_000);
  const what = `sent again as ${told.again.number}, first as ${number}`;
  const shipping = textOf(told.invoice, 'shipping-amount');
  const copy = { ...told.again, at: momentOf(new Date(later)), day: told.day, shipping, channel: 'email' };
  send(telling, copy, { ...onHeader('DUP_EXACT', what), isCopy: true });
}
