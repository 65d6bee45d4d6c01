import { describe, expect, it } from 'vitest';
import {
  agentWords,
  causeTone,
  clockTone,
  commandWords,
  fromSnake,
  initials,
  roleWords,
  sourceWords,
} from './words.ts';

describe('a status of Coupa', () => {
  it.each([
    ['pending_receipt', 'Pending receipt'],
    ['ap_hold', 'AP hold'],
    ['approved', 'Approved'],
    ['something_new_2027', 'Something new 2027'],
    ['', 'Unknown'],
  ])('%s reads %s', (status, words) => {
    expect(fromSnake(status)).toBe(words);
  });
});

describe('a command', () => {
  it('is called confirmed only when Coupa was read again', () => {
    const confirmed = [
      'queued',
      'sending',
      'done',
      'confirmed',
      'failed',
      'flagged',
      'cancelled',
      'brand_new',
    ].filter((state) => commandWords(state).words === 'Confirmed');
    expect(confirmed).toEqual(['confirmed']);
  });

  it('keeps being watched while it may still change', () => {
    expect(commandWords('sending').moving).toBe(true);
    expect(commandWords('done').words).toBe('Sent, waiting for Coupa');
    expect(commandWords('confirmed').moving).toBe(false);
    expect(commandWords('failed').moving).toBe(false);
  });
});

describe('a clock', () => {
  it.each([
    [5, false, undefined],
    [4, false, 'waiting'],
    [7, true, 'waiting'],
    [8, true, undefined],
    [0, false, 'waiting'],
    [-1, false, 'exception'],
  ])('%d days left, blocked %s: %s', (daysLeft, blocked, tone) => {
    expect(clockTone({ daysLeft }, blocked)).toBe(tone);
  });
});

describe('a cause', () => {
  it('is amber when somebody else moves next, red when a person decides', () => {
    expect(causeTone('RECEIPT_MISSING', 'exception')).toBe('waiting');
    expect(causeTone('PRICE_OVER', 'exception')).toBe('exception');
    expect(causeTone(null, 'matched')).toBe('matched');
  });
});

describe('a person’s sign', () => {
  it.each([
    ['Maya Lindqvist', 'ML'],
    ['cher', 'C'],
    ['  Ana María de la Cruz ', 'AC'],
    ['', '?'],
    ['<img onerror=1>', 'IO'],
    ['Øyvind 3', 'Ø'],
  ])('%s is %s', (name, sign) => {
    expect(initials(name)).toBe(sign);
  });
});

describe('names of roles and agents', () => {
  it('read as people write them', () => {
    expect(['ap_manager', 'ap_clerk', 'viewer'].map(roleWords)).toEqual(['AP manager', 'AP clerk', 'Viewer']);
    expect(['three-way-match', 'coding'].map(agentWords)).toEqual(['Three-way match', 'Coding']);
  });
});

describe('a source', () => {
  it.each([
    ['purchase_order/7/line/2', 'Order 7, line 2'],
    ['receipt/91', 'Receipt 91'],
    ['policy', 'policy'],
    ['a/b/c/d/e', 'a/b/c/d/e'],
  ])('%s reads %s', (source, words) => {
    expect(sourceWords(source)).toBe(words);
  });
});
