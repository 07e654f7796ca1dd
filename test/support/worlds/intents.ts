/** An intent for a random world: some segments with members, some of the wishes as flows. Plain data; checks nothing. */
import type { Draw } from './draw';
import type { RandomWorld, Wish } from './model';

export interface PlainSegment {
  readonly id: string;
  readonly members: readonly string[];
}

export interface PlainIntent {
  readonly segments: readonly PlainSegment[];
  /** `source` and `destination`: ids of segments, `internet`, or CIDRs. */
  readonly flows: readonly (Wish & { readonly id: string })[];
}

export function drawIntent(world: RandomWorld, draw: Draw): PlainIntent {
  const rest = draw.some(world.actors, 1 + draw.below(Math.max(1, world.actors.length)));
  const segments: PlainSegment[] = [];
  while (rest.length > 0) segments.push({ id: `s${segments.length}`, members: rest.splice(0, draw.chance(0.75) ? 1 : 2) });
  const segmentOf = (name: string): string | undefined => (name.includes('.') && !name.includes('/', name.indexOf('.')) ? segments.find((s) => s.members.includes(name))?.id : name);
  const flows = world.wishes.filter(() => draw.chance(0.85)).flatMap((w, i) => {
    const [source, destination] = [segmentOf(w.source), segmentOf(w.destination)];
    return source === undefined || destination === undefined || (source === destination) ? [] : [{ ...w, id: `f${i}`, source, destination }];
  });
  return { segments, flows };
}
