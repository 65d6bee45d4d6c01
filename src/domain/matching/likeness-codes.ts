import type { Described } from './likeness-describe.ts';
import type { Signs } from './likeness-signs.ts';
import type { TermWeights } from './likeness-weights.ts';

/** Part and model numbers, wherever they stand: in a field of their own or in the text. */
export function compareCodes(
  a: Described,
  b: Described,
  weights: TermWeights,
): Pick<Signs, 'codeAgrees' | 'codeClash'> {
  let codeAgrees = 0;
  const oddOf = (x: Described, y: Described): number => {
    let odd = 0;
    for (const code of x.codes) {
      const meets = meeting(code, y);
      codeAgrees = Math.max(codeAgrees, meets * (0.5 + 0.5 * weights.weightOf(code)));
      odd = Math.max(odd, 1 - meets);
    }
    return odd;
  };
  return { codeClash: Math.min(oddOf(a, b), oddOf(b, a)), codeAgrees };
}

/** The stated part numbers; a line without one says neither yes nor no. */
export function compareParts(a: Described, b: Described): Pick<Signs, 'partAgrees' | 'partClash'> {
  if (a.partKey === '' || b.partKey === '') return { partAgrees: 0, partClash: 0 };
  return a.partKey === b.partKey ? { partAgrees: 1, partClash: 0 } : { partAgrees: 0, partClash: 1 };
}

/** The first code of one line that stands in the other, whole. */
export function sharedCode(a: Described, b: Described): string | undefined {
  return a.codes.find((code) => meeting(code, b) > 0.9) ?? b.codes.find((code) => meeting(code, a) > 0.9);
}

/** Shorter ones stand in any run of letters by chance. */
const FOUND_IN_RUN_MIN = 5;
const BEGINNING_MIN = 4;

/** Whole, in pieces across blanks, or with an ending for a colour or a country more (`mb769g`, `mb769ga`). */
function meeting(code: string, { codes, run }: Described): number {
  if (codes.includes(code)) return 1;
  if (code.length >= FOUND_IN_RUN_MIN && run.includes(code)) return 0.95;
  let best = 0;
  for (const other of codes) {
    const [short, long] = code.length <= other.length ? [code, other] : [other, code];
    if (short.length >= BEGINNING_MIN && (long.startsWith(short) || long.endsWith(short))) {
      best = Math.max(best, 0.5 + 0.4 * (short.length / long.length));
    }
  }
  return best;
}
