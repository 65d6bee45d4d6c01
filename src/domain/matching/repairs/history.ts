import { type Decimal, decimal, divide, roundTo, ZERO } from '#kernel/decimal.ts';
import { daysBetween, type PlainDate } from '#kernel/plain-date.ts';
import type { PastCase } from '../../records/past-case.ts';
import { amountIn, amountReader } from '../allowance.ts';
import { EXCEPTION_CODES } from '../exception-code.ts';
import { HISTORY_RULES } from '../history-rules.ts';
import { money, named, rateText, readBack } from '../wording.ts';
import { type Climb, helps, notHere, nothing, type RepairStep } from './repair-step.ts';

const RUNG = 'history';

/** After so many days a case weighs half of what it did. */
const HALF_LIFE_DAYS = 180;
/** Cases are alike whose part in doubt is the same kind of large, as a share of the invoice. */
const BANDS = ['0.01', '0.02', '0.05', '0.1'].map(decimal);

type Outcome = PastCase['outcome'];
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  accepted: 'accepted as billed',
  corrected: 'approved once it was corrected',
  refused: 'refused or disputed',
};

/** How people settled like cases: for a proposal at most, never beyond the hard limits, and never year upon year. */
export function history({ input, result, cause }: Climb): RepairStep {
  const { history: known, historyRules: rules = HISTORY_RULES, invoice, policy } = input;
  if (known === undefined) return notHere(RUNG, 'How people settled such cases before is not at hand.');
  const doubt = readBack(result.atRisk);
  const band = bandOf(doubt, invoice.grossTotal);
  const like = known.cases.filter(
    (each) =>
      each.code === cause.code &&
      each.invoiceId !== invoice.id &&
      each.currency === invoice.currency &&
      band !== undefined &&
      bandOf(each.atRisk === undefined ? undefined : decimal(each.atRisk), each.total) === band,
  );
  const title = EXCEPTION_CODES[cause.code].title.toLowerCase();
  const [last] = [...like].sort(latestFirst);
  if (last === undefined)
    return nothing(RUNG, `People have settled no like case of this supplier before (${title}).`);
  const { outcome, share, count } = majorityOf(like, input.today ?? input.asOf ?? invoice.invoiceDate);
  const told = `${count} of ${like.length} like cases of this supplier were ${OUTCOMES[outcome]}, ${rateText(share)} by weight, the last on ${last.decidedOn} by ${named(last.decidedByName)} (invoice ${named(last.invoiceNumber)}${last.outcome === outcome ? '' : `, ${OUTCOMES[last.outcome]}`})`;
  const sources = [`invoice/${last.invoiceId}`];
  const no = (why: string) => nothing(RUNG, `${told}${why}.`, sources);
  if (like.length < rules.casesMin) return no(`; fewer than ${rules.casesMin} say nothing`);
  if (share.lt(decimal(rules.shareMin)))
    return no(`; less than ${rateText(decimal(rules.shareMin))} of one mind say nothing`);
  if (outcome !== 'accepted') return no('');
  const limit = (text: string) => amountIn(amountReader(policy, invoice.currency), text);
  const of = (value: Decimal) => money(value, invoice.currency);
  const total = invoice.grossTotal === undefined ? ZERO : decimal(invoice.grossTotal);
  if (doubt.gt(limit(rules.amountMax)) || doubt.gt(total.times(decimal(rules.rateMax))))
    return no(
      `; but ${of(doubt)} is in doubt here, and custom may not speak for more than ${rateText(decimal(rules.rateMax))} or ${of(limit(rules.amountMax))}`,
    );
  const before = known.acceptedInYear.find(({ currency }) => currency === invoice.currency)?.amount ?? '0';
  const year = decimal(before).plus(doubt);
  if (year.gt(limit(rules.yearlyAmountMax)))
    return no(
      `; but with this one ${of(year)} were accepted of the supplier within a year, and ${of(limit(rules.yearlyAmountMax))} is where a person looks again, or it learns to bill more`,
    );
  return helps(
    RUNG,
    `${told}. To accept this one too would be in keeping; it is still for a person to say.`,
    sources,
  );
}

function bandOf(doubt: Decimal | undefined, total: string | undefined): number | undefined {
  const share = doubt === undefined || total === undefined ? undefined : divide(doubt, decimal(total).abs());
  if (share === undefined) return undefined;
  const at = BANDS.findIndex((edge) => share.lte(edge));
  return at < 0 ? BANDS.length : at;
}

/** The outcome with the most weight; shares to four decimals, so that every machine agrees. */
function majorityOf(
  cases: readonly PastCase[],
  today: PlainDate | undefined,
): { readonly outcome: Outcome; readonly share: Decimal; readonly count: number } {
  const weighed = (Object.keys(OUTCOMES) as Outcome[]).map((outcome) => {
    const own = cases.filter((each) => each.outcome === outcome);
    const weight = own.reduce((all, { decidedOn }) => all + weightOf(decidedOn, today), 0);
    return { outcome, weight, count: own.length };
  });
  const all = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const [most] = weighed.sort((a, b) => b.weight - a.weight) as [(typeof weighed)[number]];
  const share = roundTo(decimal((most.weight / all).toFixed(6)), 4);
  return { outcome: most.outcome, share, count: most.count };
}

function weightOf(day: PlainDate, today: PlainDate | undefined): number {
  return today === undefined ? 1 : 0.5 ** (Math.max(0, daysBetween(day, today)) / HALF_LIFE_DAYS);
}

function latestFirst(a: PastCase, b: PastCase): number {
  if (a.decidedOn !== b.decidedOn) return a.decidedOn < b.decidedOn ? 1 : -1;
  return a.invoiceId < b.invoiceId ? -1 : 1;
}
