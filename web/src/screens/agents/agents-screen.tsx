import { Link } from '@tanstack/react-router';
import { Bot } from 'lucide-react';
import { useAgents } from '../../api/agents.ts';
import type { AgentRow } from '../../api/contract.ts';
import { useMay, useSession } from '../../api/session.ts';
import { tabsOf } from '../../ui/agent/agent-tabs.ts';
import { Blank, Failure, Loading, NoRight } from '../../ui/blank.tsx';
import { Absent, Moment } from '../../ui/figures.tsx';
import { MODE_WORDS } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import './agents.css';

/** Who decides: each agent with how far it may go. Route `/agents`. */
export function AgentsScreen() {
  usePageName('Agents');
  const mayRead = useMay('policy.read');
  if (!mayRead) return <NoRight icon={Bot} title="You may not see the agents" permission="policy.read" />;
  return <Agents />;
}

function Agents() {
  const agents = useAgents();
  return (
    <main className="page">
      <div className="head">
        <div>
          <h1>Agents</h1>
          <p className="sub">Each makes one judgement, by its settings and within its limits.</p>
        </div>
      </div>
      {agents.isPending ? (
        <section className="card">
          <Loading what="the agents" lines={3} />
        </section>
      ) : agents.data === undefined ? (
        <Failure what="The agents" error={agents.error} onRetry={() => void agents.refetch()} />
      ) : agents.data.rows.length === 0 ? (
        <Blank icon={Bot} title="There is no agent" />
      ) : (
        <section className="card" aria-label="Agents">
          <table className="tbl tall cards agent-list">
            <thead>
              <tr>
                <th scope="col">Agent</th>
                <th scope="col">Mode</th>
                <th scope="col">Decided last</th>
                <th scope="col">Go to</th>
              </tr>
            </thead>
            <tbody>
              {agents.data.rows.map((agent) => (
                <AgentLine key={agent.id} agent={agent} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </main>
  );
}

function AgentLine({ agent }: { agent: AgentRow }) {
  const permissions = useSession().data?.person?.permissions ?? [];
  const params = { agentId: agent.id };
  return (
    <tr>
      <th scope="row" className="a-name">
        <div className="two">
          <Link className="row-link medium" to="/agents/$agentId" params={params}>
            {agent.title}
          </Link>
          <span>
            <span className="mono">{agent.id}</span>, version {agent.codeVersion}
          </span>
        </div>
      </th>
      <td className="a-mode">
        <Link className="tag" to="/settings/$section" params={{ section: 'autonomy' }}>
          {MODE_WORDS[agent.mode].title}
        </Link>
      </td>
      <td className="a-last soft">
        {agent.lastRunAt === null ? <Absent says="nothing yet" /> : <Moment at={agent.lastRunAt} />}
      </td>
      <td className="a-go">
        <span className="line wide wrap">
          {tabsOf(agent, permissions).map(({ id, to, words }) => (
            <Link key={id} to={to} params={params}>
              {words}
            </Link>
          ))}
        </span>
      </td>
    </tr>
  );
}
