// Reading what files and the admin door are given: strictly, with words on what was expected, what was found, and where.

/** What was given cannot be used. */
export class GivenError extends Error {}

export function parseGiven(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new GivenError(`expected JSON, found ${(thrown as Error).message}`);
  }
}

export function objectAt(value: unknown, at: string, what: string): Record<string, unknown> {
  if (!value || typeof value !== 'object' || Array.isArray(value)) fail(at, what, value);
  return value as Record<string, unknown>;
}

export function listOf(value: unknown, at: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(at, 'a list', value);
  return value;
}

export function assertKeys(given: object, known: readonly string[], dot: string): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) fail(`${dot}${key}`, `one of ${known.join(', ')}`, key);
  }
}

export function fail(at: string, expected: string, found: unknown): never {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 100);
  throw new GivenError(`${at === '' ? '' : `${at}: `}expected ${expected}, found ${shown}`);
}
