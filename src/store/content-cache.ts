/**
 * Content that never changes, named by its hash, kept in this process for a while: what one transaction wrote or read,
 * the next need not read again. A key says whose it is and what it is; a value must never be altered.
 */
export interface ContentCache {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Some 20 MB of invoices. The oldest half goes when it is full, so that a long first load does not empty it at once. */
const ENTRIES_MAX = 6_000;

export function createContentCache(entriesMax = ENTRIES_MAX): ContentCache {
  let young = new Map<string, unknown>();
  let old = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    if (young.size >= entriesMax / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get: (key) => {
      const found = young.get(key);
      if (found !== undefined) return found;
      const aged = old.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
  };
}
