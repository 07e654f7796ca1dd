/**
 * Facts of a door and its routes -> what is to be made: ``compileDoor(facts, routes)``.
 *
 * Pure: no App, no construct is touched, and the order of routes is of no account. With an error among the findings the plan is what
 * could be said and must not be made.
 */
import { compareText } from '../../../intent';
import type { DoorFacts, DoorPlan, RouteFacts } from '../model';
import { checkDoor } from './check-door';
import { checkHandlers } from './check-handlers';
import { compileRestDoor } from './rest';
import { Said } from './say';

export function compileDoor(facts: DoorFacts, routes: readonly RouteFacts[]): DoorPlan {
  const sorted = [...routes].sort((a, b) => compareText(a.data.path, b.data.path) || compareText(a.data.method, b.data.method));
  const said = new Said();
  checkDoor(facts, sorted, said);
  checkHandlers(facts, sorted, said);
  const plan = facts.protocol === 'http' ? http().compileHttpDoor(facts, sorted) : compileRestDoor(facts, sorted);
  return { ...plan, findings: [...said.all, ...plan.findings] };
}

/** Most doors are of the other protocol. */
function http(): typeof import('./http') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./http') as typeof import('./http');
}
