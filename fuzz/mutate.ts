import type { Dice } from '../chaos/dice.ts';

/** What breaks readers: numbers beyond doubles, names of prototypes, nesting, markup, cut escapes, wrong types. */
const NASTY: readonly string[] = [
  '1e400',
  '-1e400',
  '9007199254740993',
  '12345678901234567890123456789',
  '0.1e-7',
  '-0',
  'NaN',
  'Infinity',
  'null',
  'true',
  '""',
  '{}',
  '[]',
  '"\\ud800"',
  '"\\u0000"',
  '"<img src=x onerror=alert(1)>"',
  '"__proto__"',
  '"constructor"',
  '"1,000.00"',
  '"1.000,00"',
  '"2026-02-30T25:61:61Z"',
  '"0000-00-00"',
  '"99999-01-01T00:00:00Z"',
  '{"__proto__":{"id":1}}',
  '{"id":{"id":{"id":1}}}',
  '[[[[[[[[[[[[]]]]]]]]]]]]',
  `"${'x'.repeat(5_000)}"`,
];
const BYTES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  'e',
  '.',
  '\u0000',
  '\u202e',
  '\ud800',
  'é',
];

/** The text with a few things in it changed: values swapped for nasty ones, pieces cut, doubled, moved, bytes set. */
export function mutateJson(text: string, dice: Dice): string {
  let mutated = text;
  for (let changes = dice.between(1, 4); changes > 0; changes -= 1) mutated = mutateOnce(mutated, dice);
  return mutated;
}

function mutateOnce(text: string, dice: Dice): string {
  const at = dice.between(0, text.length);
  switch (dice.between(0, 7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + (dice.pick(BYTES) ?? '') + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at + dice.between(1, 40));
    case 3: {
      const end = at + dice.between(1, 200);
      return text.slice(0, end) + text.slice(at, end) + text.slice(end);
    }
    case 4:
      return swapKey(text, at, dice);
    default:
      return swapValue(text, at, dice);
  }
}

/** Puts something nasty in the place of the next value. */
function swapValue(text: string, from: number, dice: Dice): string {
  const found = /:\s*("(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|true|false|null|\{\}|\[\])/.exec(text.slice(from));
  if (found?.[1] === undefined) return text;
  const at = from + found.index + found[0].length - found[1].length;
  return text.slice(0, at) + (dice.pick(NASTY) ?? '') + text.slice(at + found[1].length);
}

/** Says the next key twice, or calls it otherwise. */
function swapKey(text: string, from: number, dice: Dice): string {
  const found = /"([^"\\]+)"\s*:/.exec(text.slice(from));
  if (found === null) return text;
  const at = from + found.index;
  const key = dice.pick(['"__proto__":', '"id":', '"constructor":', '"":', `${found[0]}1,${found[0]}`]) ?? '';
  return text.slice(0, at) + key + text.slice(at + found[0].length);
}
