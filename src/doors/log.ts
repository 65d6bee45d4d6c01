import { type DestinationStream, type Level, pino } from 'pino';
import { InputError } from '#kernel/errors.ts';
import type { Log, LogFields } from '#kernel/log.ts';
import { createScrub } from './scrub.ts';

export interface LogOptions {
  /** `debug`, `info`, `warn`, `error` or `silent`. */
  readonly level: string;
  /** Values of this process that must never be written: keys, client secrets, database passwords. */
  readonly secrets: readonly string[];
  /** Standard error when left out: standard output belongs to what a command answers. */
  readonly destination?: DestinationStream;
}

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];

/**
 * JSON lines by pino, each one scrubbed. Times are ISO, so that people can read them too.
 * @throws InputError for a level that is none.
 */
export function createLog(options: LogOptions): Log {
  if (!LEVELS.includes(options.level)) {
    throw new InputError(`PURSER_LOG: expected one of ${LEVELS.join(', ')}, found ${options.level}.`);
  }
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
