import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { NotFound, Root } from './root.tsx';
import { parseSearch, pickSearch, stringifySearch } from './search-text.ts';

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound });

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/overview/overview-screen.tsx'), 'OverviewScreen'),
});

const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: (search) =>
    pickSearch(search, [
      'view',
      'state',
      'cause',
      'supplier',
      'entity',
      'assignee',
      'currency',
      'min',
      'max',
      'search',
      'at',
      'panel',
    ]),
  component: lazyRouteComponent(() => import('./screens/review-queue/review-screen.tsx'), 'ReviewScreen'),
});

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks',
  validateSearch: (search) => pickSearch(search, ['state']),
  component: lazyRouteComponent(() => import('./screens/tasks/tasks-screen.tsx'), 'TasksScreen'),
});

const invoicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invoices',
  validateSearch: (search) =>
    pickSearch(search, ['search', 'status', 'supplier', 'entity', 'currency', 'sort']),
  component: lazyRouteComponent(() => import('./screens/invoices/invoices-screen.tsx'), 'InvoicesScreen'),
});

const invoiceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invoices/$invoiceId',
  component: lazyRouteComponent(() => import('./screens/invoice/invoice-screen.tsx'), 'InvoiceScreen'),
});

const memoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/memory',
  validateSearch: (search) => pickSearch(search, ['search', 'supplier', 'state']),
  component: lazyRouteComponent(() => import('./screens/memory/memory-screen.tsx'), 'MemoryScreen'),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: (search) => pickSearch(search, ['search', 'what', 'who', 'invoice', 'from', 'to']),
  component: lazyRouteComponent(() => import('./screens/audit/audit-screen.tsx'), 'AuditScreen'),
});

const auditEntryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit/$seq',
  component: lazyRouteComponent(() => import('./screens/audit/audit-entry-screen.tsx'), 'AuditEntryScreen'),
});

const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  component: lazyRouteComponent(() => import('./screens/agents/agents-screen.tsx'), 'AgentsScreen'),
});

const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId',
  component: lazyRouteComponent(
    () => import('./screens/agents/agent-settings-screen.tsx'),
    'AgentSettingsScreen',
  ),
});

const whatIfRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/what-if',
  component: lazyRouteComponent(() => import('./screens/agents/what-if-screen.tsx'), 'WhatIfScreen'),
});

const whatIfAnswerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/what-if/$whatIfId',
  component: lazyRouteComponent(
    () => import('./screens/agents/what-if-answer-screen.tsx'),
    'WhatIfAnswerScreen',
  ),
});

const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/runs',
  validateSearch: (search) => pickSearch(search, ['search', 'verdict', 'cause', 'ruling', 'from', 'to']),
  component: lazyRouteComponent(() => import('./screens/agents/runs-screen.tsx'), 'RunsScreen'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/runs/$runId',
  component: lazyRouteComponent(() => import('./screens/agents/run-screen.tsx'), 'RunScreen'),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'autonomy' } });
  },
});

const settingsSectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});

const tolerancesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$agentId/tolerances',
  component: lazyRouteComponent(
    () => import('./screens/tolerances/tolerances-screen.tsx'),
    'TolerancesScreen',
  ),
});

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      overviewRoute,
      reviewRoute,
      tasksRoute,
      invoicesRoute,
      invoiceRoute,
      memoryRoute,
      auditRoute,
      auditEntryRoute,
      agentsRoute,
      agentRoute,
      whatIfRoute,
      whatIfAnswerRoute,
      runsRoute,
      runRoute,
      settingsRoute,
      settingsSectionRoute,
      tolerancesRoute,
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
