import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#store/free-port.ts';
import { browserLaunch } from '../tools/browser.mjs';

/**
 * The whole way through the real product: its own processes, database and sandbox, in a browser. The sandbox stands
 * still, so that what a person sees stays there until it is decided.
 */
const ROOT = path.resolve(import.meta.dirname, '..');
const ADMIN = { name: 'Maya Lindqvist', email: 'maya@halden.example', password: 'lantern-orchard-7-violin' };
const SECOND = { name: 'Tobias Brandt', email: 'tobias@halden.example', password: 'copper-meadow-4-harbour' };
const WAIT_MS = 60_000;

// A blank in the path: every file the product makes lies below it.
const home = mkdtempSync(path.join(os.tmpdir(), 'purser walk '));
// So that the database's own user can walk through, also when we are root, and all of it goes with the folder.
chmodSync(home, 0o711);
const dataDir = path.join(home, 'data');
let server: ChildProcess;
let said = '';
let url = '';
let browser: Browser;
let maya: BrowserContext;
let page: Page;

beforeAll(async () => {
  const port = await freePort();
  const env = { ...process.env, PURSER_DATA: dataDir, PURSER_PORT: String(port), PURSER_SANDBOX_PACE: '0' };
  server = spawn(process.execPath, ['bin/purser.js', 'start'], { cwd: ROOT, env });
  server.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  server.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  url = `http://127.0.0.1:${port}`;
  await until(
    async () => said.includes(`Purser is ready: ${url}`),
    () => `the server is ready; it said: ${said}`,
  );
  browser = await chromium.launch(await browserLaunch(ROOT));
  maya = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await maya.newPage();
}, 2 * WAIT_MS);

afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(home, { recursive: true, force: true });
}, WAIT_MS);

async function until(is: () => Promise<boolean>, what: () => string): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks the API as the person signed in there, as the screens do. */
async function api(as: BrowserContext, method: string, at: string, body?: unknown) {
  const csrf = (await as.cookies(url)).find((cookie) => cookie.name === 'purser_csrf')?.value ?? '';
  const answer = await as.request.fetch(`${url}${at}`, {
    method,
    headers: { 'x-purser-csrf': csrf },
    ...(body === undefined ? {} : { data: body }),
  });
  return { status: answer.status(), body: await answer.json() };
}

it(
  'walks from first-run setup to a verified audit entry, and refuses the second and the own approval in words',
  async () => {
    // First-run setup.
    await page.goto(url);
    await page.getByLabel('Your name').fill(ADMIN.name);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.getByRole('button', { name: 'Create the administrator' }).click();
    await page
      .getByRole('link', { name: /Review queue/ })
      .first()
      .waitFor();

    // The first load of the mirror ends with exceptions that wait for a person.
    await until(
      async () => {
        const { body } = await api(maya, 'GET', '/api/overview');
        return body.coupa.firstLoad === null && body.counts.waiting > 0 && body.verdicts30d.exception > 0;
      },
      () => 'the mirror is loaded and something waits',
    );
    const list = () => api(maya, 'GET', '/api/approvals?sort=cause&limit=200');
    const isComment = (row: { cause: string | null; commands: { kind: string }[] }) =>
      row.cause !== null && row.commands.some((command) => command.kind === 'comment.add');
    // What is decided first need not be of this kind.
    await until(
      async () => (await list()).body.rows.some(isComment),
      () => 'an exception waits that a comment would explain',
    );
    const listed = await list();
    const first = listed.body.rows.find(isComment);
    const rest = listed.body.rows.filter((row: { id: string }) => row.id !== first.id);

    // Open it, read its reasons, approve.
    await page.goto(`${url}/invoices/${first.invoiceId}`);
    await page.getByRole('heading', { name: 'What is wrong' }).waitFor();
    await page.getByText('What Purser tried').first().click();
    await page.getByText('Asking whoever can clear it up').first().waitFor();
    const detail = await api(maya, 'GET', `/api/approvals/${first.id}`);
    const reason: string = detail.body.reasons[0].text;
    await page.getByText(reason).first().waitFor();
    await page
      .getByRole('button', { name: /Approve/ })
      .first()
      .click();
    await until(
      async () => (await api(maya, 'GET', `/api/approvals/${first.id}`)).body.commandState === 'confirmed',
      () => 'Coupa was read again and the command is confirmed',
    );

    // The change is in Coupa: the sandbox's own page shows the comment.
    const coupa = await maya.newPage();
    await coupa.goto(detail.body.deepLink);
    const text: string = detail.body.commandBodies[0].text;
    await coupa.getByText(text.slice(0, 60)).first().waitFor();

    // The audit entry is there, and its hash is recomputed.
    await page.goto(`${url}/invoices/${first.invoiceId}`);
    await page.getByRole('heading', { name: 'Proof' }).waitFor();
    await page.getByText('Verified').first().waitFor();
    const verdict = await api(maya, 'POST', '/api/audit/verify', {});
    expect(verdict.body).toMatchObject({ valid: true, first_invalid: null });

    // A second person comes too late.
    const made = await api(maya, 'POST', '/api/people', { ...SECOND, roles: ['ap_manager'] });
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
    const tobias = await browser.newContext();
    const signIn = await tobias.newPage();
    await signIn.goto(url);
    await signIn.getByLabel('E-mail').fill(SECOND.email);
    await signIn.getByLabel('Password').fill(SECOND.password);
    await signIn.getByRole('button', { name: 'Sign in' }).click();
    await signIn
      .getByRole('link', { name: /Review queue/ })
      .first()
      .waitFor();
    const late = await api(tobias, 'POST', `/api/approvals/${first.id}/decision`, { decision: 'approve' });
    expect([late.status, late.body.code, late.body.detail]).toEqual([
      409,
      'approval_already_decided',
      `${ADMIN.name} approved this first.`,
    ]);

    // Nobody approves what they asked for in Coupa: mapped to the requester of another one, Tobias is refused in words.
    const [own] = rest;
    const invoice = await api(maya, 'GET', `/api/invoices/${own.invoiceId}`);
    const requesterId: string = invoice.body.invoice.requesterId ?? invoice.body.invoice.createdById;
    const mapped = await api(maya, 'PUT', `/api/people/${made.body.id}`, { coupaUserId: requesterId });
    expect(mapped.status, JSON.stringify(mapped.body)).toBeLessThan(300);
    await signIn.goto(`${url}/invoices/${own.invoiceId}`);
    await signIn.getByText('You asked for this purchase in Coupa, so somebody else has to decide.').waitFor();
    expect(
      await signIn
        .getByRole('button', { name: /Approve/ })
        .first()
        .isDisabled(),
    ).toBe(true);
    const refused = await api(tobias, 'POST', `/api/approvals/${own.id}/decision`, { decision: 'approve' });
    expect([refused.status, refused.body.code]).toEqual([403, 'own_request']);

    // What was anchored lies outside the database.
    const anchors = path.join(dataDir, 'anchors', 'sandbox.jsonl');
    await until(
      async () => existsSync(anchors),
      () => 'an anchor is written',
    );
    expect(readFileSync(anchors, 'utf8').trim().split('\n').length).toBeGreaterThan(0);
  },
  4 * WAIT_MS,
);

it(
  'asks what past runs would come to under wider tolerances, and opens a run that would change',
  async () => {
    await page.goto(url);
    await page.getByRole('link', { name: 'Agents' }).first().click();
    await page.getByRole('link', { name: 'Tolerances' }).click();
    await page.getByRole('heading', { name: 'Limits' }).waitFor();
    // From one page of the agent to the next by key.
    await page.keyboard.press(']');
    await page.getByLabel('Price above the order, percent').fill('15');
    await page.getByLabel('Price above the order, amount').fill('50000');
    await page.getByLabel('Tolerated in all on one invoice, amount').fill('90000');
    await page.getByRole('button', { name: 'Replay past runs' }).click();
    await page.getByRole('heading', { name: 'Under other settings' }).waitFor();
    await page.getByText('Answered').first().waitFor();
    await page.getByText('Price above the order: 2 % to 15 %').waitFor();

    const asked = await api(maya, 'GET', '/api/what-ifs?agent=three-way-match');
    expect(asked.body.rows[0]).toMatchObject({ state: 'finished', differences: { length: 3 } });
    const { tally } = (await api(maya, 'GET', `/api/what-ifs/${asked.body.rows[0].id}`)).body;
    expect(tally.letThrough.count).toBeGreaterThan(0);
    expect([tally.stopped.count, tally.unreadable, tally.unexplained]).toEqual([0, 0, 0]);

    await page.locator('.changes tbody tr').first().locator('time').click();
    await page.getByText('Replays the same').waitFor();
    await page.getByText('Evidence is intact').waitFor();
  },
  2 * WAIT_MS,
);
