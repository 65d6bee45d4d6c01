/**
 * How well a command's words fit what was typed; higher is better, undefined is no fit. Words fit in any order;
 * the start of a word counts more than its middle.
 */
export function fitness(words: string, typed: string): number | undefined {
  const text = words.toLocaleLowerCase();
  const asked = typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '');
  let total = 0;
  for (const part of asked) {
    const at = text.indexOf(part);
    if (at < 0) return undefined;
    if (at === 0) total += 3;
    else if (/[\s,(-]/.test(text.charAt(at - 1))) total += 2;
    else total += 1;
  }
  return total;
}

/** The entries that fit, best first; equal ones keep their order. */
export function rank<Entry extends { readonly words: string }>(
  entries: readonly Entry[],
  typed: string,
): readonly Entry[] {
  return entries
    .flatMap((entry) => {
      const fit = fitness(entry.words, typed);
      return fit === undefined ? [] : [{ entry, fit }];
    })
    .sort((a, b) => b.fit - a.fit)
    .map(({ entry }) => entry);
}
