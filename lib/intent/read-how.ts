/**
 * How an edge is used, the same for flows and offers: over which connections, how authenticated, how encrypted.
 *
 * What is not said is closed: no authentication and no encryption are mistakes, not defaults.
 */
import { compareConnections, commonConnection, connectionText } from './connection-text';
import { readConnection } from './connection';
import { type Findings } from './finding';
import type { AssuranceData, ConnectionData, EndpointData } from './model';
import { type ObjectReader } from './reader';
import { AUTHENTICATIONS, ENCRYPTIONS, readAssurance } from './terms';

/** A method of authentication that cannot be had without TLS: its flow need not say so twice. */
const ALWAYS_TLS = ['sigv4', 'mtls', 'rds-iam'];

/** `over: tcp/443` or `over: [tcp/80, tcp/443]`. To an AWS service it is HTTPS unless said otherwise. */
export function readConnections(r: ObjectReader, destination: EndpointData | undefined, findings: Findings): ConnectionData[] {
  if (!r.has('over')) {
    if (destination?.kind === 'service') return [{ protocol: 'tcp', fromPort: 443, toPort: 443 }];
    findings.error('MissingField', r.pointer, `${r.what} has no \`over\` (\`port\` in code); expected a connection such as \`tcp/443\`, or \`all\``);
    return [];
  }
  const value = r.raw('over');
  const items = Array.isArray(value) ? value : [value];
  if (items.length === 0) findings.error('MissingField', r.at('over'), `\`over\` of ${r.what} is an empty list; expected a connection such as \`tcp/443\``);
  const at = (i: number): string => (Array.isArray(value) ? `${r.at('over')}/${i}` : r.at('over'));
  const read = items.map((item, i) => readConnection(item, at(i), findings));
  if (read.some((c) => c === undefined)) return [];
  const unique = new Map<string, ConnectionData>();
  (read as ConnectionData[]).forEach((c, i) => {
    const text = connectionText(c);
    const common = unique.has(text) ? undefined : commonConnection([...unique.values()], [c]);
    if (common !== undefined) findings.warning('ConnectionRepeated', at(i), `\`over\` of ${r.what} permits \`${common}\` twice; each costs a rule: remove one, or merge their ranges`);
    unique.set(text, c);
  });
  return [...unique.values()].sort(compareConnections);
}

/** Calls to AWS services are signed and use TLS by nature; everything else says how it is authenticated and encrypted. */
export function readAssurances(r: ObjectReader, toService: boolean, findings: Findings): { authentication?: AssuranceData; encryption?: AssuranceData } {
  let authentication: AssuranceData | undefined;
  if (r.has('authentication')) authentication = readAssurance(r.raw('authentication'), 'authentication', AUTHENTICATIONS, r.at('authentication'), findings);
  else if (toService) authentication = { method: 'sigv4' };
  else findings.error('AuthenticationMissing', r.pointer, `${r.what} does not say how the connection is authenticated; a network location proves nothing: set \`authentication\` to \`sigv4\`, \`mtls\`, \`rds-iam\` or \`token\`, or to \`{ none: 'why' }\``);

  let encryption: AssuranceData | undefined;
  if (r.has('encryption')) encryption = readAssurance(r.raw('encryption'), 'encryption', ENCRYPTIONS, r.at('encryption'), findings);
  else if (toService || (authentication && ALWAYS_TLS.includes(authentication.method))) encryption = { method: 'tls' };
  else if (!r.has('authentication') || authentication) {
    findings.error('EncryptionMissing', r.pointer, `${r.what} does not say how the connection is encrypted; set \`encryption\` to \`tls\`, or to \`{ none: 'why' }\``);
  }
  return { authentication, encryption };
}
