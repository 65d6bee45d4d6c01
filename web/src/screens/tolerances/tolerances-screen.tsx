import { getRouteApi } from '@tanstack/react-router';
import { Download, FileQuestion } from 'lucide-react';
import type { Tolerances } from '../../api/contract.ts';
import { ApiError } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { toleranceExportAddress, useToleranceEffect, useTolerances } from '../../api/tolerances.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';
import { DetailsCard } from './details-card.tsx';
import { ImportButton } from './import-button.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { LimitsCard } from './limits-card.tsx';
import { RulesCard } from './rules-card.tsx';
import { SaveBar } from './save-bar.tsx';
import { useToleranceDraft } from './use-tolerance-draft.ts';
import { VersionsCard } from './versions-card.tsx';
import './tolerances.css';

const route = getRouteApi('/agents/$agentId/tolerances');

/** How far an invoice may stray before it is an exception, and what each rule did last month. */
export function TolerancesScreen() {
  const { agentId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="tolerances">
      {() => <Loaded agentId={agentId} />}
    </AgentFrame>
  );
}

function Loaded({ agentId }: { agentId: string }) {
  const found = useTolerances(agentId);
  if (found.isPending) return <Loading what="the tolerances" lines={12} />;
  if (found.data === undefined) {
    return found.error instanceof ApiError && found.error.status === 404 ? (
      <Blank icon={FileQuestion} title="There are no tolerances here">
        {found.error.message}
      </Blank>
    ) : (
      <Failure what="The tolerances" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  return <Editor agentId={agentId} inForce={found.data} />;
}

function Editor({ agentId, inForce }: { agentId: string; inForce: Tolerances }) {
  const isPhone = useIsPhone();
  const mayChange = useMay('policy.change') && !isPhone;
  const effect = useToleranceEffect(agentId);
  const hand = useToleranceDraft(agentId, inForce, mayChange);
  return (
    <div className="stack form">
      <div className="line wrap">
        <p className="soft" style={{ flex: '1 1 420px' }}>
          How far an invoice may stray from its order and receipts before the {inForce.title.toLowerCase()}{' '}
          makes it an exception. 0 allows nothing.
        </p>
        <div className="line">
          {mayChange && <ImportButton agentId={agentId} onRead={hand.fill} />}
          <a className="btn" href={toleranceExportAddress(agentId, inForce.version)} download>
            <Download aria-hidden="true" />
            Export
          </a>
        </div>
      </div>
      <p className="meta faint">
        {inForce.isSet ? 'In force' : 'Nobody has set any yet: the starter policy is in force'},{' '}
        <span className="mono">{inForce.id}</span>, version {inForce.version} of the policy,{' '}
        {inForce.changedBy}, <Moment at={inForce.changedAt} />.
      </p>
      {!mayChange && (
        <p className="note">
          {isPhone
            ? 'Tolerances are changed on a larger screen.'
            : 'You can see the tolerances but not change them. It needs the permission policy.change.'}
        </p>
      )}
      <div className="stack">
        <LimitsCard
          hand={hand}
          effect={effect.data}
          effectState={effect.status}
          onRetry={() => void effect.refetch()}
          isReadOnly={!mayChange}
        />
        <RulesCard hand={hand} effect={effect.data} isReadOnly={!mayChange} />
        <DetailsCard hand={hand} effect={effect.data} isReadOnly={!mayChange} />
        <VersionsCard agentId={agentId} hand={hand} isReadOnly={!mayChange} />
        {mayChange && <SaveBar agentId={agentId} hand={hand} effect={effect.data} />}
      </div>
      <LeaveDialog isUnsaved={mayChange && hand.changed} />
    </div>
  );
}
