import {
  Banknote,
  CircleCheck,
  EqualApproximately,
  Hourglass,
  Lock,
  type LucideIcon,
  OctagonAlert,
} from 'lucide-react';
import type { Verdict } from '../api/contract.ts';
import { causeTone, commandWords, type Tone, verdictWords } from './format/words.ts';

const SIGNS: Readonly<Record<Tone, LucideIcon>> = {
  matched: CircleCheck,
  within: EqualApproximately,
  exception: OctagonAlert,
  waiting: Hourglass,
  held: Lock,
  paid: Banknote,
};

/** A state: colour, shape and word together. */
export function StateChip({
  tone,
  words,
  code,
  icon,
}: {
  tone: Tone;
  words: string;
  code?: string | null;
  icon?: LucideIcon;
}) {
  const Sign = icon ?? SIGNS[tone];
  return (
    <span className={`chip ${tone}`} title={code ?? words}>
      <Sign aria-hidden="true" />
      <span className="cut">{words}</span>
    </span>
  );
}

/** The sign of a state without its word, where the word stands beside it. */
export function StateSign({ tone }: { tone: Tone }) {
  const Sign = SIGNS[tone];
  return <Sign aria-hidden="true" className={`is-${tone}`} />;
}

/** The one cause of a row, or its verdict where nothing stops it. */
export function CauseChip({
  cause,
  title,
  verdict,
}: {
  cause: string | null;
  title: string | null;
  verdict: Verdict;
}) {
  if (cause === null || title === null || title === '') return <VerdictChip verdict={verdict} />;
  return <StateChip tone={causeTone(cause, verdict)} words={title} code={cause} />;
}

export function VerdictChip({ verdict }: { verdict: Verdict }) {
  const { tone, words } = verdictWords(verdict);
  return <StateChip tone={tone} words={words} />;
}

export function CommandChip({ state }: { state: string }) {
  const { tone, words } = commandWords(state);
  return <StateChip tone={tone} words={words} code={state} />;
}
