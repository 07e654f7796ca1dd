/** Grants of one role in policies that fit: few of them, none moves for another's sake, and no deployment leaves a gap. */
import * as fc from 'fast-check';
import { type Grant, leafOf, LEAF_ROOM, MANAGED_PER_ROLE, shard } from '../../../lib/layers/data/compiler/shards';
import { Sizes } from '../../../lib/layers/data/compiler/size';

const sizes = new Sizes([], []);

/** As long as a flow that reads a bucket with a key of its own, with names that CloudFormation makes. */
function grant(n: number, key = `App/Data#store${n}`): Grant {
  const bucket = `arn:aws:s3:::app-documents${n}1a2b3c4d-0123456789abc`;
  return {
    key, flow: `flow-${n}`,
    statements: [
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [bucket] },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging', 's3:GetObjectVersion'], Resource: [`${bucket}/*`] },
      { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [`arn:aws:kms:ap-southeast-1:111122223333:key/${String(n).padStart(8, '0')}-aaaa-bbbb-cccc-0123456789ab`], Condition: { StringEquals: { 'kms:ViaService': 's3.ap-southeast-1.amazonaws.com' } } },
    ],
  };
}

const grants = (count: number): Grant[] => Array.from({ length: count }, (_, n) => grant(n));
const leavesOf = (list: readonly Grant[], room?: number): Map<string, string> => new Map(shard(list, sizes, room).flatMap((leaf) => leaf.flows.map((f) => [f, leaf.prefix])));

test('a few flows are one inline policy, without statements said twice', () => {
  const leaves = shard(grants(5), sizes);
  expect(leaves.map((l) => l.prefix)).toEqual(['']);
  expect(leaves[0].statements).toHaveLength(3);
  expect(leaves[0].statements[0].Resource).toHaveLength(5);
});

test('200 flows of one role fit: every leaf within its limit, no more managed policies than a role takes', () => {
  const leaves = shard(grants(200), sizes);
  expect(Math.max(...leaves.map((l) => sizes.of(l.statements)))).toBeLessThanOrEqual(LEAF_ROOM);
  expect(leaves.filter((l) => l.prefix !== '').length).toBeLessThanOrEqual(MANAGED_PER_ROLE - 2); // room for two of the role's own
  expect(leaves.flatMap((l) => l.flows).sort()).toEqual(grants(200).map((g) => g.flow).sort());
});

test('adding or removing a flow moves no other flow, but where a leaf is added or goes', () => {
  for (const count of [20, 90, 199]) {
    const before = leavesOf(grants(count));
    const after = leavesOf(grants(count + 1));
    const isLarger = new Set(after.values()).size > new Set(before.values()).size;
    const moved = [...before].filter(([flow, leaf]) => after.get(flow) !== leaf);
    if (!isLarger) expect(moved).toEqual([]);
    // What moves goes into the leaf that is new, and nowhere else.
    const made = [...new Set(after.values())].filter((leaf) => ![...before.values()].includes(leaf));
    expect(moved.every(([flow]) => made.includes(after.get(flow)!))).toBe(true);
  }
});

test('another name of a flow moves nothing: its leaf depends on what it is granted on', () => {
  const before = shard(grants(90), sizes);
  const after = shard(grants(90).map((g) => (g.flow === 'flow-7' ? { ...g, flow: 'renamed' } : g)), sizes);
  expect(after.map((l) => [l.prefix, l.statements])).toEqual(before.map((l) => [l.prefix, l.statements]));
  expect(after.flatMap((l) => l.flows)).toContain('renamed');
});

test('two flows to one store share a leaf, and a statement where only the resource differs', () => {
  const twice = [grant(1), { ...grant(1), flow: 'again' }];
  const [leaf] = shard(twice, sizes);
  expect(leaf.flows).toEqual(['again', 'flow-1']);
  expect(leaf.statements).toEqual(shard([grant(1)], sizes)[0].statements);
});

test('one grant that is longer than a leaf ends the search instead of looking for ever', () => {
  const long: Grant = { ...grant(1), statements: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: Array.from({ length: 200 }, (_, n) => `arn:aws:s3:::bucket/part-${n}-${'x'.repeat(40)}`) }] };
  expect(shard([long], sizes).map((l) => l.flows)).toEqual([['flow-1']]);
});

/**
 * What CloudFormation does, as its guide says: resources are made and changed in the order of their dependencies (a leaf waits for
 * the next one), those that are gone are deleted last. After every step each flow of both declarations must be granted.
 */
function stepsWithoutGap(before: readonly Grant[], after: readonly Grant[], room: number): { readonly gaps: string[]; readonly most: number } {
  const [old, next] = [shard(before, sizes, room), shard(after, sizes, room)];
  const live = new Map(old.map((l) => [l.prefix, l.flows]));
  const kept = before.filter((g) => after.some((a) => a.flow === g.flow)).map((g) => g.flow);
  const gaps = new Set<string>();
  let most = 0;
  const check = (): void => {
    const granted = new Set([...live.values()].flat());
    kept.filter((f) => !granted.has(f)).forEach((f) => gaps.add(f));
    most = Math.max(most, [...live.keys()].filter((p) => p !== '').length);
  };
  for (const leaf of [...next].reverse()) {
    live.set(leaf.prefix, leaf.flows);
    check();
  }
  for (const prefix of [...live.keys()].filter((p) => !next.some((l) => l.prefix === p))) live.delete(prefix);
  check();
  return { gaps: [...gaps], most };
}

test('no deployment takes a permission away that is declared before and after, and none attaches more policies than the larger of both (60 runs)', () => {
  const some = fc.uniqueArray(fc.nat(60), { maxLength: 50 });
  fc.assert(fc.property(some, some, (a, b) => {
    const room = 1_500;
    const [before, after] = [a.map((n) => grant(n)), b.map((n) => grant(n))];
    const { gaps, most } = stepsWithoutGap(before, after, room);
    const count = (list: readonly Grant[]): number => shard(list, sizes, room).reduce((max, l) => Math.max(max, Number(l.prefix || 0)), 0);
    expect(gaps).toEqual([]);
    expect(most).toBeLessThanOrEqual(Math.max(count(before), count(after)));
  }), { numRuns: 60 });
});

test('one leaf more takes from the others and moves nothing between them', () => {
  for (let leaves = 1; leaves < 12; leaves++) {
    for (let n = 0; n < 100; n++) {
      const [before, after] = [leafOf(`store${n}`, leaves), leafOf(`store${n}`, leaves + 1)];
      expect([before, leaves]).toContain(after);
    }
  }
});
