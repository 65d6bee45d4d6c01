// POST /api/graphql: reading only, JSON only, and errors with status 200, as documented.
import { type ApiAnswer, type Call, unsupported } from '../api-call.ts';
import { Refusal } from '../refusal.ts';
import { jsonText } from '../wire/write-json.ts';
import { type Answered, errorEntry, execute } from './execute.ts';
import { GraphqlError } from './graphql-error.ts';
import { type Operation, parseDocument } from './parse.ts';

/** Longer than the longest query a tool writes by itself. */
const QUERY_CHARACTERS_MAX = 200_000;

export async function answerGraphql(call: Call): Promise<ApiAnswer> {
  if (call.method !== 'POST') throw unsupported(call);
  // Documented: client credentials only.
  if (call.caller.issuedAt === undefined) throw new Refusal(401, { base: ['GraphQL needs an OAuth token.'] });
  const body = jsonText(await answer(call));
  return { status: 200, contentType: 'application/json; charset=utf-8', body };
}

async function answer(call: Call): Promise<Answered> {
  try {
    const { query, variables, operationName } = readRequest(call.bytes.toString('utf8'));
    const document = parseDocument(query);
    const operation = chosen(document.operations, operationName);
    if (operation.type !== 'query') throw new GraphqlError(`Schema is not configured for ${operation.type}s`);
    return await execute(document, operation, variables, call);
  } catch (thrown) {
    return { errors: [errorEntry(thrown)] };
  }
}

interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

function readRequest(text: string): GraphqlRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (thrown) {
    throw new GraphqlError(`The request body is not valid JSON: ${(thrown as Error).message}`);
  }
  const given = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>;
  const { query, variables, operationName } = given;
  if (typeof query !== 'string' || query.trim() === '') throw new GraphqlError('No query string was present');
  if (query.length > QUERY_CHARACTERS_MAX)
    throw new GraphqlError(`A query may have ${QUERY_CHARACTERS_MAX} characters.`);
  const isObject = variables !== null && typeof variables === 'object' && !Array.isArray(variables);
  return {
    query,
    variables: isObject ? (variables as Record<string, unknown>) : {},
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
  };
}

function chosen(operations: readonly Operation[], name: string | undefined): Operation {
  const [first, second] = operations;
  if (!first) throw new GraphqlError('The document has no operation');
  if (name === undefined) {
    if (second) throw new GraphqlError('An operation name is required');
    return first;
  }
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new GraphqlError(`No operation named "${name}"`);
  return found;
}
