import { GraphqlError, type Position } from './graphql-error.ts';

/** `...` and the like are tokens of kind `mark`. */
export interface Token {
  readonly kind: 'name' | 'int' | 'float' | 'string' | 'mark' | 'end';
  readonly text: string;
  readonly at: Position;
}

/** More words than any query a person or tool would send. */
const TOKENS_MAX = 10_000;

const PATTERNS: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /[\s,\uFEFF]+|#[^\n\r]*/y],
  ['mark', /\.{3}|[!$&()*:=@[\]{|}]/y],
  ['name', /[A-Za-z_]\w*/y],
  ['float', /-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/y],
  ['int', /-?(?:0|[1-9]\d*)/y],
  ['string', /"""(?:\\"""|[^\\]|\\(?!"""))*?"""/y],
  ['string', /"(?:[^"\\\n\r]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y],
];

/** The words of a query document. @throws GraphqlError for a character that begins none. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < source.length; ) {
    const position = { line, column: at - lineStart + 1 };
    const found = match(source, at);
    if (!found) throw new GraphqlError(`Parse error on "${source.slice(at, at + 1)}"`, position);
    const { kind, raw } = found;
    if (kind !== 'blank')
      tokens.push({ kind, text: kind === 'string' ? stringValue(raw) : raw, at: position });
    if (tokens.length > TOKENS_MAX) throw new GraphqlError(`A query may have ${TOKENS_MAX} words.`, position);
    for (let next = raw.indexOf('\n'); next >= 0; next = raw.indexOf('\n', next + 1)) {
      line += 1;
      lineStart = at + next + 1;
    }
    at += raw.length;
  }
  tokens.push({ kind: 'end', text: '', at: { line, column: source.length - lineStart + 1 } });
  return tokens;
}

function match(source: string, at: number): { kind: Token['kind'] | 'blank'; raw: string } | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const raw = pattern.exec(source)?.[0];
    if (raw !== undefined) return { kind, raw };
  }
  return undefined;
}

function stringValue(raw: string): string {
  if (!raw.startsWith('"""')) return JSON.parse(raw) as string;
  return raw.slice(3, -3).replaceAll('\\"""', '"""').trim();
}
