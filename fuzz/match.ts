import { coupaVerdict } from '#domain/matching/coupa-verdict.ts';
import { explainMatch } from '#domain/matching/explain-match.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { readMatchInput } from '#doors/cli/match-input.ts';
import { matchDocument, matchTable } from '#doors/cli/match-report.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Dice } from '../chaos/dice.ts';
import { createTally, type FuzzTarget, isSlow } from './fuzz-target.ts';
import { MATCH_SAMPLES } from './match-samples.ts';
import { mutateJson } from './mutate.ts';

const REFUSALS = new Set(['invalid_input', 'coupa_shape']);

/** Numbers that can be read: none, less than none, and beyond all reason. */
const NUMBERS: readonly unknown[] = [
  '0',
  '-0',
  '0.00',
  '-1',
  '0.01',
  '3',
  '12',
  '1000',
  '0.333333333333333333333333333333333333',
  '9'.repeat(40),
  `-${'9'.repeat(40)}`,
  `0.${'0'.repeat(37)}1`,
  `-${'9'.repeat(20)}.${'9'.repeat(19)}`,
  '1e-39',
  '1e38',
  0,
  -7,
];
const DAYS: readonly unknown[] = [
  '2026-02-28',
  '0001-01-01',
  '9999-12-31',
  '2026-03-20',
  '1970-01-01T00:00:00Z',
];
const WORDS: readonly unknown[] = [
  '',
  ' ',
  'EA',
  'CS',
  'KG',
  'JPY',
  'BHD',
  'USD',
  '7',
  '71',
  'R-1001',
  'PO-4711003',
  'LS-1',
  'Freight',
  'Deposit 30 %',
  'Retention',
  'Rounding',
  'Discount',
  'Bearing 6204',
  'direct_matching',
  '2-way',
  'none',
  'closed',
  'voided',
  'price',
  'reject',
  'DDP',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﬁ \u202e ¾',
  'x'.repeat(3_000),
];
/** So that records are taken for one another. */
const IDS: readonly unknown[] = [1, 2, 5, 7, 71, 72, 73, 91, '9007199254740993'];
const ANY: readonly unknown[] = [null, null, null, true, false, [], {}];

/** Situations of the clerk's desk, changed at random, through the reader, the matcher and both reports. */
export const matchTotality: FuzzTarget = {
  promise: 'Whatever `match` is given, it answers with words, or refuses with a typed error.',
  trials: 60_000,
  async run(trials, dice) {
    const tally = createTally();
    for (let trial = 0; trial < trials; trial += 1) {
      const sample = changed(structuredClone(dice.pick(MATCH_SAMPLES)), dice);
      const text = JSON.stringify(sample);
      const given = dice.next() < 0.1 ? mutateJson(text, dice) : text;
      const started = performance.now();
      const { kind, words } = answerTo(given);
      tally.count(kind);
      if (kind === 'fault') tally.fault(`${words}: ${given}`);
      else if (performance.now() - started > 250 && isSlow(() => answerTo(given))) {
        tally.fault(`It is slow: ${given}`);
      }
    }
    return tally.result(trials);
  },
};

function answerTo(text: string): { kind: string; words?: string } {
  let input: ReturnType<typeof readMatchInput>;
  try {
    input = readMatchInput(text, 'fuzz');
  } catch (thrown) {
    return thrown instanceof PurserError && REFUSALS.has(thrown.code)
      ? { kind: 'refused' }
      : { kind: 'fault', words: `reading threw ${nameOf(thrown)}` };
  }
  try {
    const result = matchInvoice(input);
    const coupa = coupaVerdict({ ...input, match: result });
    const report = JSON.stringify(
      matchDocument(result, { invoice: input.invoice, coupa, explanation: explainMatch(input, result) }),
    );
    const words = faultOf(result, input.invoice.lines.length) ?? wordless(report + matchTable(result, coupa));
    if (words !== undefined) return { kind: 'fault', words };
    return { kind: result.primary ?? result.outcome };
  } catch (thrown) {
    return { kind: 'fault', words: `matching threw ${nameOf(thrown)}` };
  }
}

/** An answer that is none: an outcome its exceptions do not bear out, a line lost, a finding without a sentence. */
function faultOf({ outcome, exceptions, lines }: MatchResult, lineCount: number): string | undefined {
  if ((outcome === 'exception') !== exceptions.length > 0)
    return `${outcome} with ${exceptions.length} exceptions`;
  if (lines.length !== lineCount) return `${lineCount} lines, ${lines.length} answered`;
  const mute = exceptions.find(
    ({ explanation, counterfactual }) =>
      !/^[\p{Lu}\d].*\.$/su.test(explanation) || !counterfactual.startsWith('Would '),
  );
  return mute === undefined ? undefined : `${mute.code} says "${mute.explanation}"`;
}

/** What a program would have said where it had nothing to say. */
function wordless(report: string): string | undefined {
  const found = /(?<![\p{L}"])(NaN|Infinity|undefined|\[object )/u.exec(report);
  return found === null ? undefined : `the report says ${found[0]}`;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name} ${thrown.message}` : String(thrown);
}

/** A few fields, list entries or whole records set to something else, left out, doubled or moved. */
function changed(sample: unknown, dice: Dice): unknown {
  for (let changes = dice.between(1, 6); changes > 0; changes -= 1) {
    const places = placesIn(sample);
    const at = dice.pick(places);
    if (at === undefined) continue;
    const { holder, key } = at;
    const kind = dice.between(0, 9);
    if (Array.isArray(holder) && kind < 4) changeList(holder, Number(key), dice);
    else if (kind === 0) Reflect.deleteProperty(holder, key);
    else if (kind === 1) Reflect.set(holder, key, structuredClone(valueAt(dice.pick(places))));
    else if (typeof valueAt(at) !== 'object') Reflect.set(holder, key, another(valueAt(at), dice));
  }
  return sample;
}

/** Mostly of the same kind, so that it is read and has to be answered; at times anything. */
function another(value: unknown, dice: Dice): unknown {
  if (dice.next() < 0.04) return dice.pick([...NUMBERS, ...DAYS, ...WORDS, ...ANY]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return dice.pick(IDS);
  const text = String(value);
  if (/^-?\d+(\.\d+)?$/.test(text)) return dice.pick(NUMBERS);
  return dice.pick(/^\d{4}-\d\d-\d\d/.test(text) ? DAYS : WORDS);
}

function changeList(list: unknown[], at: number, dice: Dice): void {
  const entry = structuredClone(list[at]);
  if (dice.next() < 0.5) list.splice(at, 1);
  if (dice.next() < 0.7) list.splice(dice.between(0, list.length), 0, entry);
  if (dice.next() < 0.3) list.push(structuredClone(entry));
}

interface Place {
  readonly holder: object;
  readonly key: string;
}

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesIn(Reflect.get(value, key))]);
}

function valueAt(place: Place | undefined): unknown {
  return place === undefined ? undefined : Reflect.get(place.holder, place.key);
}
