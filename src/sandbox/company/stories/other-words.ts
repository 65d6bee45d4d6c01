import type { Chance } from '../../random.ts';
import type { Ware } from '../ware-data.ts';

/** One thing that people and programs do to a description. */
type Habit = (words: string, dice: Chance) => string;

const HABITS: readonly Habit[] = [
  (words) => words.toUpperCase(),
  (words) =>
    words
      .replace(/[,;()]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  (words) => words.split(',')[0] ?? words,
  (words) => `${words.split(' ').at(-1)} ${words.split(' ').slice(0, -1).join(' ')}`,
  shortened,
  (words, dice) => `${words}, lot ${dice.between(10_000, 99_999)}`,
  (words, dice) => `${dice.between(100, 999)}.${dice.between(10, 99)} ${words}`,
];

/** What somebody else calls the ware: another name for it, and a habit or two of writing. */
export function inOtherWords(ware: Ware, dice: Chance): string {
  let words = dice.pick([ware.name, ...ware.also, ...ware.also]);
  const count = words === ware.name ? dice.between(1, 2) : dice.between(0, 1);
  for (const habit of dice.shuffle(HABITS).slice(0, count)) words = habit(words, dice);
  return words;
}

/** One long word is cut off, as where a field is too narrow. */
function shortened(words: string, dice: Chance): string {
  const long = words.split(' ').filter((word) => /^\p{L}{7,}$/u.test(word));
  if (long.length === 0) return words;
  const cut = dice.pick(long);
  return words.replace(cut, `${cut.slice(0, dice.between(4, 5))}.`);
}
