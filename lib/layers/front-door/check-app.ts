/**
 * What a door has to know of the rest of the app: names that are taken, values that change behind a deployment's back.
 *
 *   checkDomain(door)             // another domain of the same name would fail at deployment
 *   checkStale(emitted, where)    // a parameter changes a method, or a condition of it, and not the id of the deployment
 *
 * Not seen: domains and parameters of other apps.
 */
import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../intent';
import { readIfPossible, resolveValue, resourcesIn, typeOf } from '../network/members/read';
import { list, Said } from './compiler/say';
import { changingIn, isPartOfApi } from './deployment-hash';
import type { Emitted } from './emit';
import { DOMAINS } from './existing-domain';
import type { FrontDoor } from './front-door';

/** Of two doors the second one tells it. */
export function checkDomain(door: FrontDoor): readonly Finding[] {
  const { domain: own } = door._known;
  const name = door._props.domain?.domainName;
  if (own === undefined || name === undefined) return [];
  const said = new Said();
  const { account, region } = Stack.of(door);
  const others = resourcesIn(Stage.of(door) ?? door.node.root).filter((r) => r !== own && DOMAINS.includes(typeOf(r)) && Stack.of(r).account === account && Stack.of(r).region === region && readIfPossible(r, 'DomainName') === name);
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
  const stale = [...emitted].filter(({ resource: r }) => r.cfnResourceType === 'AWS::ApiGateway::RestApi' || isPartOfApi(r))
    .flatMap(({ resource, properties }) => changingIn(resource, resolveValue(resource, properties)).map((name): readonly [string, string] => [name, resource.node.path]));
  const said = new Said();
  for (const text of staleTexts(stale, `door \`${doorId}\``)) said.warning('DeploymentMayBeStale', '', text);
  return said.all;
}

/** Of names that change, and the paths of what they are in; once for each name. */
export function staleTexts(stale: readonly (readonly [name: string, path: string])[], of: string): string[] {
  const byName = new Map<string, Set<string>>();
  for (const [name, path] of stale) byName.set(name, (byName.get(name) ?? new Set()).add(path));
  return [...byName].sort(([a], [b]) => compareText(a, b)).map(([name, paths]) => `\`${name}\` is in what a deployment of ${of} freezes, ${list([...paths].sort(compareText))}: another value of it changes the template by nothing, and would be served only after the next change of a route; expected values that are known when the app is synthesized; write it down, or deploy the API by hand when it changes`);
}
