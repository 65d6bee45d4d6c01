import { describe, expect, it } from 'vitest';
import { createCircuit } from './circuit.ts';
import { createTestClock } from './test-coupa.ts';

function opened(random = 1) {
  const clock = createTestClock();
  const circuit = createCircuit(clock, () => random);
  for (let i = 0; i < 5; i += 1) circuit.failed('Coupa answered 503.');
  return { clock, circuit };
}

describe('the circuit', () => {
  it('opens at the fifth failure in a row, not the fourth, and a success between them counts anew', () => {
    const circuit = createCircuit(createTestClock(), () => 1);
    for (let i = 0; i < 4; i += 1) circuit.failed('Coupa answered 503.');
    expect(() => circuit.assertClosed()).not.toThrow();
    circuit.succeeded();
    for (let i = 0; i < 4; i += 1) circuit.failed('Coupa answered 503.');
    expect(() => circuit.assertClosed()).not.toThrow();
    circuit.failed('Coupa answered 503.');
    expect(() => circuit.assertClosed()).toThrow(
      expect.objectContaining({
        code: 'coupa_unavailable',
        message: expect.stringMatching(/held back for now. The last time: Coupa answered 503.$/),
        retryable: true,
        details: { circuit: 'open', retryAfterMs: 1000 },
      }),
    );
  });

  it('lets one probe through after its pause, and everybody after the probe’s success', () => {
    const { clock, circuit } = opened();
    clock.move(1_000);
    circuit.assertClosed();
    expect(() => circuit.assertClosed()).toThrow('held back');
    circuit.succeeded();
    circuit.assertClosed();
    circuit.assertClosed();
  });

  it('pauses twice as long after each failed probe, up to a minute', () => {
    const { clock, circuit } = opened();
    const pauses: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      let waited = 0;
      for (;;) {
        try {
          circuit.assertClosed();
          break;
        } catch {
          clock.move(100);
          waited += 100;
        }
      }
      pauses.push(waited);
      circuit.failed('Coupa answered 503.');
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
  });

  it('sends another probe when one never comes back', () => {
    const { clock, circuit } = opened();
    clock.move(1_000);
    circuit.assertClosed();
    clock.move(30_000);
    expect(() => circuit.assertClosed()).not.toThrow();
  });

  it('is not kept open by a clock that is set back', () => {
    const { clock, circuit } = opened();
    clock.move(-3_600_000);
    expect(() => circuit.assertClosed()).not.toThrow();
  });

  it('five days of outage cost at most two probes a minute', () => {
    const { clock, circuit } = opened();
    let probes = 0;
    for (let second = 0; second < 5 * 86_400; second += 10) {
      clock.move(10_000);
      try {
        circuit.assertClosed();
        probes += 1;
        circuit.failed('Coupa answered 503.');
      } catch {
        // Held back, as it should be.
      }
    }
    expect(probes).toBeGreaterThan(5 * 1_440 - 20);
    expect(probes).toBeLessThanOrEqual(2 * 5 * 1_440);
  });
});
