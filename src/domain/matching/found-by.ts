import type { LineRoute } from './assignment.ts';
import type { LineMatch } from './match-result.ts';
import type { OrderRoute } from './order-number.ts';
import { listed, named } from './wording.ts';

const ORDER_WAYS: Readonly<Record<OrderRoute, string>> = {
  exact: 'its number',
  normalised: 'its number, written otherwise',
  pattern: 'its number, as this supplier writes it',
  reference: 'a delivery note, a contract or the number the supplier gave it',
  one_character: 'its number but for one character',
  search: 'a search among the open orders of the supplier',
};

const LINE_WAYS: Readonly<Record<LineRoute, string>> = {
  named: 'its number',
  identity: 'item, part number or description',
  likeness: 'description and price',
  reference: 'a delivery note, a match reference or the invoice that is credited',
};

/**
 * `on order 4711 line 2 by description and price`: where a line was found, and by what.
 * @returns undefined where the invoice names order and line itself, or none was found.
 */
export function foundOn(line: LineMatch): string | undefined {
  const { foundBy } = line;
  if (foundBy === undefined) return undefined;
  const [order, way] = [ORDER_WAYS[foundBy.order], LINE_WAYS[foundBy.line]];
  if (foundBy.order === 'exact') return `${placeOf(line)} by ${way}`;
  // A delivery note leads to order and line at once.
  if (foundBy.order === 'reference' && foundBy.line === 'reference') return `${placeOf(line)} by ${way}`;
  return `${placeOf(line)}: the order by ${order}, the line by ${way}`;
}

/** The whole sentence, with how far the next best line was behind. */
export function foundSentence(line: LineMatch): string | undefined {
  const found = foundOn(line);
  return found === undefined ? undefined : `Line ${line.line} was found ${found}${aheadOf(line)}.`;
}

function placeOf({ poNumber, orderLineNumber, pooled }: LineMatch): string {
  const numbers = pooled ?? [orderLineNumber ?? ''];
  const lines = `${numbers.length === 1 ? 'line' : 'lines'} ${listed(numbers.map(named))}`;
  return `on order ${named(poNumber ?? '')} ${lines}`;
}

function aheadOf({ foundBy, assignmentMargin }: LineMatch): string {
  if (foundBy?.line !== 'likeness' || assignmentMargin === null) return '';
  return assignmentMargin >= 1
    ? '; no other line comes near'
    : `; the next best is ${assignmentMargin.toFixed(2)} of 1 behind`;
}
