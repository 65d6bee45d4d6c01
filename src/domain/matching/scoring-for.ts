import { describedLikeness } from './described-likeness.ts';
import type { Placing } from './place-lines.ts';
import type { Scoring } from './score-pair.ts';

/** What pairs of this invoice's supplier are scored with. */
export function scoringFor({
  memory,
  invoice,
  index,
  openOf,
  today,
}: Pick<Placing, 'invoice' | 'index' | 'openOf' | 'today'> & Partial<Pick<Placing, 'memory'>>): Scoring {
  const crossReferences = (memory?.crossReferences ?? []).filter(
    ({ supplierId }) => supplierId === invoice.supplierId,
  );
  return {
    crossReferences,
    today,
    openOf,
    likeness: describedLikeness(() => index.orders.flatMap(({ lines }) => lines)),
  };
}
