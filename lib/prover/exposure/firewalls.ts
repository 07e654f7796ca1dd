/**
 * What is asked of every web firewall, and of every entrance: `firewallFindings(world, { now, hasIntent })`.
 *
 *   entry without a firewall               no web ACL looks at requests from the internet              a warning
 *   firewall bypassed by another host      one does at one host, none at another that leads to the same   a warning
 *   firewall in count past its date        a rule counts after the day that was promised for it        an error
 *   firewall that stops nothing            a web ACL whose rules all count, or that has none           a warning
 *   firewall without a log                 what it stops is written nowhere                            a warning
 *
 * Beside an intent they are asked where some template has or names a web ACL; without one of every template. What no question is about is a note (firewall-notes.ts). docs/semantics.md, 7.5.
 */
import type { Entrance, FirewallRule, FirewallWorld, WebAcl } from '../../world/exposure/firewall-model';
import { anyOf, both, not } from '../../world/exposure/holds';
import type { ExposureWorld, Holds } from '../../world/exposure/model';
import type { Place, Unknown } from '../../world/facts';
import { deadline, type Deadline, promises } from './firewall-dates';
import { guarded, roundOf, roundsOf, stopsOf } from './firewall-states';
import { aclText, targetText } from './firewall-text';
import type { OpenWay, Shown } from './model';
import type { ExposureFinding } from './verdict';

export interface FirewallOptions {
  /** ISO-8601; absent: dates are not judged. */
  readonly now?: string;
  readonly hasIntent: boolean;
}

type FirewallWay = Extract<OpenWay, { readonly kind: 'firewall' }>;
type Base = Pick<ExposureFinding, 'key' | 'question' | 'source' | 'destination' | 'severity' | 'at' | 'assumptions'>;

export function firewallFindings(world: ExposureWorld, { now, hasIntent }: FirewallOptions): ExposureFinding[] {
  const { firewalls } = world;
  if (hasIntent && !firewalls.hasAny) return [];
  const hidden = world.unknowns;
  return [...firewalls.entrances.flatMap((e) => ofEntrance(firewalls, e, now, hidden)), ...[...firewalls.acls.values()].flatMap((acl) => ofAcl(firewalls, acl, now))];
}

function ofEntrance(world: FirewallWorld, entrance: Entrance, now: string | undefined, hidden: readonly Unknown[]): ExposureFinding[] {
  const { has, stops, naked, idle, assumptions } = guarded(world, entrance);
  const base = { source: 'internet', destination: entrance.label, severity: 'warning', at: entrance.place, assumptions } as const;
  const out: ExposureFinding[] = [];
  if (!naked.may.isNever()) {
    const round = roundOf(world, entrance);
    if (round !== undefined && (!round.holds.must.isNever() || naked.must.isNever())) out.push(judged({ ...base, key: `firewall round ${entrance.id} ${round.front.id}`, question: `firewall bypassed by another host: ${entrance.label} leads round ${aclsText(world, round.front)} of ${round.front.label}` }, round.holds, wayAt(entrance, round.holds, { is: 'round', front: round.front.id }), shown(entrance, `no web ACL; ${aclsText(world, round.front)} stands before ${round.front.label} alone`), fixRound(entrance, round.front)));
    else out.push(judged({ ...base, key: `firewall none ${entrance.id}`, question: `entry without a firewall: ${entrance.label}` }, naked, wayAt(entrance, naked, { is: 'absent' }), shown(entrance, entrance.takesFirewall ? 'no web ACL' : 'no web ACL: it cannot have one'), fixAbsent(entrance)));
  }
  const idlers = entrance.acls.map((a) => ({ a, acl: world.acls.get(a.acl) })).filter((x): x is { a: Entrance['acls'][number]; acl: WebAcl } => x.acl !== undefined && promises(x.acl, undefined) === undefined);
  for (const { a, acl } of idlers) {
    // Where another one may stand, it may be the one.
    const others = anyOf(entrance.acls.filter((o) => o.acl !== a.acl).map((o) => o.holds));
    const alone = both(both(entrance.open, a.holds), not(stopsOf(acl)));
    const holds = { ...alone, must: both(alone, not(others)).must };
    // That it may not be there at all is said above.
    if (holds.may.isNever() || (a.holds.must.isNever() && !naked.may.isNever())) continue;
    out.push(judged({ ...base, key: `firewall idle ${entrance.id} ${acl.id}`, question: `firewall that stops nothing: ${acl.label} before ${entrance.label}` }, holds, wayAt(entrance, holds, { is: 'idle', acl: acl.id }), shown(entrance, aclText(acl, now)), 'let a rule block: its own action other than `Count`, no `OverrideAction: Count`, and no override to `Count` for some rule of its group'));
  }
  if (has.must.isNever() || !naked.may.isNever() || !idle.may.isNever()) return out;
  const rounds = roundsOf(world, entrance);
  const all = [...rounds.flatMap((r) => r.holds.unknowns), ...hidden];
  if (rounds.some((r) => !r.holds.must.isNever())) return out;
  return [...out, { ...base, kind: 'standing', over: 'all', key: `firewall holds ${entrance.id}`, question: `firewall before ${entrance.label}: it stops, and no host leads round it`, verdict: rounds.length > 0 || all.length > 0 || stops.may.isNever() ? 'unknown' : 'proved', unknowns: all, assumptions: [...assumptions, TABLE] }];
}

const TABLE = 'rules of AWS\'s managed groups act by default as the table of 2026-11-22 says';

function ofAcl(world: FirewallWorld, acl: WebAcl, now: string | undefined): ExposureFinding[] {
  if (acl.isElsewhere) return [];
  const before = world.entrances.filter((e) => e.acls.some((a) => a.acl === acl.id && !a.holds.may.isNever()));
  const base = { source: 'internet', destination: acl.label, at: acl.place } as const;
  const dated = acl.rules.filter((r) => !r.counts.may.isNever()).map((rule) => ({ rule, end: deadline(acl, rule, now) })).filter((d): d is { rule: FirewallRule; end: Deadline } => d.end !== undefined);
  const over = dated.filter((d) => d.end.isOver === true);
  const unread = dated.filter((d) => d.end.isOver === undefined);
  const out: ExposureFinding[] = [];
  if (over.length + unread.length > 0) {
    const sure = anyOf(over.map((d) => both(acl.there, d.rule.counts)));
    const [first] = [...over.filter((d) => !d.rule.counts.must.isNever()), ...over, ...unread];
    const question = `firewall in count past its date: ${acl.label}${before.length === 0 ? '' : ` before ${named(before.map((e) => e.label))}`}`;
    const unknowns = [...sure.unknowns, ...unread.map(({ rule, end }): Unknown => ({ token: `until ${end.until === '' ? 'when' : end.until}`, template: rule.place.template, pointer: rule.place.pointer, why: `\`${rule.name}\` counts, and ${end.why ?? ''}` }))];
    const way: FirewallWay = { kind: 'firewall', is: 'ended', acl: acl.id, rule: first.rule.name, ...now === undefined ? {} : { now } };
    out.push(judged({ ...base, key: `firewall ended ${acl.id}`, question, severity: sure.must.isNever() ? 'warning' : 'error' }, { ...sure, may: over.length > 0 ? sure.may : acl.there.may, unknowns }, way, {
      entry: `${acl.label}, which counts ${named(over.map(({ rule, end }) => `\`${rule.name}\` until ${end.until}`))}`, target: { kind: 'service', id: acl.id, label: '' }, checks: [{ kind: 'web-firewall', identity: 'no', text: aclText(acl, now) }],
    }, over.length === 0 ? 'give the time: `--today 2026-11-22`, at synth the context `zero-trust:now`' : 'let the rules act (`FirewallMode.ENFORCE`), or give them a later end that somebody answers for'));
  }
  const unlogged = both(acl.there, not(acl.logged));
  if (!unlogged.may.isNever()) {
    out.push(judged({ ...base, key: `firewall log ${acl.id}`, question: `firewall without a log: ${acl.label}`, severity: 'warning' }, unlogged, { kind: 'firewall', is: 'unlogged', acl: acl.id }, { entry: `${acl.label}, which logs nothing of what it stops`, target: { kind: 'service', id: acl.id, label: '' }, checks: [{ kind: 'web-firewall', identity: 'no', text: aclText(acl, now) }] }, 'add an `AWS::WAFv2::LoggingConfiguration` whose filter keeps `BLOCK`'));
  }
  return out;
}

function judged(base: Base, holds: Holds, way: FirewallWay, entry: Shown, fix: string): ExposureFinding {
  const finding = { ...base, kind: 'standing', over: 'all', fix } as const;
  if (!holds.must.isNever()) return { ...finding, verdict: 'violated', way: { entry, way: { way, holds, because: becauseOf(base.at) } } };
  return { ...finding, verdict: 'unknown', unknowns: holds.unknowns };
}

function becauseOf(at: Place | undefined): readonly (Place & { readonly what: string })[] {
  return at === undefined ? [] : [{ ...at, what: 'entrance' }];
}

function wayAt(entrance: Entrance, holds: Holds, of: Pick<FirewallWay, 'is' | 'front' | 'acl'>): FirewallWay {
  const sure = entrance.hosts.findIndex((h) => !h.open.must.and(holds.must).isNever());
  return { kind: 'firewall', entrance: entrance.id, host: Math.max(sure, 0), ...of };
}

function shown(entrance: Entrance, text: string): Shown {
  return { entry: entrance.label, target: { kind: 'service', id: entrance.id, label: targetText(entrance) }, checks: [{ kind: 'web-firewall', identity: 'no', text }] };
}

function aclsText(world: FirewallWorld, { acls }: Entrance): string {
  return named([...new Set(acls.map((a) => world.acls.get(a.acl)?.label ?? a.acl))]);
}

/** The first few. */
function named(labels: readonly string[]): string {
  return labels.length <= 3 ? labels.join(', ') : `${labels.slice(0, 3).join(', ')} and ${labels.length - 3} more`;
}

function fixAbsent({ kind, takesFirewall }: Entrance): string {
  if (!takesFirewall) return kind === 'url' ? 'put a distribution with a web ACL before it, and let nobody but the distribution sign (`AWS_IAM`, an origin access control), or take a REST API' : 'take a REST API, which a web ACL can stand before, or a distribution with a web ACL whose secret header its authorizer asks for';
  return kind === 'distribution' ? 'set `WebACLId` to a web ACL of scope `CLOUDFRONT`' : 'associate a web ACL (`AWS::WAFv2::WebACLAssociation`)';
}

function fixRound(entrance: Entrance, front: Entrance): string {
  const same = entrance.kind === 'rest' && front.kind === 'rest' ? ', or remove the stage' : entrance.kind === 'balancer' ? ', make it internal and call it by a VPC origin, or let its listeners forward nothing without a secret header of the distribution' : entrance.kind === 'rest' ? ', or make it private' : '';
  return entrance.takesFirewall ? `associate a web ACL with ${entrance.label} as well${same}` : entrance.kind === 'url' ? 'let nobody but the distribution sign requests (`AWS_IAM`, an origin access control), or remove the URL' : 'take a REST API, or remove the API';
}
