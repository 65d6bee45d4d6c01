import { ACT_TIMINGS, type ActDeps, type ActTimings, act, type CommandStore } from '#engine/act.ts';
import { reconcileAction } from '#engine/reconcile-actions.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { type Random, seededRandom } from './random.ts';
import {
  type Cruelty,
  createWorld,
  type ProcessPorts,
  type SimulatedCommand,
  type SimulatedProcess,
  type World,
} from './world.ts';

/** What one schedule, or many together, came to. */
export interface Tally {
  schedules: number;
  commands: number;
  effects: number;
  crashes: number;
  ambiguous: number;
  sends: number;
  doubled: number;
  /** Doubled although Coupa refuses a second one; must stay 0. */
  doubledWherePrevented: number;
  /** Doubled and told to a person. */
  flagged: number;
  refused: number;
  lost: number;
  /** What broke a promise, in words, with its seed; the first ones. */
  faults: string[];
}

/** A way to break the door on purpose, which the harness must notice. */
export interface Variant {
  /** What `act` is told; the world keeps to the true ones. */
  readonly timings?: Partial<ActTimings>;
  readonly store?: (store: CommandStore) => CommandStore;
  readonly pausesBeforeSending?: boolean;
}

/** Hours of virtual time after which a command that has no end counts as lost. */
const HORIZON_MS = 6 * 3_600_000;
const FAULTS_KEPT = 10;

export function emptyTally(): Tally {
  return {
    schedules: 0,
    commands: 0,
    effects: 0,
    crashes: 0,
    ambiguous: 0,
    sends: 0,
    doubled: 0,
    doubledWherePrevented: 0,
    flagged: 0,
    refused: 0,
    lost: 0,
    faults: [],
  };
}

/** Runs the product's own door through one schedule of faults that the seed alone decides. */
export async function runSchedule(seed: number, tally: Tally, variant: Variant = {}): Promise<void> {
  const random = seededRandom(seed);
  const commands = commandsFor(random);
  const cruelty = crueltyFor(random, variant);
  const world = createWorld(commands, cruelty, random, ACT_TIMINGS);
  const timings = { ...ACT_TIMINGS, ...variant.timings };
  const workers = 2 + random.below(2);
  for (let i = 0; i < workers; i += 1) startProcess(world, random, timings, variant, random.between(0, 50));
  const ended = await world.timeline.run(HORIZON_MS);
  await reconcileAll(world, random);
  tally.schedules += 1;
  tally.crashes += world.counts.crashes;
  tally.ambiguous += world.counts.ambiguous;
  tally.sends += world.counts.sends;
  const faults = [...world.counts.faults, ...(ended ? [] : ['the schedule did not come to an end'])];
  for (const row of world.commands) faults.push(...judge(row, tally, cruelty.knowsMarkers));
  for (const fault of faults)
    if (tally.faults.length < FAULTS_KEPT) tally.faults.push(`seed ${seed}: ${fault}`);
}

function commandsFor(random: Random): CoupaCommand[] {
  return Array.from({ length: 4 }, (_, index): CoupaCommand => {
    const invoiceId = String(index + 1);
    switch (random.below(6)) {
      case 0:
        return { kind: 'invoice.submit', invoiceId };
      case 1:
        return { kind: 'approval.approve', invoiceId, approvalId: invoiceId, reason: 'matched' };
      case 2:
        return { kind: 'invoice.dispute', invoiceId, reasonCode: 'PRICE', comment: 'Too dear' };
      case 3:
        return { kind: 'custom_field.set', invoiceId, field: 'match', value: 'ok' };
      default:
        return { kind: 'comment.add', invoiceId, text: 'Where is the receipt?' };
    }
  });
}

function crueltyFor(random: Random, variant: Variant): Cruelty {
  const pick = (...rates: number[]): number => rates[random.below(rates.length)] ?? 0;
  const window = (): [number, number] => {
    const from = random.between(0, 60_000);
    return [from, from + random.between(1_000, 240_000)];
  };
  return {
    crashRate: pick(0.01, 0.04, 0.1),
    stallRate: pick(0, 0.02, 0.08),
    databaseFaultRate: pick(0, 0, 0.03),
    readFaultRate: pick(0, 0.05, 0.2),
    writeFaultRate: pick(0, 0.3, 0.7),
    lagRate: pick(0, 0.5, 1),
    pausesBeforeSending: variant.pausesBeforeSending ?? false,
    knowsMarkers: random.chance(0.3),
    outage: random.chance(0.2) ? window() : undefined,
    stops: random.chance(0.3) ? [window()] : [],
  };
}

function startProcess(
  world: World,
  random: Random,
  timings: ActTimings,
  variant: Variant,
  delayMs: number,
): void {
  const { timeline } = world;
  const startAt = timeline.now() + delayMs;
  const process: SimulatedProcess = {
    bornAt: startAt,
    clockSkewMs: random.between(-3_600_000, 3_600_000),
    onDeath: () => startProcess(world, random, timings, variant, random.between(50, 20_000)),
  };
  const ports = world.portsOf(process);
  const deps: ActDeps = {
    store: variant.store?.(ports.store) ?? ports.store,
    remote: { reads: ports.reads, writer: ports.writer },
    clock: {
      monotonicMs: () => timeline.now() - process.bornAt,
      epochMs: () => timeline.now() + process.clockSkewMs,
      random: random.next,
    },
    timings,
  };
  timeline.start(startAt, () => {
    work(world, ports, deps).then(timeline.leave, (cause: unknown) => {
      world.counts.faults.push(`a worker broke: ${String(cause)}`);
      timeline.leave();
    });
  });
}

/** One process: claim, act, again, until nothing is open. What the store throws ends one attempt, not the process. */
async function work(world: World, ports: ProcessPorts, deps: ActDeps): Promise<void> {
  const { timeline, commands } = world;
  for (;;) {
    const open = commands.filter(({ state }) => state === 'queued' || state === 'sending');
    if (open.length === 0) return;
    try {
      const claim = await ports.claim();
      if (claim !== undefined) {
        await act(claim, deps);
        continue;
      }
    } catch {
      // The database was away for a moment; what was left behind is taken up after its lease.
    }
    const dueInMs = Math.min(...open.map(({ nextAt }) => nextAt)) - timeline.now();
    await timeline.sleep(Math.max(250, dueInMs));
  }
}

/** The reconciler's rows, chosen as its SQL does, after everything that was on its way has arrived. */
async function reconcileAll(world: World, random: Random): Promise<void> {
  const suspects = world.commands.filter((row) => {
    const possible = [...row.sends.values()].filter(
      (outcome) => outcome === undefined || outcome === 'done' || outcome === 'ambiguous',
    ).length;
    return (row.state === 'done' && possible > 1) || (row.state === 'failed' && possible > 0);
  });
  for (const row of suspects) await reconcileRow(random, row);
}

async function reconcileRow(random: Random, row: SimulatedCommand): Promise<void> {
  if (row.state !== 'done' && row.state !== 'failed') return;
  const calm = createWorld([row.command], CALM, random, ACT_TIMINGS);
  const [copy] = calm.commands;
  if (copy === undefined) return;
  copy.effects.push(...row.effects);
  copy.commentText = row.commentText;
  const { reads } = calm.portsOf({ bornAt: 0, clockSkewMs: 0, onDeath: () => undefined });
  const { state } = row;
  calm.timeline.start(HORIZON_MS, () => {
    const claimed = {
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
      mayHaveEffect: true,
      ageMs: 0,
      ageMaxMs: 1,
      fault: row.fault,
      decidedOn: undefined,
      state,
    };
    void reconcileAction(claimed, reads).then((correction) => {
      if (correction !== undefined) {
        row.state = correction.state;
        for (const { what } of correction.entries) {
          row.audit.push({ at: HORIZON_MS, what, attempt: row.attempt });
        }
      }
      calm.timeline.leave();
    });
  });
  await calm.timeline.run(HORIZON_MS * 2);
}

const CALM: Cruelty = {
  crashRate: 0,
  stallRate: 0,
  databaseFaultRate: 0,
  readFaultRate: 0,
  writeFaultRate: 0,
  lagRate: 0,
  pausesBeforeSending: false,
  knowsMarkers: false,
  outage: undefined,
  stops: [],
};

const RESULTS = ['action_done', 'action_found_applied', 'action_flagged'];

/** Everything that was promised about one command, asked of what really happened. */
function judge(row: SimulatedCommand, tally: Tally, knowsMarkers: boolean): string[] {
  const faults: string[] = [];
  const { effects, audit, state } = row;
  const has = (what: string): boolean => audit.some((entry) => entry.what === what);
  tally.commands += 1;
  tally.effects += effects.length;
  // Setting one value twice is one effect.
  const isDoubled = effects.length > 1 && row.command.kind !== 'custom_field.set';
  if (isDoubled) {
    tally.doubled += 1;
    if (row.command.kind !== 'comment.add' || knowsMarkers) tally.doubledWherePrevented += 1;
    if (state === 'flagged') tally.flagged += 1;
    else faults.push(`${row.id} (${row.command.kind}) was done ${effects.length} times and is ${state}`);
  }
  if (state === 'queued' || state === 'sending') {
    tally.lost += 1;
    faults.push(`${row.id} never ended`);
  }
  if (state === 'done' && effects.length === 0) {
    tally.lost += 1;
    faults.push(`${row.id} counts as done and never was`);
  }
  if (state === 'failed') {
    tally.refused += 1;
    if (effects.length > 0) faults.push(`${row.id} counts as failed and was done`);
    if (!has('action_failed')) faults.push(`${row.id} failed without an entry`);
  }
  // A second setting of one value, by a process that was paused too long, changes nothing and needs no result.
  const told = row.command.kind === 'custom_field.set' ? effects.slice(0, 1) : effects;
  for (const effect of told) {
    const intention = audit.find(
      (entry) => entry.what === 'action_intended' && entry.attempt === effect.attempt,
    );
    if (intention === undefined || intention.at > effect.sentAt) {
      faults.push(`${row.id} was done without an intention on record`);
    }
    if (!audit.some((entry) => RESULTS.includes(entry.what) && entry.at >= effect.sentAt)) {
      faults.push(`${row.id} was done without a result on record`);
    }
  }
  if (effects.length === 0 && (has('action_done') || has('action_found_applied'))) {
    faults.push(`${row.id} has a result on record that never was`);
  }
  return faults;
}
