import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import { PurserError } from '#kernel/errors.ts';
import { type FileOutput, isFileOutput } from '#operation/file-output.ts';
import { runOperation } from '#operation/run-operation.ts';
import { authenticate, CONNECTION_PARAMETER } from './authenticate.ts';
import type { HttpDeps } from './http-deps.ts';

/** Serves each operation at its own place. Input is the query and path of a GET, the body and path of the others. */
export function addOperationRoutes(app: FastifyInstance, deps: HttpDeps): void {
  for (const operation of deps.operations) {
    const kinds = operation.http.method === 'GET' ? queryKinds(operation.input) : undefined;
    app.route({
      method: operation.http.method,
      url: operation.http.path,
      // HEAD would run the work to throw its answer away.
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const caller = await authenticate(request, deps.people);
        const given = kinds === undefined ? bodyOf(request) : queryOf(request, kinds);
        const input = { ...given, ...(request.params as Record<string, string>) };
        const output: unknown = await runOperation(operation, input, caller, deps);
        return isFileOutput(output) ? sendFile(reply, output) : output;
      },
    });
  }
}

/** Answers 405 with `allow` where a path exists but not for that method. */
export function addMethodRefusals(
  app: FastifyInstance,
  places: readonly { method: string; path: string }[],
): void {
  const methodsOf = new Map<string, Set<string>>();
  for (const { method, path } of places) {
    methodsOf.set(path, (methodsOf.get(path) ?? new Set()).add(method));
  }
  for (const [path, known] of methodsOf) {
    const refused = ALL_METHODS.filter((method) => !known.has(method));
    const allow = [...known].sort().join(', ');
    app.route({
      method: refused,
      url: path,
      handler: (request, reply) => {
        reply.header('allow', allow);
        throw new PurserError(
          'method_not_allowed',
          `${request.method} is not possible here, but ${allow} is.`,
          {
            details: { allow },
          },
        );
      },
    });
  }
}

const ALL_METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw new PurserError('invalid_input', 'Expected a JSON object as the body.');
  }
  return { ...body };
}

type QueryKind = 'number' | 'boolean' | 'array';

/** Which query parameters are no text: a URL holds text alone, the schema says what is meant. */
function queryKinds(input: z.ZodType): ReadonlyMap<string, QueryKind> {
  const kinds = new Map<string, QueryKind>();
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== 'object') continue;
    const variants = [property, ...(property.anyOf ?? [])].flatMap((one) =>
      typeof one === 'object' ? [one.type] : [],
    );
    if (variants.includes('string')) continue;
    if (variants.includes('number') || variants.includes('integer')) kinds.set(name, 'number');
    else if (variants.includes('boolean')) kinds.set(name, 'boolean');
    else if (variants.includes('array')) kinds.set(name, 'array');
  }
  return kinds;
}

function queryOf(request: FastifyRequest, kinds: ReadonlyMap<string, QueryKind>): Record<string, unknown> {
  const query = request.query as Record<string, string | string[]>;
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    // `?supplier=` is how a form says that nothing was chosen.
    if (value === '' || name === CONNECTION_PARAMETER) continue;
    input[name] = convert(value, kinds.get(name));
  }
  return input;
}

function convert(value: string | string[], kind: QueryKind | undefined): unknown {
  if (kind === 'array') return Array.isArray(value) ? value : [value];
  if (Array.isArray(value)) return value;
  if (kind === 'number' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value)) return Number(value);
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function sendFile(reply: FastifyReply, { file }: FileOutput): FastifyReply {
  // Quotes, control characters and anything beyond ASCII would end the header or be read differently.
  const plain = file.name.replace(/[^\w.() -]/g, '_');
  reply.header('content-disposition', `attachment; filename="${plain}"`).type(file.type);
  return reply.send(typeof file.body === 'string' ? file.body : Readable.from(file.body));
}
