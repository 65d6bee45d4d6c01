import { Counter, Histogram } from 'prom-client';
import { keepAnchoring } from '#audit/anchor.ts';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { createCommandRemote } from '#engine/commands/command-remote.ts';
import { confirmActions } from '#engine/confirm-action.ts';
import { dispatchChanges } from '#engine/dispatch-changes.ts';
import { dispatchCommands } from '#engine/dispatch-commands.ts';
import { keepReconciling } from '#engine/reconcile-actions.ts';
import { runBulkDecisions } from '#governance/approvals/run-bulk-decisions.ts';
import { runWhatIfs } from '#governance/what-if/run-what-ifs.ts';
import { createSources } from '#mirror/sources.ts';
import type { ConnectedParts, Running } from './running.ts';

/** Ranges a process decides at the same time: one waits for the database while the other computes. */
const WORKERS = 2;

/** Deciding, carrying out, confirming, bulk decisions and what-ifs. */
export async function startWorking(parts: ConnectedParts): Promise<Running> {
  const { db, log, clock, agents, metrics, coupaFor } = parts;
  const { act: timings, reconcileEveryMs: everyMs } = parts.config.timings;
  const stop = new AbortController();
  const { signal } = stop;
  const now = (): Date => clock.now();
  const decided = new Counter({
    name: 'purser_decisions_total',
    help: 'Decisions by agent',
    labelNames: ['agent'],
    registers: [metrics],
  });
  const rangeSeconds = new Histogram({
    name: 'purser_range_seconds',
    help: 'Time a range took',
    labelNames: ['agent'],
    registers: [metrics],
  });
  const acted = new Counter({
    name: 'purser_actions_total',
    help: 'Attempts to carry out a command, by outcome',
    labelNames: ['outcome'],
    registers: [metrics],
  });

  const remoteFor = async (connectionId: string) =>
    createCommandRemote(await coupaFor(connectionId), await serviceUserOf(parts, connectionId));
  const loops = [
    dispatchChanges(
      {
        db,
        agents,
        clock,
        log,
        now,
        sourcesFor: (tx, connectionId, invoiceIds) => createSources(tx, connectionId, { invoiceIds }),
        onRange: (agent, outcome, durationMs) => {
          decided.inc({ agent: agent.id }, outcome.subjects);
          rangeSeconds.observe({ agent: agent.id }, durationMs / 1_000);
        },
      },
      { workers: WORKERS, signal },
    ),
    dispatchCommands(
      { db, clock, log, remoteFor, timings, onAct: (_claim, outcome) => acted.inc({ outcome }) },
      { signal },
    ),
    confirmActions({ db, now, log }, { signal }),
    keepReconciling(
      { db, now, log, everyMs, timings, readsFor: async (id) => (await remoteFor(id)).reads },
      { signal },
    ),
    runBulkDecisions({ db, log, now }, signal),
    runWhatIfs({ db, agents, log }, signal),
    keepAnchoring(
      {
        db,
        clock,
        log,
        key: await loadAnchorKey(parts.config.dataDir),
        dataDir: parts.config.dataDir,
        copyDir: parts.config.anchorCopyDir,
      },
      { signal },
    ),
  ];
  return {
    stop: async () => {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

async function serviceUserOf(parts: ConnectedParts, connectionId: string): Promise<string | undefined> {
  const [row] = await parts.db.inConnection(connectionId, (tx) =>
    tx.query<{ service_user_id: string | null }>('select service_user_id from connection'),
  );
  return row?.service_user_id ?? undefined;
}
