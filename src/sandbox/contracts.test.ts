import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, startTestSandbox, type TestClient, type WireRecord } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const idIn = (record: WireRecord | undefined, key: string) => (record?.[key] as WireRecord | undefined)?.id;

let count = 0;
async function aContract(changes: object = {}): Promise<WireRecord & { readonly path: string }> {
  count += 1;
  const answer = await client.post('/api/contracts', {
    name: `Framework ${count}`,
    number: `F-${count}`,
    supplier: { id: sandbox.env.vars.supplier_id },
    'start-date': '2026-01-01',
    'end-date': '2026-12-31',
    ...changes,
  });
  expect(answer.status, answer.text).toBe(201);
  const record = answer.json as WireRecord;
  return { ...record, path: `/api/contracts/${record.id}` };
}

describe('contracts', () => {
  it('are drafts until they are published, and then change by their own verb only', async () => {
    const { path, status } = await aContract();
    expect(status).toBe('draft');
    const published = { status: 'published', 'custom-fields': { 'sap-oa': '46' } };
    expect((await client.put(path, published)).json).toMatchObject({
      ...published,
      'published-date': '2026-03-18T11:00:00+01:00',
    });
    expect((await client.put(path, { name: 'Renamed' })).text).toContain("can't be changed: name");
    expect((await client.put(path, { 'custom-fields': { 'sap-oa': '47' } })).status).toBe(200);
    const update = { 'maximum-value': '5000', 'end-date': '2027-12-31T00:00:00Z' };
    expect((await client.put(`${path}/update_published`, update)).json).toMatchObject({
      version: 2,
      'maximum-value': '5000',
    });
    expect(
      (await client.put(`${path}/update_published`, { 'end-date': '2020-01-01T00:00:00Z' })).status,
    ).toBe(400);
    expect((await client.put(path, { status: 'draft' })).text).toContain("can't become draft");
    expect((await client.put(`${path}/complete`)).json).toMatchObject({ status: 'completed' });
    expect((await client.put(path, { status: 'published' })).status).toBe(400);
    expect((await client.put(`${path}/complete`)).status).toBe(400);
  });

  it('go through approval when they are submitted', async () => {
    const { path, id } = await aContract();
    expect((await client.put(`${path}/submit_for_approval`)).json).toMatchObject({
      status: 'pending_approval',
    });
    expect((await client.put(path, { status: 'published' })).status).toBe(400);
    const query = `approvable-type=Contract&approvable-id=${id}&status=pending_approval`;
    const [approval] = await client.list(`/api/approvals?${query}`);
    expect((await client.put(`/api/approvals/${approval?.id}/approve`)).json).toMatchObject({
      id,
      status: 'approved',
    });
    expect((await client.put(path, { status: 'published' })).status).toBe(200);
  });

  it('are refused with a number that is taken, an end before the start or values upside down', async () => {
    const { number } = await aContract();
    const bad = async (changes: object) =>
      (
        await client.post('/api/contracts', {
          name: 'N',
          number: 'new',
          supplier: { id: sandbox.env.vars.supplier_id },
          ...changes,
        })
      ).text;
    expect(await bad({ number })).toContain('Number has already been taken');
    expect(await bad({ 'start-date': '2026-05-01', 'end-date': '2026-04-30' })).toContain(
      'before start date',
    );
    expect(await bad({ 'minimum-value': '2', 'maximum-value': '1' })).toContain('less than');
    expect(await bad({ status: 'completed' })).toContain('not reached by creating');
  });

  it('have terms, comments, attachments, groups and a legal agreement of their own', async () => {
    const { path, id } = await aContract();
    const term = {
      name: 'Volume',
      'contract-term-type': 'TotalQtyContractTerm',
      'tier-1-upper-bound': '100',
    };
    expect((await client.post(`${path}/contract_terms`, term)).json).toMatchObject({
      type: 'TotalQtyContractTerm',
    });
    expect((await client.record(path))['contract-terms']).toMatchObject([{ name: 'Volume' }]);
    expect((await client.post(`${path}/comments`, { comments: 'Renew?' })).json).toMatchObject({
      'commentable-type': 'Contract',
      'commentable-id': id,
    });
    expect((await client.post(`${path}/attachments`, { type: 'text', text: 'x' })).status).toBe(201);
    const [one, two] = await client.list('/api/business_groups?limit=2');
    await client.put(`${path}/business_groups/${one?.id}/add`);
    await client.put(`${path}/business_groups/add`, { id: two?.id });
    const groups = async () => (await client.list(`${path}/business_groups`)).map((group) => group.id);
    expect(await groups()).toEqual([one?.id, two?.id]);
    await client.put(`${path}/business_groups/${one?.id}/remove`);
    expect(await groups()).toEqual([two?.id]);
    await client.put(`${path}/business_groups/remove_all`);
    expect(await groups()).toEqual([]);
    expect((await client.put(`${path}/business_groups/999/add`)).status).toBe(404);
    expect((await client.get(`${path}/retrieve_legal_agreement`)).status).toBe(404);
    expect((await client.put(`${path}/legal_agreement`, {})).text).toContain("File can't be blank");
    const form = [
      '--b',
      'Content-Disposition: form-data; name="file"; filename="f.txt"',
      'Content-Type: text/plain',
      '',
      'We agree.',
      '--b--',
      '',
    ].join('\r\n');
    const sent = await client.call('POST', `${path}/legal_agreement`, form, {
      'content-type': 'multipart/form-data; boundary=b',
    });
    expect(sent.json).toMatchObject({ 'legal-agreement': 'f.txt' });
    expect((await client.get(`${path}/retrieve_legal_agreement`)).text).toBe('We agree.');
  });
});

describe('a requisition line of a catalogue item', () => {
  const ask = async (line: object) => {
    const answer = await client.post('/api/requisitions', {
      'requisition-lines': [{ quantity: '2', item: { name: 'Blue Pen' }, ...line }],
    });
    expect(answer.status, answer.text).toBe(201);
    return ((answer.json as WireRecord)['requisition-lines'] as WireRecord[])[0];
  };
  const offers = () => client.list('/api/supplier_items?item[name]=Blue+Pen&order_by=price');

  it('takes description, price, unit and supplier from the preferred offer', async () => {
    const preferred = (await offers()).find((offer) => offer.preferred === true);
    expect(await ask({ description: 'ignored' })).toMatchObject({
      description: 'Ballpoint pen, blue, medium, box of 12',
      'unit-price': preferred?.price,
      currency: { code: 'USD' },
      uom: { code: 'BX' },
      supplier: { id: idIn(preferred, 'supplier') },
    });
    expect(await ask({ 'unit-price': '1.00' })).toMatchObject({ 'unit-price': '1.00', total: '2.00' });
  });

  it('takes the cheapest when none is preferred, and only offers that the line allows', async () => {
    const all = await offers();
    const preferred = all.find((offer) => offer.preferred === true);
    const other = all.find((offer) => offer.preferred !== true);
    expect(await ask({ supplier: { id: idIn(other, 'supplier') } })).toMatchObject({
      'unit-price': other?.price,
    });
    expect(await ask({ 'source-part-num': other?.['supplier-part-num'] })).toMatchObject({
      'unit-price': other?.price,
    });
    await client.put(`/api/supplier_items/${preferred?.id}`, { preferred: false });
    expect(await ask({})).toMatchObject({ 'unit-price': all[0]?.price });
    await client.put(`/api/contracts/${idIn(all[0], 'contract')}`, { status: 'inactive' });
    expect((await ask({}))?.['unit-price']).not.toBe(all[0]?.price);
  });
});
