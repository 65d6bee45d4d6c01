import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Download, Link as LinkSign, RefreshCw, ShieldAlert, ShieldCheck, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type AuditFilter, auditQuery, exportAddress, useVerifyAudit } from '../../api/audit.ts';
import type { AuditRow } from '../../api/contract.ts';
import { useOverview } from '../../api/overview.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { Blank, Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { DayFilter } from '../../ui/float/day-filter.tsx';
import { FilterMenu } from '../../ui/float/filter-menu.tsx';
import { countOf, formatCount, formatDecimal } from '../../ui/format/numbers.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import { KINDS, kindWords } from './entry-words.ts';
import './audit.css';

const route = getRouteApi('/audit');
const ROWS_SHOWN = 200;
const ROWS_STEP = 100;
/** A search goes on by itself until it has found so many, or there is nothing older. */
const ROWS_SOUGHT = 20;

/** Everything that was decided and done, in a chain that shows when a link was changed. Route `/audit`. */
export function AuditScreen() {
  usePageName('Audit');
  const mayRead = useMay('audit.read');
  if (!mayRead)
    return <NoRight icon={ShieldCheck} title="You may not see the audit trail" permission="audit.read" />;
  return <Audit />;
}

function Audit() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayExport = useMay('audit.export');
  const filter: AuditFilter = search;
  const list = useInfiniteQuery(auditQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const searchedBackTo = list.data?.pages.at(-1)?.searchedBackTo ?? null;
  const isSearching = list.hasNextPage && searchedBackTo !== null && rows.length < ROWS_SOUGHT;
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  useEffect(() => {
    if (isSearching && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isSearching, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: '/audit', search: (now) => ({ ...now, ...part }), replace: true });
  return (
    <main className="page">
      <div className="head">
        <div>
          <h1>Audit</h1>
          <p className="sub">
            Each entry carries the hash of the one before it. A changed, missing or added entry breaks the
            chain.
          </p>
        </div>
        {mayExport && (
          <a className="btn" href={exportAddress(search.invoice)} download>
            <Download aria-hidden="true" />
            {search.invoice === undefined ? 'Export the trail' : 'Export this invoice'}
          </a>
        )}
      </div>
      <VerifyCard />
      <div className="line wrap">
        <SearchBox
          label="Search the words of entries"
          placeholder="Words of an entry"
          value={search.search ?? ''}
          onSearch={(text) => change({ search: text === '' ? undefined : text })}
        />
        <FilterMenu
          name="What"
          value={search.what}
          choices={KINDS.map((value) => ({ value, words: kindWords(value) }))}
          onChoose={(what) => change({ what })}
        />
        <DayFilter name="From" value={search.from} onChange={(from) => change({ from })} />
        <DayFilter name="To" value={search.to} onChange={(to) => change({ to })} />
        {search.invoice !== undefined && (
          <button type="button" className="filter on" onClick={() => change({ invoice: undefined })}>
            Invoice <b>#{search.invoice}</b>
            <X aria-hidden="true" />
            <span className="unseen">Show all invoices</span>
          </button>
        )}
        {search.who !== undefined && (
          <button type="button" className="filter on" onClick={() => change({ who: undefined })}>
            By <b>{search.who}</b>
            <X aria-hidden="true" />
            <span className="unseen">Show everybody</span>
          </button>
        )}
        {isNarrowed && (
          <button type="button" className="btn quiet small" onClick={() => void navigate({ to: '/audit' })}>
            Clear filters
          </button>
        )}
      </div>
      {list.isError && list.data !== undefined && (
        <Stale error={list.error} since={list.dataUpdatedAt} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? (
        <section className="card">
          <Loading what="the audit trail" lines={12} />
        </section>
      ) : list.data === undefined ? (
        <Failure what="The audit trail" error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 && isSearching ? (
        <section className="card">
          <Loading what="older entries" lines={12} />
        </section>
      ) : rows.length === 0 ? (
        <Blank icon={ShieldCheck} title={isNarrowed ? 'No entry fits' : 'The trail is empty'}>
          {isNarrowed
            ? 'Try another word or another time.'
            : 'The first decision or change writes the first entry.'}
        </Blank>
      ) : (
        <EntryTable
          key={JSON.stringify(filter)}
          rows={rows}
          more={list.hasNextPage ? { load: fetchNextPage, isLoading: isFetchingNextPage } : undefined}
          searchedBackTo={searchedBackTo}
        />
      )}
    </main>
  );
}

/** Reads the whole chain again and says whether it holds. */
function VerifyCard() {
  const verify = useVerifyAudit();
  const anchor = useOverview().data?.anchor;
  const verdict = verify.data;
  const tone = verdict === undefined ? '' : verdict.valid ? 'good' : 'bad';
  return (
    <section className="card verify" aria-label="Does the trail hold" aria-live="polite">
      <span className={`seal ${tone}`}>
        {tone === 'bad' || verify.isError ? (
          <ShieldAlert aria-hidden="true" />
        ) : (
          <ShieldCheck aria-hidden="true" />
        )}
      </span>
      <div style={{ flex: '1 1 260px', minWidth: 0 }}>
        {verify.isError ? (
          <p className="is-exception">The check did not finish. {sentenceOf(verify.error)}</p>
        ) : verdict === undefined ? (
          <>
            <p className="medium">
              {verify.isPending
                ? 'Checking every entry'
                : anchor === undefined
                  ? 'The audit trail'
                  : `${formatDecimal(anchor.entries)} entries`}
            </p>
            <p className="soft">
              {anchor?.lastAt == null ? (
                'Not anchored outside the database yet.'
              ) : (
                <>
                  Anchored outside the database up to #{formatDecimal(anchor.anchored)},{' '}
                  <Moment at={anchor.lastAt} />.
                </>
              )}
            </p>
          </>
        ) : verdict.valid ? (
          <>
            <p className="strong is-matched">Unchanged since it was written</p>
            <p className="soft">
              {countOf(verdict.entries, 'entry', 'entries')} and {countOf(verdict.anchors.checked, 'anchor')}{' '}
              checked.
              {verdict.evidence !== null &&
                ` The evidence of ${countOf(verdict.evidence.checked, 'run')} is intact.`}
              {verdict.anchors.unanchored > 0 &&
                ` The last ${formatCount(verdict.anchors.unanchored)} are not anchored yet.`}
            </p>
          </>
        ) : (
          <>
            <p className="strong is-exception">The trail was changed</p>
            <p className="soft">
              {verdict.first_invalid === null ? (
                (verdict.problem ?? 'Entries and anchors do not agree.')
              ) : (
                <>
                  The first entry that does not hold is{' '}
                  <Link to="/audit/$seq" params={{ seq: String(verdict.first_invalid) }}>
                    #{verdict.first_invalid}
                  </Link>
                  . {verdict.problem} Export the trail and compare it with the anchors kept outside.
                </>
              )}
            </p>
          </>
        )}
      </div>
      <button
        type="button"
        className="btn primary"
        disabled={verify.isPending}
        onClick={() => verify.mutate()}
      >
        <RefreshCw aria-hidden="true" />
        {verify.isPending ? 'Checking' : verdict === undefined ? 'Verify the trail' : 'Verify again'}
      </button>
    </section>
  );
}

function EntryTable({
  rows,
  more,
  searchedBackTo,
}: {
  rows: readonly AuditRow[];
  more: { load: () => Promise<unknown>; isLoading: boolean } | undefined;
  searchedBackTo: string | null;
}) {
  const navigate = useNavigate();
  // However far somebody goes back, the page holds no more rows than this.
  const [back, setBack] = useState(0);
  const to = rows.length - back;
  const from = Math.max(0, to - ROWS_SHOWN);
  const shown = rows.slice(from, to);
  const goEarlier = () => (back > 0 ? setBack(Math.max(0, back - ROWS_STEP)) : void more?.load());
  const isEarlierThere = more !== undefined || back > 0;
  return (
    <section className="card" aria-label="Entries">
      {from > 0 && (
        <header className="later">
          <button type="button" className="btn" onClick={() => setBack(back + Math.min(from, ROWS_STEP))}>
            Later entries
          </button>
        </header>
      )}
      <table className="tbl fixed cards entries">
        <colgroup>
          <col style={{ width: 92 }} />
          <col style={{ width: 140 }} />
          <col style={{ width: 170 }} />
          <col />
          <col style={{ width: 160 }} />
          <col style={{ width: 116 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">In words</th>
            <th scope="col">Who</th>
            <th scope="col">Anchor</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr
              key={row.seq}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('a') !== null) return;
                void navigate({ to: '/audit/$seq', params: { seq: row.seq } });
              }}
            >
              <th scope="row" className="e-seq">
                <Link className="mono" to="/audit/$seq" params={{ seq: row.seq }}>
                  #{row.seq}
                </Link>
              </th>
              <td className="e-when soft">
                <Moment at={row.at} />
              </td>
              <td className="e-what medium">{kindWords(row.what)}</td>
              <td className="e-text" title={row.text}>
                {row.text}
              </td>
              <td className="e-who soft">{row.who}</td>
              <td className="e-anchor">
                {row.anchored ? (
                  <StateChip tone="matched" words="Anchored" />
                ) : (
                  <StateChip tone="paid" words="Chained" icon={LinkSign} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isEarlierThere && (
        <footer>
          <button type="button" className="btn" disabled={more?.isLoading === true} onClick={goEarlier}>
            {more?.isLoading === true ? 'Loading' : 'Earlier entries'}
          </button>
          {searchedBackTo !== null && (
            <span className="soft" aria-live="polite">
              Searched back to <Moment at={searchedBackTo} />
            </span>
          )}
        </footer>
      )}
    </section>
  );
}
