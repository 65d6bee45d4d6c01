/** A number with its unit, brought to one unit of its dimension: `0.75 l` and `750 ml` are both 0.75 of `volume`. */
export interface Measure {
  /** The number as the text has it, `0.75` or `750`. */
  readonly number: string;
  readonly dimension: string;
  readonly value: number;
}

/** Spellings by dimension, each with what one of it is worth there. Longer spellings are tried first. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  length: {
    mm: 0.001,
    cm: 0.01,
    m: 1,
    meter: 1,
    metre: 1,
    km: 1000,
    in: 0.0254,
    inch: 0.0254,
    inches: 0.0254,
    zoll: 0.0254,
    pouce: 0.0254,
    pouces: 0.0254,
    "''": 0.0254,
    "'": 0.0254,
    '"': 0.0254,
    ft: 0.3048,
    feet: 0.3048,
    foot: 0.3048,
  },
  volume: {
    ml: 0.001,
    cl: 0.01,
    l: 1,
    lt: 1,
    ltr: 1,
    liter: 1,
    litre: 1,
    litres: 1,
    gal: 3.785,
    gallon: 3.785,
  },
  weight: { mg: 1e-6, g: 0.001, gr: 0.001, kg: 1, t: 1000, lb: 0.4536, lbs: 0.4536, oz: 0.02835 },
  storage: { mb: 1, gb: 1000, tb: 1e6 },
  power: { w: 1, watt: 1, watts: 1, kw: 1000 },
  voltage: { v: 1, volt: 1, volts: 1, kv: 1000 },
  current: { ma: 0.001, a: 1, amp: 1, mah: 0.001, ah: 1 },
  frequency: { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 },
  speed: { rpm: 1, mbps: 1e6, gbps: 1e9 },
  pixels: { mp: 1, megapixel: 1, megapixels: 1 },
  lines: { i: 1, p: 1 },
  zoom: { x: 1 },
  pieces: {
    pk: 1,
    pack: 1,
    packs: 1,
    pcs: 1,
    pc: 1,
    piece: 1,
    pieces: 1,
    stk: 1,
    stck: 1,
    stuck: 1,
    st: 1,
    ct: 1,
    count: 1,
    ea: 1,
    sheets: 1,
    blatt: 1,
    feuilles: 1,
  },
  users: { user: 1, users: 1, benutzer: 1, utilisateurs: 1, license: 1, licenses: 1, lizenzen: 1 },
  time: {
    min: 60,
    h: 3600,
    hr: 3600,
    hours: 3600,
    std: 3600,
    day: 86400,
    days: 86400,
    tage: 86400,
    jours: 86400,
  },
  area: { m2: 1, qm: 1, sqm: 1 },
  pages: { page: 1, pages: 1, seiten: 1 },
  ports: { port: 1, ports: 1 },
};

const BY_SPELLING: ReadonlyMap<string, { readonly dimension: string; readonly factor: number }> = new Map(
  Object.entries(UNITS).flatMap(([dimension, spellings]) =>
    Object.entries(spellings).map(([spelling, factor]) => [spelling, { dimension, factor }] as const),
  ),
);

const MEASURE = new RegExp(
  `(?<![\\p{L}\\d.,])(\\d{1,9}(?:[.,]\\d{1,6})?)[ -]{0,2}(${[...BY_SPELLING.keys()]
    .sort((a, b) => b.length - a.length)
    .join('|')})(?![\\p{L}\\d])`,
  'gu',
);
const MEASURES_MAX = 24;

/** The numbers with units in a folded text, in its order, at most 24. */
export function measuresIn(folded: string): readonly Measure[] {
  const found: Measure[] = [];
  for (const [, digits = '', spelling = ''] of folded.matchAll(MEASURE)) {
    const unit = BY_SPELLING.get(spelling);
    if (unit === undefined) continue;
    const number = bareNumber(digits);
    found.push({ number, dimension: unit.dimension, value: Number(number) * unit.factor });
    if (found.length === MEASURES_MAX) break;
  }
  return found;
}

/** Whether a bare word is a number grown together with its unit: `500gb`, `1080p`. */
export function isMeasure(word: string): boolean {
  const [, unit = ''] = /^\d+(?:[.,]\d+)?(\D+)$/.exec(word) ?? [];
  return BY_SPELLING.has(unit);
}

/** `007` is 7, `5.0` is 5, `0,75` is 0.75; what is no number stays as it is. */
export function bareNumber(word: string): string {
  if (!/^\d+([.,]\d+)?$/.test(word)) return word;
  const pointed = word.replace(',', '.');
  const trimmed = pointed.includes('.') ? pointed.replace(/\.?0+$/, '') : pointed;
  return trimmed.replace(/^0+(?=\d)/, '');
}
