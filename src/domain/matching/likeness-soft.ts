const HAS_DIGIT = /\d/;

/** How near two different words are, 0 to 1: a typo, an abbreviation, a part of a compound. Numbers are never near. */
export function nearness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 3) return 0;
  // Asked for every two words, and nearly always answered here.
  if (short.charCodeAt(0) !== long.charCodeAt(0)) {
    return short.length >= 5 && long.endsWith(short) && !HAS_DIGIT.test(long) ? 0.6 : 0;
  }
  if (HAS_DIGIT.test(short) || HAS_DIGIT.test(long)) return 0;
  if (long.startsWith(short)) return long.length - short.length <= 2 ? 0.9 : 0.7;
  if (short.length >= 5 && long.length - short.length <= 1 && isOneEdit(short, long)) return 0.85;
  return isAbbreviation(short, long) ? 0.6 : 0;
}

/** One letter after the first changed, added, or two neighbours swapped. */
function isOneEdit(short: string, long: string): boolean {
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const same = (a: string, b: string): boolean => a === b;
  if (short.length !== long.length) return same(short.slice(start), long.slice(start + 1));
  if (same(short.slice(start + 1), long.slice(start + 1))) return true;
  return (
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    same(short.slice(start + 2), long.slice(start + 2))
  );
}

/** `schrb` for `schraube`, `plyr` for `player`: the same first letter, the rest in order, and no vowel of its own. */
function isAbbreviation(short: string, long: string): boolean {
  if (short[0] !== long[0] || short.length * 3 < long.length || /[aeiou]/.test(short.slice(1))) return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}
