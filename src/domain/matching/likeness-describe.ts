import { type DecimalText, toDecimalText } from '#kernel/decimal.ts';
import { fold } from './likeness-fold.ts';
import { bareNumber, isMeasure, type Measure, measuresIn } from './likeness-measures.ts';
import { variantName, variantsIn } from './likeness-variants.ts';
import { partKey } from './part-key.ts';

/** What is known of a line when its order line is sought. Only the description is always there. */
export interface LineText {
  readonly description: string;
  /** Longer text beside it, such as the catalogue's; it supports, it never contradicts. */
  readonly details?: string | undefined;
  readonly partNumber?: string | undefined;
  readonly maker?: string | undefined;
  /** Price of one unit, whatever its sign. Nothing and zero both say nothing. */
  readonly price?: DecimalText | undefined;
}

/** A line prepared once for any number of comparisons. */
export interface Described {
  /** Its words in their order: equal means the same text. */
  readonly text: string;
  readonly words: readonly string[];
  /** What else each word may be met as: its name in any language, and one with the word before or after it. */
  readonly forms: readonly (readonly string[])[];
  /** Everything a word of the other line may meet here: words, neighbours written as one, maker, part number. */
  readonly own: ReadonlySet<string>;
  /** The same with the details. */
  readonly wide: ReadonlySet<string>;
  readonly wideWords: readonly string[];
  /** All text without blanks, where a part number may stand in pieces. */
  readonly run: string;
  /** What looks like a part or model number; the stated one first. */
  readonly codes: readonly string[];
  readonly partKey: string;
  readonly numbers: ReadonlySet<string>;
  readonly wideNumbers: ReadonlySet<string>;
  readonly measures: readonly Measure[];
  readonly wideMeasures: readonly Measure[];
  readonly variants: ReadonlyMap<string, ReadonlySet<number>>;
  readonly maker: readonly string[];
  readonly trigrams: ReadonlySet<string>;
  readonly neighbours: ReadonlySet<string>;
  readonly price: number | undefined;
}

const DESCRIPTION_CHARACTERS_MAX = 600;
const DETAILS_CHARACTERS_MAX = 1_500;
const WORDS_MAX = 48;
const DETAIL_WORDS_MAX = 160;

/** Prepares a line: whatever is dear is done here, once. Of a very long text the beginning counts. */
export function describeLine(line: LineText): Described {
  const description = closed(fold(cut(line.description, DESCRIPTION_CHARACTERS_MAX)));
  const details = closed(fold(cut(line.details, DETAILS_CHARACTERS_MAX)));
  const maker = wordsIn(fold(cut(line.maker, 100))).slice(0, 6);
  const part = partKey(line.partNumber);
  const words = [...new Set(wordsIn(description))].slice(0, WORDS_MAX);
  const detailWords = wordsIn(details).slice(0, DETAIL_WORDS_MAX);
  const own = new Set([...reachable(description, WORDS_MAX), ...maker, ...(part === '' ? [] : [part])]);
  const wide = new Set([...own, ...reachable(details, DETAIL_WORDS_MAX)]);
  const numbers = new Set(words.flatMap(numberIn));
  return {
    text: wordsIn(description).join(' '),
    words,
    forms: words.map((_, index) => formsOf(words, index)),
    own,
    wide,
    wideWords: [...new Set([...words, ...maker, ...detailWords])],
    run: `${squeeze(description)} ${part} ${squeeze(details)}`,
    codes: [...new Set([...(part === '' ? [] : [part]), ...codesIn(description)])],
    partKey: part,
    numbers,
    wideNumbers: new Set([...numbers, ...detailWords.flatMap(numberIn)]),
    measures: measuresIn(description),
    wideMeasures: [...measuresIn(description), ...measuresIn(details)],
    variants: variantsIn(words),
    maker,
    trigrams: trigramsOf(words),
    neighbours: new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`)),
    price: priceOf(line.price),
  };
}

/** `v. 2 .0`, as text that was read from paper has it, is `2.0`; `'06` is 2006. */
function closed(folded: string): string {
  return folded
    .replace(/(?<=\d) (?=\.\d)/g, '')
    .replace(/(?<![\p{L}\d])(?<!\d )v(?:er(?:sion)?)?[. ]{0,2}(?=\d{1,2}(?![\d\p{L}]))/gu, '')
    .replace(/(?<!\S)'(?=[012]\d(?!\w))/g, '20');
}

function cut(text: string | undefined, charactersMax: number): string {
  return (text ?? '').slice(0, charactersMax);
}

/** Words and numbers; a decimal stays one, and numbers lose what does not change them. */
function wordsIn(folded: string): string[] {
  const found = folded.match(/\d+(?:[.,]\d+)+|[\p{L}\p{N}]+/gu) ?? [];
  return found.map((word) => ROMAN[word] ?? bareNumber(word));
}

/** Pieces of three letters in all would meet by chance. */
const JOINED_CHARACTERS_MIN = 4;

function formsOf(words: readonly string[], index: number): string[] {
  const word = words[index] ?? '';
  const name = variantName(word);
  const joined = [words[index - 1], words[index + 1]].flatMap((other, at) => {
    if (other === undefined) return [];
    return at === 0 ? other + word : word + other;
  });
  const forms = joined.filter((form) => form.length >= JOINED_CHARACTERS_MIN);
  return name === undefined ? forms : [name, ...forms];
}

function reachable(folded: string, wordsMax: number): string[] {
  const words = wordsIn(folded).slice(0, wordsMax);
  const found = [...words];
  words.forEach((word, index) => {
    const name = variantName(word);
    if (name !== undefined) found.push(name);
    const next = words[index + 1];
    if (next !== undefined) found.push(word + next);
  });
  for (const chunk of folded.split(/\s+/).slice(0, wordsMax)) {
    const whole = squeeze(chunk);
    if (whole !== '') found.push(whole);
  }
  return found;
}

function squeeze(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Chunks with a digit that are no plain number, measure, range or year. */
function codesIn(folded: string): string[] {
  const found: string[] = [];
  for (const chunk of folded.split(/\s+/).slice(0, WORDS_MAX)) {
    const whole = squeeze(chunk);
    if (isCode(whole) && !/^\d+(?:[.,x/-]\d+)*\D{0,4}$/.test(chunk)) found.push(whole);
    else if (/^\d{5,}$/.test(whole) && /^[\d-]+$/.test(chunk)) found.push(bareNumber(whole));
    else for (const part of chunk.split(/[^\p{L}\p{N}]+/u)) if (isCode(part)) found.push(part);
  }
  return found;
}

function isCode(word: string): boolean {
  return /\d/.test(word) && /\p{L}/u.test(word) && word.length >= 4 && !isMeasure(word);
}

const ROMAN: Readonly<Record<string, string>> = {
  ii: '2',
  iii: '3',
  iv: '4',
  vi: '6',
  vii: '7',
  viii: '8',
  ix: '9',
};

/** The number a word stands for: `7`, `cs3` and `iii` all name a version. */
function numberIn(word: string): string[] {
  if (/^\d{1,5}(\.\d+)?$/.test(word)) return [word];
  const [, digits] = /^\p{L}{1,4}(\d{1,2})$/u.exec(word) ?? /^(\d+(?:\.\d+)?)\p{L}{1,4}$/u.exec(word) ?? [];
  return digits === undefined ? [] : [bareNumber(digits)];
}

function trigramsOf(words: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const word of words) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) found.add(padded.slice(at, at + 3));
  }
  return found;
}

function priceOf(text: DecimalText | undefined): number | undefined {
  const plain = text === undefined ? undefined : toDecimalText(text);
  const value = plain === undefined ? 0 : Math.abs(Number(plain));
  return value > 0 && Number.isFinite(value) ? value : undefined;
}
