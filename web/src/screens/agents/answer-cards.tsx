import { ArrowRight } from 'lucide-react';
import type { Amounts, OutcomeSide, WhatIf } from '../../api/contract.ts';
import { MoneyText } from '../../ui/figures.tsx';
import { countOf, formatAmount, formatCount } from '../../ui/format/numbers.ts';
import { CauseChip } from '../../ui/state-chip.tsx';
import { isNothing, rulingWords } from './what-if-words.ts';

type Tally = WhatIf['tally'];

/** From what was decided to what would be. */
export function AnswerTransitions({ tally }: { tally: Tally }) {
  return (
    <section className="card" aria-label="From what was decided to what would be">
      <header>
        <h2>From what was decided to what would be</h2>
      </header>
      <ul className="turns">
        {tally.transitions.map((turn) => (
          <li key={`${nameOf(turn.from)} ${nameOf(turn.to)}`}>
            <span className="line wrap turn">
              <CauseChip cause={turn.from.cause} title={turn.from.title} verdict={turn.from.verdict} />
              <ArrowRight aria-label="becomes" />
              <CauseChip cause={turn.to.cause} title={turn.to.title} verdict={turn.to.verdict} />
            </span>
            <span className="num strong">{formatCount(turn.count)}</span>
            <span className="turn-money meta soft">
              <Sums amounts={turn} />
            </span>
          </li>
        ))}
      </ul>
      {tally.rulings.length > 0 && (
        <footer>
          {tally.rulings.map(({ from, to, count }) => (
            <span key={`${from} ${to}`}>
              {rulingWords(from)} <ArrowRight aria-label="becomes" className="inline-sign" />{' '}
              {rulingWords(to)}: <b className="strong">{formatCount(count)}</b>
            </span>
          ))}
        </footer>
      )}
    </section>
  );
}

function nameOf({ verdict, cause }: OutcomeSide): string {
  return `${verdict}/${cause ?? ''}`;
}

/** What would be let through and stopped, by money. */
export function AnswerMoney({ tally }: { tally: Tally }) {
  return (
    <section className="card" aria-label="By money">
      <header>
        <h2>By money</h2>
        <span className="as-of push">each currency for itself</span>
      </header>
      <MoneyTable
        rows={[
          { name: 'Let through', amounts: tally.letThrough },
          { name: 'Stopped', amounts: tally.stopped },
        ]}
      />
    </section>
  );
}

/** Which changes go against what people decided, and which they had wanted. */
export function AnswerPeople({ tally }: { tally: Tally }) {
  const { people } = tally;
  const rows = [
    {
      name: 'Let through what a person confirmed as an exception',
      amounts: people.letThroughAgainst,
      isBad: true,
    },
    { name: 'Stop what a person let through', amounts: people.stoppedAgainst, isBad: true },
    { name: 'Let through what a person did not want stopped', amounts: people.letThroughAsWished },
    { name: 'Stop what a person did not want let through', amounts: people.stoppedAsWished },
  ].filter(({ amounts }) => !isNothing(amounts));
  return (
    <section className="card" aria-label="What people had decided">
      <header>
        <h2>What people had decided</h2>
        <span className="as-of push">{countOf(people.decided, 'run')} decided by people</span>
      </header>
      {rows.length === 0 ? (
        <p className="body soft">
          {people.decided === 0
            ? 'Nobody has approved or rejected any of these runs.'
            : 'None of the changes touches what a person decided.'}
        </p>
      ) : (
        <MoneyTable rows={rows} />
      )}
    </section>
  );
}

interface MoneyLine {
  readonly name: string;
  readonly amounts: Amounts;
  readonly isBad?: boolean;
}

function MoneyTable({ rows }: { rows: readonly MoneyLine[] }) {
  return (
    <table className="tbl airy money-lines">
      <thead>
        <tr>
          <th scope="col">Would</th>
          <th scope="col" className="num">
            Runs
          </th>
          <th scope="col" className="num">
            Amount, and at risk
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, amounts, isBad }) => (
          <tr key={name}>
            <th scope="row" className={isBad === true ? 'is-exception medium' : 'medium'}>
              {name}
            </th>
            <td className="num strong">{formatCount(amounts.count)}</td>
            <td className="num">
              <Sums amounts={amounts} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One line a currency. */
function Sums({ amounts }: { amounts: Amounts }) {
  if (isNothing(amounts)) return <span className="faint">none</span>;
  return (
    <span className="sums">
      {amounts.sums.map(({ currency, exposure, atRisk }) => (
        <span key={currency}>
          <MoneyText money={{ amount: exposure, currency }} />
          <span className="faint">, {formatAmount({ amount: atRisk, currency })} at risk</span>
        </span>
      ))}
      {amounts.withoutAmount > 0 && (
        <span className="faint">{formatCount(amounts.withoutAmount)} of unknown amount</span>
      )}
    </span>
  );
}
