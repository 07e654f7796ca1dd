/**
 * A change of the intent changes the resources of what changed, and nothing else:
 *
 *   changes(synthesize(intent), synthesize(intent + flow)) ⊆ resources of that flow
 *
 * A resource is a flow's where its metadata names it before or after; an endpoint is its service's, and a flow changes its policy. Every rule of every other flow keeps its logical id,
 * its template and its content, because CloudFormation creates before it deletes and EC2 refuses duplicates. Rules together
 * and per segment alike. Runs: 10 or 20 worlds for each property, each synthesized twice.
 */
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { changes, rulesOf } from '../support/apps/compare';
import type { PlainFlow } from '../support/apps/declare';
import { type RandomWorld, randomWorlds, synthesizeWorld } from '../support/apps/random-app';
import { type Json, resourcesOf, type Synthesized } from '../support/apps/synthesize';

const withFlows = (world: RandomWorld, flows: readonly PlainFlow[]): RandomWorld => ({ ...world, intent: { ...world.intent, flows } });
const idsOf = (world: RandomWorld): string[] => world.intent.flows.map((f) => f.id!);

/** What changed and is not the flow's. */
function strangers(before: Synthesized, after: Synthesized, { id, destination }: PlainFlow): unknown[] {
  const service = (destination as { service?: string }).service;
  return changes(before, after).filter((change) => !change.flows.includes(id!) && !(service !== undefined && isSharedBy(before, after, change.id, service)));
}

/** The endpoint of the flow's service and its group may come and go with it; those that stay change in what the endpoint's policy says. */
function isSharedBy(before: Synthesized, after: Synthesized, id: string, service: string): boolean {
  const [was, is] = [before, after].map(({ templates }) => new Map(resourcesOf(templates)).get(id));
  if ((was ?? is)!.Metadata?.['zero-trust']?.service !== service) return false;
  const withoutPolicy = (r: Json): Json => ({ ...r, Properties: { ...r.Properties, PolicyDocument: undefined } });
  return was === undefined || is === undefined || JSON.stringify(withoutPolicy(was)) === JSON.stringify(withoutPolicy(is));
}

function expectOthersUnmoved(before: Synthesized, after: Synthesized, others: readonly string[]): void {
  for (const flow of others) expect([flow, rulesOf(after, flow)]).toEqual([flow, rulesOf(before, flow)]);
}

test('adding or removing a flow changes that flow\'s resources only (20 runs)', () => {
  fc.assert(fc.property(randomWorlds, fc.nat(), (world, n) => {
    const { flows } = world.intent;
    const one = flows[n % flows.length];
    const rest = flows.filter((f) => f !== one);
    const [without, whole] = [withFlows(world, rest), world].map((w) => synthesizeWorld(w));
    expect(strangers(without, whole, one)).toEqual([]);
    expectOthersUnmoved(without, whole, rest.map((f) => f.id!));
  }), runs(20));
});

test('declaring flows in another order changes nothing (10 runs)', () => {
  fc.assert(fc.property(randomWorlds, fc.nat(), (world, n) => {
    const { flows } = world.intent;
    const turned = [...flows.slice(n % flows.length), ...flows.slice(0, n % flows.length)].reverse();
    const [before, after] = [world, withFlows(world, turned)].map((w) => synthesizeWorld(w));
    expect(changes(before, after)).toEqual([]);
  }), runs(10));
});

test('another id or reason of a flow changes that flow\'s resources only, and moves no rule (20 runs)', () => {
  fc.assert(fc.property(randomWorlds, fc.nat(), fc.boolean(), (world, n, isId) => {
    const { flows } = world.intent;
    const one = flows[n % flows.length];
    const renamed = isId ? { ...one, id: 'renamed' } : { ...one, because: 'for another reason' };
    const [before, after] = [world, withFlows(world, flows.map((f) => (f === one ? renamed : f)))].map((w) => synthesizeWorld(w));
    expect(strangers(before, after, one)).toEqual([]);
    expect(rulesOf(after, renamed.id!)).toEqual(rulesOf(before, one.id!));
    expectOthersUnmoved(before, after, idsOf(world).filter((id) => id !== one.id));
    expect(resourcesOf(after.templates).map(([id]) => id).sort()).toEqual(resourcesOf(before.templates).map(([id]) => id).sort());
  }), runs(20));
});

test('another display name of a segment changes no resource at all (10 runs)', () => {
  fc.assert(fc.property(randomWorlds, fc.string({ minLength: 1, maxLength: 20 }).filter((s) => s.trim() !== ''), (world, displayName) => {
    const segments = world.intent.segments.map((s) => ({ ...s, displayName: `${s.id} ${displayName}` }));
    const [before, after] = [world, { ...world, intent: { ...world.intent, segments } }].map((w) => synthesizeWorld(w));
    expect(after.templates).toEqual(before.templates);
    expect(after.intents).not.toEqual(before.intents);
  }), runs(10));
});

test('another segment without flows, or another member, moves no rule (10 runs)', () => {
  fc.assert(fc.property(randomWorlds, (world) => {
    const [first] = world.intent.segments;
    const own = world.members[first.id].filter((m) => m.kind !== 'imported');
    fc.pre(own.length > 0); // a first own member gives a segment of imported ones a group, and so rules
    const larger: RandomWorld = {
      ...world,
      intent: { ...world.intent, segments: [{ id: 'newcomer' }, ...world.intent.segments] },
      members: { ...world.members, [first.id]: [{ kind: 'instance', elsewhere: true, name: `${first.id}-9` }, ...world.members[first.id]] },
    };
    const [before, after] = [world, larger].map((w) => synthesizeWorld(w));
    expectOthersUnmoved(before, after, idsOf(world));
    expect(changes(before, after).filter((c) => c.flows.length > 0)).toEqual([]);
  }), runs(10));
});
