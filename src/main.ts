import { describeError, PurserError } from '#kernel/errors.ts';
import { type MainIo, version } from './main/main-io.ts';

interface Command {
  readonly summary: string;
  run(argv: readonly string[], io: MainIo): Promise<number>;
}

/** Each is loaded when it is called: `match` must not wait for a web server to be read from disk. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    summary: 'start the server, its workers and, without a Coupa of your own, the sandbox',
    run: async (argv, io) => (await import('./main/start.ts')).startCommand(argv, io),
  },
  sandbox: {
    summary: 'start only the Coupa sandbox with its seeded company',
    run: async (argv, io) => (await import('#sandbox/cli.ts')).sandboxCommand(argv, io),
  },
  match: {
    summary: 'match an invoice with its orders and receipts, from a file',
    run: async (argv, io) => (await import('#doors/cli/match.ts')).matchCommand(argv, io),
  },
  replay: {
    summary: 'decide past runs again under the same or other settings, and say what changes',
    run: async (argv, io) => (await import('./main/replay.ts')).replayMain(argv, io),
  },
  policy: {
    summary: 'check, compare or export a tolerance policy, or print its schema',
    run: async (argv, io) => (await import('./main/policy.ts')).policyMain(argv, io),
  },
  audit: {
    summary: 'verify or export the audit trail',
    run: async (argv, io) => (await import('./main/audit.ts')).auditMain(argv, io),
  },
};

/** The command line. @returns the exit code: 0 it answered, 1 only where a command says so, 2 wrong usage. */
export async function main(argv: readonly string[], io: MainIo = processIo()): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (name === '--version' || name === 'version') {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  if (['help', '--help', '-h'].includes(name)) {
    io.stdout.write(help());
    return 0;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    io.stderr.write(
      `There is no command "${name}". Known: ${Object.keys(COMMANDS).join(', ')}. See purser --help.\n`,
    );
    return 2;
  }
  try {
    return await command.run(rest, io);
  } catch (thrown) {
    if (!(thrown instanceof PurserError)) throw thrown;
    io.stderr.write(`${describeError(thrown).message}\n`);
    return 2;
  }
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Purser, the AI layer for Coupa\n\nUsage: purser COMMAND [options]\n\n${lines.join('\n')}\n\nEvery command has --help.\n`;
}

function processIo(): MainIo {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // Started by another of our processes: its end is ours, so that nothing is left behind by a kill.
  if (process.send !== undefined) process.on('disconnect', () => stop.abort());
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal: stop.signal };
}
