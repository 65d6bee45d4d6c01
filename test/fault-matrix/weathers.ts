// The columns of the fault matrix: each kind of bad weather, as the sandbox is told it.
import type { Fault } from '../../src/sandbox/faults.ts';
import { SCENARIOS } from '../../src/sandbox/scenarios.ts';

export interface Weather {
  readonly name: string;
  /** For people. */
  readonly what: string;
  /** Without `match`: the cells say whom it meets. */
  readonly faults: readonly Fault[];
  /** It meets reads only; a write meets it through the look before. */
  readonly isOfReads?: boolean;
  /** It meets those who change Coupa too. */
  readonly isOfOthers?: boolean;
  /** It ends while we wait: Coupa's clock goes on with ours. */
  readonly endsByWaiting?: boolean;
  /** No answer comes. */
  readonly isSilent?: boolean;
  /** It has no meaning for a request for a token. */
  readonly sparesTokens?: boolean;
  /** Changes before a poll; lists of several pages need more than fifty. */
  readonly changes?: number;
  /** How long it lasts until it is over by itself. */
  readonly lastsMs?: number;
}

/** How long our clients wait for an answer that will not come, and for one that will. */
export const IMPATIENT_MS = 200;
export const PATIENT_MS = 30_000;
/** So long the sandbox keeps a connection without an answer. */
const TOO_LONG_MS = 2000;

const OUTAGE: readonly Fault[] = (SCENARIOS.outage?.faults ?? []).map(
  ({ match: _match, ...fault }): Fault => fault,
);

export const WEATHERS: readonly Weather[] = [
  {
    name: 'young token',
    what: '401 as long as a token is younger than five seconds',
    faults: [{ kind: 'young-token', ms: 5000 }],
    endsByWaiting: true,
    sparesTokens: true,
  },
  {
    name: 'expired token',
    what: '401 once, because the token has ended before its time',
    faults: [{ kind: 'expired-token', times: 1 }],
    sparesTokens: true,
  },
  { name: 'no token', what: '401 to every token', faults: [{ kind: 'expired-token' }], sparesTokens: true },
  { name: 'forbidden', what: '403', faults: [{ kind: 'forbidden' }], sparesTokens: true },
  { name: '429', what: '429 without a word on when to come back', faults: [{ kind: 'too-many' }] },
  {
    name: '429 with Retry-After',
    what: '429 that says two seconds',
    faults: [{ kind: 'too-many', retryAfterS: 2 }],
  },
  {
    name: '503 before',
    what: '503, and nothing has happened',
    faults: [{ kind: 'error-before', status: 503 }],
  },
  { name: '502 after', what: '502, and it has happened', faults: [{ kind: 'error-after', status: 502 }] },
  {
    name: 'time-out before',
    what: 'no answer, and nothing has happened',
    faults: [{ kind: 'timeout-before', ms: TOO_LONG_MS }],
    isSilent: true,
  },
  {
    name: 'time-out after',
    what: 'no answer, and it has happened',
    faults: [{ kind: 'timeout-after', ms: TOO_LONG_MS }],
    isSilent: true,
  },
  {
    name: 'break before',
    what: 'the connection ends, and nothing has happened',
    faults: [{ kind: 'reset-before' }],
  },
  {
    name: 'break after',
    what: 'the connection ends, and it has happened',
    faults: [{ kind: 'reset-after' }],
  },
  { name: 'cut', what: 'the answer ends in its middle', faults: [{ kind: 'truncated' }] },
  { name: 'page', what: 'a maintenance page with status 200', faults: [{ kind: 'html' }] },
  {
    name: 'slow',
    what: 'answers take a lognormal time',
    faults: [{ kind: 'latency', p50Ms: 5, p99Ms: 30 }],
  },
  {
    name: 'read lag',
    what: 'reads come from a replica twenty seconds behind',
    faults: [{ kind: 'read-lag', ms: 20_000 }],
    isOfReads: true,
    sparesTokens: true,
  },
  {
    name: 'page drift',
    what: 'rows are saved again and come between two pages of one list',
    faults: [{ kind: 'page-drift', rows: 3 }],
    isOfReads: true,
    sparesTokens: true,
    changes: 55,
  },
  {
    name: 'duplicates',
    what: 'a page begins with the last rows of the one before',
    faults: [{ kind: 'duplicates', rows: 2 }],
    isOfReads: true,
    sparesTokens: true,
    changes: 55,
  },
  {
    name: 'clock ahead',
    what: 'Coupa’s clock is ten minutes ahead, and is put right',
    faults: [{ kind: 'clock-skew', ms: 600_000 }],
    isOfOthers: true,
  },
  {
    name: 'clock behind',
    what: 'Coupa’s clock falls ten minutes behind, and is put right',
    faults: [{ kind: 'clock-skew', ms: -600_000 }],
    isOfOthers: true,
  },
  {
    name: 'outage',
    what: 'five days of 503, then a storm of 429',
    faults: OUTAGE,
    lastsMs: 5 * 86_400_000,
  },
];

/** The weather over some of the calls only. */
export function over({ faults }: Weather, path: string, methods: readonly string[] = ['']): Fault[] {
  return faults.flatMap((fault) =>
    methods.map((method) => ({ ...fault, match: { path, ...(method === '' ? {} : { method }) } })),
  );
}
