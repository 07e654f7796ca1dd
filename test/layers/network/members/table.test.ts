/** Every row of the membership table, as L1 and as L2 with default settings: the resource's own list is the segment's group, nothing else. */
import { MEMBER_TYPES, MemberType, memberType, OwnedMember } from '../../../../lib/layers/network/members';
import { CASES } from './cases';
import { at, Build, dropStrays, ground, groupLists, groupRef, join, logicalId, OLD, openEgress, resourcesOf } from './harness';

process.env.JSII_DEPRECATED = 'quiet'; // rows for old types, on purpose

interface Outcome {
  readonly member: OwnedMember;
  readonly before: ReturnType<typeof resourcesOf>;
  readonly after: ReturnType<typeof resourcesOf>;
  readonly segment: unknown;
}

function joinOnce(build: Build): Outcome {
  const untouched = ground();
  build(untouched);
  const joined = ground();
  const member = join(build(joined), joined.segment);
  dropStrays(member);
  return { member, before: resourcesOf(untouched.stack), after: resourcesOf(joined.stack), segment: groupRef(joined.segment) };
}

/** The concrete form of a path in a template: `[]` is the first element. */
function present(properties: any, path: string): boolean {
  return at(properties, path.replace(/\[\]/g, '.0')) !== undefined || at(properties, path.replace(/\[\]/g, '.1')) !== undefined;
}

function pathsOf(type: MemberType): string[] {
  return [type.groups, type.groupsOfInterfaces, ...type.alsoGroups ?? [], ...type.clears ?? [], type.subnets, type.inVpcWhen?.property, ...type.inVpcWhen?.unless ?? [], type.defaultPort?.property, ...type.sources?.map((s) => s.path) ?? []]
    .filter((p): p is string => p !== undefined);
}

function expectOnlySegment({ member, after, segment }: Outcome): void {
  for (const { resource, slots, clears } of member.resources) {
    const properties = after[logicalId(resource)].Properties;
    for (const slot of slots) expect(at(properties, slot)).toEqual([segment]);
    for (const path of clears) expect(at(properties, path)).toBeUndefined();
    const lists = groupLists(properties);
    for (const [path, value] of Object.entries(lists)) expect([path, value]).toEqual([path, [segment]]);
    expect(Object.keys(lists)).toHaveLength(slots.length);
  }
}

test('every row has a case, and every case has a row', () => {
  expect(Object.keys(CASES).sort()).toEqual(MEMBER_TYPES.map((t) => t.cfnType).sort());
  expect(new Set(MEMBER_TYPES.map((t) => t.cfnType)).size).toBe(MEMBER_TYPES.length);
  for (const [type, { l1, l2, noL2 }] of Object.entries(CASES)) {
    expect([type, l1.length > 0, (l2 !== undefined && l2.length > 0) !== (noL2 !== undefined)]).toEqual([type, true, true]);
  }
});

describe.each(Object.entries(CASES))('%s', (cfnType, { l1, l2, neighbours = [] }) => {
  const type = memberType(cfnType)!;

  test('L1: the paths of the row are those that CDK renders, and the list becomes the segment\'s', () => {
    const seen = new Set<string>();
    for (const build of l1) {
      const outcome = joinOnce(build);
      expect(outcome.member.type).toBe(type);
      for (const { Type, Properties } of Object.values(outcome.before)) {
        if (Type === cfnType) pathsOf(type).filter((p) => present(Properties, p)).forEach((p) => seen.add(p));
      }
      expect(JSON.stringify(outcome.before)).toContain(OLD);
      expect(JSON.stringify(outcome.after)).not.toContain(OLD);
      expect(outcome.member.sharedGroups.map((g) => g.id)).toEqual([OLD]);
      expect(outcome.member.generatedGroups).toEqual([]);
      expectOnlySegment(outcome);
    }
    expect([...seen].sort()).toEqual([...new Set(pathsOf(type))].sort());
  });

  (l2 ?? []).forEach((build, index) => test(`L2 ${index + 1}: default settings, no open egress left`, () => {
    const outcome = joinOnce(build);
    expect(outcome.member.type).toBe(type);
    expectOnlySegment(outcome);
    expect(openEgress(outcome.after)).toEqual(neighbours);
    const slots = outcome.member.resources.reduce((sum, r) => sum + r.slots.length, 0);
    expect(slots).toBeGreaterThan(0);
    // Nothing but the groups changes: no resource comes or goes, besides stray rules and the hash of a function's current version.
    const others = (r: typeof outcome.before): string[] =>
      Object.keys(r).filter((id) => !/^AWS::EC2::SecurityGroup(In|E)gress$/.test(r[id].Type)).map((id) => id.replace(/(CurrentVersion\w{8})\w+/, '$1')).sort();
    expect(others(outcome.after)).toEqual(others(outcome.before));
  }));
});
