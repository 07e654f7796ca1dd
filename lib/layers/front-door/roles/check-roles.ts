/**
 * Looks at the roles of handlers as the templates will say them: ``checkRoles(routes)``. It changes none of them.
 *
 * - A wildcard that no data flow asked for is told with its statement (`HandlerRoleTooWide`): an error where it permits everything of a
 *   kind, a warning where it is a family of actions on what is named, as CDK's grants write it, or a policy of AWS's for logs.
 * - A role of several handlers gives each what any of them needs (`HandlersShareRole`).
 * - A way into a handler beside its door: function-ways.ts.
 *
 * Not seen: roles that are imported, which their owner answers for, and policies in other apps.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../../intent';
import { describe } from '../../network/members/read';
import { principalsOf } from '../../data/principals';
import { list } from '../compiler/say';
import type { RouteFacts } from '../model';
import { checkWays, type HandlerOfRoutes } from './function-ways';
import { policiesByRole, policiesOf, type RolePolicy } from './role-policies';
import { widthOf } from './wide';

/** Policies of AWS's that grant nothing but logs, traces, metrics and network interfaces, on every resource. */
const FOR_STARTING = ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole', 'AWSLambdaENIManagementAccess', 'AWSXRayDaemonWriteAccess', 'CloudWatchLambdaInsightsExecutionRolePolicy'];

export function checkRoles(routes: readonly RouteFacts[]): Finding[] {
  const handlers = handlersOf(routes);
  const roles = rolesOf(handlers);
  const findings: Finding[] = [];
  const starting = new Map<string, Starting[]>();
  const all = handlers.length === 0 ? undefined : policiesByRole(handlers[0].resource);
  for (const { role, path, handlers: mine } of roles) {
    if (mine.length > 1) {
      findings.push({ code: 'HandlersShareRole', level: 'warning', pointer: '', where: mine[0].where, message: `handlers ${mine.map((h) => `\`${h.path}\``).join(', ')} have one role, \`${path}\`: each has the rights of all; expected a role for each, e.g. a \`HandlerRole\`, which is what a function gets that is told of none` });
    }
    if (role === undefined) continue;
    for (const policy of policiesOf(role, all)) {
      const name = policy.managedByAws;
      if (name !== undefined && FOR_STARTING.includes(name)) starting.set(name, [...starting.get(name) ?? [], { role: path, handler: mine[0] }]);
      else findings.push(...judge(policy, path, mine[0]));
    }
  }
  for (const [name, of] of starting) findings.push(ofStarting(name, of));
  return [...distinct(findings), ...checkWays(handlers)];
}

/** Functions of this app that answer a route, once each. */
function handlersOf(routes: readonly RouteFacts[]): HandlerOfRoutes[] {
  const found = new Map<CfnResource, RouteFacts[]>();
  for (const route of routes) {
    const { kind, resource } = route.handler;
    if (kind !== 'function' || resource === undefined) continue;
    const known = found.get(resource);
    if (known === undefined) found.set(resource, [route]);
    else known.push(route);
  }
  // A place is made of a stack when somebody asks for it.
  const handlers = [...found].map(([resource, mine]) => ({ path: mine[0].handler.path, resource, get where() { return mine[0].where; }, routes: mine.map((r) => r.data.id).sort(compareText) }));
  return handlers.sort((a, b) => compareText(a.path, b.path));
}

interface RoleOfHandlers {
  readonly path: string;
  readonly role?: CfnResource;
  readonly handlers: readonly HandlerOfRoutes[];
}

/** What has no role that can be told is refused by the data layer, where a route has data. */
function rolesOf(handlers: readonly HandlerOfRoutes[]): RoleOfHandlers[] {
  const found = new Map<string, RoleOfHandlers>();
  for (const handler of handlers) {
    for (const { path, resource } of principalsOf(handler.resource, () => undefined)) {
      const known = found.get(path);
      found.set(path, { path, ...(resource === undefined ? {} : { role: resource }), handlers: [...known?.handlers ?? [], handler] });
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.path, b.path));
}

interface Starting {
  readonly role: string;
  readonly handler: HandlerOfRoutes;
}

/** Every function that CDK makes has one: told once for all of them, not to drown the rest. */
function ofStarting(name: string, of: readonly Starting[]): Finding {
  const who = of.length === 1 ? `role \`${of[0].role}\` of handler \`${of[0].handler.path}\` has` : `roles of handlers ${list(of.map((o) => o.handler.path))} have`;
  return { code: 'HandlerRoleTooWide', level: 'warning', pointer: '', where: of[0].handler.where, message: `${who} the policy \`${name}\` of AWS, which permits its actions on every log group or interface; expected its own log group alone; give ${of.length === 1 ? 'the handler' : 'each handler'} a \`HandlerRole\`, and \`logGroup\`` };
}

function judge({ path, statements, managedByAws }: RolePolicy, role: string, handler: HandlerOfRoutes): Finding[] {
  const report = (level: Finding['level'], code: 'HandlerRoleTooWide' | 'HandlerRoleUnknown', message: string): Finding => ({ code, level, pointer: '', where: handler.where, message: `role \`${role}\` of handler \`${handler.path}\` ${message}` });
  if (managedByAws !== undefined) {
    return [report('error', 'HandlerRoleTooWide', `has the policy \`${managedByAws}\` of AWS, which names no resource and grows with AWS; expected what its routes do with data, said by \`data\` of the routes; remove the policy`)];
  }
  if (statements === undefined) return [report('warning', 'HandlerRoleUnknown', `has a policy that cannot be read here: got \`${path}\`, expected statements of this app; look at it where it is made`)];
  return statements.flatMap((statement) => {
    const width = widthOf(statement);
    if (width === 'named') return [];
    const what = `\`${describe(statement)}\` of \`${path}\``;
    if (width === 'family') return [report('warning', 'HandlerRoleTooWide', `has a wildcard that no data flow asked for: got ${what}, expected actions one by one; say \`data\` on the route instead of the grant, or write the actions down`)];
    return [report('error', 'HandlerRoleTooWide', `has a wildcard that no data flow asked for: got ${what}, expected actions and resources by name; say \`data\` on the route, or name them`)];
  });
}

function distinct(findings: readonly Finding[]): Finding[] {
  const byText = new Map(findings.map((f) => [`${f.code} ${f.message}`, f]));
  return [...byText.entries()].sort(([a], [b]) => compareText(a, b)).map(([, f]) => f);
}
