import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { endpointServiceName, findService, SERVICE_HINTS, SERVICES, suggestService, unknownService } from '../../../../lib/layers/network/catalogue';

// Named in the guide "AWS services that integrate with AWS PrivateLink" (2026); aws-cdk-lib 2.263.0 has no constant for them.
const NOT_IN_CDK = ['apigateway', 'kinesisanalytics', 'metering-marketplace', 'osis', 'scheduler', 'servicequotas'];

const OURS = RegionInfo.regions.filter((r) => r.partition === 'aws' || r.partition === 'aws-us-gov').map((r) => r.name);
const FOREIGN = RegionInfo.regions.filter((r) => r.partition !== 'aws' && r.partition !== 'aws-us-gov').map((r) => r.name);

type OfCdk = ec2.InterfaceVpcEndpointAwsService | ec2.GatewayVpcEndpointAwsService;

function constants(type: typeof ec2.InterfaceVpcEndpointAwsService | typeof ec2.GatewayVpcEndpointAwsService): OfCdk[] {
  return Object.values(type).filter((value): value is OfCdk => value instanceof type);
}

/** Endpoint service name to constant, as a stack of that region resolves them. */
function ofCdk(kind: 'gateway' | 'interface', region: string): Map<string, OfCdk> {
  const stack = new Stack(undefined, 'S', { env: { account: '111122223333', region } });
  const all = constants(kind === 'gateway' ? ec2.GatewayVpcEndpointAwsService : ec2.InterfaceVpcEndpointAwsService);
  return new Map(all.map((service) => [text(stack.resolve(service.name), region), service]));
}

/** The gateway constants stay a join around `AWS::Region` in a stack of a known region. */
function text(value: unknown, region: string): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : region)).join(separator);
}

test('names are unique, sorted and written as the guide writes them', () => {
  const names = SERVICES.map((s) => s.name);
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(names).toEqual([...new Set(names)].sort());
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
});

test('each row has a shape that an endpoint and its policy can be made from', () => {
  for (const s of SERVICES) {
    expect(s.serviceName.split('{region}')).toHaveLength(2);
    expect([`com.amazonaws.{region}.${s.name}`, s.name.replace(/^(\w+)\.(\w+)$/, 'aws.$1.{region}.$2')]).toContain(s.serviceName);
    expect(s.iamPrefix).toMatch(/^[a-z0-9-]+$/);
    expect(s.ports.length).toBeGreaterThan(0);
    expect([...new Set(s.ports)].sort((a, b) => a - b)).toEqual(s.ports);
    if (s.also !== undefined) expect(s.endpoint).toBe('gateway');
    for (const region of s.onlyIn ?? []) expect(OURS).toContain(region);
  }
});

test('every service of the brief for private workloads is there', () => {
  const wanted = 's3 dynamodb sqs sns kms secretsmanager ssm ssmmessages ec2messages ec2 logs monitoring events states sts lambda ecr.api ecr.dkr ecs ecs-agent '
    + 'ecs-telemetry eks eks-auth execute-api kinesis-streams kinesis-firehose elasticloadbalancing autoscaling cloudformation xray bedrock-runtime bedrock '
    + 'sagemaker.api sagemaker.runtime athena glue redshift-data rds-data rds elasticfilesystem elasticache codebuild codecommit codeartifact.api '
    + 'codeartifact.repositories git-codecommit appconfig appconfigdata cognito-idp verifiedpermissions guardduty-data inspector2 securityhub config cloudtrail '
    + 'textract comprehend transcribe translate rekognition email-smtp transfer batch acm-pca servicediscovery synthetics ssm-incidents aps-workspaces grafana';
  expect(wanted.split(' ').filter((name) => findService(name) === undefined)).toEqual([]);
});

test('interface endpoints carry the names that cdk makes, in every region of aws and aws-us-gov', () => {
  const interfaces = SERVICES.filter((s) => s.endpoint === 'interface' || s.also === 'interface');
  for (const region of OURS) {
    const cdk = ofCdk('interface', region);
    const missing = interfaces.filter((s) => !cdk.has(endpointServiceName(s, region) as string)).map((s) => s.name);
    expect({ region, missing }).toEqual({ region, missing: NOT_IN_CDK });
  }
});

test('gateway endpoints are exactly those of cdk', () => {
  const gateways = SERVICES.filter((s) => s.endpoint === 'gateway');
  for (const region of OURS) expect(gateways.map((s) => endpointServiceName(s, region)).sort()).toEqual([...ofCdk('gateway', region).keys()].sort());
});

test('a gateway with an interface beside it says so, one without does not', () => {
  expect(findService('s3')).toMatchObject({ endpoint: 'gateway', also: 'interface' });
  expect(findService('dynamodb')).toMatchObject({ endpoint: 'gateway', also: 'interface' });
  expect(ofCdk('interface', 'eu-west-1').has('com.amazonaws.eu-west-1.s3express')).toBe(false);
  expect(findService('s3express')?.also).toBeUndefined();
});

test('where cdk knows a port other than 443 the row has it', () => {
  const cdk = ofCdk('interface', 'eu-west-1');
  const special = [...cdk].filter(([, service]) => 'port' in service && service.port !== 443);
  expect(special.length).toBeGreaterThan(0);
  for (const [name, service] of special) {
    const ours = SERVICES.find((s) => endpointServiceName(s, 'eu-west-1') === name);
    if (ours !== undefined) expect(ours.ports).toEqual([(service as ec2.InterfaceVpcEndpointAwsService).port]);
  }
  expect(findService('cassandra')?.ports).toEqual([9142]);
});

test('regions with service names of their own, and tokens, are left to cdk', () => {
  const logs = findService('logs')!;
  expect(FOREIGN.length).toBeGreaterThan(0);
  for (const region of [...FOREIGN, '${Token[AWS.Region.12]}', '', 'eu-west', 'EU-WEST-1']) expect(endpointServiceName(logs, region)).toBeUndefined();
  // The partition's own prefix is what makes the difference.
  expect(ofCdk('interface', 'cn-north-1').has('com.amazonaws.cn-north-1.logs')).toBe(true);
  expect(ofCdk('interface', 'cn-north-1').has('cn.com.amazonaws.cn-north-1.ecr.api')).toBe(true);
});

test('several endpoints of one service share the prefix of its actions', () => {
  const prefix = (name: string): string | undefined => findService(name)?.iamPrefix;
  expect([prefix('ecr.api'), prefix('ecr.dkr')]).toEqual(['ecr', 'ecr']);
  expect([prefix('monitoring'), prefix('kinesis-streams'), prefix('kinesis-firehose'), prefix('email-smtp')]).toEqual(['cloudwatch', 'kinesis', 'firehose', 'ses']);
});

test('a service is found by its exact name only', () => {
  expect(findService('logs')?.name).toBe('logs');
  for (const name of ['Logs', ' logs', 'log', '', 'constructor', '__proto__']) expect(findService(name)).toBeUndefined();
});

test('hints are sorted, stand for no service themselves and lead to one', () => {
  const keys = Object.keys(SERVICE_HINTS);
  expect(keys).toEqual([...keys].sort());
  for (const key of keys) {
    expect(findService(key)).toBeUndefined();
    expect(findService(SERVICE_HINTS[key])).toBeDefined();
    expect(suggestService(key)?.name).toBe(SERVICE_HINTS[key]);
  }
});

test('a slip of the pen leads to the service that was meant', () => {
  const cases: Record<string, string> = { 'ecr.ap': 'ecr.api', 'secretmanager': 'secretsmanager', 'SecretsManager': 'secretsmanager', 'lgos': 'logs', 'dynamo-db': 'dynamodb', 'ecr-api': 'ecr.api', 'cloudwatch': 'monitoring', ' s3 ': 's3' };
  for (const [got, meant] of Object.entries(cases)) expect([got, suggestService(got)?.name]).toEqual([got, meant]);
});

test('an error names the service that was meant, or some that are known', () => {
  expect(unknownService('secretmanager')).toBe('unknown aws service `secretmanager`; did you mean `secretsmanager`?');
  expect(unknownService('a-thing-that-aws-never-made')).toMatch(/^unknown aws service `a-thing-that-aws-never-made`; known services: `access-analyzer`, .*, and \d+ more$/);
  expect(suggestService('a-thing-that-aws-never-made')).toBeUndefined();
});
