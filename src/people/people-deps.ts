import type { RecordEntry } from '#operation/operation.ts';
import type { Database } from '#store/database.ts';

/** Encrypts what must lie in the database but not be readable there; `about` binds it to its owner. */
export interface Sealer {
  seal(plain: string, about: string): Uint8Array;
  /** @throws PurserError when the text was sealed about something else, or with another key. */
  open(sealed: Uint8Array, about: string): string;
}

export interface PeopleDeps {
  readonly db: Database;
  readonly now: () => Date;
  readonly recordEntry: RecordEntry;
  readonly sealer: Sealer;
}
