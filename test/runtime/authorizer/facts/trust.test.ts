/** Properties of trust: where one sits earns nothing, silence lowers, what is not known is never better than what is; and a configuration that cannot judge is refused whole. */
import * as fc from 'fast-check';
import { type DeviceRow, type Fact, type StoredFacts, type SubjectRow, TIERS } from '../../../../lib/contract/access/facts';
import { decayed, rankOf } from '../../../../lib/runtime/authorizer/facts/device';
import { prepareTrust, TrustConfigError } from '../../../../lib/runtime/authorizer/facts/prepare';
import { WEIGHTS } from '../../../../lib/runtime/authorizer/facts/trust';
import { type Change, DAY, judge, TRUST } from '../support/judged';
import { OTHER_THUMBPRINT, THUMBPRINT } from '../support/rows';
import { NOW } from '../support/tokens';

const time = fc.integer({ min: NOW - 60 * DAY, max: NOW });
const missing = fc.constantFrom('absent', 'stale', 'unreachable', 'unasked', 'malformed').map((why) => ({ missing: why }) as Fact<never>);
const deviceRow: fc.Arbitrary<DeviceRow> = fc.record({ tier: fc.constantFrom(...TIERS), reportedAt: time, revoked: fc.boolean(), posture: fc.constant({ a: 1 }) });
const subjectRow: fc.Arbitrary<SubjectRow> = fc.record({
  riskScore: fc.integer({ min: 0, max: 100 }), updatedAt: time, recentDenials: fc.integer({ min: 0, max: 50 }), velocity: fc.integer({ min: 0, max: 300 }),
  devices: fc.subarray([THUMBPRINT, OTHER_THUMBPRINT]), places: fc.array(fc.record({ country: fc.constantFrom('DE', 'AU', 'US'), at: time }), { maxLength: 3 }), revokedBefore: fc.oneof(fc.constant(undefined as never), time),
});
const fact = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> => of.map((value) => ({ value, asOf: NOW }));
const stored: fc.Arbitrary<StoredFacts> = fc.record({ device: fact(deviceRow), subject: fact(subjectRow), session: fc.oneof(fact(time.map((revokedAt) => ({ revokedAt }))), missing) });
const change: fc.Arbitrary<Change> = fc.record({
  stored, country: fc.constantFrom('DE', 'AU', 'KP', null), sourceIp: fc.constantFrom('192.0.2.1', '198.51.100.1'),
  token: fc.record({ authTime: fc.oneof(fc.constant(undefined), time), amr: fc.subarray(['mfa', 'pwd']), boundTo: fc.constantFrom({}, { certificate: THUMBPRINT }, { key: THUMBPRINT }) }),
  route: fc.record({ minimumTier: fc.constantFrom(...TIERS), required: fc.subarray(['device', 'subject', 'session'] as const) }),
}) as never;

test('the weights are a whole, and each has its reason', () => {
  expect(Object.values(WEIGHTS).reduce((sum, { points }) => sum + points, 0)).toBe(100);
  for (const { because, points } of Object.values(WEIGHTS)) expect([because.length > 20, points > 0]).toEqual([true, true]);
});

test('office or coffee shop: the address changes neither tier nor score nor floors', () => {
  fc.assert(fc.property(change, fc.constantFrom('198.51.100.1', '203.0.113.7', '2001:db8:1::1', '10.0.0.1', '::ffff:198.51.100.1', '127.0.0.1', 'x'), (one, sourceIp) => {
    const [shop, office] = [judge({ ...one, sourceIp: '192.0.2.44' }), judge({ ...one, sourceIp })];
    expect([office.tier, office.score, office.floors]).toEqual([shop.tier, shop.score, shop.floors]);
    expect({ ...office.context, location: 0 }).toEqual({ ...shop.context, location: 0 });
  }), { numRuns: 300 });
});

test('a country may close the door, and raises nothing', () => {
  fc.assert(fc.property(change, fc.constantFrom('DE', 'AU', 'KP', 'FR', null), (one, country) => {
    const [here, there] = [judge(one), judge({ ...one, country })];
    expect([there.tier, there.score]).toEqual([here.tier, here.score]);
  }), { numRuns: 200 });
});

test('missing facts lower or leave, never raise', () => {
  const gaps = fc.record({ device: fc.option(missing), subject: fc.option(missing), session: fc.option(missing), authTime: fc.boolean(), amr: fc.boolean(), bound: fc.boolean(), thumbprint: fc.boolean() });
  let lowered = 0;
  fc.assert(fc.property(change, gaps, (one, gap) => {
    const less = judge({
      ...one, ...(gap.thumbprint ? { thumbprint: null } : {}),
      stored: { ...one.stored, ...(gap.device === null ? {} : { device: gap.device }), ...(gap.subject === null ? {} : { subject: gap.subject }), ...(gap.session === null ? {} : { session: gap.session }) },
      token: { ...one.token, ...(gap.authTime ? { authTime: undefined } : {}), ...(gap.amr ? { amr: [] } : {}), ...(gap.bound ? { boundTo: {} } : {}) },
    });
    const all = judge(one);
    expect(less.score).toBeLessThanOrEqual(all.score);
    expect(rankOf(less.tier)).toBeLessThanOrEqual(rankOf(all.tier));
    if (less.score < all.score) lowered += 1;
  }), { numRuns: 500 });
  expect(lowered).toBeGreaterThan(200);
});

test('a required fact that nobody could read lets nobody in; nor does one that cannot be read where none is required', () => {
  fc.assert(fc.property(change, fc.constantFrom('device', 'subject', 'session'), fc.constantFrom('stale', 'unreachable', 'malformed'), (one, kind, why) => {
    const gone = { ...one, stored: { ...one.stored, [kind]: { missing: why } } };
    expect(judge({ ...gone, route: { ...one.route, required: [kind] } }).floors.length).toBeGreaterThan(0);
    if (why === 'malformed') expect(judge({ ...gone, route: { minimumTier: 'BASIC', required: [] } }).floors.length).toBeGreaterThan(0);
  }));
});

test('below the tier of the route there is always a floor, whatever else is the case', () => {
  fc.assert(fc.property(change, (one) => {
    const { tier, floors } = judge(one);
    if (rankOf(tier) < rankOf(one.route!.minimumTier!)) expect(floors.length).toBeGreaterThan(0);
  }), { numRuns: 500 });
});

test('decay: silence never raises, a better device is never worse, and a tier holds to the second', () => {
  const decay = fc.record({ KNOWN: fc.nat(1_000), MANAGED: fc.nat(1_000), HARDENED: fc.nat(1_000) });
  fc.assert(fc.property(decay, fc.constantFrom(...TIERS), fc.nat(1_200), fc.nat(1_200), (config, tier, age, more) => {
    expect(rankOf(decayed(tier, age + more, config))).toBeLessThanOrEqual(rankOf(decayed(tier, age, config)));
    expect(rankOf(decayed(tier, age, config))).toBeLessThanOrEqual(rankOf(tier));
    const better = TIERS[Math.min(3, rankOf(tier) + 1)];
    expect(rankOf(decayed(better, age, config))).toBeGreaterThanOrEqual(rankOf(decayed(tier, age, config)));
  }));
  const { decay: stated } = TRUST;
  expect([0, DAY, DAY + 1, 7 * DAY, 7 * DAY + 1, 30 * DAY, 30 * DAY + 1, Infinity].map((age) => decayed('HARDENED', age, stated))).toEqual(['HARDENED', 'HARDENED', 'MANAGED', 'MANAGED', 'KNOWN', 'KNOWN', 'BASIC', 'BASIC']);
});

test('the score falls as a report grows old, and stays between 0 and 100', () => {
  fc.assert(fc.property(change, fc.nat(40 * DAY), (one, age) => {
    const at = (reportedAt: number): number => judge({ ...one, stored: { ...one.stored, device: { value: { ...(one.stored!.device!.value as DeviceRow), reportedAt }, asOf: NOW } } }).score;
    const [young, old] = [at(NOW - Math.floor(age / 2)), at(NOW - age)];
    expect(old).toBeLessThanOrEqual(young);
    expect(old >= 0 && young <= 100 && Number.isInteger(old)).toBe(true);
  }), { numRuns: 300 });
});

test('all that is wrong with a configuration, at once', () => {
  const wrong = {
    ...TRUST, decay: { KNOWN: NaN, MANAGED: 0, HARDENED: -1 }, addressSets: { office: ['10.0.0.1/8', 'x'], good: ['10.0.0.0/8'] }, countryHeader: undefined, deniedCountries: ['Korea'],
    windows: { office: { timeZone: 'Mars/Base', days: [1], since: 1, until: 2 } }, behaviour: { maximumRisk: NaN, maximumSpeed: 1_000 },
  };
  const error = ((): unknown => { try { prepareTrust(wrong, { clockSkew: 60 }); return undefined; } catch (thrown) { return thrown; } })() as TrustConfigError;
  expect(error).toBeInstanceOf(TrustConfigError);
  expect(error.code).toBe('TrustConfigInvalid');
  expect(error.problems).toHaveLength(10);
  for (const words of ['decay.KNOWN', 'decay.MANAGED', 'decay.HARDENED', 'behaviour.maximumRisk', 'deniedCountries', '`Korea`', 'maximumSpeed', '`10.0.0.1/8`', '`x`', 'Mars/Base']) expect(error.message).toContain(words);
  expect(() => prepareTrust({ ...TRUST, countryHeader: 'CloudFront-Viewer-Country' }, { clockSkew: 60 })).toThrow('lower case');
});
