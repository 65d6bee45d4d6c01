import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, FileQuestion, OctagonX } from 'lucide-react';
import type { WhatIf } from '../../api/contract.ts';
import { ApiError, sentenceOf } from '../../api/request.ts';
import { useCancelWhatIf, whatIfQuery } from '../../api/what-ifs.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Blank, Failure, Loading, Stale } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/numbers.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import { AnswerMoney, AnswerPeople, AnswerTransitions } from './answer-cards.tsx';
import { ChangedRuns } from './changed-runs.tsx';
import { differenceWords, percentDone, periodWords, stateTone, stateWords } from './what-if-words.ts';
import './agents.css';

const route = getRouteApi('/agents/$agentId/what-if/$whatIfId');

/** One what-if: how far it is, and what it found. Route `/agents/$agentId/what-if/$whatIfId`. */
export function WhatIfAnswerScreen() {
  const { agentId, whatIfId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="what-if">
      {() => <Answer agentId={agentId} id={whatIfId} />}
    </AgentFrame>
  );
}

function Answer({ agentId, id }: { agentId: string; id: string }) {
  const found = useQuery(whatIfQuery(id));
  if (found.isPending) return <Loading what="the what-if" lines={10} />;
  if (found.data === undefined) {
    return found.error instanceof ApiError && found.error.status === 404 ? (
      <Blank
        icon={FileQuestion}
        title="This what-if is not kept any more"
        acts={
          <Link className="btn" to="/agents/$agentId/what-if" params={{ agentId }}>
            Ask again
          </Link>
        }
      >
        The last fifty are kept.
      </Blank>
    ) : (
      <Failure what="The what-if" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  const { data } = found;
  const { tally } = data;
  return (
    <div className="stack">
      {found.isError && (
        <Stale error={found.error} since={found.dataUpdatedAt} onRetry={() => void found.refetch()} />
      )}
      <QuestionCard whatIf={data} />
      <Figures whatIf={data} />
      {tally.unexplained > 0 && (
        <p className="note exception" role="status">
          {formatCount(tally.unexplained)} came out otherwise than they were stored, though settings and code
          are the same. There is no good reason for that; look at them, and verify the audit trail.
        </p>
      )}
      {tally.changed > 0 && (
        <div className="grid halves">
          <AnswerTransitions tally={tally} />
          <div className="stack">
            <AnswerMoney tally={tally} />
            <AnswerPeople tally={tally} />
          </div>
        </div>
      )}
      {data.listed > 0 && <ChangedRuns whatIf={data} />}
      {data.unreadableRuns.length > 0 && <Unreadable whatIf={data} />}
    </div>
  );
}

function QuestionCard({ whatIf }: { whatIf: WhatIf }) {
  const cancel = useCancelWhatIf();
  const { differences, state } = whatIf;
  const percent = percentDone(whatIf);
  return (
    <section className="card" aria-label="What was asked">
      <header>
        <Link
          className="icon-btn"
          to="/agents/$agentId/what-if"
          params={{ agentId: whatIf.agent }}
          aria-label="Ask another"
          title="Ask another"
        >
          <ArrowLeft aria-hidden="true" />
        </Link>
        <h2>{differences.length === 0 ? 'Under the settings in force' : 'Under other settings'}</h2>
        <StateChip tone={stateTone(state)} words={stateWords(state)} />
        <span className="as-of push">
          {whatIf.askedBy}, <Moment at={whatIf.startedAt} />, against policy version {whatIf.policyVersion}
        </span>
      </header>
      <div className="body stack near">
        {differences.length > 0 && (
          <ul className="tried-list">
            {differences.map((difference) => (
              <li key={difference} className="break">
                {differenceWords(difference)}
              </li>
            ))}
          </ul>
        )}
        <p className="soft">
          {periodWords(whatIf)}.
          {whatIf.which === 'newest' &&
            ' What people decided is compared on the runs they decided on, also where a newer one counts.'}
        </p>
        {state === 'running' && (
          <div className="line wrap" role="status">
            <div
              className="bar-track"
              role="progressbar"
              aria-label="Decided again"
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={percent}
              style={{ flex: '1 1 200px' }}
            >
              <i style={{ width: `${percent}%` }} />
            </div>
            <span className="meta">
              {whatIf.total === null
                ? 'Waiting for a worker'
                : `${formatCount(whatIf.looked)} of ${formatCount(whatIf.total)}`}
            </span>
            <button
              type="button"
              className="btn small"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate(whatIf.id)}
            >
              <OctagonX aria-hidden="true" />
              Cancel
            </button>
          </div>
        )}
        {state === 'cancelled' && (
          <p className="note">
            Cancelled after {formatCount(whatIf.looked)}
            {whatIf.total === null ? '' : ` of ${formatCount(whatIf.total)}`}. What follows is what it had
            found by then.
          </p>
        )}
        {state === 'failed' && (
          <p className="note exception" role="alert">
            {whatIf.error}
          </p>
        )}
        {cancel.isError && (
          <p className="note exception" role="alert">
            {sentenceOf(cancel.error)}
          </p>
        )}
      </div>
    </section>
  );
}

function Figures({ whatIf }: { whatIf: WhatIf }) {
  const { tally, which } = whatIf;
  const figures = [
    {
      name: which === 'newest' ? 'Invoices decided again' : 'Runs decided again',
      value: tally.counted,
      about:
        whatIf.differences.length === 0
          ? `${formatCount(tally.underOtherSettings)} decided under other settings`
          : 'under the settings above',
    },
    {
      name: 'Same',
      value: tally.same + tally.wordsOnly,
      about:
        tally.wordsOnly === 0 ? 'to the letter' : `${formatCount(tally.wordsOnly)} of them in other words`,
    },
    {
      name: 'Would change',
      value: tally.changed,
      about: `${formatCount(tally.letThrough.count)} let through, ${formatCount(tally.stopped.count)} stopped`,
    },
    {
      name: 'Could not be decided again',
      value: tally.unreadable,
      about: tally.unreadable === 0 ? 'all evidence is there' : 'see below',
    },
  ];
  return (
    <section className="card figures" aria-label="In figures" aria-live="polite">
      {figures.map(({ name, value, about }) => (
        <div className="figure" key={name}>
          <span className="name">{name}</span>
          <span className="value">{formatCount(value)}</span>
          <span className="about">{about}</span>
        </div>
      ))}
    </section>
  );
}

function Unreadable({ whatIf }: { whatIf: WhatIf }) {
  return (
    <section className="card" aria-label="Runs that could not be decided again">
      <header>
        <h2>Could not be decided again</h2>
        {whatIf.tally.unreadable > whatIf.unreadableRuns.length && (
          <span className="as-of push">the first {whatIf.unreadableRuns.length}</span>
        )}
      </header>
      <ul className="body stack near">
        {whatIf.unreadableRuns.map(({ run, why }) => (
          <li key={run} className="break">
            <Link
              className="mono"
              to="/agents/$agentId/runs/$runId"
              params={{ agentId: whatIf.agent, runId: run }}
            >
              {run}
            </Link>{' '}
            <span className="soft">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
