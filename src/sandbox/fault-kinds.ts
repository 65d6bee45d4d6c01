// The kinds of bad weather as data: what each does and what may be said of it. Reading, help and documents follow.

/** What may be said of a fault besides its kind. */
export const FAULT_OPTIONS = {
  match: 'which calls it meets: {method, path}, path being a regular expression on path and query',
  times: 'how many calls it meets; without end when absent',
  probability: 'share of the matching calls that it meets, 0 to 1; all when absent',
  afterS: 'seconds on the sandbox clock until it begins',
  forS: 'seconds on the sandbox clock that it lasts',
  status: 'status of the error, 500 by default',
  retryAfterS: 'seconds in Retry-After; no such header when absent',
  ms: 'a length of time in milliseconds',
  p50Ms: 'half of the calls take no longer; with p99Ms instead of ms',
  p99Ms: 'one call of a hundred takes longer',
  rows: 'how many rows',
} as const;

export type FaultOption = keyof typeof FAULT_OPTIONS;

/** What every kind understands. */
export const COMMON_OPTIONS: readonly FaultOption[] = ['match', 'times', 'probability', 'afterS', 'forS'];

interface KindFacts {
  readonly what: string;
  readonly options: readonly FaultOption[];
}

export const FAULTS = {
  'young-token': { what: '401 while the token is younger than ms (5000)', options: ['ms'] },
  'expired-token': { what: '401', options: [] },
  forbidden: { what: '403', options: [] },
  'too-many': { what: '429', options: ['retryAfterS'] },
  'error-before': {
    what: 'an error page, and nothing has happened',
    options: ['status', 'retryAfterS'],
  },
  'error-after': { what: 'an error page after the effect', options: ['status', 'retryAfterS'] },
  'timeout-before': { what: 'no answer for ms (120000), then the connection ends', options: ['ms'] },
  'timeout-after': { what: 'the same after the effect', options: ['ms'] },
  'reset-before': { what: 'the connection ends at once', options: [] },
  'reset-after': { what: 'the connection ends after the effect', options: [] },
  truncated: { what: 'the answer ends in its middle', options: [] },
  html: { what: 'a maintenance page with status 200, and nothing has happened', options: [] },
  latency: {
    what: 'the answer takes ms, or a lognormal time by p50Ms and p99Ms',
    options: ['ms', 'p50Ms', 'p99Ms'],
  },
  'read-lag': { what: 'reads see the tables as they were ms (5000) ago', options: ['ms'] },
  'page-drift': {
    what: 'after a page of a list its first rows (1) are saved again, so that their updated-at moves, and a new record comes',
    options: ['rows'],
  },
  duplicates: {
    what: 'a further page of a list begins with the last rows (1) of the one before: offsets count from earlier, and "greater" takes in the equal',
    options: ['rows'],
  },
  'clock-skew': {
    what: 'the call is answered by a machine whose clock is ms ahead (behind when negative): Date, timestamps, age of tokens',
    options: ['ms'],
  },
} as const satisfies Readonly<Record<string, KindFacts>>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** What may be said of a fault of this kind. */
export function optionsOf(kind: FaultKind): readonly FaultOption[] {
  return [...COMMON_OPTIONS, ...FAULTS[kind].options];
}

/** One line: what it does, and what may be said of it. */
export function describeKind(kind: FaultKind): string {
  const { what, options } = FAULTS[kind];
  return options.length === 0 ? what : `${what} [${options.join(', ')}]`;
}
