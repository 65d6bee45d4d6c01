import { fold } from './likeness-fold.ts';

/** Longest text we compare as one; descriptions stand in the field at times. */
const PART_CHARACTERS_MAX = 500;

/**
 * A part number without what people change when they type it: case, accents, blanks, dashes, dots, slashes, and the
 * leading zeros of one that is digits only (SAP pads to 18 places). Empty when nothing is left, or no text was given.
 */
export function partKey(text: string | undefined): string {
  const bare = fold((text ?? '').slice(0, PART_CHARACTERS_MAX)).replace(/[^\p{L}\p{N}]+/gu, '');
  return /^\d+$/.test(bare) ? bare.replace(/^0+(?=\d)/, '') : bare;
}

/** Whether two part numbers are one; two empty ones are not, since they say nothing. */
export function samePart(a: string | undefined, b: string | undefined): boolean {
  const key = partKey(a);
  return key !== '' && key === partKey(b);
}
