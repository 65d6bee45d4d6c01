// How an integration reports back: runs, what became of each document, and what went wrong.
import {
  acknowledge,
  createAlert,
  createAlertAndMark,
  finishRun,
  markDocumentExported,
  resolveRecord,
  settleHistory,
  unresolveRecord,
} from '../actions/integrations.ts';
import { lifeCycle } from './life-cycle.ts';
import {
  authors,
  type CollectionAction,
  children,
  DOCUMENT_TYPES,
  datetime,
  flag,
  many,
  oneOf,
  REQUIRED_TEXT,
  type Resource,
  ref,
  stamps,
  text,
  WRITABLE,
  writableDatetime,
  writableInteger,
  writableText,
} from './resource.ts';

const READ = ['core.integration.read'];
const WRITE = ['core.integration.write'];
const SCOPES = { read: READ, create: WRITE, update: WRITE };
const INTEGRATION = ref('integrations', ['id', 'code', 'name'], { isWritable: true, isRequired: true });
const OPTIONAL_INTEGRATION = ref('integrations', ['id', 'code', 'name'], WRITABLE);

const integrations: Resource = {
  table: 'integrations',
  path: 'integrations',
  root: 'integration',
  scopes: SCOPES,
  lookupKeys: ['id', 'code', 'name'],
  unique: [['code']],
  defaults: { standard: false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    code: REQUIRED_TEXT,
    'business-object': REQUIRED_TEXT,
    direction: { ...oneOf('to_coupa', 'from_coupa'), isRequired: true },
    'end-system': REQUIRED_TEXT,
    'end-system-type': {
      ...oneOf('payroll', 'erp', 'hr', 'third_party_partner', 'third_party_vendor', 'other', 'internal'),
      isRequired: true,
    },
    'integration-type': oneOf(
      'flat_file',
      'api',
      'corporate_credit_card_file',
      'json',
      'xml',
      'original_format',
    ),
    standard: flag,
    ...authors,
  },
};

const OPEN = ['pending', 'running', 'paused'];
/** The body of any verb may bring the counts along: `{"total_records": 3}`. */
const runs = lifeCycle({ table: 'integration-runs', model: 'integration-run' }, WRITE, {
  pending: { from: ['paused', 'running', 'failed'], to: 'pending', did: 'set pending' },
  run: {
    from: ['pending', 'paused', 'failed'],
    to: 'running',
    did: 'started',
    also: (work, row) => ({ 'start-time': row['start-time'] ?? work.now }),
  },
  pause: { from: ['pending', 'running'], to: 'paused', did: 'paused' },
  success: {
    from: OPEN,
    to: 'successful',
    did: 'finished',
    also: (work) => ({ 'end-time': work.now }),
  },
  fail: { from: OPEN, to: 'failed', did: 'failed', also: (work) => ({ 'end-time': work.now }) },
});

const integrationRuns: Resource = {
  table: 'integration-runs',
  path: 'integration_runs',
  root: 'integration-run',
  scopes: SCOPES,
  lookupKeys: ['id'],
  defaults: { status: 'pending' },
  fields: {
    ...stamps,
    status: text(),
    integration: INTEGRATION,
    flow: { kind: 'object' },
    'start-time': writableDatetime,
    'end-time': writableDatetime,
    'total-records': writableInteger,
    'records-processed': writableInteger,
    'max-updated-at': { ...writableDatetime, isQuiet: true },
    'integration-errors': {
      kind: 'children',
      to: 'integration-errors',
      parentField: 'integration-run',
      from: (row, reader) =>
        (reader.indexed('integration-errors', 'integration-run', row.id) ?? []).flatMap(
          (id) => reader.get('integration-errors', id) ?? [],
        ),
    },
    ...authors,
  },
  actions: {
    ...Object.fromEntries(
      Object.entries(runs).map(([verb, action]) => [verb, { ...action, isUpdate: true }]),
    ),
    finish: { scopes: WRITE, isUpdate: true, run: finishRun },
    max_updated_at: {
      scopes: WRITE,
      isUpdate: true,
      run: (work, row) => work.change('integration-runs', row.id, {}),
    },
  },
};

const RECORD: Resource['fields'] = {
  ...stamps,
  status: writableText,
  resolved: flag,
  'contact-alert-type': writableText,
  ...many(writableText, 'creation-method', 'document-status', 'external-id', 'integration-filename'),
  'document-type': oneOf(...DOCUMENT_TYPES),
  'document-id': { kind: 'id', isWritable: true },
  'document-revision': writableInteger,
  integration: OPTIONAL_INTEGRATION,
  'integration-run-id': { kind: 'id', from: (row) => row['integration-run'] },
  'integration-run': ref('integration-runs', ['id', 'status'], WRITABLE),
};

const post = (run: CollectionAction['run'], status = 201): CollectionAction => ({
  scopes: WRITE,
  methods: ['POST', 'PUT'],
  status,
  run,
});
const resolving = (table: string) => ({
  resolve: { scopes: WRITE, run: resolveRecord(table) },
  unresolve: { scopes: WRITE, run: unresolveRecord(table) },
});

/** What became of one document in the other system. The documents show PUT to the collection as well as POST. */
const historyRecords: Resource = {
  table: 'integration-history-records',
  path: 'integration_history_records',
  root: 'integration-history-record',
  scopes: SCOPES,
  isCreatedByPut: true,
  lookupKeys: ['id'],
  defaults: { resolved: false, 'creation-method': 'API' },
  fields: {
    ...RECORD,
    'document-type': { ...oneOf(...DOCUMENT_TYPES), isRequired: true },
    'document-id': { kind: 'id', isWritable: true, isRequired: true },
    responses: children('integration-record-responses', 'record'),
    ...authors,
  },
  settle: settleHistory,
  actions: resolving('integration-history-records'),
  creations: { create_alert: createAlert, create_alert_and_mark_exported: createAlertAndMark },
  collectionActions: {
    acknowledge: post(acknowledge, 200),
    mark_exported: post(markDocumentExported, 200),
  },
};

const integrationErrors: Resource = {
  table: 'integration-errors',
  path: 'integration_errors',
  root: 'integration-error',
  scopes: SCOPES,
  lookupKeys: ['id'],
  defaults: { resolved: false, 'creation-method': 'API' },
  fields: { ...RECORD, responses: children('integration-record-responses', 'record'), ...authors },
  settle: settleHistory,
  actions: resolving('integration-errors'),
  creations: { create_alert: createAlert },
};

const responses: Resource = {
  table: 'integration-record-responses',
  root: 'response',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'response-code': writableText,
    'response-message': writableText,
    record: { kind: 'id', isQuiet: true },
  },
};

const integrationContacts: Resource = {
  table: 'integration-contacts',
  path: 'integration_contacts',
  root: 'integration-contact',
  scopes: SCOPES,
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'contact-alert-type': oneOf('Technical', 'Functional', 'Both'),
    'contactable-type': oneOf('User', 'UserGroup', 'ApprovalGroup', 'Supplier', 'SupplierUser'),
    'contactable-id': { kind: 'id', isWritable: true },
    integration: OPTIONAL_INTEGRATION,
    'last-alert-at': { ...datetime, isQuiet: true },
    ...authors,
  },
};

/** Integrations, their runs and their history. */
export const integrationResources: readonly Resource[] = [
  integrations,
  integrationRuns,
  historyRecords,
  integrationErrors,
  responses,
  integrationContacts,
];
