import { Link } from '@tanstack/react-router';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { exportAddress } from '../../api/audit.ts';
import type { ApprovalDetail, InvoiceDetail, TaskRow } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { DecisionBar } from '../../ui/decision/decision-bar.tsx';
import { Outcome, Proposal } from '../../ui/decision/proposal.tsx';
import { DeepLink } from '../../ui/deep-link.tsx';
import { Absent, Avatar, ClockLine, Moment, ShortDate } from '../../ui/figures.tsx';
import { formatQuantity } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { Counterfactuals } from '../../ui/reasons.tsx';
import { CommandChip, StateChip } from '../../ui/state-chip.tsx';

/** The proposal with its decision. On a phone the decision stands at the foot of the screen. */
export function ProposalCard({ detail }: { detail: ApprovalDetail }) {
  return (
    <section className="card case-proposal" aria-label="Proposal">
      <header>
        <h2>Proposal</h2>
        {detail.assignedTo !== null && (
          <span className="line close meta soft push">
            <Avatar name={detail.assignedTo.name} small isNamed />
            {detail.assignedTo.name}
          </span>
        )}
      </header>
      <div className="body stack" style={{ gap: 12 }}>
        <Outcome detail={detail} />
        <Proposal detail={detail} />
        {detail.clock !== null && <ClockLine clock={detail.clock} blocked={detail.verdict === 'exception'} />}
        <Counterfactuals sentences={detail.counterfactuals} />
        {detail.state === 'open' && (
          <div className="decision-foot">
            <DecisionBar detail={detail} />
          </div>
        )}
        {detail.state === 'open' && (
          <p className="meta faint">
            Nothing is paid from here. Coupa changes only after approval, and you see it confirmed.
          </p>
        )}
      </div>
    </section>
  );
}

export function TasksCard({ tasks }: { tasks: readonly TaskRow[] }) {
  return (
    <section className="card" aria-label="Tasks by hand">
      <header>
        <h2>By hand in Coupa</h2>
      </header>
      <div className="body stack">
        {tasks.map((task) => (
          <div key={task.id} className="stack near">
            <p className="medium break">{task.title}</p>
            <ol className="stack tight soft">
              {task.steps.map((step, index) => (
                <li key={step} className="break">
                  {index + 1}. {step}
                </li>
              ))}
            </ol>
            <DeepLink className="btn" to={task.deepLink}>
              Open in Coupa
            </DeepLink>
          </div>
        ))}
        <p className="meta faint">Closes itself when Coupa shows it done.</p>
      </div>
    </section>
  );
}

/** What was sent to Coupa, and whether Coupa has confirmed it. */
export function CommandsCard({ commands }: { commands: InvoiceDetail['commands'] }) {
  return (
    <section className="card" aria-label="What was done">
      <header>
        <h2>What was done</h2>
      </header>
      <ul className="body stack" style={{ gap: 12 }}>
        {commands.map((command) => (
          <li key={command.id} className="stack tight">
            <p className="break">{command.words}</p>
            <p className="line wrap meta faint">
              <CommandChip state={command.state} />
              <span>{command.by}</span>
              <Moment at={command.at} />
            </p>
            {command.error !== null && command.state !== 'confirmed' && (
              <p className="meta is-exception break">{command.error}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ReceiptsCard({ data }: { data: InvoiceDetail }) {
  return (
    <section className="card" aria-label="Receipts">
      <header>
        <h2>Receipts</h2>
      </header>
      <table className="tbl tight">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Receipt</th>
            <th scope="col" className="num">
              Quantity
            </th>
          </tr>
        </thead>
        <tbody>
          {data.receipts.map((receipt) => (
            <tr key={receipt.id} className={receipt.status === 'voided' ? 'gone' : ''}>
              <td>{receipt.date === null ? <Absent /> : <ShortDate date={receipt.date.slice(0, 10)} />}</td>
              <td>
                <DeepLink to={receipt.deepLink}>{receipt.reference ?? `#${receipt.id}`}</DeepLink>
                {receipt.status === 'voided' && <span className="faint"> voided</span>}
              </td>
              <td className="num">
                {receipt.quantity === null
                  ? (receipt.amount ?? <Absent />)
                  : `${formatQuantity(receipt.quantity)} ${receipt.uom ?? ''}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** That the last decision can be trusted: its entry, its place in the chain, its evidence. */
export function ProofCard({ data }: { data: InvoiceDetail }) {
  const mayExport = useMay('audit.export');
  const { proof } = data;
  if (proof === null) return null;
  return (
    <section className="card case-proof" aria-label="Proof">
      <header>
        <h2>Proof</h2>
        <span className="push">
          {proof.verified ? (
            <StateChip tone="matched" words="Verified" icon={ShieldCheck} />
          ) : (
            <StateChip tone="exception" words="Does not verify" icon={ShieldAlert} />
          )}
        </span>
      </header>
      <div className="body">
        <dl className="facts">
          <dt>Entry</dt>
          <dd>
            <Link className="mono" to="/audit/$seq" params={{ seq: proof.entry }}>
              #{proof.entry}
            </Link>
          </dd>
          <dt>Hash</dt>
          <dd className="mono" title={proof.hash}>
            {shortHash(proof.hash)}
          </dd>
          <dt>Chained</dt>
          <dd>
            <Moment at={proof.chainedAt} />
          </dd>
          <dt>Anchored outside</dt>
          <dd>
            {proof.anchoredAt === null ? (
              <span className="faint">within a minute</span>
            ) : (
              <Moment at={proof.anchoredAt} />
            )}
          </dd>
          <dt>Evidence</dt>
          <dd>
            <span className="mono" title={proof.evidenceHash}>
              {shortHash(proof.evidenceHash)}
            </span>{' '}
            {proof.evidenceIntact ? 'intact' : <span className="is-exception strong">changed since</span>}
          </dd>
          <dt>Decided again today</dt>
          <dd>{proof.replaysSame ? 'the same' : <span className="is-exception strong">differs</span>}</dd>
          <dt>Policy</dt>
          <dd>version {proof.policyVersion}</dd>
          {proof.tolerancesId !== null && (
            <>
              <dt>Tolerances</dt>
              <dd className="mono">{proof.tolerancesId}</dd>
            </>
          )}
          {data.runs[0] !== undefined && (
            <>
              <dt>Decided</dt>
              <dd>
                {data.runs.length === 1 ? 'once, ' : `${data.runs.length} times, last `}
                <Moment at={data.runs[0].at} />
              </dd>
              <dt>By</dt>
              <dd>
                {data.runs[0].agent}, {fromSnake(data.runs[0].ruling).toLowerCase()}
              </dd>
            </>
          )}
        </dl>
      </div>
      {mayExport && (
        <footer>
          <a href={exportAddress(data.invoice.id)} download>
            Export the evidence
          </a>
          <Link to="/audit" search={{ invoice: data.invoice.id }}>
            All entries
          </Link>
        </footer>
      )}
    </section>
  );
}

function shortHash(hash: string): string {
  return hash.length <= 12 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}
