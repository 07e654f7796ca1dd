/**
 * Prefix lists that AWS keeps, by region: `awsListName('pl-6da54004', 'eu-west-1')` is `com.amazonaws.eu-west-1.s3`.
 *
 * An id is unique in its region only (`pl-78a54011` is S3 in Mumbai and in Seoul, DynamoDB in Tokyo). Where the region is not
 * known, an id is named only if all regions agree on the service and there is but one. A list that is not here is a list whose
 * entries are not known, nothing worse. Collected on 2026-11-22 from output of `describe-managed-prefix-lists` and from
 * mappings in public templates of several authors; a test compares this table with the one that the network layer writes by.
 */
const ROWS = `
s3 ap-northeast-1 pl-61a54008 ap-northeast-2 pl-78a54011 ap-northeast-3 pl-a4a540cd ap-south-1 pl-78a54011 ap-southeast-1 pl-6fa54006
s3 ap-southeast-2 pl-6ca54005 ca-central-1 pl-7da54014 eu-central-1 pl-6ea54007 eu-north-1 pl-c3aa4faa eu-south-2 pl-64a5400d
s3 eu-west-1 pl-6da54004 eu-west-2 pl-7ca54015 eu-west-3 pl-23ad484a sa-east-1 pl-6aa54003 us-east-1 pl-63a5400a us-east-2 pl-7ba54012
s3 us-west-1 pl-6ba54002 us-west-2 pl-68a54001
dynamodb ap-northeast-1 pl-78a54011 ap-northeast-2 pl-48a54021 ap-south-1 pl-66a7420f ap-southeast-1 pl-67a5400e ap-southeast-2 pl-62a5400b
dynamodb ap-southeast-3 pl-67a5400e ca-central-1 pl-4ea54027 eu-central-1 pl-66a5400f eu-north-1 pl-adae4bc4 eu-west-1 pl-6fa54006
dynamodb eu-west-2 pl-b3a742da eu-west-3 pl-abb451c2 me-south-1 pl-c9b451a0 sa-east-1 pl-60a54009 us-east-1 pl-02cd2c6b us-east-2 pl-4ca54025
dynamodb us-west-1 pl-6ea54007 us-west-2 pl-00a54069
global.cloudfront.origin-facing af-south-1 pl-c0aa4fa9 ap-east-1 pl-14b2577d ap-northeast-1 pl-58a04531 ap-northeast-2 pl-22a6434b
global.cloudfront.origin-facing ap-northeast-3 pl-31a14458 ap-south-1 pl-9aa247f3 ap-south-2 pl-0a25c3463226fcc61 ap-southeast-1 pl-31a34658
global.cloudfront.origin-facing ap-southeast-2 pl-b8a742d1 ca-central-1 pl-38a64351 eu-central-1 pl-a3a144ca eu-central-2 pl-00b37293991dbe6a8
global.cloudfront.origin-facing eu-north-1 pl-fab65393 eu-south-1 pl-1bbc5972 eu-west-1 pl-4fa04526 eu-west-2 pl-93a247fa eu-west-3 pl-75b1541c
global.cloudfront.origin-facing il-central-1 pl-0dd89524416301988 me-south-1 pl-17b2577e sa-east-1 pl-5da64334 us-east-1 pl-3b927c52
global.cloudfront.origin-facing us-east-2 pl-b6a144df us-west-1 pl-4ea04527 us-west-2 pl-82a045eb
vpc-lattice us-east-1 pl-07cbd8b5e26960eac us-west-2 pl-0721453c7ac4ec009
`;

/** `REGION pl-...` -> name, and `pl-...` -> every name that it has anywhere. */
const [BY_REGION, ANYWHERE] = read();

function read(): [ReadonlyMap<string, string>, ReadonlyMap<string, ReadonlySet<string>>] {
  const [byRegion, anywhere] = [new Map<string, string>(), new Map<string, Set<string>>()];
  for (const line of ROWS.trim().split('\n')) {
    const [service, ...pairs] = line.split(' ');
    for (let i = 0; i < pairs.length; i += 2) {
      const [region, id] = [pairs[i], pairs[i + 1]];
      const name = service.startsWith('global.') ? `com.amazonaws.${service}` : `com.amazonaws.${region}.${service}`;
      byRegion.set(`${region} ${id}`, name);
      anywhere.set(id, (anywhere.get(id) ?? new Set()).add(name));
    }
  }
  return [byRegion, anywhere];
}

export function awsListName(id: string, region: string | undefined): string | undefined {
  if (region !== undefined) return BY_REGION.get(`${region} ${id}`);
  const names = ANYWHERE.get(id);
  return names?.size === 1 ? [...names][0] : undefined;
}

/** For the test that compares tables. */
export function awsLists(): ReadonlyMap<string, string> {
  return BY_REGION;
}
