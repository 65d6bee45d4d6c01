// `npm run bench [-- NAME…]`: every benchmark, or those named. Ratios are measured against a peer in the same run.
import { readArguments } from '../tools/arguments.ts';
import { type Figure, holds, print } from './measure.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ run: () => Promise<Figure[]> }>>> = {
  'change-to-decision': () => import('./change-to-decision.ts'),
  'decision-latency': () => import('./decision-latency.ts'),
  'first-load': () => import('./first-load.ts'),
  'row-level-security': () => import('./row-level-security.ts'),
  'click-to-command': () => import('./click-to-command.ts'),
  'two-processes': () => import('./two-processes.ts'),
  'audited-action': () => import('./audited-action.ts'),
  lists: () => import('./lists.ts'),
  replay: () => import('./replay.ts'),
  match: () => import('./match.ts'),
  'sandbox-size': () => import('./sandbox-size.ts'),
};

const { names: wanted } = readArguments({
  program: 'npm run bench',
  does: 'Measures, and holds each figure against its goal.',
  names: Object.keys(BENCHES),
});
let missed = 0;
for (const [name, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  const { run } = await load();
  for (const figure of await run()) {
    print(figure);
    if (holds(figure) === false) missed += 1;
  }
}
process.stdout.write(missed === 0 ? '\nEvery goal is met.\n' : `\n${missed} goals are missed.\n`);
process.exit(0);
