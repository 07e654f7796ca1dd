/** A witness of the prover, walked by the simulator: the ids, addresses and ports as given, under the witness's own valuation. */
import type { HopEnd, Path } from '../../../lib/prover/path';
import { address, type End, isSeat, judge, type Packet, PLAIN, type Range, range, type Seat, type Valuation, within } from '../../support/world-simulator';
import type { Draw } from '../../support/worlds/draw';
import type { RandomWorld } from '../../support/worlds/model';
import { drawValuation } from '../../support/worlds/values';
import { type Scene, sceneOf } from './search';

const DRAWS = 4;
/** What the simulator makes up for a block that Amazon provides. */
const AMAZON = range('2a05:d018::/32');

/** Why the simulator does not believe it; undefined: it does, whatever the values that the witness leaves out. */
export function disbelief(world: RandomWorld, path: Path, draw: Draw): string | undefined {
  const count = world.tokens.length === 0 && world.isPlain ? 2 : DRAWS;
  for (let i = 0; i < count; i++) {
    const scene = sceneOf(world, valuationOf(world, path, draw));
    const why = walk(scene, path);
    if (why !== undefined) return `${why}, under ${JSON.stringify(scene.valuation.parameters)} strips=${scene.valuation.standaloneEgressStripsDefault}`;
  }
  return undefined;
}

export function valuationOf(world: RandomWorld, path: Pick<Path, 'valuation'>, draw: Draw): Valuation {
  const drawn = drawValuation(world, draw);
  return { ...PLAIN, ...drawn, parameters: { ...drawn.parameters, ...Object.fromEntries(path.valuation) } };
}

function walk(scene: Scene, path: Path): string | undefined {
  let before: { readonly packet: Packet; readonly end: End } | undefined;
  for (const [i, hop] of path.hops.entries()) {
    const [source, destination] = [endOf(scene, hop.source, hop.destination), endOf(scene, hop.destination, hop.source)];
    if (typeof source === 'string') return `hop ${i + 1}: ${source}`;
    if (typeof destination === 'string') return `hop ${i + 1}: ${destination}`;
    if (before !== undefined && !isSame(before.end, source)) return `hop ${i + 1} does not start where the one before ends`;
    const packet: Packet = { source, destination, ...hop.connection, sourcePort: hop.sourcePort };
    const why = judge(scene.network, packet);
    if (why !== undefined) return `hop ${i + 1}: ${why}`;
    if (i > 0 && hop.via === 'proxy' && !isForwarded(scene, before!.packet, packet)) return `hop ${i + 1}: nothing forwards that`;
    before = { packet, end: destination };
  }
  return undefined;
}

/** What runs in no VPC has no address of its own: one of the version of the other end. */
export function outsideSeat(id: string, other: HopEnd): Seat {
  return { id, placement: 0, address: address(other.address?.includes(':') === true ? 'fd00::9' : '169.254.0.9') };
}

function endOf(scene: Scene, end: HopEnd, other: HopEnd): End | string {
  if (end.kind === 'outside') return address(end.address);
  if (end.kind === 'group') return `group ${end.id} is no end`;
  const face = scene.network.interfaces.get(end.id);
  if (face === undefined) return `${end.id} does not exist`;
  if (face.outside) return outsideSeat(end.id, other);
  const at = address(end.address);
  const rangesOf = (subnet: string): readonly Range[] => scene.network.subnets.get(subnet)!.ranges.filter((r) => r.version === at.version);
  const placement = face.placements.findIndex((p) => rangesOf(p.subnet).some((r) => within(r, at)) && (at.version === 4 || p.has6));
  if (placement >= 0) return { id: end.id, placement, address: at };
  // a block that Amazon provides, or of a subnet that exists already, is known to a deployment only: any address of it will do
  const hidden = face.placements.findIndex((p) => p.subnet.startsWith('outside.') || (at.version === 6 && p.has6 && rangesOf(p.subnet).some((r) => within(AMAZON, { version: 6, n: r.low }))));
  if (hidden < 0) return `${end.id} cannot have ${end.address}`;
  const [block] = rangesOf(face.placements[hidden].subnet);
  return { id: end.id, placement: hidden, address: { version: at.version, n: block.low + (at.n & 0x3fn) + 16n } };
}

function isForwarded(scene: Scene, arrived: Packet, packet: Packet): boolean {
  return scene.network.forwards.some((f) => f.source === (packet.source as Seat).id && f.target === (packet.destination as Seat).id
    && f.protocol === packet.protocol && f.port === packet.port && f.listens.protocol === arrived.protocol && f.listens.from === arrived.port);
}

/** A hop over IPv6 may follow one over IPv4: then the interface has two addresses. */
function isSame(a: End, b: End): boolean {
  if (!isSeat(a) || !isSeat(b)) return false;
  return a.id === b.id && a.placement === b.placement && (a.address.version !== b.address.version || a.address.n === b.address.n);
}
