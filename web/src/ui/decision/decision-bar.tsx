import { useState } from 'react';
import type { ApprovalDetail } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { formatMoney } from '../format/numbers.ts';
import { KeyCaps } from '../keys/key-caps.tsx';
import { useKeys } from '../keys/key-provider.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { useDecisions } from './decisions.tsx';
import { RejectDialog } from './reject-dialog.tsx';

interface Props {
  readonly detail: ApprovalDetail;
  /** Called when a decision is on its way, so that a list can show the next row. */
  readonly onSent?: () => void;
  /** Called once the server has said yes. */
  readonly onDecided?: () => void;
}

/** Approve, reject with a reason, assign; with the keys A, R, E. Says why when the person may not decide. */
export function DecisionBar({ detail, onSent, onDecided }: Props) {
  const { pending, refused, decide } = useDecisions();
  const mayAssign = useMay('approvals.assign');
  const [asks, setAsks] = useState<'reject' | 'assign' | undefined>(undefined);
  const isPending = pending.has(detail.id);
  const isOpen = detail.state === 'open';
  const mayDecide = isOpen && !isPending && detail.mayDecide.ok;

  function send(decision: 'approve' | 'reject', reason?: string) {
    if (!mayDecide) return;
    setAsks(undefined);
    decide(detail, decision, reason).then(
      (isDone) => isDone && onDecided?.(),
      () => undefined, // decide answers false on failure; nothing else can reject here.
    );
    onSent?.();
  }

  useKeys(
    isOpen
      ? [
          { keys: ['a'], does: 'Approve', group: 'This invoice', run: () => send('approve') },
          {
            keys: ['r'],
            does: 'Reject with a reason',
            group: 'This invoice',
            run: () => mayDecide && setAsks('reject'),
          },
          { keys: ['e'], does: 'Assign', group: 'This invoice', run: () => mayAssign && setAsks('assign') },
        ]
      : [],
  );

  if (!isOpen) return null;
  const why =
    refused.get(detail.id) ??
    (detail.mayDecide.ok ? undefined : (detail.mayDecide.why ?? 'You may not decide this one.'));
  return (
    <div className="stack near" style={{ flex: 1 }}>
      {why !== undefined && (
        <p className={refused.has(detail.id) ? 'note exception' : 'note held'} role="status">
          {why}
        </p>
      )}
      <div className="line">
        <button
          type="button"
          className="btn primary grow"
          disabled={!mayDecide}
          onClick={() => send('approve')}
        >
          {isPending ? 'Sending' : 'Approve'}
          <KeyCaps of="a" />
        </button>
        <button type="button" className="btn" disabled={!mayDecide} onClick={() => setAsks('reject')}>
          Reject
          <KeyCaps of="r" />
        </button>
        {mayAssign && (
          <button type="button" className="btn" onClick={() => setAsks('assign')}>
            Assign
            <KeyCaps of="e" />
          </button>
        )}
      </div>
      <RejectDialog
        open={asks === 'reject'}
        onClose={() => setAsks(undefined)}
        title={`Reject the proposal for ${detail.invoiceNumber}?`}
        says={`${detail.supplierName ?? 'Supplier unknown'}${detail.amount === null ? '' : `, ${formatMoney(detail.amount)}`}. The proposal was: ${detail.headline}. Nothing is changed in Coupa.`}
        button="Reject"
        onReject={(reason) => send('reject', reason)}
      />
      <AssignDialog row={asks === 'assign' ? detail : undefined} onClose={() => setAsks(undefined)} />
    </div>
  );
}
