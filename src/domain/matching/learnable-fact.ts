import { canonicalJson, sha256Hex } from '#kernel/canonical-json.ts';
import { decimal, decimalText, roundTo } from '#kernel/decimal.ts';
import type { LearnableFact } from './memory.ts';
import { unitKey } from './unit-conversion.ts';

/** Enough of the hash that two facts of one company never share it. */
const ID_CHARACTERS = 32;
/** A factor and its inverse multiply to 1 within this many places: 1 EA = 0.041667 CS is 1 CS = 24 EA, shortened. */
const INVERSE_PLACES = 4;

/** What is learned, without the proof by which it was seen once. */
export type Fact = LearnableFact extends infer F ? (F extends unknown ? Omit<F, 'proof'> : never) : never;

/** The fact in the one way it is kept, so that `cs` and `CS`, 24 and 24.0 are one. */
export function plainFact(learnable: LearnableFact): Fact {
  const { supplierId } = learnable;
  switch (learnable.kind) {
    case 'conversion': {
      const { kind, partNumber, from, to, factor } = learnable;
      const text = decimalText(decimal(factor));
      const bare = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
      return { kind, supplierId, from: unitKey(from), to: unitKey(to), factor: bare, partNumber };
    }
    case 'cross_reference':
      return {
        kind: learnable.kind,
        supplierId,
        theirs: learnable.theirs.trim(),
        ours: learnable.ours.trim(),
      };
    case 'order_number_form':
      return { kind: learnable.kind, supplierId, before: learnable.before, after: learnable.after };
  }
}

/** Names the fact, whichever invoice it was seen on. Stored: it never changes. */
export function factId(learnable: LearnableFact): string {
  return sha256Hex(canonicalJson(plainFact(learnable))).slice(0, ID_CHARACTERS);
}

/** The fact as people say it. */
export function factInWords(fact: Fact): string {
  switch (fact.kind) {
    case 'conversion': {
      const part = fact.partNumber === null ? '' : ` for ${fact.partNumber}`;
      return `1 ${fact.from} = ${fact.factor} ${fact.to}${part}`;
    }
    case 'cross_reference':
      return `“${fact.theirs}” is our ${fact.ours}`;
    case 'order_number_form':
      return `Order 4711 is written ${fact.before}4711${fact.after}`;
  }
}

/** What confirming it changes, as a sentence for whoever is asked. */
export function consequenceOf(fact: Fact): string {
  switch (fact.kind) {
    case 'conversion':
      return `The next invoices of this supplier are compared with ${factInWords(fact)}.`;
    case 'cross_reference':
      return `The next invoices of this supplier that bill “${fact.theirs}” are compared with ${fact.ours}.`;
    case 'order_number_form':
      return `The next invoices of this supplier that write ${fact.before}4711${fact.after} find order 4711.`;
  }
}

/** Whether two conversions of one supplier and part say different things about the same two units. */
export function contradict(a: Fact, b: Fact): boolean {
  if (a.kind !== 'conversion' || b.kind !== 'conversion') return false;
  if (a.supplierId !== b.supplierId || partKey(a) !== partKey(b)) return false;
  const [ours, theirs] = [decimal(a.factor), decimal(b.factor)];
  if (a.from === b.from && a.to === b.to) return !ours.eq(theirs);
  if (a.from === b.to && a.to === b.from) return !roundTo(ours.times(theirs), INVERSE_PLACES).eq(1);
  return false;
}

function partKey({ partNumber }: { readonly partNumber: string | null }): string {
  return (partNumber ?? '').trim().toUpperCase();
}
