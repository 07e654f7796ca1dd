/**
 * A crown jewel refuses whoever cannot say who they are, and whatever is readable on the wire: in flows that touch it, and
 * in what its owner offers, so that no consumer builds on an offer that can never be claimed.
 */
import { endpointKey } from './endpoint-text';
import { type Findings } from './finding';
import type { AssuranceData, EndpointData, SegmentData } from './model';
import type { ReadFlow } from './read-flow';

export function checkJewels(flows: readonly ReadFlow[], segments: ReadonlyMap<string, SegmentData>, scope: string, findings: Findings): void {
  for (const read of flows) {
    const { source, destination } = read.flow;
    checkFlow(read, destination, segments, scope, findings);
    if (endpointKey(source) !== endpointKey(destination)) checkFlow(read, source, segments, scope, findings);
  }
}

export function checkOffersOfJewel(segment: SegmentData, pointerOf: (offer: string) => string, findings: Findings): void {
  if (segment.crownJewel === undefined) return;
  for (const offer of segment.offers) {
    checkAssurances(offer, `${jewelName(segment)} refuses its own offer \`${offer.id}\``, pointerOf(offer.id), findings);
  }
}

function checkFlow({ flow, pointer }: ReadFlow, end: EndpointData, segments: ReadonlyMap<string, SegmentData>, scope: string, findings: Findings): void {
  if (end.kind !== 'segment') return;
  const jewel = segments.get(`${end.scope}#${end.segment}`);
  if (!jewel?.crownJewel) return;
  // The terms of a claim are its owner's: they are judged where they are offered.
  if (flow.claims === undefined || end.scope !== scope || end !== flow.destination) checkAssurances(flow, `${jewelName(jewel)} refuses flow \`${flow.id}\``, pointer, findings);
  if (end.scope !== scope && !flow.claims) {
    findings.error('JewelNeedsClaim', pointer, `${jewelName(jewel)} belongs to \`${end.scope}\`: flow \`${flow.id}\` must claim one of its offers (\`addClaim\`), so that its owner agrees`);
  }
}

function checkAssurances(how: { readonly authentication: AssuranceData; readonly encryption: AssuranceData }, refuses: string, pointer: string, findings: Findings): void {
  if (how.authentication.method === 'none') {
    findings.error('JewelNeedsAuthentication', pointer, `${refuses}: its authentication is none; set \`authentication\` to \`sigv4\`, \`mtls\`, \`rds-iam\` or \`token\``);
  }
  if (how.encryption.method === 'none') {
    findings.error('JewelNeedsEncryption', pointer, `${refuses}: its encryption is none; set \`encryption\` to \`tls\``);
  }
}

function jewelName(segment: SegmentData): string {
  return `crown jewel \`${segment.id}\` (${segment.crownJewel?.classification})`;
}
