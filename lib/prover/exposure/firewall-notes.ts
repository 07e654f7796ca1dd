/**
 * What is said of an entrance where no verdict says it: information, of which nothing fails.
 *
 *   countingNote(world, entrance, now)   // 'firewall before stage prod of Api: counts until 2027-01-31, stops nothing yet'
 *   bareNote(world, entrance)            // 'no web firewall of these templates stands before stage prod of Api'
 *
 * A day that is over, or that nobody can judge, is a verdict (firewalls.ts) and no note.
 */
import type { Entrance, FirewallWorld } from '../../world/exposure/firewall-model';
import { printable } from '../../world/input-error';
import { promises } from './firewall-dates';
import { guarded } from './firewall-states';

export function countingNote(world: FirewallWorld, entrance: Entrance, now: string | undefined): string | undefined {
  const { idle } = guarded(world, entrance);
  if (idle.may.isNever()) return undefined;
  const ends = entrance.acls.filter((a) => !a.holds.may.isNever()).flatMap((a) => {
    const acl = world.acls.get(a.acl);
    return acl === undefined ? [] : promises(acl, now) ?? [];
  });
  if (ends.length === 0 || ends.some((e) => e.isOver !== false)) return undefined;
  const days = [...new Set(ends.map((e) => e.until))].sort();
  const until = days.length === 1 ? days[0] : `${days.slice(0, -1).join(', ')} and ${days[days.length - 1]}`;
  const isAlways = entrance.open.must.and(idle.must.not()).isNever();
  const stops = idle.must.isNever() ? 'and whether it stops anything yet is not known' : 'stops nothing yet';
  return printable(`firewall before ${entrance.label}: ${isAlways || idle.must.isNever() ? '' : 'under some conditions it '}counts until ${until}, ${stops}`);
}

/** Of an entrance that could have one, where no template has or names any. */
export function bareNote(world: FirewallWorld, entrance: Entrance): string | undefined {
  const { naked } = guarded(world, entrance);
  if (!entrance.takesFirewall || naked.may.isNever()) return undefined;
  return printable(`no web firewall of these templates stands before ${entrance.label}${naked.must.isNever() ? ', if the internet reaches it' : ''}`);
}
