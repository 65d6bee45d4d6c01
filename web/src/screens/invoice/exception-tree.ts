import type { MatchException } from '../../api/contract.ts';

/** A cause with what follows from it. */
export interface Cause {
  readonly exception: MatchException;
  readonly consequences: readonly MatchException[];
}

/** Causes in the order of the match, the primary one first, each with its consequences; none is ever lost. */
export function causesOf(exceptions: readonly MatchException[]): readonly Cause[] {
  const causes = exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  const taken = new Set<MatchException>();
  const told = causes.map((exception): Cause => {
    const consequences = exceptions.filter((other) => !taken.has(other) && isConsequence(other, exception));
    for (const one of consequences) taken.add(one);
    return { exception, consequences };
  });
  const lost = exceptions.filter((one) => one.consequenceOf !== null && !taken.has(one));
  return [...told, ...lost.map((exception) => ({ exception, consequences: [] }))];
}

function isConsequence({ consequenceOf }: MatchException, { code, line }: MatchException): boolean {
  return consequenceOf !== null && consequenceOf.code === code && consequenceOf.line === line;
}

/** `line 3`, `lines 1, 2 and 4`, `the whole invoice`. */
export function placeWords({ line, lines }: Pick<MatchException, 'line' | 'lines'>): string {
  if (line !== null) return `line ${line}`;
  const [first, ...others] = lines;
  if (first === undefined) return 'the whole invoice';
  if (others.length === 0) return `line ${first}`;
  if (lines.length > NAMED_MAX) return `${lines.length} lines`;
  return `lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
}

/** More than that are counted. */
const NAMED_MAX = 6;
