import fs from 'node:fs';
import path from 'node:path';
import { PurserError } from '#kernel/errors.ts';
import type { Running } from './running.ts';

/**
 * Makes a data folder this process's own, until it stops or dies: two installations on one embedded database and one
 * sandbox journal would write into each other.
 * @throws PurserError `folder_in_use` while another process lives that has it.
 */
export function claimFolder(dataDir: string): Running {
  const file = path.join(dataDir, 'running');
  const mine = stampOf(process.pid);
  for (;;) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = fs.readFileSync(file, 'utf8');
    const pid = Number(holder.split(' ')[0]);
    // A number alone is not enough: after a restart of the machine it may belong to anybody.
    if (holder !== mine && holder === stampOf(pid)) {
      throw new PurserError(
        'folder_in_use',
        `Purser runs already on ${dataDir} (process ${pid}). Stop it, or set PURSER_DATA to another folder.`,
      );
    }
    fs.rmSync(file, { force: true });
  }
  return {
    stop: async () => {
      if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === mine) fs.rmSync(file);
    },
  };
}

/** Names a living process beyond its number, by when it began where the system tells; empty when there is none. */
function stampOf(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return '';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return '';
  }
  const stat = `/proc/${pid}/stat`;
  if (!fs.existsSync(stat)) return `${pid} -`;
  // The name in parentheses may hold blanks; the fields after it do not.
  const fields = fs
    .readFileSync(stat, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return `${pid} ${fields[19] ?? '-'}`;
}
