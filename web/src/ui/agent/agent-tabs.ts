import {
  FlaskConical,
  GraduationCap,
  History,
  type LucideIcon,
  Ruler,
  SlidersHorizontal,
} from 'lucide-react';
import type { AgentRow } from '../../api/contract.ts';

/** The one agent that learns; others remember nothing between two decisions. */
export const LEARNS = 'three-way-match';

/** The pages of one agent, in their order. */
export const AGENT_TABS = [
  {
    id: 'settings',
    words: 'Settings',
    to: '/agents/$agentId',
    permission: 'policy.read',
    icon: SlidersHorizontal,
  },
  {
    id: 'tolerances',
    words: 'Tolerances',
    to: '/agents/$agentId/tolerances',
    permission: 'policy.read',
    icon: Ruler,
  },
  {
    id: 'what-if',
    words: 'What-if',
    to: '/agents/$agentId/what-if',
    permission: 'policy.read',
    icon: FlaskConical,
  },
  { id: 'runs', words: 'Runs', to: '/agents/$agentId/runs', permission: 'runs.read', icon: History },
  {
    id: 'memory',
    words: 'What was learned',
    to: '/agents/$agentId/memory',
    permission: 'runs.read',
    icon: GraduationCap,
  },
] as const satisfies readonly { readonly icon: LucideIcon; readonly [field: string]: unknown }[];

export type AgentTab = (typeof AGENT_TABS)[number];

/** The pages that this agent has and this person may see. */
export function tabsOf(
  { id, settings }: Pick<AgentRow, 'id' | 'settings'>,
  permissions: readonly string[],
): readonly AgentTab[] {
  return AGENT_TABS.filter((tab) => {
    if (tab.id === 'tolerances' && settings.tolerances === undefined) return false;
    if (tab.id === 'memory' && id !== LEARNS) return false;
    return permissions.includes(tab.permission);
  });
}
