/**
 * Makes it possible to write `to: 'secretsmanager'` in a flow and get an endpoint for it: the name that the user writes,
 * the service name that EC2 wants, the prefix of the IAM actions its endpoint policy names, its ports, and whether it takes
 * an endpoint policy at all (one that takes none lets every principal reach every account, so the layer has to say so).
 *
 * Does not cover: FIPS variants (append `-fips` where the guide lists one), endpoints of partners or of our own services,
 * in which Availability Zones a service stands, IPv6, and the service names of the partitions outside `aws` and
 * `aws-us-gov`, which carry other prefixes: `endpointServiceName` answers undefined there, and CDK's
 * `InterfaceVpcEndpointAwsService` knows them.
 *
 * Names: guide "AWS services that integrate with AWS PrivateLink" (2026), cross-checked in the test against the constants of
 * aws-cdk-lib. `policy`: the same guide's table of 2021 ("Supports VPC endpoint policies") or the service's own guide page
 * where that is newer; `belief` marks the rows where neither was read, or where the only source is a `no` from 2021.
 */
import { didYouMean, nearest } from '../../../intent/nearest';

/** When the rows were last compared with the guides. */
export const SERVICES_DATE = '2026-11-22';

export interface EndpointService {
  /** What users write: the end of the endpoint's service name. */
  readonly name: string;
  /** A gateway endpoint is a route and costs nothing; an interface endpoint is one network interface per zone. */
  readonly endpoint: 'gateway' | 'interface';
  /** Set where an interface endpoint exists beside the gateway (reachable from peered networks, billed by the hour). */
  readonly also?: 'interface';
  /** `{region}` stands for the region. */
  readonly serviceName: string;
  /** The word before the colon in the IAM actions that reach this endpoint. */
  readonly iamPrefix: string;
  /** False: EC2 refuses any policy but full access ("only supports the full-access endpoint policy"). */
  readonly policy: boolean;
  readonly ports: readonly number[];
  /** `policy` was not read in a source of the last years. */
  readonly belief?: true;
  /** Set where the endpoint exists in these regions only. */
  readonly onlyIn?: readonly string[];
}

const HTTPS = [443];
// STARTTLS on 25, 587 and 2587, TLS wrapper on 465 and 2465 (SES guide, "Connecting to an Amazon SES SMTP endpoint").
const SMTP = [25, 465, 587, 2465, 2587];

type Extra = Partial<Omit<EndpointService, 'name'>>;

function row(name: string, iamPrefix: string, extra: Extra = {}): EndpointService {
  return { name, endpoint: 'interface', serviceName: `com.amazonaws.{region}.${name}`, iamPrefix, policy: true, ports: HTTPS, ...extra };
}
const belief = { belief: true } as const;
const refused = { policy: false } as const;
const refusedIn2021 = { policy: false, belief: true } as const;

export const SERVICES: readonly EndpointService[] = [
  row('access-analyzer', 'access-analyzer', belief),
  row('account', 'account', belief),
  row('acm', 'acm', belief),
  row('acm-pca', 'acm-pca'),
  row('airflow.api', 'airflow', belief),
  row('airflow.env', 'airflow', belief),
  row('apigateway', 'apigateway', belief),
  row('appconfig', 'appconfig', belief),
  row('appconfigdata', 'appconfig', belief),
  row('application-autoscaling', 'application-autoscaling'),
  row('apprunner', 'apprunner', belief),
  row('apprunner.requests', 'apprunner', belief),
  row('appsync-api', 'appsync', belief),
  row('aps', 'aps', belief),
  row('aps-workspaces', 'aps', belief),
  row('athena', 'athena'),
  row('autoscaling', 'autoscaling'),
  row('autoscaling-plans', 'autoscaling-plans'),
  row('backup', 'backup', belief),
  row('batch', 'batch'),
  row('bedrock', 'bedrock', belief),
  row('bedrock-agent', 'bedrock', belief),
  row('bedrock-agent-runtime', 'bedrock', belief),
  row('bedrock-agentcore', 'bedrock-agentcore', belief),
  row('bedrock-agentcore.gateway', 'bedrock-agentcore', belief),
  row('bedrock-runtime', 'bedrock', belief),
  row('cassandra', 'cassandra', { ports: [9142] }),
  row('cleanrooms', 'cleanrooms', refused),
  row('cloudcontrolapi', 'cloudformation', belief),
  row('cloudformation', 'cloudformation'),
  row('cloudhsmv2', 'cloudhsm', belief),
  row('cloudtrail', 'cloudtrail', refusedIn2021),
  row('codeartifact.api', 'codeartifact'),
  row('codeartifact.repositories', 'codeartifact'),
  row('codebuild', 'codebuild'),
  row('codecommit', 'codecommit'),
  row('codeconnections.api', 'codeconnections', belief),
  row('codedeploy', 'codedeploy'),
  row('codedeploy-commands-secure', 'codedeploy-commands-secure', belief),
  row('codepipeline', 'codepipeline', refusedIn2021),
  row('cognito-identity', 'cognito-identity', belief),
  row('cognito-idp', 'cognito-idp', belief),
  row('comprehend', 'comprehend'),
  row('config', 'config', refusedIn2021),
  row('data-servicediscovery', 'servicediscovery', belief),
  row('datasync', 'datasync', refusedIn2021),
  row('dms', 'dms', belief),
  row('ds', 'ds', belief),
  row('dsql', 'dsql', belief),
  row('dynamodb', 'dynamodb', { endpoint: 'gateway', also: 'interface' }),
  row('dynamodb-streams', 'dynamodb', belief),
  row('ebs', 'ebs', refusedIn2021),
  row('ec2', 'ec2'),
  row('ec2messages', 'ec2messages', belief),
  row('ecr-public.api', 'ecr-public', { ...belief, onlyIn: ['us-east-1'] }),
  row('ecr.api', 'ecr'),
  row('ecr.dkr', 'ecr'),
  row('ecs', 'ecs'),
  row('ecs-agent', 'ecs'),
  row('ecs-telemetry', 'ecs'),
  row('eks', 'eks'),
  row('eks-auth', 'eks-auth', belief),
  row('elasticache', 'elasticache', belief),
  row('elasticbeanstalk', 'elasticbeanstalk'),
  row('elasticfilesystem', 'elasticfilesystem'),
  row('elasticloadbalancing', 'elasticloadbalancing'),
  row('elasticmapreduce', 'elasticmapreduce'),
  row('email', 'ses', belief),
  row('email-smtp', 'ses', { ...refusedIn2021, ports: SMTP }),
  row('emr-containers', 'emr-containers', belief),
  row('emr-serverless', 'emr-serverless', belief),
  row('events', 'events'),
  row('execute-api', 'execute-api'),
  row('fis', 'fis', belief),
  row('fsx', 'fsx', belief),
  row('git-codecommit', 'codecommit', belief),
  row('glue', 'glue'),
  row('grafana', 'grafana', belief),
  row('grafana-workspace', 'grafana', belief),
  row('greengrass', 'greengrass', belief),
  row('guardduty', 'guardduty'),
  row('guardduty-data', 'guardduty', belief),
  row('identitystore', 'identitystore', belief),
  row('imagebuilder', 'imagebuilder'),
  row('inspector-scan', 'inspector-scan', belief),
  row('inspector2', 'inspector2', refused),
  row('iot.credentials', 'iot', belief),
  row('iot.data', 'iot', { ...refusedIn2021, ports: [443, 8883] }),
  row('kafka', 'kafka', belief),
  row('kendra', 'kendra'),
  row('kinesis-firehose', 'firehose'),
  row('kinesis-streams', 'kinesis'),
  row('kinesisanalytics', 'kinesisanalytics', belief),
  row('kms', 'kms'),
  row('lakeformation', 'lakeformation', belief),
  row('lambda', 'lambda'),
  row('license-manager', 'license-manager'),
  row('logs', 'logs'),
  row('macie2', 'macie2', belief),
  row('memory-db', 'memorydb', belief),
  row('metering-marketplace', 'aws-marketplace', belief),
  row('monitoring', 'cloudwatch'),
  row('mq', 'mq', belief),
  row('network-firewall', 'network-firewall', belief),
  row('organizations', 'organizations', belief),
  row('osis', 'osis', belief),
  row('pi', 'pi', belief),
  row('pipes', 'pipes', belief),
  row('polly', 'polly', belief),
  row('ram', 'ram', belief),
  row('rds', 'rds'),
  row('rds-data', 'rds-data'),
  row('redshift', 'redshift', belief),
  row('redshift-data', 'redshift-data', belief),
  row('redshift-serverless', 'redshift-serverless', belief),
  row('rekognition', 'rekognition'),
  row('resource-groups', 'resource-groups', belief),
  row('rolesanywhere', 'rolesanywhere', belief),
  row('s3', 's3', { endpoint: 'gateway', also: 'interface' }),
  row('s3express', 's3express', { endpoint: 'gateway', ...belief }),
  row('s3tables', 's3tables', belief),
  row('sagemaker.api', 'sagemaker'),
  row('sagemaker.featurestore-runtime', 'sagemaker', belief),
  row('sagemaker.metrics', 'sagemaker', belief),
  row('sagemaker.notebook', 'sagemaker', { serviceName: 'aws.sagemaker.{region}.notebook' }),
  row('sagemaker.runtime', 'sagemaker'),
  row('sagemaker.studio', 'sagemaker', { serviceName: 'aws.sagemaker.{region}.studio', ...belief }),
  row('scheduler', 'scheduler', belief),
  row('secretsmanager', 'secretsmanager'),
  row('securityhub', 'securityhub', belief),
  row('securitylake', 'securitylake', belief),
  row('servicecatalog', 'servicecatalog', refusedIn2021),
  row('servicediscovery', 'servicediscovery', belief),
  row('servicequotas', 'servicequotas', belief),
  row('sns', 'sns'),
  row('sqs', 'sqs'),
  row('ssm', 'ssm'),
  row('ssm-contacts', 'ssm-contacts', belief),
  row('ssm-incidents', 'ssm-incidents', belief),
  row('ssmmessages', 'ssmmessages', belief),
  row('states', 'states'),
  row('storagegateway', 'storagegateway', refusedIn2021),
  row('sts', 'sts'),
  row('swf', 'swf', belief),
  row('sync-states', 'states', belief),
  row('synthetics', 'synthetics', belief),
  row('tagging', 'tag', belief),
  row('textract', 'textract', belief),
  row('transcribe', 'transcribe'),
  row('transcribestreaming', 'transcribe', belief),
  row('transfer', 'transfer'),
  row('transfer.server', 'transfer', { ...refusedIn2021, ports: [22] }),
  row('translate', 'translate', belief),
  row('trustedadvisor', 'trustedadvisor', belief),
  row('verifiedpermissions', 'verifiedpermissions', belief),
  row('vpc-lattice', 'vpc-lattice', belief),
  row('wafv2', 'wafv2', belief),
  row('workspaces', 'workspaces', belief),
  row('xray', 'xray', belief),
];

/** What people call a service, where the distance in letters leads nowhere. Sorted; each value is a name above. */
export const SERVICE_HINTS: Readonly<Record<string, string>> = {
  'cloudmap': 'servicediscovery',
  'cloudwatch': 'monitoring',
  'cloudwatch-logs': 'logs',
  'docker': 'ecr.dkr',
  'ecr': 'ecr.api',
  'efs': 'elasticfilesystem',
  'elb': 'elasticloadbalancing',
  'elbv2': 'elasticloadbalancing',
  'emr': 'elasticmapreduce',
  'eventbridge': 'events',
  'firehose': 'kinesis-firehose',
  'keyspaces': 'cassandra',
  'kinesis': 'kinesis-streams',
  'memorydb': 'memory-db',
  'msk': 'kafka',
  'parameter-store': 'ssm',
  'prometheus': 'aps-workspaces',
  'sagemaker': 'sagemaker.api',
  'secrets-manager': 'secretsmanager',
  'ses': 'email-smtp',
  'session-manager': 'ssmmessages',
  'step-functions': 'states',
  'stepfunctions': 'states',
};

const BY_NAME: ReadonlyMap<string, EndpointService> = new Map(SERVICES.map((s) => [s.name, s]));

/** Exact: a near miss is `suggestService`'s business, never silently taken for another service. */
export function findService(name: string): EndpointService | undefined {
  return BY_NAME.get(name);
}

/** The row that was most likely meant, or undefined where nothing is near. */
export function suggestService(name: string): EndpointService | undefined {
  const key = name.trim().toLowerCase();
  const meant = BY_NAME.has(key) ? key : Object.hasOwn(SERVICE_HINTS, key) ? SERVICE_HINTS[key] : nearest(key, BY_NAME.keys());
  return meant === undefined ? undefined : BY_NAME.get(meant);
}

/** One sentence for an error: ``unknown aws service `ecr`; did you mean `ecr.api`? ...`` */
export function unknownService(name: string): string {
  const meant = suggestService(name);
  const hint = meant === undefined ? didYouMean(name, BY_NAME.keys(), 'services') : `; did you mean \`${meant.name}\`?`;
  return `unknown aws service \`${name}\`${hint}`;
}

/** Undefined where the partition has service names of its own, or where `region` is a token: ask CDK's constants there. */
export function endpointServiceName(service: EndpointService, region: string): string | undefined {
  if (!/^(?!cn-|us-iso|eu-isoe|eusc-)[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return undefined;
  return service.serviceName.replace('{region}', region);
}
