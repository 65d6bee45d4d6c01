// What was agreed outside an order: a contract with another price, or a word of the buyer. It makes no invoice right,
// and some of it makes nothing of it clear.
import { compare } from '../../amount.ts';
import { resourceOf } from '../../catalogue/all-resources.ts';
import { blankRow } from '../../catalogue/blank-row.ts';
import { addDays, dayOf, midnight } from '../../moment.ts';
import { chance } from '../../random.ts';
import { idsOf, type Row, textOf } from '../../row.ts';
import { entityOf } from '../plan.ts';
import type { Telling } from '../story.ts';

/** The line that costs another amount than was ordered. */
interface Dear {
  readonly line: Row;
  readonly ordered: Row;
}

/** One of four: a contract with the billed price, one that has ended, the buyer's word for it, and nothing at all. */
export function agreeOnPrice(telling: Telling, invoice: Row): void {
  const dear = dearLine(telling, invoice);
  if (dear === undefined) return;
  // Dice of its own: the company's are not to fall otherwise for it.
  const turn = chance(`${telling.company.seed}:agreement:${invoice.id}`).between(0, 3);
  if (turn === 0) writeContract(telling, dear, 200);
  if (turn === 1) writeContract(telling, dear, -10);
  if (turn === 2) writeWord(telling, dear);
}

function dearLine({ company: { desk } }: Telling, invoice: Row): Dear | undefined {
  for (const id of idsOf(invoice, 'invoice-lines')) {
    const line = desk.state.get('invoice-lines', id);
    const ordered = desk.state.get('order-lines', textOf(line, 'order-line-id'));
    if (line === undefined || ordered === undefined) continue;
    if (compare(textOf(line, 'price'), textOf(ordered, 'price')) !== 0) return { line, ordered };
  }
  return undefined;
}

/** A contract of a year that ends so many days after the invoice, with the article at the billed price. */
function writeContract(
  { company, party, cast, at }: Telling,
  { line, ordered }: Dear,
  endsAfter: number,
): void {
  const { state, masters } = company.desk;
  const { data, id: supplier } = party;
  const end = addDays(at, endsAfter);
  const begin = addDays(end, -364);
  const currency = masters.currency.get(data.currency) ?? null;
  state.transact({ now: addDays(at, -30), actor: cast.buyer }, (work) => {
    const running = state.count('contracts') + 1;
    const contract = work.insert('contracts', {
      ...blankRow(resourceOf('contracts')),
      name: `${data.commodity} ${running}`,
      number: `RV-${1000 + running}`,
      status: 'published',
      supplier,
      currency,
      'start-date': midnight(dayOf(begin)),
      'end-date': midnight(dayOf(end)),
      'payment-term': masters.term.get(data.term) ?? null,
    });
    const name = textOf(ordered, 'description');
    const item = work.insert('items', {
      ...blankRow(resourceOf('items')),
      name,
      description: name,
      uom: ordered.uom ?? null,
      commodity: ordered.commodity ?? null,
    });
    work.insert('supplier-items', {
      ...blankRow(resourceOf('supplier-items')),
      'supplier-part-num': textOf(ordered, 'source-part-num'),
      supplier,
      contract: contract.id,
      currency,
      price: textOf(line, 'price'),
      item: item.id,
    });
  });
}

/** Who placed the order writes on it, in the words of the company. */
function writeWord({ company, party, cast, at }: Telling, { line, ordered }: Dear): void {
  const price = textOf(line, 'price');
  const { currency } = party.data;
  const number = textOf(ordered, 'line-num');
  const words =
    entityOf(party.data) === 'DE'
      ? `Preisanpassung für Pos. ${number} auf ${price} ${currency} mit dem Lieferanten vereinbart, Bestellung wird noch geändert.`
      : `New price of ${currency} ${price} agreed with the supplier for line ${number}; the order still has to be changed.`;
  company.desk.state.transact({ now: addDays(at, -2), actor: cast.buyer }, (work) => {
    const order = textOf(ordered, 'order-header-id');
    work.note(`purchase-orders:${order}`, 'commented');
    return work.insert('comments', {
      ...blankRow(resourceOf('comments')),
      comments: words,
      'commentable-type': 'OrderHeader',
      'commentable-id': order,
    });
  });
}
