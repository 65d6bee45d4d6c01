import { Counter } from 'prom-client';
import { describeError } from '#kernel/errors.ts';
import { startPoller } from '#mirror/run-poller.ts';
import type { ConnectedParts, Running } from './running.ts';

/** Reading Coupa. */
export async function startPolling(parts: ConnectedParts): Promise<Running> {
  const { db, clock, coupaFor, log, metrics, processId } = parts;
  const looks = new Counter({
    name: 'purser_looks_total',
    help: 'Looks at a list in Coupa',
    labelNames: ['resource', 'outcome'],
    registers: [metrics],
  });
  return startPoller({
    db,
    clock,
    coupaFor,
    processId,
    observe: ({ resource, error, connectionId }) => {
      looks.inc({ resource, outcome: error?.code ?? 'ok' });
      if (error !== undefined) log.warn({ connection: connectionId, resource, ...error }, 'reading failed');
    },
    onError: (where, thrown) => log.warn({ where, ...describeError(thrown) }, 'reading is interrupted'),
  });
}
