import { showMoment } from '../moment.ts';
import type { Cell, PlainObject, Reader, Row } from '../row.ts';
import { cellOf, childRows, refRow, refRows } from './cells.ts';
import type { SelectedField, Selection } from './selection.ts';
import { keyOf } from './write-json.ts';

/** One record as a document with its root element. */
export function toXmlDocument(selection: Selection, row: Row, reader: Reader): string {
  return `${DECLARATION}${record(selection, row, reader, selection.resource.root, 0)}`;
}

/** A list: plural root with type="array". */
export function toXmlList(selection: Selection, rows: readonly Row[], reader: Reader): string {
  const { root, listRoot } = selection.resource;
  const inner = rows.map((row) => record(selection, row, reader, root, 1)).join('');
  const name = listRoot ?? `${root}s`;
  return `${DECLARATION}<${name} type="array">\n${inner}</${name}>\n`;
}

/** The documented error shape: a flat list of texts. */
export function toXmlErrors(messages: readonly string[]): string {
  const inner = messages.map((message) => `  <error>${escapeXml(message)}</error>\n`).join('');
  return `${DECLARATION}<errors>\n${inner}</errors>\n`;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function record(selection: Selection, row: Row, reader: Reader, name: string, depth: number): string {
  const pad = '  '.repeat(depth);
  const inner = selection.entries
    .map((entry) => element(entry, { key: keyOf(selection, entry.key), row, reader, depth: depth + 1 }))
    .join('');
  return `${pad}<${name}>\n${inner}${pad}</${name}>\n`;
}

interface Place {
  /** As it is written. */
  readonly key: string;
  readonly row: Row;
  readonly reader: Reader;
  readonly depth: number;
}

function element(entry: SelectedField, { key, row, reader, depth }: Place): string {
  const { field, inner } = entry;
  const pad = '  '.repeat(depth);
  if (field.kind === 'ref') {
    const target = refRow(entry, row, reader);
    return target && inner ? record(inner, target, reader, key, depth) : `${pad}<${key} nil="true"/>\n`;
  }
  if (field.kind === 'refs' || field.kind === 'children') {
    const targets = field.kind === 'refs' ? refRows(entry, row, reader) : childRows(entry, row, reader);
    if (targets.length === 0 || !inner) return `${pad}<${key} type="array"/>\n`;
    const list = targets
      .map((target) => record(inner, target, reader, inner.resource.root, depth + 1))
      .join('');
    return `${pad}<${key} type="array">\n${list}${pad}</${key}>\n`;
  }
  const value = cellOf(entry, row, reader);
  if (field.kind === 'object' || field.kind === 'custom') return plain(key, value ?? null, depth);
  return scalar(key, field.kind, value, pad);
}

const TYPES: Readonly<Record<string, string>> = {
  id: 'integer',
  integer: 'integer',
  decimal: 'decimal',
  float: 'float',
  boolean: 'boolean',
  datetime: 'dateTime',
  date: 'dateTime',
};

function scalar(key: string, kind: string, value: Cell | undefined, pad: string): string {
  const type = TYPES[kind] ? ` type="${TYPES[kind]}"` : '';
  if (value === null || value === undefined) return `${pad}<${key}${type} nil="true"/>\n`;
  const isMoment = kind === 'datetime' || kind === 'date';
  if (value === '') return `${pad}<${key}${type}${kind === 'text' ? '' : ' nil="true"'}/>\n`;
  return `${pad}<${key}${type}>${escapeXml(isMoment ? showMoment(String(value)) : String(value))}</${key}>\n`;
}

function plain(key: string, value: Cell | PlainObject, depth: number): string {
  const pad = '  '.repeat(depth);
  if (value === null) return `${pad}<${key} nil="true"/>\n`;
  if (typeof value === 'boolean') return `${pad}<${key} type="boolean">${value}</${key}>\n`;
  if (typeof value !== 'object') return `${pad}<${key}>${escapeXml(String(value))}</${key}>\n`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `${pad}<${key} type="array"/>\n`;
    const singular = key.endsWith('s') ? key.slice(0, -1) : key;
    const list = (value as readonly (string | PlainObject)[])
      .map((item) => plain(singular, item, depth + 1))
      .join('');
    return `${pad}<${key} type="array">\n${list}${pad}</${key}>\n`;
  }
  const inner = Object.entries(value as PlainObject).map(([name, item]) =>
    plain(name, item as PlainObject, depth + 1),
  );
  return inner.length === 0 ? `${pad}<${key}/>\n` : `${pad}<${key}>\n${inner.join('')}${pad}</${key}>\n`;
}

/** Text that is safe between tags; characters that XML cannot carry are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
