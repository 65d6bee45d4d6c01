import { Link } from '@tanstack/react-router';
import { Bot, FileQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAgents } from '../../api/agents.ts';
import type { AgentRow } from '../../api/contract.ts';
import { useSession } from '../../api/session.ts';
import { Blank, Failure, Loading, NoRight } from '../../ui/blank.tsx';
import { MODE_WORDS } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import './agents.css';

const TABS = [
  { id: 'settings', words: 'Settings', to: '/agents/$agentId', permission: 'policy.read' },
  { id: 'what-if', words: 'What-if', to: '/agents/$agentId/what-if', permission: 'policy.read' },
  { id: 'runs', words: 'Runs', to: '/agents/$agentId/runs', permission: 'runs.read' },
] as const;

interface Props {
  readonly agentId: string;
  readonly tab: (typeof TABS)[number]['id'];
  readonly children: (agent: AgentRow) => ReactNode;
}

/** The head and the tabs of one agent's pages. */
export function AgentFrame({ agentId, tab, children }: Props) {
  const permissions = useSession().data?.person?.permissions ?? [];
  const mayRead = permissions.includes('policy.read');
  const agents = useAgents(mayRead);
  const agent = agents.data?.rows.find(({ id }) => id === agentId);
  const tabs = TABS.filter(({ permission }) => permissions.includes(permission));
  const words = TABS.find(({ id }) => id === tab)?.words ?? '';
  usePageName(`${agent?.title ?? 'Agent'}: ${words}`, agent?.title);
  if (!mayRead) return <NoRight icon={Bot} title="You may not see the agents" permission="policy.read" />;
  if (agents.isPending) return <Loading what="the agent" lines={10} />;
  if (agents.data === undefined) {
    return <Failure what="The agent" error={agents.error} onRetry={() => void agents.refetch()} />;
  }
  if (agent === undefined) {
    return (
      <Blank
        icon={FileQuestion}
        title={`There is no agent ${agentId}`}
        acts={
          <Link className="btn" to="/agents">
            The agents
          </Link>
        }
      />
    );
  }
  return (
    <main className="page">
      <div className="head">
        <div>
          <h1>{agent.title}</h1>
          <p className="sub">
            {MODE_WORDS[agent.mode].title}, policy version {agent.policyVersion}, agent version{' '}
            {agent.codeVersion}
          </p>
        </div>
        <Link className="btn" to="/settings/$section" params={{ section: 'autonomy' }}>
          Mode and limits
        </Link>
      </div>
      <nav className="tabs" aria-label={agent.title}>
        {tabs.map((one) => (
          <Link
            key={one.id}
            to={one.to}
            params={{ agentId }}
            replace
            activeOptions={{ exact: true }}
            aria-current={one.id === tab ? 'page' : undefined}
          >
            {one.words}
          </Link>
        ))}
      </nav>
      {children(agent)}
    </main>
  );
}
