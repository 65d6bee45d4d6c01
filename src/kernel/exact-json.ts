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
  return readPlain(text) ?? readAnything(text, where);
}

/**
 * The quick way, three times as fast, for text that is exactly what JSON's own writer would write: then no digit was
 * lost, no key came twice and nothing was left out, since any of these would give another text.
 * @returns undefined when the text is anything else.
 */
function readPlain(text: string): ExactJson | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The slow way says what is wrong with it, and where.
    return undefined;
  }
  return JSON.stringify(parsed) === text ? numbersToText(parsed) : undefined;
}

function numbersToText(value: unknown): ExactJson {
  if (typeof value === 'number') return String(value);
  if (value === null || typeof value !== 'object') return value as null | boolean | string;
  const inner = value as Record<string, unknown>;
  for (const key of Object.keys(inner)) {
    const found = inner[key];
    if (typeof found === 'number' || (typeof found === 'object' && found !== null)) {
      inner[key] = numbersToText(found);
    }
  }
  return inner as ExactJson;
}

function readAnything(text: string, where: string): ExactJson {
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
