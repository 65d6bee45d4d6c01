import { type Decimal, decimal, toDecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import { fold } from '../likeness-fold.ts';
import { partKey } from '../part-key.ts';

/** What a passage has to be about to speak of one line's price. */
export interface PassageSubject {
  readonly price: Decimal;
  readonly currency: CurrencyCode | undefined;
  /** Numbers under which the line is known on order and invoice. */
  readonly lineNumbers: readonly string[];
  readonly partNumbers: readonly string[];
  /** True where there is no other line that could be meant. */
  readonly isOnlyLine: boolean;
}

/** A sentence that names the price, and how it reads. */
export interface PricePassage {
  readonly passage: string;
  readonly reads: 'agreed' | 'refused' | 'asked';
}

/** Longer texts are whole documents; their beginning says what they are about. */
const TEXT_CHARACTERS_MAX = 20_000;

/** About a price. Roots, since German puts words together (`Preiserhöhung`, `Einkaufspreis`). */
const PRICE = /preis|price|pricing|\bcosts?\b|\brates?\b|konditionen|kosten|prix|tarif|precio|prezzo|prijs/;
/** That it changes, or that somebody agrees to it. */
const CHANGE =
  /increas|rais|adjust|chang|updat|\bnew\b|agree|approv|accept|confirm|\bok(?:ay)?\b|erhoeh|erhoh|steiger|anpass|angepasst|geaender|geander|aender|ander(?:ung|t)|\bneue?[nrms]?\b|vereinbar|genehmig|freigegeb|bestaetig|bestatig|einverstanden|zugestimm|akzeptier|augment|hausse|nouveau|nuevo|aument|nuovo|nieuw|verhog/;
/** That somebody does not. */
const REFUSAL =
  /\bnot\b|n['’]t\b|\bno\b|never|reject|refus|declin|dispute|wrong|\bnicht\b|\bkein\w*|\bnie\b|abgelehnt|ablehn|abzulehnen|widersproch|widersprech|falsch|reklam|\bpas\b|\bniet\b|\bgeen\b/;

/** That it is only wanted, or still open: what a supplier asks for nobody has agreed to by writing it down. */
const ASKED =
  /\b(?:asks?|asked|requests?|requested|wants?|wanted|demands?|demanded|propos\w*|claims?|claimed|pending|waiting|awaiting|awaited|fordert|verlangt|moechte|mochte|wuenscht|wunscht|beantragt|angefragt|behauptet|ungeklaert|ungeklart)\b/;

/**
 * The sentence of a text that names the price of a line, with a word about prices and one about a change. Fixed words
 * and figures only: whatever else the text says, it can make nobody do anything.
 */
export function pricePassage(text: string, subject: PassageSubject): PricePassage | undefined {
  const whole = text.slice(0, TEXT_CHARACTERS_MAX);
  if (!namesLine(whole, subject)) return undefined;
  for (const passage of passagesOf(whole)) {
    const words = fold(passage);
    if (!PRICE.test(words) || !CHANGE.test(words) || !namesPrice(passage, subject)) continue;
    if (REFUSAL.test(words)) return { passage, reads: 'refused' };
    return { passage, reads: passage.includes('?') || ASKED.test(words) ? 'asked' : 'agreed' };
  }
  return undefined;
}

/** Sentences and lines. A point ends a sentence only before a capital, or `Art. 6204` would be two. */
function passagesOf(text: string): readonly string[] {
  return text
    .split(/[\r\n]+|(?<=[!?])\s+|(?<=\p{L}{3,}\.)\s+(?=\p{Lu})/u)
    .map((passage) => passage.trim())
    .filter((passage) => passage !== '');
}

/** By line number behind a word for it, by part number, or because there is no other line. */
function namesLine(text: string, { lineNumbers, partNumbers, isOnlyLine }: PassageSubject): boolean {
  const named = [...text.matchAll(LINE_WORD)].map(([, number = '']) => number.replace(/^0+(?=\d)/, ''));
  if (named.some((number) => lineNumbers.includes(number))) return true;
  const tokens = new Set(
    (text.match(/[\p{L}\p{N}][\p{L}\p{N}._/-]*/gu) ?? []).map((token) => partKey(token)),
  );
  if (partNumbers.some((number) => PART_LENGTH_MIN <= partKey(number).length && tokens.has(partKey(number))))
    return true;
  // A text that names other lines is about those.
  return isOnlyLine && named.length === 0;
}

const LINE_WORD = /\b(?:lines?|item|pos(?:ition)?|zeile|posten)\b[.:#\s]*(?:no\.?|nr\.?)?\s*0*(\d{1,5})\b/giu;
/** A part number of two digits stands in any text by chance. */
const PART_LENGTH_MIN = 3;

/** Currencies as people write them; a dollar may be several, and stands for whichever is meant. */
const SIGNS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/€|\beuros?\b/iu, ['EUR']],
  [/£/u, ['GBP']],
  [/¥/u, ['JPY', 'CNY']],
  [/\$/u, ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN']],
  [/\bfr\.|\bsfr\b/iu, ['CHF']],
];
const CODE =
  /\b(EUR|USD|GBP|CHF|JPY|CNY|CAD|AUD|NZD|SGD|HKD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|INR|BRL|MXN|ZAR|ILS|KRW)\b/giu;
const FIGURE = /\d[\d.,'’\u00a0]*/gu;

function namesPrice(passage: string, { price, currency }: PassageSubject): boolean {
  if (!isInCurrency(passage, currency)) return false;
  return [...passage.matchAll(FIGURE)].some(([figure]) =>
    readingsOf(figure).some((value) => value.eq(price)),
  );
}

/** A passage that names no currency is taken to be in the document's own; one that names another alone is not. */
function isInCurrency(passage: string, currency: CurrencyCode | undefined): boolean {
  const codes = [...passage.matchAll(CODE)].map(([code]) => code.toUpperCase());
  const signs = SIGNS.filter(([sign]) => sign.test(passage)).map(([, meant]) => meant);
  if (codes.length === 0 && signs.length === 0) return true;
  if (currency === undefined || codes.some((code) => code !== currency)) return false;
  return signs.every((meant) => meant.includes(currency));
}

/** A figure may be written in two ways: `1.250` is a thousand and more in one country and one and a quarter in another. */
function readingsOf(figure: string): readonly Decimal[] {
  const bare = figure.replace(/[.,'’\u00a0]+$/u, '').replace(/['’\u00a0]/gu, '');
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const digits = bare.replace(/[.,]/g, '');
  const withPoint = `${bare.slice(0, last).replace(/[.,]/g, '')}.${bare.slice(last + 1)}`;
  const readings = last < 0 ? [digits] : isGrouped(bare) ? [digits, withPoint] : [withPoint];
  return readings.flatMap((reading) => {
    const text = toDecimalText(reading);
    return text === undefined ? [] : [decimal(text)];
  });
}

/** `1.250` or `1,250,000`: every mark may stand between thousands. */
function isGrouped(bare: string): boolean {
  return /^\d{1,3}(?:[.,]\d{3})+$/.test(bare);
}
