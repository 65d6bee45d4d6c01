import { Hourglass, Scale } from 'lucide-react';
import type { Certainty, Clock, Money } from '../api/contract.ts';
import {
  formatDaysLeft,
  formatExact,
  formatMoment,
  formatShortDate,
  formatTimeWithZone,
  formatWeekday,
} from './format/dates.ts';
import { formatAmount, wholePercent } from './format/numbers.ts';
import { clockTone, initials } from './format/words.ts';

/** Code small and before the amount. Absent is a dash, which is not zero. */
export function MoneyText({ money }: { money: Money | null | undefined }) {
  if (money === null || money === undefined) return <Absent />;
  return (
    <span className="money">
      <span className="code">{money.currency}</span>
      {formatAmount(money)}
    </span>
  );
}

/** What is absent. */
export function Absent({ says = 'none' }: { says?: string }) {
  return (
    <span className="faint">
      <span aria-hidden="true">–</span>
      <span className="unseen">{says}</span>
    </span>
  );
}

/** A moment as people say it; the exact one on hover and for machines. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatMoment(at, new Date())}
    </time>
  );
}

export function ShortDate({ date }: { date: string }) {
  return <time dateTime={date}>{formatShortDate(date, new Date())}</time>;
}

/** When what is on the page was true, and the zone of every time on it. */
export function AsOf({ at }: { at: string }) {
  return (
    <span className="as-of push" title={formatExact(at)}>
      As of {formatTimeWithZone(at)}
    </span>
  );
}

/** Below this a chance is shown in amber. */
const DOUBT_BELOW_PERCENT = 80;

/** A rule is a fact and shows a word; a calibrated chance shows a number and a meter. */
export function CertaintyMark({ certainty }: { certainty: Certainty }) {
  if (certainty.basis === 'rule' || certainty.probability === undefined) {
    return (
      <span className="certainty" title="It follows from figures and policy.">
        <Scale aria-hidden="true" />
        By rule
      </span>
    );
  }
  const percent = wholePercent(certainty.probability);
  return (
    <span
      className={percent < DOUBT_BELOW_PERCENT ? 'certainty low' : 'certainty'}
      title="Calibrated on reviewed decisions."
    >
      <meter min={0} max={100} value={percent} aria-label="Certainty" />
      {percent}&nbsp;%
    </span>
  );
}

/** The next money date in a sentence: `The discount ends Thu 26 Nov, in 6 days`. */
export function ClockLine({ clock, blocked }: { clock: Clock; blocked: boolean }) {
  const tone = clockTone(clock, blocked);
  const missed = clock.daysLeft < 0;
  const words =
    clock.kind === 'discount'
      ? missed
        ? 'The discount ended'
        : 'The discount ends'
      : missed
        ? 'It was due'
        : 'It is due';
  return (
    <p className={`line meta ${tone === undefined ? 'soft' : `is-${tone}`}`}>
      <Hourglass aria-hidden="true" style={{ width: 14, height: 14 }} />
      <span>
        <span className="medium">{words}</span> {formatWeekday(clock.date)}, {formatDaysLeft(clock.daysLeft)}
      </span>
    </p>
  );
}

/** The round sign of a person. Where the name stands beside it, it is not said twice. */
export function Avatar({
  name,
  small = false,
  isNamed = false,
}: {
  name: string;
  small?: boolean;
  isNamed?: boolean;
}) {
  return (
    <span className={small ? 'avatar small' : 'avatar'} title={name}>
      <span aria-hidden="true">{initials(name)}</span>
      {!isNamed && <span className="unseen">{name}</span>}
    </span>
  );
}
