import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ApprovalRow } from '../../api/contract.ts';
import { countOf, formatCount } from '../../ui/format/numbers.ts';
import { countedTone, NO_CAUSE } from '../../ui/format/words.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';
import { type QueueItem, toItems } from './queue-items.ts';
import { QueueRow } from './queue-row.tsx';
import type { Place } from './review-screen.tsx';
import type { ReviewView } from './review-search.ts';
import type { Queue } from './use-queue.ts';
import type { Selection } from './use-selection.ts';

interface Props {
  readonly queue: Queue;
  readonly place: Place;
  readonly selection: Selection;
  readonly view: ReviewView;
  readonly onSelectSame: (row: Pick<ApprovalRow, 'cause' | 'causeTitle'>) => void;
  readonly onOpen: () => void;
}

const ROW_HEIGHT = 47;
const ROW_HEIGHT_PHONE = 118;
const GROUP_HEIGHT = 31;
/** Rows drawn beyond what is in view; with a tall screen some sixty rows stand in the page, never all of them. */
const OVERSCAN = 12;
/** The next page is asked for when this few rows are left below. */
const LOAD_AHEAD = 30;

/** The list itself: a table of which only what is in view is in the page. */
export function QueueTable({ queue, place, selection, view, onSelectSame, onOpen }: Props) {
  const isPhone = useIsPhone();
  const scroller = useRef<HTMLDivElement>(null);
  const items = toItems(queue.rows, view === 'cause', queue.counts?.byCause ?? []);
  const virtual = useVirtualizer({
    count: items.length,
    // On a phone the head scrolls away with the list; on a desktop only the list scrolls.
    getScrollElement: () =>
      isPhone ? (scroller.current?.closest<HTMLElement>('.review-main') ?? null) : scroller.current,
    scrollMargin: isPhone ? (scroller.current?.closest<HTMLElement>('.queue-card')?.offsetTop ?? 0) : 0,
    estimateSize: (index) =>
      items[index]?.kind === 'group' ? GROUP_HEIGHT : isPhone ? ROW_HEIGHT_PHONE : ROW_HEIGHT,
    getItemKey: (index) => keyOf(items[index]),
    overscan: OVERSCAN,
    scrollPaddingStart: 34,
  });
  const margin = virtual.options.scrollMargin;
  const shown = virtual.getVirtualItems();
  const first = shown[0];
  const last = shown.at(-1);

  const { hasMore, isLoadingMore, loadMore } = queue;
  useEffect(() => {
    if (last !== undefined && hasMore && !isLoadingMore && last.index > items.length - LOAD_AHEAD) loadMore();
  }, [last, hasMore, isLoadingMore, loadMore, items.length]);

  const cursorAt = items.findIndex((item) => item.kind === 'row' && item.index === place.index);
  useCursorInView(cursorAt, virtual.scrollToIndex, scroller.current);

  return (
    <div className="card queue-card">
      <div className="queue-scroll" ref={scroller}>
        <table
          className="tbl fixed tall cards queue"
          aria-label="Invoices to review"
          aria-rowcount={queue.total + 1}
        >
          <colgroup>
            <col style={{ width: 40 }} />
            <col style={{ width: '23%' }} />
            <col style={{ width: 188 }} />
            <col style={{ width: 114 }} />
            <col />
            <col style={{ width: 76 }} />
            <col style={{ width: 36 }} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">
                <SelectAll queue={queue} selection={selection} />
              </th>
              <th scope="col">Supplier, invoice</th>
              <th scope="col" aria-sort={view === 'cause' ? 'ascending' : undefined}>
                Cause{view === 'cause' && <span aria-hidden="true"> ↑</span>}
              </th>
              <th scope="col" className="num" aria-sort={view === 'risk' ? 'descending' : undefined}>
                Amount, at risk{view === 'risk' && <span aria-hidden="true"> ↓</span>}
              </th>
              <th scope="col">Proposal</th>
              <th scope="col" aria-sort={view === 'clock' ? 'ascending' : undefined}>
                Clock{view === 'clock' && <span aria-hidden="true"> ↑</span>}
              </th>
              <th scope="col">
                <span className="unseen">Owner</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <Gap height={(first?.start ?? margin) - margin} />
            {shown.map(({ index, key }) => {
              const item = items[index];
              if (item === undefined) return null;
              return item.kind === 'group' ? (
                <GroupHead
                  key={key}
                  item={item}
                  onSelect={() =>
                    onSelectSame({ cause: item.code === NO_CAUSE ? null : item.code, causeTitle: item.title })
                  }
                />
              ) : (
                <QueueRow
                  key={key}
                  ref={isPhone ? virtual.measureElement : undefined}
                  itemIndex={index}
                  row={item.row}
                  rowIndex={item.index}
                  isAt={item.index === place.index}
                  isSelected={selection.rows.has(item.row.id)}
                  isGone={queue.gone.has(item.row.id)}
                  onPoint={() => {
                    place.goTo(item.row.id);
                    onOpen();
                  }}
                  onToggle={() => selection.toggle(item.row)}
                />
              );
            })}
            <Gap height={virtual.getTotalSize() - ((last?.end ?? margin) - margin)} />
          </tbody>
        </table>
      </div>
      {queue.news > 0 && (
        <button type="button" className="news" onClick={queue.refresh}>
          {queue.news} new
        </button>
      )}
      {queue.news === 0 && queue.gone.size > 0 && (
        <button type="button" className="news" onClick={queue.refresh}>
          {formatCount(queue.gone.size)} no longer open, clear
        </button>
      )}
      <p className="unseen" role="status">
        {queue.news > 0 && `${countOf(queue.news, 'new row')}. Press N to show.`}
      </p>
    </div>
  );
}

function keyOf(item: QueueItem | undefined): string {
  if (item === undefined) return '';
  return item.kind === 'group' ? `group ${item.code} ${item.title}` : item.row.id;
}

/** Holds the place of the rows that are not in the page. */
function Gap({ height }: { height: number }) {
  return height <= 0 ? null : (
    <tr className="gap">
      <td colSpan={7} style={{ height }} />
    </tr>
  );
}

function GroupHead({
  item,
  onSelect,
}: {
  item: Extract<QueueItem, { kind: 'group' }>;
  onSelect: () => void;
}) {
  return (
    <tr className="group">
      <th scope="rowgroup" colSpan={6}>
        <span className="line">
          <StateChip tone={countedTone(item)} words={item.title} code={item.code} />
          {item.count !== undefined && <span className="faint">{countOf(item.count, 'invoice')}</span>}
          <button type="button" className="link-btn" onClick={onSelect}>
            Select all
          </button>
        </span>
      </th>
      <td className="desk" />
    </tr>
  );
}

function SelectAll({ queue, selection }: { queue: Queue; selection: Selection }) {
  const box = useRef<HTMLInputElement>(null);
  const open = queue.rows.filter(({ id, state }) => state === 'open' && !queue.gone.has(id));
  const chosen = open.filter(({ id }) => selection.rows.has(id)).length;
  const isAll = chosen > 0 && chosen === open.length;
  useLayoutEffect(() => {
    if (box.current !== null) box.current.indeterminate = chosen > 0 && !isAll;
  }, [chosen, isAll]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="check"
      aria-label={`Select the ${open.length} rows loaded`}
      checked={isAll}
      onChange={() => (isAll ? selection.clear() : selection.add(open))}
    />
  );
}

/** Follows the cursor with the least scrolling, and moves the focus when the list has it. Never on its own. */
function useCursorInView(at: number, scrollTo: (index: number) => void, scroller: HTMLElement | null): void {
  const [before, setBefore] = useState(at);
  useEffect(() => {
    if (at === before || at < 0) return;
    setBefore(at);
    scrollTo(at);
    if (scroller?.contains(document.activeElement) !== true) return;
    requestAnimationFrame(() =>
      scroller.querySelector<HTMLElement>('tr.cursor')?.focus({ preventScroll: true }),
    );
  }, [at, before, scrollTo, scroller]);
}
