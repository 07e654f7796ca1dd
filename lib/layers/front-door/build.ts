/**
 * intent -> facts -> plan -> constructs, once per door, when everything has been said. With any mistake nothing is made: synth fails
 * with all mistakes, and no half of a door is left.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings, type Intent } from '../../intent';
import type { PrincipalFacts } from '../data/model';
import { compileDoor } from './compiler/compile';
import { checkDomain, checkStale } from './check-app';
import { checkStacks } from './check-stacks';
import { doorFacts, routeFacts } from './facts';
import { emitDoor, type Emitted } from './emit';
import type { FrontDoor } from './front-door';
import type { DoorPlan, RouteFacts } from './model';
import { checkRoles } from './roles/check-roles';

export interface BuiltDoor {
  readonly intent: Intent;
  readonly findings: readonly Finding[];
  readonly isMade: boolean;
  readonly routes: readonly RouteFacts[];
  /** What was written, by key of the plan, to be looked at once more at synth. */
  readonly emitted: ReadonlyMap<string, Emitted>;
}

export function buildDoor(door: FrontDoor): BuiltDoor {
  const { _declaration: declaration, _network: network } = door;
  const findings = new Findings();
  let intent: Intent;
  if (network === undefined) {
    declaration.close();
    const normalised = declaration.normalise();
    intent = normalised.intent;
    findings.append(normalised.findings);
  } else {
    // The network reports what is wrong with the declaration, for all layers.
    const built = network._build();
    intent = built.intent;
    if (built.findings.some((f) => f.level === 'error')) return { intent, findings: [], isMade: false, routes: [], emitted: new Map() };
  }
  const routes = routeFacts(door, intent);
  const facts = doorFacts(door);
  findings.append(door._identity?.findings() ?? []);
  findings.append(declaration.takeReports());
  const plan = compileDoor(facts, routes);
  const where = door._site.toString();
  findings.append(plan.findings.map((f) => (f.where === '' ? { ...f, where } : f)));
  findings.append(checkRoles(routes));
  findings.append(checkStacks(door, plan, routes));
  findings.append(checkDomain(door).map((f) => ({ ...f, where })));
  if (findings.errors().length > 0) return { intent, findings: findings.all(), isMade: false, routes, emitted: new Map() };
  const callers = new Map(routes.flatMap((r) => (r.callers ?? []).map((c): [string, PrincipalFacts] => [c.path, c])));
  const emitted = emitDoor(plan, { scope: door, known: knownOf(door, plan), callers, ...(door._props.policiesScope === undefined ? {} : { policiesScope: door._props.policiesScope }) });
  findings.append(checkStale(emitted.values(), door.doorId).map((f) => ({ ...f, where })));
  return { intent, findings: findings.all(), isMade: true, routes, emitted };
}

function knownOf({ _known: { api, deployment, stage, domain } }: FrontDoor, plan: DoorPlan): ReadonlyMap<string, CfnResource> {
  return new Map([[plan.api, api], [plan.deployment, deployment], [plan.stage, stage], ...(domain === undefined ? [] : [['Domain', domain] as const])]);
}

