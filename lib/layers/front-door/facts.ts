/**
 * What constructs know of a door and its routes, for the intent and for the compiler:
 *
 *   declaration.addDoorFacts(intentFacts(door))      // while the intent is normalised
 *   doorFacts(door), routeFacts(door, intent)        // for `compileDoor`
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { certificateArnOf } from '../identity/certificate-arn';
import type { FrontDoorFacts, Intent, PrincipalData, RouteData } from '../../intent';
import type { PrincipalFacts } from '../data/model';
import { principalsOf } from '../data/principals';
import { readIfPossible, resolveValue } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import type { DeclaredRoute, FrontDoor } from './front-door';
import { existingDomain } from './existing-domain';
import { functionBehind, handlerFacts } from './handler-facts';
import type { HandlerSource } from './handler';
import type { CorsFacts, DomainFacts, DoorFacts, RouteFacts } from './model';
import { DoorProfile, DoorProtocol } from './profiles';
import { flat } from './roles/role-policies';

/** Requests per second, and at once. */
const THROTTLE = { rate: 100, burst: 200 };
export const STAGE_NAME = 'live';

export function intentFacts(door: FrontDoor): Partial<FrontDoorFacts> {
  const path = relativePath(door, door._api.node.path);
  return {
    doorOf: (id) => (id !== door.doorId ? undefined : {
      path, template: Stack.of(door).templateFile, logicalId: logicalIdOf(door._api), stage: logicalIdOf(door._stage),
      ...(door._identity === undefined ? {} : { identity: door._identity.data().path }),
    }),
    identityOf: (named) => {
      const data = door._identity?.data();
      return data?.path === named ? data : undefined;
    },
    handlerOf: (_, { door: of, id }) => {
      const declared = of === door.doorId ? door._routes.get(id) : undefined;
      const source = declared?.props.handler._data as HandlerSource | undefined;
      if (source?.kind !== 'function') return undefined;
      const resource = functionBehind(source.handler);
      return resource === undefined ? { arn: source.handler.functionRef.functionArn } : { template: Stack.of(resource).templateFile, logicalId: logicalIdOf(resource) };
    },
    whosePersona: (persona, { door: of }) => (of === door.doorId ? door._owners.get(persona) : undefined),
    whyNobody: (persona, { door: of, scopes }) => (of === door.doorId && scopes.length > 0 ? door._identity?.whyNobody?.(persona, scopes) : undefined),
    callerOf: (named, { door: of, id }) => {
      const declared = of === door.doorId ? door._routes.get(id) : undefined;
      const [principal] = declared === undefined ? [] : callersNamed(door, declared).get(named) ?? [];
      return principal === undefined ? undefined : principalData(principal, door);
    },
  };
}

/** Roles behind the callers of a route, by the path that the intent names; looked for once, so that a mistake is told once. */
const found = new WeakMap<DeclaredRoute, ReadonlyMap<string, readonly PrincipalFacts[]>>();

function callersNamed(door: FrontDoor, declared: DeclaredRoute): ReadonlyMap<string, readonly PrincipalFacts[]> {
  const known = found.get(declared);
  if (known !== undefined) return known;
  const callers = new Map((declared.props.callers ?? []).map((caller) => [
    relativePath(door, caller.node.path),
    principalsOf(caller, (code, message) => door._declaration.report('error', code, `caller of route \`${declared.id}\`: ${message}`, declared.site)),
  ] as const));
  found.set(declared, callers);
  return callers;
}

function principalData({ path, arn, resource, account }: PrincipalFacts, door: FrontDoor): PrincipalData {
  return {
    path: relativePath(door, path),
    ...(resource === undefined ? { arn } : { template: Stack.of(resource).templateFile, logicalId: logicalIdOf(resource) }),
    ...(account === undefined || Token.isUnresolved(account) ? {} : { account }),
  };
}

export function doorFacts(door: FrontDoor): DoorFacts {
  const { _props: props, doorId } = door;
  const { partition, region, account } = Stack.of(door);
  const domain = domainFacts(door);
  const cors = corsFacts(door);
  return {
    id: doorId, path: relativePath(door, door.node.path), displayName: props.displayName ?? doorId, posture: props.posture ?? door._declaration.posture,
    protocol: props.protocol ?? DoorProtocol.REST, profile: props.profile ?? DoorProfile.TLS13,
    ...(door._identity === undefined ? {} : { identity: door._identity.facts() }),
    ...(domain === undefined ? {} : { domain }), ...(cors === undefined ? {} : { cors }),
    otherEndpoints: (props.vpcEndpoints ?? []).flatMap((e) => otherService(door, e)),
    vpcEndpointIds: (props.vpcEndpoints ?? []).map((e) => e.vpcEndpointRef.vpcEndpointId),
    throttle: props.throttle ?? THROTTLE,
    personaThrottles: Object.fromEntries((props.personaThrottles ?? []).map(({ persona, rate, burst, quotaPerDay }) => [persona.personaId, { rate, burst, ...(quotaPerDay === undefined ? {} : { quotaPerDay }) }])),
    stageName: props.stageName ?? STAGE_NAME,
    ...(props.routesPlacement?.stacks === undefined ? {} : { shards: props.routesPlacement.stacks }),
    ...(props.logKey === undefined ? {} : { logKeyArn: props.logKey.keyRef.keyArn }),
    accountId: account, region, partition,
  };
}

/** What the service of an endpoint ends with is literal, also where its region is not. */
function otherService(door: FrontDoor, endpoint: IConstruct): { readonly path: string; readonly service: string }[] {
  const resource = CfnResource.isCfnResource(endpoint) ? endpoint : endpoint.node.defaultChild;
  const said = resource === undefined || !CfnResource.isCfnResource(resource) || resource.cfnResourceType !== 'AWS::EC2::VPCEndpoint' ? undefined : readIfPossible(resource, 'ServiceName');
  const service = said === undefined ? undefined : flat(said);
  return service === undefined || /\.execute-api$/.test(service) || /\}$/.test(service) ? [] : [{ path: relativePath(door, endpoint.node.path), service }];
}

function domainFacts(door: FrontDoor): DomainFacts | undefined {
  const { _props: { domain }, _truststore } = door;
  if (domain === undefined) return undefined;
  const { existing, existingProfile } = domain;
  return {
    domainName: domain.domainName, certificateArn: domain.certificate === undefined ? '' : certificateArnOf(domain.certificate),
    ...(existing === undefined ? {} : { existing: { name: existing.domainNameRef.domainName, isHere: existingDomain(door) !== undefined, ...(existingProfile === undefined ? {} : { profile: existingProfile }) } }),
    ...(_truststore === undefined ? {} : { truststoreUri: _truststore.uri, ...(_truststore.version === undefined ? {} : { truststoreVersion: _truststore.version }) }),
    ...(domain.ownershipCertificate === undefined ? {} : { ownershipCertificateArn: certificateArnOf(domain.ownershipCertificate) }),
    ...(domain.basePath === undefined ? {} : { basePath: domain.basePath }),
  };
}

function corsFacts({ _props: { cors } }: FrontDoor): CorsFacts | undefined {
  if (cors === undefined) return undefined;
  return {
    origins: [...new Set(cors.origins)].sort(), headers: cors.headers ?? ['Authorization', 'Content-Type', 'X-Api-Key'],
    maxAgeSeconds: cors.maxAge?.toSeconds() ?? 600, allowCredentials: cors.allowCredentials ?? false,
  };
}

/** Routes of the intent with what stands behind them; sorted as the intent is. */
export function routeFacts(door: FrontDoor, intent: Intent): RouteFacts[] {
  const mine = (intent.routes ?? []).filter((r) => r.scope === door._declaration.scope && r.door === door.doorId);
  return mine.flatMap((data: RouteData): RouteFacts[] => {
    const declared = door._routes.get(data.id);
    if (declared === undefined) return [];
    const { props, site } = declared;
    const callers = distinct([...callersNamed(door, declared).values()].flat());
    const validation = props.validation;
    return [{
      data, callers, callerArns: callers.map((c) => c.arn),
      get where() { return site.toString(); }, // a stack is formatted when somebody asks for it
     
      handler: handlerFacts(props.handler, data, door, (code, message) => door._declaration.report('error', code, message, site)),
      ...(props.throttle === undefined ? {} : { throttle: props.throttle }),
      ...(validation === undefined ? {} : { validation: { ...(validation.body === undefined ? {} : { body: validation.body as unknown }), queryStrings: validation.queryStrings ?? [], headers: validation.headers ?? [] } }),
    }];
  });
}

/** Two callers may share their role. */
function distinct(all: readonly PrincipalFacts[]): PrincipalFacts[] {
  return [...new Map(all.map((p) => [p.path, p])).values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

export function logicalIdOf(resource: CfnResource): string {
  return String(resolveValue(resource, resource.logicalId));
}
