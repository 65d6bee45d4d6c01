import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, InputError, PurserError } from '#kernel/errors.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { type PlainDate, toPlainDate } from '#kernel/plain-date.ts';
import { type ReplayDocument, replayReport } from './replay-report.ts';

/** What the command reads from and writes to. */
export interface ReplayIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Folder that a relative file starts from. */
  readonly cwd: string;
}

export interface ReplayQuestion {
  readonly agent: string;
  /** Undefined: the settings in force. */
  readonly settings: unknown;
  readonly from: PlainDate | undefined;
  readonly to: PlainDate | undefined;
  readonly which: 'newest' | 'all';
  readonly connection: string | undefined;
}

/** The work itself; whoever hands it in knows where the database is. */
export type ReplayWork = (
  question: ReplayQuestion,
  onProgress: (looked: number, total: number) => void,
) => Promise<ReplayDocument>;

const HELP = `Usage: purser replay --agent ID [--settings FILE] [--from DATE --to DATE] [--all] [--json]

Decides past runs of an agent again from their stored evidence, under the settings in force or under others, and says
which would come out differently. Reads only: nothing is proposed, approved or sent to Coupa.

  --agent ID        the agent, such as three-way-match
  --settings FILE   JSON: the agent's whole settings (what is left out takes its default), or a tolerance policy
                    alone, which then takes the place of the tolerances in force. Without it the settings in force are
                    used, which shows whether past decisions can be made again as they were
  --from DATE       runs decided on or after this day, in the connection's time zone, such as 2026-04-01
  --to DATE         runs decided on or before this day
  --all             every run; otherwise of each invoice only its newest run in the period counts, and what people
                    decided is compared on the runs they decided on
  --connection ID   which connection's runs, where there is more than one

  --json     one JSON document on standard output; progress goes to standard error
  --help     this text

Exit code 0: it answered, whatever changes. 2: wrong usage or unreadable input.
`;

/** `purser replay`. @returns the exit code: 0, or 2 with one sentence on stderr. */
export async function replayCommand(
  argv: readonly string[],
  io: ReplayIo,
  work: ReplayWork,
): Promise<number> {
  try {
    const values = readArguments(argv);
    if (values.help === true) {
      io.stdout.write(HELP);
      return 0;
    }
    const question = await readQuestion(values, io.cwd);
    const answer = await work(question, progressOn(io.stderr));
    io.stdout.write(values.json === true ? `${JSON.stringify(answer, null, 2)}\n` : replayReport(answer));
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof PurserError)) throw thrown;
    io.stderr.write(`${thrown.message}\n`);
    return 2;
  }
}

type Values = ReturnType<typeof readArguments>;

async function readQuestion(values: Values, cwd: string): Promise<ReplayQuestion> {
  const { agent, settings, connection } = values;
  if (agent === undefined || agent.trim() === '') {
    throw new InputError('replay: expected --agent ID, found none; see purser replay --help.');
  }
  const from = readDay('--from', values.from);
  const to = readDay('--to', values.to);
  if (from !== undefined && to !== undefined && to < from) {
    throw new InputError(`replay: expected --to on or after --from ${from}, found ${to}.`);
  }
  return {
    agent,
    settings: settings === undefined ? undefined : await readSettingsFile(settings, cwd),
    from,
    to,
    which: values.all === true ? 'all' : 'newest',
    connection,
  };
}

function readDay(option: string, text: string | undefined): PlainDate | undefined {
  if (text === undefined) return undefined;
  const day = toPlainDate(text);
  if (day !== undefined) return day;
  throw new InputError(
    `replay: ${option}: expected a date such as 2026-04-01, found "${text.slice(0, 40)}".`,
  );
}

async function readSettingsFile(file: string, cwd: string): Promise<unknown> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    const why = describeError(cause)
      .message.replace(/^[A-Z]+: /, '')
      .split(',')[0];
    throw new InputError(`${file}: cannot be read: ${why}.`);
  });
  // Refuses what two readers could take for two things, such as one key twice; its numbers would be text.
  readExactJson(text, file);
  return JSON.parse(text);
}

/** On a terminal one line that grows; elsewhere a line each tenth, so that a log stays short. */
function progressOn(stderr: NodeJS.WritableStream): (looked: number, total: number) => void {
  const isTerminal = 'isTTY' in stderr && stderr.isTTY === true;
  let told = -1;
  return (looked, total) => {
    const tenth = total === 0 ? 10 : Math.floor((looked / total) * 10);
    if (!isTerminal && tenth === told) return;
    told = tenth;
    const line = `${looked} of ${total} decided again`;
    if (!isTerminal) stderr.write(`${line}\n`);
    else stderr.write(`\r${line}${looked >= total ? '\n' : ''}`);
  };
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        agent: { type: 'string' },
        settings: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        all: { type: 'boolean' },
        connection: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (thrown) {
    throw new InputError(
      `replay: ${describeError(thrown).message.split('. ')[0]}; see purser replay --help.`,
    );
  }
}
