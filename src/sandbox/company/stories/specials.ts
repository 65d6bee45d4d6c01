// What happens beside the usual, in rough shares of an accounts payable desk.
import { entityOf, placesIn, taxOf } from '../plan.ts';
import type { Telling } from '../story.ts';
import type { SupplierData } from '../supplier-data.ts';
import { freightNotOwed, freightOwed, handlingCharged, surchargeCharged } from './charges.ts';
import {
  creditBeyondBilled,
  creditForNothing,
  creep,
  enteredAgain,
  numberTransposed,
  priceCredited,
} from './corrections.ts';
import {
  inspectedGoods,
  partDeliveries,
  rejectedGoods,
  replaced,
  sentBack,
  serviceConfirmed,
  serviceUnconfirmed,
  shortShipped,
} from './deliveries.ts';
import {
  forNothing,
  inTerm,
  outOfTerm,
  serialNumbers,
  severalOrders,
  supplierInactive,
  unreadable,
} from './odd-documents.ts';
import {
  discountAsLine,
  discountOnLines,
  pricedByTheHundred,
  roundedByACent,
  roundedToCoins,
  taxInPrices,
  taxOnTheSum,
} from './prices.ts';
import { blanketOrder, depositDeducted, depositForgotten, milestones, overdrawn, retention } from './sums.ts';
import { orderedTwice, orderNumberOtherwise, twoThatFit, withoutOrderLines } from './unnamed-lines.ts';

export type Story = (telling: Telling) => void;

/** A story that some suppliers give rise to. */
export interface Special {
  readonly story: Story;
  /** How often, against the others. */
  readonly share: number;
  /** How many invoices it has at most. */
  readonly invoices: number;
  readonly suits: (supplier: SupplierData) => boolean;
}

type Suits = Special['suits'];

const anybody: Suits = () => true;
const goods = ({ matching }: SupplierData): boolean => matching === '3-way';
const services = ({ matching }: SupplierData): boolean => matching === '2-way';
const hasCents = ({ currency }: SupplierData): boolean => placesIn(currency) === 2;
const paysFreight = (supplier: SupplierData): boolean => goods(supplier) && hasCents(supplier);
/** Tax stands on the lines and is not nothing. */
const isTaxedByLine = (supplier: SupplierData): boolean =>
  entityOf(supplier) !== 'US' && taxOf(supplier).rate !== '0';
const sellsSmallParts = ({ trade, ...supplier }: SupplierData): boolean =>
  hasCents({ trade, ...supplier }) && ['steel', 'electro', 'packaging'].includes(trade);
/** A single piece is worth less than what is tolerated in money allows. */
const sellsCheaply = (supplier: SupplierData): boolean =>
  goods(supplier) && hasCents(supplier) && !['it', 'optics'].includes(supplier.trade);
const isSwiss = ({ currency }: SupplierData): boolean => currency === 'CHF';

const one = (share: number, story: Story, suits: Suits = anybody): Special => ({
  share,
  story,
  suits,
  invoices: 1,
});
const two = (share: number, story: Story, suits: Suits = anybody): Special => ({
  share,
  story,
  suits,
  invoices: 2,
});
const three = (share: number, story: Story, suits = anybody): Special => ({
  share,
  story,
  suits,
  invoices: 3,
});

/** Something is wrong with the last invoice, or with the one that the last one puts right. */
const WRONG: readonly Special[] = [
  one(4, twoThatFit),
  one(3, handlingCharged),
  one(2, surchargeCharged),
  one(3, freightNotOwed, paysFreight),
  one(4, rejectedGoods, goods),
  one(4, serviceUnconfirmed, services),
  one(3, outOfTerm),
  one(2, unreadable),
  one(1, supplierInactive),
  one(2, creditForNothing),
  two(2, creditBeyondBilled),
  two(2, numberTransposed),
  two(2, depositForgotten),
  two(2, creep, sellsCheaply),
  two(3, shortShipped, goods),
  two(3, priceCredited),
  three(3, overdrawn, services),
];

/** Nothing is wrong, though it looks as if. */
const RIGHT: readonly Special[] = [
  one(30, withoutOrderLines),
  one(10, orderNumberOtherwise),
  one(4, orderedTwice),
  one(5, freightOwed, paysFreight),
  one(3, inspectedGoods, goods),
  one(3, sentBack, goods),
  one(4, serviceConfirmed, services),
  one(4, inTerm),
  one(5, severalOrders),
  one(3, serialNumbers, goods),
  one(3, forNothing, goods),
  one(3, taxInPrices, isTaxedByLine),
  one(3, pricedByTheHundred, sellsSmallParts),
  one(4, discountOnLines),
  one(3, discountAsLine),
  one(3, roundedToCoins, isSwiss),
  one(4, roundedByACent, isTaxedByLine),
  one(3, taxOnTheSum, isTaxedByLine),
  two(2, retention, services),
  two(2, depositDeducted),
  two(3, enteredAgain),
  three(12, partDeliveries, goods),
  three(2, replaced, goods),
  three(3, blanketOrder, services),
  three(2, milestones, services),
];

export const SPECIALS: readonly Special[] = [...WRONG, ...RIGHT];
