import { InputError } from '#kernel/errors.ts';

/** The place in a list after which it goes on: the sort value of the last row, and its id. */
export interface ListCursor {
  /** Null where the last row has no such value; those come last. */
  readonly value: string | null;
  readonly id: string;
}

/** The cursor as it travels; opaque to callers. */
export function writeListCursor(cursor: ListCursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64url');
}

/** @throws InputError for a text that no list gave out. */
export function readListCursor(text: string): ListCursor {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    parts = undefined;
  }
  const [value, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if ((typeof value !== 'string' && value !== null) || typeof id !== 'string') {
    throw new InputError('The cursor is not one that this list gave out.');
  }
  return { value, id };
}
