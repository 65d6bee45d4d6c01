import { useMemo, useState } from 'react';
import { type ReadHour, useReadHours } from '../../api/connection.ts';
import { Failure, Loading } from '../../ui/blank.tsx';
import { formatMoment } from '../../ui/format/dates.ts';
import { countOf, formatCount } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';

const HOURS = 48;
const HOUR_MS = 3_600_000;

interface Bar {
  readonly at: string;
  readonly looks: number;
  readonly records: number;
  readonly changed: number;
  readonly failures: number;
  readonly rows: readonly ReadHour[];
}

/** What reading brought in the last two days: a bar an hour, and the numbers of the one that is chosen. */
export function ReadHistory() {
  const hours = useReadHours(HOURS);
  const [chosen, setChosen] = useState<string>();
  const bars = useMemo(() => barsOf(hours.data?.rows ?? [], new Date()), [hours.data]);
  if (hours.isPending) return <Loading what="the history of reading" lines={3} />;
  if (hours.data === undefined) {
    return <Failure what="The history" error={hours.error} onRetry={() => void hours.refetch()} />;
  }
  const most = Math.max(1, ...bars.map(({ records }) => records));
  const shown = bars.find(({ at }) => at === chosen) ?? bars.findLast(({ looks }) => looks > 0);
  const failures = bars.reduce((total, bar) => total + bar.failures, 0);
  return (
    <section className="card" aria-label="History of reading">
      <header>
        <h2>History</h2>
        <span className="as-of push">
          last {HOURS} hours, {failures === 0 ? 'no failures' : countOf(failures, 'failed look')}
        </span>
      </header>
      <div className="body stack">
        <ul className="hour-bars">
          {bars.map((bar) => (
            <li key={bar.at}>
              <button
                type="button"
                aria-pressed={bar.at === shown?.at}
                aria-label={`${formatMoment(bar.at, new Date())}: ${barWords(bar)}`}
                title={`${formatMoment(bar.at, new Date())}: ${barWords(bar)}`}
                className={bar.failures > 0 ? 'failed' : ''}
                onClick={() => setChosen(bar.at)}
              >
                <span style={{ height: `${Math.round((bar.records / most) * 100)}%` }} />
              </button>
            </li>
          ))}
        </ul>
        {shown === undefined ? (
          <p className="faint">Nothing was read in this time.</p>
        ) : (
          <HourTable bar={shown} />
        )}
      </div>
    </section>
  );
}

function HourTable({ bar }: { bar: Bar }) {
  return (
    <>
      <p className="meta soft">
        {formatMoment(bar.at, new Date())} and the hour after: {barWords(bar)}
      </p>
      <table className="tbl cards">
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">What it brought</th>
            <th scope="col">Failures</th>
          </tr>
        </thead>
        <tbody>
          {bar.rows.map((row) => (
            <tr key={row.resource}>
              <td className="medium">{fromSnake(row.resource)}</td>
              <td className="soft">
                {countOf(row.looks, 'look')}, {formatCount(row.records)} read, {formatCount(row.changed)}{' '}
                changed
              </td>
              <td className={row.failures === 0 ? 'faint' : 'is-exception break'}>
                {row.failures === 0
                  ? 'none'
                  : `${formatCount(row.failures)}, last: ${row.lastError?.message ?? 'no reason kept'}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function barWords({ looks, records, changed, failures }: Bar): string {
  if (looks === 0) return 'not read';
  const failed = failures === 0 ? '' : `, ${countOf(failures, 'failed look')}`;
  return `${countOf(looks, 'look')}, ${formatCount(records)} read, ${formatCount(changed)} changed${failed}`;
}

/** One bar an hour up to now, those of which nothing is known too. */
export function barsOf(rows: readonly ReadHour[], now: Date): readonly Bar[] {
  const last = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_each, index) => {
    const at = new Date(last - (HOURS - 1 - index) * HOUR_MS).toISOString();
    const own = rows.filter(({ hour }) => Date.parse(hour) === Date.parse(at));
    const sum = (pick: (row: ReadHour) => number) => own.reduce((total, row) => total + pick(row), 0);
    return {
      at,
      looks: sum(({ looks }) => looks),
      records: sum(({ records }) => records),
      changed: sum(({ changed }) => changed),
      failures: sum(({ failures }) => failures),
      rows: own,
    };
  });
}
