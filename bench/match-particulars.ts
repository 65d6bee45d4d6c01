import type { Chance } from '#sandbox/random.ts';

/** What of a line is compared and is no number. */
export interface Particulars {
  readonly unit: string;
  readonly orderUnit: string;
  readonly part: string;
  readonly orderPart: string;
  readonly currency: string;
  readonly orderCurrency: string;
  /** Of the order line, in Coupa's word. */
  readonly status: string;
  readonly suppliedOn: string;
  /** Days of the contract behind the order line, the first and the last. */
  readonly termFrom: string;
  readonly termUntil: string;
}

/** Nothing differs. */
export function plain(dice: Chance): Particulars {
  const part = `${dice.between(6_000, 6_399)}-2RS`;
  return {
    unit: 'EA',
    orderUnit: 'EA',
    part,
    orderPart: part,
    currency: 'EUR',
    orderCurrency: 'EUR',
    status: dice.pick(['created', 'partially_received', 'received']),
    suppliedOn: dice.pick(['2026-01-01', '2026-09-20', '2026-12-31']),
    termFrom: '2026-01-01',
    termUntil: '2026-12-31',
  };
}
