import { stringify } from 'lossless-json';
import type { Field } from '../catalogue/resource.ts';
import { showMoment } from '../moment.ts';
import type { Cell, Reader, Row } from '../row.ts';
import { cellOf, childRows, refRow, refRows } from './cells.ts';
import type { SelectedField, Selection } from './selection.ts';

/** A record as Coupa's JSON: dashed keys, decimals as strings, ids as numbers (bigint above 2^53). */
export function toJsonValue(selection: Selection, row: Row, reader: Reader): unknown {
  const result: Record<string, unknown> = {};
  for (const entry of selection.entries) result[keyOf(selection, entry.key)] = jsonField(entry, row, reader);
  return result;
}

/** Dashed, but for the resources that are written otherwise. */
export function keyOf({ resource }: Selection, key: string): string {
  return resource.hasUnderscores ? key.replaceAll('-', '_') : key;
}

function jsonField(entry: SelectedField, row: Row, reader: Reader): unknown {
  const { field, inner } = entry;
  switch (field.kind) {
    case 'ref': {
      const target = refRow(entry, row, reader);
      return target && inner ? toJsonValue(inner, target, reader) : null;
    }
    case 'refs':
      return refRows(entry, row, reader).map((target) => inner && toJsonValue(inner, target, reader));
    case 'children':
      return childRows(entry, row, reader).map((child) => inner && toJsonValue(inner, child, reader));
    case 'object':
      return cellOf(entry, row, reader) ?? null;
    case 'custom':
      return customFields(entry, row);
    default:
      return jsonScalar(field.kind, cellOf(entry, row, reader));
  }
}

function customFields(entry: SelectedField, row: Row): unknown {
  const all = row[entry.key];
  const fields = all && typeof all === 'object' && !Array.isArray(all) ? all : {};
  if (!entry.customKeys) return fields;
  return Object.fromEntries(
    entry.customKeys.map((key) => [key, (fields as Record<string, unknown>)[key] ?? null]),
  );
}

/** A cell as JSON has it: decimals as text, moments with the tenant's offset. */
export function jsonScalar(kind: Field['kind'], cell: Cell | undefined): unknown {
  if (cell === null || cell === undefined || cell === '') return cell === '' && kind === 'text' ? '' : null;
  switch (kind) {
    case 'id':
      return wholeNumber(String(cell));
    case 'integer':
    case 'float':
      return typeof cell === 'number' ? cell : Number(cell);
    case 'boolean':
      return cell === true;
    case 'datetime':
    case 'date':
      return showMoment(String(cell));
    default:
      return String(cell);
  }
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** JSON text; ids above 2^53 keep every digit. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify knows no bigint.
    return stringify(value) ?? 'null';
  }
}
