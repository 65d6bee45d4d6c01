/** Every field of a record must be named; those it may lack may be given as undefined. */
type Draft<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** The record without its undefined fields: what is absent is left out, never stored as a word for nothing. */
export function present<T extends object>(draft: Draft<T>): T {
  const record: Record<string, unknown> = {};
  for (const key in draft) {
    const value = draft[key];
    if (value !== undefined) record[key] = value;
  }
  // Sound by the type of the draft: only fields that T may lack can have been undefined.
  return record as T;
}
