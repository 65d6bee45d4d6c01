import type { SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

const LINKABLE: Readonly<Record<string, string>> = { Project: 'projects', UserGroup: 'user-groups' };

/** A task belongs to a project or a group; a project shows the mean of its tasks. */
export function settleTask(work: Work, row: Row, { before }: SaveContext): Row {
  const table = LINKABLE[textOf(row, 'linkable-type')];
  const owner = table === undefined ? undefined : work.get(table, textOf(row, 'linkable-id'));
  if (!owner || !table) refuse('task', "Linkable can't be blank");
  const percentage = Number(row.percentage ?? 0);
  if (percentage < 0 || percentage > 100) refuse('task', 'Percentage must be between 0 and 100');
  const isDone = row.status === 'completed';
  const wasDone = before?.status === 'completed';
  const settled: Row = {
    ...row,
    percentage: isDone ? 100 : percentage,
    'resolved-at': isDone ? (wasDone ? (row['resolved-at'] ?? null) : work.now) : null,
    'resolved-by': isDone ? (wasDone ? (row['resolved-by'] ?? null) : work.actor) : null,
  };
  if (table === 'projects') showProgress(work, owner, settled);
  return settled;
}

function showProgress(work: Work, project: Row, changed: Row): void {
  const tasks = [...work.rows('tasks')].filter(
    (task) => task['linkable-type'] === 'Project' && task['linkable-id'] === project.id,
  );
  const all = tasks.map((task) => Number((task.id === changed.id ? changed : task).percentage ?? 0));
  const mean = Math.round(all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length));
  work.change('projects', project.id, { 'completion-percentage': mean });
}
