/**
 * A way for nobody as people and scripts read it: `witnessOf(world, entry, way)` with the path that the replay judges.
 *
 *   GET https://the execute-api host of Api/prod/documents/x1, without a token, a client certificate and a signature
 */
import type { EntryData, RequestData, WitnessData } from '../../contract/verdicts';
import type { Door, ExposureWorld, Host } from '../../world/exposure/model';
import { shownText } from '../../world/exposure/text';
import type { Guard } from '../../world/guard';
import { printable } from '../../world/input-error';
import { becauseOf } from '../network/witness';
import { unknownData } from '../network/verdict';
import { firewallOf } from './firewall-text';
import type { Entry, ExposurePath, OpenWay, Shown } from './model';
import { concrete } from './requests';

type Way = Entry['ways'][number];

export function pathOf({ conditions }: ExposureWorld, { way, holds }: Way): ExposurePath {
  let decided = holds.must;
  for (const [, condition] of [...conditions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!condition.isSure) continue;
    const [yes, no] = [decided.and(condition), decided.and(condition.not())];
    const next = yes.isNever() ? no : yes;
    if (!next.isNever() && next.isSure) decided = next;
  }
  return { way, valuation: decided.witness() ?? new Map() };
}

export function witnessOf(world: ExposureWorld, entry: Shown, { way, holds, because }: Way): WitnessData {
  return {
    hops: [], ...guardData(world, holds.must), entry: printable(entry.entry), checks: entry.checks.map((c) => ({ ...c, text: printable(c.text) })), target: printable(entry.target.label),
    ...requestIn(world, way), because: because.map((b) => becauseOf(b, b.what)),
  };
}

function guardData(world: ExposureWorld, guard: Guard): Pick<WitnessData, 'conditions' | 'parameters'> {
  const values = guard.witness() ?? new Map<string, string>();
  const conditions: Record<string, boolean> = {};
  for (const [name, condition] of [...world.conditions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!condition.isSure || !condition.variables().some((v) => values.has(v))) continue;
    if (guard.implies(condition)) conditions[name] = true;
    else if (guard.implies(condition.not())) conditions[name] = false;
  }
  return { conditions, ...values.size === 0 ? {} : { parameters: Object.fromEntries(values) } };
}

/** A firewall that counts for too long, or has no log, is shown without one. */
function requestIn(world: ExposureWorld, way: OpenWay): Pick<WitnessData, 'request'> {
  if (way.kind !== 'firewall') return { request: requestOf(world, way) };
  const entrance = world.firewalls.entrances.find((e) => e.id === way.entrance);
  const named = entrance?.hosts[way.host ?? 0];
  if (entrance === undefined || named === undefined) return {};
  const door = world.doors.find((d) => entrance.doors.includes(d.id));
  const host = door?.hosts.find((h) => h.name === named.name);
  const [route] = door?.routes.filter((r) => entrance.stage === undefined || r.served.get(entrance.stage)?.may.isNever() === false) ?? [];
  const stage = door?.stages.find((s) => s.id === entrance.stage);
  const { method, path } = door === undefined || route === undefined ? { method: entrance.kind === 'user-pool' ? 'POST' : 'GET', path: '/' } : concrete(door, route);
  const url = door === undefined || host === undefined ? `https://{${named.name}}${path}` : urlOf(door, host, stage === undefined || host.kind === 'domain' ? '' : shownText(stage.name), path);
  return { request: { method, url: printable(url), without: [way.is === 'idle' ? 'a rule that stops it' : 'a web ACL that looks at it'] } };
}

export function requestOf(world: ExposureWorld, way: Exclude<OpenWay, { readonly kind: 'firewall' }>): RequestData {
  if (way.kind === 'permission') {
    const p = world.permissions[way.permission];
    if (way.caller === 'known') return { method: 'Invoke', url: `the Lambda API, function ${p.target.label}`, without: [], carries: [`the identity of ${shownText(p.principal)}`] };
    return way.caller === 'principal'
      ? { method: 'Invoke', url: `the Lambda API, function ${p.target.label}`, without: ['an account that anybody here knows'], carries: ['a signature of a principal of any AWS account'] }
      : { method: 'Invoke', url: `the Lambda API, function ${p.target.label}`, without: ['anything that tells whose resource makes the call'], carries: [`the service's own identity (${shownText(p.principal)}), for a resource of any AWS account`] };
  }
  const door = world.doors.find((d) => d.id === way.door)!;
  if (way.kind === 'cache') {
    const [first, second] = [way.first, way.second].map((id) => door.routes.find((r) => r.id === id)!);
    return { method: second.method, url: urlOf(door, door.hosts[0], '', second.path), without: ['a question to the authorizer'], carries: [`what was let in for ${first.label} a moment ago`] };
  }
  const host = door.hosts[way.host];
  const stage = door.stages.find((s) => s.id === way.stage)!;
  const route = door.routes.find((r) => r.id === way.route)!;
  const { caller } = way;
  if (way.kind === 'signer') {
    const from = locationOf(caller.context);
    return { method: way.method, url: urlOf(door, host, host.kind === 'domain' || stage.name === '$default' ? '' : shownText(stage.name), way.path), without: ['being a caller of the route'], carries: [`a signature of ${labelOfSigner(world, way.signer)}`], ...from === undefined ? {} : { location: from } };
  }
  const location = locationOf(caller.context);
  const key = route.apiKey.may.isNever() ? [] : ['an API key, which everybody with the client has'];
  const signed = caller.is === 'stranger' ? ['a signature of a principal of any other AWS account'] : caller.is === 'client' ? ['an ID token of any client of the user pool'] : [];
  if (caller.is === 'known') return { method: way.method, url: urlOf(door, host, host.kind === 'domain' || stage.name === '$default' ? '' : shownText(stage.name), way.path), without: [], carries: ['what is asked for'] };
  return {
    method: way.method, url: urlOf(door, host, host.kind === 'domain' || stage.name === '$default' ? '' : shownText(stage.name), way.path),
    without: [...caller.is === 'client' ? ['an access token with a scope'] : ['a token', ...caller.is === 'stranger' ? [] : ['a signature']], ...host.certificate.may.isNever() && door.hosts.every((h) => h.certificate.may.isNever()) ? [] : ['a client certificate']],
    ...key.length + signed.length === 0 ? {} : { carries: [...signed, ...key] }, ...location === undefined ? {} : { location },
  };
}

function labelOfSigner({ signers }: ExposureWorld, id: string): string {
  return signers.find((s) => s.id === id)?.label ?? shownText(id.replace(/^principal:/, ''));
}

function urlOf(door: Door, host: Host, stage: string, path: string): string {
  const base = host.kind === 'domain' && host.basePath !== '' ? `/${host.basePath}` : '';
  return printable(`${door.kind === 'websocket' ? 'wss' : 'https'}://${/^[\w.-]+$/.test(host.name) ? host.name : `{${host.name}}`}${base}${stage === '' ? '' : `/${stage}`}${path.startsWith('/') ? path : door.kind === 'websocket' ? '' : `/${path}`}`);
}

/** Where it matters: the policy was asked. */
function locationOf(context: Readonly<Record<string, string>>): string | undefined {
  const endpoint = context['aws:sourcevpce'];
  const vpc = context['aws:sourcevpc'];
  if (endpoint !== undefined) return printable(`interface endpoint ${shownText(endpoint)}${vpc === undefined || vpc === 'vpc-elsewhere' ? '' : ` in ${shownText(vpc)}`}`);
  const address = context['aws:sourceip'];
  return address === undefined || address === '198.51.100.7' ? undefined : printable(`address ${shownText(address)}`);
}

export function answerOf(entry: Entry): EntryData['answer'] {
  if (!entry.open.must.isNever()) return 'unidentified';
  if (!entry.open.may.isNever()) return 'unknown';
  return entry.weak.may.isNever() ? 'identified' : 'weak';
}

export function entryData(world: ExposureWorld, entry: Entry, now?: string): EntryData {
  const [way] = entry.ways;
  const answer = answerOf(entry);
  const firewall = firewallOf(world, entry, now);
  return {
    entry: printable(entry.entry), kind: entry.kind, target: printable(entry.target.label), answer, checks: entry.checks.map((c) => ({ ...c, text: printable(c.text) })), because: entry.because.map((b) => becauseOf(b, b.what)),
    ...way === undefined ? {} : requestIn(world, way.way), ...firewall === undefined ? {} : { firewall }, unknowns: answer === 'unknown' ? unknownData(entry.open.unknowns) : [],
  };
}
