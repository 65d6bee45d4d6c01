import { parseArgs } from 'node:util';
import { PurserError } from '#kernel/errors.ts';

/** What the command reads from and writes to. */
export interface AuditIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What verifying came to, as it is printed with `--json`. */
export interface AuditVerdict {
  readonly entries: number;
  readonly chained: number;
  readonly valid: boolean;
  readonly first_invalid: number | null;
  readonly problem: string | null;
  readonly anchors: {
    readonly checked: number;
    readonly last_seq: number | null;
    readonly last_at: string | null;
    readonly unanchored: number;
  };
  readonly evidence: { readonly checked: number; readonly invalid: readonly string[] } | null;
  readonly key: string;
}

/** The work itself; where trail, key and data lie is known to whoever hands these in. */
export interface AuditWork {
  /** The live trail. Needs the database. */
  verifyLive(options: { keyFile: string | undefined; connection: string | undefined }): Promise<AuditVerdict>;
  /** An export. Needs nothing but the file, and the key if one is given. */
  verifyFile(file: string, options: { keyFile: string | undefined }): Promise<AuditVerdict>;
  /** Writes an export. @returns how many lines it has. */
  exportTo(
    file: string,
    options: { invoice: string | undefined; connection: string | undefined },
  ): Promise<{ lines: number }>;
}

const HELP = `Usage: purser audit verify [--file EXPORT] [--key FILE] [--json]
       purser audit export [--invoice ID] --out FILE [--json]

verify   checks the live trail, or with --file an export, which needs no server and no database:
         every entry, its link to the one before it, and the signed roots.
  --file EXPORT   a file that "audit export" or the audit page made
  --key FILE      the public key you know (PEM). Without it an export is checked against the key it
                  brings along, which shows that it is whole, but not who made it

export   writes the trail, or one invoice's part of it, with its proofs and the public key.
  --invoice ID    Coupa's id of the invoice
  --out FILE      where to write it

  --connection ID   which connection's trail, where there is more than one

  --json     one JSON document on standard output
  --help     this text

Exit code 0: it answered. 1: the trail is not valid. 2: wrong usage or unreadable input.
`;

/** `purser audit`. @returns the exit code: 0, 1 when a trail is invalid, 2 with one sentence on stderr. */
export async function auditCommand(argv: readonly string[], io: AuditIo, work: AuditWork): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    const [action, ...more] = positionals;
    if (values.help === true) {
      io.stdout.write(HELP);
      return 0;
    }
    if (more.length > 0) return refuse(io, `audit: found more than one action: ${positionals.join(' ')}.`);
    if (action === 'verify') return await verify(values, io, work);
    if (action === 'export') return await exportTrail(values, io, work);
    const found = action === undefined ? 'nothing' : `"${action}"`;
    return refuse(io, `audit: expected verify or export, found ${found}; see purser audit --help.`);
  } catch (thrown) {
    if (thrown instanceof PurserError) return refuse(io, thrown.message);
    throw thrown;
  }
}

type Values = ReturnType<typeof readArguments>['values'];

async function verify(values: Values, io: AuditIo, work: AuditWork): Promise<number> {
  if (values.invoice !== undefined || values.out !== undefined) {
    return refuse(io, 'audit verify: --invoice and --out belong to audit export.');
  }
  const { file, key: keyFile, connection } = values;
  const verdict =
    file === undefined
      ? await work.verifyLive({ keyFile, connection })
      : await work.verifyFile(file, { keyFile });
  io.stdout.write(values.json === true ? `${JSON.stringify(verdict, null, 2)}\n` : inWords(verdict, values));
  return verdict.valid ? 0 : 1;
}

async function exportTrail(values: Values, io: AuditIo, work: AuditWork): Promise<number> {
  if (values.out === undefined) return refuse(io, 'audit export: expected --out FILE, found none.');
  if (values.file !== undefined || values.key !== undefined) {
    return refuse(io, 'audit export: --file and --key belong to audit verify.');
  }
  const { lines } = await work.exportTo(values.out, {
    invoice: values.invoice,
    connection: values.connection,
  });
  const answer = { file: values.out, lines, invoice: values.invoice ?? null };
  io.stdout.write(
    values.json === true
      ? `${JSON.stringify(answer, null, 2)}\n`
      : `Wrote ${lines} lines to ${values.out}.\n`,
  );
  return 0;
}

function inWords(verdict: AuditVerdict, values: Values): string {
  const { entries, valid, problem, first_invalid, anchors, evidence, key } = verdict;
  const lines = [
    valid ? `Valid: ${entries} entries, all as they were written.` : `NOT VALID: ${problem}`,
    ...(first_invalid === null ? [] : [`First bad entry: ${first_invalid}`]),
    anchors.last_seq === null
      ? 'Anchors: none yet, so a cut end would not be seen.'
      : `Anchors: ${anchors.checked} signed by ${key}, the last over entry ${anchors.last_seq} at ${anchors.last_at}.`,
  ];
  if (anchors.last_seq !== null && anchors.unanchored > 0) {
    lines.push(`Not anchored yet: the last ${anchors.unanchored} entries.`);
  }
  if (evidence !== null) {
    lines.push(
      `Evidence: ${evidence.checked} runs hashed again, ${evidence.invalid.length} not as decided on.`,
    );
  }
  if (values.file !== undefined && values.key === undefined) {
    lines.push(
      'Checked against the key in the file itself; compare it with the one you know, or give --key.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        key: { type: 'string' },
        invoice: { type: 'string' },
        out: { type: 'string' },
        connection: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PurserError('invalid_input', `audit: ${message.split('. ')[0]}; see purser audit --help.`);
  }
}

function refuse(io: AuditIo, sentence: string): number {
  io.stderr.write(`${sentence}\n`);
  return 2;
}
