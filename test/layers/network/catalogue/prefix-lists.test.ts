import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { PREFIX_LIST_SOURCES, PREFIX_LIST_WEIGHTS, PREFIX_LISTS, prefixListId, prefixListName, prefixListOf, prefixListWeight, type PrefixListService } from '../../../../lib/layers/network/catalogue';

const CORPUS = join(__dirname, '../../../../../shared/corpus/cloudformation');

/** `region -> id` of a CloudFormation mapping: the region is a key, the id stands in the block below it. */
function mapped(file: string): [region: string, id: string][] {
  const found: [string, string][] = [];
  let region = '';
  for (const line of readFileSync(join(CORPUS, file), 'utf8').split('\n')) {
    region = /^\s+'?([a-z]{2}-[a-z]+-\d)'?:\s*$/.exec(line)?.[1] ?? region;
    const id = /:\s*'?(pl-[0-9a-f]+)'?\s*$/.exec(line)?.[1];
    if (id !== undefined) found.push([region, id]);
  }
  return found;
}

test('an id looks like one and its region is a region of the aws partition', () => {
  const regions = RegionInfo.regions.filter((r) => r.partition === 'aws').map((r) => r.name);
  for (const row of PREFIX_LISTS) {
    expect(row.id).toMatch(/^pl-([0-9a-f]{8}|[0-9a-f]{17})$/);
    expect(regions).toContain(row.region);
  }
});

test('a service has one id in a region, and an id one meaning in a region', () => {
  const keys = PREFIX_LISTS.map((row) => `${row.service} ${row.region}`);
  const ids = PREFIX_LISTS.map((row) => `${row.id} ${row.region}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(ids).size).toBe(ids.length);
});

test('each row names its sources, and each source has a row', () => {
  const used = new Set(PREFIX_LISTS.flatMap((row) => row.sources));
  expect([...used].sort()).toEqual(Object.keys(PREFIX_LIST_SOURCES).sort());
  for (const row of PREFIX_LISTS) expect(row.sources.length).toBeGreaterThan(0);
});

test('high confidence rests on more than one place', () => {
  for (const row of PREFIX_LISTS.filter((r) => r.confidence === 'high')) expect(row.sources.length).toBeGreaterThan(1);
});

test('rows stand in the order of the regions, so that a diff shows what was added', () => {
  for (const service of ['s3', 'dynamodb', 'cloudfront', 'vpc-lattice'] as PrefixListService[]) {
    const regions = PREFIX_LISTS.filter((row) => row.service === service).map((row) => row.region);
    expect(regions).toEqual([...regions].sort());
  }
});

test('the most used regions have both gateway services', () => {
  for (const region of ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1']) {
    expect(prefixListId('s3', region)?.confidence).toBe('high');
    expect(prefixListId('dynamodb', region)?.confidence).toBe('high');
  }
});

// The corpus lies outside the package: a checkout without it shows these as skipped.
(existsSync(CORPUS) ? test : test.skip).each([
  ['075-aws-cloudformation-Gitea.yaml', 15],
  ['081-aws-cf-templates-wordpress-ha-aurora.yaml', 20],
])('cloudfront ids are those of the public template %s', (file, least) => {
  const compared = mapped(file).filter(([region]) => prefixListId('cloudfront', region) !== undefined);
  expect(compared.length).toBeGreaterThanOrEqual(least);
  expect(compared.map(([region]) => [region, prefixListId('cloudfront', region)?.id])).toEqual(compared);
});

test('one id means different services in different regions', () => {
  expect(prefixListOf('pl-78a54011', 'ap-south-1')?.service).toBe('s3');
  expect(prefixListOf('pl-78a54011', 'ap-northeast-2')?.service).toBe('s3');
  expect(prefixListOf('pl-78a54011', 'ap-northeast-1')?.service).toBe('dynamodb');
  expect(prefixListOf('pl-78a54011', 'eu-west-1')).toBeUndefined();
});

test('an id that one author alone claims, a token and a foreign partition have no answer', () => {
  for (const region of ['af-south-1', 'me-south-1', 'cn-north-1', 'us-gov-west-1', '${Token[AWS.Region.12]}', '']) expect(prefixListId('s3', region)).toBeUndefined();
});

test('names are those that EC2 uses', () => {
  expect(prefixListName('s3', 'eu-west-1')).toBe('com.amazonaws.eu-west-1.s3');
  expect(prefixListName('dynamodb', 'eu-west-1')).toBe('com.amazonaws.eu-west-1.dynamodb');
  expect(prefixListName('vpc-lattice', 'us-west-2')).toBe('com.amazonaws.us-west-2.vpc-lattice');
  expect(prefixListName('cloudfront', 'us-west-2')).toBe('com.amazonaws.global.cloudfront.origin-facing');
});

test('each list weighs what the guide says', () => {
  const weights = Object.fromEntries(PREFIX_LIST_WEIGHTS.map((row) => [row.name.replace(/^com\.amazonaws\.(global|\{region\})\./, ''), row.weight]));
  expect(weights).toEqual({
    'cloudfront.origin-facing': 55, 'ipv6.cloudfront.origin-facing': 55, 'groundstation': 5, 's3': 1, 's3express': 6, 'dynamodb': 1,
    'vpc-lattice': 10, 'ipv6.vpc-lattice': 10, 'route53-healthchecks': 25, 'ipv6.route53-healthchecks': 25, 'ec2-instance-connect': 2, 'ipv6.ec2-instance-connect': 2,
  });
  for (const row of PREFIX_LIST_WEIGHTS) expect(row.counts).toEqual(row.name.includes('.ipv6.') ? [6] : ['s3', 's3express', 'dynamodb'].some((n) => row.name.endsWith(`}.${n}`)) ? [4, 6] : [4]);
});

test('a weight is found by the name with its region', () => {
  for (const row of PREFIX_LISTS) expect(prefixListWeight(prefixListName(row.service, row.region))).toBeDefined();
  expect(prefixListWeight('com.amazonaws.us-gov-west-1.s3')?.weight).toBe(1);
  expect(prefixListWeight('com.amazonaws.global.cloudfront.origin-facing')?.weight).toBe(55);
  for (const name of ['my-list', 'com.amazonaws.eu-west-1.nothing', 'com.amazonaws.s3', 'x.com.amazonaws.eu-west-1.s3', '']) expect(prefixListWeight(name)).toBeUndefined();
});
