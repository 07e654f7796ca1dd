/**
 * A change of the intent changes the policies of what changed, and nothing else:
 *
 *   changes(synthesize(world), synthesize(world + data flow)) ⊆ leaf of its role, policy of its store, policy of its key
 *
 * In random worlds of buckets, tables, queues and secrets with keys of their own, shared ones and none, with roles in the stack of the
 * stores and in another. Runs: 8 worlds for each property, each synthesized twice.
 */
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { changes, textOf } from '../support/apps/compare';
import { dataWorlds, type DataWorld, ownersOf, type PlainDataFlow, type PlainStore, synthesizeData } from '../support/apps/random-data';
import { type Json, resourcesOf, type Synthesized } from '../support/apps/synthesize';

jest.setTimeout(240_000);

/** Where a resource says who may do what; nothing else of it may change. */
const POLICY_OF: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'ResourcePolicy', 'AWS::IAM::ManagedPolicy': 'PolicyDocument', 'AWS::IAM::Role': 'Tags', 'AWS::IAM::RolePolicy': 'PolicyDocument', 'AWS::KMS::Key': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument', 'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy', 'AWS::SQS::QueuePolicy': 'PolicyDocument',
};

function withoutPolicy(resource: Json): Json {
  const { [POLICY_OF[resource.Type] ?? '']: _, ...properties } = resource.Properties ?? {};
  const { Metadata: __, DependsOn: ___, ...rest } = resource;
  return { ...rest, Properties: properties };
}

/** What changed beside the policies of `mine`. */
function strangers(before: Synthesized, after: Synthesized, mine: readonly string[]): unknown[] {
  const [was, is] = [before, after].map(({ templates }) => new Map(resourcesOf(templates)));
  return changes(before, after).filter(({ id, type }) => {
    if (!ownersOf(id).some((owner) => mine.includes(owner))) return true;
    if (POLICY_OF[type] === undefined) return true;
    const [old, now] = [was.get(id), is.get(id)];
    return old !== undefined && now !== undefined && JSON.stringify(withoutPolicy(old)) !== JSON.stringify(withoutPolicy(now));
  });
}

/** The role, the store and the key of a data flow. */
function partsOf({ stores }: DataWorld, { role, store }: PlainDataFlow): string[] {
  const { key } = stores.find((s) => s.id === store)!;
  return [role, store, ...(key === undefined ? [] : [key])];
}

const withFlows = (world: DataWorld, flows: readonly PlainDataFlow[]): DataWorld => ({ ...world, flows });

test('adding or removing a data flow changes the leaf of its role, the policy of its store and that of its key only (8 runs)', () => {
  fc.assert(fc.property(dataWorlds, fc.nat(), (world, n) => {
    const one = world.flows[n % world.flows.length];
    const [without, whole] = [withFlows(world, world.flows.filter((f) => f !== one)), world].map(synthesizeData);
    expect(strangers(without, whole, partsOf(world, one))).toEqual([]);
    expect(changes(without, whole).length).toBeGreaterThan(0);
  }), runs(8));
});

test('another access or another end of a data flow changes these only (8 runs)', () => {
  fc.assert(fc.property(dataWorlds, fc.nat(), fc.boolean(), (world, n, isEnd) => {
    const one = world.flows[n % world.flows.length];
    const other: PlainDataFlow = isEnd ? { ...one, until: '2029-12-31' } : { ...one, access: one.access === 'read' ? 'write' : 'read' };
    const [before, after] = [world, withFlows(world, world.flows.map((f) => (f === one ? other : f)))].map(synthesizeData);
    expect(strangers(before, after, partsOf(world, one))).toEqual([]);
  }), runs(8));
});

test('another id of a data flow changes metadata only (8 runs)', () => {
  const contents = ({ templates }: Synthesized): unknown => resourcesOf(templates).map(([id, { Metadata: _, ...resource }]) => [id, resource]);
  fc.assert(fc.property(dataWorlds, fc.nat(), (world, n) => {
    const one = world.flows[n % world.flows.length];
    // Before all others, and behind them.
    const [before, first, last] = [one.id, 'a-first', 'z-last'].map((id) => synthesizeData(withFlows(world, world.flows.map((f) => (f === one ? { ...one, id } : f)))));
    for (const after of [first, last]) expect(contents(after)).toEqual(contents(before));
    expect(changes(before, first).every((c) => c.flows.includes('a-first'))).toBe(true);
  }), runs(8));
});

/** A permutation by a seed. */
function turned<T>(list: readonly T[], seed: number): T[] {
  const at = seed % Math.max(1, list.length);
  return [...list.slice(at), ...list.slice(0, at)].reverse();
}

test('the order of stores, roles and data flows is nothing to the templates or to the intent (8 runs)', () => {
  fc.assert(fc.property(dataWorlds, fc.nat(1_000), (world, seed) => {
    const other: DataWorld = { stores: turned(world.stores, seed), roles: turned(world.roles, seed + 1), flows: turned(world.flows, seed + 2) };
    const [a, b] = [world, other].map(synthesizeData);
    expect(textOf(b.templates)).toEqual(textOf(a.templates));
    expect(b.intents).toEqual(a.intents);
  }), runs(8));
});

test('another display name of a store changes no resource, but the intent (8 runs)', () => {
  fc.assert(fc.property(dataWorlds, fc.nat(), (world, n) => {
    const one = world.stores[n % world.stores.length];
    const [before, after] = [world, { ...world, stores: world.stores.map((s) => (s === one ? { ...s, displayName: 'Of another name' } : s)) }].map(synthesizeData);
    expect(after.templates).toEqual(before.templates);
    expect(after.intents).not.toEqual(before.intents);
  }), runs(8));
});

test('one store more, or one less without data flows, changes nothing of others (8 runs)', () => {
  fc.assert(fc.property(dataWorlds, fc.constantFrom<PlainStore['kind']>('bucket', 'table', 'queue', 'secret'), fc.boolean(), (world, kind, jewel) => {
    const store: PlainStore = { id: 'StoreGX', kind, key: 'KeyGX', jewel };
    const [before, after] = [world, { ...world, stores: [store, ...world.stores] }].map(synthesizeData);
    expect(changes(before, after).filter(({ id }) => !ownersOf(id).some((owner) => owner === 'StoreGX' || owner === 'KeyGX'))).toEqual([]);
  }), runs(8));
});
