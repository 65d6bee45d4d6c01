import { createHmac } from 'node:crypto';
import { findHints } from '#connections/find-hints.ts';
import { readCallout } from '#connections/read-callout.ts';
import { verifyCallout } from '#connections/verify-callout.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Dice } from '../chaos/dice.ts';
import { createTally, type FuzzTarget, isSlow } from './fuzz-target.ts';
import { mutateJson } from './mutate.ts';

const NOW = new Date('2026-11-20T09:00:00Z');
const WINDOW_S = 300;

interface Message {
  readonly id: string;
  readonly atS: number;
  readonly body: Buffer;
  readonly signature: string;
}

/** Signed messages, each with one thing about it wrong; and as many genuine ones, which must get in. */
export const callOutForgeries: FuzzTarget = {
  promise: 'No forged call-out is believed, and no genuine one within five minutes is turned away.',
  trials: 100_000,
  async run(trials, dice) {
    const tally = createTally();
    for (let trial = 0; trial < trials; trial += 1) {
      const secrets = [secretOf(dice), secretOf(dice)];
      const genuine = messageOf(dice, secrets[dice.between(0, 1)] ?? '');
      if (!isBelieved(genuine, secrets)) tally.fault(`A genuine message was refused: ${tell(genuine)}`);
      const [how, forged, at] = forge(genuine, dice);
      if (isBelieved(forged, secrets, at)) tally.fault(`Forged by ${how} and believed: ${tell(forged)}`);
      tally.count(how);
    }
    return tally.result(trials);
  },
};

const FORMATS: readonly (readonly [type: string, text: string])[] = [
  ['application/json', '{"type":"invoice","id":710001,"event":"updated","links":["/invoices/12"]}'],
  ['application/json', '{"invoice":{"id":"9007199254740993","status":"approved"},"order_id":7}'],
  ['application/xml', '<invoice><id>710001</id><status>approved</status><po ref="77"/></invoice>'],
  ['text/xml', '<?xml version="1.0"?><events><event type="receipt"><id>5</id></event></events>'],
];
const XML_NASTY = [
  '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
  '&a;',
  '&#x41;',
  '<![CDATA[',
  ']]>',
  '<__proto__>',
  '<a '.repeat(50),
  '<b>'.repeat(200),
  '\u0000',
  '</',
  '<!--',
];

/** Bodies of call-outs, JSON and XML, changed at random. */
export const callOutBodies: FuzzTarget = {
  promise: 'Any bytes in a call-out become hints or a typed refusal, quickly; never a crash.',
  trials: 50_000,
  async run(trials, dice) {
    const tally = createTally();
    for (let trial = 0; trial < trials; trial += 1) {
      const [type, text] = dice.pick(FORMATS) ?? FORMATS[0] ?? ['', ''];
      let mutated = mutateJson(text, dice);
      if (type.endsWith('xml')) {
        const at = dice.between(0, mutated.length);
        mutated = mutated.slice(0, at) + (dice.pick(XML_NASTY) ?? '') + mutated.slice(at);
      }
      const outcome = readBody(type, mutated);
      tally.count(outcome.kind);
      if (outcome.kind === 'fault') tally.fault(`${outcome.words}: ${mutated}`);
      if (isSlow(() => readBody(type, mutated))) tally.fault(`Slow: ${mutated}`);
    }
    return tally.result(trials);
  },
};

function readBody(type: string, text: string): { kind: string; words?: string } {
  try {
    const hints = findHints(readCallout(Buffer.from(text), type));
    if (!hints.every(({ id }) => /^\d{1,20}$/.test(id)))
      return { kind: 'fault', words: 'a hint without an id' };
    return { kind: hints.length === 0 ? 'no hint' : 'hints' };
  } catch (thrown) {
    if (thrown instanceof PurserError) return { kind: thrown.code };
    // The door takes what cannot be read as "something happened"; only an endless or fatal fault is one.
    const isHarmless = thrown instanceof Error && !(thrown instanceof RangeError);
    return isHarmless ? { kind: 'unreadable' } : { kind: 'fault', words: String(thrown) };
  }
}

function secretOf(dice: Dice): string {
  const bytes = Buffer.from(Array.from({ length: 32 }, () => dice.between(0, 255)));
  return `whsec_${bytes.toString('base64')}`;
}

function messageOf(dice: Dice, secret: string): Message {
  const id = `msg_${dice.between(0, 2 ** 31 - 1).toString(36)}`;
  const atS = Math.floor(NOW.getTime() / 1_000) + dice.between(-WINDOW_S, WINDOW_S);
  const body = Buffer.from(Array.from({ length: dice.between(1, 200) }, () => dice.between(0, 255)));
  return { id, atS, body, signature: sign(secret, id, atS, body) };
}

function sign(secret: string, id: string, atS: number, body: Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${atS}.`).update(body).digest('base64')}`;
}

function isBelieved(message: Message, secrets: readonly string[], at = NOW): boolean {
  const door = { id: 'door', name: 'Door', mode: 'standard_webhooks' as const, headerName: null, secrets };
  const headers = {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.atS),
    'webhook-signature': message.signature,
  };
  return verifyCallout(door, headers, message.body, at).isGenuine;
}

/** One thing wrong. The moment is given too, since a message may be right and too old. */
function forge(genuine: Message, dice: Dice): [how: string, forged: Message, at: Date] {
  const stranger = secretOf(dice);
  const away = (WINDOW_S * 2 + dice.between(1, 100_000)) * 1_000 * (dice.next() < 0.5 ? 1 : -1);
  const kinds: (() => [string, Message, Date])[] = [
    () => ['a byte of the body', { ...genuine, body: flipped(genuine.body, dice) }, NOW],
    () => ['a character of the id', { ...genuine, id: `${genuine.id.slice(0, -1)}!` }, NOW],
    () => ['the moment', { ...genuine, atS: genuine.atS + (dice.next() < 0.5 ? 1 : -1) }, NOW],
    () => [
      'a bit of the signature',
      { ...genuine, signature: flippedSignature(genuine.signature, dice) },
      NOW,
    ],
    () => [
      'a cut signature',
      { ...genuine, signature: genuine.signature.slice(0, dice.between(0, 46)) },
      NOW,
    ],
    () => ['another version', { ...genuine, signature: genuine.signature.replace('v1,', 'v2,') }, NOW],
    () => [
      'another secret',
      { ...genuine, signature: sign(stranger, genuine.id, genuine.atS, genuine.body) },
      NOW,
    ],
    () => [
      'no secret',
      { ...genuine, signature: sign('whsec_', genuine.id, genuine.atS, genuine.body) },
      NOW,
    ],
    () => ['a body cut at its end', { ...genuine, body: genuine.body.subarray(0, -1) }, NOW],
    () => [
      'a body with more at its end',
      { ...genuine, body: Buffer.concat([genuine.body, Buffer.from(' ')]) },
      NOW,
    ],
    () => ['a moved border', { ...genuine, id: `${genuine.id}.${genuine.atS}` }, NOW],
    () => ['its age', genuine, new Date(genuine.atS * 1_000 + away)],
  ];
  const make = dice.pick(kinds) ?? kinds[0];
  if (make === undefined) throw new Error('There is no way to forge.');
  return make();
}

function flipped(body: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(body);
  const at = dice.between(0, changed.length - 1);
  changed[at] = (changed[at] ?? 0) ^ (1 << dice.between(0, 7));
  return changed;
}

function flippedSignature(signature: string, dice: Dice): string {
  const bytes = Buffer.from(signature.slice(3), 'base64');
  return `v1,${flipped(bytes, dice).toString('base64')}`;
}

function tell({ id, atS, body, signature }: Message): string {
  return JSON.stringify({ id, atS, body: body.toString('base64'), signature });
}
