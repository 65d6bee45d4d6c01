import { authors, type Resource, stamps, text, writableText } from './resource.ts';

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
