// Invoices that name their order, or something like it, but not the lines of it that they bill.
import type { Chance } from '../../random.ts';
import type { Row } from '../../row.ts';
import { commodities } from '../group-data.ts';
import { type PlannedLine, planLines } from '../plan.ts';
import { deliver, onLine, send, type Telling } from '../story.ts';
import type { InvoiceLinePlan, Meaning } from '../write-invoice.ts';
import { lineIds, partNumber } from '../write-order.ts';
import { inOtherWords } from './other-words.ts';

/** How a supplier writes about what it was sent an order for. */
interface Hand {
  readonly number: (order: string) => string;
  readonly hasPartNumbers: boolean;
  readonly isReworded: boolean;
  readonly isShuffled: boolean;
}

function handOf(dice: Chance): Hand {
  return {
    number: (ordered) => ordered,
    hasPartNumbers: dice.isWithin(0.6),
    isReworded: dice.isWithin(0.6),
    isShuffled: dice.isWithin(0.6),
  };
}

/** The order's number as people and programs write it around the world. */
const NUMBER_FORMS: readonly ((order: string) => string)[] = [
  (ordered) => `PO-${ordered}`,
  (ordered) => `PO${ordered}`,
  (ordered) => `po ${ordered}`,
  (ordered) => `P.O. ${ordered}`,
  (ordered) => `#${ordered}`,
  (ordered) => ordered.padStart(10, '0'),
  (ordered) => `Best.-Nr. ${ordered}`,
];

/** The right number, but no line of it. */
export function withoutOrderLines(telling: Telling): void {
  billByWords(telling, handOf(telling.dice), 'order_lines_unnamed');
}

/** The number in other letters, so that nothing of it is an exact key. */
export function orderNumberOtherwise(telling: Telling): void {
  const number = telling.dice.pick(NUMBER_FORMS);
  billByWords(telling, { ...handOf(telling.dice), number }, 'order_number_otherwise');
}

function billByWords(telling: Telling, hand: Hand, control: string): void {
  const { dice, party } = telling;
  const lines = planLines(dice, party.data, 2);
  const { ordered } = deliver(telling, { lines });
  const ids = lineIds(ordered);
  const worded = lines.map((line, index) =>
    byWords(line, { telling, hand, ordered, means: { orderLines: [ids[index] ?? ''] } }),
  );
  // Now and then only a part of the order is billed.
  const count = worded.length > 1 && dice.isWithin(0.25) ? worded.length - 1 : worded.length;
  const shown = hand.isShuffled ? dice.shuffle(worded) : worded;
  send(telling, { lines: shown.slice(0, count) }, { control });
}

/** The same ware at the same price ordered twice, for two cost centres; the invoice bills one of the two. */
export function twoThatFit(telling: Telling): void {
  const { dice, party } = telling;
  const [twice, ...others] = planLines(dice, party.data);
  if (twice === undefined) return;
  const elsewhere = commodities.map(([name]) => name).filter((name) => name !== party.data.commodity);
  const lines = [twice, { ...twice, chargedTo: dice.pick(elsewhere) }, ...others];
  const { ordered } = deliver(telling, { lines });
  const hand = { ...handOf(dice), isShuffled: false };
  const [first = '', second = '', ...rest] = lineIds(ordered);
  const unclear = { orderLines: [first, second], isAmbiguous: true };
  const worded = [
    byWords(twice, { telling, hand, ordered, means: unclear }),
    ...others.map((line, index) =>
      byWords(line, { telling, hand, ordered, means: { orderLines: [rest[index] ?? ''] } }),
    ),
  ];
  const what = 'two lines of the order fit it equally well, for two cost centres';
  send(telling, { lines: worded }, onLine('ITEM_UNMATCHED', 1, what));
}

/** The same ware at the same price ordered twice, in every respect alike: either line is right. */
export function orderedTwice(telling: Telling): void {
  const { dice, party } = telling;
  const [twice, ...others] = planLines(dice, party.data);
  if (twice === undefined) return;
  const lines = [twice, twice, ...others];
  const { ordered } = deliver(telling, { lines });
  const hand = { ...handOf(dice), isShuffled: false };
  const ids = lineIds(ordered);
  const worded = lines.map((line, index) => {
    const orderLines = index < 2 ? ids.slice(0, 2) : [ids[index] ?? ''];
    return byWords(line, { telling, hand, ordered, means: { orderLines } });
  });
  send(telling, { lines: worded }, { control: 'order_lines_alike' });
}

function byWords(
  line: PlannedLine,
  {
    telling: { dice },
    hand,
    ordered,
    means,
  }: { readonly telling: Telling; readonly hand: Hand; readonly ordered: Row; readonly means: Meaning },
): InvoiceLinePlan {
  return {
    description: hand.isReworded ? inOtherWords(line.ware, dice) : line.ware.name,
    price: line.price,
    quantity: line.quantity,
    uom: line.ware.uom,
    poNumber: hand.number(ordered.id),
    means,
    ...(hand.hasPartNumbers ? { sourcePartNum: partNumber(line) } : {}),
  };
}
