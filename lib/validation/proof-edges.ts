/**
 * Edges of a proof as lines, and what tells two lists of them apart:
 *
 *   edgeLine(edge)   // `web => docs : tcp/5432`
 */
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { parseConnections } from '../algebra/connection-parse';
import { ConnectionSet } from '../algebra/connection-set';
import type { EdgeData } from '../contract/verdicts';
import { placeText, ruleText } from '../evidence/verdicts/terms';
import { connectionText, Findings, formatFinding } from '../intent';
import { readConnection } from '../intent/connection';
import type { BoundIntent } from '../prover/network/model';
import type { ProofViolation } from './proof-result';

/** An edge that a test lists. */
export interface Expected {
  readonly source: string;
  readonly destination: string;
  readonly over: string;
}

/** `tcp/5432`; `all` without a port. */
export function connectionOf(port: ec2.Port | undefined): string {
  if (port === undefined) return 'all';
  const { ipProtocol, fromPort, toPort } = port.toRuleJson() as { readonly ipProtocol: unknown; readonly fromPort?: unknown; readonly toPort?: unknown };
  const findings = new Findings();
  const connection = readConnection({ protocol: String(ipProtocol), ...(fromPort === undefined ? {} : { fromPort, toPort }) }, '/port', findings);
  if (connection === undefined) throw new TypeError(findings.all().map(formatFinding).join('\n'));
  return connectionText(connection);
}

export function edgeLine({ source, destination, over, certain, implied }: EdgeData): string {
  return `${source} => ${destination} : ${over}${certain ? '' : ' (possible)'}${implied === true ? ' (implied)' : ''}`;
}

/** What is permitted and not listed, and what is listed and not certainly permitted. What nobody wrote nobody has to list. */
export function unequal(expected: readonly Expected[], edges: readonly EdgeData[], intents: readonly BoundIntent[]): ProofViolation[] {
  const listed = new Map<string, ConnectionSet>();
  const label = labels(edges, intents);
  for (const e of expected) {
    const pair = pairOf({ source: label(e.source), destination: label(e.destination) });
    listed.set(pair, (listed.get(pair) ?? ConnectionSet.none()).union(read(e.over)));
  }
  const permitted = new Map<string, ConnectionSet>();
  const violations: ProofViolation[] = [];
  for (const edge of edges) {
    const pair = pairOf(edge);
    const connections = read(edge.over);
    if (edge.certain) permitted.set(pair, (permitted.get(pair) ?? ConnectionSet.none()).union(connections));
    if (edge.implied === true && !listed.has(pair)) continue;
    const more = connections.difference(listed.get(pair) ?? ConnectionSet.none());
    if (!more.isEmpty()) violations.push({ id: `nothing-more.${pair}`, verdict: edge.certain ? 'violated' : 'unknown', text: [`${pair} : ${more.toString()} is ${edge.certain ? '' : 'perhaps '}permitted, and not listed`, ...edge.because.map((b) => `  - ${ruleText(b)}, ${placeText(b)}`)].join('\n') });
  }
  for (const [pair, connections] of listed) {
    const less = connections.difference(permitted.get(pair) ?? ConnectionSet.none());
    if (!less.isEmpty()) violations.push({ id: `nothing-less.${pair}`, verdict: 'violated', text: `${pair} : ${less.toString()} is listed, and not permitted` });
  }
  return violations;
}

/** What edges call an end: the segment that it is or is in, by the shortest name that is its own; else the resource. */
function labels(edges: readonly EdgeData[], intents: readonly BoundIntent[]): (name: string) => string {
  const used = new Set(edges.flatMap((e) => [e.source, e.destination]));
  const segments = intents.flatMap((b) => b.intent.segments.map(({ scope, id }) => ({ id, local: `${scope}#${id}`, key: `${b.stage === '' ? '' : `${b.stage}/`}${scope}#${id}`, members: b.members.get(`${scope}#${id}`) ?? [] })));
  return (name) => {
    const segment = segments.find((s) => [s.id, s.local, s.key, ...s.members].includes(name));
    const short = name.slice(name.lastIndexOf('.') + 1);
    const candidates = segment === undefined ? [name, ...(segments.some((s) => s.id === short) ? [] : [short])] : [segment.key, segment.local, segment.id];
    return candidates.find((c) => used.has(c)) ?? candidates[candidates.length - 1];
  };
}

function pairOf({ source, destination }: { readonly source: string; readonly destination: string }): string {
  return `${source} => ${destination}`;
}

function read(text: string): ConnectionSet {
  const parsed = parseConnections(text);
  if (!parsed.ok) throw new Error(`connections \`${text}\` cannot be read; this is a mistake of cdk-zero-trust`);
  return parsed.value;
}
