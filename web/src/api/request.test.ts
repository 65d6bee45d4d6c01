import { describe, expect, it } from 'vitest';
import { pathWith, readCookie, toProblem } from './request.ts';

describe('what the server said when it refused', () => {
  it('is shown in the server’s own words, with code and issues', () => {
    const error = toProblem(
      422,
      JSON.stringify({
        title: 'Invalid',
        detail: 'A reason is needed.',
        code: 'invalid_input',
        issues: [{ pointer: '/reason', says: 'Expected text.' }, 7],
      }),
    );
    expect(error.message).toBe('A reason is needed.');
    expect(error.code).toBe('invalid_input');
    expect(error.issues).toEqual([{ pointer: '/reason', says: 'Expected text.' }]);
  });

  it('falls back to the title when there is no detail', () => {
    expect(toProblem(403, '{"title":"Not yours"}').message).toBe('Not yours');
  });

  it.each(['<html>502</html>', 'null', '[]', '"text"', '{}'])(
    'is a sentence with the status for %s',
    (text) => {
      expect(toProblem(502, text).message).toBe('The server answered 502 without saying why.');
    },
  );
});

describe('reading a cookie', () => {
  it('finds the name whole, wherever it stands, and decodes it', () => {
    expect(readCookie('xpurser_csrf=1; purser_csrf=a%3Db; z=2', 'purser_csrf')).toBe('a=b');
  });

  it('keeps an equals sign in the value', () => {
    expect(readCookie('purser_csrf=a=b', 'purser_csrf')).toBe('a=b');
  });

  it('is undefined when the cookie is not there', () => {
    expect(readCookie('', 'purser_csrf')).toBeUndefined();
  });
});

describe('a path with a query', () => {
  it('leaves out what is not set and escapes what is', () => {
    expect(pathWith('/api/x', { a: undefined, b: null, c: '', d: 'A & B', e: 0 })).toBe(
      '/api/x?d=A+%26+B&e=0',
    );
    expect(pathWith('/api/x', {})).toBe('/api/x');
  });
});
