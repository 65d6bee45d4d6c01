import { type Decimal, decimal, decimalText, sum, toDecimalText } from '#kernel/decimal.ts';
import type { ExactJson } from '#kernel/exact-json.ts';

type Fields = { readonly [key: string]: ExactJson };

/**
 * Records written by hand, or flattened by an export, say some things in another place than Coupa does. What they
 * mean is plain, and a reference that is overlooked would make a billed line one without an order. Where Coupa's own
 * place says something, that holds.
 */
export function invoiceInCoupasPlaces(invoice: ExactJson): ExactJson {
  if (!isFields(invoice) || !Array.isArray(invoice['invoice-lines'])) return invoice;
  const header = numberIn(invoice['po-number']) ?? numberIn(invoice['order-header-num']);
  return {
    ...invoice,
    'invoice-lines': invoice['invoice-lines'].map((line) => invoiceLine(line, header)),
  };
}

/** A receipt names its order line as a record; a flat file has only the line's id. */
function receiptInCoupasPlaces(receipt: ExactJson): ExactJson {
  if (!isFields(receipt)) return receipt;
  const lineId = idIn(receipt['order-line-id']);
  const originalId = isFields(receipt['original-transaction'])
    ? idIn(receipt['original-transaction'].id)
    : undefined;
  return {
    ...receipt,
    ...(lineId === undefined || !isSilent(receipt['order-line']) ? {} : { 'order-line': { id: lineId } }),
    ...(originalId === undefined || !isSilent(receipt['original-transaction-id'])
      ? {}
      : { 'original-transaction-id': originalId }),
  };
}

/**
 * Coupa notes on a receipt what of it was voided, and books a `Void…` transaction beside it. A file may have the
 * transaction alone: then it says of the receipt it names what Coupa would have noted there.
 */
export function receiptsWithTheirVoids(receipts: readonly ExactJson[]): readonly ExactJson[] {
  const inPlace = receipts.map(receiptInCoupasPlaces);
  const voids = inPlace
    .filter(isFields)
    .filter(({ type }) => typeof type === 'string' && type.startsWith('Void'));
  if (voids.length === 0) return inPlace;
  return inPlace.map((receipt) => {
    if (!isFields(receipt) || voids.includes(receipt) || !isSilent(receipt['voided-value'])) return receipt;
    const own = voids.filter(
      (each) => idIn(each['original-transaction-id']) === idIn(receipt.id) && idIn(receipt.id) !== undefined,
    );
    if (own.length === 0) return receipt;
    const moved = own.map((each) => amountIn(each.quantity) ?? amountIn(each.total));
    // A void that does not say how much takes back all of it.
    const known = moved.filter((amount) => amount !== undefined);
    return known.length < moved.length
      ? { ...receipt, status: 'voided' }
      : { ...receipt, 'voided-value': decimalText(sum(known)) };
  });
}

function amountIn(json: ExactJson | undefined): Decimal | undefined {
  const text = typeof json === 'string' ? toDecimalText(json) : undefined;
  return text === undefined ? undefined : decimal(text).abs();
}

/** The order line as a record, and the order's number once for the whole invoice. */
function invoiceLine(line: ExactJson, header: ExactJson | undefined): ExactJson {
  if (!isFields(line)) return line;
  const nested = isFields(line['order-line']) ? line['order-line'] : undefined;
  const read = {
    ...line,
    ...fill(line, 'order-line-id', idIn(nested?.id)),
    ...fill(line, 'order-header-id', idIn(nested?.['order-header-id'])),
  };
  const namesNothing = ['order-line-id', 'order-header-id', 'po-number', 'order-header-num'].every((key) =>
    isSilent(read[key as keyof typeof read]),
  );
  return namesNothing ? { ...read, ...fill(line, 'po-number', header) } : read;
}

function fill(fields: Fields, key: string, value: ExactJson | undefined): Fields {
  return value === undefined || !isSilent(fields[key]) ? {} : { [key]: value };
}

function numberIn(json: ExactJson | undefined): ExactJson | undefined {
  return typeof json === 'string' && !isSilent(json) ? json : undefined;
}

const idIn = numberIn;

function isSilent(json: ExactJson | undefined): boolean {
  return json === undefined || json === null || (typeof json === 'string' && json.trim() === '');
}

function isFields(json: ExactJson | undefined): json is Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
