import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, Maximize2, X } from 'lucide-react';
import { useRef } from 'react';
import { approvalQuery } from '../../api/approvals.ts';
import type { ApprovalDetail, ApprovalRow } from '../../api/contract.ts';
import { Failure, Loading } from '../../ui/blank.tsx';
import { DecisionBar } from '../../ui/decision/decision-bar.tsx';
import { Outcome, Proposal } from '../../ui/decision/proposal.tsx';
import { DeepLink } from '../../ui/deep-link.tsx';
import { Avatar, ClockLine, MoneyText } from '../../ui/figures.tsx';
import { fromSnake } from '../../ui/format/words.ts';
import { LineBriefs } from '../../ui/match/line-brief.tsx';
import { Counterfactuals, Reasons } from '../../ui/reasons.tsx';
import { CauseChip } from '../../ui/state-chip.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { usePanelWidth } from './panel-width.ts';

interface Props {
  readonly row: ApprovalRow;
  readonly onClose: () => void;
  readonly onStep: (by: number) => void;
  readonly onSent: () => void;
  readonly onDecided: (id: string) => void;
}

/** Passing rows quickly loads only the one where the cursor rests. */
const REST_MS = 90;

/** The evidence of the row under the cursor, and the decision below it. */
export function ReviewPanel({ row, onClose, onStep, onSent, onDecided }: Props) {
  const id = useSettled(row.id, REST_MS);
  const detail = useQuery(approvalQuery(id));
  const shown = detail.data?.id === row.id ? detail.data : undefined;
  const width = usePanelWidth();
  const body = useRef<HTMLDivElement>(null);
  return (
    <aside className="panel" aria-label={`Invoice ${row.invoiceNumber}`} style={{ width: width.px }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this one is. */}
      <div
        className="panel-edge"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuenow={width.px}
        aria-valuemin={width.min}
        aria-valuemax={width.max}
        tabIndex={0}
        {...width.handle}
      />
      <PanelHead row={row} onClose={onClose} onStep={onStep} />
      <div className="panel-body" ref={body} key={row.id}>
        {shown !== undefined ? (
          <Evidence detail={shown} />
        ) : detail.isError && id === row.id ? (
          <Failure what="The evidence" error={detail.error} onRetry={() => void detail.refetch()} />
        ) : (
          <Loading what="the evidence" lines={8} />
        )}
      </div>
      {shown !== undefined && shown.state === 'open' && (
        <div className="panel-foot">
          <DecisionBar key={shown.id} detail={shown} onSent={onSent} onDecided={() => onDecided(shown.id)} />
        </div>
      )}
    </aside>
  );
}

function PanelHead({ row, onClose, onStep }: Pick<Props, 'row' | 'onClose' | 'onStep'>) {
  return (
    <div className="panel-head">
      <div className="line">
        <CauseChip cause={row.cause} title={row.causeTitle} verdict={row.verdict} />
        <span className="push" />
        <button
          type="button"
          className="icon-btn"
          aria-label="Previous"
          title="Previous (K)"
          onClick={() => onStep(-1)}
        >
          <ChevronUp aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label="Next"
          title="Next (J)"
          onClick={() => onStep(1)}
        >
          <ChevronDown aria-hidden="true" />
        </button>
        <Link
          className="icon-btn"
          to="/invoices/$invoiceId"
          params={{ invoiceId: row.invoiceId }}
          aria-label="Open the full page"
          title="Open the full page (Enter)"
        >
          <Maximize2 aria-hidden="true" />
        </Link>
        <button
          type="button"
          className="icon-btn"
          aria-label="Close the panel"
          title="Close (Esc)"
          onClick={onClose}
        >
          <X aria-hidden="true" />
        </button>
      </div>
      <div className="line baseline panel-title">
        <h2 className="cut" title={row.supplierName ?? undefined}>
          {row.supplierName ?? 'Supplier unknown'}
        </h2>
        <span className="push medium">
          <MoneyText money={row.amount} />
        </span>
      </div>
      <div className="line wrap wide meta faint">
        <span className="mono">{row.invoiceNumber}</span>
        {row.entityName !== null && <span>{row.entityName}</span>}
        {row.coupaStatus !== null && <span>Coupa: {fromSnake(row.coupaStatus)}</span>}
        {row.cause !== null && <span className="mono micro">{row.cause}</span>}
        {row.assignedTo !== null && (
          <span className="line close">
            <Avatar name={row.assignedTo.name} small isNamed />
            {row.assignedTo.name}
          </span>
        )}
      </div>
      {row.clock !== null && <ClockLine clock={row.clock} blocked={row.verdict === 'exception'} />}
    </div>
  );
}

function Evidence({ detail }: { detail: ApprovalDetail }) {
  const [first, ...others] = detail.reasons;
  return (
    <>
      <Outcome detail={detail} />
      <section className="stack near">
        <h3 className="sec">{detail.verdict === 'exception' ? 'What stops it' : 'What was found'}</h3>
        {first !== undefined && !isSaidBelow(first.text, detail) && <p className="break">{first.text}</p>}
        {detail.lines.length > 0 && <LineBriefs lines={detail.lines} currency={detail.amount?.currency} />}
        <Counterfactuals sentences={detail.counterfactuals} />
      </section>
      <section className="stack near">
        <h3 className="sec">Proposal</h3>
        <Proposal detail={detail} />
      </section>
      {others.length > 0 && (
        <section className="stack near">
          <h3 className="sec">Why</h3>
          <Reasons reasons={others} links={new Map()} />
        </section>
      )}
      <p className="line wrap wide meta">
        <DeepLink to={detail.deepLink}>Open in Coupa</DeepLink>
        <Link to="/invoices/$invoiceId" params={{ invoiceId: detail.invoiceId }}>
          Timeline and proof
        </Link>
      </p>
    </>
  );
}

/** The first reason is often the finding of a line, which stands below its figures. */
function isSaidBelow(text: string, detail: ApprovalDetail): boolean {
  return detail.lines.some((line) => line.findings.some((finding) => finding.text === text));
}
