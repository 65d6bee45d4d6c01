/** Facts of a log line. Values are scrubbed before they are written, but a secret does not belong here at all. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where rooms say what happened. One line is one event; `message` is constant, what varies stands in the fields. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Says nothing; for tests and for commands that print their own answer. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
