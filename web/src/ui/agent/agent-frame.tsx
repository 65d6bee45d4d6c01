import { Link, useNavigate } from '@tanstack/react-router';
import { Bot, FileQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAgents } from '../../api/agents.ts';
import type { AgentRow } from '../../api/contract.ts';
import { useSession } from '../../api/session.ts';
import { Blank, Failure, Loading, NoRight } from '../blank.tsx';
import { MODE_WORDS } from '../format/words.ts';
import { usePageName } from '../frame/crumb.tsx';
import { useKeys } from '../keys/key-provider.tsx';
import { AGENT_TABS, type AgentTab, tabsOf } from './agent-tabs.ts';

interface Props {
  readonly agentId: string;
  readonly tab: AgentTab['id'];
  readonly children: (agent: AgentRow) => ReactNode;
}

/** The head and the tabs of one agent's pages. */
export function AgentFrame({ agentId, tab, children }: Props) {
  const permissions = useSession().data?.person?.permissions ?? [];
  const mayRead = permissions.includes('policy.read');
  const agents = useAgents(mayRead);
  const agent = agents.data?.rows.find(({ id }) => id === agentId);
  const tabs = agent === undefined ? [] : tabsOf(agent, permissions);
  const words = AGENT_TABS.find(({ id }) => id === tab)?.words ?? '';
  useTabKeys(agentId, tabs, tab);
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
      <nav className="tabs" aria-label={agent.title} ref={showCurrent}>
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

/** `[` and `]` go from page to page of the agent. */
function useTabKeys(agentId: string, tabs: readonly AgentTab[], tab: AgentTab['id']) {
  const navigate = useNavigate();
  const at = tabs.findIndex(({ id }) => id === tab);
  const go = (step: number) => {
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next !== undefined) void navigate({ to: next.to, params: { agentId }, replace: true });
  };
  useKeys([
    { keys: [']'], does: 'Next page of the agent', group: 'This agent', run: () => go(1) },
    { keys: ['['], does: 'Page before', group: 'This agent', run: () => go(-1) },
  ]);
}

/** On a phone the tabs scroll sideways; the one that is open is to be seen. */
function showCurrent(tabs: HTMLElement | null) {
  const current = tabs?.querySelector<HTMLElement>('[aria-current]');
  if (tabs !== null && current !== null && current !== undefined) {
    tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft;
  }
}
