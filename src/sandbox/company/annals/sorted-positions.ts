// Positions sorted by something that each of a million records has, in tenths of a second.

/** Digits of a value by which positions are sorted, so that moments of some years take two rounds. */
const DIGIT = 1 << 14;

/** Ascending; equal values in the order of positions. Left out where the value is 0: it has not happened yet. */
export function orderByValue(values: Uint32Array): Uint32Array {
  let [least, most, count] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const value of values) {
    if (value === 0) continue;
    count += 1;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  let order: Uint32Array = new Uint32Array(count);
  for (let position = 0, step = 0; position < values.length; position += 1) {
    if (values[position] !== 0) order[step++] = position;
  }
  for (let unit = 1; unit <= most - least; unit *= DIGIT) order = byDigit(order, values, { least, unit });
  return order;
}

function byDigit(
  order: Uint32Array,
  values: Uint32Array,
  { least, unit }: { readonly least: number; readonly unit: number },
): Uint32Array {
  const next = new Uint32Array(DIGIT + 1);
  const digitAt = (position: number) => Math.floor(((values[position] ?? 0) - least) / unit) % DIGIT;
  for (const position of order) {
    const digit = digitAt(position) + 1;
    next[digit] = (next[digit] ?? 0) + 1;
  }
  for (let digit = 1; digit <= DIGIT; digit += 1) next[digit] = (next[digit] ?? 0) + (next[digit - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const position of order) {
    const digit = digitAt(position);
    const place = next[digit] ?? 0;
    sorted[place] = position;
    next[digit] = place + 1;
  }
  return sorted;
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
): { readonly order: Uint32Array; readonly find: (text: string) => number[] } {
  const factor = 2 ** Math.ceil(Math.log2(size + 1));
  const kinds = Math.min(2 ** 32, 2 ** 53 / factor);
  const hashes = new Float64Array(size);
  // One column of code units for each place; 0 is the end of a text.
  const units: Uint16Array[] = [];
  walk((position, text) => {
    let hash = HASH_START;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      units[at] ??= new Uint16Array(size);
      const column = units[at];
      if (column) column[position] = unit;
      hash = hashOn(hash, unit);
    }
    hashes[position] = ((hash >>> 0) % kinds) * factor + position;
  });
  hashes.sort();
  const find = (text: string) => {
    const least = (hashOf(text) % kinds) * factor;
    const found: number[] = [];
    for (let at = firstFrom(hashes, least); at < size; at += 1) {
      const one = hashes[at] ?? 0;
      if (one >= least + factor) break;
      found.push(one % factor);
    }
    return found;
  };
  let order: Uint32Array = Uint32Array.from({ length: size }, (_, position) => position);
  const ranks = ranksIn(units);
  // Two places at a time, from the last to the first.
  if (units.length % 2 === 1) units.push(new Uint16Array(size));
  for (let at = units.length - 2; at >= 0; at -= 2) {
    order = stableBy(order, [units[at] ?? order, units[at + 1] ?? order], ranks);
  }
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

interface Ranks {
  readonly of: Uint8Array;
  readonly count: number;
}

/** The few code units that there are, numbered in their order; 0 is the end of a text. */
function ranksIn(units: readonly Uint16Array[]): Ranks {
  const of = new Uint8Array(65_536);
  for (const column of units) for (const unit of column) of[unit] = 1;
  of[0] = 1;
  let count = 0;
  for (const [unit, isThere] of of.entries()) if (isThere === 1) of[unit] = count++;
  if (count > 255) throw new RangeError(`Expected numbers of at most 255 characters, found ${count}.`);
  return { of, count };
}

type Places = readonly [Uint16Array | Uint32Array, Uint16Array | Uint32Array];

function stableBy(order: Uint32Array, [first, second]: Places, { of, count }: Ranks): Uint32Array {
  const rankAt = (position: number) =>
    (of[first[position] ?? 0] ?? 0) * count + (of[second[position] ?? 0] ?? 0);
  const next = new Uint32Array(count * count + 1);
  for (let position = 0; position < order.length; position += 1) {
    const rank = rankAt(position) + 1;
    next[rank] = (next[rank] ?? 0) + 1;
  }
  for (let rank = 1; rank < next.length; rank += 1) next[rank] = (next[rank] ?? 0) + (next[rank - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const position of order) {
    const rank = rankAt(position);
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

const HASH_START = 2166136261;

const folded = new Map<number, number>();

/** A unit in lower case, so that texts are found without regard to it. */
function fold(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  const known = folded.get(unit) ?? String.fromCharCode(unit).toLowerCase().charCodeAt(0);
  folded.set(unit, known);
  return known;
}

const hashOn = (hash: number, unit: number): number => Math.imul(hash ^ fold(unit), 16777619);

function hashOf(text: string): number {
  let hash = HASH_START;
  for (let at = 0; at < text.length; at += 1) hash = hashOn(hash, text.charCodeAt(at));
  return hash >>> 0;
}
