import { getRouteApi, Link } from '@tanstack/react-router';
import type { AgentRow } from '../../api/contract.ts';
import { useSettings } from '../../api/settings.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Failure, Loading } from '../../ui/blank.tsx';
import { SettingsForm } from './settings-form.tsx';
import { LIMIT_WORDS, limitWords, type TolerancesShape, tolerancesOf } from './tolerance-words.ts';
import './agents.css';

const route = getRouteApi('/agents/$agentId');

/** What an administrator sets for one agent. Route `/agents/$agentId`. */
export function AgentSettingsScreen() {
  const { agentId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="settings">
      {(agent) => <AgentSettings agent={agent} />}
    </AgentFrame>
  );
}

function AgentSettings({ agent }: { agent: AgentRow }) {
  const settings = useSettings();
  const tolerances = tolerancesOf(agent.settings);
  if (settings.isPending) return <Loading what="the settings" lines={8} />;
  if (settings.data === undefined) {
    return <Failure what="The settings" error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  const { policy } = settings.data;
  // Both are asked at once; for a moment one may be a version ahead, and a form must not mix them.
  if (policy.version !== agent.policyVersion) return <Loading what="the settings" lines={8} />;
  return (
    <div className="grid main-side">
      <SettingsForm agent={agent} policy={policy} />
      {tolerances !== undefined && <TolerancesCard agentId={agent.id} tolerances={tolerances} />}
    </div>
  );
}

function TolerancesCard({ agentId, tolerances }: { agentId: string; tolerances: TolerancesShape }) {
  const scoped = tolerances.scoped?.length ?? 0;
  return (
    <section className="card" aria-label="Tolerances">
      <header>
        <h2>Tolerances</h2>
        <span className="as-of push cut">{tolerances.name ?? ''}</span>
      </header>
      <div className="body">
        <dl className="facts">
          {LIMIT_WORDS.map(([key, words]) => {
            const limit = tolerances.limits[key];
            return limit === undefined ? null : (
              <div key={key} style={{ display: 'contents' }}>
                <dt>{words}</dt>
                <dd>{limitWords(limit)}</dd>
              </div>
            );
          })}
          <dt>All invoices on one order</dt>
          <dd>{limitWords(tolerances.orderToDateOver)}</dd>
          <dt>Tolerated on one invoice</dt>
          <dd>{tolerances.documentCap}</dd>
          <dt>Rules for some lines</dt>
          <dd>{scoped === 0 ? 'none' : scoped}</dd>
        </dl>
        <p className="meta faint" style={{ paddingTop: 10 }}>
          Amounts are in {tolerances.currency ?? 'each invoice’s own currency'}.
        </p>
      </div>
      <footer>
        <Link to="/agents/$agentId/tolerances" params={{ agentId }}>
          See and change the tolerances
        </Link>
      </footer>
    </section>
  );
}
