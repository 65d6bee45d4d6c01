import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ban } from 'lucide-react';
import { useEffect, useRef } from 'react';
import {
  type LearnableRow,
  learnableQuery,
  useAnswerLearnable,
  useWithdrawMemory,
} from '../../api/memory.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { Moment } from '../../ui/figures.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { wokenWords } from '../../ui/format/woken-words.ts';
import { StateChip } from '../../ui/state-chip.tsx';

/**
 * What the match found out about the supplier, for a person to say yes or no to. Most invoices teach nothing, and then
 * there is no card.
 */
export function LearnedCard({ invoiceId }: { invoiceId: string }) {
  const found = useQuery(learnableQuery(invoiceId));
  const rows = found.data?.rows ?? [];
  const hasFailed = found.data === undefined && found.isError;
  if (rows.length === 0 && !hasFailed) return null;
  return (
    <section className="card case-learned" aria-label="Learned from this invoice">
      <header>
        <h2>Learned from this invoice</h2>
      </header>
      {hasFailed ? (
        <p className="body soft" role="alert">
          It could not be loaded. {sentenceOf(found.error)}{' '}
          <button type="button" className="link-btn" onClick={() => void found.refetch()}>
            Try again
          </button>
        </p>
      ) : (
        <ul className="body stack" style={{ gap: 16 }}>
          {rows.map((row) => (
            <Fact key={row.id} row={row} invoiceId={invoiceId} />
          ))}
        </ul>
      )}
      <footer>
        <Link to="/agents/$agentId/memory" params={{ agentId: 'three-way-match' }}>
          All that was learned
        </Link>
      </footer>
    </section>
  );
}

function Fact({ row, invoiceId }: { row: LearnableRow; invoiceId: string }) {
  const mayAnswer = useMay('approvals.decide');
  const answer = useAnswerLearnable(invoiceId);
  const withdraw = useWithdrawMemory();
  const say = useSay();
  const isBusy = answer.isPending || withdraw.isPending;
  const focused = useFocusAfter(row.state, isBusy);
  const failure = answer.error ?? withdraw.error;
  const send = (said: 'confirm' | 'reject') => {
    withdraw.reset();
    answer.mutate(
      { fact: row.id, answer: said },
      {
        onSuccess: ({ words, woken }) =>
          say(
            said === 'confirm' ? 'matched' : 'info',
            said === 'confirm'
              ? `Confirmed: ${words}.${wokenWords(woken)}`
              : `Refused: ${words}. It is not offered again.`,
          ),
      },
    );
  };
  const undo = () => {
    answer.reset();
    withdraw.mutate(
      { fact: row.id },
      { onSuccess: ({ words, woken }) => say('info', `Withdrawn: ${words}.${wokenWords(woken)}`) },
    );
  };
  return (
    <li className="stack tight">
      <p className="medium break">{row.words}</p>
      <p className="soft break">{row.proof}</p>
      <Effect row={row} />
      {!mayAnswer && row.state === 'offered' && (
        <p className="meta faint">Somebody who decides on proposals can say whether it is so.</p>
      )}
      {mayAnswer && (
        <div className="line wrap">
          {row.state === 'offered' ? (
            <>
              <button
                type="button"
                ref={focused}
                className="btn small"
                disabled={isBusy}
                aria-label={`Confirm: ${row.words}`}
                onClick={() => send('confirm')}
              >
                Confirm
              </button>
              <button
                type="button"
                className="btn small"
                disabled={isBusy}
                aria-label={`Not so: ${row.words}`}
                onClick={() => send('reject')}
              >
                Not so
              </button>
            </>
          ) : (
            <button
              type="button"
              ref={focused}
              className="btn small"
              disabled={isBusy}
              aria-label={`Undo: ${row.words}`}
              onClick={undo}
            >
              Undo
            </button>
          )}
        </div>
      )}
      {failure !== null && (
        <p className="note exception" role="alert">
          {sentenceOf(failure)}
        </p>
      )}
    </li>
  );
}

/** What a yes would change, or what was said. */
function Effect({ row }: { row: LearnableRow }) {
  if (row.state === 'offered') return <p className="meta faint break">If you confirm: {row.consequence}</p>;
  const isConfirmed = row.state === 'confirmed';
  return (
    <>
      <p className="line wrap meta faint">
        {isConfirmed ? (
          <StateChip tone="matched" words="Confirmed" />
        ) : (
          <StateChip tone="paid" words="Not so" icon={Ban} />
        )}
        <span>
          {row.by}
          {row.at !== null && (
            <>
              , <Moment at={row.at} />
            </>
          )}
        </span>
      </p>
      <p className="meta faint break">
        {isConfirmed ? row.consequence : 'It is not offered again for this supplier.'}
      </p>
    </>
  );
}

/** The button that was pressed goes with the answer; the one that takes its place takes the focus. */
function useFocusAfter(state: LearnableRow['state'], isBusy: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(state);
  useEffect(() => {
    // A button that is still disabled takes no focus.
    if (before.current === state || isBusy) return;
    before.current = state;
    // Nobody who works elsewhere on the page is to be pulled here.
    if (document.activeElement === document.body || document.activeElement === null) button.current?.focus();
  }, [state, isBusy]);
  return button;
}
