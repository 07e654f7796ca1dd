/**
 * A web firewall in words and figures: `aclText(acl, now)`, `firewallsOf(world, now, hasIntent)` for `prove`, `firewallOf(world, entry, now)` for an entry of `ask invoke`.
 */
import type { FirewallData, FirewallEntryData } from '../../contract/verdicts';
import { labelOf } from '../../world/exposure/context';
import type { Entrance, FirewallRule, FirewallWorld, WebAcl } from '../../world/exposure/firewall-model';
import { anyOf } from '../../world/exposure/holds';
import type { ExposureWorld, Holds } from '../../world/exposure/model';
import { printable } from '../../world/input-error';
import { unknownData } from '../network/verdict';
import { deadline } from './firewall-dates';
import { bareNote, countingNote } from './firewall-notes';
import { guarded, roundsOf } from './firewall-states';
import type { Entry } from './model';

const TARGETS: Readonly<Record<Entrance['kind'], string>> = {
  'rest': 'its integrations', 'http': 'its integrations', 'websocket': 'its integrations', 'url': 'its function', 'balancer': 'its targets', 'graphql': 'its resolvers', 'user-pool': 'sign-in and sign-up', 'distribution': 'its origins', 'app-runner': 'its service', 'verified-access': 'its applications', 'amplify': 'its site',
};

/** What answers behind an entrance. */
export function targetText({ kind, behind }: Entrance): string {
  const functions = behind.filter((b) => !b.id.startsWith('api:')).map((b) => labelOf(b.id)).sort();
  return functions.length === 0 ? TARGETS[kind] : functions.length <= 3 ? functions.join(', ') : `${functions.slice(0, 3).join(', ')} and ${functions.length - 3} more`;
}

/** `the web ACL Acl: 3 rules stop, 1 counts (Geo until 2027-01-31), allows by default, logged`. */
export function aclText(acl: WebAcl, now: string | undefined): string {
  if (acl.isElsewhere) return printable(`${acl.label.startsWith('a web ACL') ? acl.label : `the web ACL ${acl.label}`}, whose rules are in none of the given templates`);
  const [stops, counts] = [acl.rules.filter((r) => !r.stops.must.isNever()), acl.rules.filter((r) => isCounting(r))];
  const nobody = acl.rules.filter((r) => [r.stops, r.counts, r.allows].every((h) => h.may.isNever()));
  const others = acl.rules.length - new Set([...stops, ...counts, ...nobody]).size;
  const said = counts.slice(0, 5).map((r) => `${r.name}${untilText(acl, r, now)}`);
  return printable([
    `the web ACL ${acl.label}: ${stops.length === 0 ? 'no rule stops anything' : `${stops.length} ${stops.length === 1 ? 'rule stops' : 'rules stop'}`}`,
    ...counts.length === 0 ? [] : [`${counts.length} ${counts.length === 1 ? 'counts' : 'count'} (${said.join(', ')}${counts.length > 5 ? `, and ${counts.length - 5} more` : ''})`],
    ...nobody.length === 0 ? [] : [`${nobody.length} ${nobody.length === 1 ? 'matches' : 'match'} nobody${nobody.every((r) => r.how.endsWith('its IP set is empty')) ? ' yet: its IP set is empty' : ''}`],
    ...others === 0 ? [] : [`${others} ${others === 1 ? 'allows or is' : 'allow or are'} not known`],
    bound(acl.blocksByDefault, 'blocks by default', 'allows by default', 'what it does by default is not known'),
    bound(acl.logged, 'logged', 'not logged', 'perhaps logged'),
  ].join(', '));
}

function isCounting({ counts, stops }: FirewallRule): boolean {
  return !counts.must.isNever() && stops.must.isNever();
}

function untilText(acl: WebAcl, rule: FirewallRule, now: string | undefined): string {
  const end = deadline(acl, rule, now);
  return end === undefined ? '' : ` until ${end.until === '' ? 'an unknown day' : end.until}${end.isOver === true ? ', which is over' : ''}`;
}

function bound(holds: Holds, yes: string, no: string, perhaps: string): string {
  return holds.may.isNever() ? no : holds.must.isNever() ? perhaps : yes;
}

/** Where nobody uses a firewall: without an intent verdicts say it; beside one the entries that could have one are listed. */
export function firewallsOf({ firewalls }: ExposureWorld, now: string | undefined, hasIntent: boolean): readonly FirewallEntryData[] | undefined {
  const { hasAny, entrances } = firewalls;
  if (!hasAny && !hasIntent) return undefined;
  const data = entrances.filter((e) => !e.open.may.isNever()).map((e): FirewallEntryData => {
    const note = hasAny ? countingNote(firewalls, e, now) : bareNote(firewalls, e);
    return { entry: printable(e.label), kind: e.kind, ...dataOf(firewalls, e, now), ...note === undefined ? {} : { note } };
  });
  if (hasAny) return data;
  const bare = data.filter((d) => d.note !== undefined);
  return bare.length === 0 ? undefined : bare;
}

/** Of an entry of `ask invoke`: of the entrances where its requests arrive the worst. */
export function firewallOf({ firewalls }: ExposureWorld, { door, route }: Entry, now: string | undefined): FirewallData | undefined {
  if (door === undefined || route === undefined) return undefined;
  const found = firewalls.entrances.filter((e) => e.doors.includes(door.id) && !e.open.may.isNever() && (e.stage === undefined || route.served.get(e.stage)?.may.isNever() === false));
  const data = found.map((e) => ({ entry: printable(e.label), ...dataOf(firewalls, e, now) })).sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  const [worst] = data;
  if (worst === undefined) return undefined;
  const { entry, ...firewall } = worst;
  return found.length === 1 ? firewall : { ...firewall, text: `${entry}: ${firewall.text}` };
}

/** The worst first. */
const STATES: readonly FirewallData['state'][] = ['absent', 'impossible', 'bypassed', 'counts', 'unknown', 'stops'];

function dataOf(world: FirewallWorld, entrance: Entrance, now: string | undefined): FirewallData {
  const { has, stops, naked, idle } = guarded(world, entrance);
  const acls = entrance.acls.flatMap((a) => world.acls.get(a.acl) ?? []);
  const rounds = has.may.isNever() ? [] : roundsOf(world, entrance);
  const sure = rounds.filter((r) => !r.holds.must.isNever());
  const state = !entrance.takesFirewall && !naked.may.isNever() ? 'impossible' : !naked.must.isNever() ? 'absent' : sure.length > 0 ? 'bypassed' : !idle.must.isNever() ? 'counts' : !naked.may.isNever() || !idle.may.isNever() || rounds.length > 0 ? 'unknown' : 'stops';
  const own = acls.flatMap((acl) => acl.rules.filter(isCounting).map((r) => ({ rule: printable(r.name), how: r.how, ...promised(acl, r, now) })));
  const partly = acls.flatMap((acl) => acl.rules.filter((r) => !isCounting(r)).flatMap((r) => r.counting.map((rule) => ({ rule: printable(`${r.name}/${rule}`), how: 'an override of its group' }))));
  const texts = acls.length === 0 ? [has.may.isNever() && naked.may.isNever() ? 'no web ACL of its own: a distribution with one stands before it' : entrance.takesFirewall ? 'no web ACL' : 'no web ACL, and none can stand here'] : acls.map((a) => aclText(a, now));
  return {
    state, text: [...texts, ...sure.map((r) => `${r.entrance.label} leads round it`)].join('; '), acls: acls.map((a) => printable(a.label)), stops: [...new Set(acls.flatMap((a) => a.rules.filter((r) => !r.stops.must.isNever()).map((r) => printable(r.name))))], counts: [...own, ...partly],
    ...acls.length === 0 ? {} : { byDefault: word(anyOf(acls.map((a) => a.blocksByDefault)), 'block', 'allow'), logged: word(anyOf(acls.map((a) => a.logged)), 'yes', 'no') },
    ...rounds.length === 0 ? {} : { bypassedBy: rounds.map((r) => printable(r.entrance.label)) },
    unknowns: state === 'unknown' ? unknownData([...naked.unknowns, ...idle.unknowns, ...stops.unknowns, ...rounds.flatMap((r) => r.holds.unknowns)]) : [],
  };
}

function promised(acl: WebAcl, rule: FirewallRule, now: string | undefined): { readonly until?: string; readonly isOver?: boolean } {
  const end = deadline(acl, rule, now);
  return end === undefined || end.until === '' ? {} : { until: end.until, ...end.isOver === undefined ? {} : { isOver: end.isOver } };
}

function word<T extends string>(holds: Holds, yes: T, no: T): T | 'unknown' {
  return holds.may.isNever() ? no : holds.must.isNever() ? 'unknown' : yes;
}
