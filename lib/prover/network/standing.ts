/**
 * What is asked of any template, with or without an intent:
 *
 *   internet reaches Alb over tcp/443        what the internet reaches in one hop
 *   internet reaches Db                      each data store, in one hop and over any number
 *   wide rule of DbSg: 4294967296 addresses  the rules that admit most, of those that somebody has
 *
 * A way to a data store is an error, everything else a warning: a shop has a door, and a baseline accepts the till behind it.
 */
import type { NetworkWorld } from '../../world/network/model';
import { assumptionsOf } from './assumptions';
import { Context } from './context';
import { advice, unknownsOf } from './guarantees';
import { inTerms } from './outside';
import type { Term } from './term';
import type { NetworkProof } from './model';
import type { EndSet } from './names';
import type { Grant, Node } from './prepare';
import { explore, type Found, search } from './reach';
import { ANYWHERE, canTalk, EVERYTHING, isNothing, join, meet, meetAddresses, NOTHING, PUBLIC } from './sets';
import { compare } from './verdict';
import { becauseOf, pathOf, witnessOf } from './witness';

const WIDEST = 10;

export function standing(world: NetworkWorld): NetworkProof {
  const context = new Context(world, []);
  const internet = context.names.resolve('internet');
  for (const node of context.world.nodes) entry(context, node);
  const must = explore(context.world, internet, 'must');
  const may = explore(context.world, internet, 'may');
  for (const node of context.world.nodes) if (node.face?.role === 'store') store(context, internet, node, must, may);
  widest(context);
  return context.verdicts.proof();
}

/** What the internet reaches in one hop. Nothing is said of what it does not reach, but of data stores. */
function entry({ world, names, verdicts }: Context, node: Node): void {
  const isPublic = (t: Term): boolean => t.from.kind === 'outside' && t.from.list === undefined && !meetAddresses(t.source, PUBLIC).isEmpty();
  const certain = inTerms(world, node, 'must').filter(isPublic);
  const possible = certain.length > 0 ? [] : inTerms(world, node, 'may').filter(isPublic);
  if (node.face?.role === 'store' || certain.length + possible.length === 0) return;
  const { label, key } = names.of(node);
  const over = [...certain, ...possible].reduce((sum, t) => join(sum, t.over), NOTHING);
  const base = { kind: 'standing', level: 'packet', key: `entry ${key} ${over}`, question: `internet reaches ${label} over ${over}`, subject: { source: 'internet', destination: label, over: over.toString() }, severity: 'warning' } as const;
  if (certain.length === 0) {
    verdicts.add({ ...base, verdict: 'unknown', unknowns: [...possible.flatMap((t) => t.unknowns), ...world.network.unknowns], assumptions: assumptionsOf(world, 'standing', 'unknown', [node]) });
    return;
  }
  const found = oneStep(certain[0]);
  const path = pathOf(names, found);
  verdicts.add({ ...base, verdict: 'violated', witness: witnessOf(names, path, found.guard), assumptions: assumptionsOf(world, 'standing', 'violated', [node]), ...advice(path) }, path);
}

function oneStep(term: Term): Found {
  return { steps: [{ term, over: term.over, source: meetAddresses(term.source, PUBLIC), destination: term.destination }], guard: term.guard };
}

type Explored = ReturnType<typeof explore>;

function store(context: Context, internet: EndSet, node: Node, must: Explored, may: Explored): void {
  const { world, names, verdicts } = context;
  const { label, key } = names.of(node);
  const target = names.ofNodes(label, [node]);
  for (const level of ['packet', 'pivot'] as const) {
    const isPivot = level === 'pivot';
    const certain = isPivot ? must.arrivals.get(node.index) : search(world, internet, target, { over: EVERYTHING, level, mode: 'must' }).found;
    const base = {
      kind: 'standing', level, key: `store ${key} ${level}`, question: `internet reaches data store ${label}${isPivot ? ' over any number of hops' : ''}`,
      subject: { source: 'internet', destination: label, over: 'all' }, severity: 'error',
    } as const;
    if (certain !== undefined) {
      const path = pathOf(names, certain);
      verdicts.add({ ...base, verdict: 'violated', witness: witnessOf(names, path, certain.guard), assumptions: assumptionsOf(world, 'standing', 'violated', [node]), ...advice(path) }, path);
      continue;
    }
    const possible = isPivot ? { found: may.arrivals.get(node.index), gaveUp: may.gaveUp } : search(world, internet, target, { over: EVERYTHING, level, mode: 'may' });
    const isOpen = possible.found !== undefined || possible.gaveUp || world.network.unknowns.length > 0;
    verdicts.add({
      ...base, verdict: isOpen ? 'unknown' : 'proved', unknowns: isOpen ? [...unknownsOf(world, possible, { gaveUp: must.gaveUp }), ...world.network.unknowns] : [],
      assumptions: assumptionsOf(world, 'standing', isOpen ? 'unknown' : 'proved', [node]),
    });
  }
}

/** Rules that admit most, among those that an interface has; two that say the same are one. */
function widest({ world, names, verdicts }: Context): void {
  const rules = new Map<string, { grant: Grant; nodes: Node[]; size: bigint }>();
  for (const node of world.nodes) {
    for (const grant of node.ingress.wide.flatMap((g) => g.parts ?? [g])) {
      if (grant.group === undefined || grant.peer.kind === 'any' || grant.place.pointer === '') continue;
      const addresses = grant.peer.kind === 'addresses' ? grant.peer.addresses : grant.peer.kind === 'prefixList' ? world.network.prefixLists.get(grant.peer.list)?.entries.must : undefined;
      if (addresses === undefined) continue;
      const key = `${grant.place.template} ${grant.place.pointer} ${grant.peer.kind === 'addresses' ? grant.peer.text : ''}`;
      const known = rules.get(key);
      if (known !== undefined) known.nodes.push(...known.nodes.includes(node) ? [] : [node]);
      // An IPv6 network is as wide as the IPv4 one that it stands beside: by how much of its family it is.
      else rules.set(key, { grant, nodes: [node], size: shareOf(addresses) * connectionsIn(grant) });
    }
  }
  const sorted = [...rules].filter(([, r]) => r.size >= NOTABLE).sort(([a, x], [b, y]) => (x.size === y.size ? compare(a, b) : x.size > y.size ? -1 : 1)).slice(0, WIDEST);
  for (const [key, { grant, nodes }] of sorted) {
    const { place } = grant;
    const text = grant.peer.kind === 'addresses' ? grant.peer.text : 'a prefix list';
    const who = [...new Set(nodes.map((n) => names.of(n).label))].sort(compare);
    const found = nodes.flatMap((n) => inTerms(world, n, 'must')).map((t) => usedBy(t, grant)).find((f) => f !== undefined);
    const isUsed = found !== undefined;
    const path = found && pathOf(names, found);
    verdicts.add({
      kind: 'standing', level: 'packet', key: `wide ${key} ${grant.must}`, verdict: isUsed ? 'violated' : 'proved', severity: 'warning',
      question: `wide ingress rule of ${place.resource}: ${text} over ${grant.must}${isUsed ? '' : ' (nothing outside gets to it)'}`,
      subject: { source: text, destination: who.join(', '), over: grant.must.toString() },
      assumptions: assumptionsOf(world, 'standing', 'violated', nodes),
      blockedBy: isUsed ? [] : [{ code: 'NO_PATH', text: 'routes, addresses or lists keep what the rule admits from outside away', because: [becauseOf(place, 'ingress rule')] }],
      at: { template: place.template, resource: place.resource, ...place.constructPath === undefined ? {} : { constructPath: place.constructPath } },
      fix: `narrow the ingress rule of \`${place.constructPath ?? place.resource}\` (${place.pointer}) to who needs it`,
      ...path === undefined || found === undefined ? {} : { witness: witnessOf(names, path, found.guard) },
    }, path);
  }
}

/** The part of a term that this one rule lets in. */
function usedBy(term: Term, grant: Grant): Found | undefined {
  if (term.ingress === undefined || (term.ingress !== grant && term.ingress.parts?.includes(grant) !== true && term.ingress.place !== grant.place)) return undefined;
  const source = grant.peer.kind === 'addresses' ? meetAddresses(term.source, grant.peer.addresses) : term.source;
  const over = meet(term.over, grant.must);
  return canTalk(source, term.destination) && !isNothing(over) ? { steps: [{ term, over, source, destination: term.destination }], guard: term.guard } : undefined;
}

/** In parts of a million of the family. */
function shareOf({ ipv4, ipv6 }: typeof ANYWHERE): bigint {
  let [share4, share6] = [0n, 0n];
  for (let i = 0; i < ipv4.length; i += 2) share4 += BigInt(ipv4[i + 1] - ipv4[i]);
  for (let i = 0; i < ipv6.length; i += 2) share6 += ipv6[i + 1] - ipv6[i];
  return (share4 * MILLION) / (1n << 32n) + (share6 * MILLION) / (1n << 128n);
}
const MILLION = 1_000_000n;
/** A sixteenth of the addresses over one port: what is narrower is nobody's widest rule. */
const NOTABLE = MILLION / 16n;

function connectionsIn({ must }: Grant): bigint {
  let sum = 0n;
  for (let i = 0; i < must.boundaries.length; i += 2) sum += BigInt(must.boundaries[i + 1] - must.boundaries[i]);
  return sum;
}
