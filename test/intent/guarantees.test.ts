import { parseConnections } from '../../lib/algebra';
import { type GuaranteeData } from '../../lib/intent';
import { accepted, expectFinding, intentOf, type Json } from './support';

const guarantee = (value: unknown): Json => intentOf({ guarantees: [value] });

describe('read', () => {
  test.each<[unknown, Partial<GuaranteeData>]>([
    [{ denies: { source: 'internet', destination: 'docs', over: 'tcp/5432', level: 'packet' } }, { kind: 'denies', source: 'internet', destination: 'docs', over: 'tcp/5432', level: 'packet' }],
    [{ denies: { source: 'internet', destination: 'docs' } }, { kind: 'denies', source: 'internet', destination: 'docs', over: 'all', level: 'pivot' }],
    [{ permits: { source: 'web', destination: 'api', over: 'tcp/443' } }, { kind: 'permits', source: 'web', destination: 'api', over: 'tcp/443', level: 'packet' }],
    [{ onlyVia: { source: 'internet', destination: 'docs', via: ['web', 'api', 'web'] } }, { kind: 'onlyVia', source: 'internet', destination: 'docs', over: 'all', level: 'pivot', via: ['api', 'web'] }],
    [{ only: { principals: ['B', 'A'], resource: 'Table', actions: ['dynamodb:Query', 'dynamodb:GetItem'] } }, { kind: 'only', principals: ['A', 'B'], resource: 'Table', actions: ['dynamodb:GetItem', 'dynamodb:Query'] }],
    [{ only: { principals: [], resource: 'Table', actions: ['dynamodb:*'] } }, { kind: 'only', principals: [], resource: 'Table', actions: ['dynamodb:*'] }],
    [{ identified: { target: 'DocumentsFunction' } }, { kind: 'identified', target: 'DocumentsFunction' }],
    [{ firewalled: { target: 'Shop/Door' } }, { kind: 'firewalled', target: 'Shop/Door' }],
  ])('%j', (value, expected) => expect(accepted(guarantee(value)).guarantees).toEqual([{ scope: '', ...expected }]));

  test.each([['tcp/80, tcp/81', 'tcp/80-81'], ['udp/53,tcp/443', 'tcp/443, udp/53'], ['icmp/8/0', 'icmp/8/0'], ['tcp/0-65535', 'tcp'], ['ip/50', 'ip/50'], [{ protocol: 'tcp', fromPort: 443, toPort: 443 }, 'tcp/443']])('over %j is %s, which the algebra reads back', (over, text) => {
    const [{ over: got }] = accepted(guarantee({ denies: { source: 'web', destination: 'docs', over } })).guarantees;
    expect(got).toBe(text);
    expect(parseConnections(text).ok).toBe(true);
  });

  test.each(['internet', 'internet-ipv6', 'web', 'mainframe', '10.0.0.0/8', '2001:db8::/32', 'Stack.Table', 'App/Stack/Table', 'tag:app=web'])('an end may be %s', (source) => {
    expect(accepted(guarantee({ denies: { source, destination: 'docs' } })).guarantees[0].source).toBe(source);
  });
});

describe('refused', () => {
  test.each<[unknown, string, string, string[]]>([
    [5, 'WrongType', '', ['a guarantee is the number `5`']],
    [{}, 'GuaranteeInvalid', '', ['says nothing', '`denies`, `permits`']],
    [{ denies: { source: 'internet', destination: 'docs' }, permits: { source: 'web', destination: 'api' } }, 'GuaranteeInvalid', '', ['`denies` and `permits`', 'exactly one']],
    [{ denies: null }, 'WrongType', '/denies', ['guarantee `denies` is empty']],
    [{ denies: { destination: 'docs' } }, 'MissingField', '/denies', ['no `source`']],
    [{ denies: { source: 'internet' } }, 'MissingField', '/denies', ['no `destination`']],
    [{ denies: { source: 'wbe', destination: 'docs' } }, 'UnknownSegment', '/denies/source', ['did you mean `web`?', '`Stack.LogicalId`']],
    [{ denies: { source: 'web', destination: 'service:s3' } }, 'GuaranteeEndNotJudged', '/denies/destination', ['`service:s3`, which is an AWS service', 'the VPC endpoint']],
    [{ onlyVia: { source: 'internet', destination: 'docs', via: ['prefixList:office'] } }, 'GuaranteeEndNotJudged', '/onlyVia/via/0', ['a prefix list', '`Endpoint.cidr(...)`']],
    [{ permits: { source: 'account:111122223333', destination: 'docs' } }, 'GuaranteeEndNotJudged', '/permits/source', ['a security group of another account']],
    [{ denies: { source: '10.0.0.1/8', destination: 'docs' } }, 'CidrHostBitsSet', '/denies/source', ['`10.0.0.0/8`']],
    [{ denies: { source: '10.0.0.1', destination: 'docs' } }, 'CidrMaskMissing', '/denies/source', ['`10.0.0.1/32`']],
    [{ denies: { source: 'internet', destination: 'docs', over: 'tcp/70000' } }, 'ConnectionInvalid', '/denies/over', ['`tcp/70000`', 'in range']],
    [{ denies: { source: 'internet', destination: 'docs', over: 'tpc/80' } }, 'ConnectionInvalid', '/denies/over', ['protocol']],
    [{ denies: { source: 'internet', destination: 'docs', over: 5432 } }, 'WrongType', '/denies/over', ['write `tcp/5432`']],
    [{ denies: { source: 'internet', destination: 'docs', level: 'paket' } }, 'UnknownValue', '/denies/level', ['did you mean `packet`?']],
    [{ denies: { source: 'internet', destination: 'docs', via: ['web'] } }, 'UnknownField', '/denies/via', ['`via`']],
    [{ onlyVia: { source: 'internet', destination: 'docs' } }, 'MissingField', '/onlyVia', ['no `via`']],
    [{ onlyVia: { source: 'internet', destination: 'docs', via: [] } }, 'MissingField', '/onlyVia', ['no `via`']],
    [{ onlyVia: { source: 'internet', destination: 'docs', via: ['wbe'] } }, 'UnknownSegment', '/onlyVia/via/0', ['did you mean `web`?']],
    [{ only: { resource: 'Table', actions: ['s3:GetObject'] } }, 'MissingField', '/only', ['no `principals`', '`[]` for nobody']],
    [{ only: { principals: ['A'], resource: 'Table' } }, 'MissingField', '/only', ['no `actions`']],
    [{ only: { principals: ['A'], resource: 'Table', actions: ['GetItem'] } }, 'ActionInvalid', '/only/actions/0', ['`GetItem`']],
    [{ only: { principals: ['A'], actions: ['s3:GetObject'] } }, 'MissingField', '/only', ['no `resource`']],
    [{ identified: {} }, 'MissingField', '/identified', ['no `target`']],
    [{ firewalled: {} }, 'MissingField', '/firewalled', ['no `target`']],
    [{ firewalled: { target: 'Door', level: 'pivot' } }, 'UnknownField', '/firewalled/level', ['`level`']],
  ])('%j as %s', (value, code, within, words) => expectFinding(guarantee(value), code, `/guarantees/0${within}`, words));

  test('an unknown kind, with the nearest', () => {
    expectFinding(guarantee({ denys: { source: 'internet', destination: 'docs' } }), 'UnknownField', '/guarantees/0/denys', ['did you mean `denies`?']);
  });
});
