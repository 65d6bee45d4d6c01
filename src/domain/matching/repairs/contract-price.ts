import { type Decimal, decimal } from '#kernel/decimal.ts';
import type { Contract } from '../../records/contract.ts';
import { type AgreedPrice, contractLabel, statedPrice, termOf, whyNotInForce } from '../agreed-price.ts';
import type { ComparedLine } from '../compare-lines.ts';
import { samePart } from '../part-key.ts';
import { conversionFactor } from '../unit-conversion.ts';
import { capital, money, named, quantity as quantityWords } from '../wording.ts';
import { contractCharge, contractTerms } from './contract-terms.ts';
import { type Climb, helps, notHere, nothing, type RepairStep } from './repair-step.ts';

/** A price by quantity that the volume to date has reached. */
export function tierPrice(at: Climb): RepairStep | undefined {
  const priced = pricedLine(at);
  if (priced === undefined) return undefined;
  const { agreedPrices } = at.input;
  if (agreedPrices === undefined)
    return notHere('tier_price', `Prices by quantity are not at hand.${earlierPrice(at, priced)}`);
  const tiers = ofArticle(agreedPrices, priced, at).filter(({ tier }) => tier !== undefined);
  if (tiers.length === 0)
    return nothing('tier_price', `No prices by quantity are agreed for it.${earlierPrice(at, priced)}`);
  return bestOf(
    tiers.flatMap((price) => tierStep(price, tiers, priced, at) ?? []),
    'tier_price',
    'Its prices by quantity do not reach as far as was billed.',
  );
}

/** The price that a contract states, whatever the quantity; for charges and terms what the contract says of them. */
export function contractPrice(at: Climb): RepairStep | undefined {
  if (at.cause.code === 'TERMS_MISMATCH') return contractTerms(at);
  if (!at.cause.code.startsWith('PRICE_')) return contractCharge(at);
  const priced = pricedLine(at);
  if (priced === undefined) return undefined;
  const { agreedPrices } = at.input;
  if (agreedPrices === undefined) return contractUnread(priced);
  const flat = ofArticle(agreedPrices, priced, at).filter(({ tier }) => tier === undefined);
  if (flat.length === 0) return nothing('contract_price', noPriceWords(priced));
  return bestOf(
    flat.flatMap((price) => priceStep(price, { priced, at, rung: 'contract_price' })),
    'contract_price',
    noPriceWords(priced),
  );
}

interface PricedLine {
  readonly line: ComparedLine;
  readonly found: Extract<ComparedLine['assignment'], { kind: 'found' }>;
  readonly billed: Decimal;
}

/** A line with a price and a place on an order; others have nothing that a price could be held against. */
function pricedLine({ line }: Climb): PricedLine | undefined {
  if (line?.assignment.kind !== 'found' || line.facts.price === undefined) return undefined;
  return { line, found: line.assignment, billed: line.facts.price };
}

/** The order says which article it is: by the invoice's own number a supplier could choose the price. */
function ofArticle(
  prices: readonly AgreedPrice[],
  { found: { orderLine } }: PricedLine,
  { input }: Climb,
): readonly AgreedPrice[] {
  const own = [orderLine.partNumber, orderLine.auxPartNumber];
  return prices
    .filter(({ supplierId }) => supplierId !== undefined && supplierId === input.invoice.supplierId)
    .filter(
      ({ itemId, partNumbers }) =>
        (itemId !== undefined && itemId === orderLine.itemId) ||
        partNumbers.some((number) => own.some((mine) => samePart(number, mine))),
    )
    .sort((a, b) => (a.source === b.source ? decimal(a.price).cmp(b.price) : a.source < b.source ? -1 : 1));
}

/** What helps before what does not; of several that do not, the first tells. */
function bestOf(steps: readonly RepairStep[], rung: RepairStep['rung'], otherwise: string): RepairStep {
  return steps.find(({ found }) => found === 'helps') ?? steps[0] ?? nothing(rung, otherwise);
}

interface Pricing {
  readonly priced: PricedLine;
  readonly at: Climb;
  readonly rung: 'tier_price' | 'contract_price';
  /** Of a price by quantity: for which one, and how much was taken. */
  readonly tier?: { readonly words: string; readonly taken: string };
}

/** One agreed price against the billed one: under which contract, from when to when, in which currency and unit. */
function priceStep(price: AgreedPrice, { priced, at, rung, tier }: Pricing): RepairStep {
  const { input, cause } = at;
  const stated = `${statedPrice(decimal(price.price), price)}${tier === undefined ? '' : ` ${tier.words}`}`;
  const contract = input.contracts?.find(({ id }) => id === price.contractId);
  const sources = [price.source, ...(contract === undefined ? [] : [`contract/${contract.id}`])];
  const no = (says: string) => nothing(rung, says, sources);
  if (price.contractId === undefined)
    return no(
      `The supplier’s catalogue has ${stated}, but no contract stands behind it: listed is not agreed.`,
    );
  if (contract === undefined) return no(`${stated} stands under a contract that cannot be read.`);
  const label = contractLabel(contract);
  const other = otherContract(contract, priced);
  if (other !== undefined) return no(`${capital(label)} has ${stated}, but it was ordered under ${other}.`);
  const gap = whyNotInForce(contract, input.invoice);
  if (gap !== undefined) return no(`${capital(label)} has ${stated}, but it ${gap}.`);
  const currency = price.currency ?? contract.currency;
  if (currency === undefined || currency !== input.invoice.currency)
    return no(
      `${capital(label)} has ${stated}${currency === undefined ? ' without a currency' : ''}, and the invoice is in ${input.invoice.currency ?? 'none'}: two currencies are not compared.`,
    );
  const conversion = conversionFactor(
    priced.line.facts.line.unitOfMeasure ?? priced.found.orderLine.unitOfMeasure,
    price.unitOfMeasure,
    priced.line.standing?.conversions ?? [],
  );
  if (conversion === undefined)
    return no(
      `${capital(label)} has ${stated}, and the line is billed per ${named(priced.line.facts.line.unitOfMeasure ?? priced.found.orderLine.unitOfMeasure ?? '')}: no conversion is known.`,
    );
  const agreed = decimal(price.price).times(conversion.factor);
  const isAgreed = cause.code === 'PRICE_OVER' ? agreed.gte(priced.billed) : agreed.eq(priced.billed);
  const term = termOf(contract);
  const taken = tier === undefined ? '' : ` ${tier.taken}`;
  if (!isAgreed)
    return no(
      `${capital(label)} has ${stated} ${term}, and ${money(priced.billed, currency)} is billed: it does not explain the difference.${taken}`,
    );
  const how = agreed.eq(priced.billed) ? 'as billed' : `and ${money(priced.billed, currency)} is billed`;
  return helps(
    rung,
    `${capital(label)} has ${stated} ${term}, ${how}.${taken} Ask the buyer to correct the price of line ${named(priced.found.orderLine.lineNumber)} of order ${named(priced.found.order.poNumber)}, or to accept it under ${label}.`,
    sources,
  );
}

/** An order that names a contract was made under that one alone. */
function otherContract(contract: Contract, { found }: PricedLine): string | undefined {
  const own = found.orderLine.contract ?? found.order.contract;
  return own === undefined || own.id === contract.id ? undefined : contractLabel(own);
}

/** The price at the volume that was reached; of the other tiers only the one that was billed is worth a word. */
function tierStep(
  price: AgreedPrice,
  tiers: readonly AgreedPrice[],
  priced: PricedLine,
  at: Climb,
): RepairStep | undefined {
  if (price.tier === undefined) return undefined;
  const volume = volumeOf(price, priced);
  if (volume === undefined) return undefined;
  const { above, upTo } = price.tier;
  const isReached = volume.gt(decimal(above)) && (upTo === undefined || volume.lte(decimal(upTo)));
  const taken =
    price.tier.counts === 'order'
      ? `${quantityWords(volume, price.unitOfMeasure)} are ordered`
      : `${quantityWords(volume, price.unitOfMeasure)} are billed on the order line to date, without what other orders took`;
  if (isReached) {
    const tier = { words: tierWords(price), taken: `${taken}.` };
    return priceStep(price, { priced, at, rung: 'tier_price', tier });
  }
  const reached = tiers.some(
    (other) =>
      other.source === price.source &&
      other.tier !== undefined &&
      volume.gt(decimal(other.tier.above)) &&
      (other.tier.upTo === undefined || volume.lte(decimal(other.tier.upTo))),
  );
  if (reached || !decimal(price.price).eq(priced.billed)) return undefined;
  return nothing(
    'tier_price',
    `${statedPrice(decimal(price.price), price)} is agreed ${tierWords(price)}, but ${taken}.`,
    [price.source],
  );
}

function tierWords({ tier, unitOfMeasure }: AgreedPrice): string {
  const from = decimal(tier?.above ?? '0');
  const upTo = tier?.upTo === undefined ? undefined : quantityWords(decimal(tier.upTo), unitOfMeasure);
  if (from.isZero()) return upTo === undefined ? 'for any quantity' : `up to ${upTo}`;
  return `beyond ${quantityWords(from, unitOfMeasure)}${upTo === undefined ? '' : ` up to ${upTo}`}`;
}

/** How much was taken in the unit of the price. */
function volumeOf({ tier, unitOfMeasure }: AgreedPrice, { line, found }: PricedLine): Decimal | undefined {
  const { standing, facts } = line;
  const orderUnit = found.orderLine.unitOfMeasure;
  const conversions = standing?.conversions ?? [];
  const toPrice = conversionFactor(orderUnit, unitOfMeasure, conversions);
  if (toPrice === undefined) return undefined;
  if (tier?.counts === 'order') {
    const ordered = found.orderLine.quantity;
    return ordered === undefined ? undefined : decimal(ordered).times(toPrice.factor);
  }
  const toOrder = conversionFactor(facts.line.unitOfMeasure, orderUnit, conversions);
  if (standing?.basis !== 'quantity' || facts.quantity === undefined || toOrder === undefined)
    return undefined;
  return standing.billedBefore.plus(facts.quantity.times(toOrder.factor)).times(toPrice.factor);
}

/** That it was let pass before does not make it agreed; that it was never asked tells as much. */
function earlierPrice({ input }: Climb, { found, billed }: PricedLine): string {
  const same = input.billedBefore.find(
    ({ orderLineId, price }) =>
      orderLineId === found.orderLine.id && price !== null && decimal(price).eq(billed),
  );
  return same === undefined
    ? ''
    : ` Invoice ${named(same.invoiceNumber)} billed the same price on this order line; that it was let pass does not make it agreed.`;
}

function noPriceWords({ found: { order, orderLine } }: PricedLine): string {
  if (orderLine.partNumber === undefined && orderLine.itemId === undefined)
    return 'The order line names no article, so no agreed price can be told to be its own.';
  const own = orderLine.contract ?? order.contract;
  return own === undefined
    ? 'No price is agreed in Coupa for the article.'
    : `${capital(contractLabel(own))} stands behind it, but has no price for the article.`;
}

function contractUnread({ found: { order, orderLine } }: PricedLine): RepairStep {
  const own = orderLine.contract ?? order.contract;
  return notHere(
    'contract_price',
    own === undefined
      ? 'Prices of contracts are not at hand.'
      : `${capital(contractLabel(own))} stands behind it; its prices are not at hand.`,
  );
}
