import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS, describeKind, FAULT_KINDS } from './fault-kinds.ts';
import { beginList, type GrowingList } from './growing-list.ts';
import { readScenario, readScenarioText, type Scenario } from './read-scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './start-sandbox.ts';
import { readProfile } from './tenant-profile.ts';

/** What a command writes to and how it is ended. */
export interface CommandIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

const HELP = `Usage: purser sandbox [options]

Starts a Coupa in a box with the seeded company Halden Group, and nothing else.

  --port N            where it listens (default: a free port)
  --seed N            the same seed gives the same company (default: 1)
  --invoices N        how many invoices (default: 1500, at most 2000000)
  --months N          over how many months up to today (default: 12)
  --latency-ms N      added to every API call (default: 0)
  --data DIR          keeps what changes, so that the next start goes on from there
  --env-file FILE     gets address, credentials and names of existing objects as JSON
  --truth-file FILE   gets the planted faults as a JSON array; they are never served over HTTP
  --assignments-file FILE
                      gets, as a JSON array, the order lines that lines of the seeded invoices mean without naming them
  --live              the company lives on: invoices arrive, goods are received, people approve
  --pace SECONDS      seconds between two events, on average (default: 20)
  --callout-url URL   gets a call-out for each order, invoice and receipt that changes
  --callout-secret S  proves them: whsec_… signs them, any other text goes in X-Callout-Secret
  --callout-format F  json (default) or xml
  --no-rate-limit     without the 25 calls a second
  --profile FILE      how the tenant is set up, as JSON: clients, custom fields, tolerances, approvals, call-outs …
  --scenario NAME     bad weather from the start, with commas between several: ${Object.keys(SCENARIOS).join(', ')}
  --faults FILE       bad weather as JSON: a list of faults, or {"use": [names], "faults": […], "rules": {…}}
  --help              this text

Scenarios:
${Object.entries(SCENARIOS)
  .map(([name, { what }]) => `  ${name.padEnd(18)}  ${what}`)
  .join('\n')}

Faults, as {"kind": …} with any of ${COMMON_OPTIONS.join(', ')}, and what is named behind:
${FAULT_KINDS.map((kind) => `  ${kind.padEnd(18)}  ${describeKind(kind)}`).join('\n')}

They can be changed while it runs, by POST /sandbox/faults; the clock is moved on by POST /sandbox/clock.
docs/sandbox.md tells more.
`;

const OPTIONS = {
  port: { type: 'string' },
  seed: { type: 'string' },
  invoices: { type: 'string' },
  months: { type: 'string' },
  'latency-ms': { type: 'string' },
  data: { type: 'string' },
  'env-file': { type: 'string' },
  'truth-file': { type: 'string' },
  'assignments-file': { type: 'string' },
  live: { type: 'boolean' },
  pace: { type: 'string' },
  'callout-url': { type: 'string' },
  'callout-secret': { type: 'string' },
  'callout-format': { type: 'string' },
  'no-rate-limit': { type: 'boolean' },
  profile: { type: 'string' },
  scenario: { type: 'string' },
  faults: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** `purser sandbox`: runs until the signal. @returns the exit code: 0, or 2 for wrong usage. */
export async function sandboxCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let values: ReturnType<typeof readArguments>;
  try {
    values = readArguments(argv);
  } catch (thrown) {
    return misused(io, (thrown as Error).message);
  }
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const options: Writable<SandboxOptions> = {};
  for (const [name, key, most] of NUMBERS) {
    const given = values[name];
    if (given === undefined) continue;
    const isNumber = name === 'pace' ? /^\d{1,5}(\.\d{1,3})?$/ : /^\d{1,9}$/;
    if (!isNumber.test(given) || Number(given) > most) {
      return misused(io, `--${name}: expected a number from 0 to ${most}, got ${JSON.stringify(given)}.`);
    }
    options[key] = Number(given);
  }
  if (values.data !== undefined) options.dataDirectory = values.data;
  if (values['no-rate-limit']) options.hasRateLimit = false;
  if (options.paceSeconds === 0) return misused(io, '--pace: expected more than 0 seconds.');
  if (!values.live) delete options.paceSeconds;
  else options.paceSeconds ??= PACE_S;
  const callout = readCallout(values);
  if (typeof callout === 'string') return misused(io, callout);
  if (callout) options.callout = callout;
  const { profile } = values;
  try {
    const scenario = readWeather(values);
    if (scenario) options.scenario = scenario;
    if (profile !== undefined) {
      const text = inOption(`--profile ${profile}`, () => readFileSync(profile, 'utf8'));
      options.profile = inOption(`--profile ${profile}`, () => readProfile(text));
      if (options.profile.callout && callout)
        return misused(io, '--callout-url: the profile has call-outs too.');
    }
  } catch (thrown) {
    return misused(io, (thrown as Error).message);
  }
  return run(options, values, io);
}

type Writable<T> = { -readonly [key in keyof T]: T[key] };
const PACE_S = 20;

/** @returns a sentence when the options do not fit together. */
function readCallout(values: ReturnType<typeof readArguments>): SandboxOptions['callout'] | string {
  const { 'callout-url': url, 'callout-secret': secret, 'callout-format': format } = values;
  if (url === undefined) return undefined;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    return `--callout-url: expected an http address, got ${url}.`;
  if (!secret) return '--callout-url needs --callout-secret.';
  if (format !== undefined && format !== 'json' && format !== 'xml') {
    return `--callout-format: expected json or xml, got ${format}.`;
  }
  return { url, secret, format: format ?? 'json' };
}

/** Named scenarios and the file's, together. @throws Error in one sentence that names the option. */
function readWeather({ scenario, faults }: ReturnType<typeof readArguments>): Scenario | undefined {
  if (scenario === undefined && faults === undefined) return undefined;
  const names = scenario?.split(',').map((name) => name.trim());
  const ofNames = inOption('--scenario', () => readScenario(names === undefined ? [] : { use: names }));
  const ofFile = inOption(`--faults ${faults}`, () =>
    faults === undefined ? readScenario([]) : readScenarioText(readFileSync(faults, 'utf8')),
  );
  return { faults: [...ofNames.faults, ...ofFile.faults], rules: { ...ofNames.rules, ...ofFile.rules } };
}

function inOption<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw new Error(`${option}: ${(thrown as Error).message}.`, { cause: thrown });
  }
}

const NUMBERS = [
  ['port', 'port', 65_535],
  ['seed', 'seed', 999_999_999],
  ['invoices', 'invoices', 2_000_000],
  ['months', 'months', 120],
  ['latency-ms', 'latencyMs', 600_000],
  ['pace', 'paceSeconds', 86_400],
] as const;

const readArguments = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;

async function run(
  options: SandboxOptions,
  values: ReturnType<typeof readArguments>,
  io: CommandIo,
): Promise<number> {
  const truthFile = values['truth-file'];
  const assignmentsFile = values['assignments-file'];
  let sandbox: Sandbox | undefined;
  let truth: GrowingList | undefined;
  const onTruth = () => {
    try {
      if (sandbox) truth?.end(sandbox.truth);
    } catch (thrown) {
      io.stderr.write(`purser sandbox: ${(thrown as Error).message}\n`);
    }
  };
  try {
    sandbox = await startSandbox({ ...options, onTruth });
    const { annals, assignments } = sandbox;
    if (values['env-file'])
      writeFileSync(values['env-file'], `${JSON.stringify(sandbox.env, null, 1)}\n`, { mode: 0o600 });
    if (truthFile) truth = beginList(truthFile, annals?.truth('faults') ?? []);
    onTruth();
    if (assignmentsFile) beginList(assignmentsFile, annals?.truth('assignments') ?? []).end(assignments);
  } catch (thrown) {
    await sandbox?.close();
    return misused(io, (thrown as Error).message);
  }
  io.stdout.write(`Sandbox is ready: ${sandbox.url}\n`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await sandbox.close();
  return 0;
}

function misused(io: CommandIo, sentence: string): number {
  io.stderr.write(`purser sandbox: ${sentence.split('\n')[0]}\n`);
  return 2;
}
