import {
  CURRENCY,
  type Field,
  type Fields,
  LIMIT_MODES,
  LISTED_NAME,
  type LimitMode,
  limitFields,
  NAMES_MAX,
  POLICY_FIELDS,
  RATE_ABOVE_ZERO,
  RULES_MAX,
  ruleFields,
  type Shape,
  type TextKind,
} from './policy-shape.ts';

/** A JSON schema, as plain JSON. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The policy document as a JSON schema, draft 2020-12, written from the same description as `policyFaults`. What no
 * schema can say is left to that check: rules that contradict each other, days that end before they begin, senseless
 * caps, and the same name in other letter case.
 */
export function policySchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:purser:tolerance-policy:1',
    title: 'Purser tolerance policy, format 1',
    description:
      'Every figure is text, so that no cent is lost. Zero allows nothing; what has no limit says "unlimited"; a blank is refused.',
    ...objectSchema(POLICY_FIELDS),
    dependentRequired: { rates: ['currency'] },
    $defs: {
      limit: limitSchema(LIMIT_MODES),
      rule: {
        anyOf: (['documents', 'lines'] as const).map((about) => ({
          description:
            about === 'documents'
              ? 'A rule about whole invoices may state every limit.'
              : 'A rule about single lines states limits of lines only.',
          ...objectSchema(ruleFields(about)),
          anyOf: conditionsOf(about).map((condition) => ({ required: [condition] })),
        })),
      },
    },
  };
}

function conditionsOf(about: 'documents' | 'lines'): readonly string[] {
  return Object.entries(ruleFields(about))
    .filter(([, { shape }]) => shape.kind === 'names')
    .map(([key]) => key);
}

function objectSchema(fields: Fields): JsonSchema {
  const entries: readonly (readonly [string, Field])[] = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([key, { shape, says }]) => [
        key,
        { ...schemaOf(shape), ...(says === '' ? {} : { description: says }) },
      ]),
    ),
    required: entries.filter(([, { isOptional }]) => !isOptional).map(([key]) => key),
    additionalProperties: false,
  };
}

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case 'text':
      return textSchema(shape.text);
    case 'format':
      return { const: 1 };
    case 'limit':
      return shape.modes === LIMIT_MODES ? { $ref: '#/$defs/limit' } : limitSchema(shape.modes);
    case 'names':
      return {
        type: 'array',
        items: textSchema(LISTED_NAME),
        minItems: 1,
        maxItems: NAMES_MAX,
        uniqueItems: true,
      };
    case 'rates':
      return {
        type: 'object',
        propertyNames: textSchema(CURRENCY),
        additionalProperties: textSchema(RATE_ABOVE_ZERO),
      };
    case 'rules':
      return { type: 'array', items: { $ref: '#/$defs/rule' }, maxItems: RULES_MAX };
    case 'object':
      return objectSchema(shape.fields);
  }
}

function textSchema({ pattern, lengthMax, format }: TextKind): JsonSchema {
  return {
    type: 'string',
    pattern,
    ...(lengthMax === undefined ? {} : { maxLength: lengthMax }),
    ...(format === undefined ? {} : { format }),
  };
}

function limitSchema(modes: readonly LimitMode[]): JsonSchema {
  return {
    oneOf: modes.map((mode) => {
      const { properties, ...rest } = objectSchema({
        mode: { shape: { kind: 'format' }, says: '' },
        ...limitFields(mode),
      });
      return { ...rest, properties: { ...(properties as JsonSchema), mode: { const: mode } } };
    }),
  };
}
