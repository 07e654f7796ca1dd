/**
 * Makes it possible to write an egress rule "to S3 only" without an account look-up: the ids of the prefix lists that AWS
 * keeps, by region, and what each list weighs in the 60 rules of a group.
 *
 * A row is here only where stored public material shows the id: `high` = output of the EC2 API, or of several unrelated
 * authors; `medium` = one output of the EC2 API, or two places of lesser standing. What one author alone claims is left out
 * (S3 in af-south-1, ap-east-1, ap-south-2, ap-southeast-3/4, eu-central-2, eu-south-1, me-central-1, me-south-1; CloudFront
 * in ap-southeast-3/4, ca-west-1, eu-south-2, me-central-1). A region without a row needs a look-up
 * (`PrefixList.fromLookup`, `describe-managed-prefix-lists`) or the id from the user; never guess: id and region do not
 * follow from each other. Wrong ids circulate: several generated repositories swap the S3 ids of the US regions.
 *
 * INVARIANT: an id is unique within its region only. `pl-78a54011` is S3 in Mumbai and in Seoul, and DynamoDB in Tokyo.
 *
 * Does not cover: the address ranges in a list, IPv6 lists, China, GovCloud and the isolated partitions.
 */

/** When the rows were collected. AWS keeps an id for the life of the list. */
export const PREFIX_LISTS_DATE = '2026-11-22';

export type PrefixListService = 's3' | 'dynamodb' | 'cloudfront' | 'vpc-lattice';

export interface PrefixListId {
  readonly service: PrefixListService;
  readonly region: string;
  readonly id: string;
  readonly confidence: 'high' | 'medium';
  /** Keys of `PREFIX_LIST_SOURCES`. */
  readonly sources: readonly string[];
}

export const PREFIX_LIST_SOURCES: Readonly<Record<string, string>> = {
  'api15': 'describe-prefix-lists run over 15 regions, printed with the CIDRs in the README of sharadchhetri.com\'s aws repository (2018)',
  'steampipe21': 'EC2 API output in turbot/steampipe-plugin-aws pull request 813 (2021)',
  'steampipe23': 'EC2 API output in turbot/steampipe-plugin-aws pull request 1577 (2023)',
  'dataall': 'EC2 API output in data-dot-all/dataall issue 618 (2023)',
  'roadmap': 'mapping in aws-cloudformation/cloudformation-coverage-roadmap issue 453 (2020)',
  'vsrx': 'mapping in Juniper/vSRX-AWS issue 14 (2020)',
  'codeguru': 'mapping in the infrastructure code of Amazon CodeGuru Reviewer',
  'tropo': 'mapping AWSRegions2S3PrefixListID of a Python (troposphere) web application stack',
  'mdaa': 'sample configurations of the AWS Modern Data Architecture Accelerator',
  'use': 'route tables, rules and error texts of unrelated deployments',
  'one': 'notes of one organisation with the CIDRs, and a CDK mapping of another author',
  'gitea': 'aws-cloudformation/aws-cloudformation-templates, Gitea template, which cites the AWS networking blog',
  'widdix': 'widdix/aws-cf-templates, wordpress-ha-aurora template',
  'cdkmaps': 'mappings of unrelated CDK and Terraform repositories',
  'console': 'link to the VPC console of that region in a support page',
  'eksgw': 'AWS Gateway API controller guide: get-managed-prefix-list-entries gives 169.254.171.0/24',
};

type Row = readonly [id: string, confidence: 'high' | 'medium', sources: string];

const S3: Readonly<Record<string, Row>> = {
  'ap-northeast-1': ['pl-61a54008', 'high', 'api15 steampipe21 roadmap'],
  'ap-northeast-2': ['pl-78a54011', 'high', 'api15 steampipe21 roadmap'],
  'ap-northeast-3': ['pl-a4a540cd', 'medium', 'tropo use'],
  'ap-south-1': ['pl-78a54011', 'high', 'api15 roadmap codeguru'],
  'ap-southeast-1': ['pl-6fa54006', 'high', 'api15 roadmap codeguru'],
  'ap-southeast-2': ['pl-6ca54005', 'high', 'api15 roadmap use'],
  'ca-central-1': ['pl-7da54014', 'high', 'api15 roadmap mdaa'],
  'eu-central-1': ['pl-6ea54007', 'high', 'api15 steampipe23 roadmap'],
  'eu-north-1': ['pl-c3aa4faa', 'high', 'steampipe21 codeguru tropo'],
  'eu-south-2': ['pl-64a5400d', 'medium', 'one'],
  'eu-west-1': ['pl-6da54004', 'high', 'api15 vsrx codeguru'],
  'eu-west-2': ['pl-7ca54015', 'high', 'api15 vsrx codeguru'],
  'eu-west-3': ['pl-23ad484a', 'high', 'api15 vsrx use'],
  'sa-east-1': ['pl-6aa54003', 'high', 'api15 vsrx codeguru'],
  'us-east-1': ['pl-63a5400a', 'high', 'api15 dataall vsrx'],
  'us-east-2': ['pl-7ba54012', 'high', 'api15 vsrx codeguru'],
  'us-west-1': ['pl-6ba54002', 'high', 'api15 vsrx codeguru'],
  'us-west-2': ['pl-68a54001', 'high', 'api15 vsrx codeguru'],
};

const DYNAMODB: Readonly<Record<string, Row>> = {
  'ap-northeast-1': ['pl-78a54011', 'high', 'api15 steampipe21 roadmap'],
  'ap-northeast-2': ['pl-48a54021', 'high', 'api15 steampipe21 roadmap'],
  'ap-south-1': ['pl-66a7420f', 'high', 'api15 roadmap codeguru'],
  'ap-southeast-1': ['pl-67a5400e', 'high', 'api15 roadmap codeguru'],
  'ap-southeast-2': ['pl-62a5400b', 'high', 'api15 roadmap codeguru'],
  'ap-southeast-3': ['pl-67a5400e', 'medium', 'steampipe23'],
  'ca-central-1': ['pl-4ea54027', 'high', 'api15 steampipe21 roadmap'],
  'eu-central-1': ['pl-66a5400f', 'high', 'api15 steampipe21 roadmap'],
  'eu-north-1': ['pl-adae4bc4', 'high', 'steampipe21 steampipe23 codeguru'],
  'eu-west-1': ['pl-6fa54006', 'high', 'api15 codeguru'],
  'eu-west-2': ['pl-b3a742da', 'high', 'api15 codeguru use'],
  'eu-west-3': ['pl-abb451c2', 'high', 'api15 use'],
  'me-south-1': ['pl-c9b451a0', 'medium', 'steampipe23'],
  'sa-east-1': ['pl-60a54009', 'medium', 'api15'],
  'us-east-1': ['pl-02cd2c6b', 'high', 'api15 codeguru use'],
  'us-east-2': ['pl-4ca54025', 'high', 'api15 codeguru'],
  'us-west-1': ['pl-6ea54007', 'high', 'api15 codeguru'],
  'us-west-2': ['pl-00a54069', 'high', 'api15 codeguru'],
};

// com.amazonaws.global.cloudfront.origin-facing (IPv4): one list per region in spite of its name.
const CLOUDFRONT: Readonly<Record<string, Row>> = {
  'af-south-1': ['pl-c0aa4fa9', 'high', 'widdix cdkmaps'],
  'ap-east-1': ['pl-14b2577d', 'high', 'widdix cdkmaps'],
  'ap-northeast-1': ['pl-58a04531', 'high', 'gitea widdix cdkmaps'],
  'ap-northeast-2': ['pl-22a6434b', 'high', 'gitea widdix cdkmaps'],
  'ap-northeast-3': ['pl-31a14458', 'high', 'widdix cdkmaps'],
  'ap-south-1': ['pl-9aa247f3', 'high', 'gitea steampipe23 widdix'],
  'ap-south-2': ['pl-0a25c3463226fcc61', 'medium', 'widdix cdkmaps'],
  'ap-southeast-1': ['pl-31a34658', 'high', 'gitea widdix cdkmaps'],
  'ap-southeast-2': ['pl-b8a742d1', 'high', 'gitea widdix cdkmaps'],
  'ca-central-1': ['pl-38a64351', 'high', 'gitea widdix cdkmaps'],
  'eu-central-1': ['pl-a3a144ca', 'high', 'gitea widdix cdkmaps'],
  'eu-central-2': ['pl-00b37293991dbe6a8', 'medium', 'widdix console'],
  'eu-north-1': ['pl-fab65393', 'high', 'gitea widdix cdkmaps'],
  'eu-south-1': ['pl-1bbc5972', 'high', 'widdix cdkmaps'],
  'eu-west-1': ['pl-4fa04526', 'high', 'gitea widdix cdkmaps'],
  'eu-west-2': ['pl-93a247fa', 'high', 'gitea widdix cdkmaps'],
  'eu-west-3': ['pl-75b1541c', 'high', 'gitea widdix cdkmaps'],
  'il-central-1': ['pl-0dd89524416301988', 'medium', 'widdix use'],
  'me-south-1': ['pl-17b2577e', 'high', 'steampipe23 widdix cdkmaps'],
  'sa-east-1': ['pl-5da64334', 'high', 'gitea widdix cdkmaps'],
  'us-east-1': ['pl-3b927c52', 'high', 'gitea widdix cdkmaps'],
  'us-east-2': ['pl-b6a144df', 'high', 'gitea widdix cdkmaps'],
  'us-west-1': ['pl-4ea04527', 'high', 'gitea widdix cdkmaps'],
  'us-west-2': ['pl-82a045eb', 'high', 'gitea widdix cdkmaps'],
};

const VPC_LATTICE: Readonly<Record<string, Row>> = {
  'us-east-1': ['pl-07cbd8b5e26960eac', 'medium', 'use'],
  'us-west-2': ['pl-0721453c7ac4ec009', 'high', 'eksgw use'],
};

function rows(service: PrefixListService, table: Readonly<Record<string, Row>>): PrefixListId[] {
  return Object.entries(table).map(([region, [id, confidence, sources]]) => ({ service, region, id, confidence, sources: sources.split(' ') }));
}

export const PREFIX_LISTS: readonly PrefixListId[] = [
  ...rows('s3', S3),
  ...rows('dynamodb', DYNAMODB),
  ...rows('cloudfront', CLOUDFRONT),
  ...rows('vpc-lattice', VPC_LATTICE),
];

export interface PrefixListWeight {
  /** As EC2 names the list; `{region}` stands for the region. */
  readonly name: string;
  /** How many of a group's rules one reference takes. */
  readonly weight: number;
  /**
   * In which of the two counts (IPv4 and IPv6) a reference is taken. Both for S3 and DynamoDB: the quota page said so for
   * "AWS-managed prefix list ID" while these were the only ones. One for lists that come in a pair by address family (belief).
   */
  readonly counts: readonly (4 | 6)[];
  readonly source: string;
}

const WEIGHTS_PAGE = 'Amazon VPC user guide, "AWS-managed prefix lists"';

export const PREFIX_LIST_WEIGHTS: readonly PrefixListWeight[] = [
  { name: 'com.amazonaws.global.cloudfront.origin-facing', weight: 55, counts: [4], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.global.groundstation', weight: 5, counts: [4], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.global.ipv6.cloudfront.origin-facing', weight: 55, counts: [6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.dynamodb', weight: 1, counts: [4, 6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.ec2-instance-connect', weight: 2, counts: [4], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.ipv6.ec2-instance-connect', weight: 2, counts: [6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.ipv6.route53-healthchecks', weight: 25, counts: [6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.ipv6.vpc-lattice', weight: 10, counts: [6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.route53-healthchecks', weight: 25, counts: [4], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.s3', weight: 1, counts: [4, 6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.s3express', weight: 6, counts: [4, 6], source: WEIGHTS_PAGE },
  { name: 'com.amazonaws.{region}.vpc-lattice', weight: 10, counts: [4], source: WEIGHTS_PAGE },
];

const NAMES: Readonly<Record<PrefixListService, string>> = {
  'cloudfront': 'com.amazonaws.global.cloudfront.origin-facing',
  'dynamodb': 'com.amazonaws.{region}.dynamodb',
  's3': 'com.amazonaws.{region}.s3',
  'vpc-lattice': 'com.amazonaws.{region}.vpc-lattice',
};

/** The name to look an id up by: `com.amazonaws.eu-west-1.s3`. */
export function prefixListName(service: PrefixListService, region: string): string {
  return NAMES[service].replace('{region}', region);
}

/** Undefined where no id is known (also for a token): look it up, never guess. */
export function prefixListId(service: PrefixListService, region: string): PrefixListId | undefined {
  return PREFIX_LISTS.find((row) => row.service === service && row.region === region);
}

/** Which service an id found in a template or a route table stands for. Needs the region: ids repeat across regions. */
export function prefixListOf(id: string, region: string): PrefixListId | undefined {
  return PREFIX_LISTS.find((row) => row.id === id && row.region === region);
}

/** By the list's name with its region, e.g. `com.amazonaws.eu-west-1.s3`; undefined for lists that AWS does not keep. */
export function prefixListWeight(name: string): PrefixListWeight | undefined {
  const exact = PREFIX_LIST_WEIGHTS.find((row) => row.name === name);
  if (exact !== undefined) return exact;
  const end = /^com\.amazonaws\.[a-z]{2,}(?:-[a-z]+)+-\d+\.(.+)$/.exec(name)?.[1];
  return end === undefined ? undefined : PREFIX_LIST_WEIGHTS.find((row) => row.name === `com.amazonaws.{region}.${end}`);
}
