/**
 * What a case of this folder expects stands in the template itself, under Metadata, one question a line:
 *
 *   Metadata:
 *     Expect:
 *       - denies internet -> Db tcp/5432: { is: violated, hops: [internet, Db], because: [/Resources/DbGroup/...] }
 *       - onlyVia internet -> Db tcp/5432 via Api: { is: proved }
 *       - permits Web -> Api tcp/443 assuming Stage=prod: { is: proved }
 *       - reach Web -> Db tcp/5432 packet: { is: unreachable, blockedBy: egress }
 *       - standing: { violated: [internet -> Db] }
 *
 * `*` in a text stands for anything. `because` names places that the path must rest on, in any order and among others.
 */
import type { BlockedBy, Level, UnknownData, WitnessData } from '../../../lib/contract/verdicts';

export interface Question {
  readonly kind: 'denies' | 'permits' | 'onlyVia' | 'reach' | 'standing';
  readonly source: string;
  readonly destination: string;
  readonly over: string;
  readonly level?: Level;
  readonly via: readonly string[];
  readonly assume: Readonly<Record<string, string>>;
}

export interface Expected {
  readonly is?: string;
  readonly hops?: readonly string[];
  /** The last end of the path. */
  readonly last?: string;
  readonly via?: readonly (string | null)[];
  readonly port?: number;
  readonly sourcePort?: number;
  readonly sourceAddress?: string;
  readonly because?: readonly string[];
  readonly conditions?: Readonly<Record<string, boolean>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly blockedBy?: string;
  readonly token?: string;
  readonly assume?: string;
  /** Of the standing questions: which are violated, as `source -> destination`, among others. */
  readonly violated?: readonly string[];
}

/** What a question was answered, whoever answered it. */
export interface Answered {
  readonly is: string;
  readonly witness?: WitnessData;
  readonly blockedBy: readonly BlockedBy[];
  readonly unknowns: readonly UnknownData[];
}

const FORM = /^(denies|permits|onlyVia|reach) (\S+) -> (\S+)(?: ((?:tcp|udp|icmp|icmpv6)(?:\/\S+)?|all))?(?: (packet|pivot))?(?: via (\S+))?(?: assuming (\S+=\S+))?$/;

export function parseQuestion(text: string): Question {
  if (text === 'standing') return { kind: 'standing', source: '', destination: '', over: '', via: [], assume: {} };
  const [, kind, source, destination, over = 'all', level, via, assume] = FORM.exec(text) ?? [];
  if (kind === undefined) throw new Error(`cannot read the question \`${text}\``);
  const [name, value] = assume?.split(/=(.*)/) ?? [];
  return { kind: kind as Question['kind'], source, destination, over, level: level as Level | undefined, via: via?.split(',') ?? [], assume: name === undefined ? {} : { [name]: value } };
}

/** What differs, in words; empty where all is as expected. */
export function differences(expected: Expected, answered: Answered): string[] {
  const { witness } = answered;
  const hops = witness?.hops ?? [];
  const ends = hops.length === 0 ? [] : [hops[0].source, ...hops.map((h) => h.destination)].map(shortName);
  const places = hops.flatMap((h) => h.because.map((b) => `${b.template}#${b.pointer}`));
  const out: string[] = [];
  const say = (what: string, wanted: unknown, got: unknown): void => void out.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  const listed = (what: string, wanted: readonly (string | null)[], got: readonly (string | undefined)[]): void => {
    if (wanted.length !== got.length || !wanted.every((w, i) => (w === null ? got[i] === undefined : matches(w, got[i] ?? '')))) say(what, wanted, got);
  };
  if (expected.is !== undefined && expected.is !== answered.is) say('answer', expected.is, answered.is);
  if (expected.hops !== undefined) listed('hops', expected.hops, ends);
  if (expected.last !== undefined && !matches(expected.last, ends[ends.length - 1] ?? '')) say('last hop', expected.last, ends);
  if (expected.via !== undefined) listed('via', expected.via, hops.map((h) => h.via));
  if (expected.port !== undefined && hops[hops.length - 1]?.port !== expected.port) say('port', expected.port, hops[hops.length - 1]?.port);
  if (expected.sourcePort !== undefined && hops[0]?.sourcePort !== expected.sourcePort) say('source port', expected.sourcePort, hops[0]?.sourcePort);
  if (expected.sourceAddress !== undefined && !matches(expected.sourceAddress, hops[0]?.sourceAddress ?? '')) say('source address', expected.sourceAddress, hops[0]?.sourceAddress);
  for (const place of expected.because ?? []) {
    const pattern = place.startsWith('/') ? `*#${place}` : place;
    if (!places.some((p) => matches(pattern, p) || matches(`${pattern}/*`, p))) say('because', place, places);
  }
  for (const [name, value] of Object.entries(expected.conditions ?? {})) if (named(witness?.conditions ?? {}, name) !== value) say(`condition ${name}`, value, witness?.conditions);
  for (const [name, value] of Object.entries(expected.parameters ?? {})) if (named(witness?.parameters ?? {}, name) !== value) say(`parameter ${name}`, value, witness?.parameters);
  const { blockedBy } = expected;
  if (blockedBy !== undefined && !answered.blockedBy.some((b) => matches(`*${blockedBy}*`, `${b.code} ${b.text} ${b.because.map((w) => w.what).join(' ')}`))) say('blocked by', blockedBy, answered.blockedBy);
  if (expected.token !== undefined && !answered.unknowns.some((u) => matches(expected.token!, u.token))) say('token', expected.token, answered.unknowns.map((u) => u.token));
  if (expected.assume !== undefined && !answered.unknowns.some((u) => matches(expected.assume!, u.assume ?? ''))) say('assume', expected.assume, answered.unknowns.map((u) => u.assume));
  return out;
}

/** `App.Db` as `Db`; addresses and `internet` as they are. */
export function shortName(name: string): string {
  return /^[A-Za-z][^:]*\.[A-Za-z0-9#:]+$/.test(name) ? name.slice(name.lastIndexOf('.') + 1) : name;
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(text);
}

/** By its name, or by a qualified one that ends with it. */
function named<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(record).find(([key]) => key === name || key.endsWith(`.${name}`))?.[1];
}
