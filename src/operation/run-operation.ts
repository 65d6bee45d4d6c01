import type { z } from 'zod';
import { InvariantError, PurserError } from '#kernel/errors.ts';
import { traced } from '#kernel/trace.ts';
import type { Database, Tx } from '#store/database.ts';
import type { AnyOperation, Caller, Operation, RecordEntry } from './operation.ts';

export interface RunOperationDeps {
  readonly db: Database;
  readonly now: () => Date;
  readonly recordEntry: RecordEntry;
}

/** Where an input did not fit; `pointer` is an RFC 6901 JSON pointer into it. */
export interface InputIssue {
  readonly pointer: string;
  readonly says: string;
}

/** A page of mistakes helps nobody; the first ones do. */
const ISSUES_MAX = 20;

/**
 * The one way in, whatever the door. Permission is asked before the input is even read. The work and its audit entry
 * share a transaction inside the caller's connection: both are there afterwards, or neither.
 *
 * @throws PurserError `permission_denied`, `invalid_input` (details.issues), or what the operation throws.
 */
export async function runOperation<Input, Output>(
  operation: Operation<Input, Output>,
  rawInput: unknown,
  caller: Caller,
  deps: RunOperationDeps,
): Promise<Output> {
  if (!caller.permissions.has(operation.permission)) {
    throw new PurserError('permission_denied', `This needs the permission ${operation.permission}.`, {
      details: { permission: operation.permission },
    });
  }
  const parsed = operation.input.safeParse(rawInput);
  if (!parsed.success) throw inputError(parsed.error);
  const now = deps.now();
  await operation.before?.(parsed.data, caller, { db: deps.db, now });
  const work = async (tx: Tx): Promise<Output> => {
    const found = await operation.run(parsed.data, caller, { tx, db: deps.db, now });
    const output = readOutput(operation, found);
    await recordOutcome({
      operation,
      input: parsed.data,
      output,
      caller,
      tx,
      now,
      recordEntry: deps.recordEntry,
    });
    return output;
  };
  return traced(`operation ${operation.name}`, { 'purser.connection_id': caller.connectionId }, () =>
    deps.db.inConnection(caller.connectionId, work),
  );
}

/** The error for an input that does not fit, with the places. */
export function inputError(error: z.ZodError): PurserError {
  const issues = error.issues.slice(0, ISSUES_MAX).map(
    (issue): InputIssue => ({
      pointer: issue.path
        .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .join(''),
      says: issue.message,
    }),
  );
  const [first] = issues;
  const where =
    first === undefined ? '' : ` ${first.pointer === '' ? 'input' : first.pointer}: ${first.says}`;
  return new PurserError('invalid_input', `The request does not fit.${where}`, { details: { issues } });
}

/** An answer of another shape than was promised is a bug of ours, never the caller's. */
function readOutput<Input, Output>(operation: Operation<Input, Output>, found: Output): Output {
  const output = operation.output.safeParse(found);
  if (output.success) return output.data;
  const { details } = inputError(output.error);
  throw new InvariantError(`${operation.name} answered in another shape than it promises.`, { ...details });
}

async function recordOutcome<Input, Output>(outcome: {
  operation: Operation<Input, Output>;
  input: Input;
  output: Output;
  caller: Caller;
  tx: Tx;
  now: Date;
  recordEntry: RecordEntry;
}): Promise<void> {
  const { operation, input, output, caller } = outcome;
  if ('none' in operation.audit) return;
  const described = operation.audit.describe?.(input, output, caller) ?? { text: operation.summary };
  const entry = {
    what: operation.audit.what,
    who: { id: caller.personId, name: caller.personName },
    via: caller.via,
    ...described,
  };
  await outcome.recordEntry(outcome.tx, caller.connectionId, entry, outcome.now);
}

/**
 * The operations a process serves, proven to be one name and one place each.
 * @throws InvariantError for two of one name or of one method and path, and for a path outside `/api/`.
 */
export function buildRegistry(operations: readonly AnyOperation[]): readonly AnyOperation[] {
  const names = new Set<string>();
  const places = new Set<string>();
  for (const operation of operations) {
    const place = `${operation.http.method} ${operation.http.path.replace(/:[a-zA-Z]+/g, ':')}`;
    if (names.has(operation.name)) throw new InvariantError(`Two operations are called ${operation.name}.`);
    if (places.has(place)) throw new InvariantError(`Two operations answer ${place}.`);
    if (!operation.http.path.startsWith('/api/')) {
      throw new InvariantError(`${operation.name} is served at ${operation.http.path}, not under /api/.`);
    }
    names.add(operation.name);
    places.add(place);
  }
  return operations;
}
