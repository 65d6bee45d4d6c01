import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What a measuring program may be told. */
export interface ArgumentRules<O extends NonNullable<ParseArgsConfig['options']>> {
  /** The program as it is called: `npm run fuzz`. */
  readonly program: string;
  /** Names that may stand there, one or several; absent: none. */
  readonly names?: readonly string[];
  readonly options?: O;
  /** One sentence on what it does. */
  readonly does: string;
}

/** Reads the command line; ends the process with one sentence when it is wrong, and with the usage for `--help`. */
export function readArguments<const O extends NonNullable<ParseArgsConfig['options']>>(
  rules: ArgumentRules<O>,
): { values: Readonly<Record<keyof O & string, string | boolean | undefined>>; names: readonly string[] } {
  const { program, names = [], options = {} as O, does } = rules;
  const flags = Object.entries(options).map(
    ([name, { type }]) => `[--${name}${type === 'boolean' ? '' : ' N'}]`,
  );
  const usage = `Usage: ${program} -- ${[...(names.length === 0 ? [] : ['[NAME…]']), ...flags].join(' ')}`;
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: names.length > 0,
    });
    if ((values as { help?: boolean }).help === true) {
      const list = names.length === 0 ? '' : `\nNames: ${names.join(', ')}; without one, all.`;
      process.stdout.write(`${usage}\n\n${does}${list}\n`);
      process.exit(0);
    }
    const unknown = positionals.filter((name) => !names.includes(name));
    if (unknown.length === 0) return { values: values as never, names: positionals };
    return refuse(`there is nothing called ${unknown.join(', ')}. Known: ${names.join(', ')}.`);
  } catch (thrown) {
    const said = thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : String(thrown);
    return refuse(`${said}. ${usage}`);
  }
}

/** The whole number of an option, or the value in its place. */
export function wholeNumber(name: string, text: string | boolean | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  return refuse(`--${name}: expected a whole number, found "${String(text)}".`);
}

/** The whole numbers of an option, such as `1,2,7`. */
export function wholeNumbers(name: string, text: string | boolean | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,9}(,\d{1,9})*$/.test(text)) return text.split(',').map(Number);
  return refuse(`--${name}: expected whole numbers such as 1,2, found "${String(text)}".`);
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}\n`);
  process.exit(2);
}
