import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { ChangedRun, WhatIf } from '../../api/contract.ts';
import { type ChangeFilter, changesQuery } from '../../api/what-ifs.ts';
import { Failure, Loading } from '../../ui/blank.tsx';
import { Moment, MoneyText } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/numbers.ts';
import { Segments } from '../../ui/segments.tsx';
import { CauseChip } from '../../ui/state-chip.tsx';

const VIEWS = [
  { id: 'all', words: 'All' },
  { id: 'let_through', words: 'Let through' },
  { id: 'stopped', words: 'Stopped' },
  { id: 'against', words: 'Against people' },
] as const;

type View = (typeof VIEWS)[number]['id'];

const FILTERS: Readonly<Record<View, ChangeFilter>> = {
  all: {},
  let_through: { effect: 'let_through' },
  stopped: { effect: 'stopped' },
  against: { stance: 'against' },
};

/** The runs that change, each with its invoice. */
export function ChangedRuns({ whatIf }: { whatIf: WhatIf }) {
  const [view, setView] = useState<View>('all');
  const list = useInfiniteQuery(changesQuery(whatIf.id, FILTERS[view], whatIf.state !== 'running'));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const isCapped = whatIf.listed < whatIf.tally.changed;
  return (
    <section className="card" aria-label="Runs that change">
      <header>
        <h2>Runs that change</h2>
        <Segments label="Which changes" segments={VIEWS} chosen={view} onChoose={setView} />
        {isCapped && (
          <span className="as-of push">{formatCount(whatIf.listed)} are listed, all are counted</span>
        )}
      </header>
      {list.isPending ? (
        <Loading what="the runs that change" lines={8} />
      ) : list.data === undefined ? (
        <Failure what="The runs that change" error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className="body soft">None of this kind.</p>
      ) : (
        <ChangeTable agentId={whatIf.agent} rows={rows} />
      )}
      {list.hasNextPage && (
        <footer>
          <button
            type="button"
            className="btn"
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {list.isFetchingNextPage ? 'Loading' : 'More runs'}
          </button>
        </footer>
      )}
    </section>
  );
}

function ChangeTable({ agentId, rows }: { agentId: string; rows: readonly ChangedRun[] }) {
  return (
    <table className="tbl tall fixed cards changes">
      <colgroup>
        <col style={{ width: '26%' }} />
        <col />
        <col style={{ width: 150 }} />
        <col style={{ width: 130 }} />
        <col style={{ width: 190 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Supplier, invoice</th>
          <th scope="col">Was and would be</th>
          <th scope="col" className="num">
            Amount
          </th>
          <th scope="col">Decided</th>
          <th scope="col">A person</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.run}>
            <th scope="row" className="c-who">
              <div className="two">
                <Link
                  className="row-link medium"
                  to="/invoices/$invoiceId"
                  params={{ invoiceId: row.invoiceId }}
                >
                  {row.supplierName ?? 'Supplier unknown'}
                </Link>
                <span className="mono">{row.invoiceNumber}</span>
              </div>
            </th>
            <td className="c-turn">
              <span className="line turn">
                <CauseChip cause={row.from.cause} title={row.from.title} verdict={row.from.verdict} />
                <ArrowRight aria-label="becomes" />
                <CauseChip cause={row.to.cause} title={row.to.title} verdict={row.to.verdict} />
              </span>
            </td>
            <td className="c-amount num">
              <MoneyText money={row.amount} />
            </td>
            <td className="c-when soft">
              <Link to="/agents/$agentId/runs/$runId" params={{ agentId, runId: row.run }}>
                <Moment at={row.decidedAt} />
              </Link>
            </td>
            <td className="c-person">
              <PersonCell row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PersonCell({ row: { person, stance, isCounted } }: { row: ChangedRun }) {
  if (person === null) return <span className="faint">nobody decided</span>;
  const { decision, by } = person;
  return (
    <div className="two">
      <span className={stance === 'against' ? 'is-exception medium' : ''}>
        {decision === 'approved' ? 'Approved' : 'Rejected'} by {by}
      </span>
      <span>
        {stance === 'against'
          ? 'against it'
          : stance === 'as_wished'
            ? 'as they wished'
            : 'not touched by it'}
        {!isCounted && ', a newer run counts'}
      </span>
    </div>
  );
}
