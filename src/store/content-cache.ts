/**
 * Content that never changes, named by its hash, kept in this process for a while: what one transaction wrote or read,
 * the next need not read again. A key says whose it is and what it is; a value must never be altered.
 */
export interface ContentCache {
  get(key: string): unknown;
  /** @param size length of the value as JSON text: what it takes in memory is about twice that. */
  set(key: string, value: unknown, size: number): void;
}

/**
 * Characters of JSON: some 9,000 invoices of five lines with their orders and receipts. The older half goes when it is
 * full, so that a long first load does not empty it at once.
 */
const SIZE_MAX = 40_000_000;

interface Kept {
  readonly value: unknown;
  readonly size: number;
}

export function createContentCache(sizeMax = SIZE_MAX): ContentCache {
  let young = new Map<string, Kept>();
  let old = new Map<string, Kept>();
  let youngSize = 0;
  const keep = (key: string, kept: Kept): void => {
    if (kept.size > sizeMax / 2) return;
    if (youngSize + kept.size > sizeMax / 2) {
      old = young;
      young = new Map();
      youngSize = 0;
    }
    youngSize += kept.size - (young.get(key)?.size ?? 0);
    young.set(key, kept);
  };
  return {
    set: (key, value, size) => keep(key, { value, size }),
    get: (key) => {
      const found = young.get(key);
      if (found !== undefined) return found.value;
      const aged = old.get(key);
      if (aged !== undefined) keep(key, aged);
      return aged?.value;
    },
  };
}
