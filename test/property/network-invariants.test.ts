/**
 * What is true of every synthesized intent, whatever it says:
 *
 *   no group is open that nobody opened; a flow between segments is one rule on each side; every rule says whose it is.
 *
 * Runs: 40 worlds, rules together and per segment.
 */
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { isRule, rulesOf } from '../support/apps/compare';
import type { PlainFlow } from '../support/apps/declare';
import { type RandomWorld, randomWorlds, synthesizeWorld } from '../support/apps/random-app';
import { flowsOf, type Json, resourcesOf, simulate, type Synthesized } from '../support/apps/synthesize';

const isOwn = (world: RandomWorld, id: string): boolean => world.members[id]?.some((m) => m.kind !== 'imported') ?? false;
const importedOf = (world: RandomWorld, id: string): number => world.members[id].filter((m) => m.kind === 'imported').length;
const toEverybody = ({ Properties: p }: Json): boolean => p.CidrIp === '0.0.0.0/0' || p.CidrIpv6 === '::/0';

/** Whether an intent says, in some flow, that a segment may reach everybody (NAT does). */
function opensEverybody({ source, destination }: PlainFlow, segment: string): boolean {
  return source === segment && (String(destination).startsWith('internet') || (typeof destination === 'object' && destination.service === 'sns'));
}

function checkGroups(world: RandomWorld, { templates }: Synthesized): void {
  for (const [id, { Type, Properties }] of resourcesOf(templates)) {
    if (Type !== 'AWS::EC2::SecurityGroup') continue;
    expect([id, Properties.SecurityGroupIngress, Properties.SecurityGroupEgress]).toEqual([id, undefined, [{ CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 }]]);
  }
  for (const [id, rule] of resourcesOf(templates)) {
    if (rule.Type !== 'AWS::EC2::SecurityGroupEgress' || !toEverybody(rule)) continue;
    const asked = world.intent.flows.filter((f) => flowsOf(rule).includes(f.id!) && world.intent.segments.some((s) => opensEverybody(f, s.id)));
    expect([id, asked.length > 0]).toEqual([id, true]);
  }
}

function checkRules(world: RandomWorld, synthesized: Synthesized): void {
  const rules = resourcesOf(synthesized.templates).filter(([, r]) => isRule(r));
  const known = new Set(world.intent.flows.map((f) => f.id));
  for (const [id, rule] of rules) {
    const flows = flowsOf(rule);
    expect([id, flows.length > 0, flows.filter((f) => !known.has(f) && !/^\w+\.image-pull\./.test(f))]).toEqual([id, true, []]);
    expect([id, rule.Metadata['zero-trust'].implied === true]).toEqual([id, flows.every((f) => !known.has(f))]);
    expect(rule.Properties.Description).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=;{}!$*]{1,255}$/);
  }
  for (const flow of world.intent.flows) {
    const [source, destination] = [String(flow.source), String(flow.destination)];
    if (!(source in world.members) || !(destination in world.members)) continue;
    const own = rulesOf(synthesized, flow.id!);
    const peers = (id: string): number => (isOwn(world, id) ? 1 : 0) + importedOf(world, id);
    // Where both have members of this app: exactly one egress and one ingress rule. Imported groups multiply.
    expect([flow.id, own.filter((id) => id.includes('Egress')).length, own.filter((id) => id.includes('Ingress')).length])
      .toEqual([flow.id, (isOwn(world, source) ? 1 : 0) * peers(destination), peers(source) * peers(destination)]);
  }
}

test('no open group, one rule on each side, every rule with its flows (40 runs)', () => {
  fc.assert(fc.property(randomWorlds, (world) => {
    const synthesized = synthesizeWorld(world);
    checkGroups(world, synthesized);
    checkRules(world, synthesized);
    const simulator = simulate(synthesized);
    expect(simulator.openRules().filter((rule) => rule.origin === 'default' || rule.origin === 'vpc-default')).toEqual([]);
    for (const { id, groups } of simulator.allInterfaces()) expect([id, groups.length]).toEqual([id, 1]);
  }), runs(40));
});
