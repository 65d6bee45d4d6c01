// The score as a page of text.
import type { Score } from './score.ts';
import type { CodeScore } from './tally.ts';

const NAME_WIDTH = 24;

/** @param missesShown how many misses of each sort are told in words. */
export function tellScore(score: Score, missesShown: number, say: (line: string) => void): void {
  tellHeadlines(score, say);
  say(`\n${'code'.padEnd(NAME_WIDTH)} planted   found   right  precision  recall`);
  for (const [code, one] of score.codes) say(row(code, one));
  say(row('all', score.all));
  say('\nby currency');
  for (const [currency, one] of score.currencies) say(row(currency, one));
  say('\nplanted → primary found');
  for (const [planted, found] of score.confusion) {
    const counts = [...found].sort(([, a], [, b]) => b - a);
    say(`${planted.padEnd(NAME_WIDTH)} ${counts.map(([code, count]) => `${code} ${count}`).join(', ')}`);
  }
  tellControls(score, say);
  tellMisses(score, missesShown, say);
}

/** The headlines in one line, for runs that take long. */
export function tellBriefly({ letPass, primaryShare, assignments, controls }: Score): string {
  const stopped = [...controls.values()].reduce((sum, one) => sum + one.stopped, 0);
  const lines = [assignments.clearRight, assignments.unclearRight].map(percent).join(' and ');
  return `${letPass.length} let pass, primary ${percent(primaryShare)}, ${stopped} stopped for nothing, lines ${lines}`;
}

function tellHeadlines({ assignments, ...score }: Score, say: (line: string) => void): void {
  const { clear, unclear } = assignments;
  const right = [...score.controls.values()];
  const stopped = right.reduce((sum, one) => sum + one.stopped, 0);
  const sound = right.reduce((sum, one) => sum + one.invoices, 0);
  say(`${score.invoices} invoices, ${score.faulty} of them with a fault`);
  say(`called matched though a fault was planted: ${score.letPass.length}`);
  say(`primary cause right: ${percent(score.primaryShare)} (${score.primaryRight} of ${score.faulty})`);
  say(`nothing wrong and stopped all the same: ${stopped} of ${sound} (${percent(stopped / (sound || 1))})`);
  say(
    `line assigned where the order line is not named: ${percent(assignments.clearRight)} right of ${clear.lines} (${clear.none} none, ${clear.wrong} wrong)`,
  );
  say(
    `left open where two order lines fit: ${percent(assignments.unclearRight)} of ${unclear.lines} (${unclear.wrong} assigned)`,
  );
}

function tellControls({ controls }: Score, say: (line: string) => void): void {
  say(`\n${'nothing wrong'.padEnd(NAME_WIDTH)} invoices  stopped  as`);
  for (const [kind, { invoices, stopped, codes, examples }] of controls) {
    const counts = [invoices, stopped].map((count) => String(count).padStart(8)).join(' ');
    const as = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
    const seen = examples.length === 0 ? '' : ` [${examples.join(', ')}]`;
    say(`${kind.padEnd(NAME_WIDTH)} ${counts}  ${as.join(', ')}${seen}`);
  }
}

function tellMisses(score: Score, shown: number, say: (line: string) => void): void {
  const head = (name: string, count: number): void =>
    say(`\n${count} ${name}${count > shown ? `, the first ${shown}` : ''}`);
  head('let pass with a fault', score.letPass.length);
  for (const { seed, invoiceId, currency, code, words, outcome } of score.letPass.slice(0, shown)) {
    say(`${code} on invoice ${seed}/${invoiceId}, ${currency}, ${outcome}: ${words}`);
  }
  head('lines assigned otherwise', score.assignments.misses.length);
  for (const { seed, invoiceId, line, wanted, isAmbiguous, found } of score.assignments.misses.slice(
    0,
    shown,
  )) {
    const meant = isAmbiguous ? `either of ${wanted.join(', ')}` : wanted.join(' or ');
    say(`invoice ${seed}/${invoiceId} line ${line}: meant ${meant}, found ${found ?? 'none'}`);
  }
  head('misses', score.misses.length);
  for (const miss of score.misses.slice(0, shown)) {
    const place = miss.line === null ? '' : ` line ${miss.line}`;
    const instead = miss.instead.length === 0 ? '' : ` [beside it: ${miss.instead.join(', ')}]`;
    const where = `on invoice ${miss.seed}/${miss.invoiceId}${place}, ${miss.status}, ${miss.currency}`;
    say(`${miss.kind}: ${miss.code} ${where}: ${miss.words}${instead}`);
  }
}

function row(name: string, { planted, found, right, precision, recall }: CodeScore): string {
  const counts = [planted, found, right].map((count) => String(count).padStart(7)).join(' ');
  return `${name.padEnd(NAME_WIDTH)} ${counts}  ${percent(precision).padStart(9)}  ${percent(recall).padStart(9)}`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}
