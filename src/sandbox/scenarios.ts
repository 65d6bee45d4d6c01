// Bad days with a name, as a file of `--faults` would say them.
import type { Scenario } from './read-scenario.ts';

const HOUR_S = 3600;
const API = { path: '^/api/' };

export const SCENARIOS: Readonly<Record<string, Scenario & { readonly what: string }>> = {
  storm: {
    what: 'two minutes in which nine of ten calls get 429, some with Retry-After',
    faults: [
      { kind: 'too-many', match: API, probability: 0.6, forS: 120 },
      { kind: 'too-many', match: API, probability: 0.75, retryAfterS: 2, forS: 120 },
    ],
  },
  outage: {
    what: 'five days of 503, then ten minutes in which half of the calls get 429',
    faults: [
      { kind: 'error-before', status: 503, forS: 120 * HOUR_S },
      { kind: 'too-many', match: API, probability: 0.5, afterS: 120 * HOUR_S, forS: 600 },
    ],
  },
  maintenance: {
    what: 'an hour of maintenance pages with status 200',
    faults: [{ kind: 'html', forS: HOUR_S }],
  },
  flaky: {
    what: 'one call of five fails: errors, broken connections and cut answers, before and after the effect',
    faults: [
      { kind: 'error-before', match: API, probability: 0.05, status: 502 },
      { kind: 'error-after', match: API, probability: 0.04, status: 504 },
      { kind: 'reset-before', match: API, probability: 0.04 },
      { kind: 'reset-after', match: API, probability: 0.03 },
      { kind: 'truncated', match: API, probability: 0.03 },
      { kind: 'html', match: API, probability: 0.02 },
    ],
  },
  slow: {
    what: 'half of the calls take 400 ms, one of a hundred 8 seconds',
    faults: [{ kind: 'latency', p50Ms: 400, p99Ms: 8000 }],
  },
  drift: {
    what: 'lists change while they are paged: rows are saved again and come, and pages overlap',
    faults: [
      { kind: 'page-drift', probability: 0.3 },
      { kind: 'duplicates', probability: 0.3, rows: 2 },
    ],
  },
  lag: {
    what: 'half of the reads come from a replica that is 20 seconds behind',
    faults: [{ kind: 'read-lag', match: API, probability: 0.5, ms: 20_000 }],
  },
  skew: {
    what: 'one machine of four is ten minutes ahead, another of four ten minutes behind',
    faults: [
      { kind: 'clock-skew', match: API, probability: 0.25, ms: 600_000 },
      { kind: 'clock-skew', match: API, probability: 0.25, ms: -600_000 },
    ],
  },
  tokens: {
    what: 'tokens are refused for five seconds, and one call of fifty finds its token expired',
    faults: [
      { kind: 'young-token', match: API, ms: 5000 },
      { kind: 'expired-token', match: API, probability: 0.02 },
    ],
  },
  'numbers-twice': {
    what: 'invoice numbers need not be unique',
    faults: [],
    rules: { uniqueInvoiceNumbers: false },
  },
};
