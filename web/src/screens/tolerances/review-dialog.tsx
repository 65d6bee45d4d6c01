import { type FormEvent, useState } from 'react';
import type { ToleranceEffect } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useSaveTolerances, useTriedTolerances } from '../../api/tolerances.ts';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { formatCount } from '../../ui/format/numbers.ts';
import { TextArea } from '../../ui/text-field.tsx';
import type { DraftInHand } from './use-tolerance-draft.ts';

const REASON_MIN = 3;

/** Every change in words, what it would have made of the last month, and the reason. Only then it is saved. */
export function ReviewDialog({
  agentId,
  hand,
  effect,
  onClose,
}: {
  agentId: string;
  hand: DraftInHand;
  effect: ToleranceEffect | undefined;
  onClose: () => void;
}) {
  const save = useSaveTolerances(agentId);
  const say = useSay();
  const [reason, setReason] = useState('');
  const isReady = reason.trim().length >= REASON_MIN;
  function send(event: FormEvent) {
    event.preventDefault();
    if (!isReady || save.isPending) return;
    save.mutate(
      { document: hand.document, expectedVersion: hand.expectedVersion, reason: reason.trim() },
      {
        onSuccess: ({ version, id }) => {
          hand.saved(version);
          say('matched', `Version ${version} is in force, tolerances ${id}.`);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      open
      isWide
      onClose={onClose}
      closable={!save.isPending}
      title="Put these tolerances in force?"
      says="New decisions follow them at once. Open proposals stay as they are."
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Back
          </button>
          <button
            type="submit"
            form="save-tolerances"
            className="btn primary"
            disabled={!isReady || save.isPending}
          >
            {isReady ? 'Save' : 'Save, reason missing'}
          </button>
        </>
      }
    >
      <ul className="stack tight review-changes" aria-label="What changes">
        {hand.changes.map((change) => (
          <li key={change} className="break">
            {change}
          </li>
        ))}
        {hand.changes.length === 0 && <li>Nothing but how it is written.</li>}
      </ul>
      <Tried agentId={agentId} hand={hand} before={effect} />
      <form id="save-tolerances" onSubmit={send}>
        <TextArea
          label="Reason"
          rows={2}
          maxLength={2_000}
          hint="Stands beside the version and in the audit trail."
          wrong={save.isError ? sentenceOf(save.error) : undefined}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

const OUTCOMES = [
  ['matched', 'Without a difference'],
  ['within_tolerance', 'Within tolerance'],
  ['exception', 'Exceptions'],
] as const;

/** The last month under both: in force, and as it would be. */
function Tried({
  agentId,
  hand,
  before,
}: {
  agentId: string;
  hand: DraftInHand;
  before: ToleranceEffect | undefined;
}) {
  const tried = useTriedTolerances(agentId, hand.document);
  if (tried.isPending) {
    return (
      <p className="faint" role="status">
        Deciding the invoices of the last 30 days under it…
      </p>
    );
  }
  if (tried.data === undefined || before === undefined) {
    return <p className="faint">What it would change could not be worked out. {sentenceOf(tried.error)}</p>;
  }
  const after = tried.data;
  if (after.invoices === 0) return <p className="faint">No invoice was decided in the last 30 days.</p>;
  return (
    <div className="boxed">
      <table className="tbl tight">
        <caption className="unseen">The invoices of the last 30 days</caption>
        <thead>
          <tr>
            <th scope="col">
              {formatCount(after.invoices)} of {formatCount(after.of)} invoices of the last 30 days
            </th>
            <th scope="col" className="num">
              In force
            </th>
            <th scope="col" className="num">
              Then
            </th>
            <th scope="col" className="num">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {OUTCOMES.map(([outcome, words]) => (
            <tr key={outcome}>
              <th scope="row">{words}</th>
              <td className="num soft">{formatCount(before.outcomes[outcome])}</td>
              <td className="num medium">{formatCount(after.outcomes[outcome])}</td>
              <td className="num medium">{signed(after.outcomes[outcome] - before.outcomes[outcome])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function signed(count: number): string {
  if (count === 0) return '0';
  return count > 0 ? `+${formatCount(count)}` : `−${formatCount(-count)}`;
}
