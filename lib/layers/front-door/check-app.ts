/**
 * What a door has to know of the rest of the app: names that are taken, values that change behind a deployment's back.
 *
 *   checkDomain(door)             // another domain of the same name would fail at deployment
 *   checkStale(emitted, where)    // a parameter changes a method, and not the id of the deployment
 *
 * Not seen: domains and parameters of other apps.
 */
import { CfnParameter, type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../intent';
import { isObject, readIfPossible, ReferenceTo, resolveValue, resourcesIn } from '../network/members/read';
import { list, Said } from './compiler/say';
import { isPartOfApi } from './deployment-hash';
import type { Emitted } from './emit';
import type { FrontDoor } from './front-door';

const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainNameV2'];

/** Of two doors the second one tells it. */
export function checkDomain(door: FrontDoor): readonly Finding[] {
  const { domain: own } = door._known;
  const name = door._props.domain?.domainName;
  if (own === undefined || name === undefined) return [];
  const said = new Said();
  const { account, region } = Stack.of(door);
  const others = resourcesIn(Stage.of(door) ?? door.node.root).filter((r) => r !== own && DOMAINS.includes(r.cfnResourceType) && Stack.of(r).account === account && Stack.of(r).region === region && readIfPossible(r, 'DomainName') === name);
  for (const other of others) {
    if (isOfDoor(other) && compareText(own.node.path, other.node.path) < 0) continue;
    said.error('DomainTaken', '', `domain \`${name}\` of door \`${door.doorId}\` is made by \`${other.node.path}\` as well, and an account has a name once; expected a domain for each door, e.g. \`${door.doorId.toLowerCase().replace(/[^a-z0-9-]/g, '')}.${name}\`; rename one, or remove it`);
  }
  return said.all;
}

function isOfDoor(resource: CfnResource): boolean {
  return (resource.node.scope as { _known?: { domain?: unknown } } | undefined)?._known?.domain === resource;
}

export function checkStale(emitted: Iterable<Emitted>, doorId: string): readonly Finding[] {
  const stale = new Map<string, Set<string>>();
  for (const { resource, properties } of emitted) {
    if (resource.cfnResourceType !== 'AWS::ApiGateway::RestApi' && !isPartOfApi(resource)) continue;
    for (const name of changing(resolveValue(resource, properties))) stale.set(name, (stale.get(name) ?? new Set()).add(resource.node.path));
  }
  const said = new Said();
  for (const [name, paths] of [...stale].sort(([a], [b]) => compareText(a, b))) {
    said.warning('DeploymentMayBeStale', '', `\`${name}\` is in what a deployment of door \`${doorId}\` freezes, ${list([...paths].sort(compareText))}: another value of it changes the template by nothing, and would be served only after the next change of a route; expected values that are known when the app is synthesized; write it down, or deploy the API by hand when it changes`);
  }
  return said.all;
}

/** Parameters and dynamic references: the deployment's id is made of their names. */
function changing(value: unknown): string[] {
  if (value instanceof ReferenceTo) return CfnParameter.isCfnElement(value.target) && value.target instanceof CfnParameter ? [value.target.node.path] : [];
  if (typeof value === 'string') return [...value.matchAll(/\{\{resolve:[^}]*\}\}/g)].map(([text]) => text);
  if (Array.isArray(value)) return value.flatMap(changing);
  return isObject(value) ? Object.values(value).flatMap(changing) : [];
}
