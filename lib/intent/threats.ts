/**
 * The threat table: per edge, who could abuse it, what stops them, what watches it.
 *
 *   threatTable(intent, { flowLogs: true, serviceAccess: {} }).filter((t) => t.stoppedBy.startsWith('nothing'))
 *
 * It states only what the intent and the given facts say. A row whose `stoppedBy` or `watchedBy` begins with `nothing` is
 * the useful one.
 * Not modelled: threats inside a workload (its code, its dependencies), and what people do at a console.
 */
import { endpointText } from './endpoint-text';
import { compareText } from './finding';
import type { EndpointData, FlowData, Intent } from './model';
import { connectionText } from './connection-text';
import { routeThreats } from './route-threats';

/** `theft`: of a token. `other-objects`: a caller who may call names what belongs to somebody else. Both of routes only. */
export type ThreatKind = 'impersonation' | 'interception' | 'lateral-movement' | 'exfiltration' | 'exposure' | 'theft' | 'other-objects';

export interface Threat {
  readonly scope: string;
  /** Id of the flow; of a route the door and its id: `Door GET /documents/{id}`. */
  readonly flow: string;
  readonly edge: string;
  readonly kind: ThreatKind;
  /** Who could abuse the edge, and how. */
  readonly abuser: string;
  /** What stops them; begins with `nothing` where nothing does. */
  readonly stoppedBy: string;
  readonly watchedBy: string;
}

/** What the layers built, as far as it stops or watches somebody. */
export interface ThreatFacts {
  /** Flow logs of the VPC are recorded by this app. */
  readonly flowLogs: boolean;
  /** How each AWS service is reached: `create`, `existing`, `sharedHub` or `nat`. A service that is not named counts as `nat`. */
  readonly serviceAccess: Readonly<Record<string, string>>;
  /** AWS services whose endpoint takes no policy. @default - none */
  readonly withoutPolicy?: readonly string[];
}

const AUTHENTICATED: Record<string, string> = {
  'sigv4': 'every request is signed with a role (SigV4)',
  'mtls': 'both sides show a certificate (mTLS)',
  'rds-iam': 'the database asks for a short-lived IAM token',
  'token': 'every request carries a token that the destination verifies',
};

export function threatTable(intent: Intent, facts: ThreatFacts): Threat[] {
  const enclaves = new Map(intent.enclaves.map((e) => [`${e.scope}#${e.id}`, e]));
  const jewels = new Set(intent.segments.filter((s) => s.crownJewel).map((s) => `${s.scope}#${s.id}`));
  const rows: Threat[] = [];
  for (const flow of intent.flows) {
    const source = endpointText(flow.source, flow.scope);
    const destination = endpointText(flow.destination, flow.scope);
    const over = flow.connections.map((c) => (c.protocol === 'all' ? 'every port and protocol' : connectionText(c))).join(', ');
    const watchedBy = facts.flowLogs ? 'flow logs (accepted and rejected connections)' : 'nothing: no flow log of this VPC is declared here';
    const add = (kind: ThreatKind, abuser: string, stoppedBy: string): void => {
      rows.push({ scope: flow.scope, flow: flow.id, edge: `${source} -> ${destination} ${flow.connections.map(connectionText).join(', ')}`, kind, abuser, stoppedBy, watchedBy });
    };

    add('impersonation', impersonator(flow.source, source), authenticationOf(flow, enclaves));
    add('interception', `whoever can read or change traffic between \`${source}\` and \`${destination}\``,
      flow.encryption.method === 'tls' ? 'TLS' : `nothing: not encrypted, because ${flow.encryption.because}`);
    if (flow.source.kind === 'segment' && flow.destination.kind === 'segment') {
      const jewel = jewels.has(`${flow.destination.scope}#${flow.destination.segment}`) ? 'the crown jewel ' : '';
      add('lateral-movement', `a compromised member of \`${source}\` attacks ${jewel}\`${destination}\` over ${over}`, `only what is declared is open; on ${over} the destination's own checks`);
    }
    if (flow.source.kind !== 'segment') {
      const others = flow.source.kind === 'internet' ? 'nothing but' : `nobody else is permitted; of \`${source}\`,`;
      add('exposure', `${impersonator(flow.source, source)} tries weaknesses of \`${destination}\``, `${others} the destination's own checks on ${over}`);
    }
    const way = exfiltration(flow, facts);
    if (way) add('exfiltration', `a compromised member of \`${source}\` sends data to ${way.to}`, way.stoppedBy);
  }
  return [...rows, ...routeThreats(intent)].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.flow, b.flow) || compareText(a.kind, b.kind));
}

function impersonator(end: EndpointData, text: string): string {
  switch (end.kind) {
    case 'segment': return `whoever runs code in \`${text}\``;
    case 'internet': return 'anybody on the internet';
    case 'enclave': return `whoever sends from the addresses of \`${text}\` (${end.cidrs.join(', ')})`;
    case 'account': return `whoever controls account \`${end.accountId}\``;
    default: return `whoever sends from \`${text}\``;
  }
}

function authenticationOf(flow: FlowData, enclaves: ReadonlyMap<string, Intent['enclaves'][number]>): string {
  for (const end of [flow.source, flow.destination]) {
    const enclave = end.kind === 'enclave' ? enclaves.get(`${flow.scope}#${end.enclave}`) : undefined;
    if (enclave && flow.authentication.method === 'none') return `${enclave.compensation} (owner ${enclave.owner}, until ${enclave.until}); no authentication, because ${flow.authentication.because}`;
  }
  return AUTHENTICATED[flow.authentication.method] ?? `nothing: not authenticated, because ${flow.authentication.because}`;
}

function exfiltration(flow: FlowData, facts: ThreatFacts): { to: string; stoppedBy: string } | undefined {
  const end = flow.destination;
  switch (end.kind) {
    case 'internet': return { to: 'any host on the internet', stoppedBy: 'nothing: every address is permitted' };
    case 'cidr': return { to: end.cidr, stoppedBy: 'only these addresses are permitted' };
    case 'enclave': return { to: `\`${end.enclave}\` (${end.cidrs.join(', ')})`, stoppedBy: 'only these addresses are permitted' };
    case 'prefixList': return { to: `the addresses of \`${end.name}\``, stoppedBy: 'only the addresses of the prefix list are permitted' };
    case 'offered': return { to: `\`${end.segment}\` of \`${end.scope}\``, stoppedBy: 'only the group of that segment is permitted' };
    case 'account': return { to: `account \`${end.accountId}\``, stoppedBy: 'only the named group or addresses are permitted' };
    case 'service': return {
      to: `resources of others behind \`${end.service}\``,
      stoppedBy: stoppedAtService(end, flow, facts),
    };
    default: return undefined;
  }
}

/** As the network layer writes endpoint policies. */
function stoppedAtService(end: Extract<EndpointData, { kind: 'service' }>, flow: FlowData, facts: ThreatFacts): string {
  const access = Object.hasOwn(facts.serviceAccess, end.service) ? facts.serviceAccess[end.service] : 'nat';
  if (access === 'existing' || access === 'sharedHub') return 'whatever the policy of an endpoint says that this intent does not own';
  if (access !== 'create') return 'nothing: through a NAT gateway every address on the internet answers on the same port';
  if (facts.withoutPolicy?.includes(end.service)) return 'nothing but IAM on the other side: this endpoint takes no policy';
  const actions = end.actions.length > 0 ? 'the declared actions' : 'calls';
  const principals = flow.implied?.anonymous ? '' : ' by principals of this account';
  const resources = end.resources.length > 0 ? 'the declared resources' : flow.implied ? 'resources of anybody' : 'resources of this account';
  return `the endpoint policy permits only ${actions}${principals} on ${resources}`;
}
