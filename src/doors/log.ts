import { type DestinationStream, type Level, pino } from 'pino';
import type { Log, LogFields } from '#kernel/log.ts';
import { createScrub } from './scrub.ts';

export interface LogOptions {
  readonly level: Level | 'silent';
  /** Values of this process that must never be written: keys, client secrets, database passwords. */
  readonly secrets: readonly string[];
  /** Standard error when left out: standard output belongs to what a command answers. */
  readonly destination?: DestinationStream;
}

/** JSON lines by pino, each one scrubbed. Times are ISO, so that people can read them too. */
export function createLog(options: LogOptions): Log {
  const scrub = createScrub(options.secrets);
  const logger = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  const at = (level: Level) => (fields: LogFields, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level](scrub(fields), String(scrub(message)));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
