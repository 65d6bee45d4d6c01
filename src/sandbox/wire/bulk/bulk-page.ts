// A page of a table of which most rows are made when they are asked for: a walk along an order that is held ready, into
// which the kept rows are merged; and a scan where a query asks for anything else.
import type { BulkTable, Row } from '../../row.ts';
import { inTurn, startPace } from '../slices.ts';
import type { BulkRequest } from './bulk-request.ts';
import { testsOf } from './bulk-tests.ts';
import { sortedPage } from './sorted-page.ts';
import { stepsOf } from './steps.ts';
import { walkedPage } from './walked-page.ts';

export async function bulkPage(bulk: BulkTable, request: BulkRequest): Promise<Row[]> {
  const tests = testsOf(bulk, request);
  const steps = stepsOf(bulk.made, request.order.by);
  const pace = startPace();
  if (!steps) return inTurn(bulk.made, () => sortedPage(bulk, request, { tests, pace }));
  const walk = () => walkedPage(bulk, request, { tests, steps, pace });
  return tests.slow ? inTurn(bulk.made, walk) : walk();
}
