/**
 * What holds in the reference app and in every example: members carry their segment's group and no other, and no group
 * leads everywhere; every store is named, and every data flow grants.
 */
import { rmSync } from 'node:fs';
import { APPS, loadApp } from './apps';
import { Assembly } from './assembly';

/** Where a resource keeps its groups: written down here once more, independent of the library's own table. */
const GROUPS: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'SecurityGroupIds',
  'AWS::EC2::VPCEndpoint': 'SecurityGroupIds',
  'AWS::ECS::Service': 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'SecurityGroups',
  'AWS::Lambda::Function': 'VpcConfig.SecurityGroupIds',
  'AWS::RDS::DBCluster': 'VpcSecurityGroupIds',
  'AWS::RDS::DBInstance': 'VPCSecurityGroups',
};

/** Of an app that runs already: in its VPC there may be others. */
const WARNED: Readonly<Record<string, readonly string[]>> = { '05-hardening': ['EndpointAffectsVpc'] };

const at = (value: any, path: string): any => path.split('.').reduce((v, key) => v?.[key], value);

describe.each(APPS)('$name', (example) => {
  const { directory } = loadApp(example).synth();
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const assembly = new Assembly(directory);
  const owned = assembly.intent.segments.flatMap((s: any) => s.members.filter((m: any) => m.logicalId !== undefined).map((m: any) => ({ segment: s.id, ...m })));

  const hasNetwork = assembly.intent.segments.length > 0;

  test('each member carries its segment\'s group, and no other', () => {
    if (hasNetwork) expect(owned.length).toBeGreaterThan(0);
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
    if (hasNetwork) expect(groups.length).toBeGreaterThan(0);
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

  test('each data flow says why, and is in the metadata of what grants it', () => {
    const declared = assembly.intent.dataFlows ?? [];
    const granted = new Set(assembly.resources('AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy').flatMap((r) => r.metadata['zero-trust']?.flows ?? []));
    const own = declared.filter((f: any) => f.principals.some((p: any) => p.logicalId !== undefined)); // others attach it themselves
    expect(own.filter((f: any) => !granted.has(f.id)).map((f: any) => f.id)).toStrictEqual([]);
    for (const f of declared) expect(f.because.length).toBeGreaterThan(10);
    if (!hasNetwork && assembly.network.scopes.length > 0) expect(declared.length).toBeGreaterThan(0);
  });

  test('synthesizes without a warning of the library', () => {
    expect(assembly.network.scopes.flatMap((s: any) => s.warnings.map((w: any) => w.code))).toStrictEqual(WARNED[example.name] ?? []);
  });
});
