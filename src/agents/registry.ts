import type { AnyAgent } from '#engine/shapes/agent.ts';
import { threeWayMatch } from './three-way-match/agent.ts';

/** Every agent there is. A new one is a folder and a line here. */
export const AGENTS: readonly AnyAgent[] = [threeWayMatch];
