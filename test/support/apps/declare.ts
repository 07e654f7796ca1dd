/**
 * Makes it possible to write an intent as plain data and declare it with the public constructs:
 *
 *   declare(zt, INTENT, { web: [balancer, edge] });
 *
 * So the same data drives `addSegment` and `addFlow` here, an intent file there, and an oracle that reads neither.
 * Not for data with mistakes in it: these are for the tests of the intent.
 */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrownJewel, Endpoint, FlowAuthentication, FlowEncryption, type FlowProps, type IFlowEnd, type LegacyEnclave, type Microsegmentation, type Segment, type ZeroTrust } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';

type Facade = ZeroTrust | Microsegmentation;
type PlainAssurance = string | { readonly none: string };
export type PlainEnd = string | {
  readonly prefixList?: string; readonly name?: string; readonly maxEntries?: number;
  readonly service?: string; readonly actions?: readonly string[]; readonly resources?: readonly string[];
};

export interface PlainFlow {
  readonly id?: string;
  readonly source: PlainEnd;
  readonly destination: PlainEnd;
  readonly over?: string | readonly string[];
  readonly authentication?: PlainAssurance;
  readonly encryption?: PlainAssurance;
  readonly because: string;
  readonly withinSegment?: boolean;
}

export interface PlainSegment {
  readonly id: string;
  readonly displayName?: string;
  readonly crownJewel?: { readonly classification: string };
}

export interface PlainIntent {
  readonly segments: readonly PlainSegment[];
  readonly enclaves?: readonly { readonly id: string; readonly cidrs: readonly string[]; readonly owner: string; readonly until: string; readonly compensation: string }[];
  readonly flows: readonly PlainFlow[];
}

export interface Declared {
  readonly segments: ReadonlyMap<string, Segment>;
  readonly enclaves: ReadonlyMap<string, LegacyEnclave>;
}

export function declare(zt: Facade, intent: PlainIntent, members: Readonly<Record<string, readonly IConstruct[]>> = {}): Declared {
  const enclaves = new Map((intent.enclaves ?? []).map(({ id, cidrs, ...rest }) => [id, zt.addLegacyEnclave(id, { ...rest, cidrs: [...cidrs] })]));
  const segments = new Map(intent.segments.map(({ id, displayName, crownJewel }) => [id, zt.addSegment(id, {
    displayName,
    ...(crownJewel === undefined ? {} : { crownJewel: CrownJewel.classified(crownJewel.classification) }),
    members: [...(members[id] ?? [])],
  })]));
  const named = { segments, enclaves };
  for (const flow of intent.flows) zt.addFlow(flowProps(flow, named));
  return named;
}

function flowProps(flow: PlainFlow, named: Declared): FlowProps {
  const { source, destination, over, authentication, encryption, ...rest } = flow;
  const ports = over === undefined ? [] : [over].flat().map(portOf);
  return {
    ...rest,
    source: endOf(source, named),
    destination: endOf(destination, named),
    ...(ports.length === 0 ? {} : { port: ports[0] }),
    ...(ports.length > 1 ? { ports: ports.slice(1) } : {}),
    ...(authentication === undefined ? {} : { authentication: authenticationOf(authentication) }),
    ...(encryption === undefined ? {} : { encryption: encryption === 'tls' ? FlowEncryption.TLS : FlowEncryption.none((encryption as { none: string }).none) }),
  };
}

function endOf(end: PlainEnd, { segments, enclaves }: Declared): IFlowEnd {
  if (typeof end !== 'string') {
    if (end.service !== undefined) return Endpoint.awsService(end.service, { ...(end.actions && { actions: [...end.actions] }), ...(end.resources && { resources: [...end.resources] }) });
    return Endpoint.prefixList(end.prefixList!, { name: end.name, maxEntries: end.maxEntries });
  }
  const segment = segments.get(end) ?? enclaves.get(end);
  if (segment !== undefined) return segment;
  if (end === 'internet') return Endpoint.INTERNET;
  if (end === 'internet-ipv4') return Endpoint.INTERNET_IPV4;
  if (end === 'internet-ipv6') return Endpoint.INTERNET_IPV6;
  if (end.startsWith('pl-')) return Endpoint.prefixList(end);
  if (end.startsWith('service:')) return Endpoint.awsService(end.slice('service:'.length));
  const [, account, what] = /^account:(\d+)\/(.*)$/.exec(end) ?? [];
  if (account !== undefined) return Endpoint.account(account, what.startsWith('sg-') ? { securityGroupId: what } : { cidr: what });
  return Endpoint.cidr(end);
}

/** `tcp/8000-8100`, `icmp/3/4` (type and code), `ip/50`, `all`, as CDK's ports. */
function portOf(text: string): ec2.Port {
  const [, name, first, last] = /^([a-z0-9]+)(?:\/(\d+)(?:[-/](\d+))?)?$/.exec(text)!;
  const [low, high] = [Number(first), Number(last ?? first)];
  switch (name) {
    case 'tcp': return first === undefined ? ec2.Port.allTcp() : ec2.Port.tcpRange(low, high);
    case 'udp': return first === undefined ? ec2.Port.allUdp() : ec2.Port.udpRange(low, high);
    case 'icmp': return first === undefined ? ec2.Port.allIcmp() : last === undefined ? ec2.Port.icmpType(low) : ec2.Port.icmpTypeAndCode(low, high);
    case 'icmpv6': return first === undefined ? ec2.Port.allIcmpV6() : new ec2.Port({ protocol: ec2.Protocol.ICMPV6, fromPort: low, toPort: last === undefined ? -1 : high, stringRepresentation: text });
    case 'ip': return new ec2.Port({ protocol: first as ec2.Protocol, stringRepresentation: text });
    default: return ec2.Port.allTraffic();
  }
}

function authenticationOf(plain: PlainAssurance): FlowAuthentication {
  if (typeof plain !== 'string') return FlowAuthentication.none(plain.none);
  return ({ 'sigv4': FlowAuthentication.SIGV4, 'mtls': FlowAuthentication.MTLS, 'rds-iam': FlowAuthentication.RDS_IAM, 'token': FlowAuthentication.TOKEN } as const)[plain as 'token'];
}
