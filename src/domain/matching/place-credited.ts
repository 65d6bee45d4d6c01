import type { Assignment } from './assignment.ts';
import { originalOf } from './compare-credits.ts';
import type { LineFacts } from './line-facts.ts';
import type { Placing } from './place-lines.ts';
import { isSameThing, thingSigns } from './same-thing.ts';

/** Lines of a credit note that name no order: the invoice that it credits tells which lines are given back. */
export function placeCredited(
  open: readonly LineFacts[],
  { invoice, index, originals = [] }: Placing,
  placed: Map<LineFacts, Assignment>,
): void {
  const original = invoice.documentType === 'credit_note' ? originalOf(invoice, originals) : undefined;
  if (original === undefined) return;
  const known = original.lines.map(thingSigns);
  for (const facts of open) {
    if (placed.has(facts)) continue;
    const own = thingSigns(facts.line);
    const [only, ...others] = original.lines.filter((_line, at) => isSameThing(own, known[at] ?? own));
    const place =
      only?.orderLineId === undefined || others.length > 0 ? undefined : index.lines.get(only.orderLineId);
    placed.set(
      facts,
      place === undefined
        ? { kind: 'credited', invoiceNumber: original.invoiceNumber }
        : { kind: 'found', ...place, margin: 1, route: 'reference', orderRoute: 'reference' },
    );
  }
}
