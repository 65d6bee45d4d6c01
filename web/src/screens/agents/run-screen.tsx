import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import {
  ArrowLeft,
  FileQuestion,
  Fingerprint,
  RefreshCw,
  Settings2,
  ShieldAlert,
  ShieldCheck,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { runQuery } from '../../api/agents.ts';
import type { RunDetail } from '../../api/contract.ts';
import { ApiError } from '../../api/request.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { Absent, Moment, MoneyText } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/dates.ts';
import { countOf } from '../../ui/format/numbers.ts';
import { becauseWords, sourceWords } from '../../ui/format/words.ts';
import { CauseChip } from '../../ui/state-chip.tsx';
import { differenceWords, rulingWords } from './what-if-words.ts';
import './agents.css';

const route = getRouteApi('/agents/$agentId/runs/$runId');

/** One decision: its proposal, and whether it can be made again. Route `/agents/$agentId/runs/$runId`. */
export function RunScreen() {
  const { agentId, runId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="runs">
      {() => <Run agentId={agentId} id={runId} />}
    </AgentFrame>
  );
}

function Run({ agentId, id }: { agentId: string; id: string }) {
  const found = useQuery(runQuery(id));
  if (found.isPending) return <Loading what="the run" lines={10} />;
  if (found.data === undefined) {
    return found.error instanceof ApiError && found.error.status === 404 ? (
      <Blank
        icon={FileQuestion}
        title={`There is no run ${id}`}
        acts={
          <Link className="btn" to="/agents/$agentId/runs" params={{ agentId }}>
            The runs
          </Link>
        }
      />
    ) : (
      <Failure what="The run" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  const run = found.data;
  return (
    <div className="grid main-side">
      <div className="stack">
        <DecisionCard run={run} />
        <ReasonsCard run={run} />
      </div>
      <div className="stack">
        <ProofCard run={run} />
        <SettingsCard run={run} />
      </div>
    </div>
  );
}

function DecisionCard({ run }: { run: RunDetail }) {
  return (
    <section className="card" aria-label="The decision">
      <header>
        <Link
          className="icon-btn"
          to="/agents/$agentId/runs"
          params={{ agentId: run.agent }}
          aria-label="All runs"
          title="All runs"
        >
          <ArrowLeft aria-hidden="true" />
        </Link>
        <h2>{run.headline}</h2>
        <CauseChip cause={run.cause} title={run.causeTitle} verdict={run.verdict} />
        <span className="as-of push" title={formatExact(run.decidedAt)}>
          <Moment at={run.decidedAt} />
        </span>
      </header>
      <div className="body">
        <dl className="facts left">
          <dt>Invoice</dt>
          <dd>
            <Link to="/invoices/$invoiceId" params={{ invoiceId: run.invoiceId }}>
              {run.invoiceNumber}
            </Link>
            {run.supplierName !== null && `, ${run.supplierName}`}
          </dd>
          <dt>What followed</dt>
          <dd>
            {rulingWords(run.ruling, run.because)}. <span className="soft">{becauseWords(run.because)}</span>
          </dd>
          <dt>In Coupa</dt>
          <dd>{run.commands.length === 0 ? <Absent says="nothing" /> : run.commands.join('; ')}</dd>
          <dt>Tasks for people</dt>
          <dd>{run.tasks.length === 0 ? <Absent /> : run.tasks.join('; ')}</dd>
          <dt>Amount</dt>
          <dd>
            <MoneyText money={run.exposure} />
          </dd>
          <dt>At risk</dt>
          <dd>
            <MoneyText money={run.atRisk} />
          </dd>
        </dl>
      </div>
    </section>
  );
}

function ReasonsCard({ run }: { run: RunDetail }) {
  return (
    <section className="card" aria-label="Why">
      <header>
        <h2>Why</h2>
      </header>
      <ul className="body stack near">
        {run.reasons.map(({ text, sources }) => (
          <li key={text}>
            <p className="break">{text}</p>
            <p className="meta faint">{sources.map(sourceWords).join(' · ')}</p>
          </li>
        ))}
        {run.counterfactuals.map((text) => (
          <li key={text} className="soft break">
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ProofCard({ run }: { run: RunDetail }) {
  const { replay } = run;
  return (
    <section className="card" aria-label="Proof">
      <header>
        <h2>Proof</h2>
      </header>
      <ul className="body stack">
        <Fact
          sign={replay.isSame ? 'good' : 'bad'}
          icon={<RefreshCw aria-hidden="true" />}
          title={replay.isSame ? 'Replays the same' : 'Does not replay the same'}
        >
          {replay.error ??
            (replay.isSame
              ? 'Decided again just now, from the stored evidence under the settings of that day: the same to the letter.'
              : `Decided again just now it says “${replay.headline ?? ''}”. The agent may have a newer version.`)}
        </Fact>
        <Fact
          sign={run.isEvidenceIntact ? 'good' : 'bad'}
          icon={
            run.isEvidenceIntact ? <ShieldCheck aria-hidden="true" /> : <ShieldAlert aria-hidden="true" />
          }
          title={run.isEvidenceIntact ? 'Evidence is intact' : 'Evidence was changed'}
        >
          Its hash is {run.isEvidenceIntact ? 'the one' : 'not the one'} that was written down.
        </Fact>
        <Fact sign="" icon={<Fingerprint aria-hidden="true" />} title="Evidence">
          <span className="mono break">{run.evidenceHash}</span>
        </Fact>
      </ul>
      <footer>
        <Link to="/audit" search={{ invoice: run.invoiceId }}>
          The trail of this invoice
        </Link>
      </footer>
    </section>
  );
}

function SettingsCard({ run }: { run: RunDetail }) {
  const count = run.differences.length;
  return (
    <section className="card" aria-label="Settings of the run">
      <header>
        <h2>Settings</h2>
        <span className="as-of push">
          policy version {run.policyVersion}, agent version {run.codeVersion}
        </span>
      </header>
      <ul className="body stack">
        <Fact
          sign=""
          icon={<Settings2 aria-hidden="true" />}
          title={count === 0 ? 'As in force today' : `${countOf(count, 'setting')} changed since`}
        >
          {run.differences.map((difference) => (
            <span key={difference} className="break" style={{ display: 'block' }}>
              {differenceWords(difference)}
            </span>
          ))}
        </Fact>
      </ul>
    </section>
  );
}

function Fact({
  sign,
  icon,
  title,
  children,
}: {
  sign: 'good' | 'bad' | '';
  icon: ReactNode;
  title: string;
  children: ReactNode;
}) {
  const tone = sign === 'good' ? 'is-matched' : sign === 'bad' ? 'is-exception' : '';
  return (
    <li className="fact">
      <span className={tone}>{icon}</span>
      <div>
        <p className={`medium ${tone}`}>{title}</p>
        <div className="meta soft">{children}</div>
      </div>
    </li>
  );
}
