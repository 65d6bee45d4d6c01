import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchSameCause } from '../../api/approvals.ts';
import type { ApprovalRow } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { useDecisions } from '../../ui/decision/decisions.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { useIsNarrow, useIsPhone } from '../../ui/use-phone.ts';
import { BulkBar } from './bulk-bar.tsx';
import { QueueHead } from './queue-head.tsx';
import { causeCode, rowAfter } from './queue-items.ts';
import { QueueTable } from './queue-table.tsx';
import { ReviewEmpty } from './review-empty.tsx';
import { KeyStrip, useReviewKeys } from './review-keys.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { type ReviewSearch, toFilter, viewOf } from './review-search.ts';
import { useQueue } from './use-queue.ts';
import { useSelection } from './use-selection.ts';
import './review.css';

const route = getRouteApi('/review');

/** Proposals that wait for a person. Made for the keyboard: one row, its evidence, one decision. Route `/review`. */
export function ReviewScreen() {
  const mayRead = useMay('approvals.read');
  usePageName('Review queue');
  if (!mayRead)
    return <NoRight icon={Inbox} title="You may not see the review queue" permission="approvals.read" />;
  return <Review />;
}

function Review() {
  const search = route.useSearch();
  const filter = toFilter(search);
  const queue = useQueue(filter);
  const isPhone = useIsPhone();
  const selection = useSelection();
  const place = useCursor(search, queue.rows);
  const panel = usePanel(search);
  const { pending } = useDecisions();
  const selectSame = useSelectSame(filter, selection.add);
  const searchBox = useRef<HTMLInputElement>(null);

  useReviewKeys({
    queue,
    place,
    panel,
    selection,
    selectSame,
    focusSearch: () => searchBox.current?.focus(),
  });

  const isPanelShown = !isPhone && panel.isOpen && place.row !== undefined;
  return (
    <main className={isPanelShown ? 'fills review with-panel' : 'fills review'}>
      <div className="review-main">
        <QueueHead search={search} queue={queue} searchBox={searchBox} />
        {queue.isStale && (
          <div style={{ padding: '0 var(--edge) 12px' }}>
            <Stale error={queue.error} since={queue.since} onRetry={queue.refresh} />
          </div>
        )}
        {queue.isPending ? (
          <div className="card queue-card">
            <Loading what="the review queue" lines={14} />
          </div>
        ) : queue.isFailed ? (
          <Failure what="The review queue" error={queue.error} onRetry={queue.refresh} />
        ) : queue.rows.length === 0 ? (
          <ReviewEmpty search={search} />
        ) : (
          <QueueTable
            queue={queue}
            place={place}
            selection={selection}
            view={viewOf(search)}
            onSelectSame={selectSame}
            onOpen={panel.open}
          />
        )}
        {selection.rows.size > 0 && <BulkBar selection={selection} onDone={queue.leave} />}
        {!isPhone && queue.rows.length > 0 && <KeyStrip queue={queue} />}
      </div>
      {isPanelShown && place.row !== undefined && (
        <ReviewPanel
          key="panel"
          row={place.row}
          onClose={panel.close}
          onStep={place.step}
          onSent={() => {
            const next = rowAfter(
              queue.rows,
              place.row?.id ?? '',
              (id) => pending.has(id) || queue.gone.has(id),
            );
            place.goTo(next?.id);
          }}
          onDecided={(id) => selection.remove([id])}
        />
      )}
    </main>
  );
}

export interface Place {
  readonly row: ApprovalRow | undefined;
  readonly index: number;
  goTo(id: string | undefined): void;
  step(by: number): void;
}

/** The row under the cursor; the address follows a moment later, so that moving stays light. */
function useCursor(search: ReviewSearch, rows: readonly ApprovalRow[]): Place {
  const navigate = useNavigate();
  const [at, setAt] = useState(search.at);
  const found = rows.findIndex(({ id }) => id === at);
  // The row may have left the list: the cursor stays at its place.
  const lastIndex = useRef(0);
  if (found >= 0) lastIndex.current = found;
  const index = found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);
  const row = rows[index];

  useEffect(() => {
    const timer = setTimeout(() => {
      if (row === undefined || row.id === search.at) return;
      void navigate({
        to: '/review',
        search: (now) => ({ ...now, at: row.id }),
        replace: true,
        resetScroll: false,
      });
    }, 300);
    return () => clearTimeout(timer);
  }, [row, search.at, navigate]);

  return {
    row,
    index,
    goTo: (id) => setAt(id),
    step: (by) => setAt(rows[Math.max(0, Math.min(rows.length - 1, index + by))]?.id),
  };
}

export interface Panel {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
}

/** The side panel: open beside the list, and on request where it floats over it. */
function usePanel(search: ReviewSearch): Panel {
  const navigate = useNavigate();
  const floats = useIsNarrow();
  const set = (panel: string | undefined) =>
    void navigate({ to: '/review', search: (now) => ({ ...now, panel }), replace: true, resetScroll: false });
  return {
    isOpen: floats ? search.panel === 'on' : search.panel !== 'off',
    open: () => set(floats ? 'on' : undefined),
    close: () => set(floats ? undefined : 'off'),
  };
}

/** Selects every row of one cause under the present filter, also those not loaded yet. */
function useSelectSame(filter: ReturnType<typeof toFilter>, add: (rows: readonly ApprovalRow[]) => void) {
  const say = useSay();
  const filterText = JSON.stringify(filter);
  return useCallback(
    (row: Pick<ApprovalRow, 'cause' | 'causeTitle'>) => {
      fetchSameCause(JSON.parse(filterText), causeCode(row)).then(
        (list) => {
          add(list.rows.filter(({ state, causeTitle }) => state === 'open' && causeTitle === row.causeTitle));
          if (list.next !== null)
            say(
              'info',
              `The first ${list.rows.length} of this cause are selected: one bulk decision takes no more.`,
            );
        },
        (error: unknown) =>
          say('exception', `The rows of this cause could not be selected. ${sentenceOf(error)}`),
      );
    },
    [filterText, add, say],
  );
}
