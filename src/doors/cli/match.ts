import { parseArgs } from 'node:util';
import { coupaVerdict } from '#domain/matching/coupa-verdict.ts';
import { explainMatch } from '#domain/matching/explain-match.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { PurserError } from '#kernel/errors.ts';
import { readMatchInput } from './match-input.ts';
import { matchDocument, matchTable } from './match-report.ts';
import { placeOf, readText } from './read-text.ts';

/** What the command reads from and writes to. */
export interface MatchIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const HELP = `Usage: purser match FILE [--json]

Compares one invoice with its purchase orders and receipts. Needs no server and no database.
FILE is JSON, "-" reads it from standard input:

  {"invoice": {...}, "purchase_orders": [...], "receipts": [...],
   "earlier_invoices": [...], "uom_conversions": [{"from": "CS", "to": "EA", "factor": 24}],
   "matching_allocations": [...], "tolerances": {...}, "as_of": "2026-04-01"}

Records are in Coupa's JSON shapes; receipts are receiving transactions. Without tolerances the starter policy holds.
Tolerances that Coupa found exceeded are read from the invoice and told beside the match.

What may cure an exception; it changes no verdict, and "repairs" says what each way found. What is left out is called
not at hand:

   "supplier_items": [...], "contracts": [...]   prices by contract, by quantity too; charges and terms by contract
   "comments": [...], "attachments": [...]       on the invoice, or on what commentable-type and -id name
   "approvals": [...]                            who may speak for the company, beside buyer and requester
   "history": {"cases": [{"invoice_number": "R-1", "code": "PRICE_OVER", "outcome": "accepted",
                          "currency": "EUR", "total": "325.00", "at_risk": "12.50",
                          "decided_on": "2026-03-10", "decided_by": "Ole Brandt"}],
               "accepted_in_year": [{"currency": "EUR", "amount": "250.00"}]}
                                                 how people settled such cases: accepted, corrected or refused

  --json     one JSON document on standard output
  --help     this text

Exit code 0: it answered, whatever the verdict. 2: wrong usage or unreadable input.
`;

/** `purser match`. @returns the exit code: 0, or 2 with one sentence on stderr. */
export async function matchCommand(argv: readonly string[], io: MatchIo): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    if (values.help === true) {
      io.stdout.write(HELP);
      return 0;
    }
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      return refuse(io, `match: expected one file, found ${positionals.length}; see purser match --help.`);
    }
    const input = readMatchInput(await readText(file, io.stdin), placeOf(file));
    const result = matchInvoice(input);
    const coupa = coupaVerdict({ ...input, match: result });
    const isJson = values.json === true;
    io.stdout.write(
      isJson
        ? `${JSON.stringify(matchDocument(result, { invoice: input.invoice, coupa, explanation: explainMatch(input, result) }), null, 2)}\n`
        : matchTable(result, coupa),
    );
    return 0;
  } catch (thrown) {
    if (thrown instanceof PurserError) return refuse(io, thrown.message);
    throw thrown;
  }
}

function readArguments(argv: readonly string[]) {
  const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const found = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
    throw new PurserError('wrong_usage', `match: ${found}; see purser match --help.`, { cause });
  }
}

function refuse(io: MatchIo, sentence: string): number {
  // One sentence on one line, whatever a file name or a field contained.
  io.stderr.write(`${sentence.replace(/[\p{Cc}]+/gu, ' ')}\n`);
  return 2;
}
