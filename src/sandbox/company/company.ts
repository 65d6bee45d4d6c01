import { addDays, dayOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import type { Row } from '../row.ts';
import type { Annals } from './annals/annals.ts';
import type { Cast, Desk, Party } from './desk.ts';
import { people } from './group-data.ts';
import { loginOf } from './master-data.ts';
import { entityOf, invoiceNumber, type PlantedCode, pickFault, planLines } from './plan.ts';
import { writeInvoice } from './write-invoice.ts';

/** The seeded company and what its later life needs. */
export interface Company {
  readonly desk: Desk;
  readonly seed: number;
  readonly parties: readonly Party[];
  /** The older past of a company too large to keep. */
  readonly annals?: Annals;
}

/** A supplier by its weight. */
export function pickParty(parties: readonly Party[], dice: Chance): Party {
  let left = dice.next() * parties.reduce((all, party) => all + party.data.weight, 0);
  for (const party of parties) {
    left -= party.data.weight;
    if (left < 0 && party.data.state !== 'inactive') return party;
  }
  return parties[0] ?? dice.pick(parties);
}

/** Who plays in a story: people of the buying entity. */
export function castFor(company: Company, party: Party, dice: Chance): Cast {
  const entity = entityOf(party.data);
  const idOf = (person: (typeof people)[number]) =>
    company.desk.masters.user.get(loginOf(person.first, person.last)) ?? '1';
  const some = (duty: string) => {
    const all = people.filter((person) => person.duty === duty);
    const here = all.filter((person) => person.entity === entity);
    return idOf(dice.pick(here.length > 0 ? here : all));
  };
  return {
    buyer: some('buyer'),
    requester: some('requester'),
    receiver: some('receiver'),
    clerk: some('ap-clerk'),
  };
}

/** The number that the supplier's next invoice bears. */
export function nextNumber(company: Company, party: Party, at: string): string {
  const running = Number(company.desk.state.get('suppliers', party.id)?.running ?? 0) + 1;
  return invoiceNumber(party.data.numbers, running, dayOf(at));
}

/** Another supplier of the same country and currency; the supplier itself where there is none. */
export function strangerTo(company: Company, party: Party, dice: Chance): Party {
  const alike = company.parties.filter(
    (other) =>
      other.id !== party.id &&
      other.data.currency === party.data.currency &&
      other.data.country === party.data.country &&
      !other.data.state,
  );
  return alike.length > 0 ? dice.pick(alike) : party;
}

/** Rent, energy, telephone, insurance: no order, and none is asked for. */
export function writeBill(company: Company, party: Party, cast: Cast, at: string, dice: Chance): Row {
  const { masters } = company.desk;
  const account = masters.account.get(`${entityOf(party.data)}:${party.data.commodity}`) ?? null;
  const isUncoded = dice.isWithin(0.12);
  const plan = {
    party,
    number: nextNumber(company, party, at),
    at,
    day: dayOf(addDays(at, -2)),
    lines: planLines(dice, party.data).map((line) => ({
      description: line.ware.name,
      price: line.price,
      quantity: '1',
      uom: line.ware.uom,
      account: isUncoded ? null : account,
    })),
    clerk: cast.clerk,
    requester: cast.requester,
  };
  return writeInvoice(company.desk, plan, { control: 'without_order' });
}

/** A fault that can happen to this supplier's invoices: billing for another one needs another one. */
export function drawFault(party: Party, stranger: Party, dice: Chance): PlantedCode {
  const drawn = pickFault(dice, party.data);
  return drawn === 'SUPPLIER_MISMATCH' && stranger.id === party.id ? 'PRICE_OVER' : drawn;
}
