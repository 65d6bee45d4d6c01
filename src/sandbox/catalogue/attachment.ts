import { settleAttachment } from '../actions/attachments.ts';
import { authors, oneOf, type Resource, stamps, text, writableText } from './resource.ts';

/** Files, texts and addresses on a document. They are written once and never changed. */
export const attachments: Resource = {
  table: 'attachments',
  root: 'attachment',
  scopes: {},
  lookupKeys: ['id'],
  defaults: { intent: 'Internal' },
  fields: {
    ...stamps,
    type: oneOf('file', 'text', 'url'),
    intent: writableText,
    text: writableText,
    url: writableText,
    'linked-to': writableText,
    file: text(),
    'file-file-name': { kind: 'text', from: (row) => row.file },
    'file-content-type': { kind: 'text', from: (row) => row['content-type'] },
    'file-file-size': { kind: 'text', from: (row) => row['content-size'] },
    'file-url': {
      kind: 'text',
      from: (row) => (row.file ? `/attachments/${row.id}/${encodeURIComponent(String(row.file))}` : null),
    },
    owner: { ...text(), isQuiet: true },
    ...authors,
  },
  settle: settleAttachment,
};
