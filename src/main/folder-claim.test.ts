import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimFolder } from './folder-claim.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purser claim '));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

it('is taken, given back, and taken again', async () => {
  const claim = claimFolder(folder);
  await claim.stop();
  expect(fs.existsSync(path.join(folder, 'running'))).toBe(false);
  await claimFolder(folder).stop();
});

it('is refused while another process has it, and free once that is dead', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await new Promise((resolve) => other.once('spawn', resolve));
  const stat = `/proc/${other.pid}/stat`;
  const began = fs.existsSync(stat)
    ? fs
        .readFileSync(stat, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19]
    : '-';
  fs.writeFileSync(path.join(folder, 'running'), `${other.pid} ${began}`);
  expect(() => claimFolder(folder)).toThrow(/runs already on .* \(process \d+\)/);
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await ended;
  await claimFolder(folder).stop();
});

it('is free when the number of a dead process belongs to somebody else now', async () => {
  fs.writeFileSync(path.join(folder, 'running'), `${process.ppid} 1`);
  const isTold = fs.existsSync('/proc/self/stat');
  if (isTold) await claimFolder(folder).stop();
  else expect(() => claimFolder(folder)).toThrow(/runs already/);
});
