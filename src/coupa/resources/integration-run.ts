import type { IntegrationRun } from '#domain/records/integration-run.ts';
import { declare } from './declare.ts';
import { idOf, instant, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Integration Runs API" (read 2026-04-09) */
export const integrationRuns = declare<IntegrationRun>()({
  kind: 'integration_run',
  path: 'integration_runs',
  title: 'Integration runs',
  scope: 'core.integration.read',
  unlocks: "Shows whether the company's other integrations with Coupa run.",
  without: 'Purser cannot tell that an export to the ledger stands still.',
  fields: {
    status: or(text('status'), ''),
    integrationId: idOf('integration.id'),
    integrationName: text('integration.name'),
    startedAt: instant('start-time'),
    endedAt: instant('end-time'),
    totalRecords: text('total-records'),
    processedRecords: text('records-processed'),
  },
  columns: ['status', 'integrationId', 'startedAt'],
});
