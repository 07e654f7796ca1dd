/**
 * Judges one request that is said to get past a web firewall, at one moment: `pastFirewall(world, moment, way)`.
 *
 * Shares nothing with prover/exposure: it looks at what surely and possibly is there now, rule by rule in the order of their priorities, and takes nothing that is
 * not certain. Dates are compared as instants; a day ends at midnight, UTC.
 */
import type { Entrance, FirewallWorld, WebAcl } from '../../world/exposure/firewall-model';
import type { Holds } from '../../world/exposure/model';
import type { OpenWay } from '../exposure/model';
import type { Moment } from './moment';
import { refuse } from './refusal';

type FirewallWay = Extract<OpenWay, { readonly kind: 'firewall' }>;

export function pastFirewall(world: FirewallWorld, moment: Moment, way: FirewallWay): void {
  const { is } = way;
  if (is === 'ended') return ended(aclOf(world, way), moment, way);
  if (is === 'unlogged') return unlogged(aclOf(world, way), moment);
  const entrance = entranceOf(world, way.entrance);
  const host = entrance.hosts[way.host ?? -1] ?? refuse('host', 'there is no such host');
  if (!moment.surely(entrance.open.must) || !moment.surely(host.open.must)) refuse('host', `${host.name} does not surely take requests`);
  if (is === 'idle') return idle(entrance, aclOf(world, way), moment);
  for (const a of entrance.acls) if (moment.possibly(a.holds.may)) refuse('association', `\`${a.acl}\` may stand before it`);
  turnedAway(world, entrance, moment);
  if (is === 'round') round(world, entrance, entranceOf(world, way.front), moment);
}

function entranceOf({ entrances }: FirewallWorld, id: string | undefined): Entrance {
  return entrances.find((e) => e.id === id) ?? refuse('entrance', `there is no entrance \`${id ?? ''}\``);
}

function aclOf({ acls }: FirewallWorld, { acl }: FirewallWay): WebAcl {
  const found = acls.get(acl ?? '') ?? refuse('web ACL', `there is no web ACL \`${acl ?? ''}\``);
  if (found.isElsewhere) refuse('web ACL', 'its rules are not known');
  return found;
}

/** A distribution with a web ACL may be the only one who is let in. */
function turnedAway({ entrances }: FirewallWorld, entrance: Entrance, moment: Moment): void {
  const never = (holds: Holds): boolean => !moment.possibly(holds.may);
  for (const front of entrances) {
    for (const way of front.leadsTo) {
      if (way.entrance !== entrance.id || never(way.holds) || front.acls.every((a) => never(a.holds))) continue;
      if (!moment.surely(entrance.direct.must)) refuse('origin', 'it does not surely take a request from anywhere');
      if (entrance.wants.headers.some((h) => way.headers.includes(h.name) && !never(h.holds))) refuse('origin', `it wants a header that ${front.label} sends`);
      if (!never(entrance.wants.signature) && !never(way.signs)) refuse('origin', `it wants a signature, and ${front.label} may be the only one who signs`);
    }
  }
}

function round(world: FirewallWorld, entrance: Entrance, front: Entrance, moment: Moment): void {
  if (front === entrance) refuse('front', 'it is the same entrance');
  if (!moment.surely(front.open.must)) refuse('front', `${front.label} does not surely take requests`);
  if (!front.acls.some((a) => moment.surely(a.holds.must))) refuse('front', `no web ACL surely stands before ${front.label}`);
  const sure = (list: Entrance['behind']): string[] => list.filter((b) => moment.surely(b.holds.must)).map((b) => b.id);
  const origins = front.leadsTo.filter((w) => moment.surely(w.holds.must)).map((w) => w.entrance);
  if (origins.includes(entrance.id)) return;
  const theirs = [...sure(front.behind), ...origins.flatMap((id) => sure(entranceOf(world, id).behind))];
  if (!sure(entrance.behind).some((id) => theirs.includes(id))) refuse('front', `${front.label} does not surely lead to what ${entrance.label} leads to`);
}

function idle(entrance: Entrance, acl: WebAcl, moment: Moment): void {
  if (!entrance.acls.some((a) => a.acl === acl.id && moment.surely(a.holds.must))) refuse('association', 'it does not surely stand before the entrance');
  if (entrance.acls.some((a) => a.acl !== acl.id && moment.possibly(a.holds.may))) refuse('association', 'another one may stand there');
  if (acl.hidden.length > 0) refuse('rules', 'some are not known');
  for (const rule of [...acl.rules].sort((a, b) => (a.priority ?? -1) - (b.priority ?? -1))) {
    if (moment.possibly(rule.stops.may)) refuse('rules', `\`${rule.name}\` may stop a request`);
    // Whoever comes after has nothing left to stop.
    if (rule.priority !== undefined && moment.surely(rule.allows.must) && moment.surely(rule.everybody.must)) return;
  }
  if (moment.possibly(acl.blocksByDefault.may)) refuse('default action', 'it may block');
}

function ended(acl: WebAcl, moment: Moment, { rule: name, now }: FirewallWay): void {
  if (!moment.surely(acl.there.must)) refuse('web ACL', 'it need not be there');
  const rule = acl.rules.find((r) => r.name === name && moment.surely(r.counts.must)) ?? refuse('rule', `\`${name ?? ''}\` does not surely count`);
  const { promise } = acl;
  const until = promise?.rules[rule.name] ?? (promise?.mode === 'observe' ? promise.until : undefined) ?? refuse('date', 'nobody promised one');
  const [end, at] = [Date.parse(until.length === 10 ? `${until}T24:00:00Z` : until), Date.parse(now ?? '')];
  if (Number.isNaN(end) || Number.isNaN(at) || at < end) refuse('date', `${until} is not surely over`);
}

function unlogged(acl: WebAcl, moment: Moment): void {
  if (!moment.surely(acl.there.must)) refuse('web ACL', 'it need not be there');
  if (moment.possibly(acl.logged.may)) refuse('log', 'it may have one');
}
