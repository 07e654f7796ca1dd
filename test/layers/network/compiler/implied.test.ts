/** What compute needs to boot becomes flows that nobody wrote: named, left out and asked for by name, whoever joins first. */
import { Findings, type SegmentData } from '../../../../lib/intent';
import type { BootFacts } from '../../../../lib/layers/network/compiler/plan';
import { impliedFlows } from '../../../../lib/layers/network/compiler/implied';
import { compile, intentOf, OWN, SCOPE } from './plans';

const FARGATE: BootFacts = { profile: 'ecs-fargate', uses: [] };
const EC2: BootFacts = { profile: 'ec2', uses: [] };
const NODE: BootFacts = { profile: 'eks-node', uses: [] };
const segment = (implied: object = {}): SegmentData => intentOf({ segments: [{ id: 'api', implied }] }).segments[0];

function flowsOf(bootProfiles: readonly BootFacts[], implied: object = {}): { ids: string[]; mistakes: string[] } {
  const findings = new Findings();
  const flows = impliedFlows(segment(implied), { ...OWN, bootProfiles }, findings);
  return { ids: flows.map((f) => f.id).sort(), mistakes: findings.all().map((f) => `${f.code}: ${f.message}`) };
}

const PULL = ['api.image-pull.ecr-api', 'api.image-pull.ecr-api.2', 'api.image-pull.ecr-dkr', 'api.image-pull.s3'];

describe('a boot profile', () => {
  test.each<[string, BootFacts[], string[]]>([
    ['a function needs nothing', [{ profile: 'lambda', uses: [] }], []],
    ['an instance needs nothing', [EC2], []],
    ['a task pulls its image', [FARGATE], PULL],
    ['and what its definition shows', [{ profile: 'ecs-fargate', uses: ['awslogs', 'secrets', 'parameters', 'exec'] }], ['api.container-logs.logs', 'api.container-parameters.ssm', 'api.container-secrets.secretsmanager', 'api.exec.ssmmessages', ...PULL]],
    ['two tasks need what either shows', [FARGATE, { profile: 'ecs-fargate', uses: ['awslogs'] }, { profile: 'ecs-fargate', uses: ['exec'] }], ['api.container-logs.logs', 'api.exec.ssmmessages', ...PULL]],
    ['nobody needs nothing', [], []],
  ])('%s', (_name, profiles, ids) => expect(flowsOf(profiles)).toEqual({ ids: ids.sort(), mistakes: [] }));

  test('says why, of whom, and that it is implied', () => {
    const [flow] = impliedFlows(segment(), { ...OWN, bootProfiles: [FARGATE] }, new Findings()).filter((f) => f.id === 'api.image-pull.s3');
    expect(flow).toEqual({
      scope: SCOPE,
      id: 'api.image-pull.s3',
      source: { kind: 'segment', scope: SCOPE, segment: 'api' },
      destination: { kind: 'service', service: 's3', actions: ['s3:GetObject'], resources: ['arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*'] },
      connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }],
      authentication: { method: 'sigv4' },
      encryption: { method: 'tls' },
      because: expect.stringContaining('layers lie in a bucket of ECR'),
      cadence: 'continuous',
      implied: { segment: 'api', profile: 'ecs-fargate', name: 'image-pull', anonymous: true },
    });
  });
});

describe('by name', () => {
  test('one is left out, one is added', () => {
    expect(flowsOf([FARGATE], { leaveOut: ['image-pull'] })).toEqual({ ids: [], mistakes: [] });
    expect(flowsOf([EC2], { add: ['session-manager'] })).toEqual({ ids: ['api.session-manager.ssm', 'api.session-manager.ssmmessages'], mistakes: [] });
    expect(flowsOf([FARGATE], { add: ['exec'] }).ids).toContain('api.exec.ssmmessages');
  });

  test('it is meant for the profiles that know it, and the others do not mind', () => {
    expect(flowsOf([FARGATE, EC2], { add: ['session-manager'], leaveOut: ['image-pull'] })).toEqual({ ids: ['api.session-manager.ssm', 'api.session-manager.ssmmessages'], mistakes: [] });
  });

  test.each([
    [{ leaveOut: ['image-pul'] }, [FARGATE], 'ImpliedUnknown: segment `api` names `image-pul` under `implied.leaveOut`, which none of its members needs; did you mean `image-pull`?'],
    [{ add: ['session-manager'] }, [FARGATE], 'ImpliedUnknown: segment `api` names `session-manager` under `implied.add`, which none of its members needs'],
    [{ add: ['exec'] }, [], 'ImpliedUnknown: segment `api` names `exec` under `implied.add`, which none of its members needs'],
  ])('%j of %j is a mistake', (implied, profiles, message) => {
    expect(flowsOf(profiles, implied).mistakes).toEqual([expect.stringContaining(message)]);
  });
});

describe('two profiles in one segment', () => {
  const mixed: BootFacts[] = [FARGATE, { profile: 'eks-node', uses: [] }, EC2, { profile: 'codebuild', uses: ['secrets'] }, { profile: 'ecs-ec2', uses: ['awslogs'] }];
  const compiled = (profiles: BootFacts[]): unknown => compile({ segments: [{ id: 'api', implied: { add: ['image-pull', 'node-logs', 'session-manager', 'cloudwatch-agent'] } }], facts: { api: { bootProfiles: profiles } } });

  test('share what both need', () => {
    const ids = flowsOf([FARGATE, NODE]).ids;
    expect(ids.filter((id) => id.startsWith('api.image-pull'))).toEqual(PULL);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('come to the same plan in any order', () => {
    expect(compiled([...mixed].reverse())).toEqual(compiled(mixed));
    expect(compiled([...mixed.slice(2), ...mixed.slice(0, 2)])).toEqual(compiled(mixed));
  });

  test('a definition that shows more adds flows and changes none', () => {
    const few = impliedFlows(segment(), { ...OWN, bootProfiles: [FARGATE] }, new Findings());
    const more = impliedFlows(segment(), { ...OWN, bootProfiles: [{ profile: 'ecs-fargate', uses: ['awslogs', 'exec', 'secrets'] }, EC2] }, new Findings());
    expect(more).toEqual(expect.arrayContaining(few));
  });
});

test('an implied flow is compiled like any other, and marked', () => {
  const plan = compile({ segments: ['api'], facts: { api: { bootProfiles: [FARGATE] } } });
  expect(plan.flows.map((f) => f.id)).toEqual(PULL);
  expect(plan.rules.every((r) => r.implied && r.shard === 'api')).toBe(true);
  expect(plan.endpoints.map((e) => [e.service, e.kind, e.flows.length])).toEqual([['ecr.api', 'interface', 2], ['ecr.dkr', 'interface', 1], ['s3', 'gateway', 1]]);
});
