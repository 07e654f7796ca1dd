/** Flows to AWS services: one endpoint per service, narrow by what the flows say, reached in one of four ways. */
import type { EndpointStatement, NetworkFacts } from '../../../../lib/layers/network/compiler/plan';
import { compile, sentences } from './plans';

const to = (service: string, more: object = {}): object => ({ source: 'web', destination: { service, ...more }, authentication: undefined });
const flow = (service: string, more: object = {}): object => JSON.parse(JSON.stringify(to(service, more))) as object;
const by = (access: ReturnType<NetworkFacts['access']>): NetworkFacts['access'] => () => access;

describe('the way to a service', () => {
  test('create, interface: egress to its group, ingress on it', () => {
    const plan = compile({ flows: [flow('logs')] });
    expect(sentences(plan)).toEqual(['egress web -> endpoint:logs tcp/443', 'ingress web -> endpoint:logs tcp/443']);
    expect(plan.endpoints).toMatchObject([{ service: 'logs', kind: 'interface', access: 'create', flows: ['web-to-logs'] }]);
    expect(plan.rules.map((r) => r.shard)).toEqual(['web', 'web']);
  });

  test('create, gateway: egress to the service\'s prefix list, and no group', () => {
    const plan = compile({ flows: [flow('s3'), flow('dynamodb')] });
    expect(sentences(plan)).toEqual(['egress web -> service-prefix-list:dynamodb tcp/443', 'egress web -> service-prefix-list:s3 tcp/443']);
    expect(plan.endpoints.map((e) => [e.service, e.kind])).toEqual([['dynamodb', 'gateway'], ['s3', 'gateway']]);
  });

  test('existing: the same rules, and no policy of ours', () => {
    const plan = compile({ access: by('existing'), flows: [flow('logs'), flow('s3')] });
    expect(sentences(plan)).toEqual(['egress web -> endpoint:logs tcp/443', 'egress web -> service-prefix-list:s3 tcp/443', 'ingress web -> endpoint:logs tcp/443']);
    expect(plan.endpoints.map((e) => [e.access, e.statements])).toEqual([['existing', []], ['existing', []]]);
  });

  test('shared hub: egress to the hub\'s addresses, of both families', () => {
    const plan = compile({ access: by('sharedHub'), hubCidrs: (service) => (service === 'logs' ? ['10.100.0.0/24', '2001:db8:100::/64'] : []), flows: [flow('logs')] });
    expect(sentences(plan)).toEqual(['egress web -> cidr:10.100.0.0/24 tcp/443', 'egress web -> cidr:2001:db8:100::/64 tcp/443']);
  });

  test('nat: egress to every IPv4 address', () => {
    expect(sentences(compile({ access: by('nat'), flows: [flow('logs')] }))).toEqual(['egress web -> cidr:0.0.0.0/0 tcp/443']);
  });

  test('is asked with the kind that the service has', () => {
    const asked: string[] = [];
    compile({ access: (service, kind) => { asked.push(`${service} ${kind}`); return 'create'; }, flows: [flow('logs'), flow('s3')] });
    expect([...new Set(asked)].sort()).toEqual(['logs interface', 's3 gateway']);
  });

  test('a segment of imported members has no egress of ours, but is let in', () => {
    const plan = compile({ facts: { web: { hasOwnGroup: false, importedGroups: ['sg-1'] } }, flows: [flow('logs')] });
    expect(sentences(plan)).toEqual(['ingress imported:web/sg-1 -> endpoint:logs tcp/443']);
  });

  test('a port of its own may be asked for, and no other', () => {
    const over = (text: string): ReturnType<typeof compile> => compile({ flows: [{ ...flow('email-smtp'), id: 'mail', over: text }] });
    expect(sentences(over('tcp/587'))).toEqual(['egress web -> endpoint:email-smtp tcp/587', 'ingress web -> endpoint:email-smtp tcp/587']);
    for (const text of ['tcp/443', 'udp/587', 'tcp/588-600']) {
      expect(over(text)).toMatchObject({ rules: [], findings: [{ code: 'PortNotOfService', level: 'error', message: expect.stringMatching(/^flow `mail` goes to `email-smtp` over/) }] });
    }
  });
});

describe('the policy of an endpoint', () => {
  const statement = (service: string, more: object = {}, implied?: object): EndpointStatement => compile({ flows: [flow(service, more)], ...implied }).endpoints[0].statements[0];

  test('without words: the whole service, for principals and resources of this account', () => {
    expect(statement('sqs')).toEqual({ flow: 'web-to-sqs', actions: ['sqs:*'], resources: ['*'], ownPrincipals: true, ownResources: true });
  });

  test('with actions: these, in this account', () => {
    expect(statement('sqs', { actions: ['sqs:SendMessage', 'sqs:DeleteMessage'] })).toMatchObject({ actions: ['sqs:DeleteMessage', 'sqs:SendMessage'], resources: ['*'], ownResources: true });
  });

  test('with resources: these, whosever they are', () => {
    expect(statement('s3', { resources: ['arn:aws:s3:::b/*', 'arn:aws:s3:::a/*'] })).toMatchObject({ actions: ['s3:*'], resources: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'], ownPrincipals: true, ownResources: false });
  });

  test('the prefix of the actions is IAM\'s, not the endpoint\'s', () => {
    expect(statement('ecr.dkr').actions).toEqual(['ecr:*']);
    expect(statement('monitoring').actions).toEqual(['cloudwatch:*']);
  });

  test('one statement per flow, by their ids', () => {
    const flows = [{ ...flow('sqs', { actions: ['sqs:SendMessage'] }), id: 'b' }, { ...flow('sqs', { actions: ['sqs:ReceiveMessage'] }), id: 'a', source: 'api' }];
    for (const order of [flows, [...flows].reverse()]) {
      const [endpoint, ...others] = compile({ flows: order }).endpoints;
      expect(others).toEqual([]);
      expect(endpoint.statements.map((s) => [s.flow, s.actions])).toEqual([['a', ['sqs:ReceiveMessage']], ['b', ['sqs:SendMessage']]]);
      expect(endpoint.flows).toEqual(['a', 'b']);
    }
  });

  test('a service that takes no policy gets none, and words that it cannot keep are a warning', () => {
    const sftp = { over: 'tcp/22' };
    const plain = compile({ flows: [{ ...flow('transfer.server'), ...sftp }] });
    expect(plain).toMatchObject({ endpoints: [{ statements: [] }], findings: [] });
    const plan = compile({ flows: [{ ...flow('transfer.server', { actions: ['transfer:Get'] }), ...sftp, id: 'sftp' }] });
    expect(plan.endpoints[0].statements).toEqual([]);
    expect(plan.findings).toEqual([expect.objectContaining({ code: 'ServiceWithoutPolicy', level: 'warning', message: expect.stringContaining('flow `sftp` names actions or resources of `transfer.server`') })]);
  });

  test('requests that AWS signs for a task are not ours, the others of the task are', () => {
    const plan = compile({ segments: ['web'], facts: { web: { bootProfiles: [{ profile: 'ecs-fargate', uses: [] }] } } });
    const statements = plan.endpoints.flatMap((e) => e.statements);
    expect(statements.filter((s) => !s.ownPrincipals).map((s) => s.flow)).toEqual(['web.image-pull.s3']);
    expect(statements.filter((s) => s.ownResources)).toEqual([]);
  });
});

test.each([
  ['ecr', 'did you mean `ecr.api`?'], ['sqss', 'did you mean `sqs`?'], ['S3', 'did you mean `s3`?'],
])('a service `%s` that is not known is a mistake: %s', (service, hint) => {
  const plan = compile({ flows: [{ ...flow(service), id: 'f' }] });
  expect(plan.findings).toEqual([expect.objectContaining({ code: 'ServiceUnknown', level: 'error', message: expect.stringContaining(hint) })]);
  expect(plan.findings[0].message).toContain('flow `f`');
  expect(plan).toMatchObject({ rules: [], endpoints: [] });
});
