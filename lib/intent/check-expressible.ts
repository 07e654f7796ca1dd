/**
 * Whether any rule can say what a flow asks for. Rules hang on the groups of this façade's own segments: a flow that
 * touches none of these, starts at a service, or asks for a protocol that its addresses do not have, has nowhere to be.
 */
import { endpointText } from './endpoint-text';
import { type Findings } from './finding';
import type { ConnectionData, EndpointData } from './model';

export function isExpressible(source: EndpointData, destination: EndpointData, connections: readonly ConnectionData[], scope: string, pointer: string, findings: Findings): boolean {
  const why = whyNot(source, destination, connections, scope);
  if (why === undefined) return true;
  findings.error('FlowInexpressible', pointer, `flow from \`${endpointText(source, scope)}\` to \`${endpointText(destination, scope)}\` ${why}`);
  return false;
}

function whyNot(source: EndpointData, destination: EndpointData, connections: readonly ConnectionData[], scope: string): string | undefined {
  if (source.kind === 'service') return 'starts at an AWS service; services have no group to name: use their prefix list as the source (e.g. of CloudFront or VPC Lattice)';
  const segments = [source, destination].filter((e) => e.kind === 'segment');
  if (segments.length === 0) return 'touches no segment, so no rule of this stack can permit it; declare it where one of its ends is a segment';
  if (segments.every((e) => e.scope !== scope)) return 'touches no segment that is declared here; declare it where one of its ends is';
  for (const end of [source, destination]) {
    const versions = ipVersionsOf(end);
    for (const { protocol } of connections) {
      const needed = protocol === 'icmp' ? 4 : protocol === 'icmpv6' ? 6 : undefined;
      if (needed === undefined || versions === undefined || versions.includes(needed)) continue;
      return `asks for \`${protocol}\`, which is IPv${needed}, with IPv${needed === 4 ? 6 : 4} addresses only; write \`${needed === 4 ? 'icmpv6' : 'icmp'}\``;
    }
  }
  return undefined;
}

/** Undefined where it is not known from the intent. */
function ipVersionsOf(end: EndpointData): readonly (4 | 6)[] | undefined {
  const versions = (cidrs: readonly string[]): (4 | 6)[] => [...new Set(cidrs.map((c): 4 | 6 => (c.includes(':') ? 6 : 4)))];
  switch (end.kind) {
    case 'internet': return end.ipVersions;
    case 'cidr': return versions([end.cidr]);
    case 'account': return end.cidr === undefined ? undefined : versions([end.cidr]);
    case 'enclave': return end.cidrs.length === 0 ? undefined : versions(end.cidrs); // none: its own mistake was reported
    default: return undefined;
  }
}
