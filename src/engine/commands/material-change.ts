import type { Invoice } from '#domain/records/invoice.ts';

type Material = readonly (readonly [what: string, value: string])[];

/**
 * What is different about the invoice, as Coupa has it now, from what the decision rested on: number, supplier,
 * currency, total, lines. Status, dates of change and custom fields do not count, since our own commands move them.
 * @returns one sentence for a person, undefined when nothing that matters changed.
 */
export function materialChange(decidedOn: Invoice, now: Invoice): string | undefined {
  const before = new Map(materialOf(decidedOn));
  const after = new Map(materialOf(now));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (what) => before.get(what) !== after.get(what),
  );
  const [first] = changed;
  if (first === undefined) return undefined;
  const more = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  const [old, fresh] = [before.get(first) ?? 'nothing', after.get(first) ?? 'nothing'];
  return `The invoice changed in Coupa since it was decided on: ${first}${more} (was ${old}, is ${fresh}).`;
}

function materialOf(invoice: Invoice): Material {
  const { invoiceNumber, supplierId, currency, grossTotal, documentType } = invoice;
  const head: Material = [
    ['the number', invoiceNumber],
    ['the kind of document', documentType],
    ['the supplier', supplierId ?? 'nobody'],
    ['the currency', currency ?? 'none'],
    ['the gross total', grossTotal ?? 'none'],
  ];
  const lines = invoice.lines.map((line): Material[number] => {
    const { quantity, price, total, unitOfMeasure, orderLineId } = line;
    const facts = [quantity, unitOfMeasure, price, total, orderLineId].map((fact) => fact ?? '–');
    return [`line ${line.lineNumber}`, facts.join(' ')];
  });
  return [...head, ...lines];
}
