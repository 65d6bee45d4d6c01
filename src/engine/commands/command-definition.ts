import type { CoupaWriter, WriteOptions, WriteOutcome } from '#coupa/client/write.ts';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { CoupaCommand } from '../shapes/command.ts';

/** Fresh answers of Coupa itself; the mirror may lag and is never asked before a write. */
export interface CoupaReads {
  /** Undefined when Coupa has no such invoice any more. */
  invoice(id: string): Promise<Invoice | undefined>;
  approval(id: string): Promise<CoupaApproval | undefined>;
  /** All comments of the invoice. */
  comments(invoiceId: string): Promise<readonly CoupaComment[]>;
  /** The Coupa user our requests are made as; undefined when it cannot be told. */
  serviceUserId(): Promise<string | undefined>;
}

/** The limits of one request: nothing is sent after `deadline` (epoch ms), nothing is waited for after `timeoutMs`. */
export type SendLimit = Required<Pick<WriteOptions, 'deadline' | 'timeoutMs' | 'priority'>>;

/** What a definition is told beside the command itself. */
export interface CommandContext {
  /** Unique to the command and the same at every attempt; a comment carries it, so that it can be found again. */
  readonly marker: string;
  /** The Coupa user of the person who decided. */
  readonly coupaUserId: string | undefined;
  /** An earlier attempt may have had its effect. */
  readonly mayHaveEffect: boolean;
}

/** What a fresh look at Coupa says about a command. */
export type Look =
  /** The effect is there. `copies` above 1: it is there more than once. */
  | { readonly seen: 'applied'; readonly ref?: string | undefined; readonly copies: number }
  | { readonly seen: 'not_applied' }
  /** It cannot or must no longer be done. The message is for a person. */
  | { readonly seen: 'impossible'; readonly code: ImpossibleCode; readonly message: string };

export type ImpossibleCode = 'object_changed' | 'object_gone' | 'not_the_approver';

/** How Coupa itself treats a repetition; it decides what can be promised. */
export type RemoteUniqueness =
  /** A state can be left only once: Coupa refuses the second. */
  | 'state'
  /** The second changes nothing. */
  | 'idempotent'
  /** Coupa would do it twice; a marker in the text shows that it happened. */
  | 'marker';

/** One power of Purser: how to see whether it was used already, and how to use it. */
export interface CommandDefinition<C extends CoupaCommand> {
  readonly kinds: readonly C['kind'][];
  readonly remoteUniqueness: RemoteUniqueness;
  /** Reads only. @throws PurserError of the Coupa client when Coupa cannot be read. */
  look(command: C, reads: CoupaReads, context: CommandContext): Promise<Look>;
  /** One request, never repeated in here. */
  execute(command: C, writer: CoupaWriter, context: CommandContext, send: SendLimit): Promise<WriteOutcome>;
}

/** The answer of {@link CommandDefinition.look} for an effect that is there once. */
export function applied(ref?: string): Look {
  return { seen: 'applied', ref, copies: 1 };
}

export const NOT_APPLIED: Look = { seen: 'not_applied' };

export function impossible(code: ImpossibleCode, message: string): Look {
  return { seen: 'impossible', code, message };
}

export function gone(invoiceId: string): Look {
  return impossible('object_gone', `Coupa has no invoice with id ${invoiceId} any more.`);
}
