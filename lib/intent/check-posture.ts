/**
 * What a strict posture refuses beyond what every intent must say.
 */
import { endpointText } from './endpoint-text';
import { type Findings } from './finding';
import type { Posture } from './model';
import type { ReadFlow } from './read-flow';

export function checkPosture(flows: readonly ReadFlow[], posture: Posture, scope: string, findings: Findings): void {
  if (posture !== 'high') return;
  for (const { flow, pointer } of flows) {
    const ends = `flow \`${flow.id}\` from \`${endpointText(flow.source, scope)}\` to \`${endpointText(flow.destination, scope)}\``;
    if (flow.encryption.method === 'none') {
      findings.error('PostureNeedsEncryption', pointer, `${ends} is not encrypted, which posture \`high\` refuses; set \`encryption\` to \`tls\`, or choose posture \`standard\``);
    }
    if (flow.authentication.method === 'none' && flow.until === undefined) {
      findings.error('PostureNeedsUntil', pointer, `${ends} is not authenticated and has no end, which posture \`high\` refuses; set \`until\` to the day when it will be, or choose posture \`standard\``);
    }
  }
}
