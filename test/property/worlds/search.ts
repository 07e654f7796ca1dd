/**
 * The simulator asked many times: is there a valuation and a packet that passes, or one that does not?
 */
import { deploy, type End, isPair, isSeat, judge, type Network, type Packet, type Probe, reach, type Seat, type Valuation } from '../../support/world-simulator';
import { Draw } from '../../support/worlds/draw';
import type { RandomWorld } from '../../support/worlds/model';
import { drawValuation, samples } from '../../support/worlds/values';
import { type Borders, bordersOf, endsOf, farOf, isFar, probesOf, seatsOf } from './probes';

export interface Question {
  readonly kind: 'denies' | 'permits' | 'onlyVia';
  readonly level: 'packet' | 'pivot';
  /** `KEY.LogicalId`, `internet`, or a CIDR. */
  readonly source: string;
  readonly destination: string;
  readonly over: string;
  readonly via?: readonly string[];
}

/** One valuation of a world, ready to be asked. */
export interface Scene {
  readonly valuation: Valuation;
  readonly network: Network;
  readonly borders: Borders;
}

/** The same for every question about a world, and made when they are needed: a deployment costs more than a question. */
export function* scenesOf(world: RandomWorld, n: number): Generator<Scene> {
  let kept = SCENES.get(world);
  if (kept === undefined) SCENES.set(world, kept = { draw: new Draw(world.seed), scenes: [] });
  for (let i = 0; i < samples(world, n); i++) {
    kept.scenes[i] ??= sceneOf(world, drawValuation(world, kept.draw));
    yield kept.scenes[i];
  }
}

const SCENES = new WeakMap<RandomWorld, { readonly draw: Draw; readonly scenes: Scene[] }>();

export function sceneOf(world: RandomWorld, valuation: Valuation): Scene {
  const network = deploy(world.templates, valuation);
  return { valuation, network, borders: bordersOf(network) };
}

const BUDGET = 1500;

/** Pairs of ends, in random order, so that a budget cuts none away for ever. */
function pairs(scene: Scene, question: Question, draw: Draw): (readonly [End, End])[] {
  const [sources, destinations] = [question.source, question.destination].map((name) => draw.some(endsOf(scene.borders, name), 14));
  return draw.shuffle(sources.flatMap((a) => destinations.filter((b) => isPair(a, b)).map((b) => [a, b] as const)));
}

/** A packet over which the question's edge exists, if trying finds one. */
export function somePass(scene: Scene, question: Question, draw: Draw): Packet | undefined {
  return tried(scene, question, draw, 3, (packet) => judge(scene.network, packet) === undefined);
}

/** A packet that does not pass although both ends exist; other protocols than tcp without or with their replies. */
export function someStop(scene: Scene, question: Question, draw: Draw, replies: boolean): Packet | undefined {
  const versions = new Set([question.source, question.destination].flatMap((name) => (isFar(name) ? farOf(scene.borders, name).map((a) => a.version) : [])));
  return tried(scene, question, draw, 20, (packet) => isAsked(scene.network, packet, versions) && judge(scene.network, { ...packet, replies }) !== undefined);
}

/** A connection that has to work works over IPv4 between two that have it, and over each version in which the end inside is public. */
function isAsked({ interfaces }: Network, { source, destination }: Packet, versions: ReadonlySet<4 | 6>): boolean {
  if (isSeat(source) && isSeat(destination)) return source.address.version === 4;
  const seat = isSeat(source) ? source : destination as Seat;
  const place = interfaces.get(seat.id)!.placements[seat.placement];
  if (place === undefined) return true;
  const can = (version: 4 | 6): boolean => versions.has(version) && (version === 6 ? place.has6 : isSeat(source) || place.public4);
  return can(seat.address.version) || (!can(4) && !can(6));
}

function tried(scene: Scene, question: Question, draw: Draw, clientPorts: number, isIt: (packet: Packet) => boolean): Packet | undefined {
  const probes = probesOf(scene.borders, question.over, draw, clientPorts);
  let left = BUDGET;
  for (const [source, destination] of pairs(scene, question, draw)) {
    for (const probe of probes) {
      if (left-- <= 0) return undefined;
      const packet = { source, destination, ...probe };
      if (isIt(packet)) return packet;
    }
  }
  return undefined;
}

/** A chain of hops, if trying finds one; never through `without`. */
export function someChain(scene: Scene, question: Question, draw: Draw, without: readonly string[] = []): Packet[] | undefined {
  const { borders, network } = scene;
  const ends = (name: string): End[] => draw.some(endsOf(borders, name), 8);
  const seats = [...network.interfaces.keys()].flatMap((id): Seat[] => draw.some(seatsOf(borders, id), 5));
  const probes = usefulProbes(borders, draw);
  return reach({ network, seats, probes }, ends(question.source), ends(question.destination), probesOf(borders, question.over, draw), new Set(without));
}

/** On the way any protocol will do: the ports that rules speak of. */
function usefulProbes(borders: Borders, draw: Draw): Probe[] {
  const some = [...borders.ports].filter((p) => p > 0 && p < 65535);
  return [...draw.some(some, 10), 65535].map((port): Probe => ({ protocol: 6, port, sourcePort: draw.pick(borders.sourcePorts), natPort: draw.pick(borders.sourcePorts) }))
    .concat([{ protocol: 17, port: 53, sourcePort: 40000 }, { protocol: 1, type: 8, code: 0 }, { protocol: 47 }]);
}
