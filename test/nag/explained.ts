/**
 * Findings of cdk-nag that the apps cannot acknowledge themselves: at the floor version `Validations.acknowledge` throws
 * for an id that holds `::`. Everything else is acknowledged in the apps, beside what it is about.
 */
export interface Explained {
  /** Construct path that the finding names. */
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

const OUTSIDE = 'AWS\'s own policy for a function: its log';
const IN_VPC = 'AWS\'s own policies for a function in a VPC: its interfaces and its log';
const MANAGED = 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/';
const REGISTRY_TOKEN = '`ecr:GetAuthorizationToken` takes no resource; what the token opens is limited by the other statements';

const INTERFACES = 'actions on network interfaces name no resource; the function\'s own code is denied them';
const OWN_STREAMS = 'streams of its own log group';
const ANY_OF_KIND = 'a boundary grants nothing: it caps what policies of handlers may name of this account';
const BOUNDED = ['dynamodb', 'elasticache', 'elasticfilesystem', 'es', 'events', 'execute-api', 'kinesis', 'kms', 'lambda', 'logs', 'rds-db', 'redshift', 'redshift-serverless', 'secretsmanager', 'sns', 'sqs', 'ssm', 'states'];

/** Own log streams, named by a reference: `<Prefix><Id>Log<hash>`. */
function streams(path: string, group: string): Explained {
  return { path, rule: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:eu-west-1:<AWS::AccountId>:log-group:<${group}>:*]`, reason: OWN_STREAMS };
}

const HANDLER_LOGS: Readonly<Record<string, string>> = {
  Announce: '5F538C95', Catalogue: 'CBF5C40B', Download: 'E7AB99F7', Health: '4FE88B8D', Held: '42779CF8', Holds: 'CD258224', Listing: '721EE92F', Scans: '78897514',
};

/** By app. An explanation that no finding needs any more fails the test. */
export const EXPLAINED: Readonly<Record<string, readonly Explained[]>> = {
  '00-reference': [
    ...Object.entries(HANDLER_LOGS).flatMap(([id, hash]) => [
      { path: `Documents/Handlers/${id}Role/Resource`, rule: 'AwsSolutions-IAM5[Resource::*]', reason: INTERFACES },
      streams(`Documents/Handlers/${id}Role/Resource`, `Handlers${id}Log${hash}`),
    ]),
    ...['*', ...BOUNDED.map((service) => `arn:<AWS::Partition>:${service}:*:<AWS::AccountId>:*`)].map((resource) => ({ path: 'Documents/Handlers/Boundary/Resource', rule: `AwsSolutions-IAM5[Resource::${resource}]`, reason: ANY_OF_KIND })),
    { path: 'Documents/ReportsJob/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: IN_VPC },
    { path: 'Documents/ReportsJob/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaVPCAccessExecutionRole]`, reason: IN_VPC },
    { path: 'Documents/Database/MonitoringRole/Resource', rule: `${MANAGED}AmazonRDSEnhancedMonitoringRole]`, reason: 'AWS\'s own policy for enhanced monitoring; it writes to one log group' },
    { path: 'Documents/ApiTask/ExecutionRole/DefaultPolicy/Resource', rule: 'AwsSolutions-IAM5[Resource::*]', reason: REGISTRY_TOKEN },
  ],
  '01-one-flow': [
    { path: 'OneFlow/Api/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: IN_VPC },
    { path: 'OneFlow/Api/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaVPCAccessExecutionRole]`, reason: IN_VPC },
  ],
  '02-both-ways': [
    { path: 'Orders/Task/ExecutionRole/DefaultPolicy/Resource', rule: 'AwsSolutions-IAM5[Resource::*]', reason: REGISTRY_TOKEN },
    { path: 'Payments/Task/ExecutionRole/DefaultPolicy/Resource', rule: 'AwsSolutions-IAM5[Resource::*]', reason: REGISTRY_TOKEN },
  ],
  '03-legacy-groups': [
    { path: 'LegacyGroups/Search/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: IN_VPC },
    { path: 'LegacyGroups/Search/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaVPCAccessExecutionRole]`, reason: IN_VPC },
  ],
  '05-hardening': [
    { path: 'Orders/Worker/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: IN_VPC },
    { path: 'Orders/Worker/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaVPCAccessExecutionRole]`, reason: IN_VPC },
    { path: 'Orders/Database/Resource', rule: 'NIST.800.53.R5-RDSLoggingEnabled[LogExport::upgrade]', reason: 'the log of an upgrade says nothing of who connects' },
  ],
  '06-serverless': [
    { path: 'Serverless/Intake/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
    { path: 'Serverless/Indexer/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
  ],
  '07-shared-jewel': [
    { path: 'Audit/Auditor/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
  ],
  '08-rows-by-owner': [
    { path: 'Rows/Door/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
  ],
  '09-mistakes-fixed': [],
  '10-identity-first': [
    { path: 'Orders/Handler/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
  ],
  '11-front-door': [
    ...Object.entries({ Closing: '18EDC58C', Health: '302FD874', Orders: '43BC974B', Revenue: '74F18329', Support: 'EAD61844' }).map(([id, hash]) => streams(`Shop/${id}HandlerRole/Resource`, `${id}HandlerRoleLog${hash}`)),
  ],
  '12-web-firewall': [],
  '13-watch': [
    { path: 'Documents/Api/CloudWatchRole/Resource', rule: `${MANAGED}AmazonAPIGatewayPushToCloudWatchLogs]`, reason: 'AWS\'s own policy for API Gateway: the logs of the account\'s APIs' },
    { path: 'Documents/Handler/ServiceRole/Resource', rule: `${MANAGED}AWSLambdaBasicExecutionRole]`, reason: OUTSIDE },
  ],
};

/**
 * Rules that could not decide, because a property holds an intrinsic function: `RULE @ PATH`. A pack reports these in the
 * same words as findings; they are neither passed nor failed, so that each one has to stand here. None does today.
 */
export const UNDECIDED: Readonly<Record<string, readonly string[]>> = {
  '00-reference': [],
  '01-one-flow': [],
  '02-both-ways': [],
  '03-legacy-groups': [],
  '05-hardening': [],
  '06-serverless': [],
  '07-shared-jewel': [],
  '08-rows-by-owner': [],
  '09-mistakes-fixed': [],
  '10-identity-first': [],
  '11-front-door': [],
  '12-web-firewall': [],
  '13-watch': [],
};
