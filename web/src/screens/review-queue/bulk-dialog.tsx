import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isRunning, useBulkProgress, useStartBulk } from '../../api/approvals.ts';
import type { ApprovalRow, BulkProgress } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { Dialog } from '../../ui/float/dialog.tsx';
import { formatDuration } from '../../ui/format/dates.ts';
import { countOf, formatCount, listMoney, sumByCurrency } from '../../ui/format/numbers.ts';
import { TextArea } from '../../ui/text-field.tsx';

interface Props {
  readonly decision: 'approve' | 'reject';
  readonly rows: readonly ApprovalRow[];
  /** With the rows the server settled, once it is done; undefined when nothing was started. */
  readonly onClose: (settled?: readonly string[]) => void;
}

/** One decision for many: says what it is about, then how far it is, then what was refused and why. */
export function BulkDialog({ decision, rows, onClose }: Props) {
  const start = useStartBulk();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const jobId = start.data?.jobId ?? null;
  const progress = useBulkProgress(jobId).data;
  const isDone = progress !== undefined && !isRunning(progress);
  useRefreshWhen(isDone);
  const doneButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isDone) doneButton.current?.focus();
  }, [isDone]);

  const needsReason = decision === 'reject' && reason.trim() === '';
  function send() {
    setAsked(true);
    if (needsReason) return;
    start.mutate({
      ids: rows.map(({ id }) => id),
      decision,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    });
  }
  function close() {
    if (progress === undefined) return onClose();
    const refused = new Set(progress.refused.map(({ id }) => id));
    onClose(rows.map(({ id }) => id).filter((id) => !refused.has(id)));
  }

  if (jobId !== null) {
    return (
      <Dialog
        open
        onClose={close}
        closable={isDone}
        title={
          isDone
            ? resultTitle(decision, progress)
            : `${decision === 'approve' ? 'Approving' : 'Rejecting'} ${countOf(rows.length, 'invoice')}`
        }
        ends={
          <button type="button" className="btn primary" disabled={!isDone} ref={doneButton} onClick={close}>
            {isDone ? 'Done' : 'Working'}
          </button>
        }
      >
        <Progress progress={progress} total={rows.length} />
      </Dialog>
    );
  }
  const button = `${decision === 'approve' ? 'Approve' : 'Reject'} ${countOf(rows.length, 'invoice')}`;
  return (
    <Dialog
      open
      onClose={() => onClose()}
      title={`${button}, ${listMoney(sumByCurrency(rows.map(({ amount }) => amount))) || 'no amounts'}?`}
      says={
        decision === 'approve'
          ? 'Each is decided by the same rules as alone; those you may not decide are refused and listed. Coupa is changed only after approval, and you see it confirmed.'
          : 'Nothing is changed in Coupa. Each is decided by the same rules as alone; those you may not decide are refused and listed.'
      }
      ends={
        <>
          <button type="button" className="btn" onClick={() => onClose()}>
            Cancel
          </button>
          <button type="button" className="btn primary" disabled={start.isPending} onClick={send}>
            {button}
          </button>
        </>
      }
    >
      <Proposals rows={rows} />
      {decision === 'reject' && (
        <TextArea
          label="Reason, for all of them"
          wrong={asked && needsReason ? 'Say why, in a few words.' : undefined}
          value={reason}
          maxLength={1000}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {start.isError && (
        <p className="note exception" role="alert">
          {sentenceOf(start.error)}
        </p>
      )}
    </Dialog>
  );
}

function useRefreshWhen(isDone: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isDone) return;
    for (const queryKey of [['overview'], ['approvals', 'peek'], ['approvals', 'detail'], ['invoices']]) {
      client.invalidateQueries({ queryKey }).catch(() => undefined); // Each query shows its own failure.
    }
  }, [client, isDone]);
}

/** What would be done, counted by proposal, so that a mixed selection is seen before it is sent. */
function Proposals({ rows }: { rows: readonly ApprovalRow[] }) {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const words =
      row.commands.length === 0
        ? 'Nothing in Coupa'
        : row.commands.map(({ kind }) => KIND_WORDS[kind] ?? kind).join(', ');
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return (
    <dl className="facts">
      {[...counts].map(([words, count]) => (
        <div key={words} style={{ display: 'contents' }}>
          <dt className="break" style={{ whiteSpace: 'normal' }}>
            {words}
          </dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  'invoice.submit': 'Submit for approval',
  'invoice.revalidate_tolerances': 'Check tolerances again',
  'invoice.dispute': 'Dispute',
  'approval.approve': 'Approve in Coupa',
  'approval.reject': 'Reject in Coupa',
  'approval.hold': 'Hold in Coupa',
  'comment.add': 'Comment',
  'custom_field.set': 'Set a field',
};

function resultTitle(decision: 'approve' | 'reject', { total, refused }: BulkProgress): string {
  const word = decision === 'approve' ? 'Approved' : 'Rejected';
  const settled = total - refused.length;
  return refused.length === 0
    ? `${word} ${formatCount(settled)}`
    : `${word} ${formatCount(settled)}, refused ${formatCount(refused.length)}`;
}

function Progress({ progress, total }: { progress: BulkProgress | undefined; total: number }) {
  const done = progress?.done ?? 0;
  const refused = progress?.refused ?? [];
  return (
    <div className="stack near">
      <div
        className="bar-track"
        role="progressbar"
        aria-label="Decided"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <i style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
      </div>
      <p className="line meta soft">
        <span role="status">
          {formatCount(done)} of {formatCount(total)}
        </span>
        <span className="push">{restWords(progress)}</span>
      </p>
      {refused.length > 0 && (
        <ul className="stack tight meta" style={{ maxHeight: 220, overflow: 'auto' }} aria-label="Refused">
          {refused.map(({ id, invoiceNumber, why }) => (
            <li key={id} className="break">
              <span className="mono">{invoiceNumber}</span> <span className="is-exception">{why}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** An end is named only when the server can tell from what it has done so far. */
function restWords(progress: BulkProgress | undefined): string {
  if (progress === undefined) return 'Starting';
  if (!isRunning(progress)) return '';
  if (progress.endsAbout === null) return 'End not known yet';
  const seconds = (new Date(progress.endsAbout).getTime() - Date.now()) / 1000;
  return seconds <= 1 ? 'Nearly done' : `About ${formatDuration(seconds)} left`;
}
