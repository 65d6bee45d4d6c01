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
      auditRoute,
      auditEntryRoute,
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
