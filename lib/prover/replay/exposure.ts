/**
 * Judges one request that is said to need no identity, step by step, before anybody sees it:
 *
 *   const judged = replayExposure(world, path);
 *   if (!judged.accepted) throw new DisagreementError(verdict.id, judged.why);
 *
 * Shares nothing with prover/exposure: it walks from the host to the target under the path's valuation, asks at each step what the
 * documentation of AWS says is asked there, and takes nothing that is not certain. Policies are in exposure-policy.ts.
 */
import type { Auth, Door, ExposureWorld, Permission, Route, RouteTarget, Stage } from '../../world/exposure/model';
import type { ExposurePath, OpenWay } from '../exposure/model';
import { pastFirewall } from './exposure-firewalls';
import { lets } from './exposure-policy';
import { maySign } from './exposure-signers';
import type { Judged } from './index';
import { Moment } from './moment';
import { refuse, Refused } from './refusal';
import { isToken, partsOf, wildcard } from './wildcard';

type DoorWay = OpenWay & { readonly kind: 'door' | 'signer' };

export function replayExposure(world: ExposureWorld, { way, valuation }: ExposurePath): Judged {
  try {
    const moment = new Moment(world, valuation);
    if (way.kind === 'door' || way.kind === 'signer') throughDoor(world, moment, way);
    else if (way.kind === 'permission') byPermission(world, moment, way);
    else if (way.kind === 'firewall') pastFirewall(world.firewalls, moment, way);
    else cached(world, moment, way);
    return { accepted: true };
  } catch (error) {
    // Whatever goes wrong in here is no acceptance.
    return { accepted: false, why: error instanceof Refused ? error.message : `replay: ${String(error)}` };
  }
}

function throughDoor(world: ExposureWorld, moment: Moment, way: DoorWay): void {
  const door = world.doors.find((d) => d.id === way.door) ?? refuse('door', `there is no door \`${way.door}\``);
  const [host, stage, route] = [door.hosts[way.host] ?? refuse('host', 'there is no such host'), door.stages.find((s) => s.id === way.stage) ?? refuse('stage', `there is no stage \`${way.stage}\``), door.routes.find((r) => r.id === way.route) ?? refuse('route', `there is no route \`${way.route}\``)];
  for (const [guard, what] of [[door.guard, 'door'], [stage.guard, 'stage'], [route.guard, 'route']] as const) if (!moment.surely(guard)) refuse(what, 'it need not be there');
  if (!moment.surely(host.open.must)) refuse('host', `${host.name} does not surely take requests`);
  if (host.stage !== undefined && host.stage !== stage.id) refuse('host', `${host.name} leads to another stage`);
  const served = route.served.get(stage.id);
  if (served === undefined || !moment.surely(served.must)) refuse('deployment', `stage \`${stage.id}\` does not surely serve \`${route.label}\` as it is written`);
  if (route.reached !== undefined && !moment.surely(route.reached.must)) refuse('rule', 'another rule may answer instead');
  dispatched(moment, door, route, way);
  if (way.kind === 'signer') {
    const auth = route.auths[way.auth] ?? refuse('authorization', 'there is no such authorization');
    if (!moment.surely(auth.guard) || auth.kind !== 'iam') refuse('authorization', 'it does not surely ask for a signature');
    maySign(world, moment, way, door, stage);
  } else if (way.caller.is !== 'known') {
    if (moment.possibly(host.certificate.may)) refuse('certificate', `${host.name} may want a client certificate`);
    authorized(moment, door, route.auths[way.auth] ?? refuse('authorization', 'there is no such authorization'), way, stage, host.kind === 'private', world, route);
  }
  const called = route.targets[way.target] ?? refuse('integration', 'there is no such integration');
  if (!moment.surely(called.guard)) refuse('integration', 'it need not be there');
  callable(world, moment, called, stage, door, way);
}

/** That API Gateway takes no other route for this request. */
function dispatched(moment: Moment, door: Door, route: Route, { method, path }: DoorWay): void {
  if (door.kind !== 'rest' && door.kind !== 'http') return;
  if (!answers(route, method, path)) refuse('route', `\`${route.label}\` does not answer ${method} ${path}`);
  for (const other of door.routes) if (other !== route && moment.possibly(other.guard) && answers(other, method, path) && rank(other, method) > rank(route, method)) refuse('route', `\`${other.label}\` answers ${method} ${path} before \`${route.label}\``);
}

function answers({ method: own, path: pattern }: Route, method: string, path: string): boolean {
  if (pattern === '$default') return true;
  if (own !== 'ANY' && own !== method) return false;
  const expression = pattern.split(/(\{[^}]*\})/).map((part) => (/^\{.*\+\}$/.test(part) ? '.+' : /^\{.*\}$/.test(part) ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('');
  return new RegExp(`^${expression}$`).test(path);
}

/** Greater is taken first: the more literal path, part by part, then the method before ANY. */
function rank({ path, method: own }: Route, method: string): string {
  if (path === '$default') return '';
  return `${path.split('/').map((p) => (p.endsWith('+}') ? 'a' : p.startsWith('{') ? 'b' : 'c')).join('')}${own === method ? '2' : '1'}`;
}

function authorized(moment: Moment, door: Door, auth: Auth, way: DoorWay, stage: Stage, isPrivate: boolean, world: ExposureWorld, route: Route): void {
  if (!moment.surely(auth.guard)) refuse('authorization', 'it need not be this one');
  const { is } = way.caller;
  if (is === 'client') {
    if (door.kind !== 'rest' || auth.kind !== 'cognito' || auth.scopes.length > 0) refuse('authorization', 'an ID token of any client is not enough');
    return;
  }
  const isSigned = auth.kind === 'iam';
  if (auth.kind !== 'none' && auth.kind !== 'iam') refuse('authorization', `it asks for ${auth.kind}`);
  // The auth policy of a service of VPC Lattice is asked about requests without a signature as well.
  if (isSigned !== (is === 'stranger') && !(isSigned && door.kind === 'lattice')) refuse('authorization', isSigned ? 'it asks for a signature' : 'a signature of a stranger is not what lets him in');
  if (door.kind === 'url') return everybodysUrl(world, moment, route.targets[way.target], isSigned ? 'AWS_IAM' : 'NONE');
  if (door.kind === 'lattice' && auth.kind === 'none') return;
  const policy = door.policies.find((p) => moment.surely(p.guard)) ?? refuse('policy', 'which policy holds is not certain');
  if (policy.unknowns.length > 0) refuse('policy', 'it is not known');
  if (policy.statements === undefined) return isSigned ? refuse('policy', 'without one only the account itself gets in') : undefined;
  if (!lets(policy.statements, way.caller, { action: door.kind === 'lattice' ? 'vpc-lattice-svcs:Invoke' : 'execute-api:Invoke', stage: stage.name, method: way.method, path: way.path, api: door.id, isPrivate })) refuse('policy', 'it does not surely let the caller in');
}

function everybodysUrl({ permissions }: ExposureWorld, moment: Moment, { target }: RouteTarget, type: string): void {
  const found = permissions.some((p) => moment.surely(p.guard) && p.target.id === target.id && p.target.qualifier !== undefined && p.target.qualifier === target.qualifier && p.principal === '*' && wildcard(p.action.toLowerCase(), 'lambda:invokefunctionurl')
    && (p.urlAuthType === undefined || p.urlAuthType === type) && [p.organisation, p.sourceArn, p.sourceAccount, p.eventToken].every((f) => f === undefined));
  if (!found) refuse('permission', 'no statement surely lets everybody use the URL');
}

function callable({ permissions }: ExposureWorld, moment: Moment, { need, target }: RouteTarget, stage: Stage, door: Door, way: DoorWay): void {
  if (target.kind === 'unknown') refuse('integration', 'what it calls is not known');
  if (need.kind !== 'permission') return;
  const sources = need.sources.map((s) => s.replace('{stage}', () => stage.name));
  const grants = (p: Permission): boolean => moment.surely(p.guard) && p.target.id === target.id && p.target.qualifier !== undefined && p.target.qualifier === target.qualifier && wildcard(p.action.toLowerCase(), 'lambda:invokefunction')
    && (p.principal === '*' || p.principal.replace(/\.cn$/, '') === need.service) && (p.sourceArn === undefined || sources.every((s) => sourceFits(p.sourceArn!, s))) && ownAccount(p)
    && [p.organisation, p.eventToken, p.urlAuthType, p.viaUrl].every((f) => f === undefined);
  if (!permissions.some(grants)) refuse('permission', `no statement surely lets \`${door.label}\` call \`${target.label}\` for ${way.method} ${way.path}`);
}

function ownAccount({ sourceAccount, account }: Permission): boolean {
  return sourceAccount === undefined || sourceAccount === '\u0001pseudo:AWS::AccountId\u0002' || (account !== undefined && sourceAccount === account);
}

/** Part by part; of the partition nobody asks. */
function sourceFits(pattern: string, source: string): boolean {
  if (pattern === '*' || pattern === source) return true;
  const [mine, theirs] = [partsOf(pattern), partsOf(source)];
  return mine.length >= 6 && theirs.length >= 6 && [2, 3, 4].every((i) => mine[i] === '*' || mine[i] === theirs[i] || (!isToken(mine[i]) && !isToken(theirs[i]) && wildcard(mine[i], theirs[i]))) && !isToken(mine.slice(5).join(':')) && wildcard(mine.slice(5).join(':'), theirs.slice(5).join(':'));
}

/** Anybody: every principal of every account, or a service that calls for whatever account. */
function byPermission({ permissions }: ExposureWorld, moment: Moment, way: OpenWay & { readonly kind: 'permission' }): void {
  const p = permissions[way.permission] ?? refuse('permission', 'there is no such statement');
  if (!moment.surely(p.guard)) refuse('permission', 'it need not be there');
  if (isToken(p.action) || !wildcard(p.action.toLowerCase(), 'lambda:invokefunction')) refuse('permission', 'it is for another action');
  if (way.caller === 'known') return;
  if (p.organisation !== undefined || p.eventToken !== undefined || p.viaUrl !== undefined || p.urlAuthType !== undefined || p.sourceAccount !== undefined) refuse('permission', 'it asks for more');
  if (p.sourceArn !== undefined && !anybodys(p.sourceArn)) refuse('permission', 'it is for one source');
  if (way.caller === 'principal' ? p.principal !== '*' : isToken(p.principal) || !/^[a-z0-9-]+\.amazon(aws)?\.com(\.cn)?$/.test(p.principal)) refuse('permission', 'it is for somebody in particular');
}

/** Nobody's account, and a name that others may give as well: of buckets, which have no account, only the beginning of one. */
function anybodys(arn: string): boolean {
  if (isToken(arn)) return false;
  const [, , service = '*', , account = '*', ...rest] = partsOf(arn);
  const name = rest.join(':');
  if (account !== '' && !/[*?]/.test(account)) return false;
  if (rest.length === 0 || /^[*?]/.test(name)) return true;
  if (service === 'execute-api') return /[*?]/.test(name.split('/')[0]);
  if (account === '') return /[*?]/.test(name) && !/^\u0001[^\u0002]*\u0002\//.test(name);
  return /[*?]/.test(name) || ['sns', 'sqs', 'events', 'logs', 'iot', 'scheduler', 'codecommit', 's3', 'states', 'config', 'cloudwatch', 'lex', 'kinesis', 'firehose', 'dynamodb'].includes(service);
}

function cached(world: ExposureWorld, moment: Moment, way: OpenWay & { readonly kind: 'cache' }): void {
  const door = world.doors.find((d) => d.id === way.door) ?? refuse('door', `there is no door \`${way.door}\``);
  const keys = new Set<string>();
  for (const id of [way.first, way.second]) {
    const route = door.routes.find((r) => r.id === id) ?? refuse('route', `there is no route \`${id}\``);
    const auth = route.auths.find((a) => moment.surely(a.guard)) ?? refuse('authorization', 'it need not be this one');
    const { authorizer } = auth;
    if (auth.kind !== 'lambda' || authorizer?.id !== way.authorizer) refuse('authorization', `\`${route.label}\` does not ask \`${way.authorizer}\``);
    if (authorizer?.ttl === undefined || authorizer.ttl < 1) refuse('cache', 'it surely keeps no decision');
    if (authorizer!.identitySources.some(isToken)) refuse('cache', 'its key is not known');
    const part = (name: string, value: string): string => (authorizer!.identitySources.some((s) => new RegExp(`context\\.(${name})\\b`).test(s)) ? value : '');
    keys.add(`${part('path|resourcePath|resourceId|routeKey', route.path)} ${part('httpMethod|routeKey', route.method)}`);
  }
  if (way.first === way.second || keys.size !== 1) refuse('cache', 'its key tells them apart');
}
