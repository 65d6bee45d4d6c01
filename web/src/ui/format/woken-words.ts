import { countOf } from './numbers.ts';

/** What follows from an answer, as a sentence after another; nothing where nothing follows. */
export function wokenWords(woken: number): string {
  if (woken === 0) return '';
  return ` ${countOf(woken, 'open invoice')} ${woken === 1 ? 'is' : 'are'} compared again.`;
}
