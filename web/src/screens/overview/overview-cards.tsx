import { Link } from '@tanstack/react-router';
import { CalendarClock, History, Inbox } from 'lucide-react';
import type { Overview, Verdict } from '../../api/contract.ts';
import { Blank } from '../../ui/blank.tsx';
import { AsOf, Moment, MoneyText, ShortDate } from '../../ui/figures.tsx';
import { formatDaysLeft } from '../../ui/format/dates.ts';
import { formatCount, formatMoney, joinWords } from '../../ui/format/numbers.ts';
import { clockTone, countedTone, fromSnake, type Tone, verdictWords } from '../../ui/format/words.ts';
import { StateChip, StateSign } from '../../ui/state-chip.tsx';

const VERDICTS: readonly { verdict: Verdict; about: string }[] = [
  { verdict: 'matched', about: 'no difference' },
  { verdict: 'within_tolerance', about: 'paid as printed' },
  { verdict: 'exception', about: 'needs a decision' },
  { verdict: 'not_applicable', about: 'nothing to compare' },
];

/** Where the invoices of the last 30 days stand. */
export function VerdictCard({ verdicts, asOf }: { verdicts: Overview['verdicts30d']; asOf: string }) {
  const total = VERDICTS.reduce((sum, { verdict }) => sum + verdicts[verdict], 0);
  return (
    <section className="card" aria-label="Where invoices stand">
      <header>
        <h2>Where the {formatCount(total)} of 30 days stand</h2>
        <AsOf at={asOf} />
      </header>
      <div className="body">
        {total === 0 ? (
          <p className="faint">No invoice was compared in the last 30 days.</p>
        ) : (
          <div className="stands" aria-hidden="true">
            {VERDICTS.map(({ verdict }) => (
              <i
                key={verdict}
                className={verdictWords(verdict).tone}
                style={{ flexGrow: verdicts[verdict], minWidth: verdicts[verdict] === 0 ? 0 : undefined }}
              />
            ))}
          </div>
        )}
        <div className="stands-key">
          {VERDICTS.map(({ verdict, about }) => (
            <StandsKey
              key={verdict}
              {...verdictWords(verdict)}
              count={verdicts[verdict]}
              total={total}
              about={about}
            />
          ))}
        </div>
      </div>
      <footer>Counted by the last comparison of each invoice that changed in the last 30 days.</footer>
    </section>
  );
}

function StandsKey({
  tone,
  words,
  count,
  total,
  about,
}: {
  tone: Tone;
  words: string;
  count: number;
  total: number;
  about: string;
}) {
  const share = total === 0 ? 0 : (count / total) * 100;
  const percent = new Intl.NumberFormat(undefined, {
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
  }).format(share);
  return (
    <div>
      <div className={`line close meta medium is-${tone}`}>
        <StateSign tone={tone} />
        <span className="cut">{words}</span>
      </div>
      <div className="value">{formatCount(count)}</div>
      <div className="meta faint">
        {percent}&nbsp;%, {about}
      </div>
    </div>
  );
}

/** What ends or falls due next, so that money is looked at before its date. */
export function ClockTable({ clocks }: { clocks: Overview['clocks'] }) {
  return (
    <section className="card" aria-label="What ends next">
      <header>
        <h2>What ends next</h2>
        <span className="as-of push">of what waits</span>
      </header>
      {clocks.length === 0 ? (
        <Blank icon={CalendarClock} title="No date is near">
          No invoice that waits has a discount or due date in the coming days.
        </Blank>
      ) : (
        <table className="tbl fixed cards">
          <colgroup>
            <col />
            <col style={{ width: 128 }} />
            <col style={{ width: 158 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Supplier, invoice</th>
              <th scope="col" className="num">
                At stake
              </th>
              <th scope="col">Date</th>
            </tr>
          </thead>
          <tbody>
            {clocks.map((clock) => (
              <tr key={clock.invoiceId + clock.kind} style={{ height: 47 }}>
                <td>
                  <Link
                    className="two row-link"
                    to="/invoices/$invoiceId"
                    params={{ invoiceId: clock.invoiceId }}
                  >
                    <span className="medium">{clock.supplierName ?? 'Supplier unknown'}</span>
                    <span className="mono">{clock.invoiceNumber}</span>
                  </Link>
                </td>
                <td className="num">
                  <MoneyText money={clock.money} />
                </td>
                <td className={`${toneClass(clock.daysLeft)}`}>
                  <div className="two">
                    <span className="medium">
                      <ShortDate date={clock.date} />
                    </span>
                    <span>
                      {clock.kind === 'discount' ? 'Discount' : 'Due'} {formatDaysLeft(clock.daysLeft)}
                    </span>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function toneClass(daysLeft: number): string {
  const tone = clockTone({ daysLeft }, true);
  return tone === undefined ? '' : `is-${tone}`;
}

/** What stops invoices, by cause; each leads to its rows. */
export function CauseTable({ causes, total }: { causes: Overview['byCause']; total: number }) {
  return (
    <section className="card" aria-label="What waits, by cause">
      <header>
        <h2>What waits, by cause</h2>
        {total > 0 && (
          <Link className="meta push" to="/review" search={{ view: 'cause' }}>
            All {formatCount(total)}
          </Link>
        )}
      </header>
      {causes.length === 0 ? (
        <Blank icon={Inbox} title="Nothing waits for a person">
          New proposals appear here and in the review queue.
        </Blank>
      ) : (
        <table className="tbl airy">
          <thead>
            <tr>
              <th scope="col">Cause</th>
              <th scope="col" className="num">
                Invoices
              </th>
              <th scope="col" className="num desk">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {causes.map((cause) => (
              <tr key={cause.code}>
                <td>
                  <Link to="/review" search={{ cause: cause.code }} className="row-link">
                    <StateChip tone={countedTone(cause)} words={cause.title} code={cause.code} />
                  </Link>
                </td>
                <td className="num medium">{formatCount(cause.count)}</td>
                <td className="num soft desk" style={{ whiteSpace: 'normal' }}>
                  {joinWords((cause.money ?? []).map((money) => formatMoney(money)))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The last entries of the audit trail, in words. */
export function RecentCard({ recent }: { recent: Overview['recent'] }) {
  return (
    <section className="card" aria-label="Last done">
      <header>
        <h2>Last done</h2>
        <Link className="meta push" to="/audit">
          Audit trail
        </Link>
      </header>
      {recent.length === 0 ? (
        <Blank icon={History} title="Nothing was done yet">
          Every decision and every change in Coupa is written here.
        </Blank>
      ) : (
        <div className="body">
          <ol className="timeline">
            {recent.map((entry) => (
              <li key={entry.entry}>
                <span className={`node ${nodeTone(entry.what)}`} aria-hidden="true">
                  <History />
                </span>
                <div style={{ minWidth: 0 }}>
                  <p className="break">
                    {entry.invoiceId === null ? (
                      entry.text
                    ) : (
                      <Link
                        className="row-link"
                        to="/invoices/$invoiceId"
                        params={{ invoiceId: entry.invoiceId }}
                      >
                        {entry.text}
                      </Link>
                    )}
                  </p>
                  <p className="meta faint">
                    {entry.who}, {fromSnake(entry.what.replaceAll('.', ' ')).toLowerCase()},{' '}
                    <Link to="/audit/$seq" params={{ seq: entry.entry }}>
                      #{entry.entry}
                    </Link>
                  </p>
                </div>
                <Moment at={entry.at} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

function nodeTone(what: string): string {
  if (/confirm|approve/.test(what)) return 'matched';
  if (/reject|refus|fail|park/.test(what)) return 'exception';
  if (/stop|hold/.test(what)) return 'held';
  return /run|propos/.test(what) ? 'info' : '';
}
