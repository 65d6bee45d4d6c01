import { readFileSync } from 'node:fs';

/** What a command is handed: nothing below reads the process itself. */
export interface MainIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C, SIGTERM, or the end of the process that started this one. */
  readonly signal: AbortSignal;
}

/** Purser's own version. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const isManifest = manifest !== null && typeof manifest === 'object' && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
