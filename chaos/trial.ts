import { compare, heldTooLong, isAtRest } from './compare.ts';
import { createDice, type Dice } from './dice.ts';
import { type Installation, LEASE_MS, startInstallation } from './installation.ts';
import { setSandboxTrouble, startLoad } from './load.ts';

export interface TrialOptions {
  readonly kills: number;
  readonly seed: number;
  /** Size of the company at the start. */
  readonly invoices: number;
  /** Told what happens, for whoever watches. */
  readonly say: (line: string) => void;
}

export interface TrialResult {
  readonly kills: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Workers do the most that can go wrong, so they die the most. */
const VICTIMS: readonly string[] = [
  'worker 1',
  'worker 1',
  'worker 2',
  'worker 2',
  'web',
  'poller',
  'poller',
  'sandbox',
  'sandbox',
  'database',
];
const REST_MS = 120_000;

/** Starts the product, works on it, kills parts of it at random moments, lets it come to rest and compares. */
export async function runTrial({ kills, seed, invoices, say }: TrialOptions): Promise<TrialResult> {
  const dice = createDice(seed);
  const here = await startInstallation({ invoices });
  try {
    say(`up: ${here.parts.map((part) => part.name).join(', ')}, database`);
    await setSandboxTrouble(here, true);
    const load = await startLoad(here, createDice(seed + 1));
    await untilBusy(here);
    const started = performance.now();
    const counts = await killAtRandom(here, kills, { dice, say });
    say(`${kills} kills in ${Math.round((performance.now() - started) / 1_000)} s`);
    await here.untilUp();
    await Promise.all(counts.weather);
    await setSandboxTrouble(here, false);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await load.stop();
    // A poller that starts looks at every list at once; seldom ones are not waited for.
    await here.parts.find((part) => part.name === 'poller')?.kill();
    await here.untilUp();
    const { violations: restless, tookMs } = await comeToRest(here);
    const { violations, figures } = await compare(here, load.acknowledged);
    return {
      kills: counts.kills,
      violations: [...restless, ...violations],
      figures: {
        ...figures,
        'requests unanswered': load.acknowledged.counts.unanswered,
        'requests refused': load.acknowledged.counts.refused,
        'events in the company': load.acknowledged.counts.events,
        'ms until at rest': Math.round(tookMs),
      },
    };
  } finally {
    await here.close();
  }
}

/** Killing begins when there is something to lose. */
async function untilBusy(here: Installation): Promise<void> {
  const end = performance.now() + REST_MS;
  for (;;) {
    const { rows } = await here.owner.pool.query<{ count: number }>('select count(*)::int from command');
    if ((rows[0]?.count ?? 0) > 0) return;
    if (performance.now() > end) throw new Error('Nothing was decided in two minutes.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function killAtRandom(
  here: Installation,
  kills: number,
  { dice, say }: { dice: Dice; say: TrialOptions['say'] },
): Promise<{ kills: Record<string, number>; weather: Promise<void>[] }> {
  const weather: Promise<void>[] = [];
  const counts: Record<string, number> = {};
  for (let done = 0; done < kills; done += 1) {
    await new Promise((resolve) => setTimeout(resolve, dice.between(20, 900)));
    const victim = dice.pick(VICTIMS) ?? 'worker 1';
    // Most die at work, some on their way up.
    const isPatient = dice.next() < 0.8;
    await killOne(here, victim, isPatient);
    // Its trouble was forgotten with it; bad weather comes back when it is up.
    if (victim === 'sandbox') weather.push(setTroubleAgain(here));
    counts[victim] = (counts[victim] ?? 0) + 1;
    if ((done + 1) % 25 === 0) say(`${done + 1} kills`);
  }
  return { kills: counts, weather };
}

async function killOne(here: Installation, victim: string, isPatient: boolean): Promise<void> {
  if (victim === 'database') {
    await here.database.kill();
    return;
  }
  const part = here.parts.find(({ name }) => name === victim);
  if (part === undefined) throw new Error(`There is no part ${victim}.`);
  for (let waited = 0; isPatient && part.current() === undefined && waited < 60_000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await part.kill();
}

async function setTroubleAgain(here: Installation): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await setSandboxTrouble(here, true);
    } catch {
      // Not up yet.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function comeToRest(here: Installation): Promise<{ violations: string[]; tookMs: number }> {
  const started = performance.now();
  const violations = new Set<string>();
  let quietLooks = 0;
  while (performance.now() - started < REST_MS) {
    for (const held of await heldTooLong(here, LEASE_MS)) violations.add(held);
    // Once is chance: between two lists everything may look done.
    quietLooks = (await isAtRest(here)) ? quietLooks + 1 : 0;
    if (quietLooks >= 20) return { violations: [...violations], tookMs: performance.now() - started };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { violations: [...violations, `Not at rest after ${REST_MS} ms.`], tookMs: REST_MS };
}
