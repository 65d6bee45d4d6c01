/**
 * Numbers of documents as people type and scanners read them. Two printings of one number must fall together; whether
 * two equal numbers are one document is for the match to say.
 */

/** The number without anything but letters and digits: `re 2026-0417` and `RE2026/0417` are one. */
export function bareNumber(printed: string): string {
  return printed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * The bare number without zeros at the head of a run of digits, so that `RE-0417` and `RE417` fall together too. By
 * this the mirror looks numbers up; empty when the number says nothing.
 */
export function numberKey(printed: string): string {
  return withoutLeadingZeros(bareNumber(printed));
}

/**
 * The number's runs of letters and of digits, each run of digits without the zeros at its head: `re 2026/417` and
 * `RE-2026-0417` share them, while `1-02` and `12` do not. Empty when the number says nothing.
 */
export function numberRuns(printed: string): readonly string[] {
  const runs =
    printed
      .normalize('NFKC')
      .toUpperCase()
      .match(/\p{L}+|\p{N}+/gu) ?? [];
  return runs.map((run) => run.replace(/^0+(?=[0-9])/, ''));
}

/** Printed otherwise, two numbers are still one: blanks, dashes, case, and zeros that fill up. */
export function isSameNumber(one: string, other: string): boolean {
  const key = numberKey(one);
  return key !== '' && (key === numberKey(other) || areEqual(numberRuns(one), numberRuns(other)));
}

/** What stands before an invoice's number, and what marks a document that was sent again. */
const PREFIXES: readonly string[] = [
  'INV',
  'INVOICE',
  'RE',
  'RG',
  'RECHNUNG',
  'FA',
  'FACT',
  'FACTURE',
  'NO',
  'NR',
];
const SUFFIXES: readonly string[] = ['R', 'REV', 'COPY', 'KOPIE', 'COPIE', 'DUPLICATE', 'DUPLIKAT'];
/** Shorter numbers are too close to each other without what stands around them. */
const CORE_LENGTH_MIN = 3;

/** The same number, but that only one of the two has a prefix, a mark of a copy or the year around it. */
export function isSameCore(one: string, other: string): boolean {
  const [a, b] = [coreOf(numberRuns(one)), coreOf(numberRuns(other))];
  if (a.join('').length < CORE_LENGTH_MIN || b.join('').length < CORE_LENGTH_MIN) return false;
  return areEqual(a, b) || areEqual(withoutYear(a), b) || areEqual(a, withoutYear(b));
}

function coreOf(runs: readonly string[]): readonly string[] {
  const from = PREFIXES.includes(runs[0] ?? '') ? 1 : 0;
  const to = runs.length > from + 1 && SUFFIXES.includes(runs.at(-1) ?? '') ? -1 : runs.length;
  return runs.slice(from, to);
}

/** `417/2026`; a year that both have is part of the number. */
function withoutYear(runs: readonly string[]): readonly string[] {
  return runs.length > 1 && /^20[0-9]{2}$/.test(runs.at(-1) ?? '') ? runs.slice(0, -1) : runs;
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((run, at) => run === b[at]);
}

/** What scanners and people take for one another. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', S: '5', B: '8' };

/**
 * The number's characters in order, without zeros, letters that look like a digit as that digit: numbers that are equal,
 * or that a slip of the finger or a scanner makes of one another, share it. So do many others, which {@link isSlip} tells.
 */
export function slipKey(printed: string): string {
  return [...asDigits(bareNumber(printed))]
    .filter((character) => character !== '0')
    .sort()
    .join('');
}

/** Shorter numbers are too close to each other. */
const SLIP_LENGTH_MIN = 5;

/** Two neighbouring characters swapped, or a letter read for the digit that looks like it; equal numbers are none. */
export function isSlip(one: string, other: string): boolean {
  const [a, b] = [bareNumber(one), bareNumber(other)];
  if (a.length !== b.length || a.length < SLIP_LENGTH_MIN || isSameNumber(one, other)) return false;
  return asDigits(a) === asDigits(b) || isSwapped(a, b);
}

function asDigits(key: string): string {
  return [...key].map((character) => LOOKALIKES[character] ?? character).join('');
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((character, index) => character !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

function withoutLeadingZeros(bare: string): string {
  return bare.replace(/(?<![0-9])0+(?=[0-9])/g, '');
}

/** What people write before an order's number; a digit must follow, or `PORTAL7` would become `RTAL7`. */
const ORDER_WORDS =
  /^(?:(?:PURCHASEORDER|YOURORDER|ORDER|ORD|PO|BESTELLUNG|BESTELL|BEST|COMMANDE|CDE|PEDIDO|ORDINE|NUMBER|NUMMER|NR|NO)+)(?=[0-9])/;

/** The number of an order, besides without the words that stand before it: `P.O. # 0004711` is `4711`. */
export function orderNumberKey(printed: string): string {
  return withoutLeadingZeros(bareNumber(printed).replace(ORDER_WORDS, ''));
}

/** `PO 2026/417` is `2026-0417`: zeros that fill up a part of the number do not count. */
export function isSameOrderNumber(one: string, other: string): boolean {
  const [a, b] = [orderRuns(one), orderRuns(other)];
  return a.length > 1 && areEqual(a, b);
}

function orderRuns(printed: string): readonly string[] {
  const runs = numberRuns(printed);
  const first = runs.findIndex((run) => /[0-9]/.test(run));
  const isWords = first > 0 && ORDER_WORDS.test(`${runs.slice(0, first).join('')}0`);
  return isWords ? runs.slice(first) : runs;
}

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Longer keys are no numbers that somebody mistyped, and there would be hundreds of neighbours to look up. */
const NEIGHBOURS_OF_CHARACTERS_MAX = 20;
/** With fewer characters nearly every number of a company is a neighbour of every other. */
const NEIGHBOURS_OF_CHARACTERS_MIN = 4;

/** Every key of the same length that differs in exactly one letter or digit; none for a key too short or too long. */
export function neighbouringKeys(key: string): readonly string[] {
  if (key.length < NEIGHBOURS_OF_CHARACTERS_MIN || key.length > NEIGHBOURS_OF_CHARACTERS_MAX) return [];
  return [...key].flatMap((own, at) =>
    [...CHARACTERS]
      .filter((other) => other !== own)
      .map((other) => `${key.slice(0, at)}${other}${key.slice(at + 1)}`),
  );
}
