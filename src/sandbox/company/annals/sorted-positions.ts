// Positions sorted by something that each of a million records has, in tenths of a second.

/** Ascending; equal values in the order of positions. Left out where the value is 0: it has not happened yet. */
export function orderByValue(values: Uint32Array): Uint32Array {
  // Value and position share one number of 53 bits, so that numbers can be sorted as they are.
  const factor = 2 ** Math.ceil(Math.log2(values.length + 1));
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value !== 0 && value < least) least = value;
  const packed = new Float64Array(values.length);
  let count = 0;
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? 0;
    if (value !== 0) packed[count++] = (value - least) * factor + position;
  }
  const sorted = packed.subarray(0, count).sort();
  return Uint32Array.from(sorted, (one) => one % factor);
}

/** Ascending by code; codes from `choices` on are left out. */
export function orderByCode(codes: Uint8Array, choices: number): Uint32Array {
  const next = new Uint32Array(choices + 1);
  for (const code of codes) if (code < choices) next[code + 1] = (next[code + 1] ?? 0) + 1;
  for (let code = 0; code < choices; code += 1) next[code + 1] = (next[code + 1] ?? 0) + (next[code] ?? 0);
  const order = new Uint32Array(next[choices] ?? 0);
  for (let position = 0; position < codes.length; position += 1) {
    const code = codes[position] ?? choices;
    if (code >= choices) continue;
    const place = next[code] ?? 0;
    order[place] = position;
    next[code] = place + 1;
  }
  return order;
}

type WalkTexts = (take: (position: number, text: string) => void) => void;

/** Every text once: sorted as texts compare, and found by its hash in lower case. Whoever finds looks whether it is the text. */
export function sortTexts(
  size: number,
  walk: WalkTexts,
): { readonly order: Uint32Array; readonly find: (lower: string) => number[] } {
  const factor = 2 ** Math.ceil(Math.log2(size + 1));
  const kinds = Math.min(2 ** 32, 2 ** 53 / factor);
  const hashes = new Float64Array(size);
  // One column of code units for each place; 0 is the end of a text.
  const units: Uint16Array[] = [];
  walk((position, text) => {
    for (let at = 0; at < text.length; at += 1) {
      units[at] ??= new Uint16Array(size);
      const column = units[at];
      if (column) column[position] = text.charCodeAt(at);
    }
    hashes[position] = (hashOf(text.toLowerCase()) % kinds) * factor + position;
  });
  hashes.sort();
  const find = (lower: string) => {
    const least = (hashOf(lower) % kinds) * factor;
    const found: number[] = [];
    for (let at = firstFrom(hashes, least); at < size; at += 1) {
      const one = hashes[at] ?? 0;
      if (one >= least + factor) break;
      found.push(one % factor);
    }
    return found;
  };
  let order: Uint32Array = Uint32Array.from({ length: size }, (_, position) => position);
  for (const column of units.reverse()) order = stableBy(order, column);
  return { order, find };
}

/** Consecutive ids as texts compare: `10` comes before `9`. Those of one length are in order as they are. */
export function orderOfIds(size: number, idAt: (position: number) => string): Uint32Array {
  const runs: { at: number; end: number; scale: number }[] = [];
  const longest = size === 0 ? 0 : idAt(size - 1).length;
  for (let at = 0; at < size; ) {
    const { length } = idAt(at);
    const end = length === longest ? size : Math.min(size, at + 10 ** length - Number(idAt(at)));
    runs.push({ at, end, scale: 10 ** (longest - length) });
    at = end;
  }
  const order = new Uint32Array(size);
  if (runs.length === 1) return order.map((_, position) => position);
  const left = ({ at, scale }: (typeof runs)[number]) => Number(idAt(at)) * scale;
  for (let place = 0; place < size; place += 1) {
    let least: (typeof runs)[number] | undefined;
    for (const run of runs) {
      // Of `1` and `10` the shorter comes first: runs are tried by length.
      if (run.at < run.end && (least === undefined || left(run) < left(least))) least = run;
    }
    if (least) order[place] = least.at++;
  }
  return order;
}

function stableBy(order: Uint32Array, ranks: Uint16Array): Uint32Array {
  let kinds = 0;
  for (const rank of ranks) if (rank >= kinds) kinds = rank + 1;
  const next = new Uint32Array(kinds + 1);
  for (const rank of ranks) next[rank + 1] = (next[rank + 1] ?? 0) + 1;
  for (let rank = 0; rank < kinds; rank += 1) next[rank + 1] = (next[rank + 1] ?? 0) + (next[rank] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const position of order) {
    const rank = ranks[position] ?? 0;
    const place = next[rank] ?? 0;
    sorted[place] = position;
    next[rank] = place + 1;
  }
  return sorted;
}

function firstFrom(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hashOf(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return hash >>> 0;
}
