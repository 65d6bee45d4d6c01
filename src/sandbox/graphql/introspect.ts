// The schema as data, for tools that ask for it before they ask for anything else.
import type { Field } from '../catalogue/resource.ts';
import { allTypes, type RootField, rootFields } from './schema.ts';

type Described = Record<string, unknown>;

const SCALARS = ['ID', 'String', 'Int', 'Float', 'Boolean', 'ISO8601DateTime', 'JSON'];
let made: Described | undefined;

/** What `__schema` answers; made once, since the catalogue does not change. */
export function schemaObject(): Described {
  made ??= {
    description: null,
    queryType: { name: 'Query' },
    mutationType: null,
    subscriptionType: null,
    types: [
      objectType('Query', [...rootFields().values()].map(rootField)),
      ...allTypes().map((type) =>
        objectType(
          type.name,
          [...type.fields.values()].map(({ name, field }) => fieldEntry(name, typeRef(field))),
        ),
      ),
      objectType('CustomField', [
        fieldEntry('name', named('SCALAR', 'String')),
        fieldEntry('value', named('SCALAR', 'JSON')),
      ]),
      ...SCALARS.map((name) => ({ ...EMPTY, kind: 'SCALAR', name })),
    ],
    directives: ['include', 'skip'].map((name) => ({
      name,
      description: null,
      locations: ['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
      args: [inputValue('if', notNull(named('SCALAR', 'Boolean')))],
      onOperation: false,
      onFragment: true,
      onField: true,
      isRepeatable: false,
    })),
  };
  return made;
}

const EMPTY = {
  description: null,
  fields: null,
  inputFields: null,
  interfaces: null,
  enumValues: null,
  possibleTypes: null,
};

const objectType = (name: string, fields: readonly Described[]): Described => ({
  ...EMPTY,
  kind: 'OBJECT',
  name,
  fields,
  interfaces: [],
});

function fieldEntry(name: string, type: Described, args: readonly Described[] = []): Described {
  return { name, description: null, args, type, isDeprecated: false, deprecationReason: null };
}

function rootField({ name, isList, type }: RootField): Described {
  const target = named('OBJECT', type.name);
  return isList
    ? fieldEntry(name, list(target), [inputValue('query', named('SCALAR', 'String'))])
    : fieldEntry(name, target, [inputValue('id', notNull(named('SCALAR', 'ID')))]);
}

const inputValue = (name: string, type: Described): Described => ({
  name,
  description: null,
  type,
  defaultValue: null,
});

const named = (kind: string, name: string): Described => ({ kind, name, ofType: null });
const list = (ofType: Described): Described => ({ kind: 'LIST', name: null, ofType });
const notNull = (ofType: Described): Described => ({ kind: 'NON_NULL', name: null, ofType });

function typeRef(field: Field): Described {
  switch (field.kind) {
    case 'ref':
      return named('OBJECT', nameOf(field.to));
    case 'refs':
    case 'children':
      return list(named('OBJECT', nameOf(field.to)));
    case 'custom':
      return list(named('OBJECT', 'CustomField'));
    case 'object':
      return named('SCALAR', 'JSON');
    case 'id':
      return named('SCALAR', 'ID');
    case 'integer':
      return named('SCALAR', 'Int');
    case 'float':
      return named('SCALAR', 'Float');
    case 'boolean':
      return named('SCALAR', 'Boolean');
    case 'datetime':
    case 'date':
      return named('SCALAR', 'ISO8601DateTime');
    default:
      return named('SCALAR', 'String');
  }
}

const nameOf = (table: string) => allTypes().find(({ resource }) => resource.table === table)?.name ?? 'JSON';
