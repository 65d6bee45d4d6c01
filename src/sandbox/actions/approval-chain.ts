import { compare, quotient } from '../amount.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import type { ChainStep } from '../tenant-profile.ts';
import { chainOf } from '../tenant-settings.ts';
import { placesOf } from './invoice-totals.ts';

/** From here on a matched order invoice is looked at before it is approved. */
const REVIEW_FROM = '1000';
const DIRECTOR_FROM = '25000';
const CHIEF_FROM = '100000';

/** Approvals of one document, in their order. */
export function approvalsOf(work: Work, type: string, id: string): Row[] {
  return (work.indexed('approvals', 'approvable-id', id) ?? [])
    .flatMap((approvalId) => work.get('approvals', approvalId) ?? [])
    .filter((approval) => approval['approvable-type'] === type)
    .sort((a, b) => Number(a.position) - Number(b.position));
}

/** Asks the invoice's approvers; with nobody to ask it is approved. */
export function startChain(work: Work, invoice: Row): Row {
  const approvers = approversOf(work, invoice);
  askApprovers(work, 'InvoiceHeader', invoice.id, approvers);
  if (approvers.length > 0) {
    work.note(
      `invoices:${invoice.id}`,
      `sent to ${approvers.map((user) => textOf(user, 'fullname')).join(', then ')}`,
    );
    return work.change('invoices', invoice.id, { ...invoice, status: 'pending_approval' });
  }
  work.note(`invoices:${invoice.id}`, 'approved: matched, no approver needed');
  return work.change('invoices', invoice.id, { ...invoice, status: 'approved' });
}

/** Only the first is asked now; the others wait with status `new`. */
export function askApprovers(work: Work, type: string, id: string, approvers: readonly Row[]): void {
  const past = approvalsOf(work, type, id).length;
  for (const [index, user] of approvers.entries()) {
    work.insert('approvals', {
      position: past + index + 1,
      'approval-chain-id': null,
      status: index === 0 ? 'pending_approval' : 'new',
      'approval-date': null,
      note: null,
      holdable: true,
      type: index === 0 ? 'ApprovalChainApproval' : 'ManagementHierarchyApproval',
      'approvable-type': type,
      'approvable-id': id,
      'approver-type': 'User',
      approver: user.id,
    });
  }
}

/** Nobody is asked any more: the document left the chain. */
export function closeChain(work: Work, type: string, id: string): void {
  for (const approval of approvalsOf(work, type, id)) {
    if (['pending_approval', 'new'].includes(textOf(approval, 'status'))) {
      work.change('approvals', approval.id, { status: 'skipped' });
    }
  }
}

function approversOf(work: Work, invoice: Row): Row[] {
  const total = decimalOf(invoice, 'total-with-taxes');
  // Yen count by the hundred, or every Japanese invoice would go to the top.
  const amount = placesOf(work, invoice) === 0 ? quotient(total, '100', 2) : total;
  const lines = childrenOf(work, 'invoice-lines', invoice, 'invoice-lines');
  const isOrdered = lines.length > 0 && lines.every((line) => textOf(line, 'order-line-id') !== '');
  const said = chainOf(work);
  if (said) return approversBy(work, said, amount, invoice);
  const chain: (Row | undefined)[] = [];
  if (isOrdered) chain.push(compare(amount, REVIEW_FROM) >= 0 ? withDuty(work, 'reviewer') : undefined);
  else
    chain.push(
      work.get('users', textOf(work.get('users', textOf(invoice, 'requested-by')), 'manager')) ??
        withDuty(work, 'ap-manager'),
    );
  if (compare(amount, DIRECTOR_FROM) >= 0) chain.push(withDuty(work, 'finance-director'));
  if (compare(amount, CHIEF_FROM) >= 0) chain.push(withDuty(work, 'chief-financial-officer'));
  return chain.filter((user): user is Row => user !== undefined);
}

/** By the tenant's own chain: each step whose amount is reached and whose department asked for it. */
function approversBy(work: Work, steps: readonly ChainStep[], amount: string, invoice: Row): Row[] {
  const requester = work.get('users', textOf(invoice, 'requested-by'));
  const department = textOf(work.get('departments', textOf(requester, 'department')), 'name');
  const wanted = steps.filter(
    (step) =>
      compare(amount, step.from) >= 0 && (step.department === undefined || step.department === department),
  );
  const logins = [...new Set(wanted.map((step) => step.approver))];
  const byLogin = new Map([...work.rows('users')].map((user) => [textOf(user, 'login'), user]));
  return logins.flatMap((login) => byLogin.get(login) ?? []);
}

/** The first user with a duty of the seeded company. */
export function withDuty(work: Work, duty: string): Row | undefined {
  for (const user of work.rows('users')) if (user.duty === duty && user.active === true) return user;
  return undefined;
}
