import { EXCEPTION_CODES, type ExceptionOwner } from '../exception-code.ts';
import type { MatchException } from '../match-result.ts';
import type { RepairStep } from './repair-step.ts';

const OWNERS: Readonly<Record<ExceptionOwner, string>> = {
  accounts_payable: 'accounts payable',
  buyer: 'the buyer',
  receiver: 'the receiver',
  requester: 'the requester',
  supplier_management: 'supplier management',
  compliance: 'compliance',
  tax: 'the tax department',
  treasury: 'treasury',
  budget_owner: 'the budget owner',
  quality: 'quality assurance',
  master_data: 'whoever keeps the master data',
  security: 'security',
  audit: 'internal audit',
};

/** Nothing else is left. */
export function askOwner({ code, counterfactual }: MatchException): RepairStep {
  return {
    rung: 'ask_owner',
    found: 'nothing',
    says: `Ask ${OWNERS[EXCEPTION_CODES[code].owner]}. ${counterfactual}`,
  };
}
