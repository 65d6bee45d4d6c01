// One command of each kind on an invoice of its own, prepared in Coupa so that it can be carried out.
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { plainInvoice, plainOrder } from '../../src/sandbox/test-client.ts';
import type { WatchedSandbox } from '../with-watched-sandbox.ts';

export interface PreparedCommand {
  readonly command: CoupaCommand;
  /** The call that carries it out. */
  readonly method: 'PUT' | 'POST';
  readonly path: string;
}

type Record_ = { readonly id: string; readonly [key: string]: unknown };

/** Eight invoices: two drafts and more, one held, four that wait for the service user. */
export async function prepareCommands(
  { inCoupa, sandbox }: WatchedSandbox,
  name: string,
): Promise<readonly PreparedCommand[]> {
  const post = async (path: string, body: object) =>
    readExactJson(await inCoupa('POST', path, body), path) as unknown as Record_;
  const order = await post(
    'purchase_orders',
    plainOrder(sandbox, `PO-${name}`, {
      'order-lines': [
        {
          description: 'Bracket',
          price: '1500.00',
          quantity: '10',
          uom: { code: 'EA' },
          account: { id: sandbox.env.vars.account_id },
        },
      ],
    }),
  );
  await inCoupa('PUT', `purchase_orders/${order.id}/issue`);
  const [line] = order['order-lines'] as Record_[];
  let count = 0;
  const draft = async () => {
    count += 1;
    return (await post('invoices', plainInvoice(sandbox, `${name}-${count}`))).id;
  };
  const submitted = async (price: string) => {
    count += 1;
    const lines = [
      { description: 'Bracket', price, quantity: '1', uom: { code: 'EA' }, 'order-line-id': line?.id },
    ];
    const made = plainInvoice(sandbox, `${name}-${count}`, { 'invoice-lines': lines });
    const { id } = await post('invoices', made);
    await inCoupa('PUT', `invoices/${id}/submit`);
    return id;
  };
  const decide = async (
    kind: 'approval.approve' | 'approval.reject' | 'approval.hold',
  ): Promise<PreparedCommand> => {
    const invoiceId = await submitted('1500.00');
    const query = `approvals?approvable-id=${invoiceId}&status=pending_approval&fields=["id"]`;
    const [approval] = readExactJson(await inCoupa('GET', query), query) as unknown as Record_[];
    const approvalId = approval?.id ?? '';
    const verb = kind.slice('approval.'.length);
    return {
      command: { kind, invoiceId, approvalId, reason: `looked at ${name}` },
      method: 'PUT',
      path: `/api/approvals/${approvalId}/${verb}`,
    };
  };
  const on = (
    command: CoupaCommand,
    verb: string,
    method: PreparedCommand['method'] = 'PUT',
  ): PreparedCommand => ({ command, method, path: `/api/invoices/${command.invoiceId}${verb}` });
  const dispute = { reasonCode: String(sandbox.env.vars.dispute_code), comment: 'Billed 30, received 20.' };
  const field = { field: 'purser-reference', value: name };
  return [
    on({ kind: 'invoice.submit', invoiceId: await draft() }, '/submit'),
    on(
      { kind: 'invoice.revalidate_tolerances', invoiceId: await submitted('2000.00') },
      '/revalidate_tolerances',
    ),
    on({ kind: 'invoice.dispute', invoiceId: await submitted('1500.00'), ...dispute }, '/dispute'),
    await decide('approval.approve'),
    await decide('approval.reject'),
    await decide('approval.hold'),
    on({ kind: 'comment.add', invoiceId: await draft(), text: `Noted ${name}.` }, '/comments', 'POST'),
    on({ kind: 'custom_field.set', invoiceId: await draft(), ...field }, ''),
  ];
}
