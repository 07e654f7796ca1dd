import { PREFIX_LIST_WEIGHTS, QUOTAS, quotaOf, RULE_COSTS, ruleCost, type QuotaName } from '../../../../lib/layers/network/catalogue';

test('values are those of the pages', () => {
  const values = Object.fromEntries(Object.entries(QUOTAS).map(([name, quota]) => [name, quota.value]));
  expect(values).toMatchObject({
    rulesPerGroup: 60, groupsPerInterface: 5, rulesTimesGroups: 1000, groupsPerRegion: 2500, endpointPolicyCharacters: 20480,
    templateResources: 500, templateParameters: 200, templateOutputs: 200, templateBytes: 1_000_000, interfaceEndpointsPerVpc: 50, gatewayEndpointsPerRegion: 20,
  });
});

test('each quota is a whole number with a reason, a source and a sane ceiling', () => {
  for (const name of Object.keys(QUOTAS) as QuotaName[]) {
    const quota = quotaOf(name);
    expect(Number.isSafeInteger(quota.value) && quota.value > 0).toBe(true);
    expect(quota.what.length).toBeGreaterThan(10);
    expect(quota.source.length).toBeGreaterThan(10);
    if (quota.max !== undefined) expect([quota.adjustable, quota.max > quota.value]).toEqual([true, true]);
  }
});

test('the defaults keep within the product', () => {
  expect(QUOTAS.rulesPerGroup.value * QUOTAS.groupsPerInterface.value).toBeLessThanOrEqual(QUOTAS.rulesTimesGroups.value);
});

test('an address counts in its own version only', () => {
  expect(ruleCost({ kind: 'cidr', version: 4 })).toEqual({ ipv4: 1, ipv6: 0 });
  expect(ruleCost({ kind: 'cidr', version: 6 })).toEqual({ ipv4: 0, ipv6: 1 });
});

test('a group counts in both', () => {
  expect(ruleCost({ kind: 'group' })).toEqual({ ipv4: 1, ipv6: 1 });
});

test('a list of AWS counts its weight, one of our own its maximum', () => {
  const list = (end: string): ReturnType<typeof ruleCost> => ruleCost({ kind: 'aws-prefix-list', ...PREFIX_LIST_WEIGHTS.find((w) => w.name.endsWith(end))! });
  expect(list('{region}.s3')).toEqual({ ipv4: 1, ipv6: 1 });
  expect(list('global.cloudfront.origin-facing')).toEqual({ ipv4: 55, ipv6: 0 });
  expect(list('ipv6.cloudfront.origin-facing')).toEqual({ ipv4: 0, ipv6: 55 });
  expect(ruleCost({ kind: 'customer-prefix-list', maxEntries: 20, version: 4 })).toEqual({ ipv4: 20, ipv6: 0 });
  expect(ruleCost({ kind: 'customer-prefix-list', maxEntries: 20, version: 6 })).toEqual({ ipv4: 0, ipv6: 20 });
});

test('cloudfront leaves room for five rules, not for a second list', () => {
  const cloudfront = PREFIX_LIST_WEIGHTS.find((w) => w.name === 'com.amazonaws.global.cloudfront.origin-facing')!;
  expect(QUOTAS.rulesPerGroup.value - cloudfront.weight).toBe(5);
});

test('each kind of peer has its rule of counting, with a source', () => {
  expect(RULE_COSTS.map((row) => row.kind)).toEqual(['aws-prefix-list', 'cidr', 'customer-prefix-list', 'group']);
  for (const row of RULE_COSTS) expect(row.source.length).toBeGreaterThan(10);
});
