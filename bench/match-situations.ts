import type { ExceptionCode } from '#domain/matching/exception-code.ts';
import { type Decimal, decimal, least, roundTo } from '#kernel/decimal.ts';
import type { Chance } from '#sandbox/random.ts';
import { type Particulars, plain } from './match-particulars.ts';

/** All tests that the match makes on a line of these invoices, by the code that says which one failed. */
export const TESTED = [
  'PRICE_OVER',
  'PRICE_UNDER',
  'QTY_OVER_ORDERED',
  'QTY_OVER_RECEIVED',
  'RECEIPT_MISSING',
  'LINE_AMOUNT_OVER',
  'QUALITY_REJECT',
  'TOTAL_UNBALANCED',
  'UOM_MISMATCH',
  'ITEM_UNMATCHED',
  'CURRENCY_MISMATCH',
  'PO_CLOSED',
  'DATE_OUT_OF_TERM',
] as const satisfies readonly ExceptionCode[];

export type Tested = (typeof TESTED)[number];

/** All that is compared on one line, as text. */
export interface LineFigures extends Particulars {
  readonly situation: string;
  /** What must be found on it. */
  readonly planted: readonly Tested[];
  readonly kind: 'quantity' | 'amount';
  /** Of one unit, as billed and as ordered; on amount lines both are the sum. */
  readonly price: string;
  readonly orderPrice: string;
  /** Pieces on quantity lines, money on amount lines: billed earlier, billed now, ordered, received. */
  readonly before: string;
  readonly billed: string;
  readonly ordered: string;
  readonly received: string;
  /** Of what was received, what passed inspection. */
  readonly accepted: string;
  /** Net of the line, as billed. */
  readonly total: string;
}

type Drawn = Pick<LineFigures, 'price' | 'orderPrice' | 'before' | 'billed' | 'ordered' | 'received'> &
  Partial<Omit<LineFigures, 'situation' | 'planted' | 'kind'>>;

interface Situation {
  readonly name: string;
  /** How many of 1,000 lines. */
  readonly weight: number;
  readonly planted: readonly Tested[];
  readonly kind?: 'amount';
  readonly draw: (dice: Chance) => Drawn;
}

/** The smallest step of a price here: Coupa's prices have up to six decimals, people use four. */
const STEP = decimal('0.0001');

/**
 * One line in twenty is an exception, so nearly one invoice in four, which is about what surveys of accounts payable
 * tell; every limit is met exactly, and missed by the smallest step.
 */
const SITUATIONS: readonly Situation[] = [
  { name: 'as ordered and received', weight: 760, planted: [], draw: asOrdered },
  { name: 'all that was received', weight: 40, planted: [], draw: (dice) => allReceived(asOrdered(dice)) },
  { name: 'a little too dear', weight: 50, planted: [], draw: (dice) => slightlyOver(asOrdered(dice)) },
  { name: 'at 2 %', weight: 10, planted: [], draw: (dice) => atRate(small(dice), '1.02') },
  {
    name: 'beyond 2 %',
    weight: 3,
    planted: ['PRICE_OVER'],
    draw: (dice) => dearer(atRate(small(dice), '1.02'), STEP),
  },
  { name: 'at 50.00', weight: 6, planted: [], draw: atCap },
  { name: 'beyond 50.00', weight: 3, planted: ['PRICE_OVER'], draw: (dice) => dearer(atCap(dice), STEP) },
  {
    name: 'far too dear',
    weight: 8,
    planted: ['PRICE_OVER'],
    draw: (dice) => atRate(asOrdered(dice), `1.${dice.between(10, 45)}`),
  },
  {
    name: 'a little too cheap',
    weight: 30,
    planted: [],
    draw: (dice) => atRate(asOrdered(dice), `0.9${dice.between(1, 9)}`),
  },
  { name: 'at 10 % less', weight: 6, planted: [], draw: (dice) => atRate(asOrdered(dice), '0.90') },
  {
    name: 'beyond 10 % less',
    weight: 3,
    planted: ['PRICE_UNDER'],
    draw: (dice) => dearer(atRate(asOrdered(dice), '0.90'), STEP.negated()),
  },
  {
    name: 'far too cheap',
    weight: 3,
    planted: ['PRICE_UNDER'],
    draw: (dice) => atRate(asOrdered(dice), `0.${dice.between(50, 85)}`),
  },
  {
    name: 'half received',
    weight: 7,
    planted: ['QTY_OVER_RECEIVED'],
    draw: (dice) => received(asOrdered(dice), (toDate) => Math.ceil(toDate / 2)),
  },
  {
    name: 'one short',
    weight: 3,
    planted: ['QTY_OVER_RECEIVED'],
    draw: (dice) => received(asOrdered(dice), (toDate) => toDate - 1),
  },
  { name: 'nothing received', weight: 6, planted: ['RECEIPT_MISSING'], draw: unreceived },
  {
    name: 'more than ordered',
    weight: 5,
    planted: ['QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'],
    draw: (dice) => overOrdered(asOrdered(dice), dice),
  },
  {
    name: 'more delivered than ordered',
    weight: 2,
    planted: ['QTY_OVER_ORDERED'],
    draw: (dice) => allReceived(overOrdered(asOrdered(dice), dice)),
  },
  {
    name: 'too dear and half received',
    weight: 2,
    planted: ['PRICE_OVER', 'QTY_OVER_RECEIVED'],
    draw: (dice) =>
      atRate(
        received(asOrdered(dice), (toDate) => Math.ceil(toDate / 2)),
        '1.25',
      ),
  },
  { name: 'service', weight: 42, planted: [], kind: 'amount', draw: (dice) => service(dice, 'part') },
  { name: 'whole service', weight: 6, planted: [], kind: 'amount', draw: (dice) => service(dice, 'rest') },
  {
    name: 'service, one cent over',
    weight: 2,
    planted: ['LINE_AMOUNT_OVER'],
    kind: 'amount',
    draw: (dice) => dearerService(service(dice, 'rest'), '0.01'),
  },
  {
    name: 'service, far over',
    weight: 3,
    planted: ['LINE_AMOUNT_OVER'],
    kind: 'amount',
    draw: (dice) => dearerService(service(dice, 'rest'), '350.00'),
  },
  {
    name: 'all refused at the gate but one',
    weight: 3,
    planted: ['QUALITY_REJECT'],
    draw: (dice) => ({ ...asOrdered(dice), accepted: '1', before: '0' }),
  },
  {
    name: 'one piece refused',
    weight: 2,
    planted: ['QUALITY_REJECT'],
    draw: (dice) => refusedOne(allReceived(asOrdered(dice))),
  },
  {
    name: 'one cent between price times quantity and the total',
    weight: 6,
    planted: [],
    draw: (dice) => offBy(asOrdered(dice), '0.01'),
  },
  {
    name: 'two cents between price times quantity and the total',
    weight: 3,
    planted: ['TOTAL_UNBALANCED'],
    draw: (dice) => offBy(asOrdered(dice), '0.02'),
  },
  ...particular('another unit', 'UOM_MISMATCH', { unit: 'KG' }),
  ...particular('another article', 'ITEM_UNMATCHED', { part: '6399-ZZ' }),
  ...particular('an order line in dollars', 'CURRENCY_MISMATCH', { orderCurrency: 'USD' }),
  ...particular('an order line that is closed', 'PO_CLOSED', { status: 'closed' }),
  ...particular('the day after the contract', 'DATE_OUT_OF_TERM', { suppliedOn: '2027-01-01' }),
  ...particular('the day before the contract', 'DATE_OUT_OF_TERM', { suppliedOn: '2025-12-31' }),
];

/** In order but for one thing that is no number. */
function particular(name: string, code: Tested, changed: Partial<Particulars>): readonly Situation[] {
  return [{ name, weight: 3, planted: [code], draw: (dice) => ({ ...asOrdered(dice), ...changed }) }];
}

/** Every name that a line's `situation` can have. */
export const SITUATION_NAMES: readonly string[] = SITUATIONS.map(({ name }) => name);

const WEIGHTS = SITUATIONS.reduce((total, { weight }) => total + weight, 0);

/** One line in a situation that chance picks by weight. */
export function drawLine(dice: Chance): LineFigures {
  let left = dice.next() * WEIGHTS;
  const found = SITUATIONS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const { name, planted, kind = 'quantity', draw } = found ?? dice.pick(SITUATIONS);
  const drawn = draw(dice);
  const total = kind === 'amount' ? drawn.billed : extended(drawn).toFixed(2);
  return { situation: name, planted, kind, ...plain(dice), accepted: drawn.received, total, ...drawn };
}

/** At the order's price, part of what was received; of every other order line something was billed before. */
function asOrdered(dice: Chance): Drawn {
  const ordered = dice.between(10, 400);
  const before = dice.isWithin(0.5) ? dice.between(1, Math.floor(ordered / 2)) : 0;
  const billed = dice.between(2, ordered - before);
  const price = cents(dice.between(150, 60_000));
  return {
    price,
    orderPrice: price,
    before: String(before),
    billed: String(billed),
    ordered: String(ordered),
    received: String(dice.between(before + billed, ordered)),
  };
}

/** So little that 2 % come to less than 50.00. */
function small(dice: Chance): Drawn {
  const price = cents(dice.between(100, 6_000));
  return {
    price,
    orderPrice: price,
    before: '0',
    billed: String(dice.between(1, 40)),
    ordered: '40',
    received: '40',
  };
}

/** Exactly 50.00 above the order, and less than 2 %. */
function atCap(dice: Chance): Drawn {
  const billed = dice.pick([100, 125, 200, 250]);
  const agreed = decimal(cents(dice.between(5_000, 30_000)));
  return {
    price: agreed.plus(decimal('50').div(billed)).toFixed(),
    orderPrice: agreed.toFixed(2),
    before: '0',
    billed: String(billed),
    ordered: '250',
    received: '250',
  };
}

/** Half of what is tolerated. */
function slightlyOver(line: Drawn): Drawn {
  const agreed = decimal(line.orderPrice);
  const step = least(agreed.times('0.01'), decimal('25').div(line.billed));
  return { ...line, price: roundTo(agreed.plus(step), 4).toFixed() };
}

function atRate(line: Drawn, rate: string): Drawn {
  return { ...line, price: decimal(line.orderPrice).times(rate).toFixed() };
}

function dearer(line: Drawn, step: Decimal): Drawn {
  return { ...line, price: decimal(line.price).plus(step).toFixed() };
}

function allReceived(line: Drawn): Drawn {
  return received(line, (toDate) => toDate);
}

/** @param quantity what was received, by what is billed to date. */
function received(line: Drawn, quantity: (toDate: number) => number): Drawn {
  return { ...line, received: String(quantity(Number(line.before) + Number(line.billed))) };
}

function refusedOne(line: Drawn): Drawn {
  return { ...line, accepted: String(Number(line.received) - 1) };
}

function offBy(line: Drawn, difference: string): Drawn {
  return { ...line, total: extended(line).plus(difference).toFixed(2) };
}

function extended({ billed, price }: Drawn): Decimal {
  return roundTo(decimal(billed).times(decimal(price)), 2);
}

function unreceived(dice: Chance): Drawn {
  return { ...asOrdered(dice), before: '0', received: '0' };
}

/** All that was ordered was received and is billed, and up to a third more. */
function overOrdered(line: Drawn, dice: Chance): Drawn {
  const ordered = Number(line.ordered);
  const toDate = ordered + dice.between(1, Math.ceil(ordered / 3));
  return { ...line, billed: String(toDate - Number(line.before)), received: line.ordered };
}

function service(dice: Chance, bills: 'part' | 'rest'): Drawn {
  const ordered = dice.between(50_000, 2_000_000);
  const before = dice.isWithin(0.5) ? dice.between(1, Math.floor(ordered / 2)) : 0;
  const billed = cents(bills === 'rest' ? ordered - before : dice.between(1, ordered - before));
  return {
    price: billed,
    orderPrice: cents(ordered),
    before: before === 0 ? '0' : cents(before),
    billed,
    ordered: cents(ordered),
    received: '0',
  };
}

function dearerService(line: Drawn, amount: string): Drawn {
  const billed = decimal(line.billed).plus(decimal(amount)).toFixed(2);
  return { ...line, price: billed, billed };
}

function cents(count: number): string {
  return decimal(String(count)).div(100).toFixed(2);
}
