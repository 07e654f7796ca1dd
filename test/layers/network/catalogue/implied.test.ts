import { BOOT_PROFILES, fillArn, findService, IMPLIED, impliedNames, impliedNeeds, type BootProfile } from '../../../../lib/layers/network/catalogue';

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

function services(profile: BootProfile, options?: Parameters<typeof impliedNeeds>[1]): string[] {
  return [...new Set(impliedNeeds(profile, options).map((need) => need.service))].sort();
}

test('each need leads to an endpoint that can carry it', () => {
  for (const need of IMPLIED) {
    const service = findService(need.service);
    expect(service).toBeDefined();
    for (const action of need.actions) expect(action).toMatch(new RegExp(`^${service!.iamPrefix}:[A-Z][A-Za-z0-9]+$`));
    expect([...new Set(need.actions)]).toHaveLength(need.actions.length);
    expect(need.actions.length).toBeGreaterThan(0);
  }
});

test('resources are everything, or ARN patterns with known placeholders', () => {
  for (const resource of IMPLIED.flatMap((need) => need.resources)) {
    const filled = fillArn(resource, PLACE);
    expect(filled).not.toMatch(/[{}]/);
    expect(filled).toMatch(/^\*$|^arn:aws:[a-z0-9-]+:(eu-west-1)?:(111122223333|\*)?:\S+$/);
  }
});

test('every row says why and where that stands', () => {
  for (const row of [...IMPLIED, ...BOOT_PROFILES]) {
    expect(row.because.length).toBeGreaterThan(10);
    expect(row.source.length).toBeGreaterThan(10);
  }
});

test('no need stands twice', () => {
  const keys = IMPLIED.map((need) => JSON.stringify([need.profile, need.name, need.service, need.actions, need.resources]));
  expect(new Set(keys).size).toBe(keys.length);
});

test('one name in one profile arises under one condition', () => {
  for (const { profile } of BOOT_PROFILES) {
    for (const name of impliedNames(profile)) {
      const conditions = new Set(IMPLIED.filter((need) => need.profile === profile && need.name === name).map((need) => need.when));
      expect([profile, name, conditions.size]).toEqual([profile, name, 1]);
    }
  }
});

test('each profile is stated once, in order, and a lambda function needs nothing', () => {
  const profiles = BOOT_PROFILES.map((row) => row.profile);
  expect(profiles).toEqual([...new Set(profiles)].sort());
  for (const need of IMPLIED) expect(profiles).toContain(need.profile);
  expect(impliedNeeds('lambda', { conditions: ['awslogs', 'secrets', 'parameters', 'kms', 'exec'] })).toEqual([]);
  expect(BOOT_PROFILES.find((row) => row.profile === 'lambda')?.because).toMatch(/^nothing/);
});

test('a task on fargate pulls its image from two endpoints of ecr and the layer bucket', () => {
  expect(services('ecs-fargate')).toEqual(['ecr.api', 'ecr.dkr', 's3']);
  const layers = impliedNeeds('ecs-fargate').filter((need) => need.service === 's3');
  expect(layers.map((need) => [need.actions, need.resources.map((r) => fillArn(r, PLACE))])).toEqual([[['s3:GetObject'], ['arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*']]]);
  expect(layers[0]).toMatchObject({ anonymousPrincipal: true, awsOwned: true });
});

test('what is found on a task adds its endpoint', () => {
  const pull = ['ecr.api', 'ecr.dkr', 's3'];
  expect(services('ecs-fargate', { conditions: ['awslogs'] })).toEqual([...pull.slice(0, 2), 'logs', 's3']);
  expect(services('ecs-fargate', { conditions: ['secrets'] })).toEqual([...pull, 'secretsmanager']);
  expect(services('ecs-fargate', { conditions: ['parameters'] })).toEqual([...pull, 'ssm']);
  expect(services('ecs-fargate', { conditions: ['exec'] })).toEqual([...pull, 'ssmmessages']);
  expect(services('ecs-fargate', { conditions: ['exec', 'kms'] })).toEqual(['ecr.api', 'ecr.dkr', 'kms', 's3', 'ssmmessages']);
});

test('a container instance also talks to the control plane of ecs', () => {
  expect(services('ecs-ec2')).toEqual(['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry', 's3']);
});

test('an instance boots with nothing; a shell has to be asked for', () => {
  expect(services('ec2')).toEqual([]);
  expect(services('ec2', { optIn: ['session-manager'] })).toEqual(['ssm', 'ssmmessages']);
  expect(services('ec2', { optIn: ['session-manager', 'session-manager-legacy'] })).toEqual(['ec2messages', 'ssm', 'ssmmessages']);
  const packages = impliedNeeds('ec2', { optIn: ['amazon-linux-2023'] }).flatMap((need) => need.resources.map((r) => fillArn(r, PLACE)));
  expect(packages).toContain('arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*');
});

test('a kubernetes node asks ec2 and pulls images', () => {
  expect(services('eks-node')).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 's3']);
  expect(services('eks-node', { optIn: ['service-accounts', 'pod-identity', 'cluster-api', 'node-logs'] })).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'logs', 's3', 'sts']);
});

test('nothing from a bucket of aws demands our account', () => {
  const buckets = IMPLIED.filter((need) => need.service === 's3');
  expect(buckets.length).toBeGreaterThan(0);
  for (const need of buckets) expect(need).toMatchObject({ anonymousPrincipal: true, awsOwned: true });
});

test('leaving out wins over conditions and over asking', () => {
  expect(services('ecs-fargate', { leaveOut: ['image-pull'] })).toEqual([]);
  expect(services('ecs-fargate', { conditions: ['awslogs'], leaveOut: ['container-logs'] })).toEqual(['ecr.api', 'ecr.dkr', 's3']);
  expect(services('ec2', { optIn: ['patches'], leaveOut: ['patches'] })).toEqual([]);
});

test('asking for a need whose condition was not found includes it', () => {
  expect(services('ecs-fargate', { optIn: ['container-secrets'] })).toContain('secretsmanager');
});

test('a name that the profile does not have is refused', () => {
  expect(() => impliedNeeds('ecs-fargate', { leaveOut: ['image-pul'] })).toThrow('unknown need `image-pul` in leaveOut of ecs-fargate; did you mean `image-pull`?');
  expect(() => impliedNeeds('ec2', { optIn: ['image-pull'] })).toThrow('unknown need `image-pull` in optIn of ec2');
  expect(() => impliedNeeds('lambda', { leaveOut: ['image-pull'] })).toThrow('unknown need `image-pull` in leaveOut of lambda; there are no needs yet');
});

test('options may be sets', () => {
  expect(services('ecs-fargate', { conditions: new Set(['awslogs'] as const), leaveOut: new Set(['image-pull']) })).toEqual(['logs']);
});

test('a token stays a token, except where its dashes would have to go', () => {
  const token = { partition: '${Token[AWS.Partition.3]}', region: '${Token[AWS.Region.12]}', account: '111122223333' };
  expect(fillArn('arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*', token)).toBe('arn:${Token[AWS.Partition.3]}:s3:::prod-${Token[AWS.Region.12]}-starport-layer-bucket/*');
  const [answer] = impliedNeeds('custom-resource')[0].resources;
  expect(fillArn(answer, PLACE)).toBe('arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*');
  expect(fillArn(answer, { ...PLACE, region: 'us-gov-west-1' })).toBe('arn:aws:s3:::cloudformation-custom-resource-response-usgovwest1/*');
  expect(fillArn(answer, token)).toBe('arn:${Token[AWS.Partition.3]}:s3:::cloudformation-custom-resource-response-*/*');
});
