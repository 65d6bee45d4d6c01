import { InvariantError, PurserError } from '#kernel/errors.ts';
import { traced } from '#kernel/trace.ts';
import type { Database, Tx } from '#store/database.ts';
import type { AnyOperation, Caller, Operation, RecordEntry } from './operation.ts';
import { issuesOf, readInput } from './read-input.ts';

export interface RunOperationDeps {
  readonly db: Database;
  readonly now: () => Date;
  readonly recordEntry: RecordEntry;
}

/**
 * The one way in, whatever the door. Permission is asked before the input is even read. The work and its audit entry
 * share a transaction inside the caller's connection: both are there afterwards, or neither.
 *
 * @throws PurserError `permission_denied`, `invalid_input` (details.issues), or what the operation throws.
 */
export async function runOperation<Input, Output, Prepared>(
  operation: Operation<Input, Output, Prepared>,
  rawInput: unknown,
  caller: Caller,
  deps: RunOperationDeps,
): Promise<Output> {
  if (!caller.permissions.has(operation.permission)) {
    throw new PurserError('permission_denied', `This needs the permission ${operation.permission}.`, {
      details: { permission: operation.permission },
    });
  }
  const input = readInput(operation.input, rawInput);
  const now = deps.now();
  const prepared = await operation.before?.(input, caller, { db: deps.db, now });
  const work = async (tx: Tx): Promise<Output> => {
    const found = await operation.run(input, caller, {
      tx,
      db: deps.db,
      now,
      ...(prepared === undefined ? {} : { prepared }),
    });
    const output = readOutput(operation, found);
    await recordOutcome({
      operation,
      input,
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

/** An answer of another shape than was promised is a bug of ours, never the caller's. */
function readOutput<Input, Output>(operation: Operation<Input, Output>, found: Output): Output {
  const output = operation.output.safeParse(found);
  if (output.success) return output.data;
  throw new InvariantError(`${operation.name} answered in another shape than it promises.`, {
    issues: issuesOf(output.error),
  });
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
