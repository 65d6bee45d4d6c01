import { bareNumber } from '#domain/matching/invoice-number.ts';
import type { Fact } from '#domain/matching/learnable-fact.ts';
import type { MatchMemory } from '#domain/matching/memory.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { RememberedFact } from './match-memory.queries.ts';

/**
 * What is remembered of the supplier, as far as it concerns this invoice: evidence is kept with every run, and a
 * supplier may have thousands of articles. Facts of one article come along with a line that names it.
 * @returns undefined when nothing does.
 */
export function memoryFor(invoice: Invoice, remembered: readonly RememberedFact[]): MatchMemory | undefined {
  if (remembered.length === 0) return undefined;
  const named = new Set(
    invoice.lines.flatMap(({ partNumber, auxPartNumber, description }) =>
      [partNumber, auxPartNumber, description].map((text) => bareNumber(text ?? '')),
    ),
  );
  const concerns = (text: string | null): boolean => text === null || named.has(bareNumber(text));
  const memory = {
    conversions: remembered.flatMap(({ fact, state }) =>
      fact.kind === 'conversion' && state === 'confirmed' && concerns(fact.partNumber)
        ? [toConversion(fact)]
        : [],
    ),
    // A refused pair comes along too: it speaks against itself for a while.
    crossReferences: remembered.flatMap(({ fact, confirmed, rejected, lastOn }) =>
      fact.kind === 'cross_reference' && concerns(fact.theirs)
        ? [{ supplierId: fact.supplierId, theirs: fact.theirs, ours: fact.ours, confirmed, rejected, lastOn }]
        : [],
    ),
    orderNumberForms: remembered.flatMap(({ fact, state }) =>
      fact.kind === 'order_number_form' && state === 'confirmed'
        ? [{ supplierId: fact.supplierId, before: fact.before, after: fact.after }]
        : [],
    ),
  };
  return Object.values(memory).every((facts) => facts.length === 0) ? undefined : memory;
}

function toConversion({ supplierId, from, to, factor, partNumber }: Extract<Fact, { kind: 'conversion' }>) {
  return { supplierId, from, to, factor, ...(partNumber === null ? {} : { partNumber }) };
}
