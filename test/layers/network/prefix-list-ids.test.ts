/** Where the id of S3's and DynamoDB's prefix list comes from: the user, the table, a mapping, a look-up; never a guess. */
import { rmSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, RulesPlacement, ZeroTrust } from 'cdk-zero-trust';
import { ground, type Ground, HOW, importVpc, instance } from '../../support/apps/ground';
import { type Json, mistakesOf, newApp, resourcesOf, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

type Props = Partial<ConstructorParameters<typeof ZeroTrust>[2]>;

function declareOn({ stack, vpc }: Pick<Ground, 'stack' | 'vpc'>, props: Props = {}, id = 'ZeroTrust'): void {
  const zt = new ZeroTrust(stack, id, { vpc, ...props });
  for (const name of ['api', 'web']) {
    const segment = zt.addSegment(name, { members: [instance(stack, `${id}-${name}`)] });
    zt.addFlow({ id: `${id}-${name}-s3`, source: segment, destination: Endpoint.awsService('s3'), because: 'x' });
  }
}

function at(region: string | undefined, account: string | undefined = '111122223333'): Ground {
  const app = newApp();
  const stack = new Stack(app, 'App', region === undefined ? {} : { env: { region, account } });
  return { app, stack, vpc: importVpc(stack) };
}

const listsOf = ({ templates }: Synthesized): unknown[] => {
  const ids = resourcesOf(templates).filter(([, r]) => r.Type === 'AWS::EC2::SecurityGroupEgress').map(([, r]) => JSON.stringify(r.Properties.DestinationPrefixListId));
  return [...new Set(ids)].map((id) => JSON.parse(id) as unknown);
};

test('the table by region', () => {
  const on = at('eu-west-1');
  declareOn(on);
  expect(listsOf(synthesize(on.app))).toEqual(['pl-6da54004']);
});

test('what the user gives wins, also where the table knows the region', () => {
  for (const region of ['eu-west-1', 'me-central-1', undefined]) {
    const on = at(region);
    declareOn(on, { prefixListIds: { s3: 'pl-0123456789abcdef0' } });
    expect(listsOf(synthesize(on.app))).toEqual(['pl-0123456789abcdef0']);
  }
});

describe('a stack without a region', () => {
  test('maps every region that the table knows', () => {
    const on = at(undefined);
    declareOn(on);
    const { templates } = synthesize(on.app);
    const { 'Fn::FindInMap': [map, region, key] } = listsOf({ templates } as Synthesized)[0] as Json;
    expect([region, key]).toEqual([{ Ref: 'AWS::Region' }, 'id']);
    expect(templates.App.Mappings[map]).toMatchObject({ 'eu-west-1': { id: 'pl-6da54004' }, 'us-east-1': { id: 'pl-63a5400a' } });
    expect(Object.keys(templates.App.Mappings as Json)).toHaveLength(1);
  });

  test('may hold two façades', () => {
    const on = at(undefined);
    declareOn(on, {}, 'One');
    declareOn(on, {}, 'Two');
    const { templates } = synthesize(on.app);
    expect(Object.keys(templates.App.Mappings as Json)).toHaveLength(1);
  });

  test('has the mapping in each nested stack that needs it', () => {
    const on = at(undefined);
    declareOn(on, { rulesPlacement: RulesPlacement.PER_SEGMENT });
    const { templates } = synthesize(on.app);
    expect(Object.entries(templates).filter(([, t]) => t.Mappings !== undefined).map(([name]) => name.split('/').length)).toEqual([2, 2]);
  });
});

describe('a region that the table does not know', () => {
  test('is looked up once, where the account is known', () => {
    for (const rulesPlacement of [RulesPlacement.TOGETHER, RulesPlacement.PER_SEGMENT]) {
      const on = at('me-central-1');
      declareOn(on, { rulesPlacement });
      const { missing } = on.app.synth().manifest;
      rmSync(on.app.outdir, { recursive: true });
      expect(missing?.map((m) => m.provider)).toEqual(['cc-api-provider']);
    }
  });

  test('is a mistake that says what to give, where it is not', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: { region: 'me-central-1' } });
    declareOn({ stack, vpc: importVpc(stack) });
    expect([...new Set(mistakesOf(app))]).toEqual(['PrefixListUnknown: the prefix list of `s3` in region `me-central-1` is not in the library\'s table, and a stack without a concrete account cannot look it up; give its id: `prefixListIds: { \'s3\': \'pl-...\' }`']);
  });
});

test('a customer\'s list of the app may be named before it has an id', () => {
  const { app, stack, vpc } = ground();
  const list = new ec2.CfnPrefixList(stack, 'Offices', { addressFamily: 'IPv4', maxEntries: 2, prefixListName: 'offices', entries: [{ cidr: '203.0.113.0/24' }] });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  zt.addFlow({
    source: Endpoint.prefixList(list.attrPrefixListId, { name: 'offices', maxEntries: 2 }), destination: zt.addSegment('api', { members: [instance(stack, 'Api')] }),
    port: ec2.Port.tcp(22), ...HOW,
  });
  const simulator = simulate(synthesize(app));
  expect(['203.0.113.9', '203.0.114.9'].map((source) => simulator.permits({ source, destination: 'App/Api', protocol: 'tcp', port: 22 }).allowed)).toEqual([true, false]);
});
