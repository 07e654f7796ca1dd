import { normaliseIntent, type Posture } from '../../lib/intent';
import { accepted, codesOf, expectFinding, type Json, withFlows } from './support';

const NONE = { none: 'reason' };

describe('posture `high`', () => {
  const high = { posture: 'high' as Posture };

  test('refuses what is readable on the wire', () => expectFinding(withFlows({ encryption: NONE }), 'PostureNeedsEncryption', '/flows/0', ['`web-to-api-tcp-443`', 'from `web` to `api`', 'posture `standard`'], high));
  test('refuses what is not authenticated without an end', () => expectFinding(withFlows({ authentication: NONE, encryption: 'tls' }), 'PostureNeedsUntil', '/flows/0', ['`until`'], high));
  test('takes it with an end', () => {
    accepted(withFlows({ authentication: NONE, encryption: 'tls', until: '2027-06-30' }), high);
  });
  test('tells both', () => {
    expect(codesOf(normaliseIntent(withFlows({ authentication: NONE, encryption: NONE }), high).findings)).toEqual(['PostureNeedsEncryption /flows/0', 'PostureNeedsUntil /flows/0']);
  });
});

test.each<Posture>(['sandbox', 'standard'])('posture `%s` takes a reason', (posture) => {
  accepted(withFlows({ authentication: NONE, encryption: NONE } as Json), { posture });
});
