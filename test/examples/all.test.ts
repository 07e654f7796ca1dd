/**
 * What holds in the reference app and in every example: members carry their segment's group and no other, and no group
 * leads everywhere.
 */
import { rmSync } from 'node:fs';
import { APPS, loadApp } from './apps';
import { Assembly } from './assembly';

/** Where a resource keeps its groups: written down here once more, independent of the library's own table. */
const GROUPS: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'SecurityGroups',
  'AWS::Lambda::Function': 'VpcConfig.SecurityGroupIds',
  'AWS::RDS::DBCluster': 'VpcSecurityGroupIds',
  'AWS::RDS::DBInstance': 'VPCSecurityGroups',
};

const at = (value: any, path: string): any => path.split('.').reduce((v, key) => v?.[key], value);

describe.each(APPS)('$name', (example) => {
  const { directory } = loadApp(example).synth();
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const assembly = new Assembly(directory);
  const owned = assembly.intent.segments.flatMap((s: any) => s.members.filter((m: any) => m.logicalId !== undefined).map((m: any) => ({ segment: s.id, ...m })));

  test('each member carries its segment\'s group, and no other', () => {
    expect(owned.length).toBeGreaterThan(0);
    for (const { segment, template, logicalId, type } of owned) {
      const { properties } = assembly.resource(template, logicalId);
      const groups = at(properties, GROUPS[type]);
      if (type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier !== undefined) expect(groups).toBeUndefined(); // it has those of its cluster
      else expect(groups.map((g: unknown) => assembly.segmentOf(template, g) ?? g)).toStrictEqual([segment]);
    }
  });

  test('no other resource carries a segment\'s group', () => {
    const named = new Set(owned.map((m: any) => `${m.template} ${m.logicalId}`));
    const carriers = assembly.resources(...Object.keys(GROUPS)).filter(({ template, type, properties }) =>
      ((at(properties, GROUPS[type]) ?? []) as unknown[]).some((g) => assembly.segmentOf(template, g) !== undefined));
    expect(carriers.map((c) => `${c.template} ${c.logicalId}`).filter((c) => !named.has(c))).toStrictEqual([]);
  });

  test('no group leads everywhere, and none is left to EC2\'s default, which does', () => {
    const groups = assembly.resources('AWS::EC2::SecurityGroup');
    expect(groups.length).toBeGreaterThan(0);
    for (const { properties } of groups) expect(properties.SecurityGroupEgress?.length).toBeGreaterThan(0);
    const everywhere = [...groups.map((g) => g.properties.SecurityGroupEgress), ...assembly.resources('AWS::EC2::SecurityGroupEgress').map((r) => r.properties)];
    expect(JSON.stringify(everywhere)).not.toMatch(/\/0"/);
  });

  test('nobody is let in from everywhere', () => {
    const ingress = [...assembly.resources('AWS::EC2::SecurityGroup').map((g) => g.properties.SecurityGroupIngress ?? []), ...assembly.resources('AWS::EC2::SecurityGroupIngress').map((r) => r.properties)];
    expect(JSON.stringify(ingress)).not.toMatch(/\/0"/);
  });

  test('each rule says which flow it is for, and each flow has a rule', () => {
    const rules = assembly.resources('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress');
    const served = new Set(rules.flatMap((r) => r.metadata['zero-trust'].flows as string[]));
    expect([...served].sort()).toStrictEqual(assembly.intent.flows.map((f: any) => f.id).sort());
  });

  test('synthesizes without a warning of the library', () => {
    expect(assembly.network.scopes.flatMap((s: any) => s.warnings)).toStrictEqual([]);
  });
});
