import type { CoupaWriter, WriteOptions, WriteOutcome } from '#coupa/client/write.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { ActTimings, ClaimedCommand, CommandFault, CommandStore, Settlement } from '#engine/act.ts';
import type { CoupaReads } from '#engine/commands/command-definition.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Random } from './random.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** How cruel one schedule is. Rates are per port call. */
export interface Cruelty {
  readonly crashRate: number;
  readonly stallRate: number;
  readonly databaseFaultRate: number;
  readonly readFaultRate: number;
  readonly writeFaultRate: number;
  /** Share of reads that see Coupa as it was up to the whole read lag ago. */
  readonly lagRate: number;
  /** A process may be paused between its last check of the deadline and the sending: nobody can prevent it. */
  readonly pausesBeforeSending: boolean;
  /** Coupa refuses a second comment with the same marker. */
  readonly knowsMarkers: boolean;
  readonly outage: readonly [from: number, to: number] | undefined;
  readonly stops: readonly (readonly [from: number, to: number])[];
}

export interface Effect {
  readonly sentAt: number;
  readonly at: number;
  readonly attempt: number;
}

export interface Logged {
  readonly at: number;
  readonly what: string;
  readonly attempt: number;
}

/** One command with everything the outside observer knows of it. */
export interface SimulatedCommand {
  readonly id: string;
  readonly command: CoupaCommand;
  state: 'queued' | 'sending' | 'done' | 'failed' | 'flagged';
  attempt: number;
  nextAt: number;
  leaseUntil: number;
  mayHaveEffect: boolean;
  fault: CommandFault | undefined;
  readonly queuedAt: number;
  /** Attempts that began to send, and how each ended. */
  readonly sends: Map<number, string | undefined>;
  readonly effects: Effect[];
  readonly audit: Logged[];
  refusedOnItsMerits: boolean;
  commentText: string;
}

export interface Counts {
  crashes: number;
  ambiguous: number;
  sends: number;
  faults: string[];
}

export interface World {
  readonly timeline: Timeline;
  readonly commands: readonly SimulatedCommand[];
  readonly counts: Counts;
  /** The ports as one process sees them; `die` ends the process. */
  portsOf(process: SimulatedProcess): ProcessPorts;
  isStopped(at: number): boolean;
}

export interface SimulatedProcess {
  readonly bornAt: number;
  readonly clockSkewMs: number;
  /** What happens when it dies: another one is started later. */
  readonly onDeath: () => void;
}

export interface ProcessPorts {
  readonly store: CommandStore;
  readonly reads: CoupaReads;
  readonly writer: CoupaWriter;
  claim(): Promise<ClaimedCommand | undefined>;
}

/** People and the engine ask over a while, so that faults find commands at every stage. */
const QUEUED_WITHIN_MS = 60_000;
/** The switch must stop all sending within this time. */
export const STOP_WITHIN_MS = 2_000;

export function createWorld(
  commands: readonly CoupaCommand[],
  cruelty: Cruelty,
  random: Random,
  timings: ActTimings,
): World {
  const timeline = createTimeline();
  const counts: Counts = { crashes: 0, ambiguous: 0, sends: 0, faults: [] };
  const rows = commands.map((command, index) =>
    simulated(command, index, random.chance(0.5) ? 0 : random.between(0, QUEUED_WITHIN_MS)),
  );
  const byInvoice = new Map(rows.map((row) => [row.command.invoiceId, row]));
  const isStopped = (at: number): boolean => cruelty.stops.some(([from, to]) => at >= from && at < to);
  const isOut = (at: number): boolean =>
    cruelty.outage !== undefined && at >= cruelty.outage[0] && at < cruelty.outage[1];

  const die = (process: SimulatedProcess): Promise<never> => {
    counts.crashes += 1;
    process.onDeath();
    timeline.leave();
    // A promise of its own: one shared by all the dead would keep each of them in memory.
    return new Promise<never>(() => undefined);
  };
  const stallMs = (): number => {
    if (!random.chance(cruelty.stallRate)) return 0;
    return random.between(100, random.chance(0.5) ? timings.readLagMs * 2 : timings.leaseMs * 2.5);
  };

  /** One crossing of a border: it may never be made, be made and never be heard of, or take its time. */
  const cross = async <T>(process: SimulatedProcess, latencyMs: number, work: () => T): Promise<T> => {
    if (random.chance(cruelty.crashRate)) return die(process);
    await timeline.sleep(latencyMs + stallMs());
    const result = work();
    if (random.chance(cruelty.crashRate)) return die(process);
    const pause = stallMs();
    if (pause > 0) await timeline.sleep(pause);
    return result;
  };

  const transact = <T>(process: SimulatedProcess, work: () => T): Promise<T> =>
    cross(process, random.between(0.5, 5), () => {
      if (!random.chance(cruelty.databaseFaultRate)) return work();
      // Half of the time the commit arrived and only its confirmation was lost.
      if (random.chance(0.5)) work();
      throw new PurserError('database_unavailable', 'The database cannot be reached at present.', {
        retryable: true,
      });
    });

  const find = (id: string): SimulatedCommand => {
    const row = rows.find((candidate) => candidate.id === id);
    if (row === undefined) throw new Error(`There is no command ${id}.`);
    return row;
  };

  const log = (row: SimulatedCommand, attempt: number, entries: readonly { what: string }[]): void => {
    for (const { what } of entries) row.audit.push({ at: timeline.now(), what, attempt });
  };

  const watchFlight = (row: SimulatedCommand): void => {
    const flightMs = row.nextAt - timeline.now();
    if (row.state === 'sending' && flightMs > timings.leaseMs * 2) {
      counts.faults.push(`${row.id} is in the air for ${flightMs} ms, more than two leases`);
    }
  };

  const claimNow = (): ClaimedCommand | undefined => {
    const now = timeline.now();
    const row = rows.find(
      ({ state, nextAt }) =>
        (state === 'sending' || (state === 'queued' && !isStopped(now))) && nextAt <= now,
    );
    if (row === undefined) return undefined;
    row.attempt += 1;
    row.leaseUntil = now + timings.leaseMs;
    row.nextAt = row.leaseUntil;
    return {
      connectionId: 'acme',
      id: row.id,
      command: row.command,
      subjectId: row.command.invoiceId,
      invoiceNumber: 'RE-1',
      origin: 'approval',
      originId: 'app_1',
      askedBy: { id: 'p1', name: 'Mia' },
      coupaUserId: '9',
      attempt: row.attempt,
      mayHaveEffect: row.mayHaveEffect,
      ageMs: now - row.queuedAt,
      ageMaxMs: 72 * 3_600_000,
      fault: row.fault,
      decidedOn: undefined,
    };
  };

  const settleNow = (claim: ClaimedCommand, settlement: Settlement): 'settled' | 'fenced' => {
    const row = find(claim.id);
    log(row, claim.attempt, settlement.entries);
    if (row.sends.has(claim.attempt)) row.sends.set(claim.attempt, settlement.outcome);
    const isOpen = row.state === 'queued' || row.state === 'sending';
    const isHolder = row.attempt === claim.attempt && isOpen;
    if (!isHolder && !(settlement.isFact && (isOpen || row.state === 'failed'))) return 'fenced';
    row.state = settlement.state;
    row.mayHaveEffect = settlement.mayHaveEffect;
    row.fault = settlement.fault;
    row.nextAt = timeline.now() + (settlement.nextInMs ?? 0);
    watchFlight(row);
    return 'settled';
  };

  const storeOf = (process: SimulatedProcess): CommandStore => ({
    beginSend: (claim, limits, entries) =>
      transact(process, () => {
        const row = find(claim.id);
        if (row.attempt !== claim.attempt || row.leaseUntil <= timeline.now()) return 'fenced';
        if (row.state !== 'queued' && row.state !== 'sending') return 'fenced';
        if (isStopped(timeline.now())) return 'stopped';
        row.state = 'sending';
        row.mayHaveEffect = true;
        row.nextAt = timeline.now() + limits.nextInMs;
        row.leaseUntil = row.nextAt;
        row.sends.set(claim.attempt, undefined);
        log(row, claim.attempt, entries);
        watchFlight(row);
        return 'go';
      }),
    maySend: (claim) =>
      transact(process, () => !isStopped(timeline.now()) && find(claim.id).attempt === claim.attempt),
    settle: (claim, settlement) => transact(process, () => settleNow(claim, settlement)),
  });

  /** The command's record as a read of this moment shows it, which may be a while ago. */
  const read = async <T>(
    process: SimulatedProcess,
    invoiceId: string,
    shape: (visible: number, row: SimulatedCommand) => T,
  ): Promise<T> =>
    cross(process, random.between(5, 80), () => {
      if (isOut(timeline.now()) || random.chance(cruelty.readFaultRate)) {
        throw new PurserError('coupa_unavailable', 'Coupa does not answer.', { retryable: true });
      }
      const row = byInvoice.get(invoiceId);
      if (row === undefined) throw new Error(`There is no invoice ${invoiceId}.`);
      const lagMs = random.chance(cruelty.lagRate) ? random.between(0, timings.readLagMs) : 0;
      return shape(row.effects.filter((effect) => effect.at <= timeline.now() - lagMs).length, row);
    });

  const readsOf = (process: SimulatedProcess): CoupaReads => ({
    invoice: (id) => read(process, id, (visible, row) => invoiceOf(row.command, visible)),
    approval: (id) =>
      read(process, id, (visible) => ({
        id,
        approvableType: 'InvoiceHeader',
        approvableId: id,
        status: visible > 0 ? 'approved' : 'pending_approval',
        approverId: '9',
        updatedAt: '2026-03-01T10:00:00.000Z',
      })),
    comments: (id) => read(process, id, (visible, row) => commentsOf(row, visible)),
    serviceUserId: async () => '1',
  });

  const isRefused = (row: SimulatedCommand): boolean => {
    if (row.effects.length === 0) return false;
    if (row.command.kind === 'comment.add') return cruelty.knowsMarkers;
    return row.command.kind !== 'custom_field.set';
  };

  const deliver = async (
    process: SimulatedProcess,
    row: SimulatedCommand,
    deadline: number,
  ): Promise<WriteOutcome> => {
    const attempt = row.attempt;
    if (timeline.now() + process.clockSkewMs >= deadline)
      return { kind: 'not_sent', code: 'coupa_deadline_passed', why: 'too late' };
    if (cruelty.pausesBeforeSending && random.chance(cruelty.stallRate)) {
      await timeline.sleep(random.between(100, timings.leaseMs * 2.5));
    }
    if (random.chance(cruelty.crashRate)) return die(process);
    const sentAt = timeline.now();
    if (isOut(sentAt)) {
      await timeline.sleep(random.between(1, 50));
      return random.chance(0.5)
        ? { kind: 'not_sent', code: 'coupa_unavailable', why: 'connection refused' }
        : { kind: 'ambiguous', code: 'coupa_timeout', why: 'cut off' };
    }
    const fault = random.chance(cruelty.writeFaultRate) ? random.below(6) : -1;
    if (fault === 0)
      return {
        kind: 'not_sent',
        code: 'coupa_unavailable',
        why: '429',
        retryAfterMs: random.between(0, 3_000),
      };
    counts.sends += 1;
    const wasStopped = cruelty.stops.some(([from, to]) => sentAt > from + STOP_WITHIN_MS && sentAt < to);
    if (wasStopped && !cruelty.pausesBeforeSending) counts.faults.push(`${row.id} was sent after the stop`);
    if (fault === 1) {
      await timeline.sleep(random.between(5, 200));
      return { kind: 'ambiguous', code: 'coupa_timeout', why: '503 before the effect' };
    }
    if (fault === 2) {
      row.refusedOnItsMerits = true;
      await timeline.sleep(random.between(5, 200));
      return { kind: 'refused', code: 'coupa_refused', message: 'A period is closed.', details: {} };
    }
    // The slow ones crowd at the end of the time-out, where a reader that does not wait would miss them.
    const slowMs = timings.requestTimeoutMs * (1 - random.next() ** 3);
    const workMs = fault === 3 ? slowMs : random.between(5, 200);
    let answer: WriteOutcome = { kind: 'done', status: 200 };
    timeline.at(sentAt + workMs, () => {
      if (isRefused(row)) {
        answer = {
          kind: 'refused',
          code: 'coupa_refused',
          message: 'It is not pending any more.',
          details: {},
        };
      } else row.effects.push({ sentAt, at: timeline.now(), attempt });
    });
    if (random.chance(cruelty.crashRate)) return die(process);
    if (fault === 3) {
      await timeline.sleep(random.between(workMs / 2, timings.requestTimeoutMs));
      return { kind: 'ambiguous', code: 'coupa_timeout', why: 'slow, and given up on' };
    }
    if (fault === 4) {
      await timeline.sleep(timings.requestTimeoutMs);
      return { kind: 'ambiguous', code: 'coupa_timeout', why: 'no answer in time' };
    }
    await timeline.sleep(workMs + random.between(1, 5) + stallMs());
    return fault === 5 ? { kind: 'ambiguous', code: 'coupa_timeout', why: '502 after the effect' } : answer;
  };

  const writerOf = (process: SimulatedProcess): CoupaWriter => {
    const write = async (invoiceId: string, { deadline }: WriteOptions): Promise<WriteOutcome> => {
      const row = byInvoice.get(invoiceId);
      if (row === undefined) throw new Error(`There is no invoice ${invoiceId}.`);
      const outcome = await deliver(process, row, deadline);
      if (outcome.kind === 'ambiguous') counts.ambiguous += 1;
      return outcome;
    };
    // An approval has the id of its invoice here.
    const decide = (id: string, _reason: string, options: WriteOptions) => write(id, options);
    return {
      submitInvoice: write,
      revalidateTolerances: write,
      disputeInvoice: (id, _dispute, options) => write(id, options),
      approve: decide,
      reject: decide,
      hold: decide,
      addComment: (id, text, options) => {
        const row = byInvoice.get(id);
        if (row !== undefined) row.commentText = text;
        return write(id, options);
      },
      setCustomField: (id, _field, options) => write(id, options),
    };
  };

  return {
    timeline,
    commands: rows,
    counts,
    isStopped,
    portsOf: (process) => ({
      store: storeOf(process),
      reads: readsOf(process),
      writer: writerOf(process),
      claim: () => transact(process, claimNow),
    }),
  };
}

function simulated(command: CoupaCommand, index: number, queuedAt: number): SimulatedCommand {
  return {
    id: `cmd_${index}`,
    command,
    state: 'queued',
    attempt: 0,
    nextAt: queuedAt,
    leaseUntil: 0,
    mayHaveEffect: false,
    fault: undefined,
    queuedAt,
    sends: new Map(),
    effects: [],
    audit: [],
    refusedOnItsMerits: false,
    commentText: '',
  };
}

function invoiceOf(command: CoupaCommand, visible: number): Invoice {
  const reached: Partial<Record<CoupaCommand['kind'], string>> = {
    'invoice.submit': 'pending_approval',
    'invoice.dispute': 'disputed',
  };
  const before = command.kind === 'invoice.submit' ? 'draft' : 'pending_approval';
  return {
    id: command.invoiceId,
    invoiceNumber: 'RE-1',
    status: visible > 0 ? (reached[command.kind] ?? before) : before,
    documentType: 'invoice',
    exported: false,
    paid: false,
    updatedAt: '2026-03-01T10:00:00.000Z',
    lines: [],
    failedTolerances: [],
    customFields:
      command.kind === 'custom_field.set' && visible > 0 ? { [command.field]: command.value } : {},
  };
}

function commentsOf(row: SimulatedCommand, visible: number): CoupaComment[] {
  if (row.command.kind !== 'comment.add') return [];
  return Array.from({ length: visible }, (_, index) => ({
    id: String(index + 1),
    commentableType: 'InvoiceHeader',
    commentableId: row.command.invoiceId,
    text: row.commentText,
    updatedAt: '2026-03-01T10:00:00.000Z',
  }));
}
