import type { MadeTable } from '../../made-rows.ts';
import type { Reader, Row } from '../../row.ts';
import { type Condition, compileConditions } from '../query.ts';
import type { BulkRequest } from './bulk-request.ts';
import type { QuickTest } from './quick-test.ts';

type Asked = Pick<BulkRequest, 'conditions' | 'isOurs' | 'reader'>;

/** What only the row can say; of what its pattern never varies the answer is the same for all that are made of it. */
export function slowTest(made: MadeTable, { conditions, isOurs, reader }: Asked): QuickTest {
  const isWorkedOut = ({ steps: [first] }: Condition) => !first || 'from' in first.field;
  const judges = conditions
    .filter((condition) => !isWorkedOut(condition))
    .map((condition) => judgeOf(made, condition, reader));
  const ofRow = compileConditions(conditions.filter(isWorkedOut));
  const needsRow = isOurs !== undefined || conditions.some(isWorkedOut);
  return (position) => {
    for (const judge of judges) if (!judge(position)) return false;
    if (!needsRow) return true;
    const row = made.passingViewAt(position);
    return row !== undefined && (isOurs?.(row) ?? true) && ofRow(row, reader);
  };
}

/** A condition reads the one cell with which it begins, and what that leads to. */
function judgeOf(made: MadeTable, condition: Condition, reader: Reader): QuickTest {
  const key = condition.steps[0]?.key ?? '';
  const judge = compileConditions([condition]);
  const known = new Map<Row, boolean>();
  const ofChildren = childrenJudge(made, condition, reader);
  return (position) => {
    const pattern = made.patternAt(position);
    if (!pattern) return false;
    if (pattern.varies(key)) {
      const answer = ofChildren?.(position, pattern.row);
      return answer ?? judge({ id: '', [key]: made.passingCellAt(position, key) ?? null }, reader);
    }
    const answer = known.get(pattern.row) ?? judge(pattern.row, reader);
    known.set(pattern.row, answer);
    return answer;
  };
}

type ChildrenJudge = (position: number, pattern: Row) => boolean | undefined;

interface Known {
  readonly children: readonly Row[];
  readonly answer: boolean;
}

/**
 * A cell of the children that no retelling varies, and what it leads to, is judged once for the same children of the same
 * pattern; of any other cell only that one is made.
 * @returns a judge that answers undefined where it cannot say.
 */
function childrenJudge(made: MadeTable, condition: Condition, reader: Reader): ChildrenJudge | undefined {
  const [first, second] = condition.steps;
  if (first?.field.kind !== 'children' || !second) return undefined;
  const { to } = first.field;
  const isWorkedOut = 'from' in second.field;
  const bulk = reader.bulk(to);
  if (!bulk) return undefined;
  const compiled = compileConditions([condition]);
  const known = new Map<Row, Known>();
  const judge = (rows: readonly Row[]): boolean => {
    const parent = { id: '', [first.key]: rows.map((_, at) => String(at)) };
    const get: Reader['get'] = (table, id) => (table === to ? rows[Number(id)] : reader.get(table, id));
    return compiled(parent, { ...reader, get });
  };
  return (position, pattern) => {
    const children = made.childrenAt(position, first.key);
    if (children?.table !== to) return undefined;
    const rows: Row[] = [];
    let isVaried = false;
    for (const child of children.positions) {
      const found = bulk.changes[child] === 0 ? bulk.made.patternAt(child) : undefined;
      if (!found) return undefined;
      if (isWorkedOut) {
        isVaried = true;
        rows.push(bulk.made.passingViewAt(child) ?? found.row);
      } else if (found.varies(second.key)) {
        isVaried = true;
        rows.push({ id: '', [second.key]: bulk.made.passingCellAt(child, second.key) ?? null });
      } else rows.push(found.row);
    }
    if (isVaried) return judge(rows);
    const before = known.get(pattern);
    if (before?.children.length === rows.length && rows.every((row, at) => row === before.children[at])) {
      return before.answer;
    }
    const answer = judge(rows);
    known.set(pattern, { children: rows, answer });
    return answer;
  };
}
