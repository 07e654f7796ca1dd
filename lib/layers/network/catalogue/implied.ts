/**
 * Makes it possible to say "an ECS task on Fargate, in a subnet without a way out" and get exactly the endpoints, actions and
 * resources without which it never starts, each with its reason and its source: shown as `implied`, counted as declared for
 * "nothing more" and as required for "nothing less". Users leave a need out by its name: `leaveOut: ['image-pull']`.
 *
 * Three facts decide what an endpoint policy may demand:
 * - `anonymousPrincipal`: the request is not signed by a principal of our account (a presigned URL of the service, no signature,
 *   or a web identity token). A policy that demands `aws:PrincipalAccount` or `aws:PrincipalOrgID` breaks it.
 * - `awsOwned`: the resource belongs to AWS. A policy that demands `aws:ResourceAccount` or `aws:ResourceOrgID` breaks it.
 * - Secrets Manager, Parameter Store and CloudWatch Logs call KMS from their own side for the caller: a secret under a customer
 *   key needs no KMS endpoint here. What a client encrypts or decrypts itself (a Session Manager channel) does.
 *
 * Does not cover: what the program itself calls (declare a flow), images from other registries than ECR of this region (Docker Hub
 * and ECR Public need the internet or a pull-through cache), time, DNS and instance metadata (no group or endpoint stands in their
 * way), Lambda Managed Instances (there the log traffic leaves through the instance's interface), Windows images with foreign layers.
 */
import { didYouMean } from '../../../intent/nearest';

/** When the rows were last compared with their sources. Part of what a proof assumes: print it. */
export const IMPLIED_TABLE_DATE = '2026-11-22';

export type BootProfile = 'lambda' | 'ecs-fargate' | 'ecs-ec2' | 'batch-fargate' | 'batch-ec2' | 'ec2' | 'eks-node' | 'codebuild' | 'custom-resource';

/** When a need arises; the caller states what it found on the resource. `opt-in` never arises alone: somebody names it. */
export type ImpliedCondition = 'always' | 'awslogs' | 'secrets' | 'parameters' | 'kms' | 'exec' | 'opt-in';

export interface ImpliedNeed {
  readonly profile: BootProfile;
  /** What users leave out or ask for; several rows of one profile may make up one name. */
  readonly name: string;
  /** A name of `SERVICES`. */
  readonly service: string;
  /** Exact IAM actions, no wildcards. */
  readonly actions: readonly string[];
  /** ARN patterns with `{partition}`, `{region}`, `{account}` and `{regionNoDashes}`: `fillArn`. */
  readonly resources: readonly string[];
  readonly anonymousPrincipal?: true;
  readonly awsOwned?: true;
  readonly when: ImpliedCondition;
  readonly because: string;
  /** Title of the page that says so. */
  readonly source: string;
  /** Not read in a document of AWS. */
  readonly belief?: true;
}

export interface BootProfileRow {
  readonly profile: BootProfile;
  readonly because: string;
  readonly source: string;
  readonly belief?: true;
}

const ECS_GUIDE = 'Amazon ECS guide, "Amazon ECS interface VPC endpoints (AWS PrivateLink)"';
const ECR_GUIDE = 'Amazon ECR guide, "Amazon ECR interface VPC endpoints (AWS PrivateLink)"';
const ECS_ROLE = 'Amazon ECS guide, "Amazon ECS task execution IAM role"';
const ECS_INSTANCE_ROLE = 'AWS managed policy reference, "AmazonEC2ContainerServiceforEC2Role"';
const ECS_EXEC = 'Amazon ECS guide, "Monitor Amazon ECS containers with ECS Exec"';
const OWNED = 'aws-samples/data-perimeter-policy-examples, "Service-owned resources"';
const SSM_GUIDE = 'AWS Systems Manager guide, "Improve the security of EC2 instances by using VPC endpoints for Systems Manager"';
const SSM_APIS = 'AWS Systems Manager guide, "Reference: ec2messages, ssmmessages, and other API operations"';
const SSM_CORE = 'AWS managed policy reference, "AmazonSSMManagedInstanceCore"';
const EKS_GUIDE = 'Amazon EKS guide, "Deploy private clusters with limited internet access"';
const EKS_NODE = 'AWS managed policy reference, "AmazonEKSWorkerNodePolicy"';
const EKS_CNI = 'AWS managed policy reference, "AmazonEKS_CNI_Policy"';
const EKS_IDENTITY = 'Amazon EKS guide, "Set up the Amazon EKS Pod Identity Agent"';
const EKS_IMAGES = 'Amazon EKS guide, "View Amazon container image registries for Amazon EKS add-ons"';
const CODEBUILD_GUIDE = 'AWS CodeBuild guide, "Use VPC endpoints"';
const BATCH_GUIDE = 'AWS Batch guide, "Considerations for AWS Batch" (VPC endpoints)';
const LAMBDA_PAGES = 'Lambda course notes and tests of several authors: logs arrive from subnets without endpoint or NAT';

export const BOOT_PROFILES: readonly BootProfileRow[] = [
  { profile: 'batch-ec2', because: 'a Batch job on EC2 is an ECS task on a container instance', source: BATCH_GUIDE },
  { profile: 'batch-fargate', because: 'a Batch job on Fargate is an ECS task on Fargate', source: BATCH_GUIDE },
  { profile: 'codebuild', because: 'the build host starts outside the VPC; what the build itself reaches is declared or opted in', source: CODEBUILD_GUIDE, belief: true },
  { profile: 'custom-resource', because: 'a Lambda function in a VPC that answers CloudFormation puts its answer into a bucket of CloudFormation', source: OWNED },
  { profile: 'ec2', because: 'an instance boots without any endpoint; shells, patches and packages are asked for', source: SSM_GUIDE },
  { profile: 'ecs-ec2', because: 'the container instance talks to the ECS control plane and pulls images', source: ECS_GUIDE },
  { profile: 'ecs-fargate', because: 'platform version 1.4.0 and later pull images, secrets and logs through the interface of the task', source: ECS_GUIDE },
  { profile: 'eks-node', because: 'the node names itself, pulls images and gives addresses to pods; the cluster endpoint must be private', source: EKS_GUIDE },
  { profile: 'lambda', because: 'nothing: code, environment and logs of a function travel outside the VPC', source: LAMBDA_PAGES, belief: true },
];

const EVERYTHING = ['*'];
const REPOSITORIES = ['arn:{partition}:ecr:{region}:{account}:repository/*'];
const LAYERS = ['arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*'];
const LOG_STREAMS = ['arn:{partition}:logs:{region}:{account}:log-group:*'];
const KEYS = ['arn:{partition}:kms:{region}:{account}:key/*'];
const SECRETS = ['arn:{partition}:secretsmanager:{region}:{account}:secret:*'];
const PARAMETERS = ['arn:{partition}:ssm:{region}:{account}:parameter/*'];
const CLUSTERS = ['arn:{partition}:eks:{region}:{account}:cluster/*'];
const AL2023 = ['arn:{partition}:s3:::al2023-repos-{region}-de612dc2/*', 'arn:{partition}:s3:::al2023-{region}/*'];
const AL2 = ['arn:{partition}:s3:::amazonlinux-2-repos-{region}/*', 'arn:{partition}:s3:::amazonlinux.{region}.amazonaws.com/*', 'arn:{partition}:s3:::packages.{region}.amazonaws.com/*', 'arn:{partition}:s3:::repo.{region}.amazonaws.com/*'];
const SSM_AGENT = ['arn:{partition}:s3:::amazon-ssm-{region}/*', 'arn:{partition}:s3:::aws-ssm-{region}/*', 'arn:{partition}:s3:::aws-ssm-distributor-file-{region}/*', 'arn:{partition}:s3:::aws-ssm-document-attachments-{region}/*', 'arn:{partition}:s3:::{region}-birdwatcher-prod/*'];
const SSM_PATCHES = ['arn:{partition}:s3:::aws-ssm-{region}/*', 'arn:{partition}:s3:::patch-baseline-snapshot-{region}/*'];
const SSM_WINDOWS = ['arn:{partition}:s3:::aws-windows-downloads-{region}/*'];
const CLOUDWATCH_AGENT = ['arn:{partition}:s3:::amazoncloudwatch-agent-{region}/*', 'arn:{partition}:s3:::amazoncloudwatch-agent/*'];
const RESPONSES = ['arn:{partition}:s3:::cloudformation-custom-resource-response-{regionNoDashes}/*', 'arn:{partition}:s3:::cloudformation-waitcondition-{region}/*'];
// The account of these repositories differs by region, so the repositories are named and the account is not.
const EKS_ADDONS = ['arn:{partition}:ecr:{region}:*:repository/amazon-k8s-*', 'arn:{partition}:ecr:{region}:*:repository/amazon/*', 'arn:{partition}:ecr:{region}:*:repository/eks/*'];

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const WRITE_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const CHANNELS = ['ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'];
const DELIVERY = ['ec2messages:AcknowledgeMessage', 'ec2messages:DeleteMessage', 'ec2messages:FailMessage', 'ec2messages:GetEndpoint', 'ec2messages:GetMessages', 'ec2messages:SendReply'];
const MANAGED_NODE = ['ssm:DescribeAssociation', 'ssm:DescribeDocument', 'ssm:GetDeployablePatchSnapshotForInstance', 'ssm:GetDocument', 'ssm:GetManifest', 'ssm:ListAssociations', 'ssm:ListInstanceAssociations', 'ssm:PutComplianceItems', 'ssm:PutConfigurePackageResult', 'ssm:PutInventory', 'ssm:UpdateAssociationStatus', 'ssm:UpdateInstanceAssociationStatus', 'ssm:UpdateInstanceInformation'];
const CONTAINER_INSTANCE = ['ecs:DeregisterContainerInstance', 'ecs:DiscoverPollEndpoint', 'ecs:RegisterContainerInstance', 'ecs:SubmitAttachmentStateChanges', 'ecs:SubmitContainerStateChange', 'ecs:SubmitTaskStateChange', 'ecs:UpdateContainerInstancesState'];
const DESCRIBE_NODE = ['ec2:DescribeInstanceTypes', 'ec2:DescribeInstances', 'ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVolumes', 'ec2:DescribeVolumesModifications', 'ec2:DescribeVpcs'];
const POD_ADDRESSES = ['ec2:AssignPrivateIpAddresses', 'ec2:AttachNetworkInterface', 'ec2:CreateNetworkInterface', 'ec2:CreateTags', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeTags', 'ec2:DetachNetworkInterface', 'ec2:ModifyNetworkInterfaceAttribute', 'ec2:UnassignPrivateIpAddresses'];

const TASKS = ['batch-ec2', 'batch-fargate', 'ecs-ec2', 'ecs-fargate'] as const;
const INSTANCES = ['batch-ec2', 'ecs-ec2'] as const;
const FARGATE = ['batch-fargate', 'ecs-fargate'] as const;
const SERVICES_WITH_EXEC = ['ecs-ec2', 'ecs-fargate'] as const;

type Shared = Omit<ImpliedNeed, 'profile'> & { readonly profiles: readonly BootProfile[] };
const presigned = { anonymousPrincipal: true, awsOwned: true } as const;

// One row per need; `profiles` are the computes that share it.
const TABLE: readonly Shared[] = [
  { profiles: TASKS, name: 'image-pull', service: 'ecr.api', actions: ['ecr:GetAuthorizationToken'], resources: EVERYTHING, when: 'always', because: 'a pull begins with a token for the registry', source: ECR_GUIDE },
  { profiles: TASKS, name: 'image-pull', service: 'ecr.api', actions: PULL, resources: REPOSITORIES, when: 'always', because: 'the agent may ask the registry by API which layers to load', source: ECS_ROLE },
  { profiles: TASKS, name: 'image-pull', service: 'ecr.dkr', actions: PULL, resources: REPOSITORIES, when: 'always', because: 'manifests come over the Docker protocol', source: ECR_GUIDE },
  { profiles: TASKS, name: 'image-pull', service: 's3', actions: ['s3:GetObject'], resources: LAYERS, ...presigned, when: 'always', because: 'layers lie in a bucket of ECR, behind a URL that an account of ECR presigns', source: OWNED },
  { profiles: TASKS, name: 'container-logs', service: 'logs', actions: WRITE_LOGS, resources: LOG_STREAMS, when: 'awslogs', because: 'the awslogs driver writes from the task\'s network; without the endpoint the task does not start', source: ECS_GUIDE },
  { profiles: TASKS, name: 'container-secrets', service: 'secretsmanager', actions: ['secretsmanager:GetSecretValue'], resources: SECRETS, when: 'secrets', because: 'the agent reads the secrets that the task definition names', source: ECS_GUIDE },
  { profiles: TASKS, name: 'container-parameters', service: 'ssm', actions: ['ssm:GetParameters'], resources: PARAMETERS, when: 'parameters', because: 'the agent reads the parameters that the task definition names', source: ECS_GUIDE },
  { profiles: SERVICES_WITH_EXEC, name: 'exec', service: 'ssmmessages', actions: CHANNELS, resources: EVERYTHING, when: 'exec', because: 'ECS Exec runs an SSM agent in the container', source: ECS_EXEC },
  { profiles: SERVICES_WITH_EXEC, name: 'exec-encryption', service: 'kms', actions: ['kms:Decrypt'], resources: KEYS, when: 'kms', because: 'the container itself decrypts the channel of ECS Exec when a customer key is set', source: ECS_EXEC },
  { profiles: SERVICES_WITH_EXEC, name: 'exec-audit', service: 'logs', actions: ['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: LOG_STREAMS, when: 'opt-in', because: 'the container writes what was typed in ECS Exec to a log group', source: ECS_EXEC },
  { profiles: FARGATE, name: 'service-connect', service: 'ecs-agent', actions: ['ecs:Poll'], resources: EVERYTHING, when: 'opt-in', because: 'the Envoy proxy of Service Connect is managed through this endpoint', source: ECS_GUIDE },
  { profiles: INSTANCES, name: 'container-agent', service: 'ecs', actions: CONTAINER_INSTANCE, resources: EVERYTHING, when: 'always', because: 'the container agent registers the instance and reports state', source: ECS_INSTANCE_ROLE },
  { profiles: INSTANCES, name: 'container-agent', service: 'ecs-agent', actions: ['ecs:Poll'], resources: EVERYTHING, when: 'always', because: 'the container agent polls for work', source: ECS_GUIDE },
  { profiles: INSTANCES, name: 'container-agent', service: 'ecs-telemetry', actions: ['ecs:Poll', 'ecs:StartTelemetrySession'], resources: EVERYTHING, when: 'always', because: 'the container agent sends metrics', source: ECS_GUIDE },
  { profiles: INSTANCES, name: 'instance-tags', service: 'ec2', actions: ['ec2:DescribeTags'], resources: EVERYTHING, when: 'opt-in', because: 'the agent copies tags of the instance when told to', source: ECS_INSTANCE_ROLE },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'session-manager', service: 'ssm', actions: MANAGED_NODE, resources: EVERYTHING, when: 'opt-in', because: 'the SSM agent registers the node', source: SSM_CORE },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'session-manager', service: 'ssmmessages', actions: CHANNELS, resources: EVERYTHING, when: 'opt-in', because: 'Session Manager and Run Command travel over this channel', source: SSM_APIS },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'session-manager-legacy', service: 'ec2messages', actions: DELIVERY, resources: EVERYTHING, when: 'opt-in', because: 'agents before 3.3.40.0 need it; regions of 2024 and later do not have it', source: SSM_APIS },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'session-encryption', service: 'kms', actions: ['kms:Decrypt'], resources: KEYS, when: 'opt-in', because: 'the agent itself decrypts a session under a customer key', source: SSM_GUIDE },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'agent-updates', service: 's3', actions: ['s3:GetObject'], resources: SSM_AGENT, ...presigned, when: 'opt-in', because: 'the SSM agent loads its updates and packages without signing', source: OWNED },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'patches', service: 's3', actions: ['s3:GetObject'], resources: SSM_PATCHES, ...presigned, when: 'opt-in', because: 'Patch Manager loads its code and the baseline without signing', source: OWNED },
  { profiles: ['ec2'], name: 'patches-windows', service: 's3', actions: ['s3:GetObject'], resources: SSM_WINDOWS, ...presigned, when: 'opt-in', because: 'documents for Windows load modules without signing', source: OWNED },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'amazon-linux-2023', service: 's3', actions: ['s3:GetObject'], resources: AL2023, ...presigned, when: 'opt-in', because: 'dnf loads packages from buckets of Amazon Linux without signing', source: OWNED },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'amazon-linux-2', service: 's3', actions: ['s3:GetObject'], resources: AL2, ...presigned, when: 'opt-in', because: 'yum loads packages from buckets of Amazon Linux without signing', source: OWNED },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'cloudwatch-agent', service: 's3', actions: ['s3:GetObject'], resources: CLOUDWATCH_AGENT, ...presigned, when: 'opt-in', because: 'the agent\'s package is loaded without signing', source: OWNED },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'cloudwatch-agent', service: 'monitoring', actions: ['cloudwatch:PutMetricData'], resources: EVERYTHING, when: 'opt-in', because: 'the CloudWatch agent sends metrics', source: 'AWS managed policy reference, "CloudWatchAgentServerPolicy"', belief: true },
  { profiles: ['ec2', 'ecs-ec2', 'eks-node'], name: 'cloudwatch-agent', service: 'logs', actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: LOG_STREAMS, when: 'opt-in', because: 'the CloudWatch agent sends logs', source: 'AWS managed policy reference, "CloudWatchAgentServerPolicy"', belief: true },
  { profiles: ['eks-node'], name: 'image-pull', service: 'ecr.api', actions: ['ecr:GetAuthorizationToken'], resources: EVERYTHING, when: 'always', because: 'a pull begins with a token for the registry', source: EKS_GUIDE },
  { profiles: ['eks-node'], name: 'image-pull', service: 'ecr.dkr', actions: PULL, resources: REPOSITORIES, when: 'always', because: 'manifests come over the Docker protocol', source: EKS_GUIDE },
  { profiles: ['eks-node'], name: 'image-pull', service: 's3', actions: ['s3:GetObject'], resources: LAYERS, ...presigned, when: 'always', because: 'layers lie in a bucket of ECR, behind a URL that an account of ECR presigns', source: OWNED },
  { profiles: ['eks-node'], name: 'addon-images', service: 'ecr.dkr', actions: PULL, resources: EKS_ADDONS, awsOwned: true, when: 'always', because: 'pause, CNI, kube-proxy and CoreDNS come from repositories of EKS', source: EKS_IMAGES, belief: true },
  { profiles: ['eks-node'], name: 'node-name', service: 'ec2', actions: DESCRIBE_NODE, resources: EVERYTHING, when: 'always', because: 'the optimized image asks EC2 for the node\'s own name', source: `${EKS_GUIDE}; ${EKS_NODE}` },
  { profiles: ['eks-node'], name: 'pod-addresses', service: 'ec2', actions: POD_ADDRESSES, resources: EVERYTHING, when: 'always', because: 'the VPC CNI makes interfaces and addresses for pods', source: EKS_CNI },
  { profiles: ['eks-node'], name: 'pod-identity', service: 'eks-auth', actions: ['eks-auth:AssumeRoleForPodIdentity'], resources: CLUSTERS, when: 'opt-in', because: 'the Pod Identity agent exchanges tokens of pods for credentials', source: EKS_IDENTITY },
  { profiles: ['eks-node'], name: 'service-accounts', service: 'sts', actions: ['sts:AssumeRoleWithWebIdentity'], resources: ['arn:{partition}:iam::{account}:role/*'], anonymousPrincipal: true, when: 'opt-in', because: 'IAM roles for service accounts: the pod has a web identity token and no signature', source: EKS_GUIDE },
  { profiles: ['eks-node'], name: 'cluster-api', service: 'eks', actions: ['eks:DescribeCluster'], resources: CLUSTERS, when: 'opt-in', because: 'self-managed nodes that are not given endpoint and CA ask EKS for them', source: EKS_GUIDE },
  { profiles: ['eks-node'], name: 'node-logs', service: 'logs', actions: WRITE_LOGS, resources: LOG_STREAMS, when: 'opt-in', because: 'node and pod logs to CloudWatch', source: EKS_GUIDE },
  { profiles: ['eks-node'], name: 'load-balancers', service: 'elasticloadbalancing', actions: ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth', 'elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'], resources: EVERYTHING, when: 'opt-in', because: 'the load balancer controller keeps targets; creating load balancers needs more', source: EKS_GUIDE, belief: true },
  { profiles: ['eks-node'], name: 'cluster-autoscaler', service: 'autoscaling', actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeAutoScalingInstances', 'autoscaling:DescribeLaunchConfigurations', 'autoscaling:DescribeTags', 'autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'], resources: EVERYTHING, when: 'opt-in', because: 'the cluster autoscaler resizes node groups', source: EKS_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'image-pull', service: 'ecr.api', actions: ['ecr:GetAuthorizationToken'], resources: EVERYTHING, when: 'opt-in', because: 'a build that runs docker pull itself begins with a token', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'image-pull', service: 'ecr.dkr', actions: PULL, resources: REPOSITORIES, when: 'opt-in', because: 'a build that runs docker pull itself', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'image-pull', service: 's3', actions: ['s3:GetObject'], resources: LAYERS, ...presigned, when: 'opt-in', because: 'layers lie in a bucket of ECR', source: OWNED },
  { profiles: ['codebuild'], name: 'build-logs', service: 'logs', actions: ['logs:CreateLogGroup', ...WRITE_LOGS], resources: LOG_STREAMS, when: 'opt-in', because: 'the build writes its log', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'build-secrets', service: 'secretsmanager', actions: ['secretsmanager:GetSecretValue'], resources: SECRETS, when: 'secrets', because: 'environment variables of type SECRETS_MANAGER', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'build-parameters', service: 'ssm', actions: ['ssm:GetParameters'], resources: PARAMETERS, when: 'parameters', because: 'environment variables of type PARAMETER_STORE', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['codebuild'], name: 'build-shell', service: 'ssmmessages', actions: CHANNELS, resources: EVERYTHING, when: 'exec', because: 'session debugging of a paused build', source: CODEBUILD_GUIDE, belief: true },
  { profiles: ['custom-resource'], name: 'answer', service: 's3', actions: ['s3:PutObject'], resources: RESPONSES, ...presigned, when: 'always', because: 'the answer goes to a URL that CloudFormation presigns; without it the stack waits an hour and fails', source: OWNED },
];

/** By profile, in the order of the table. `lambda` has no row: `BOOT_PROFILES` says why. */
export const IMPLIED: readonly ImpliedNeed[] = BOOT_PROFILES.flatMap(({ profile }) =>
  TABLE.filter((r) => r.profiles.includes(profile)).map(({ profiles: _, ...need }) => ({ profile, ...need })),
);

export interface ImpliedOptions {
  /** What was found on the resource: an awslogs driver, container secrets, ECS Exec, ... */
  readonly conditions?: Iterable<Exclude<ImpliedCondition, 'always' | 'opt-in'>>;
  /** Names of needs that nothing on the resource shows. */
  readonly optIn?: Iterable<string>;
  /** Names of needs that the user takes care of otherwise (or does not want). Wins over everything. */
  readonly leaveOut?: Iterable<string>;
}

/** The names that `optIn` and `leaveOut` take for a profile, sorted. */
export function impliedNames(profile: BootProfile): string[] {
  return [...new Set(IMPLIED.filter((need) => need.profile === profile).map((need) => need.name))].sort();
}

/** What a compute needs to boot, under what was found and asked for. Throws for a name the profile does not have: a typo must not open or close anything. */
export function impliedNeeds(profile: BootProfile, options: ImpliedOptions = {}): ImpliedNeed[] {
  const known = impliedNames(profile);
  const checked = (names: Iterable<string> | undefined, option: string): Set<string> => {
    const set = new Set(names);
    for (const name of set) if (!known.includes(name)) throw new Error(`unknown need \`${name}\` in ${option} of ${profile}${didYouMean(name, known, 'needs')}`);
    return set;
  };
  const conditions = new Set<ImpliedCondition>(['always', ...(options.conditions ?? [])]);
  const optIn = checked(options.optIn, 'optIn');
  const leaveOut = checked(options.leaveOut, 'leaveOut');
  return IMPLIED.filter((need) => need.profile === profile && !leaveOut.has(need.name) && (conditions.has(need.when) || optIn.has(need.name)));
}

/** `region` may be a token; then `{regionNoDashes}` becomes `*`, because a token's dashes cannot be taken out at synth. */
export function fillArn(pattern: string, place: { readonly partition: string; readonly region: string; readonly account: string }): string {
  const regionNoDashes = /^[a-z]+(-[a-z]+)+-\d+$/.test(place.region) ? place.region.replaceAll('-', '') : '*';
  const values: Readonly<Record<string, string>> = { ...place, regionNoDashes };
  return pattern.replace(/\{(partition|region|account|regionNoDashes)\}/g, (_, key: string) => values[key]);
}
