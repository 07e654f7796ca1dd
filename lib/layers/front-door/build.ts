/**
 * intent -> facts -> plan -> constructs, once per door, when everything has been said. With any mistake nothing is made: synth fails
 * with all mistakes, and no half of a door is left.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings, type Intent } from '../../intent';
import type { PrincipalFacts } from '../data/model';
import { intentOf } from '../layer';
import { compileDoor } from './compiler/compile';
import { checkDomain, checkStale } from './check-app';
import { checkStacks } from './check-stacks';
import { doorFacts, routeFacts } from './facts';
import { emitDoor, type Emitted } from './emit';
import { checkLogRole } from './log-role';
import type { FrontDoor } from './front-door';
import type { DoorPlan, RouteFacts } from './model';
import { checkRoles } from './roles/check-roles';

/** Without these, the compiler would tell mistakes that nobody made. */
const MISLEADING = ['profile', 'protocol', 'domain', 'vpcEndpoints'];

export interface BuiltDoor {
  readonly intent: Intent;
  readonly findings: readonly Finding[];
  readonly isMade: boolean;
  readonly routes: readonly RouteFacts[];
  /** What was written, by key of the plan, to be looked at once more at synth. */
  readonly emitted: ReadonlyMap<string, Emitted>;
}

export function buildDoor(door: FrontDoor): BuiltDoor {
  const { intent, findings: declared, isRefused } = intentOf(door);
  const findings = new Findings();
  findings.append(declared);
  const routes = routeFacts(door, intent);
  const facts = doorFacts(door);
  findings.append(door._identity?.findings() ?? []);
  findings.append(door._declaration.takeReports());
  const plan = compileDoor(facts, routes);
  const where = door._site.toString();
  // Of a door whose profile or ends cannot be read, the plan is another door's.
  if (!MISLEADING.some((name) => door._wrong.has(name))) findings.append(plan.findings.map((f) => (f.where === '' ? { ...f, where } : f)));
  findings.append(checkStacks(door, plan, routes).map((f) => (f.where === '' ? { ...f, where } : f)));
  findings.append(checkDomain(door).map((f) => ({ ...f, where })));
  // Of roles everything is known at the end (verify.ts); beside a mistake nobody looks then.
  if (findings.errors().length > 0) findings.append(checkRoles(routes));
  // The network tells what is wrong with the intent; here the rest of it is told beside it.
  if (isRefused || findings.errors().length > 0) return { intent, findings: isRefused ? findings.errors() : findings.all(), isMade: false, routes, emitted: new Map() };
  const callers = new Map(routes.flatMap((r) => (r.callers ?? []).map((c): [string, PrincipalFacts] => [c.path, c])));
  const emitted = emitDoor(plan, { scope: door, known: knownOf(door, plan), callers, ...(door._props.policiesScope === undefined ? {} : { policiesScope: door._props.policiesScope }) });
  findings.append([...checkStale(emitted.values(), door.doorId), ...checkLogRole(door)].map((f) => ({ ...f, where })));
  return { intent, findings: findings.all(), isMade: true, routes, emitted };
}

function knownOf({ _known: { api, deployment, stage, domain } }: FrontDoor, plan: DoorPlan): ReadonlyMap<string, CfnResource> {
  return new Map([[plan.api, api], [plan.deployment, deployment], [plan.stage, stage], ...(domain === undefined ? [] : [['Domain', domain] as const])]);
}

