import { decimal } from '#kernel/decimal.ts';
import { amountText } from '#kernel/money.ts';

interface Amounts {
  readonly count: number;
  /** One a currency; credit notes count by their size. */
  readonly sums: readonly {
    readonly currency: string;
    readonly exposure: string;
    readonly at_risk: string;
  }[];
  readonly without_amount: number;
}

interface Side {
  readonly verdict: string;
  readonly cause: string | null;
}

/** What `purser replay --json` prints. */
export interface ReplayDocument {
  readonly agent: string;
  readonly policy_version: number;
  /** What differs from the settings in force, a sentence each. */
  readonly differences: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly counts: 'newest' | 'all';
  readonly runs: number;
  readonly same: number;
  readonly words_only: number;
  readonly changed: number;
  readonly unreadable: number;
  readonly under_other_settings: number;
  readonly by_other_code: number;
  readonly unexplained: number;
  readonly let_through: Amounts;
  readonly stopped: Amounts;
  readonly transitions: readonly (Amounts & { readonly from: Side; readonly to: Side })[];
  readonly rulings: readonly (Amounts & { readonly from: string; readonly to: string })[];
  readonly people: {
    readonly decided: number;
    readonly let_through_against: Amounts;
    readonly stopped_against: Amounts;
    readonly let_through_as_wished: Amounts;
    readonly stopped_as_wished: Amounts;
  };
  readonly changes: readonly {
    readonly run: string;
    readonly invoice: string;
    readonly invoice_number: string;
    readonly supplier: string | null;
    readonly decided_at: string;
    readonly from: Side & { readonly ruling: string };
    readonly to: Side & { readonly ruling: string };
    readonly effect: 'let_through' | 'stopped' | 'other';
    readonly currency: string | null;
    readonly exposure: string | null;
    readonly at_risk: string | null;
    readonly person: { readonly decision: string; readonly by: string; readonly at: string } | null;
    readonly stance: 'against' | 'as_wished' | null;
    readonly counted: boolean;
  }[];
  readonly unreadable_runs: readonly {
    readonly run: string;
    readonly invoice: string;
    readonly why: string;
  }[];
  readonly duration_ms: number;
}

/** A screenful; the rest is counted, and `--json` has all. */
const LISTED_MAX = 40;

/** The same for people. */
export function replayReport(answer: ReplayDocument): string {
  const { counts, runs, differences, policy_version: version } = answer;
  const what = counts === 'newest' ? (runs === 1 ? 'invoice' : 'invoices') : runs === 1 ? 'run' : 'runs';
  const under =
    differences.length === 0
      ? `the settings in force (policy ${version})`
      : `other settings than those in force (policy ${version})`;
  return [
    `${runs} ${what} decided again under ${under}${periodOf(answer)}.`,
    ...differences.map((difference) => `  ${difference}`),
    '',
    ...countLines(answer),
    ...moneyLines(answer),
    ...transitionLines(answer),
    ...peopleLines(answer),
    ...changeLines(answer),
    ...unreadableLines(answer),
  ]
    .join('\n')
    .concat('\n');
}

function periodOf({ from, to }: ReplayDocument): string {
  if (from === null && to === null) return '';
  return `, decided ${from === null ? '' : `from ${from} `}${to === null ? '' : `to ${to}`}`.trimEnd();
}

function countLines(answer: ReplayDocument): string[] {
  const rows: [string, number, string][] = [
    ['same', answer.same, ''],
    ['other words', answer.words_only, 'nothing else would happen'],
    ['changed', answer.changed, ''],
    ['unreadable', answer.unreadable, 'not looked at; see below'],
  ];
  return [
    ...rows
      .filter(([name, count]) => count > 0 || name === 'same' || name === 'changed')
      .map(([name, count, note]) => line(name, count, note)),
    ...(answer.unexplained === 0
      ? []
      : [
          '',
          `${answer.unexplained} differ from what was stored though settings and code are the same: look at them.`,
        ]),
    ...(answer.under_other_settings === 0
      ? []
      : ['', `${answer.under_other_settings} were decided under other settings than these.`]),
    ...(answer.by_other_code === 0
      ? []
      : ['', `${answer.by_other_code} were decided by another version of the agent.`]),
  ];
}

function line(name: string, count: number, note: string): string {
  return `  ${name.padEnd(14)}${String(count).padStart(8)}${note === '' ? '' : `   ${note}`}`;
}

function moneyLines({ let_through: letThrough, stopped }: ReplayDocument): string[] {
  if (letThrough.count + stopped.count === 0) return [];
  return [
    '',
    ...amountLines('Would be let through', letThrough),
    ...amountLines('Would be stopped', stopped),
  ];
}

function amountLines(title: string, amounts: Amounts): string[] {
  const { count, sums, without_amount: unknown } = amounts;
  if (count === 0) return [`${title}: none`];
  return [
    `${title}: ${count}`,
    ...sums.map(
      ({ currency, exposure, at_risk: atRisk }) =>
        `  ${money(exposure, currency)}, of it ${money(atRisk, currency)} at risk`,
    ),
    ...(unknown === 0 ? [] : [`  ${unknown} of unknown amount`]),
  ];
}

function money(amount: string, currency: string): string {
  return `${currency} ${amountText(decimal(amount), currency)}`;
}

function transitionLines({ transitions }: ReplayDocument): string[] {
  if (transitions.length === 0) return [];
  const rows = transitions.map(({ from, to, count }) => [nameOf(from), nameOf(to), String(count)] as const);
  const width = Math.max(...rows.map(([from]) => from.length));
  const toWidth = Math.max(...rows.map(([, to]) => to.length));
  return [
    '',
    'From what was decided to what would be',
    ...rows.map(
      ([from, to, count]) => `  ${from.padEnd(width)}  ->  ${to.padEnd(toWidth)}  ${count.padStart(6)}`,
    ),
  ];
}

function nameOf({ verdict, cause }: Side): string {
  return cause ?? verdict.replaceAll('_', ' ');
}

function peopleLines({ people }: ReplayDocument): string[] {
  if (people.decided === 0) return ['', 'People decided on none of these.'];
  const groups: [string, Amounts][] = [
    ['Would let through what a person confirmed as an exception', people.let_through_against],
    ['Would stop what a person let through', people.stopped_against],
    ['Would let through what a person did not want stopped', people.let_through_as_wished],
    ['Would stop what a person did not want let through', people.stopped_as_wished],
  ];
  return [
    '',
    `People decided on ${people.decided} of them.`,
    ...groups.filter(([, { count }]) => count > 0).flatMap(([title, amounts]) => amountLines(title, amounts)),
  ];
}

function changeLines({ changes }: ReplayDocument): string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, LISTED_MAX);
  const more = changes.length - shown.length;
  return [
    '',
    'Runs that change',
    ...shown.map(
      ({ run, invoice_number: number, from, to, currency, exposure, person }) =>
        `  ${run}  ${number}  ${nameOf(from)} -> ${nameOf(to)}${
          currency === null || exposure === null ? '' : `  ${money(exposure, currency)}`
        }${person === null ? '' : `  ${person.decision} by ${person.by}`}`,
    ),
    ...(more === 0 ? [] : [`  and ${more} more; --json lists all.`]),
  ];
}

function unreadableLines({ unreadable_runs: runs }: ReplayDocument): string[] {
  if (runs.length === 0) return [];
  const shown = runs.slice(0, LISTED_MAX);
  const more = runs.length - shown.length;
  return [
    '',
    'Runs that could not be decided again',
    ...shown.map(({ run, why }) => `  ${run}  ${why}`),
    ...(more === 0 ? [] : [`  and ${more} more; --json lists all.`]),
  ];
}
