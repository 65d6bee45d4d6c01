import { settleTask } from '../actions/projects.ts';
import { lifeCycle, type Step } from './life-cycle.ts';
import {
  authors,
  contentGroups,
  currencyRef,
  customFields,
  flag,
  integer,
  many,
  oneOf,
  REQUIRED_TEXT,
  type Resource,
  ref,
  refs,
  stamps,
  text,
  userRef,
  WRITABLE,
  writableDate,
  writableDatetime,
  writableDecimal,
  writableFlag,
  writableFloat,
  writableInteger,
  writableText,
} from './resource.ts';

const PROJECT = {
  read: ['core.project.read'],
  create: ['core.project.write'],
  update: ['core.project.write'],
};
const EVERY = ['draft', 'planned', 'in_progress', 'cancelled', 'complete'];

/** The documents name the verbs by POST and no order among them; what is over can be opened again as a draft. */
const move = (to: string, from: readonly string[]): Step => ({
  from,
  to,
  did: `moved to ${to}`,
  methods: ['POST', 'PUT'],
});

const projects: Resource = {
  table: 'projects',
  path: 'projects',
  root: 'project',
  scopes: PROJECT,
  lookupKeys: ['id', 'name', 'external-reference-number'],
  unique: [['external-reference-number']],
  hasAttachments: true,
  defaults: { active: true, status: 'draft', open: false, 'completion-percentage': 0 },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    description: writableText,
    'external-reference-number': writableText,
    status: text(),
    active: flag,
    open: writableFlag,
    'mention-name': text(),
    'project-id': { kind: 'id', from: (row) => row.id },
    'completion-percentage': integer,
    ...many(
      writableDecimal,
      'additional-negotiated-savings',
      'additional-planned-savings',
      'additional-realized-savings',
    ),
    'allow-users-to-view-member': oneOf('anyone_with_access_to_this_project', 'project_owners_only'),
    ...many(writableFlag, 'display-date-range-warning', 'show-contracts-rollup-fields'),
    ...many(writableFlag, 'show-sourcing-rollup-fields', 'show-suppliers-rollup-fields'),
    'enabled-tabs': writableText,
    'start-date': writableDate,
    'end-date': writableDate,
    'commodity-id': { kind: 'id', from: (row) => row.commodity },
    commodity: ref('commodities', ['id', 'name'], WRITABLE),
    currency: currencyRef(WRITABLE),
    department: ref('departments', ['id', 'name'], WRITABLE),
    users: refs('users', ['id', 'login', 'employee-number']),
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
  actions: lifeCycle({ table: 'projects', model: 'project' }, PROJECT.update, {
    draft: move('draft', EVERY),
    planned: move('planned', ['draft', 'in_progress']),
    in_progress: move('in_progress', ['draft', 'planned']),
    cancelled: move('cancelled', ['draft', 'planned', 'in_progress']),
    complete: move('complete', ['in_progress']),
  }),
};

const within = (path: string, table: string, type: string) => ({
  path,
  table,
  as: 'tasks',
  field: 'linkable-id',
  key: 'linkable-id',
  fixed: { 'linkable-type': type },
});

const tasks: Resource = {
  table: 'tasks',
  path: 'tasks',
  within: [within('projects', 'projects', 'Project'), within('user_groups', 'user-groups', 'UserGroup')],
  root: 'task',
  scopes: {
    read: ['core.project.read', 'core.user_group.read'],
    create: ['core.project.write', 'core.user_group.write'],
    update: ['core.project.write', 'core.user_group.write'],
    delete: ['core.project.write', 'core.user_group.write'],
  },
  lookupKeys: ['id'],
  hasAttachments: true,
  defaults: { status: 'pending', percentage: 0 },
  fields: {
    ...stamps,
    title: REQUIRED_TEXT,
    description: writableText,
    status: oneOf('pending', 'in_progress', 'completed'),
    'task-id': { kind: 'id', from: (row) => row.id },
    percentage: writableInteger,
    duration: writableFloat,
    'start-date': writableDatetime,
    'due-date': writableDatetime,
    'resolved-at': { kind: 'datetime' },
    'resolved-by': userRef(),
    'linkable-type': writableText,
    'linkable-id': { kind: 'id', isWritable: true },
    'owner-id': { kind: 'id', from: (row) => row.owner },
    owner: userRef(WRITABLE),
    ...authors,
  },
  settle: settleTask,
};

/** Projects and the tasks of projects and groups. */
export const projectResources: readonly Resource[] = [projects, tasks];
