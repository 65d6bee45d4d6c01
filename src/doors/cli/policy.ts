import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { policyChanges } from '#domain/matching/policy-diff.ts';
import { type PolicyFault, policyFaults } from '#domain/matching/policy-faults.ts';
import { policyId } from '#domain/matching/policy-id.ts';
import { policySchema } from '#domain/matching/policy-schema.ts';
import type { TolerancePolicy } from '#domain/matching/tolerance.ts';
import { InputError, PurserError } from '#kernel/errors.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { placeOf, readText } from './read-text.ts';

/** What the command reads from and writes to. */
export interface PolicyIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What needs the database; where it lies is known to whoever hands this in. */
export interface PolicyWork {
  /** The tolerances in force, or those of a version. */
  exportTolerances(options: {
    connection: string | undefined;
    version: number | undefined;
  }): Promise<TolerancePolicy>;
}

const HELP = `Usage: purser policy schema
       purser policy check FILE [--json]
       purser policy diff BEFORE AFTER [--json]
       purser policy export [--version N] [--connection ID] [--out FILE]

The tolerance policy says how far an invoice may stray from its order and receipts; docs/tolerances.md
describes it. Only export needs the database. "-" reads a file from standard input.

schema   the JSON schema (draft 2020-12) of the document
check    whether the document is one, and every reason why not; rules that contradict each other are named
diff     what the second document says that the first does not, in words
export   the tolerances in force: exactly what "match" takes as "tolerances"
  --version N       those of an earlier version of the policy
  --connection ID   of which connection, where there is more than one
  --out FILE        write them there instead of to standard output

  --json     one JSON document on standard output
  --help     this text

Exit code 0: it answered. 1: check refused the document. 2: wrong usage or unreadable input.
`;

/** `purser policy`. @returns the exit code: 0, 1 when a document is refused, 2 with one sentence on stderr. */
export async function policyCommand(
  argv: readonly string[],
  io: PolicyIo,
  work: PolicyWork,
): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    if (values.help === true) {
      io.stdout.write(HELP);
      return 0;
    }
    const [action, ...files] = positionals;
    switch (action) {
      case 'schema':
        return printSchema(files, values, io);
      case 'check':
        return await check(files, values, io);
      case 'diff':
        return await diff(files, values, io);
      case 'export':
        return await exportTo(files, values, io, work);
      default: {
        const found = action === undefined ? 'nothing' : `"${action}"`;
        return refuse(io, `policy: expected schema, check, diff or export, found ${found}; ${SEE_HELP}.`);
      }
    }
  } catch (thrown) {
    if (thrown instanceof PurserError) return refuse(io, thrown.message);
    throw thrown;
  }
}

const SEE_HELP = 'see purser policy --help';

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'string' },
  connection: { type: 'string' },
  out: { type: 'string' },
} as const;

type Values = ReturnType<typeof readArguments>['values'];

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    const found = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
    throw new PurserError('wrong_usage', `policy: ${found}; ${SEE_HELP}.`, { cause });
  }
}

function printSchema(files: readonly string[], values: Values, io: PolicyIo): number {
  expectFiles('schema', files, 0);
  refuseOptions('schema', values, ['json']);
  print(io, policySchema());
  return 0;
}

async function check(files: readonly string[], values: Values, io: PolicyIo): Promise<number> {
  expectFiles('check', files, 1);
  refuseOptions('check', values, ['json']);
  const [file = ''] = files;
  const value = await readDocument(file, io);
  const faults = policyFaults(value);
  const id = faults.length === 0 ? policyId(value as TolerancePolicy) : null;
  if (values.json === true) {
    print(io, { valid: faults.length === 0, id, faults: faults.map(({ path, says }) => ({ path, says })) });
  } else {
    io.stdout.write(
      id === null
        ? `${placeOf(file)} is no valid policy:\n${faults.map((fault) => `  ${sentence(fault)}\n`).join('')}`
        : `${placeOf(file)} is a valid policy, id ${id}.\n`,
    );
  }
  return faults.length === 0 ? 0 : 1;
}

async function diff(files: readonly string[], values: Values, io: PolicyIo): Promise<number> {
  expectFiles('diff', files, 2);
  refuseOptions('diff', values, ['json']);
  const [first = '', second = ''] = files;
  if (first === '-' && second === '-') {
    return refuse(io, 'policy diff: expected standard input for one of the two files only.');
  }
  const before = await readPolicy(first, io);
  const after = await readPolicy(second, io);
  const changes = policyChanges(before, after);
  if (values.json === true) print(io, { before: policyId(before), after: policyId(after), changes });
  else io.stdout.write(changes.length === 0 ? 'Nothing differs.\n' : `${changes.join('\n')}\n`);
  return 0;
}

async function exportTo(
  files: readonly string[],
  values: Values,
  io: PolicyIo,
  work: PolicyWork,
): Promise<number> {
  expectFiles('export', files, 0);
  const { connection, out } = values;
  const policy = await work.exportTolerances({ connection, version: readVersion(values.version) });
  if (out === undefined) {
    print(io, policy);
    return 0;
  }
  await writeOut(out, `${JSON.stringify(policy, null, 2)}\n`);
  io.stderr.write(`Wrote the policy ${policyId(policy)} to ${out}.\n`);
  return 0;
}

function readVersion(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new PurserError('wrong_usage', `policy export: expected a number after --version, found "${text}".`);
}

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'an error';
    throw new PurserError('unwritable_file', `${file}: expected to write there, but found ${code}.`, {
      cause,
    });
  }
}

function expectFiles(action: string, files: readonly string[], count: number): void {
  if (files.length === count) return;
  const wanted = ['no file', 'one file', 'two files'][count];
  throw new PurserError(
    'wrong_usage',
    `policy ${action}: expected ${wanted}, found ${files.length}; ${SEE_HELP}.`,
  );
}

function refuseOptions(action: string, values: Values, known: readonly string[]): void {
  const strange = Object.keys(values).find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw new PurserError('wrong_usage', `policy ${action}: --${strange} belongs to policy export.`);
}

/** Figures must be text: a number that is not is a fault of the document, which a lossless reading would hide. */
async function readDocument(file: string, io: PolicyIo): Promise<unknown> {
  const text = await readText(file, io.stdin);
  // For its message, which names the place of what is no JSON.
  readExactJson(text, placeOf(file));
  return JSON.parse(text);
}

async function readPolicy(file: string, io: PolicyIo): Promise<TolerancePolicy> {
  const value = await readDocument(file, io);
  const [fault] = policyFaults(value);
  if (fault === undefined) return value as TolerancePolicy;
  throw new InputError(`${placeOf(file)}: ${sentence(fault)}`);
}

function sentence({ path, says }: PolicyFault): string {
  return path.length === 0 ? says : `${path.join('.')}: ${says}`;
}

function print(io: PolicyIo, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function refuse(io: PolicyIo, text: string): number {
  // One sentence on one line, whatever a file name or a field contained.
  io.stderr.write(`${text.replace(/[\p{Cc}]+/gu, ' ')}\n`);
  return 2;
}
