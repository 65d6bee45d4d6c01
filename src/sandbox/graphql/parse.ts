import { GraphqlError, type Position } from './graphql-error.ts';
import { lex, type Token } from './lex.ts';

export type Value =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Value])[] }
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null };

export type Arguments = ReadonlyMap<string, Value>;

export interface Directive {
  readonly name: string;
  readonly args: Arguments;
}

export type Selection = { readonly at: Position; readonly directives: readonly Directive[] } & (
  | {
      readonly kind: 'field';
      readonly name: string;
      /** Under which it is answered. */
      readonly key: string;
      readonly args: Arguments;
      readonly selections: readonly Selection[] | undefined;
    }
  | { readonly kind: 'spread'; readonly name: string }
  | { readonly kind: 'inline'; readonly on: string | undefined; readonly selections: readonly Selection[] }
);

export interface Operation {
  readonly type: string;
  readonly name: string | undefined;
  readonly defaults: ReadonlyMap<string, Value | undefined>;
  readonly selections: readonly Selection[];
}

export interface Fragment {
  readonly on: string;
  readonly selections: readonly Selection[];
}

export interface Document {
  readonly operations: readonly Operation[];
  readonly fragments: ReadonlyMap<string, Fragment>;
}

/** Deeper than any query that means something. */
const DEPTH_MAX = 30;

/** Reads the part of the language that asks: operations, fragments, variables, directives. @throws GraphqlError. */
export function parseDocument(source: string): Document {
  const tokens = lex(source);
  let index = 0;
  let depth = 0;

  const peek = (): Token => tokens[index] as Token;
  const isMark = (text: string) => peek().kind === 'mark' && peek().text === text;
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const fail = (): never => {
    const { kind, text, at } = peek();
    throw new GraphqlError(kind === 'end' ? 'Unexpected end of document' : `Parse error on "${text}"`, at);
  };
  const skip = (text: string): boolean => {
    if (!isMark(text)) return false;
    index += 1;
    return true;
  };
  const expect = (text: string): void => {
    if (!skip(text)) fail();
  };
  const name = (): string => (peek().kind === 'name' ? next().text : fail());
  const many = <T>(open: string, read: () => T, close: string): T[] => {
    expect(open);
    depth += 1;
    if (depth > DEPTH_MAX) throw new GraphqlError(`A query may be ${DEPTH_MAX} levels deep.`, peek().at);
    const items: T[] = [];
    while (!skip(close)) items.push(read());
    depth -= 1;
    return items;
  };

  function value(): Value {
    const token = peek();
    if (skip('$')) return { kind: 'variable', name: name() };
    if (isMark('[')) return { kind: 'list', items: many('[', value, ']') };
    if (isMark('{')) {
      return { kind: 'object', fields: many('{', named, '}') };
    }
    if (!['string', 'int', 'float', 'name'].includes(token.kind)) fail();
    next();
    if (token.kind === 'int' || token.kind === 'float') {
      // Longer numbers stay text, so that an id keeps its digits.
      const number = Number(token.text);
      const isExact = token.kind === 'float' || Number.isSafeInteger(number);
      return { kind: 'constant', value: isExact ? number : token.text };
    }
    const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
    const word = token.kind === 'name' && Object.hasOwn(words, token.text) ? words[token.text] : token.text;
    return { kind: 'constant', value: word ?? null };
  }

  function named(): readonly [string, Value] {
    const key = name();
    expect(':');
    return [key, value()];
  }

  const args = (): Arguments => new Map(isMark('(') ? many('(', named, ')') : []);

  function directives(): Directive[] {
    const found: Directive[] = [];
    while (skip('@')) found.push({ name: name(), args: args() });
    return found;
  }

  const selectionSet = (): Selection[] => {
    const found = many('{', selection, '}');
    return found.length > 0 ? found : fail();
  };

  function selection(): Selection {
    const { at } = peek();
    if (skip('...')) {
      if (peek().kind === 'name' && peek().text !== 'on')
        return { kind: 'spread', at, name: name(), directives: directives() };
      let on: string | undefined;
      if (peek().text === 'on') {
        next();
        on = name();
      }
      return { kind: 'inline', at, on, directives: directives(), selections: selectionSet() };
    }
    const first = name();
    const own = skip(':') ? name() : first;
    const given = args();
    const said = directives();
    const selections = isMark('{') ? selectionSet() : undefined;
    return { kind: 'field', at, key: first, name: own, args: given, directives: said, selections };
  }

  function variable(): readonly [string, Value | undefined] {
    expect('$');
    const key = name();
    expect(':');
    type();
    const standard = skip('=') ? value() : undefined;
    directives();
    return [key, standard];
  }

  function type(): void {
    if (skip('[')) {
      type();
      expect(']');
    } else name();
    skip('!');
  }

  const operations: Operation[] = [];
  const fragments = new Map<string, Fragment>();
  while (peek().kind !== 'end') {
    if (isMark('{')) {
      operations.push({ type: 'query', name: undefined, defaults: new Map(), selections: selectionSet() });
      continue;
    }
    const word = name();
    if (word === 'fragment') {
      const key = name();
      if (name() !== 'on') fail();
      const on = name();
      directives();
      fragments.set(key, { on, selections: selectionSet() });
    } else if (['query', 'mutation', 'subscription'].includes(word)) {
      const called = peek().kind === 'name' ? name() : undefined;
      const defaults = new Map(isMark('(') ? many('(', variable, ')') : []);
      directives();
      operations.push({ type: word, name: called, defaults, selections: selectionSet() });
    } else {
      index -= 1;
      fail();
    }
  }
  return { operations, fragments };
}
