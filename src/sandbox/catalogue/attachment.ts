import { authors, type Field, type Resource, stamps, text, writableText } from './resource.ts';

/** Files, texts and addresses on a document. They are written once and never changed. */
export const attachments: Resource = {
  table: 'attachments',
  root: 'attachment',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    type: writableText,
    intent: writableText,
    text: writableText,
    url: writableText,
    'linked-to': writableText,
    file: text(),
    'file-url': {
      kind: 'text',
      from: (row) => (row.file ? `/attachments/${row.id}/${encodeURIComponent(String(row.file))}` : null),
    },
    ...authors,
  },
};

/** Those of one document, in its own answer. */
export function attachmentsOf(table: string): Field {
  return {
    kind: 'children',
    to: 'attachments',
    parentField: 'owner',
    from: (row, reader) =>
      (reader.indexed('attachments', 'owner', `${table}:${row.id}`) ?? []).flatMap(
        (id) => reader.get('attachments', id) ?? [],
      ),
  };
}
