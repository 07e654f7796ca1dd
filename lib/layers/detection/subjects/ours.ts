/**
 * Constructs of this library, known by what they have: their classes would load layers that an app may not use.
 *
 * A front door is its API, its authorizers, its routes, and each route by scope where it takes several: the scope is all that the log says of personas. The method
 * `ANY` of a REST API is none that the log names, so such a route is watched with its API alone, and that is told.
 */
import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareText } from '../../../intent';
import { certificateArnOf } from '../../identity/certificate-arn';
import type { FrontDoor } from '../../front-door/front-door';
import type { IdentityFoundation } from '../../identity/identity-foundation';
import type { Segment } from '../../network/segment';
import { vpcIdOf } from '../../network/vpc';
import type { Microsegmentation } from '../../network/microsegmentation';
import type { DataProtection } from '../../data/data-protection';
import type { DataStore } from '../../data/data-store';
import type { AccountBaseline } from '../../baseline/account-baseline';
import type { ClosedVpc } from '../../network/closed-vpc';
import type { WebFirewall } from '../../web-firewall/web-firewall';
import { accountDrafts } from './account';
import { seenStageOf, stageDrafts } from './apis';
import type { Draft, Thing } from './draft';
import { regionOf } from './edge';
import { flowLogOf } from './network';
import { idOf } from './looking';

/** What stands behind a construct of ours: drafts of its own, and constructs that are observed in its place. */
export interface Ours {
  readonly drafts: readonly Draft[];
  readonly instead: readonly { readonly construct: IConstruct; readonly flows?: readonly string[] }[];
}

const has = (construct: IConstruct, ...names: readonly string[]): boolean => names.every((name) => name in construct);

export const isDoor = (c: IConstruct): c is FrontDoor => has(c, 'doorId', '_routes', '_known');
export const isIdentity = (c: IConstruct): c is IdentityFoundation => has(c, 'userPool', '_emitted', 'identityHost');
export const isSegment = (c: IConstruct): c is Segment => has(c, 'segmentId', '_memberPaths');
export const isStore = (c: IConstruct): c is DataStore => has(c, 'storeId', '_host');
export const isFirewall = (c: IConstruct): c is WebFirewall => has(c, 'firewallId', '_acl');
const isBaseline = (c: IConstruct): c is AccountBaseline => has(c, 'trailLogGroupName', 'trailBucketName');
const isClosedVpc = (c: IConstruct): c is ClosedVpc => has(c, 'vpc', 'flowLogBucket');

/** Undefined where it is none of ours. */
export function oursOf(thing: Thing): Ours | undefined {
  const { construct } = thing;
  if (isDoor(construct)) return { drafts: doorDrafts(thing, construct), instead: [] };
  if (isIdentity(construct)) return { drafts: [], instead: [{ construct: construct._emitted.pool }] };
  if (isFirewall(construct)) { construct._build(); return { drafts: [], instead: [{ construct: construct._acl }] }; }
  if (isStore(construct)) return storeParts(thing, construct);
  if (isSegment(construct)) return { drafts: [segmentDraft(thing, construct)], instead: [] };
  if (isClosedVpc(construct)) return { drafts: [], instead: [{ construct: construct.vpc }] };
  if (!isBaseline(construct)) return undefined;
  const log = construct.node.tryFindChild('Trail')?.node.tryFindChild('Log') as CfnResource | undefined;
  if (log === undefined) thing.tell('error', 'TrailWithoutLog', `\`${construct.node.path}\` has no trail; expected one, or no \`observe\` of it; remove its \`noTrailBecause\`, or observe the trail that there is`);
  return { drafts: log === undefined ? [] : accountDrafts({ name: log.ref, id: idOf(log) }, thing.options, construct.node.findChild('Trail').node.tryFindChild('Trail') as CfnResource | undefined), instead: [] };
}

/** The resource, its key, and each role that data flows let read. */
function storeParts({ tell }: Thing, store: DataStore): Ours {
  const { props, store: resource, ownerScope } = store._host;
  if (resource === undefined || ownerScope !== undefined) {
    tell('error', 'ObservedKindUnsupported', `store \`${store.storeId}\` is another's, and nothing of it can be seen here; expected a store of this app; its owner watches it`);
    return { drafts: [], instead: [] };
  }
  const id = idOf(props.resource);
  const key = resource.key?.resource;
  const flows = (store.node.scope as DataProtection)._build().facts.flows.filter((f) => f.store === `${store._scope}#${store.storeId}`);
  const ids = [...new Set(flows.map((f) => f.id))].sort(compareText);
  const readers = new Map(flows.filter((f) => f.access !== 'write').flatMap((f) => f.principals).map((p) => [p.path, p.arn]));
  const drafts = [...readers].sort(([a], [b]) => compareText(a, b)).flatMap(([path, arn]): Draft[] => {
    const of = (kind: Draft['kind'], whole: string, values: Draft['values']): Draft => ({ kind, id: `${whole} ${kind === 'keyUser' ? 'used' : 'read'} by ${path}`, values, flows: flows.filter((f) => f.principals.some((p) => p.path === path)).map((f) => f.id), whole, isImplied: true });
    return [
      ...(resource.type === 'dynamodb' ? [of('tableReader', id, { Table: resource.arn, Reader: arn })] : resource.type === 's3' ? [of('bucketReader', id, { Bucket: resource.name, Reader: arn })] : []),
      ...(key === undefined ? [] : [of('keyUser', idOf(key), { Key: resource.key?.arn, Principal: arn })]),
    ];
  });
  return { drafts, instead: [{ construct: props.resource, flows: ids }, ...(key === undefined || key === props.resource ? [] : [{ construct: key, flows: ids }])] };
}

function segmentDraft(thing: Thing, segment: Segment): Draft {
  const { _props } = segment.node.scope as Microsegmentation;
  const log = flowLogOf(thing, vpcIdOf(_props.vpc), true); // what else is wrong with the log is told of the VPC
  const flows = (segment.node.scope as Microsegmentation)._build().intent.flows
    .filter((f) => [f.source, f.destination].some((end) => end.kind === 'segment' && end.segment === segment.segmentId && end.scope === segment.segmentScope))
    .filter((f) => f.implied === undefined).map((f) => f.id);
  return { kind: 'segment', title: `segment ${segment.segmentId}`, values: { segment: segment.segmentId }, logs: { flowLog: log }, flows: [...new Set(flows)].sort(compareText), whole: idOf(_props.vpc) };
}

function doorDrafts(thing: Thing, door: FrontDoor): readonly Draft[] {
  const { routes } = door._build();
  const isHttp = door._api.cfnResourceType === 'AWS::ApiGatewayV2::Api';
  const seen = seenStageOf(isHttp, { ...thing, resource: door._api }, door._api);
  const own = stageDrafts({ kind: isHttp ? 'httpApi' : 'restApi' }, seen, undefined, routes.some((r) => r.data.access !== 'public'), routes.map((r) => r.data.id).sort(compareText));
  const any = isHttp ? [] : routes.filter((r) => r.data.method === 'ANY').map((r) => r.data.id);
  if (any.length > 0) thing.tell('warning', 'RouteNotWatched', `routes ${any.map((id) => `\`${id}\``).join(', ')} of door \`${door.doorId}\` are not watched one by one: the log of a REST API names the method of the request, never \`ANY\`; expected a route for each method; the API as a whole is watched`);
  const parts = routes.filter((r) => !any.includes(r.data.id)).flatMap(({ data }): Draft[] => {
    const values = isHttp ? { Route: data.id } : { Method: data.method, Resource: data.path };
    const common = { logs: { accessLog: seen.log }, lacks: seen.lacks, routes: [data.id] };
    return [
      { kind: isHttp ? 'httpRoute' : 'route', part: data.id, values, ...common, within: true, isImplied: true },
      ...(data.scopes.length < 2 ? [] : data.scopes.map((scope): Draft => ({
        kind: isHttp ? 'httpPersona' : 'persona', part: `${data.id} as ${scope}`, values: { ...values, scope }, ...common, within: data.id, isImplied: true,
      }))),
    ];
  });
  return [...own, ...parts, ...domainDrafts(thing, door, seen.values)];
}

/** What ends: the certificate of the domain, and the authorities of the truststore. */
function domainDrafts(thing: Thing, door: FrontDoor, values: Draft['values']): readonly Draft[] {
  const { domain } = door._props;
  const arn = domain?.certificate === undefined ? '' : certificateArnOf(domain.certificate);
  const file = (domain?.truststore?._source as { readonly file?: unknown } | undefined)?.file;
  const end = typeof file === 'string' ? firstEnd(file) : undefined;
  if (domain?.truststore !== undefined && end === undefined) thing.tell('warning', 'TruststoreNotWatched', `the end of the truststore of door \`${door.doorId}\` is not watched: its certificates are in S3 alone; expected \`Truststore.fromFile\`, or a reminder of your own`);
  return [
    ...(arn === '' ? [] : [{ kind: 'certificate' as const, id: `certificate of ${idOf(door)}`, values: { CertificateArn: arn }, ...regionOf(arn) }]),
    ...(end === undefined ? [] : [{ kind: 'truststore' as const, part: 'truststore', values: { ...values, notAfterEpoch: String(end) } }]),
  ];
}

/** Seconds since 1970 of the first certificate that ends. */
function firstEnd(file: string): number | undefined {
  try {
    const blocks = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    const ends = blocks.map((pem) => Math.floor(Date.parse(new X509Certificate(pem).validTo) / 1000));
    return ends.length === 0 || ends.some(Number.isNaN) ? undefined : Math.min(...ends);
  } catch {
    return undefined; // the door tells what is wrong with it
  }
}
