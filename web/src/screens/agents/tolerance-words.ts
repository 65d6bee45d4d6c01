import { percentOf } from '../../ui/format/decimal-text.ts';

/** One limit of a tolerance policy as it travels; which parts are there follows from the mode. */
export interface LimitShape {
  readonly mode: string;
  readonly rate?: string;
  readonly amount?: string;
}

/** The parts of a tolerance policy that these screens show; the rest passes through untouched. */
export interface TolerancesShape {
  readonly name?: string;
  readonly currency?: string;
  readonly limits: Readonly<Record<string, LimitShape>>;
  readonly scoped?: readonly unknown[];
  readonly documentCap: string;
  readonly orderToDateOver: LimitShape;
}

/** The tolerances in an agent's settings; undefined when it has none. */
export function tolerancesOf(settings: Readonly<Record<string, unknown>>): TolerancesShape | undefined {
  const found = settings.tolerances;
  return typeof found === 'object' && found !== null && 'limits' in found
    ? (found as TolerancesShape)
    : undefined;
}

/** What each limit is about, in the order in which people ask. */
export const LIMIT_WORDS: readonly (readonly [key: string, words: string])[] = [
  ['priceOver', 'Price above the order'],
  ['priceUnder', 'Price below the order'],
  ['quantityOverReceived', 'Billed beyond received'],
  ['quantityOverOrdered', 'Billed beyond ordered'],
  ['lineAmountOver', 'Amount lines beyond ordered'],
  ['freightOver', 'Freight'],
  ['handlingOver', 'Handling'],
  ['miscChargeOver', 'Other charges'],
];

/** `2 %, at most 50`, `3 % or 50, whichever is more`. */
export function limitWords({ mode, rate, amount }: LimitShape): string {
  const percent = `${percentOf(rate ?? '0')} %`;
  switch (mode) {
    case 'rate':
      return percent;
    case 'amount':
      return amount ?? '0';
    case 'cap':
    case 'all':
      return `${percent}, at most ${amount ?? '0'}`;
    case 'any':
      return `${percent} or ${amount ?? '0'}, whichever is more`;
    case 'unlimited':
      return 'Without limit';
    default:
      return mode;
  }
}
