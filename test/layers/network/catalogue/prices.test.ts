import { idleCost, monthlyUsdOf, priceOf, PRICES } from '../../../../lib/layers/network/catalogue';

test('items are unique and sorted, and have one list price each', () => {
  const items = PRICES.map((p) => p.item);
  expect(items).toEqual([...new Set(items)].sort());
  for (const p of PRICES) {
    expect([p.hourlyUsd, p.flatMonthlyUsd].filter((v) => v !== undefined)).toHaveLength(1);
    expect(p.hourlyUsd ?? p.flatMonthlyUsd).toBeGreaterThanOrEqual(0);
    expect(p.per.length).toBeGreaterThan(0);
    expect(p.source.length).toBeGreaterThan(5);
  }
});

test('a month of 730 hours costs what AWS publishes', () => {
  const months = Object.fromEntries(PRICES.map((p) => [p.item, monthlyUsdOf(p)]));
  expect(months).toMatchObject({
    'interface-endpoint': 7.3, 'gateway-endpoint': 0, 'nat-gateway': 32.85, 'public-ipv4': 3.65, 'network-load-balancer': 16.43, 'application-load-balancer': 16.43,
    'network-firewall-endpoint': 288.35, 'transit-gateway-attachment': 36.5, 'dns-firewall-advanced': 116.8, 'flow-log': 0, 'kms-key': 1,
    'vpc-lattice-service': 18.25, 'verified-access-application': 197.1, 'vpc-encryption-control': 109.5, 'alarm': 0.1, 'dashboard': 3, 'secret': 0.4,
  });
});

test('six endpoints in two zones', () => {
  const cost = idleCost([{ item: 'interface-endpoint', quantity: 12, why: 'six services in 2 zones' }, { item: 'gateway-endpoint', quantity: 2, why: 's3, dynamodb' }]);
  expect(cost.monthlyUsd).toBe(87.6);
  expect(cost.belief).toBe(false);
  expect(cost.lines.map((line) => [line.item, line.quantity, line.why, line.monthlyUsd])).toEqual([['interface-endpoint', 12, 'six services in 2 zones', 87.6], ['gateway-endpoint', 2, 's3, dynamodb', 0]]);
});

test('the sum is the sum of the lines in cents, in whatever order they came', () => {
  const items = PRICES.map((p, i) => ({ item: p.item, quantity: (i * 7) % 5, why: `because ${i}` }));
  const cost = idleCost(items);
  expect(Math.round(cost.monthlyUsd * 100)).toBe(cost.lines.reduce((sum, line) => sum + Math.round(line.monthlyUsd * 100), 0));
  expect(idleCost([...items].reverse())).toEqual(cost);
  expect(idleCost([...items.slice(9), ...items.slice(0, 9)])).toEqual(cost);
  expect(items.map((entry) => entry.why)[0]).toBe('because 0'); // the caller's list keeps its order
});

test('lines that differ in nothing but the reason keep one order', () => {
  const a = { item: 'kms-key', quantity: 1, why: 'a' };
  const b = { item: 'kms-key', quantity: 1, why: 'b' };
  expect(idleCost([b, a])).toEqual(idleCost([a, b]));
});

test('rounding is half up, per line', () => {
  expect(idleCost([{ item: 'network-load-balancer', quantity: 1, why: '16.425' }]).monthlyUsd).toBe(16.43);
  expect(idleCost([{ item: 'network-load-balancer', quantity: 2, why: '32.85' }]).monthlyUsd).toBe(32.85);
  expect(idleCost([{ item: 'dns-firewall-domain', quantity: 9, why: '0.0045' }]).monthlyUsd).toBe(0);
  expect(idleCost([{ item: 'dns-firewall-domain', quantity: 10, why: '0.005' }]).monthlyUsd).toBe(0.01);
});

test('many cents do not drift', () => {
  expect(idleCost(Array.from({ length: 1000 }, (_, i) => ({ item: 'alarm', quantity: 1, why: `${i}` }))).monthlyUsd).toBe(100);
});

test('a belief shows only where it costs something', () => {
  expect(idleCost([{ item: 'security-group', quantity: 40, why: 'free' }]).belief).toBe(false);
  expect(idleCost([{ item: 'application-load-balancer', quantity: 1, why: 'ingress' }]).belief).toBe(true);
  expect(idleCost([{ item: 'application-load-balancer', quantity: 0, why: 'none' }]).belief).toBe(false);
});

test('nothing costs nothing', () => {
  expect(idleCost([])).toEqual({ monthlyUsd: 0, lines: [], belief: false });
});

test('an unknown item and a quantity that is not a whole number are refused', () => {
  expect(() => idleCost([{ item: 'nat-gatway', quantity: 1, why: '' }])).toThrow('unknown price item `nat-gatway`; did you mean `nat-gateway`?');
  for (const quantity of [-1, 0.5, NaN, Infinity]) expect(() => idleCost([{ item: 'kms-key', quantity, why: '' }])).toThrow(`quantity of \`kms-key\` is not a whole number of 0 or more: got ${quantity}`);
  expect(priceOf('nat')).toBeUndefined();
});
