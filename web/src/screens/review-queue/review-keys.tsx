import { useNavigate } from '@tanstack/react-router';
import type { ApprovalRow } from '../../api/contract.ts';
import { formatCount } from '../../ui/format/numbers.ts';
import { KeyCaps } from '../../ui/keys/key-caps.tsx';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import type { Panel, Place } from './review-screen.tsx';
import type { Queue } from './use-queue.ts';
import type { Selection } from './use-selection.ts';

interface Acts {
  readonly queue: Queue;
  readonly place: Place;
  readonly panel: Panel;
  readonly selection: Selection;
  readonly selectSame: (row: ApprovalRow) => void;
  readonly focusSearch: () => void;
}

/** The keys of the queue. A, R and E belong to the panel: nothing is decided whose evidence is not in view. */
export function useReviewKeys({ queue, place, panel, selection, selectSame, focusSearch }: Acts): void {
  const navigate = useNavigate();
  const group = 'Review queue';
  const { row } = place;
  const showFirst = () => panel.open();
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next', group, repeats: true, run: () => place.step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous', group, repeats: true, run: () => place.step(-1) },
    {
      keys: ['Enter'],
      does: 'Open the full page',
      group,
      run: () =>
        row !== undefined &&
        void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: row.invoiceId } }),
    },
    {
      keys: ['Escape'],
      does: 'Clear the selection, close the panel',
      group,
      run: () => (selection.rows.size > 0 ? selection.clear() : panel.close()),
    },
    {
      keys: ['x'],
      does: 'Select',
      group,
      run: () => row?.state === 'open' && !queue.gone.has(row.id) && selection.toggle(row),
    },
    {
      keys: ['Shift+x'],
      does: 'Select all of the same cause',
      group,
      run: () => row !== undefined && selectSame(row),
    },
    { keys: ['/'], does: 'Search the list', group, run: focusSearch },
    { keys: ['n'], does: 'Show new rows', group, run: queue.refresh },
    {
      keys: [']'],
      does: 'Show or hide the panel',
      group,
      run: () => (panel.isOpen ? panel.close() : panel.open()),
    },
    ...(panel.isOpen
      ? []
      : [{ keys: ['a', 'r', 'e'], does: 'Show the evidence first', group, quiet: true, run: showFirst }]),
  ]);
}

/** The keys that matter most, at the foot of the list. */
export function KeyStrip({ queue }: { queue: Queue }) {
  return (
    <div className="key-strip" aria-hidden="true">
      <Hint of="j k" does="move" />
      <Hint of="Enter" does="open" />
      <Hint of="a" does="approve" />
      <Hint of="r" does="reject" />
      <Hint of="e" does="assign" />
      <Hint of="x" does="select" />
      <Hint of="Shift+x" does="same cause" />
      <span className="push nowrap">
        {formatCount(queue.rows.length - queue.gone.size)} of {formatCount(queue.total)} loaded
      </span>
    </div>
  );
}

function Hint({ of, does }: { of: string; does: string }) {
  return (
    <span className="line close nowrap">
      <KeyCaps of={of} />
      {does}
    </span>
  );
}
