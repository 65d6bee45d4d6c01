import { describe, expect, it } from 'vitest';
import { LEARNS, tabsOf } from './agent-tabs.ts';

const ALL = ['policy.read', 'runs.read'];
const ids = (id: string, settings: Record<string, unknown>, permissions: readonly string[]) =>
  tabsOf({ id, settings }, permissions).map((tab) => tab.id);

describe('the pages of an agent', () => {
  it('are all there for the one that has tolerances and learns', () => {
    expect(ids(LEARNS, { tolerances: {} }, ALL)).toEqual([
      'settings',
      'tolerances',
      'what-if',
      'runs',
      'memory',
    ]);
  });

  it('leave out what the agent does not have and what the person may not see', () => {
    expect(ids('terms', {}, ALL)).toEqual(['settings', 'what-if', 'runs']);
    expect(ids(LEARNS, { tolerances: {} }, ['policy.read'])).toEqual(['settings', 'tolerances', 'what-if']);
  });
});
