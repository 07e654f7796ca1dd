/**
 * Random worlds are what they claim to be, by the simulator alone: they deploy, half of their wishes work, a rewrite changes
 * nothing, a tidy world permits its flows and a widening opens something.
 */
import { isDeclared } from '../property/worlds/declared';
import { bordersOf, endsOf } from '../property/worlds/probes';
import { type Question, sceneOf, scenesOf, somePass, someStop } from '../property/worlds/search';
import { deploy, isPair, judge, type Network, type Packet } from '../support/world-simulator';
import { Draw } from '../support/worlds/draw';
import { cut, generateWorld, type Raw, sketchWorld } from '../support/worlds/generate';
import type { RandomWorld } from '../support/worlds/model';
import { move, rename, reorder, split } from '../support/worlds/rewrite';
import { changed, tidyWorld, widenings } from '../support/worlds/tidy';
import { drawValuation, sampleValuations } from '../support/worlds/values';

const SEEDS = Array.from({ length: 80 }, (_, i) => 7_000 + i);
const asked = (world: RandomWorld): Question[] => world.wishes.map(({ source, destination, protocol, port }) => ({ kind: 'denies', level: 'packet', source, destination, over: `${protocol}/${port}` }));

test('the same seed is the same world', () => {
  expect(SEEDS.slice(0, 20).map((s) => JSON.stringify(generateWorld(s)))).toEqual(SEEDS.slice(0, 20).map((s) => JSON.stringify(generateWorld(s))));
});

test('every world deploys under every valuation', () => {
  for (const seed of SEEDS) for (const valuation of sampleValuations(generateWorld(seed), new Draw(seed), 3)) deploy(generateWorld(seed).templates, valuation);
});

test('a good part of the wishes work, and a good part do not', () => {
  const works = SEEDS.map(generateWorld).flatMap((world) => asked(world).map((q) => [...scenesOf(world, 2)].some((scene) => somePass(scene, q, new Draw(1)) !== undefined)));
  const share = works.filter((w) => w).length / works.length;
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.7);
});

test('every feature occurs', () => {
  const text = SEEDS.map((s) => JSON.stringify(generateWorld(s).templates)).join('\n');
  const features = [
    'AWS::EC2::NatGateway', 'EgressOnly', 'VPCPeeringConnection', 'TransitGateway', 'VPNGateway', 'VPCBlockPublicAccessOptions', 'NetworkAclEntry', 'DefaultNetworkAcl', 'AWS::EC2::PrefixList', 'CidrIpv6',
    'SecurityGroupEgress"', 'AWS::RDS::DBInstance', 'AWS::Lambda::Function', 'AWS::ECS::Service', 'LoadBalancingV2::Listener', 'AWS::EC2::NetworkInterface', 'AWS::EC2::EIPAssociation', 'Fn::If', 'Fn::ImportValue', 'Fn::Cidr', 'Fn::Sub',
    'AWS::CloudFormation::Stack', 'AWS::NoValue', 'CidrParam', 'GroupParam', 'PortParam', 'ListParam', '0.0.0.0/1', 'Outputs.', 'Condition":"',
  ];
  expect(features.filter((f) => !text.includes(f))).toEqual([]);
});

/** Answers to the same packets, by names as the original has them. */
function answers(world: RandomWorld, names: (id: string) => string): string[] {
  const network = deploy(world.templates, drawValuation(world, new Draw(3)));
  return packets(network, [...world.actors].sort((a, b) => (names(a) < names(b) ? -1 : 1))).map(([label, packet]) => `${label} ${judge(network, packet) === undefined}`);
}

function packets(network: Network, actors: readonly string[]): [string, Packet][] {
  const seats = actors.map((id) => endsOf({ network, addresses: [], ports: [], sourcePorts: [] }, id)[0]);
  const far = endsOf(bordersOf(network), 'internet')[0];
  return [...seats, far].flatMap((source, i) => [...seats, far].flatMap((destination, j): [string, Packet][] =>
    (source === undefined || destination === undefined || i === j || !isPair(source, destination) ? [] : [22, 80, 443, 5432, 8080].map((port) => [`${i}>${j}/${port}`, { source, destination, protocol: 6, port, sourcePort: 40000 }]))));
}

const whole = (raw: Raw, seed: number): RandomWorld => cut(seed, raw, () => 'App');

test.each<[string, (raw: Raw, draw: Draw) => Raw]>([['another order', reorder], ['rules in halves', split], ['inline against standalone', move]])('%s: the same packets pass', (_, rewrite) => {
  let passing = 0;
  for (const seed of SEEDS) {
    const { raw } = sketchWorld(seed);
    const before = answers(whole(raw, seed), (id) => id);
    expect(answers(whole(rewrite(raw, new Draw(seed)), seed), (id) => id)).toEqual(before);
    passing += before.filter((a) => a.endsWith('true')).length;
  }
  expect(passing).toBeGreaterThan(100);
});

test('other names, other stacks: the same packets pass', () => {
  for (const seed of SEEDS) {
    const { raw } = sketchWorld(seed);
    if (raw.tokens.length > 0) continue; // a parameter of two stacks is two parameters
    const before = answers(whole(raw, seed), (id) => id);
    const other = rename(raw);
    const original = new Map(Object.keys(raw.resources).map((id) => [`App.${other.nameOf(id)}`, `App.${id}`]));
    expect(answers(whole(other.raw, seed), (id) => original.get(id)!)).toEqual(before);
    const { templates, actors } = generateWorld(seed);
    const bare = (id: string): string => id.slice(id.lastIndexOf('.') + 1);
    expect(answers({ ...whole(raw, seed), templates, actors }, (id) => `App.${bare(id)}`)).toEqual(before);
  }
});

test('a tidy world permits its flows; a widening opens something, a rule less closes one', () => {
  for (let seed = 0; seed < 25; seed++) {
    const tidy = tidyWorld(seed);
    const { world, intent } = tidy;
    const member = (name: string): string => intent.segments.find((s) => s.id === name)?.members[0] ?? name;
    const works = (w: RandomWorld, id: string): boolean => {
      const { source, destination, protocol, port } = intent.flows.find((f) => f.id === id)!;
      const question: Question = { kind: 'permits', level: 'packet', source: member(source), destination: member(destination), over: `${protocol}/${port}` };
      return someStop(sceneOf(w, drawValuation(w, new Draw(1))), question, new Draw(2), true) === undefined;
    };
    expect(intent.flows.filter((f) => !works(world, f.id))).toEqual([]);
    for (const rule of tidy.rules) expect([seed, rule.flow, works(changed(tidy, rule, () => undefined), rule.flow)]).toEqual([seed, rule.flow, false]);
    const opens = (w: RandomWorld): boolean => {
      const scene = sceneOf(w, drawValuation(w, new Draw(1)));
      const names = [...world.actors, 'internet'];
      return names.some((a) => names.some((b) => a !== b && endsOf(scene.borders, a).some((source) => endsOf(scene.borders, b).some((destination) => isPair(source, destination)
        && [6, 17].some((protocol) => scene.borders.ports.some((port) => {
          const packet = { source, destination, protocol, port, sourcePort: 40000 };
          return !isDeclared(intent, packet) && judge(scene.network, packet) === undefined;
        }))))));
    };
    if (seed < 6) {
      expect(opens(world)).toBe(false);
      for (const { what, rule, change } of widenings(tidy)) expect([what, opens(changed(tidy, rule, change))]).toEqual([what, true]);
    }
  }
});
