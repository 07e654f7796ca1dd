/**
 * The words of verdicts for people, the same in every format:
 *
 *   edgeText({ source: 'internet', destination: 'web', over: 'tcp/443' });   // 'internet => web : tcp/443'
 *   verdictSentence(verdict);                                               // 'internet reaches Db over tcp/5432 by way of Alb and Api'
 *
 * Not here: layout and escaping, which differ from format to format.
 */
import type { BecauseData, CheckData, EdgeData, HopData, RequestData, UnknownData, VerdictData, VerdictFile, WitnessData } from '../../contract/verdicts';
import { compareText } from '../../intent';
import { words } from '../words';
import { firewallSentence, isAboutFirewalls } from './firewall-words';

export function edgeText({ source, destination, over }: { readonly source: string; readonly destination: string; readonly over: string }): string {
  return `${source} => ${destination} : ${over === 'all' ? 'any protocol and port' : over}`;
}

/** What a verdict is about: an edge, or else the question itself. */
export function subjectText({ kind, verdict, subject, question, plane }: VerdictData): string {
  if (kind === 'nothing-more' && verdict === 'proved' && subject.source === subject.destination) return `every edge of ${subject.source}`;
  return ['member', 'only', 'identified'].includes(kind) || plane === 'exposure' ? question : edgeText(subject);
}

/** `tcp/443`, `icmp type 8`, `protocol/50`. */
export function connectionOf({ protocol, port, icmpType, icmpCode }: HopData): string {
  if (port !== undefined) return `${protocol}/${port}`;
  if (icmpType === undefined) return protocol;
  return `${protocol} type ${icmpType}${icmpCode === undefined ? '' : ` code ${icmpCode}`}`;
}

/** One packet that passes: `8.8.8.8:49152 -> 10.0.0.7:443`; IPv6 addresses in brackets where a port follows. */
export function packetOf({ sourceAddress, sourcePort, destinationAddress, port }: HopData): string | undefined {
  if (sourceAddress === undefined && destinationAddress === undefined) return undefined;
  const end = (address: string | undefined, p: number | undefined): string => {
    if (address === undefined) return 'an unknown address';
    if (p === undefined) return address;
    return address.includes(':') ? `[${address}]:${p}` : `${address}:${p}`;
  };
  return `${end(sourceAddress, sourcePort)} -> ${end(destinationAddress, port)}`;
}

/** `GET https://.../documents/x1 from address 192.0.2.7, with an API key, without a token and a signature`. */
export function requestText({ method, url, without, carries = [], location }: RequestData): string {
  return `${method} ${url}${location === undefined ? '' : `, from ${location}`}${carries.length === 0 ? '' : `, with ${words(carries, 'and')}`}${without.length === 0 ? '' : `, without ${words(without, 'and')}`}`;
}

/** What is asked of a request; a web firewall asks nothing, and looks. */
export function checkText({ kind, text }: CheckData): string {
  return kind === 'web-firewall' ? `before it: ${text}` : `it asks for ${text}`;
}

/** How the way goes on at the source of a later hop. */
export function onwardText({ via, source }: HopData): string | undefined {
  if (via === 'proxy') return `${source} forwards`;
  return via === 'compromise' ? `whoever controls ${source} goes on` : undefined;
}

/** `App.template.json#/Resources/WebSg/Properties/SecurityGroupIngress/0`: a reference as JSON knows them. */
export function placeText({ template, pointer }: { readonly template?: string; readonly pointer: string }): string {
  return `${template ?? ''}${pointer === '' ? '' : `#${pointer}`}`;
}

/** `ingress rule of App/Web/SecurityGroup`: the construct where there is one, for that is what its author knows. */
export function ruleText({ what, constructPath, resource }: BecauseData): string {
  const name = constructPath ?? resource;
  return name === '' ? what : `${what} of ${name}`;
}

/** Stops of the path between its ends; of a single hop the resources that let it through. */
export function viaOf({ hops }: WitnessData): string[] {
  const stops = hops.slice(1).map((h) => h.source);
  return stops.length > 0 ? stops : unique((hops[0]?.because ?? []).map((b) => b.resource).filter((r) => r !== ''));
}

/** `IsProd is true, Stage is prod`: when the path is there; empty where always. */
export function whenText({ conditions, parameters = {} }: WitnessData): string {
  return [
    ...Object.entries(conditions).sort(([a], [b]) => compareText(a, b)).map(([name, holds]) => `${name} is ${String(holds)}`),
    ...Object.entries(parameters).sort(([a], [b]) => compareText(a, b)).map(([name, value]) => `${name} is \`${value}\``),
  ].join(', ');
}

/** Nobody wrote it, and nothing needs it to boot. */
export function isUndeclared({ declared, implied }: EdgeData): boolean {
  return !declared && implied !== true;
}

/** What is claimed: `denies, pivot`. */
export function claimText({ kind, level, plane }: VerdictData): string {
  return `${kind.replace(/-/g, ' ')}, ${plane === 'network' ? level : plane}`;
}

/** What a verdict says, as one sentence without its end. */
export function verdictSentence(v: VerdictData): string {
  const { kind, verdict, subject: { source, destination, over }, witness, question } = v;
  const how = over === 'all' ? 'over any protocol and port' : `over ${over}`;
  const on = witness === undefined ? '' : stopsText(witness);
  if (kind === 'claim') return claimSentence(v);
  if (kind === 'member') return `nothing is proved of ${source}: one of its members ${verdict === 'violated' ? 'is not there as it was declared' : 'was found nowhere'}`;
  if (v.plane === 'exposure') return exposureSentence(v);
  if (kind === 'only' || kind === 'identified') return `the guarantee \`${question}\` is not judged by this version`;
  if (verdict === 'unknown' && kind === 'nothing-more' && question === `nothing more: ${source}`) return `it cannot be said whether more than declared is permitted to and from ${source}`;
  if (verdict === 'unknown') return `it cannot be said whether ${kind === 'onlyVia' ? `the guarantee \`${question}\` holds` : `${source} reaches ${destination} ${how}`}`;
  if (verdict === 'proved') return `\`${question}\` holds`;
  if (kind === 'permits' || kind === 'nothing-less') return `${source} cannot always reach ${destination} ${how}, and somebody relies on it`;
  return `${source} reaches ${destination} ${how}${on}${EXCESS[kind] ?? ''}`;
}

/** About ways in. */
function exposureSentence(v: VerdictData): string {
  const { kind, verdict, subject: { source, destination }, question, witness, blockedBy = [] } = v;
  if (verdict === 'proved') return `\`${question}\` holds`;
  if (verdict === 'unknown') return `it cannot be said whether this holds: ${question}`;
  const who = witness?.entry ?? source;
  if (kind === 'identified') return `${who} reaches ${destination} without an identity, which a guarantee forbids`;
  if (kind === 'firewalled') return `requests of the internet reach ${destination} by ${who} past no web firewall that stops anything, which a guarantee forbids`;
  if (kind === 'nothing-more') return `${who} reaches ${destination}, and no route declares it`;
  if (kind === 'nothing-less') return `route ${source} is not what was declared: ${blockedBy.map((b) => b.text).join('; ')}`;
  if (isAboutFirewalls(v)) return firewallSentence(v);
  if (/^token of any client/.test(question)) return `${who} reaches ${destination} with a token of any client`;
  return /^cached decision/.test(question) ? `${destination} of ${source} decides once for several methods` : `${who} reaches ${destination} without an identity`;
}

/** About offers and claims: what is wrong first says which of the questions it is. */
function claimSentence({ plane, verdict, subject: { source, destination, over }, blockedBy = [], question }: VerdictData): string {
  const how = over === 'all' ? ' over any protocol and port' : ` over ${over}`;
  if (verdict !== 'violated') return `${verdict === 'proved' ? 'this holds' : 'it cannot be said whether this holds'}: ${question}`;
  switch (blockedBy[0]?.code) {
    case 'OFFER_NOT_CLAIMED': return `${destination} offers ${over}, and nobody claims it`;
    case 'GRANT_NOT_CLAIMED': return `${source} is admitted to ${destination} (${over}), and nobody declared it`;
    case 'GRANT_MISSING': return `${source} claims ${over} of ${destination}, and its own template does not grant it`;
    case 'OFFER_NOT_OPENED': return `${source} claims what ${destination} offers${how} and its owner did not open`;
    default: return plane === 'data' ? `${source} claims of ${destination} what it does not offer: ${over}` : `${source} claims what ${destination} does not offer${how}`;
  }
}

const EXCESS: Readonly<Record<string, string>> = { 'denies': ', which a guarantee forbids', 'onlyVia': ', round what a guarantee demands', 'nothing-more': ', and nobody declared it' };

function stopsText({ hops }: WitnessData): string {
  const stops = hops.slice(1).map((h) => h.source);
  return stops.length === 0 ? '' : ` by way of ${words(stops, 'and')}`;
}

export function unknownText({ token, why }: UnknownData): string {
  return why === undefined ? token : `${token}: ${why}`;
}

/** Without the place of a rule that stands above it already. */
export function fixText({ fix = '', witness }: VerdictData): string {
  return (witness?.hops ?? []).flatMap((h) => h.because).reduce((text, { pointer }) => (pointer === '' ? text : text.replace(` (${pointer})`, '')), fix);
}

/** As a shell takes it: `--assume 'ClientCidr=<CIDR>'`. */
export function assumeText(assume: string): string {
  return `--assume ${/^[\w.:/=,@%+-]+$/.test(assume) ? assume : `'${assume.replace(/'/g, "'\\''")}'`}`;
}

/** What would settle unknowns, what settles most first, with the verdicts that wait for it. */
export function assumesOf(verdicts: readonly { readonly unknowns: readonly UnknownData[] }[]): { readonly assume: string; readonly verdicts: number }[] {
  const counts = new Map<string, number>();
  for (const { unknowns } of verdicts) for (const assume of unique(unknowns.flatMap((u) => u.assume ?? []))) counts.set(assume, (counts.get(assume) ?? 0) + 1);
  return [...counts].map(([assume, n]) => ({ assume, verdicts: n })).sort((a, b) => b.verdicts - a.verdicts || compareText(a.assume, b.assume));
}

export interface Sorted {
  readonly violated: readonly VerdictData[];
  /** Unknown and not a pass: about a written guarantee or a crown jewel. */
  readonly strict: readonly VerdictData[];
  readonly unknown: readonly VerdictData[];
  readonly warnings: readonly VerdictData[];
  readonly baselined: readonly VerdictData[];
  readonly proved: readonly VerdictData[];
  readonly implied: readonly VerdictData[];
}

/** INVARIANT: every verdict is in exactly one list. */
export function sortVerdicts({ verdicts }: VerdictFile): Sorted {
  const sorted = { violated: [], strict: [], unknown: [], warnings: [], baselined: [], proved: [], implied: [] } as { [K in keyof Sorted]: VerdictData[] };
  for (const v of [...verdicts].sort((a, b) => compareText(a.id, b.id))) sorted[listOf(v)].push(v);
  return sorted;
}

function listOf({ verdict, baselined, severity, strict, implied }: VerdictData): keyof Sorted {
  if (verdict === 'proved') return implied === true ? 'implied' : 'proved';
  if (baselined === true) return 'baselined';
  if (severity === 'warning') return 'warnings';
  if (verdict === 'violated') return 'violated';
  return strict ? 'strict' : 'unknown';
}

/** What verdicts rest on, each once, in the order in which the verdicts name them; `of` is empty where every verdict rests on it. */
export function assumptionsOf(verdicts: readonly { readonly id: string; readonly assumptions: readonly string[] }[]): { readonly text: string; readonly of: readonly string[] }[] {
  const found = new Map<string, string[]>();
  for (const { id, assumptions } of verdicts) for (const text of unique(assumptions)) found.set(text, [...(found.get(text) ?? []), id]);
  return [...found].map(([text, of]) => ({ text, of: of.length === verdicts.length ? [] : of }));
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
