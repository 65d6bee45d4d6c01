import { parse } from 'lossless-json';
import { InputError } from './errors.ts';

/** What {@link readExactJson} gives: every number stays the text it was, so ids above 2^53 and amounts lose nothing. */
export type ExactJson = null | boolean | string | ExactJson[] | { [key: string]: ExactJson };

/** No payload of Coupa nests beyond ten levels; a reader that recurses must not be made to overflow. */
const DEPTH_MAX = 100;

/**
 * Reads JSON without losing a digit: numbers become their own text (`9007199254740993` stays so).
 * @param where what was being read, for the message.
 * @throws InputError for what is no JSON, is cut short, nests beyond 100 levels, or says one key twice with two values.
 */
export function readExactJson(text: string, where: string): ExactJson {
  assertDepth(text, where);
  try {
    return parse(text, null, (number) => number) as ExactJson;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`${where}: expected JSON, but ${found}.`, { startsWith: text.slice(0, 40) });
  }
}

function assertDepth(text: string, where: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 92) i += 1;
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 91 || char === 123) {
      depth += 1;
      if (depth > DEPTH_MAX)
        throw new InputError(`${where}: expected at most ${DEPTH_MAX} levels of nesting.`);
    } else if (char === 93 || char === 125) depth -= 1;
  }
}
