/**
 * What can only be seen with all flows side by side: taken ids, duplicates, and what a crown jewel refuses.
 */
import { endpointKey, endpointText } from './endpoint';
import { type Findings } from './finding';
import type { ConnectionData, EndpointData, SegmentData } from './model';
import type { ReadFlow } from './read-flow';
import { connectionText } from './terms';

export function checkFlows(flows: readonly ReadFlow[], segments: ReadonlyMap<string, SegmentData>, scope: string, findings: Findings): void {
  const ids = new Map<string, string>();
  const edges = new Map<string, ReadFlow[]>();
  for (const read of flows) {
    const { flow, pointer } = read;
    const key = `${endpointKey(flow.source)} ${endpointKey(flow.destination)}`;
    const earlier = edges.get(key) ?? [];
    const twin = earlier.find((e) => overlap(e.flow.connections, flow.connections) !== undefined);
    if (twin) {
      findings.error('DuplicateFlow', pointer, `flow \`${flow.id}\` permits \`${overlap(twin.flow.connections, flow.connections)}\` from \`${endpointText(flow.source, scope)}\` to \`${endpointText(flow.destination, scope)}\` as flow \`${twin.flow.id}\` does already; remove one, or give both reasons in one \`because\``);
    } else if (ids.has(flow.id)) {
      findings.error('FlowIdTaken', pointer, `flow id \`${flow.id}\` is taken by the flow at \`${ids.get(flow.id)}\`; give one of the two its own \`id\``);
    }
    edges.set(key, [...earlier, read]);
    ids.set(flow.id, pointer);
    checkJewel(read, flow.destination, segments, scope, findings);
    checkJewel(read, flow.source, segments, scope, findings);
  }
}

/** A crown jewel refuses whoever cannot say who they are, and whatever is readable on the wire. */
function checkJewel({ flow, pointer }: ReadFlow, end: EndpointData, segments: ReadonlyMap<string, SegmentData>, scope: string, findings: Findings): void {
  if (end.kind !== 'segment') return;
  const jewel = segments.get(`${end.scope}#${end.segment}`);
  if (!jewel?.crownJewel) return;
  const name = `crown jewel \`${jewel.id}\` (${jewel.crownJewel.classification})`;
  if (flow.authentication.method === 'none') {
    findings.error('JewelNeedsAuthentication', pointer, `${name} refuses flow \`${flow.id}\`: its authentication is none; set \`authentication\` to \`sigv4\`, \`mtls\`, \`rds-iam\` or \`token\``);
  }
  if (flow.encryption.method === 'none') {
    findings.error('JewelNeedsEncryption', pointer, `${name} refuses flow \`${flow.id}\`: its encryption is none; set \`encryption\` to \`tls\``);
  }
  if (end.scope !== scope && !flow.claims) {
    findings.error('JewelNeedsClaim', pointer, `${name} belongs to \`${end.scope}\`: flow \`${flow.id}\` must claim one of its offers, so that its owner agrees`);
  }
}

/** The first connection that both sets have in common, as text. */
function overlap(a: readonly ConnectionData[], b: readonly ConnectionData[]): string | undefined {
  for (const x of a) {
    for (const y of b) {
      if (x.protocol === 'all' || y.protocol === 'all') return connectionText(x.protocol === 'all' ? y : x);
      if (x.protocol !== y.protocol) continue;
      if (x.fromPort === undefined || y.fromPort === undefined) return connectionText(x.fromPort === undefined ? y : x);
      if (x.protocol === 'icmp' || x.protocol === 'icmpv6') {
        if (x.fromPort === y.fromPort && (x.toPort === y.toPort || x.toPort === -1 || y.toPort === -1)) return connectionText(x);
        continue;
      }
      const from = Math.max(x.fromPort, y.fromPort);
      const to = Math.min(x.toPort ?? x.fromPort, y.toPort ?? y.fromPort);
      if (from <= to) return connectionText({ protocol: x.protocol, fromPort: from, toPort: to });
    }
  }
  return undefined;
}
