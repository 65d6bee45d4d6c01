import { startCluster } from '../bench/cluster.ts';
import { decideInDatabase } from './database-company.ts';
import type { DecidedCompany } from './decided-company.ts';
import { fallsBelow, isFloorOf, readFloor, type Size, writeFloor } from './floor.ts';
import { decideInMemory } from './memory-company.ts';
import { startScore } from './score.ts';
import { tellBriefly, tellScore } from './tell-score.ts';

/** What is decided, by which way, and what is told of it. */
export interface MatchEvaluation {
  readonly size: Size;
  /** The whole way over HTTP, mirror and database, or the short one in this process. */
  readonly isWholeWay: boolean;
  readonly isFloorWritten: boolean;
  /** How many misses of each sort are shown in words. */
  readonly missesShown: number;
  readonly say: (line: string) => void;
}

/** How often the match finds what was planted in the sandbox's company. @returns false when it fell below the floor. */
export async function evaluateMatch(options: MatchEvaluation): Promise<boolean> {
  const { say, size } = options;
  const score = startScore();
  for await (const company of options.isWholeWay ? throughDatabase(size) : inMemory(size, say)) {
    score.add(company);
    if (size.seeds.length > 1) say(`so far: ${tellBriefly(score.result())}`);
  }
  const result = score.result();
  say(`companies ${size.seeds.join(', ')}, ${options.isWholeWay ? 'over the whole way' : 'in memory'}`);
  tellScore(result, options.missesShown, say);
  const floor = readFloor();
  if (options.isFloorWritten) {
    writeFloor(size, result);
    say('\nThe floor is now what was reached.');
    return true;
  }
  if (!isFloorOf(floor, size)) {
    say('\nThe floor is of another size and is not asked.');
    return true;
  }
  const falls = fallsBelow(floor, result);
  for (const fall of falls) say(`BELOW THE FLOOR ${fall}`);
  if (falls.length === 0) say('\nNothing fell below the floor.');
  return falls.length === 0;
}

async function* inMemory(
  { seeds, ...size }: Size,
  say: (line: string) => void,
): AsyncIterable<DecidedCompany> {
  for (const seed of seeds) {
    const begun = performance.now();
    const company = decideInMemory({ seed, ...size });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`company ${seed}: ${company.invoices.length} invoices made and decided in ${seconds} s`);
    yield company;
  }
}

async function* throughDatabase({ seeds, ...size }: Size): AsyncIterable<DecidedCompany> {
  const cluster = await startCluster();
  try {
    for (const seed of seeds) yield await decideInDatabase(cluster.db, { seed, ...size });
  } finally {
    await cluster.close();
  }
}
