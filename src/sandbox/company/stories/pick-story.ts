import { drawFault } from '../company.ts';
import type { Telling } from '../story.ts';
import type { SupplierData } from '../supplier-data.ts';
import { oneOrder } from './one-order.ts';
import { orderedTwice, orderNumberOtherwise, twoThatFit, withoutOrderLines } from './unnamed-lines.ts';
import { withoutOrder } from './without-order.ts';

type Story = (telling: Telling) => void;

/** Share of the usual stories that have something wrong. */
const FAULT_SHARE = 0.22;
const TOLERANCE_SHARE = 0.08;

interface Special {
  /** Of a thousand stories on orders. */
  readonly share: number;
  /** How many invoices it has at most. */
  readonly invoices: number;
  readonly suits: (supplier: SupplierData) => boolean;
  readonly story: Story;
}

const anybody = () => true;

/** What happens beside the usual, in rough shares of an accounts payable desk. */
const SPECIALS: readonly Special[] = [
  { share: 60, invoices: 1, suits: anybody, story: withoutOrderLines },
  { share: 20, invoices: 1, suits: anybody, story: orderNumberOtherwise },
  { share: 10, invoices: 1, suits: anybody, story: orderedTwice },
  { share: 10, invoices: 1, suits: anybody, story: twoThatFit },
];

/** The story that comes next for a supplier. @param room how many invoices it may have. */
export function pickStory({ party, stranger, dice }: Telling, room: number): Story {
  if (party.data.matching === 'none') return withoutOrder;
  // Whoever is on hold has that for its fault.
  if (party.data.state === 'on-hold') return (telling) => oneOrder(telling);
  let left = dice.next() * 1000;
  for (const { share, invoices, suits, story } of SPECIALS) {
    left -= share;
    if (left < 0 && invoices <= room && suits(party.data)) return story;
    if (left < 0) break;
  }
  const drawn = dice.isWithin(FAULT_SHARE) ? drawFault(party, stranger, dice) : undefined;
  const fault = drawn === 'DUP_EXACT' && room < 2 ? undefined : drawn;
  const isAtTolerance = fault === undefined && dice.isWithin(TOLERANCE_SHARE);
  return (telling) => oneOrder(telling, fault, isAtTolerance);
}
