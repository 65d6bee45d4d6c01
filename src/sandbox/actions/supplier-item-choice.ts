import { compare } from '../amount.ts';
import { decimalOf, isTrue, type Reader, type Row, textOf } from '../row.ts';

/**
 * What an item costs on a requisition line, and from whom: of the supplier items that match what the line says of
 * supplier, contract and part numbers, the preferred one, else the cheapest.
 */
export function chooseSupplierItem(reader: Reader, line: Row): Row | undefined {
  const item = textOf(line, 'item');
  if (item === '') return undefined;
  const wanted = [
    ['supplier', 'supplier'],
    ['contract', 'contract'],
    ['source-part-num', 'supplier-part-num'],
    ['supp-aux-part-num', 'supplier-aux-part-num'],
  ] as const;
  const fitting = [...reader.rows('supplier-items')].filter(
    (offer) =>
      offer.item === item &&
      isContractValid(reader, offer) &&
      wanted.every(
        ([asked, held]) => textOf(line, asked) === '' || textOf(line, asked) === textOf(offer, held),
      ),
  );
  const preferred = fitting.find((offer) => isTrue(offer, 'preferred'));
  return preferred ?? fitting.sort((a, b) => compare(decimalOf(a, 'price'), decimalOf(b, 'price')))[0];
}

/** Items tied to a contract are offered only while it is published. */
function isContractValid(reader: Reader, offer: Row): boolean {
  const contract = reader.get('contracts', textOf(offer, 'contract'));
  return !contract || contract.status === 'published';
}
