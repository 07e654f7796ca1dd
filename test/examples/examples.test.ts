/**
 * What each example is there to show.
 */
import { rmSync } from 'node:fs';
import { exampleNamed, loadApp } from './apps';
import { Assembly } from './assembly';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

function synthesized(name: string): Assembly {
  const { directory } = loadApp(exampleNamed(name)).synth();
  directories.push(directory);
  return new Assembly(directory);
}

describe('01-one-flow', () => {
  const assembly = synthesized('01-one-flow');

  test('one flow of a YAML file becomes one rule on each side, and nothing else', () => {
    expect(assembly.rules('Egress')).toStrictEqual(['api -> docs tcp/5432']);
    expect(assembly.rules('Ingress')).toStrictEqual(['api -> docs tcp/5432']);
    expect(assembly.resources('AWS::EC2::VPCEndpoint')).toStrictEqual([]);
  });

  test('guarantees of the file are in the assembly', () => {
    expect(assembly.intent.guarantees).toStrictEqual([
      { scope: 'OneFlow/ZeroTrust', kind: 'denies', source: 'internet', destination: 'docs', over: 'all', level: 'pivot' },
      { scope: 'OneFlow/ZeroTrust', kind: 'permits', source: 'api', destination: 'docs', over: 'tcp/5432', level: 'packet' },
    ]);
  });
});

describe('02-both-ways', () => {
  const assembly = synthesized('02-both-ways');

  test('flows both ways stand on both sides', () => {
    for (const direction of ['Ingress', 'Egress'] as const) {
      expect(assembly.rules(direction).filter((rule) => rule.endsWith('tcp/8443'))).toStrictEqual(['orders -> payments tcp/8443', 'payments -> orders tcp/8443']);
    }
  });

  test('both services wait for the network, and it waits for nobody', () => {
    expect(assembly.dependencies('Network')).toStrictEqual([]);
    expect(assembly.dependencies('Orders')).toStrictEqual(['Network']);
    expect(assembly.dependencies('Payments')).toStrictEqual(['Network']);
  });

  test('every rule is in the stack that refers to no other', () => {
    const rules = assembly.resources('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress');
    expect([...new Set(rules.map((r) => r.template))]).toStrictEqual(['Network.template.json']);
    expect(JSON.stringify(assembly.templates.get('Network.template.json'))).not.toContain('Fn::ImportValue');
  });

  test('both services share one endpoint per AWS service', () => {
    const names = assembly.resources('AWS::EC2::VPCEndpoint').map((e) => e.properties.ServiceName.replace('com.amazonaws.eu-west-1.', ''));
    expect(names.sort()).toStrictEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
  });
});

describe('03-legacy-groups', () => {
  const assembly = synthesized('03-legacy-groups');
  const LEGACY = ['sg-0a11111111111111a', 'sg-0b22222222222222b', 'sg-0c33333333333333c'];

  test('the database\'s own group lets the three in', () => {
    expect(assembly.rules('Ingress')).toStrictEqual([
      'search -> sg-0b22222222222222b tcp/3306',
      'sg-0a11111111111111a -> sg-0b22222222222222b tcp/3306',
      'sg-0c33333333333333c -> sg-0b22222222222222b tcp/3306',
    ]);
  });

  test('no egress rule is put on a group that others keep: it would take away their default one', () => {
    const groups = assembly.resources('AWS::EC2::SecurityGroupEgress').map((r) => r.properties.GroupId);
    expect(groups.filter((id) => LEGACY.includes(id))).toStrictEqual([]);
    expect(assembly.rules('Egress')).toStrictEqual(['search -> sg-0b22222222222222b tcp/3306']);
  });

  test('the intent says which groups the imported members keep', () => {
    const imported = assembly.intent.segments.flatMap((s: any) => s.members).filter((m: any) => m.type === 'imported');
    expect(imported.flatMap((m: any) => m.groups).sort()).toStrictEqual(LEGACY);
  });

  test('only the new function gets a group', () => {
    const tagged = assembly.resources('AWS::EC2::SecurityGroup').filter((g) => g.metadata['zero-trust'] !== undefined);
    expect(tagged.map((g) => g.metadata['zero-trust'].segment)).toStrictEqual(['search']);
  });
});
