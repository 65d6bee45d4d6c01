// Reading what a selected field shows of a row, the same for JSON and XML.
import { type Cell, idsOf, type Reader, type Row, textOf } from '../row.ts';
import type { SelectedField } from './selection.ts';

/** The stored or worked-out value of a scalar or object field. */
export function cellOf(entry: SelectedField, row: Row, reader: Reader): Cell | undefined {
  const { field } = entry;
  if (field.kind === 'children' || field.kind === 'ref' || field.kind === 'refs' || field.kind === 'custom') {
    return row[entry.key];
  }
  return field.from ? (field.from(row, reader) ?? null) : row[entry.key];
}

export function refRow(entry: SelectedField, row: Row, reader: Reader): Row | undefined {
  const { field } = entry;
  if (field.kind !== 'ref') return undefined;
  const id = field.from ? field.from(row, reader) : textOf(row, entry.key);
  return id ? reader.get(field.to, id) : undefined;
}

export function refRows(entry: SelectedField, row: Row, reader: Reader): Row[] {
  const { field } = entry;
  if (field.kind !== 'refs') return [];
  const ids = field.from ? field.from(row, reader) : idsOf(row, entry.key);
  return ids.flatMap((id) => reader.get(field.to, id) ?? []);
}

export function childRows(entry: SelectedField, row: Row, reader: Reader): readonly Row[] {
  const { field } = entry;
  if (field.kind !== 'children') return [];
  if (field.from) return field.from(row, reader);
  return idsOf(row, entry.key).flatMap((id) => reader.get(field.to, id) ?? []);
}
