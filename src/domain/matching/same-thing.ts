import type { InvoiceLine } from '../records/invoice.ts';
import { partKey } from './part-key.ts';

/** By what two lines are told to be about the same thing. */
export interface ThingSigns {
  readonly item: string | undefined;
  readonly part: string | undefined;
  readonly text: string;
}

/** What the line says of itself. */
export function thingSigns({ itemId, partNumber, description }: InvoiceLine): ThingSigns {
  const part = partNumber === undefined ? undefined : partKey(partNumber);
  return { item: itemId, part, text: partKey(description) };
}

/** Item, else part number, else the words; the first that both have decides. */
export function isSameThing(a: ThingSigns, b: ThingSigns): boolean {
  if (a.item !== undefined && b.item !== undefined) return a.item === b.item;
  if (a.part !== undefined && b.part !== undefined) return a.part === b.part;
  return a.text !== '' && a.text === b.text;
}
