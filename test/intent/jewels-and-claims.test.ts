import { normaliseIntent } from '../../lib/intent';
import { accepted, BASE, codesOf, expectFinding, FLOW, FOREIGN, intentOf, type Json, withFlows } from './support';

const NONE = { none: 'reason' };
const TO_JEWEL = { destination: 'docs', over: 'tcp/5432', authentication: 'rds-iam' };

describe('a crown jewel refuses', () => {
  test('whoever cannot say who they are', () => expectFinding(withFlows({ ...TO_JEWEL, authentication: NONE, encryption: 'tls' }), 'JewelNeedsAuthentication', '/flows/0', ['crown jewel `docs` (restricted)', '`web-to-docs-tcp-5432`', '`rds-iam`']));
  test('whatever is readable on the wire', () => expectFinding(withFlows({ ...TO_JEWEL, encryption: NONE }), 'JewelNeedsEncryption', '/flows/0', ['its encryption is none', '`tls`']));
  test('the same of flows that leave it', () => expectFinding(withFlows({ source: 'docs', encryption: NONE }), 'JewelNeedsEncryption', '/flows/0', ['crown jewel `docs`']));
  test('both at once, told as two', () => {
    expect(codesOf(normaliseIntent(withFlows({ ...TO_JEWEL, authentication: NONE, encryption: NONE })).findings)).toEqual(['JewelNeedsAuthentication /flows/0', 'JewelNeedsEncryption /flows/0']);
  });
  test('an enclave, whatever makes up for it', () => expectFinding(withFlows({ ...TO_JEWEL, source: 'mainframe', authentication: NONE, encryption: 'tls' }), 'JewelNeedsAuthentication', '/flows/0', ['crown jewel']));
  test('flows within itself', () => expectFinding(withFlows({ source: 'docs', destination: 'docs', withinSegment: true, authentication: NONE, encryption: 'tls' }, {}), 'JewelNeedsAuthentication', '/flows/0', []));
  test('its own offers that nobody could claim, where they are made', () => {
    const offers = [{ id: 'open', over: 'tcp/80', authentication: NONE, encryption: 'tls', because: 'x' }];
    expectFinding({ segments: [{ id: 'api' }, { id: 'docs', crownJewel: { classification: 'restricted' }, offers }], claims: [{ source: 'api', segment: 'docs', offer: 'open', because: 'x' }] }, 'JewelNeedsAuthentication', '/segments/1/offers/0', ['refuses its own offer `open`']);
  });
  test('nothing that says both', () => {
    accepted(withFlows(TO_JEWEL, { ...TO_JEWEL, source: 'api', authentication: 'token', encryption: 'tls' }, { source: 'docs' }));
  });
});

test('an ordinary segment takes what gives a reason', () => {
  accepted(withFlows({ authentication: NONE, encryption: NONE }));
});

describe('a claim', () => {
  const CLAIM = { source: 'api', segment: 'docs', offer: 'read', because: 'monthly report' };
  const withClaim = (change: Json = {}): Json => intentOf({ claims: [Object.fromEntries(Object.entries({ ...CLAIM, ...change }).filter(([, v]) => v !== undefined))] });

  test('becomes a flow with the terms of the offer', () => {
    expect(accepted(withClaim({ until: '2027-06-30' })).flows).toEqual([{
      scope: '', id: 'api-claims-docs-read',
      source: { kind: 'segment', scope: '', segment: 'api' }, destination: { kind: 'segment', scope: '', segment: 'docs' },
      connections: [{ protocol: 'tcp', fromPort: 5432, toPort: 5432 }], authentication: { method: 'rds-iam' }, encryption: { method: 'tls' },
      because: 'monthly report', until: '2027-06-30', cadence: 'continuous', claims: { scope: '', segment: 'docs', offer: 'read' },
    }]);
    expect(accepted(withClaim({ id: 'report' })).flows[0].id).toBe('report');
  });

  test('of what another façade offers', () => {
    const [flow] = accepted(withClaim({ scope: 'Other', segment: 'ledger', offer: 'book' }), { foreign: [FOREIGN] }).flows;
    expect(flow).toMatchObject({ destination: { scope: 'Other', segment: 'ledger' }, claims: { scope: 'Other', segment: 'ledger', offer: 'book' }, authentication: { method: 'mtls' } });
  });

  test.each<[string, Json, string, string, string[]]>([
    ['of what is not offered', { offer: 'raed' }, 'ClaimNotOffered', '/offer', ['`docs` does not offer `raed` that `api` claims', 'did you mean `read`?', 'ask its owner']],
    ['of a segment that offers nothing', { segment: 'web' }, 'ClaimNotOffered', '/offer', ['there are no offers yet']],
    ['on an unknown segment', { segment: 'dcos' }, 'UnknownSegment', '/segment', ['did you mean `docs`?']],
    ['on an unknown segment of another façade', { scope: 'Other', segment: 'legder', offer: 'book' }, 'UnknownSegment', '/segment', ['of `Other`', 'did you mean `ledger`?']],
    ['of what another façade does not offer', { scope: 'Other', segment: 'ledger', offer: 'read' }, 'ClaimNotOffered', '/offer', ['known offers: `book`']],
    ['by an unknown segment', { source: 'apu' }, 'UnknownSegment', '/source', ['did you mean `api`?']],
    ['by itself', { source: 'docs' }, 'SelfFlowNotMeant', '', ['claims its own offer']],
    ['without source', { source: undefined }, 'MissingField', '', ['no `source`']],
    ['without segment', { segment: undefined }, 'MissingField', '', ['no `segment`']],
    ['without offer', { offer: undefined }, 'MissingField', '', ['no `offer`']],
    ['without reason', { because: undefined }, 'MissingField', '', ['no `because`']],
    ['with an end that is no date', { until: 'soon' }, 'UntilNotIso', '/until', ['`soon`']],
    ['with terms of its own', { over: 'tcp/443' }, 'UnknownField', '/over', ['`over`']],
  ])('is refused: %s', (_, change, code, within, words) => expectFinding(withClaim(change), code, `/claims/0${within}`, words, { foreign: [FOREIGN] }));

  test('of an offer, or on a segment, that is broken itself, is not wrong besides', () => {
    const broken = { ...BASE.segments[2], offers: [{ id: 'read', over: 'tcp/99999', authentication: 'mtls', because: 'x' }] };
    expectFinding(intentOf({ segments: [{ id: 'api' }, broken], claims: [CLAIM] }), 'PortOutOfRange', '/segments/1/offers/0/over', []);
    expectFinding(intentOf({ segments: [{ id: 'api' }, { ...BASE.segments[2], id: 'docs_1' }], claims: [{ ...CLAIM, segment: 'docs_1' }] }), 'IdInvalid', '/segments/1/id', []);
  });

  test('is a duplicate of a flow that permits the same', () => {
    expectFinding(intentOf({ flows: [{ ...FLOW, source: 'api', ...TO_JEWEL }], claims: [CLAIM] }), 'DuplicateFlow', '/claims/0', ['`api-to-docs-tcp-5432` does already']);
  });

  test('on the same offers of two façades needs an id of its own', () => {
    const twins = [FOREIGN, { ...FOREIGN, scope: 'Third' }];
    const claims = twins.map(({ scope }) => ({ ...CLAIM, scope, segment: 'ledger', offer: 'book' }));
    expectFinding(intentOf({ claims }), 'FlowIdTaken', '/claims/1', ['`api-claims-ledger-book`', 'its own `id`'], { foreign: twins });
    accepted(intentOf({ claims: [claims[0], { ...claims[1], id: 'third' }] }), { foreign: twins });
  });
});

describe('a jewel of another façade', () => {
  const change = { destination: { segment: 'ledger', scope: 'Other' } };
  test('is reached by claims only', () => expectFinding(withFlows(change), 'JewelNeedsClaim', '/flows/0', ['belongs to `Other`', '`addClaim`', 'its owner agrees'], { foreign: [FOREIGN] }));
  test('and an ordinary segment by flows as well', () => {
    accepted(withFlows(change), { foreign: [{ ...FOREIGN, crownJewel: undefined }] });
  });
  test('whose owner offers what it may not', () => {
    const open = { ...FOREIGN, offers: [{ ...FOREIGN.offers[0], authentication: { method: 'none', because: 'x' } }] };
    expectFinding(intentOf({ claims: [{ source: 'api', scope: 'Other', segment: 'ledger', offer: 'book', because: 'x' }] }), 'JewelNeedsAuthentication', '/claims/0', ['`ledger`'], { foreign: [open] });
  });
});
