import { explainMatch } from '#domain/matching/explain-match.ts';
import { policyId } from '#domain/matching/policy-id.ts';
import { defineAgent } from '#engine/shapes/agent.ts';
import { analyse, matchInputOf } from './analyse.ts';
import { gather } from './gather.ts';
import { propose } from './propose.ts';
import { settings } from './settings.ts';

/** Matches an invoice with its order and receipts; moves on what agrees, explains what does not. */
export const threeWayMatch = defineAgent({
  id: 'three-way-match',
  title: 'Three-way match',
  codeVersion: '7',
  triggers: ['invoice'],
  coupaScopes: [
    'core.invoice.read',
    'core.invoice.write',
    'core.purchase_order.read',
    'core.inventory.receiving.read',
    'core.approval.read',
    'core.approval.write',
    'core.comment.read',
    'core.comment.write',
    'core.contract.read',
    'core.catalog.read',
  ],
  autonomyCeiling: 'autonomous',
  settings,
  snapshots: ({ tolerances }) => ({ tolerances: policyId(tolerances) }),
  gather,
  analyse,
  propose,
  explain: ({ match }, evidence, parsed) => explainMatch(matchInputOf(evidence, parsed), match),
});
