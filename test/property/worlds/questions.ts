/** Questions about a random world; half of them about what somebody wished for, so that the answer is often yes. */
import type { Draw } from '../../support/worlds/draw';
import type { RandomWorld, Wish } from '../../support/worlds/model';
import type { Question } from './search';

const OVERS = ['tcp/443', 'tcp/5432', 'tcp/22', 'tcp/80', 'udp/53', 'icmp/8', 'all', 'tcp/1024-2000'];

export function drawQuestions(world: RandomWorld, draw: Draw, n: number): Question[] {
  const out = new Map<string, Question>();
  for (let i = 0; i < n; i++) {
    const question = drawQuestion(world, draw);
    if (question !== undefined) out.set(JSON.stringify(question), question);
  }
  return [...out.values()];
}

function drawQuestion(world: RandomWorld, draw: Draw): Question | undefined {
  const wish = draw.chance(0.6) && world.wishes.length > 0 ? draw.pick(world.wishes) : undefined;
  const [a, b] = draw.some(world.actors, 2);
  const far = draw.pick(['internet', 'internet', '203.0.113.0/24', '192.168.0.0/16', '10.0.1.0/24', '10.0.0.0/8']);
  const ends = wish ?? draw.pick([{ source: far, destination: a }, { source: a, destination: far }, { source: a, destination: b }, { source: b, destination: a }]);
  if (ends.source === undefined || ends.destination === undefined) return undefined;
  const over = wish === undefined ? draw.pick(OVERS) : overOf(wish, draw);
  const { source, destination } = ends;
  const kind = draw.pick(['denies', 'denies', 'permits', 'permits', 'onlyVia'] as const);
  if (kind === 'permits' && [source, destination].some((end) => end.startsWith('10.'))) return undefined; // who has such an address whatever is chosen?
  if (kind === 'permits') return { kind, level: 'packet', source, destination, over: over === 'all' ? 'tcp/443' : over };
  if (kind === 'denies') return { kind, level: draw.pick(['packet', 'packet', 'pivot'] as const), source, destination, over };
  const via = draw.some(world.actors.filter((x) => x !== source && x !== destination), 1 + draw.below(2));
  return via.length === 0 ? undefined : { kind, level: 'pivot', source, destination, over, via };
}

function overOf({ protocol, port }: Wish, draw: Draw): string {
  if (protocol === 'icmp') return `icmp/${port}`;
  return draw.chance(0.85) ? `${protocol}/${port}` : `${protocol}/${port + draw.pick([-1, 1])}`;
}
