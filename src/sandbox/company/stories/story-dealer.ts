import { drawFault } from '../company.ts';
import type { Telling } from '../story.ts';
import { oneOrder } from './one-order.ts';
import { SPECIALS, type Special, type Story } from './specials.ts';
import { withoutOrder } from './without-order.ts';

/** Share of the usual stories, one order and one invoice, that have something wrong. */
const FAULT_SHARE = 0.22;
const TOLERANCE_SHARE = 0.08;
/** Share of all stories on orders that are not the usual one. */
const SPECIAL_SHARE = 0.3;
/** Below so many cards of a hundred the pack is dealt anew: what is left by then suits hardly anybody. */
const LEFT_PERCENT = 25;

/** Hands out the stories of a company, one after the other. */
export interface StoryDealer {
  /** The story that comes next for a supplier. @param room how many invoices it may have. */
  readonly next: (telling: Telling, room: number) => Story;
}

/**
 * Special stories are dealt from a shuffled pack, in which each has as many cards as its share says: so every one of
 * them occurs in a company of a thousand invoices too, and none more often than it should.
 */
export function storyDealer(): StoryDealer {
  let pack: Special[] = [];
  const deal = ({ party, dice }: Telling, room: number): Story | undefined => {
    if (pack.length * 100 <= fullPack().length * LEFT_PERCENT) pack = dice.shuffle(fullPack());
    const at = pack.findIndex(({ suits, invoices }) => invoices <= room && suits(party.data));
    return at < 0 ? undefined : pack.splice(at, 1)[0]?.story;
  };
  return {
    next: (telling, room) => {
      const { data } = telling.party;
      if (data.matching === 'none') return withoutOrder;
      // Whoever is on hold has that for its fault.
      if (data.state === 'on-hold') return (told) => oneOrder(told);
      const isSpecial = data.state === undefined && telling.dice.isWithin(SPECIAL_SHARE);
      return (isSpecial ? deal(telling, room) : undefined) ?? usual(telling, room);
    },
  };
}

function usual({ party, stranger, dice }: Telling, room: number): Story {
  const drawn = dice.isWithin(FAULT_SHARE) ? drawFault(party, stranger, dice) : undefined;
  const fault = drawn === 'DUP_EXACT' && room < 2 ? undefined : drawn;
  const isAtTolerance = fault === undefined && dice.isWithin(TOLERANCE_SHARE);
  return (telling) => oneOrder(telling, fault, isAtTolerance);
}

function fullPack(): Special[] {
  return SPECIALS.flatMap((special) => Array.from({ length: special.share }, () => special));
}
