import { z } from 'zod';
import { fileOutput } from '#operation/file-output.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { SESSION_ROUTES } from './session-routes.ts';

type JsonObject = Record<string, unknown>;

/** One operation as OpenAPI says it. */
export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly JsonObject[];
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: JsonObject;
  readonly responses: Readonly<Record<string, JsonObject>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonObject;
}

/** An OpenAPI 3.1 document. */
export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly info: JsonObject;
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: { readonly schemas: JsonObject; readonly securitySchemes: JsonObject };
  readonly tags: readonly { readonly name: string }[];
}

interface Described {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly permission?: string;
}

/** Describes all operations for programs, from the same schemas that read their input and check their output. */
export function openApiOf(operations: readonly AnyOperation[], version: string): ApiDescription {
  const described: Described[] = [
    ...SESSION_ROUTES,
    ...operations.map(({ name, summary, http, input, output, permission }) => ({
      ...http,
      name,
      summary,
      input,
      output,
      permission,
    })),
  ];
  const schemas: JsonObject = { Problem: PROBLEM };
  const paths: Record<string, Record<string, ApiOperation>> = {};
  for (const one of described) {
    const path = one.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: describe(one, schemas) };
  }
  const tags = [...new Set(described.map((one) => tagOf(one.path)))].sort().map((name) => ({ name }));
  return {
    openapi: '3.1.0',
    info: { title: 'Purser', version, description: INTRODUCTION },
    paths,
    components: { schemas, securitySchemes: SECURITY_SCHEMES },
    tags,
  };
}

const INTRODUCTION = `Every operation of Purser. Money is an amount as decimal text and an ISO 4217 currency; moments are UTC;
days are YYYY-MM-DD. Errors are problem documents (RFC 9457) with a stable code. Programs send an API token as bearer.
Browsers send the session cookie and, with each change, the header x-purser-csrf with the value of the cookie
purser_csrf. The header x-purser-connection (or in a GET the parameter connection) chooses the connection to Coupa;
without it the first one is meant.`;

const SECURITY_SCHEMES: JsonObject = {
  token: { type: 'http', scheme: 'bearer', description: 'An API token (pur_…), made under Settings.' },
  session: { type: 'apiKey', in: 'cookie', name: 'purser_session' },
};

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'One sentence for people.' },
    code: { type: 'string', description: 'Stable; what programs react to.' },
    requestId: { type: 'string', description: 'The same in the server’s log.' },
    issues: {
      type: 'array',
      description: 'Where the input does not fit.',
      items: {
        type: 'object',
        required: ['pointer', 'says'],
        properties: { pointer: { type: 'string' }, says: { type: 'string' } },
      },
    },
  },
};

function describe(one: Described, schemas: JsonObject): ApiOperation {
  const input = toSchema(one.input, 'input', schemas);
  const properties = (input.properties ?? {}) as Record<string, JsonObject>;
  const required = (input.required ?? []) as string[];
  const inPath = [...one.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name = '']) => name);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const isRead = one.method === 'GET';
  const parameter = (name: string, where: 'path' | 'query'): ApiParameter => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  });
  const bodySchema = {
    type: 'object',
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]])),
    required: required.filter((name) => rest.includes(name)),
    additionalProperties: false,
  };
  return {
    operationId: one.name,
    summary: one.summary,
    ...(one.permission === undefined ? {} : { description: `Needs the permission \`${one.permission}\`.` }),
    tags: [tagOf(one.path)],
    security: one.permission === undefined ? [] : [{ token: [] }, { session: [] }],
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      ...(isRead ? rest.map((name) => parameter(name, 'query')) : []),
    ],
    ...(isRead || rest.length === 0
      ? {}
      : {
          requestBody: {
            required: bodySchema.required.length > 0,
            content: { 'application/json': { schema: bodySchema } },
          },
        }),
    responses: { '200': answer(one, schemas), default: PROBLEM_ANSWER },
  };
}

const PROBLEM_ANSWER: JsonObject = {
  description: 'It did not work; the document says why.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function answer(one: Described, schemas: JsonObject): JsonObject {
  if (one.output === fileOutput) {
    const schema = { type: 'string', format: 'binary' };
    return { description: 'A file to download.', content: { 'application/octet-stream': { schema } } };
  }
  return {
    description: 'Done.',
    content: { 'application/json': { schema: toSchema(one.output, 'output', schemas) } },
  };
}

function toSchema(schema: z.ZodType, io: 'input' | 'output', schemas: JsonObject): JsonObject {
  const {
    $schema: _,
    $defs,
    ...found
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
  // Definitions are written relative to their own schema; in this document they live among the components.
  for (const [name, definition] of Object.entries(($defs ?? {}) as JsonObject)) {
    schemas[name] = tidy(definition);
  }
  return tidy(found) as JsonObject;
}

/** Moves references to the components, and leaves out the page-long patterns that repeat what a format says. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => !(name === 'pattern' && 'format' in value))
    .map(([name, inner]) =>
      name === '$ref' && typeof inner === 'string'
        ? [name, inner.replace('#/$defs/', '#/components/schemas/')]
        : [name, tidy(inner)],
    );
  return Object.fromEntries(entries);
}

function tagOf(path: string): string {
  const [, , first = 'api'] = path.split('/');
  return ['setup', 'sign-in', 'sign-out'].includes(first) ? 'session' : first;
}
