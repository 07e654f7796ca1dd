/**
 * Entrances that lose their web firewall where no route is compared: user pools, balancers, distributions. `unfiltered(side, other)`: requests of the internet that no firewall
 * stops, of entrances that both sides have. Routes of APIs carry theirs themselves (demand.ts).
 */
import type { ExposureWorld, Holds } from '../../world/exposure/model';
import type { Entrance } from '../../world/exposure/firewall-model';
import { both, not } from '../../world/exposure/holds';
import { guarded } from './firewall-states';

export interface Unfiltered {
  readonly id: string;
  readonly holds: Holds;
  readonly entrance: Entrance;
}

interface Side {
  readonly known: { readonly world: ExposureWorld };
  readonly rename: (text: string) => string;
}

export function unfiltered(side: Side, other: Side): Unfiltered[] {
  const [mine, theirs] = [side.known.world.firewalls, other.known.world.firewalls];
  if (!mine.hasAny && !theirs.hasAny) return [];
  const known = new Set(theirs.entrances.map((e) => other.rename(e.id)));
  return mine.entrances.filter((e) => e.takesFirewall && e.behind.length === 0 && known.has(side.rename(e.id))).flatMap((entrance) => {
    const holds = both(entrance.open, not(guarded(mine, entrance).stops));
    return holds.may.isNever() ? [] : [{ id: side.rename(entrance.id), holds, entrance }];
  });
}
