/** Policies of roles in templates: where they stand, in which order CloudFormation makes them, what a role that is not ours is told. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { protect, role, type FlowInput } from '../../support/iam/app';

type Json = Record<string, any>;

const ofType = (template: Json, type: string): [string, Json][] => Object.entries<Json>(template.Resources).filter(([, r]) => r.Type === type);
const policies = (template: Json): [string, Json][] => [...ofType(template, 'AWS::IAM::RolePolicy'), ...ofType(template, 'AWS::IAM::ManagedPolicy')];

function many(count: number, without: readonly number[] = [], renamed: Readonly<Record<number, string>> = {}): Json {
  return protect((stack) => {
    const reader = role(stack, 'Reader');
    const stores: Record<string, { resource: s3.Bucket }> = {};
    const flows: FlowInput[] = [];
    for (let n = 0; n < count; n++) {
      if (without.includes(n)) continue;
      stores[`store${n}`] = { resource: new s3.Bucket(stack, `Documents${n}`) };
      flows.push({ id: renamed[n] ?? `flow-${n}`, source: reader, store: `store${n}`, access: 'read' });
    }
    return { stores, flows };
  }).template();
}

const contents = (template: Json): Json => Object.fromEntries(policies(template).map(([id, r]) => [id, r.Properties]));

test('one flow is one inline policy of its role, which says whose flows it serves', () => {
  const template = many(1);
  expect(policies(template)).toHaveLength(1);
  const [[, policy]] = ofType(template, 'AWS::IAM::RolePolicy');
  expect(policy.Metadata['zero-trust']).toEqual({ flows: ['flow-0'] });
  expect(policy.Properties.RoleName).toEqual({ Ref: expect.stringContaining('Reader') });
  expect(policy.Properties.PolicyDocument.Statement.map((s: Json) => s.Action)).toEqual([expect.arrayContaining(['s3:GetObject']), ['s3:ListBucket']]);
});

test('200 flows of one role: leaves by CloudFormation\'s order, and a change touches the leaf of its flow only', () => {
  const template = many(200);
  const made = policies(template);
  const managed = ofType(template, 'AWS::IAM::ManagedPolicy');
  expect(managed.length).toBeGreaterThan(2);
  expect(managed.length).toBeLessThanOrEqual(10);
  // The inline policy waits for the first managed one, that for the second, and so on: none loses a grant before the next one has it.
  const order = made.map(([id, r]) => [id, r.DependsOn]);
  expect(order.filter(([, after]) => after === undefined)).toHaveLength(1);
  const chain = new Map(order.map(([id, after]) => [id, Array.isArray(after) ? after[0] : after]));
  let at = ofType(template, 'AWS::IAM::RolePolicy')[0][0];
  for (let seen = 1; seen < made.length; seen++) at = chain.get(at) as string;
  expect(chain.get(at)).toBeUndefined();
  expect(made.flatMap(([, r]) => r.Metadata['zero-trust'].flows)).toHaveLength(200);

  const before = contents(template);
  const fewer = contents(many(200, [17]));
  expect(Object.keys(fewer).sort()).toEqual(Object.keys(before).sort());
  expect(Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(fewer[id]))).toHaveLength(1);
  const renamed = contents(many(200, [], { 17: 'of another name' }));
  expect(renamed).toEqual(before);
});

test('a policy stands in the stack of the role, beside it: what waits for the role does not wait for it', () => {
  let other!: Stack;
  const result = protect((stack) => {
    other = new Stack(stack.node.root as never, 'Other');
    return { stores: { documents: { resource: new s3.Bucket(stack, 'Documents') } }, flows: [{ id: 'reads', source: role(other, 'Outsider'), store: 'documents', access: 'read' }] };
  });
  expect(ofType(result.template(), 'AWS::IAM::RolePolicy')).toEqual([]);
  const [[id, policy]] = ofType(result.template(other), 'AWS::IAM::RolePolicy');
  expect(id).toMatch(/^ZeroTrust/);
  expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('Fn::ImportValue');
  const [[, outsider]] = ofType(result.template(other), 'AWS::IAM::Role');
  expect(outsider.Properties.Tags).toEqual([{ Key: 'zero-trust:App.Data.documents', Value: '/read/' }]);
});

test('an L1 role, a raw one and an imported one of this account get their policies', () => {
  const result = protect((stack) => {
    const documents = { resource: new s3.Bucket(stack, 'Documents') };
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
    return {
      stores: { documents },
      flows: [
        { id: 'l1', source: new iam.CfnRole(stack, 'L1', { assumeRolePolicyDocument: trust }), store: 'documents', access: 'read' },
        { id: 'imported', source: iam.Role.fromRoleName(stack, 'Imported', 'legacy-reader'), store: 'documents', access: 'read' },
        { id: 'by-arn', source: iam.Role.fromRoleArn(stack, 'ByArn', 'arn:aws:iam::111122223333:role/team/batch'), store: 'documents', access: 'write' },
      ],
    };
  });
  expect(result.reports).toEqual([]);
  const names = ofType(result.template(), 'AWS::IAM::RolePolicy').map(([, r]) => r.Properties.RoleName);
  expect(names).toEqual(expect.arrayContaining([{ Ref: 'L1' }, 'legacy-reader', 'batch']));
});

test('a role that may not be changed, or is of another account, is told with what its owner has to add', () => {
  const result = protect((stack) => {
    const frozen = role(stack, 'Frozen');
    return {
      stores: { documents: { resource: new s3.Bucket(stack, 'Documents') } },
      flows: [
        { id: 'frozen', source: frozen.withoutPolicyUpdates() as iam.Role, store: 'documents', access: 'read' },
        { id: 'foreign', source: iam.Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::999988887777:role/partner'), store: 'documents', access: 'read', until: '2027-06-30' },
      ],
    };
  }, { account: '111122223333', region: 'us-east-1' });
  expect(result.reports.map((r) => [r.level, r.code])).toEqual([['warning', 'RolePolicyNotOurs'], ['warning', 'RolePolicyNotOurs']]);
  expect(result.reports.map((r) => r.message)).toEqual(expect.arrayContaining([
    expect.stringContaining('`App/Frozen` was imported or made as one that this app does not change'),
    expect.stringMatching(/`arn:aws:iam::999988887777:role\/partner` .*"s3:GetObject".*"<App\/Documents\/Resource.Arn>\/\*".*"aws:CurrentTime":"2027-07-01T00:00:00Z"/),
  ]));
  expect(policies(result.template())).toEqual([]);
});

test('a role with too much beside its data flows is told before IAM refuses it', () => {
  const documents = (stack: Stack): Record<string, { resource: s3.Bucket }> => ({ documents: { resource: new s3.Bucket(stack, 'Documents') } });
  const long = protect((stack) => {
    const reader = role(stack, 'Reader');
    for (let n = 0; n < 120; n++) reader.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [`arn:aws:sqs:us-east-1:111122223333:${'queue'.repeat(10)}-${n}`], conditions: { StringEquals: { 'aws:RequestedRegion': `r${n}` } } }));
    return { stores: documents(stack), flows: [{ id: 'reads', source: reader, store: 'documents', access: 'read' }] };
  });
  expect(long.reports).toEqual([{ level: 'error', code: 'RolePoliciesTooLong', message: expect.stringContaining('role `App/Reader` has inline policies of') }]);
  const attached = protect((stack) => {
    const managedPolicies = Array.from({ length: 10 }, (_, n) => iam.ManagedPolicy.fromManagedPolicyArn(stack, `Own${n}`, `arn:aws:iam::aws:policy/Own${n}`));
    const reader = role(stack, 'Reader', { managedPolicies });
    const stores = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`store${n}`, { resource: new s3.Bucket(stack, `Documents${n}`) }]));
    return { stores, flows: Object.keys(stores).map((store) => ({ id: `reads-${store}`, source: reader, store, access: 'read' as const })) };
  });
  expect(attached.reports).toEqual([{ level: 'error', code: 'RolePoliciesTooLong', message: expect.stringContaining('managed policies beside 10 of its own; expected at most 10') }]);
});
