import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ReceiptText, X } from 'lucide-react';
import { useRef } from 'react';
import { type InvoiceFilter, invoicesQuery } from '../../api/invoices.ts';
import { useMay } from '../../api/session.ts';
import { Blank, Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { AsOf } from '../../ui/figures.tsx';
import { FilterMenu } from '../../ui/float/filter-menu.tsx';
import { countOf, formatCount } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { InvoiceTable } from './invoice-table.tsx';
import './invoices.css';

const route = getRouteApi('/invoices');

/** The statuses that Coupa documents for invoices; one that is not among them can still be named in the address. */
const STATUSES = [
  'draft',
  'new',
  'processing',
  'pending_receipt',
  'pending_action',
  'pending_approval',
  'ap_hold',
  'booking_hold',
  'on_hold',
  'disputed',
  'approved',
  'payable_adjustment',
  'rejected',
  'abandoned',
  'voided',
  'invalid',
];

const SORTS = [
  { value: 'due', words: 'due date' },
  { value: 'amount', words: 'amount' },
];

/** Every invoice the mirror holds, whether or not it waits for anybody. Route `/invoices`. */
export function InvoicesScreen() {
  usePageName('Invoices');
  const mayRead = useMay('invoices.read');
  if (!mayRead)
    return <NoRight icon={ReceiptText} title="You may not see invoices" permission="invoices.read" />;
  return <Invoices />;
}

function Invoices() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const filter = toFilter(search);
  const list = useInfiniteQuery(invoicesQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = list.data?.pages[0]?.total;
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: '/invoices', search: (now) => ({ ...now, ...part }), replace: true });
  const searchBox = useRef<HTMLInputElement>(null);
  useKeys([
    { keys: ['/'], does: 'Search the list', group: 'Invoices', run: () => searchBox.current?.focus() },
  ]);
  const isNarrowed = Object.entries(search).some(([name, value]) => name !== 'sort' && value !== undefined);
  return (
    <main className="fills invoices">
      <div className="page queue-head">
        <div className="head">
          <div>
            <h1>Invoices</h1>
            <p className="sub">
              {total === undefined ? 'Everything read from Coupa.' : totalWords(total, isNarrowed)}
            </p>
          </div>
        </div>
        <div className="line wrap">
          <SearchBox
            label="Search by number or supplier"
            placeholder="Number or supplier"
            keyCap="/"
            inputRef={searchBox}
            value={search.search ?? ''}
            onSearch={(text) => change({ search: text === '' ? undefined : text })}
          />
          <FilterMenu
            name="Status"
            value={search.status}
            choices={STATUSES.map((value) => ({ value, words: fromSnake(value) }))}
            onChoose={(status) => change({ status })}
          />
          <FilterMenu
            name="Sort by"
            any="last change"
            value={search.sort}
            choices={SORTS}
            onChoose={(sort) => change({ sort })}
          />
          {isNarrowed && (
            <button
              type="button"
              className="btn quiet small"
              onClick={() => void navigate({ to: '/invoices' })}
            >
              <X aria-hidden="true" />
              Clear filters
            </button>
          )}
          {list.dataUpdatedAt > 0 && <AsOf at={new Date(list.dataUpdatedAt).toISOString()} />}
        </div>
        {list.isError && list.data !== undefined && (
          <Stale error={list.error} since={list.dataUpdatedAt} onRetry={() => void list.refetch()} />
        )}
      </div>
      {list.isPending ? (
        <div className="card invoices-card">
          <Loading what="invoices" lines={14} />
        </div>
      ) : list.data === undefined ? (
        <Failure what="Invoices" error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Blank
          icon={ReceiptText}
          title={isNarrowed ? 'No invoice fits' : 'No invoice was read yet'}
          acts={
            isNarrowed ? (
              <button type="button" className="btn" onClick={() => void navigate({ to: '/invoices' })}>
                Clear filters
              </button>
            ) : undefined
          }
        >
          {isNarrowed
            ? 'Try another number, supplier or status.'
            : 'The first copy of Coupa may still be running; see Settings, Connection.'}
        </Blank>
      ) : (
        <InvoiceTable
          rows={rows}
          total={total ?? rows.length}
          sort={filter.sort ?? 'updated'}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </main>
  );
}

function toFilter(search: Readonly<Record<string, string | undefined>>): InvoiceFilter {
  const { search: text, status, supplier, entity, currency, sort } = search;
  const given = Object.entries({ search: text, status, supplier, entity, currency }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...Object.fromEntries(given), sort: sort === 'due' || sort === 'amount' ? sort : 'updated' };
}

/** The server counts no further than this. */
const COUNTED_MAX = 10_000;

function totalWords(total: number, isNarrowed: boolean): string {
  const count =
    total >= COUNTED_MAX ? `${formatCount(COUNTED_MAX)} or more invoices` : countOf(total, 'invoice');
  if (!isNarrowed) return `${count} read from Coupa.`;
  return `${count} ${total === 1 ? 'fits' : 'fit'}.`;
}
