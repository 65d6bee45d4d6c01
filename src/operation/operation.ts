import type { z } from 'zod';
import type { JsonValue } from '#kernel/canonical-json.ts';
import type { Database, Tx } from '#store/database.ts';

/** What a person or program may do, named once. Roles are bundles of these (people/roles.ts). */
export const PERMISSIONS = [
  'invoices.read',
  'approvals.read',
  'approvals.decide',
  'approvals.assign',
  'tasks.work',
  'runs.read',
  'audit.read',
  'audit.export',
  'policy.read',
  'policy.change',
  'writing.stop',
  'writing.resume',
  'connection.read',
  'connection.change',
  'people.read',
  'people.change',
  'tokens.own',
  'self',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Who asks, through whatever door, in which connection. */
export interface Caller {
  readonly personId: string;
  readonly personName: string;
  /** The connection the request is about. Row level security admits nothing else. */
  readonly connectionId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The Coupa user an administrator mapped this person to. */
  readonly coupaUserId: string | undefined;
  readonly via: 'screen' | 'api' | 'command-line';
  /** Which session asks, when it is one: ending all the others must spare it. */
  readonly sessionId?: string;
}

/** What one audit entry tells; `data` is plain JSON and must hold no secret. */
export interface AuditEntry {
  readonly what: string;
  /** The person; the name is kept as it was that day. */
  readonly who: { readonly id: string; readonly name: string };
  readonly via: string;
  readonly subject?: string;
  readonly text: string;
  readonly data?: JsonValue;
}

/** Writes an entry into the connection's chain, inside the transaction of the work that it tells of. */
export type RecordEntry = (tx: Tx, connectionId: string, entry: AuditEntry, now: Date) => Promise<unknown>;

/**
 * What an operation writes into the audit trail when it has succeeded, or the reason why it writes nothing.
 * There is no default. Without `describe` the entry says the operation's summary and nothing of its input,
 * since an input may hold a password.
 */
export type AuditPolicy<Input, Output> =
  | {
      readonly what: string;
      describe?(input: Input, output: Output, caller: Caller): Pick<AuditEntry, 'subject' | 'text' | 'data'>;
    }
  | { readonly none: string };

/** What every operation is handed: a transaction that is already inside the caller's connection. */
export interface OperationDeps {
  readonly tx: Tx;
  /** For what is read after the transaction has ended, such as the body of a file. */
  readonly db: Database;
  readonly now: Date;
}

/** One thing a user or a program can ask of Purser, whatever the door: HTTP, MCP, command line or screen. */
export interface Operation<Input, Output, Prepared = unknown> {
  /** `verb_noun`, also the MCP tool name. */
  readonly name: string;
  readonly summary: string;
  readonly http: { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string };
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  readonly permission: Permission;
  readonly audit: AuditPolicy<Input, Output>;
  /**
   * What must happen outside the transaction and before it: counting an attempt that stays counted though the work
   * fails, asking for a password, or asking Coupa, which takes long. What it answers is handed on. Throws to refuse.
   */
  before?(input: Input, caller: Caller, deps: Omit<OperationDeps, 'tx'>): Promise<Prepared>;
  run(input: Input, caller: Caller, deps: OperationDeps & { readonly prepared?: Prepared }): Promise<Output>;
}

/** An operation whose types the doors need not know. */
// biome-ignore lint/suspicious/noExplicitAny: doors carry input and output through the operation's own schemas.
export type AnyOperation = Operation<any, any, any>;

/** Lets TypeScript infer the types; does nothing at run time. */
export function defineOperation<Input, Output, Prepared = undefined>(
  operation: Operation<Input, Output, Prepared>,
): Operation<Input, Output, Prepared> {
  return operation;
}
