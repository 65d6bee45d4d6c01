import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { History, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { runsQuery } from '../../api/agents.ts';
import type { AgentRow } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Blank, Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { DayFilter } from '../../ui/float/day-filter.tsx';
import { FilterMenu } from '../../ui/float/filter-menu.tsx';
import { fromSnake, NO_CAUSE } from '../../ui/format/words.ts';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { RunTable } from './run-table.tsx';
import { CAUSES } from './run-words.ts';
import { rulingWords } from './what-if-words.ts';
import './agents.css';

const route = getRouteApi('/agents/$agentId/runs');
/** A search goes on by itself until it has found so many, or there is nothing older. */
const ROWS_SOUGHT = 20;

const VERDICTS = ['matched', 'within_tolerance', 'exception', 'not_applicable'];
const RULINGS = ['record_only', 'ask', 'act'];

/** What an agent decided, newest first. Route `/agents/$agentId/runs`. */
export function RunsScreen() {
  const { agentId } = route.useParams();
  const mayRead = useMay('runs.read');
  return (
    <AgentFrame agentId={agentId} tab="runs">
      {(agent) =>
        mayRead ? (
          <Runs agent={agent} />
        ) : (
          <NoRight icon={History} title="You may not see what agents decided" permission="runs.read" />
        )
      }
    </AgentFrame>
  );
}

function Runs({ agent }: { agent: AgentRow }) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const list = useInfiniteQuery(runsQuery(agent.id, search));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const last = list.data?.pages.at(-1);
  const searchedBackTo = last?.searchedBackTo ?? null;
  const isSearching = list.hasNextPage && searchedBackTo !== null && rows.length < ROWS_SOUGHT;
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  useEffect(() => {
    if (isSearching && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isSearching, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const searchBox = useRef<HTMLInputElement>(null);
  useKeys([{ keys: ['/'], does: 'Search the runs', group: 'Runs', run: () => searchBox.current?.focus() }]);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  const go = (part: Record<string, string | undefined> | undefined) =>
    void navigate({
      to: '/agents/$agentId/runs',
      params: { agentId: agent.id },
      search: (now) => (part === undefined ? {} : { ...now, ...part }),
      replace: true,
    });
  return (
    <div className="stack">
      <div className="line wrap">
        <SearchBox
          label="Search by invoice number, id or supplier"
          placeholder="Number, id or supplier"
          keyCap="/"
          inputRef={searchBox}
          value={search.search ?? ''}
          onSearch={(text) => go({ search: text === '' ? undefined : text })}
        />
        <FilterMenu
          name="Verdict"
          value={search.verdict}
          choices={VERDICTS.map((value) => ({ value, words: fromSnake(value) }))}
          onChoose={(verdict) => go({ verdict })}
        />
        <FilterMenu
          name="Cause"
          value={search.cause}
          choices={[{ value: NO_CAUSE, words: 'No cause' }, ...CAUSES]}
          onChoose={(cause) => go({ cause })}
        />
        <FilterMenu
          name="Ruling"
          value={search.ruling}
          choices={RULINGS.map((value) => ({ value, words: rulingWords(value) }))}
          onChoose={(ruling) => go({ ruling })}
        />
        <DayFilter name="From" value={search.from} onChange={(from) => go({ from })} />
        <DayFilter name="To" value={search.to} onChange={(to) => go({ to })} />
        {isNarrowed && (
          <button type="button" className="btn quiet small" onClick={() => go(undefined)}>
            <X aria-hidden="true" />
            Clear filters
          </button>
        )}
      </div>
      {list.isError && list.data !== undefined && (
        <Stale error={list.error} since={list.dataUpdatedAt} onRetry={() => void list.refetch()} />
      )}
      {last?.isCut === true && (
        <p className="note">
          More than a thousand invoices fit the search; the runs of those that changed last are shown.
        </p>
      )}
      {list.isPending || (rows.length === 0 && isSearching) ? (
        <section className="card">
          <Loading what="the runs" lines={12} />
        </section>
      ) : list.data === undefined ? (
        <Failure what="The runs" error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Blank icon={History} title={isNarrowed ? 'No run fits' : 'Nothing was decided yet'}>
          {isNarrowed
            ? 'Try another invoice, another cause or another time.'
            : 'The first invoice that is read from Coupa is decided within a second.'}
        </Blank>
      ) : (
        <RunTable
          rows={rows}
          searchedBackTo={searchedBackTo}
          more={list.hasNextPage ? { load: fetchNextPage, isLoading: isFetchingNextPage } : undefined}
        />
      )}
    </div>
  );
}
