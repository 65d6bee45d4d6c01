import { Link } from '@tanstack/react-router';
import { CircleCheck, LayoutDashboard, RefreshCw } from 'lucide-react';
import type { Overview } from '../../api/contract.ts';
import { useOverview } from '../../api/overview.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { Moment, MoneyText } from '../../ui/figures.tsx';
import { countOf, formatCount, formatDecimal, formatMoney, joinWords } from '../../ui/format/numbers.ts';
import { MODE_WORDS } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { KeyCaps } from '../../ui/keys/key-caps.tsx';
import { CauseTable, ClockTable, RecentCard, VerdictCard } from './overview-cards.tsx';

/** The day at a glance: what waits, what it is about, what ends soon, what was done. Route `/`. */
export function OverviewScreen() {
  usePageName('Overview');
  const mayRead = useMay('approvals.read');
  const overview = useOverview();
  const name = useSession().data?.person?.name ?? '';
  if (!mayRead)
    return (
      <NoRight icon={LayoutDashboard} title="You may not see the overview" permission="approvals.read" />
    );
  if (overview.isPending) return <Loading what="the overview" lines={10} />;
  if (overview.data === undefined) {
    return <Failure what="The overview" error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  const { data } = overview;
  return (
    <main className="page">
      {overview.isError && (
        <Stale
          error={overview.error}
          since={overview.dataUpdatedAt}
          onRetry={() => void overview.refetch()}
        />
      )}
      <div className="head">
        <div>
          <h1>
            {greeting(new Date().getHours())}, {name.split(' ')[0]}
          </h1>
          <p className="sub">{daySentence(data)}</p>
        </div>
        {data.counts.waiting > 0 && (
          <Link className="btn primary" to="/review">
            Start review
            <KeyCaps of="g r" />
          </Link>
        )}
      </div>
      <FirstLoad coupa={data.coupa} />
      <Figures data={data} />
      <div className="grid halves">
        <div className="stack">
          <VerdictCard verdicts={data.verdicts30d} asOf={data.asOf} />
          <CauseTable causes={data.byCause} total={data.counts.waiting} />
        </div>
        <div className="stack">
          <ClockTable clocks={data.clocks} />
          <RecentCard recent={data.recent} />
        </div>
      </div>
    </main>
  );
}

function greeting(hour: number): string {
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

function daySentence({ counts, mode }: Overview): string {
  const done = [
    counts.decidedToday > 0 ? `${formatCount(counts.decidedToday)} decided` : undefined,
    counts.sentToday > 0 ? `${formatCount(counts.sentToday)} sent` : undefined,
    counts.confirmedToday > 0 ? `${formatCount(counts.confirmedToday)} confirmed by Coupa` : undefined,
  ].filter((part) => part !== undefined);
  const today = done.length === 0 ? 'Nothing was decided yet today.' : `Today ${joinWords(done)}.`;
  return `${today} Mode: ${MODE_WORDS[mode].title.toLowerCase()}.`;
}

function Figures({ data }: { data: Overview }) {
  const { counts, waitingMoney, anchor } = data;
  const [first, ...others] = waitingMoney;
  return (
    <section className="card figures" aria-label="Key figures">
      <Link className="figure" to="/review">
        <span className="name">Needs a person</span>
        <span className="value">{formatCount(counts.waiting)}</span>
        <span className="about">
          {counts.waiting === 1 ? 'invoice waits' : 'invoices wait'} in the review queue.
        </span>
      </Link>
      <div className="figure">
        <span className="name">Waiting money</span>
        <span className="value">{first === undefined ? formatCount(0) : <MoneyText money={first} />}</span>
        <span className="about">
          {others.length === 0
            ? 'printed amounts of what waits.'
            : `and ${joinWords(others.map((money) => formatMoney(money)))}, never added.`}
        </span>
      </div>
      <Link className="figure" to="/tasks">
        <span className="name">Tasks by hand</span>
        <span className="value">{formatCount(counts.tasks)}</span>
        <span className="about">steps that Coupa leaves to a person.</span>
      </Link>
      <Link className="figure" to="/audit">
        <span className="name">Audit trail</span>
        <span className="value">{formatDecimal(anchor.entries)}</span>
        <span className="about">
          {anchor.lastAt === null ? (
            'entries, chained. Not anchored yet.'
          ) : (
            <>
              entries, chained. Anchored outside up to #{formatDecimal(anchor.anchored)},{' '}
              <Moment at={anchor.lastAt} />.
            </>
          )}
        </span>
      </Link>
      {counts.failed + counts.parked + counts.unreadable > 0 && (
        <p
          className="meta is-exception"
          style={{ gridColumn: '1 / -1', borderTop: '1px solid var(--line)', borderLeft: 0 }}
          role="status"
        >
          {counts.failed > 0 && `${countOf(counts.failed, 'command')} refused by Coupa. `}
          {counts.parked > 0 && `${countOf(counts.parked, 'change')} parked after repeated failures. `}
          {counts.unreadable > 0 && `${countOf(counts.unreadable, 'record')} from Coupa cannot be read. `}
          <Link to="/settings/$section" params={{ section: 'connection' }}>
            See the connection
          </Link>
        </p>
      )}
    </section>
  );
}

/** How far the first copy of Coupa is; nothing once it is done. */
function FirstLoad({ coupa }: { coupa: Overview['coupa'] }) {
  if (coupa.firstLoad === null || coupa.state !== 'first_load') return null;
  return (
    <section className="card" aria-label="First load">
      <header>
        <RefreshCw aria-hidden="true" className="faint" />
        <h2>First copy of Coupa</h2>
        <span className="meta soft">Invoices are matched as they arrive; figures grow until it is done.</span>
      </header>
      <div className="body stack near">
        {coupa.firstLoad.map(({ resource, done, expected }) => (
          <div key={resource} className="stack tight">
            <div className="line meta">
              <span className="medium">{resource.replaceAll('_', ' ')}</span>
              <span className="push num soft">
                {formatCount(done)}
                {expected !== null && ` of ${formatCount(expected)}`}
              </span>
              {expected !== null && done >= expected && (
                <CircleCheck aria-hidden="true" className="is-matched" />
              )}
            </div>
            {expected !== null && expected > 0 && (
              <div className="bar-track">
                <i style={{ width: `${Math.min(100, (done / expected) * 100)}%` }} />
              </div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
