import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { RefObject } from 'react';
import { useOverview } from '../../api/overview.ts';
import { FilterMenu } from '../../ui/float/filter-menu.tsx';
import { formatTimeWithZone } from '../../ui/format/dates.ts';
import { countOf, formatCount, formatMoney, joinWords } from '../../ui/format/numbers.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { Segments } from '../../ui/segments.tsx';
import { AmountFilter } from './amount-filter.tsx';
import { narrowing, type ReviewSearch, stateOf, VIEWS, viewOf } from './review-search.ts';
import type { Queue } from './use-queue.ts';

interface Props {
  readonly search: ReviewSearch;
  readonly queue: Queue;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}

/** Title, views and filters. All of them live in the address. */
export function QueueHead({ search, queue, searchBox }: Props) {
  const navigate = useNavigate();
  const change = (part: Partial<Record<keyof ReviewSearch, string | undefined>>) =>
    void navigate({ to: '/review', search: (now) => ({ ...now, ...part, at: undefined }), replace: true });
  const view = viewOf(search);
  return (
    <div className="page queue-head">
      <div className="head">
        <div>
          <h1>Review queue</h1>
          <Summary search={search} queue={queue} />
        </div>
        <Segments
          label="View"
          segments={VIEWS}
          chosen={view}
          onChoose={(id) => change({ view: id === 'clock' ? undefined : id })}
        />
      </div>
      <div className="line wrap">
        <FilterMenu
          name="For"
          any="everybody"
          value={search.assignee}
          choices={[
            { value: 'me', words: 'me', tail: tailOf(queue.counts?.mine) },
            { value: 'none', words: 'nobody yet', tail: tailOf(queue.counts?.unassigned) },
          ]}
          onChoose={(assignee) => change({ assignee })}
        />
        <FilterMenu
          name="Cause"
          value={search.cause}
          choices={(queue.counts?.byCause ?? []).map(({ code, title, count }) => ({
            value: code,
            words: title,
            tail: formatCount(count),
          }))}
          onChoose={(cause) => change({ cause })}
        />
        {(search.entity !== undefined || (queue.counts?.entities.length ?? 0) > 1) && (
          <FilterMenu
            name="Entity"
            value={search.entity}
            choices={(queue.counts?.entities ?? []).map((entity) => ({ value: entity, words: entity }))}
            onChoose={(entity) => change({ entity })}
          />
        )}
        <AmountFilter search={search} onChange={change} />
        <FilterMenu
          name="State"
          any="open"
          value={stateOf(search) === 'open' ? undefined : search.state}
          choices={[
            { value: 'decided', words: 'decided' },
            { value: 'all', words: 'all' },
          ]}
          onChoose={(state) => change({ state })}
        />
        <SearchBox
          label="Search supplier or number"
          placeholder="Supplier or number"
          keyCap="/"
          inputRef={searchBox}
          value={search.search ?? ''}
          onSearch={(text) => change({ search: text === '' ? undefined : text })}
        />
        {narrowing(search) > 0 && (
          <button
            type="button"
            className="btn quiet small"
            onClick={() =>
              void navigate({
                to: '/review',
                search: { ...(search.view === undefined ? {} : { view: search.view }) },
              })
            }
          >
            <X aria-hidden="true" />
            Clear filters
          </button>
        )}
      </div>
    </div>
  );
}

function tailOf(count: number | undefined): string {
  return count === undefined ? '' : formatCount(count);
}

/** How many, and what they are worth: under no filter the whole queue's money, which the server has summed. */
function Summary({ search, queue }: { search: ReviewSearch; queue: Queue }) {
  const overview = useOverview().data;
  if (queue.isPending) return <p className="sub">Loading…</p>;
  if (queue.isFailed) return null;
  const state = stateOf(search);
  const isWhole = narrowing(search) === 0 && state === 'open';
  const verb =
    state === 'open'
      ? queue.total === 1
        ? 'needs a person'
        : 'need a person'
      : state === 'decided'
        ? 'decided'
        : 'in all';
  const money = isWhole ? joinWords((overview?.waitingMoney ?? []).map((sum) => formatMoney(sum))) : '';
  return (
    <p className="sub">
      {countOf(queue.total, 'invoice')} {verb}.{money !== '' && ` ${money}.`}
      {!isWhole &&
        state === 'open' &&
        overview !== undefined &&
        ` ${formatCount(overview.counts.waiting)} without filters.`}
      <span className="faint micro nowrap">
        {' '}
        As of {formatTimeWithZone(new Date(queue.since).toISOString())}
      </span>
    </p>
  );
}
