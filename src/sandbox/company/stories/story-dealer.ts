import type { Chance } from '../../random.ts';
import { canHappen, faultPack, type PlantedCode } from '../plan.ts';
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
 * Special stories and faults are dealt from shuffled packs, in which each has as many cards as its share says: so every
 * one of them occurs in a company of a thousand invoices too, and none more often than it should.
 */
export function storyDealer(): StoryDealer {
  const specials = dealFrom(() => SPECIALS.flatMap((one) => Array.from({ length: one.share }, () => one)));
  const faults = dealFrom(faultPack);
  const usual = ({ party, stranger, dice }: Telling, room: number): Story => {
    const isPossible = (code: PlantedCode): boolean => {
      if (code === 'DUP_EXACT' && room < 2) return false;
      return (code !== 'SUPPLIER_MISMATCH' || stranger.id !== party.id) && canHappen(code, party.data);
    };
    const fault = dice.isWithin(FAULT_SHARE) ? faults(dice, isPossible) : undefined;
    const isAtTolerance = fault === undefined && dice.isWithin(TOLERANCE_SHARE);
    return (telling) => oneOrder(telling, fault, isAtTolerance);
  };
  return {
    next: (telling, room) => {
      const { data } = telling.party;
      if (data.matching === 'none') return withoutOrder;
      // Whoever is on hold has that for its fault.
      if (data.state === 'on-hold') return (told) => oneOrder(told);
      const isSpecial = data.state === undefined && telling.dice.isWithin(SPECIAL_SHARE);
      const suits = (one: Special): boolean => one.invoices <= room && one.suits(data);
      return (isSpecial ? specials(telling.dice, suits)?.story : undefined) ?? usual(telling, room);
    },
  };
}

/** Takes the first card that suits out of a shuffled pack. */
function dealFrom<T>(fullPack: () => T[]): (dice: Chance, suits: (card: T) => boolean) => T | undefined {
  const size = fullPack().length;
  let pack: T[] = [];
  return (dice, suits) => {
    if (pack.length * 100 <= size * LEFT_PERCENT) pack = dice.shuffle(fullPack());
    const at = pack.findIndex(suits);
    return at < 0 ? undefined : pack.splice(at, 1)[0];
  };
}
