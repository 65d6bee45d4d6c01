import { decimal } from '#kernel/decimal.ts';
import type { Contract } from '../../records/contract.ts';
import { contractLabel, statedPrice, termOf, whyNotInForce } from '../agreed-price.ts';
import type { ExceptionCode } from '../exception-code.ts';
import { type LineType, lineTypeOf } from '../line-type.ts';
import { capital, named, readBack, withCurrency } from '../wording.ts';
import { type Climb, helps, notHere, nothing, type RepairStep } from './repair-step.ts';

const RUNG = 'contract_price';

/** The contracts that the invoice's orders name, as far as they were read. */
function contractsBehind({ input, result }: Climb): readonly Contract[] {
  const orderIds = new Set(result.lines.map(({ orderId }) => orderId));
  const orders = input.orders.filter(({ id }) => orderIds.has(id));
  const named = orders.flatMap((order) =>
    [order.contract, ...order.lines.map(({ contract }) => contract)].flatMap((each) => each?.id ?? []),
  );
  return (input.contracts ?? [])
    .filter(({ id }) => named.includes(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Terms of payment: the contract stands above order and invoice. */
export function contractTerms(at: Climb): RepairStep {
  const { input, cause } = at;
  if (input.contracts === undefined) return notHere(RUNG, 'Terms of contracts are not at hand.');
  const contracts = contractsBehind(at).filter(({ paymentTermCode }) => paymentTermCode !== undefined);
  const standing = contracts.find((contract) => whyNotInForce(contract, input.invoice) === undefined);
  const [contract = standing] = standing === undefined ? contracts : [standing];
  if (contract === undefined)
    return nothing(RUNG, 'No contract with terms of payment stands behind the order.');
  const label = capital(contractLabel(contract));
  const terms = named(contract.paymentTermCode ?? '');
  const sources = [`contract/${contract.id}`];
  const gap = whyNotInForce(contract, input.invoice);
  if (gap !== undefined) return nothing(RUNG, `${label} has payment terms ${terms}, but it ${gap}.`, sources);
  const isBilled = sameCode(contract.paymentTermCode, cause.actual);
  if (!isBilled) {
    const side = sameCode(contract.paymentTermCode, cause.expected) ? 'as the order does' : 'other than both';
    return nothing(
      RUNG,
      `${label} has payment terms ${terms}, ${side}: take those of the contract.`,
      sources,
    );
  }
  return helps(
    RUNG,
    `${label} has payment terms ${terms} ${termOf(contract)}, as billed. Ask the buyer to correct the order’s terms, or to accept them under ${contractLabel(contract)}.`,
    sources,
  );
}

function sameCode(a: string | undefined, b: string): boolean {
  return a?.trim().toLocaleLowerCase('en') === b.trim().toLocaleLowerCase('en');
}

const CHARGE_TYPES: Readonly<Partial<Record<ExceptionCode, LineType>>> = {
  FREIGHT_OVER: 'freight',
  HANDLING_OVER: 'handling',
  MISC_CHARGE_OVER: 'misc_charge',
};

/** A charge that a contract has a price for, told by its name; and for freight, who pays it. */
export function contractCharge(at: Climb): RepairStep {
  const { input, cause } = at;
  if (input.agreedPrices === undefined || input.contracts === undefined)
    return notHere(RUNG, 'What contracts say of charges is not at hand.');
  const type = CHARGE_TYPES[cause.code];
  const billed = readBack(cause.actual);
  const { invoice } = input;
  for (const price of input.agreedPrices) {
    if (price.tier !== undefined || price.supplierId !== invoice.supplierId) continue;
    if (price.name === undefined || lineTypeOf(price.name) !== type) continue;
    const contract = input.contracts.find(({ id }) => id === price.contractId);
    if (contract === undefined || whyNotInForce(contract, invoice) !== undefined) continue;
    if (!contractsBehind(at).includes(contract)) continue;
    if ((price.currency ?? contract.currency) !== invoice.currency) continue;
    const sources = [price.source, `contract/${contract.id}`];
    const told = `${contractLabel(contract)} has ${statedPrice(decimal(price.price), price)} for ${named(price.name)} ${termOf(contract)}`;
    const asked = withCurrency(cause.actual, invoice.currency);
    if (decimal(price.price).lt(billed))
      return nothing(RUNG, `${capital(told)}, and ${asked} is billed.`, sources);
    return helps(
      RUNG,
      `${capital(told)}, and ${asked} is billed. Ask the buyer to add it to the order, or to accept it under ${contractLabel(contract)}.`,
      sources,
    );
  }
  return deliveryTerms(at) ?? nothing(RUNG, 'No contract behind the order has a price for such a charge.');
}

/** Who pays the carriage settles no amount, but whom to ask. */
function deliveryTerms(at: Climb): RepairStep | undefined {
  if (at.cause.code !== 'FREIGHT_OVER') return undefined;
  const contract = contractsBehind(at).find(
    (each) => each.shippingTermCode !== undefined && whyNotInForce(each, at.input.invoice) === undefined,
  );
  if (contract === undefined) return undefined;
  return nothing(
    RUNG,
    `${capital(contractLabel(contract))} has terms of delivery ${named(contract.shippingTermCode ?? '')}, but no price for freight.`,
    [`contract/${contract.id}`],
  );
}
