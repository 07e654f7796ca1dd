/**
 * What must be refused and what must not, by facts: items 14, 16, 17 and 19 of reference/runtime.md, section 7, and f, m, n, o, p of section 8. Each row is one request that
 * differs from a good one in what it is about.
 */
import type { Reason } from '../../../../lib/contract/access/reasons';
import { statesOf } from '../../../../lib/runtime/authorizer/facts/gather';
import { enrolledName } from '../../../../lib/runtime/authorizer/stores/keys';
import { type Change, DAY, HOUR, judge } from '../support/judged';
import { DEVICE, known, OTHER_THUMBPRINT, SUBJECT } from '../support/rows';
import { ISSUER, NOW, OTHER_ISSUER } from '../support/tokens';

const device = (more: object): Change['stored'] => ({ device: known({ ...DEVICE, ...more }) });
const subject = (more: object): Change['stored'] => ({ subject: known({ ...SUBJECT, ...more }) });
const GONE = { device: { missing: 'unreachable' }, subject: { missing: 'unreachable' }, session: { missing: 'unreachable' } } as const;
const ALL = { required: ['device', 'subject', 'session'] } as const;

test.each<[string, Change, readonly Reason[]]>([
  // 14: what the client says of where it comes from
  ['14 a denied country, and headers that say another', { country: 'KP', stored: subject({ places: [] }), headers: { 'x-forwarded-for': ['198.51.100.7'], 'x-country': ['DE'], 'cf-ipcountry': ['DE'] } }, ['location-denied']],
  ['14 the trusted header twice: one is the client\'s', { country: ['DE', 'KP'] }, ['location-denied']],
  ['14 the same in one line, as HTTP APIs join it', { country: 'DE,KP' }, ['location-denied']],
  ['14 no trusted header: who came around the proxy may be anywhere', { country: null }, ['location-denied']],
  ['14 in another spelling than a country\'s', { country: 'kp' }, ['location-denied']],
  ['14 a code that stands for nowhere', { country: 'XX' }, ['location-denied']],
  // 16: devices
  ['16 in no inventory', { stored: { device: { missing: 'absent' } } }, ['device-unknown']],
  ['16 no certificate, though somebody\'s row is there', { thumbprint: null }, ['tier-too-low']],
  ['16 a report that is too old by a second', { stored: device({ reportedAt: NOW - 7 * DAY - 1 }) }, ['posture-stale']],
  ['16 a hardened device after a day is a managed one', { stored: device({ tier: 'HARDENED', reportedAt: NOW - DAY - 1 }), route: { minimumTier: 'HARDENED' } }, ['posture-stale']],
  ['16 a report from the future', { stored: device({ reportedAt: NOW + 61 }) }, ['store-unreachable']],
  ['16 a tier that it never had', { stored: device({ tier: 'KNOWN' }) }, ['tier-too-low']],
  ['16 the table does not answer, nor a snapshot', { stored: GONE }, ['store-unreachable']],
  ['16 the same for the lowest tier, where the route requires the device', { stored: GONE, route: { minimumTier: 'BASIC', required: ['device'] } }, ['store-unreachable']],
  ['16 stale, where the route requires it', { stored: { device: { missing: 'stale' } }, route: { minimumTier: 'BASIC', required: ['device'] } }, ['store-unreachable']],
  ['16 required, and no certificate', { thumbprint: null, route: { minimumTier: 'BASIC', required: ['device'] } }, ['device-unknown']],
  ['16 a row that cannot be read, at any tier', { stored: { device: { missing: 'malformed' } }, route: { minimumTier: 'BASIC' } }, ['store-unreachable']],
  ['16 revoked, at any tier', { stored: device({ revoked: true }), route: { minimumTier: 'BASIC' } }, ['device-revoked']],
  ['16 enrolled for another', { stored: device({ subjects: [enrolledName(ISSUER, 'bob')] }), route: { minimumTier: 'BASIC' } }, ['device-of-another']],
  ['16 enrolled for her namesake of another issuer', { stored: device({ subjects: [enrolledName(OTHER_ISSUER, 'ann'), 'ann', ISSUER] }) }, ['device-of-another']],
  ['16 enrolled for nobody', { stored: device({ subjects: [] }) }, ['device-of-another']],
  // 17: revocation
  ['17 a session that somebody ended', { stored: { session: known({ revokedAt: NOW - 1 }) } }, ['token-revoked']],
  ['17 and one that is to end: there is a row', { stored: { session: known({ revokedAt: NOW + 100 }) } }, ['token-revoked']],
  ['17 all tokens before now', { stored: subject({ revokedBefore: NOW }) }, ['token-revoked']],
  ['17 a token that is a second too old', { stored: subject({ revokedBefore: NOW - 99 }) }, ['token-revoked']],
  ['17 a session that cannot be read', { stored: { session: { missing: 'malformed' } } }, ['store-unreachable']],
  ['17 a subject that cannot be read', { stored: { subject: { missing: 'malformed' } } }, ['store-unreachable']],
  ['17 nobody can say whether it was revoked, and the route has to know', { stored: { session: { missing: 'unreachable' } }, route: { required: ['session'] } }, ['store-unreachable']],
  ['17 the same of the subject', { stored: { subject: { missing: 'unreachable' } }, route: ALL }, ['store-unreachable']],
  ['17 the token names no session that could end, and the route has to know', { stored: { session: { missing: 'unasked' } }, route: ALL }, ['store-unreachable']],
  ['17 a user whose token names no session', { token: { session: undefined }, stored: { session: { missing: 'unasked' } }, route: ALL }, ['store-unreachable']],
  ['17 no table at all', { stored: { subject: { missing: 'unasked' }, session: { missing: 'unasked' } }, token: { kind: 'service', session: undefined }, route: { required: ['session'] } }, ['store-unreachable']],
  // 19: risk
  ['19 from Germany to Australia in an hour', { country: 'AU' }, ['travel-impossible']],
  ['19 in no time', { country: 'AU', stored: subject({ places: [{ country: 'DE', at: NOW }] }) }, ['travel-impossible']],
  ['19 from a place of the future', { country: 'AU', stored: subject({ places: [{ country: 'DE', at: NOW + 500 }] }) }, ['travel-impossible']],
  ['19 by coordinates of where she was', { country: 'US', stored: subject({ places: [{ country: 'DE', at: NOW - HOUR, latitude: 52.5, longitude: 13.4 }] }) }, ['travel-impossible']],
  ['19 who shares the token is found by the place before the last', { country: 'AU', stored: subject({ places: [{ country: 'AU', at: NOW - 60 }, { country: 'DE', at: NOW - HOUR }] }) }, ['travel-impossible']],
  ['19 too many requests', { stored: subject({ velocity: 200, updatedAt: NOW }) }, ['velocity-too-high']],
  ['19 the same half a minute ago', { stored: subject({ velocity: 200 }) }, ['velocity-too-high']],
  ['19 risk above the floor', { stored: subject({ riskScore: 70.1 }) }, ['risk-too-high']],
  ['19 too many denials', { stored: subject({ recentDenials: 22 }) }, ['risk-too-high']],
  ['19 a denied country', { country: 'KP', stored: subject({ places: [] }) }, ['location-denied']],
  ['19 out of hours', { route: { hours: ['office'] }, now: Date.parse('2026-11-22T17:00:00Z') / 1_000 }, ['outside-hours']],
  ['19 on a day that is none', { route: { hours: ['office'] }, now: Date.parse('2026-11-28T10:00:00Z') / 1_000 }, ['outside-hours']],
  ['19 hours that nobody defined', { route: { hours: ['never'] } }, ['outside-hours']],
  ['19 hours called like a property of every object', { route: { hours: ['constructor', '__proto__', 'toString'] } }, ['outside-hours']],
  ['all at once, revocation first', {
    country: 'KP', route: { hours: ['night'], ...ALL },
    stored: { device: known({ ...DEVICE, revoked: true }), session: known({ revokedAt: 1 }), subject: known({ ...SUBJECT, riskScore: 99, velocity: 9_999 }) },
  }, ['token-revoked', 'device-revoked', 'location-denied', 'travel-impossible', 'risk-too-high', 'velocity-too-high', 'outside-hours']],
])('%s is refused', (_, change, floors) => { expect(judge(change).floors).toEqual(floors); });

test.each<[string, Change]>([
  ['a good one', {}],
  ['f from IPv6 and then by the shared address of a mobile network of the same country', { sourceIp: '100.64.3.4', stored: subject({ places: [{ country: 'DE', at: NOW - 5, latitude: 54.3, longitude: 10.1 }] }) }],
  ['f the other way', { sourceIp: '2001:db8:77::9', stored: subject({ places: [{ country: 'DE', at: NOW - 1, latitude: 47.6, longitude: 12.9 }] }) }],
  ['f across a country as wide as a continent', { country: 'US', stored: subject({ places: [{ country: 'US', at: NOW - 60, latitude: 40.7, longitude: -74 }] }) }],
  ['f to where an hour\'s flight may be a look-up\'s mistake', { country: 'IE', stored: subject({ places: [{ country: 'DE', at: NOW - 60 }] }) }],
  ['f over a border', { country: 'FR', stored: subject({ places: [{ country: 'DE', at: NOW - 60 }] }) }],
  ['f to the overseas part of a neighbour, in a day', { country: 'RE', stored: subject({ places: [{ country: 'FR', at: NOW - DAY }] }) }],
  ['f to Australia in a day', { country: 'AU', stored: subject({ places: [{ country: 'DE', at: NOW - DAY }] }) }],
  ['f from an address that cannot be read', { sourceIp: 'unknown' }],
  ['f nobody denies a country, and none is known', { country: null, trust: { deniedCountries: [] } }],
  ['m a service without a session, where the route requires one', { token: { kind: 'service', session: undefined, authTime: undefined, amr: [], boundTo: {} }, stored: { session: { missing: 'unasked' } }, route: ALL }],
  ['m a subject that nobody has seen yet', { stored: { subject: { missing: 'absent' } }, route: ALL }],
  ['n an enrolment that has not ended', { stored: device({ subjects: [enrolledName(ISSUER, 'bob'), enrolledName(ISSUER, 'ann')] }) }],
  ['n a report a second before it is too old', { stored: device({ reportedAt: NOW - 7 * DAY }) }],
  ['n a clock that is a minute ahead', { stored: device({ reportedAt: NOW + 60 }) }],
  ['n a token that was issued as others were revoked', { stored: subject({ revokedBefore: NOW - 100 }) }],
  ['o at UTC midnight inside the hours', { route: { hours: ['night', 'office'] }, now: Date.parse('2026-11-21T05:00:00Z') / 1_000, stored: device({ reportedAt: Date.parse('2026-11-21T04:00:00Z') / 1_000 }) }],
  ['o in one of two windows', { route: { hours: ['night', 'office'] } }],
  ['p a snapshot of four minutes ago', { stored: { device: known(DEVICE, NOW - 240), subject: known(SUBJECT, NOW - 240), session: { missing: 'absent' } } }],
  ['p the subject\'s row out of reach, where the route requires none', { stored: { subject: { missing: 'unreachable' }, session: { missing: 'unreachable' } } }],
  ['p everything out of reach, at the lowest tier', { stored: GONE, route: { minimumTier: 'BASIC' } }],
  ['19 risk at the floor is not above it', { stored: subject({ riskScore: 70 }) }],
  ['19 somebody who rested since the burst', { stored: subject({ velocity: 5_000, recentDenials: 300, updatedAt: NOW - 2 * HOUR }) }],
  ['19 floors that nobody set', { country: 'AU', behaviour: {}, stored: subject({ riskScore: 100, velocity: 1e6, recentDenials: 1e6 }) }],
])('%s is not refused', (_, change) => { expect(judge(change).floors).toEqual([]); });

test('the context of a good request', () => {
  const { context, tier, score } = judge({ sourceIp: '198.51.100.9' });
  expect(context).toStrictEqual({
    device: { known: true, tier: 2, ageSeconds: 600, posture: { diskEncrypted: true, osVersion: '15.1', patchDays: 3 } },
    location: { sets: ['office'], country: 'DE' },
    behaviour: { risk: 5, velocity: 3, recentDenials: 0, newDevice: false, travelSpeed: 0 },
    time: { windows: ['office'], weekday: 7, minuteOfDay: 720 },
    token: { ageSeconds: 100, authenticationAgeSeconds: 3_600 },
    trust: { tier: 2, score },
  });
  expect([tier, score]).toEqual(['MANAGED', 86]);
});

test('what is missing is not in the context, and all numbers are whole', () => {
  const { context } = judge({ stored: GONE, country: null, token: { authTime: undefined } });
  expect(context).toStrictEqual({ device: { known: false, tier: 0 }, location: { sets: [] }, behaviour: {}, time: { windows: ['office'], weekday: 7, minuteOfDay: 720 }, token: { ageSeconds: 100 }, trust: { tier: 0, score: 15 } });
  const rounded = judge({ stored: { ...subject({ riskScore: 0.1, velocity: 0.1, recentDenials: 0.1 }), ...device({ reportedAt: NOW - 0.5, posture: { load: 0.5, cores: 8, huge: 1e300 } }) } }).context;
  expect([rounded.behaviour.risk, rounded.behaviour.velocity, rounded.behaviour.recentDenials, rounded.device.ageSeconds, rounded.device.posture]).toEqual([1, 1, 1, 1, { cores: 8 }]);
  // Of a device that is none of hers nothing is said.
  expect(judge({ stored: device({ revoked: true }) }).context.device).toEqual({ known: false, tier: 0 });
  // What it said a month ago is no posture.
  expect(judge({ stored: device({ reportedAt: NOW - 31 * DAY }) }).context.device).toEqual({ known: true, tier: 0, ageSeconds: 31 * DAY });
  expect(judge({ stored: subject({ devices: [OTHER_THUMBPRINT] }) }).context.behaviour.newDevice).toBe(true);
});

test('what the audit record says of the facts', () => {
  expect(statesOf(judge({ stored: { session: { missing: 'unreachable' }, ...device({ reportedAt: NOW - 31 * DAY }) }, country: null }).facts)).toEqual({
    'behaviour': { asOf: '2026-11-22T11:59:30.000Z', state: 'fresh' }, 'device': { asOf: '2026-11-22T12:00:00.000Z', state: 'fresh' }, 'device.posture': { state: 'stale' }, 'location.country': { state: 'absent' },
    'session': { state: 'unreachable' }, 'subject': { asOf: '2026-11-22T12:00:00.000Z', state: 'fresh' }, 'token.authentication': { asOf: '2026-11-22T11:00:00.000Z', state: 'fresh' },
  });
});
