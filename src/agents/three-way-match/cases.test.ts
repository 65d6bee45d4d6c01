import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { threeWayMatch } from './agent.ts';

describe('recorded situations', () => {
  const folder = new URL('./cases/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it('are all there', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  it.each(files)('%s', (name) => {
    const {
      settings,
      evidence: recorded,
      expected,
    } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const parsed = threeWayMatch.settings.parse(settings);
    const { headline, verdict, cause, commands, tasks, atRisk } = threeWayMatch.propose(
      threeWayMatch.analyse(recorded, parsed),
      recorded,
      parsed,
    );
    const titles = tasks.map(({ title }) => title);
    expect({
      headline,
      verdict,
      cause: cause ?? null,
      commands,
      tasks: titles,
      atRisk: atRisk?.amount ?? null,
    }).toEqual(expected);
  });
});
