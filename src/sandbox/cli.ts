import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type SandboxOptions, startSandbox } from './start-sandbox.ts';

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
  --invoices N        how many invoices (default: 1500)
  --months N          over how many months up to today (default: 12)
  --latency-ms N      added to every API call (default: 0)
  --data DIR          keeps what changes, so that the next start goes on from there
  --env-file FILE     gets address, credentials and names of existing objects as JSON
  --truth-file FILE   gets the planted faults as a JSON array; they are never served over HTTP
  --no-rate-limit     without the 25 calls a second
  --help              this text
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
  'no-rate-limit': { type: 'boolean' },
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
  const options: Record<string, unknown> = {};
  for (const [name, key, most] of NUMBERS) {
    const given = values[name];
    if (given === undefined) continue;
    if (!/^\d{1,9}$/.test(given) || Number(given) > most) {
      return misused(
        io,
        `--${name}: expected a whole number from 0 to ${most}, got ${JSON.stringify(given)}.`,
      );
    }
    options[key] = Number(given);
  }
  if (values.data !== undefined) options.dataDirectory = values.data;
  if (values['no-rate-limit']) options.hasRateLimit = false;
  return run(options as SandboxOptions, values, io);
}

const NUMBERS = [
  ['port', 'port', 65_535],
  ['seed', 'seed', 999_999_999],
  ['invoices', 'invoices', 200_000],
  ['months', 'months', 120],
  ['latency-ms', 'latencyMs', 600_000],
] as const;

const readArguments = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;

async function run(
  options: SandboxOptions,
  values: ReturnType<typeof readArguments>,
  io: CommandIo,
): Promise<number> {
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  try {
    sandbox = await startSandbox(options);
    if (values['env-file'])
      writeFileSync(values['env-file'], `${JSON.stringify(sandbox.env, null, 1)}\n`, { mode: 0o600 });
    if (values['truth-file'])
      writeFileSync(values['truth-file'], `${JSON.stringify(sandbox.truth, null, 1)}\n`);
  } catch (thrown) {
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
