import type { ScopedLimits } from './tolerance.ts';

/** How a rule is called beside what it decided: its own name, else its position, such as `rule 2`. */
export function ruleLabel({ name }: Pick<ScopedLimits, 'name'>, index: number): string {
  return name ?? `rule ${index + 1}`;
}
