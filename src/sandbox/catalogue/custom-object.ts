import { type Reader, type Row, textOf } from '../row.ts';
import { authors, COMMON, customFields, type Resource, stamps, text } from './resource.ts';

/** Definitions are made on screens only; their ids are in the path of their instances. */
const definitions: Resource = {
  table: 'custom-objects',
  root: 'custom-object',
  scopes: {},
  lookupKeys: ['id', 'code'],
  fields: { ...stamps, code: text(), name: text() },
};

const ofDefinition = (key: string) => (row: Row, reader: Reader) =>
  textOf(reader.get('custom-objects', textOf(row, 'custom-object')), key);

/** `/api/custom_objects/{definition}/object_instances`: whatever the customer keeps besides. */
const instances: Resource = {
  table: 'object-instances',
  within: [
    {
      path: 'custom_objects',
      table: 'custom-objects',
      as: 'object_instances',
      field: 'custom-object',
      key: 'custom-object',
    },
  ],
  root: 'object-instance',
  scopes: COMMON,
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'custom-object-code': { kind: 'text', from: ofDefinition('code') },
    'custom-object-name': { kind: 'text', from: ofDefinition('name') },
    'form-response-id': text(),
    'custom-object': { kind: 'id', isWritable: true, isQuiet: true },
    'custom-fields': customFields,
    ...authors,
  },
  // An instance stays with its definition.
  settle: (_work, row, { before }) =>
    before ? { ...row, 'custom-object': before['custom-object'] ?? null } : row,
};

/** Custom objects. */
export const customObjects: readonly Resource[] = [definitions, instances];
