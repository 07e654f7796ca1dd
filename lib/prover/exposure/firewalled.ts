/**
 * The guarantee `firewalled: { target }`: every request of the internet that gets to the target passes a web firewall that stops something.
 *
 *   proved     before each entrance that leads there stands a web ACL that stops, and no host leads round it
 *   violated   one entrance has none, or one that only counts, whatever date was promised for it; or anybody may call the function by its policy
 *   unknown    else; what hides entrances hides ways round
 *
 * The target is a function, an API, a stage, or what else requests arrive at. Callers inside a VPC and services on behalf of the account are not asked about.
 */
import type { GuaranteeData } from '../../intent/model';
import type { Entrance } from '../../world/exposure/firewall-model';
import { guarded } from './firewall-states';
import { targetText } from './firewall-text';
import type { OpenWay } from './model';
import { isSegment, type Known, resolveTarget, resourcesNamed } from './names';
import type { ExposureFinding } from './verdict';

export function firewalledFinding(guarantee: GuaranteeData, known: Known): ExposureFinding {
  const { world } = known;
  const target = guarantee.target ?? '';
  const question = `firewalled: whoever comes from the internet to ${target}`;
  const { entrances, permitted } = leading(target, known);
  const judged = entrances.map((entrance) => ({ entrance, ...guarded(world.firewalls, entrance) }));
  const base = { kind: 'firewalled', key: [guarantee.scope, question].join('\n'), question, source: 'internet', destination: target, over: 'all', strict: true, assumptions: judged.flatMap((j) => j.assumptions), ...entrances.length === 0 ? {} : { at: entrances[0].place } } as const;

  for (const { entrance, naked, idle } of judged) {
    for (const [holds, is] of [[naked, 'absent'], [idle, 'idle']] as const) {
      if (holds.must.isNever()) continue;
      const sure = is === 'absent' ? [undefined] : entrance.acls.filter((a) => !holds.must.and(a.holds.must).isNever()).map((a) => a.acl);
      const [acl] = sure;
      const host = Math.max(entrance.hosts.findIndex((h) => !h.open.must.and(holds.must).isNever()), 0);
      const way: OpenWay = { kind: 'firewall', is, entrance: entrance.id, host, ...acl === undefined ? {} : { acl } };
      const text = is === 'absent' ? 'no web ACL' : `a web ACL that stops nothing: ${world.firewalls.acls.get(acl ?? '')?.label ?? ''}`;
      return {
        ...base, verdict: 'violated', at: entrance.place, fix: is === 'absent' ? 'put a web ACL before it, or take the entrance away' : 'let a rule of the web ACL block',
        way: { entry: { entry: entrance.label, target: { kind: 'service', id: entrance.id, label: targetText(entrance) }, checks: [{ kind: 'web-firewall', identity: 'no', text }] }, way: { way, holds, because: [{ ...entrance.place, what: 'entrance' }] } },
      };
    }
  }
  const open = permitted.find((e) => e.ways.length > 0);
  if (open !== undefined) return { ...base, verdict: 'violated', way: { entry: open, way: open.ways[0] }, fix: 'name the account or the organisation that may call the function', at: open.because[0] };
  const unsure = judged.flatMap(({ naked, idle }) => [naked, idle]).filter((h) => !h.may.isNever());
  const unknowns = [...unsure.flatMap((h) => h.unknowns), ...permitted.flatMap((e) => e.open.unknowns), ...world.unknowns];
  return unsure.length + permitted.length + unknowns.length === 0 ? { ...base, verdict: 'proved' } : { ...base, verdict: 'unknown', unknowns };
}

/** Entrances that lead to what is named, fronts of those included; and statements by which anybody may call it. */
function leading(target: string, known: Known): { readonly entrances: readonly Entrance[]; readonly permitted: ReturnType<typeof resolveTarget>['entries'] } {
  const all = known.world.firewalls.entrances;
  const called = (byId?: Known): readonly Entrance[] => {
    const named = new Set(resourcesNamed(target.trim(), target, known.templates, byId, true).map((r) => r.id));
    return all.filter((e) => named.has(e.id) || e.doors.some((d) => named.has(d)));
  };
  const exact = called();
  const direct = exact.length > 0 || isSegment(target, known) ? exact : called(known);
  if (direct.length > 0) return { entrances: withFronts(direct, known), permitted: [] };
  const { entries, functions } = resolveTarget(target, known, true);
  const doors = new Set(entries.filter((e) => !e.reached.may.isNever()).flatMap((e) => e.door?.id ?? []));
  const mine = all.filter((e) => e.doors.some((d) => doors.has(d)) || e.behind.some((b) => functions.includes(b.id) && !b.holds.may.isNever()));
  return { entrances: withFronts(mine, known), permitted: entries.filter((e) => e.permission !== undefined && !e.open.may.isNever()) };
}

/** Distributions each on their own; of an API that calls a balancer what the balancer's own firewall does not stop. */
function withFronts(mine: readonly Entrance[], { world: { firewalls } }: Known): readonly Entrance[] {
  const bare = new Map(mine.map((e) => [e.id, !guarded(firewalls, e).stops.must.isAlways()]));
  return firewalls.entrances.filter((e) => (bare.has(e.id) || e.leadsTo.some((w) => bare.has(w.entrance) && (e.kind === 'distribution' || bare.get(w.entrance)!))) && !e.open.may.isNever());
}
