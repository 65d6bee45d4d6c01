import { CircleDashed, Hand, Send } from 'lucide-react';
import type { ApprovalDetail } from '../../api/contract.ts';
import { CertaintyMark, Moment } from '../figures.tsx';
import { becauseWords } from '../format/words.ts';
import { CommandChip, StateChip } from '../state-chip.tsx';

/** What would be done: each command in words, each task with its steps, and why a person is asked. */
export function Proposal({ detail }: { detail: ApprovalDetail }) {
  const because = becauseWords(detail.because);
  return (
    <div className="stack near">
      <div className="line" style={{ alignItems: 'flex-start' }}>
        <p className="medium break" style={{ flex: 1 }}>
          {detail.headline}
        </p>
        <CertaintyMark certainty={detail.certainty} />
      </div>
      <ul className="stack tight">
        {detail.commands.map((command, index) => (
          <li key={command.kind + command.words} className="line" style={{ alignItems: 'flex-start' }}>
            <Send aria-hidden="true" className="faint" style={{ width: 14, height: 14, marginTop: 3 }} />
            <span className="break soft">
              {command.words}
              <CommandText body={detail.commandBodies[index]} />
            </span>
          </li>
        ))}
        {detail.tasks.map((task) => (
          <li key={task.title} className="line" style={{ alignItems: 'flex-start' }}>
            <Hand aria-hidden="true" className="faint" style={{ width: 14, height: 14, marginTop: 3 }} />
            <details style={{ minWidth: 0 }}>
              <summary className="soft">By hand: {task.title}</summary>
              <ol className="stack tight meta soft" style={{ paddingTop: 4 }}>
                {task.steps.map((step, index) => (
                  <li key={step}>
                    {index + 1}. {step}
                  </li>
                ))}
              </ol>
            </details>
          </li>
        ))}
        {detail.commands.length === 0 && detail.tasks.length === 0 && (
          <li className="line soft">
            <CircleDashed aria-hidden="true" style={{ width: 14, height: 14 }} />
            Nothing is changed in Coupa.
          </li>
        )}
      </ul>
      {because !== '' && <p className="meta faint">{because}</p>}
    </div>
  );
}

/** The words that would stand in Coupa under the person's name: nobody approves a text unseen. */
function CommandText({ body }: { body: Readonly<Record<string, string>> | undefined }) {
  const text = body?.text ?? body?.comment ?? body?.reason;
  if (text === undefined || text === '') return null;
  return <q className="sent-text">{text}</q>;
}

/** What became of a proposal that is decided. */
export function Outcome({ detail }: { detail: ApprovalDetail }) {
  if (detail.state === 'open') return null;
  const words = { approved: 'Approved', rejected: 'Rejected', superseded: 'Replaced by a newer proposal' }[
    detail.state
  ];
  return (
    <div className="note" style={{ alignItems: 'center', flexWrap: 'wrap' }}>
      <StateChip tone={detail.state === 'approved' ? 'matched' : 'paid'} words={words} />
      {detail.commandState !== null && <CommandChip state={detail.commandState} />}
      <span className="meta">
        {detail.decidedBy !== null && `${detail.decidedBy}, `}
        {detail.decidedAt !== null && <Moment at={detail.decidedAt} />}
      </span>
      {detail.reason !== null && detail.reason !== '' && (
        <span className="meta break">“{detail.reason}”</span>
      )}
    </div>
  );
}
