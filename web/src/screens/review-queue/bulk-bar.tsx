import { X } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { countOf, listMoney, sumByCurrency } from '../../ui/format/numbers.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import type { Selection } from './use-selection.ts';

interface Props {
  readonly selection: Selection;
  readonly onDone: (ids: readonly string[]) => void;
}

/** What is selected, its cause and its sum, before anything is done with it. */
export function BulkBar({ selection, onDone }: Props) {
  const [asks, setAsks] = useState<'approve' | 'reject' | undefined>(undefined);
  const mayDecide = useMay('approvals.decide');
  const rows = [...selection.rows.values()];
  const causes = new Set(rows.map(({ causeTitle }) => causeTitle));
  const sum = listMoney(sumByCurrency(rows.map(({ amount }) => amount)));
  const words = [
    countOf(rows.length, 'invoice'),
    causes.size === 1 ? [...causes][0] : `${causes.size} causes`,
    sum,
  ];
  return (
    <div className="bulk" role="toolbar" aria-label="Selected invoices">
      <span className="cut" title={words.join(', ')}>
        <b className="strong">{words[0]}</b>{' '}
        <span className="soft">{words.slice(1).filter(Boolean).join(', ')}</span>
      </span>
      {mayDecide && (
        <>
          <button type="button" className="btn small" onClick={() => setAsks('approve')}>
            Approve all
          </button>
          <button type="button" className="btn small" onClick={() => setAsks('reject')}>
            Reject all
          </button>
        </>
      )}
      <button
        type="button"
        className="icon-btn"
        aria-label="Clear the selection"
        title="Clear (Esc)"
        onClick={selection.clear}
      >
        <X aria-hidden="true" />
      </button>
      {asks !== undefined && (
        <BulkDialog
          decision={asks}
          rows={rows}
          onClose={(settled) => {
            setAsks(undefined);
            if (settled === undefined) return;
            onDone(settled);
            selection.clear();
          }}
        />
      )}
    </div>
  );
}
