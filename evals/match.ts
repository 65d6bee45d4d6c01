import { startCluster } from '../bench/cluster.ts';
import { type DecidedCompany, decideCompany } from './decided-company.ts';
import { fallsBelow, readFloor, writeFloor } from './floor.ts';
import { type CodeScore, type Score, scoreMatch } from './score.ts';

const SEEDS = [1, 2];
const INVOICES = 1_500;
const MONTHS = 12;
const NAME_WIDTH = 20;

/** How often the match finds what was planted in the sandbox's company. @returns false when it fell below the floor. */
export async function evaluateMatch(options: {
  readonly isFloorWritten: boolean;
  /** How many misses are shown in words. */
  readonly missesShown: number;
  readonly say: (line: string) => void;
}): Promise<boolean> {
  const { say } = options;
  const cluster = await startCluster();
  try {
    const companies: DecidedCompany[] = [];
    for (const seed of SEEDS) {
      companies.push(await decideCompany(cluster.db, { seed, invoices: INVOICES, months: MONTHS }));
    }
    const score = scoreMatch(companies);
    tell(score, options.missesShown, say);
    if (options.isFloorWritten) {
      writeFloor({ seeds: SEEDS, invoices: INVOICES, months: MONTHS }, score);
      say('The floor is now what was reached.');
      return true;
    }
    const falls = fallsBelow(readFloor(), score);
    for (const fall of falls) say(`BELOW THE FLOOR ${fall}`);
    if (falls.length === 0) say('Nothing fell below the floor.');
    return falls.length === 0;
  } finally {
    await cluster.close();
  }
}

function tell(score: Score, missesShown: number, say: (line: string) => void): void {
  say(`${score.invoices} invoices of companies ${SEEDS.join(', ')}`);
  say(`\n${'code'.padEnd(NAME_WIDTH)} planted   found   right  precision  recall`);
  for (const [code, one] of score.codes) say(row(code, one));
  say(row('all', score.all));
  const unlooked = [...score.codes].filter(([, one]) => one.planted > 0 && one.found === 0);
  if (unlooked.length > 0) say(`never found: ${unlooked.map(([code]) => code).join(', ')}`);
  say('\nby currency');
  for (const [currency, one] of score.currencies) say(row(currency, one));
  say('\nplanted → found, where they differ');
  for (const [planted, found] of score.confusion) {
    const others = [...found].filter(([code]) => code !== planted).sort(([, a], [, b]) => b - a);
    if (others.length === 0) continue;
    say(`${planted.padEnd(NAME_WIDTH)} ${others.map(([code, count]) => `${code} ${count}`).join(', ')}`);
  }
  say(
    `\npriced exactly at the limit and let pass: ${score.controls - score.controlsHeld.length} of ${score.controls}`,
  );
  say(
    `\n${score.misses.length} misses${score.misses.length > missesShown ? `, the first ${missesShown}` : ''}`,
  );
  for (const miss of score.misses.slice(0, missesShown)) {
    const place = miss.line === null ? '' : ` line ${miss.line}`;
    const instead = miss.instead.length === 0 ? '' : ` [beside it: ${miss.instead.join(', ')}]`;
    const head = `${miss.kind}: ${miss.code} on invoice ${miss.invoiceId}${place}, ${miss.status}, ${miss.currency}`;
    say(`${head}: ${miss.words}${instead}`);
  }
}

function row(name: string, { planted, found, right, precision, recall }: CodeScore): string {
  const counts = [planted, found, right].map((count) => String(count).padStart(7)).join(' ');
  return `${name.padEnd(NAME_WIDTH)} ${counts}  ${share(precision)}  ${share(recall)}`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`.padStart(9);
}
