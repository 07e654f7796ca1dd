/** Rules that read an address in a header: who leaves the header out is never asked about, which is told, and shown by the evaluator. */
import { compileFirewall } from '../../../../lib/layers/web-firewall/compiler/compile';
import { RateKey, rateRuleFacts } from '../../../../lib/layers/web-firewall/rate-key';
import type { RuleFacts } from '../../../../lib/layers/web-firewall/model';
import { AddressPosition, FirewallStatement as S, RequestPart } from '../../../../lib/layers/web-firewall/statement';
import { WebAcl } from '../../../support/waf-evaluator';
import { action, firewall, managed, own } from './facts';

const forwarded = { header: 'X-Forwarded-For' };
const abroad = S.negate(S.geo(['DE'], { forwarded }));
const rule = (statement: S, more: object = {}): RuleFacts => own('abroad', { statement: statement._facts(), ...more });
const without = (statement: S, more: object = {}): RuleFacts => own('without', { statement: statement._facts(), ...more });
const missing = S.missing(RequestPart.header('x-forwarded-for'));
const told = (...rules: RuleFacts[]): string[] => compileFirewall(firewall(rules)).findings.filter((f) => f.code === 'ForwardedHeaderMissed').map((f) => f.pointer);

test.each<[string, RuleFacts[], string[]]>([
  ['a country', [rule(S.geo(['KP'], { forwarded }))], ['/rules/0']],
  ['whoever is not in a country', [rule(abroad)], ['/rules/0']],
  ['addresses', [rule(S.addresses(['192.0.2.0/24', '2001:db8::/32'], { forwarded: { ...forwarded, position: AddressPosition.ANY } }))], ['/rules/0']],
  ['within others', [rule(S.allOf([S.geo(['KP']), S.anyOf([S.geo(['KP']), S.asn([64496], { forwarded })])]))], ['/rules/0']],
  ['what a rate rule is narrowed to', [rateRuleFacts('r', { limit: 100, scopeDown: S.geo(['KP'], { forwarded }) }, 'app.ts:1')], ['/rules/0']],
  ['what a managed group is narrowed to', [managed('common', undefined, { scopeDown: S.geo(['KP'], { forwarded })._facts() })], ['/rules/0']],
  ['two headers', [rule(S.anyOf([S.geo(['KP'], { forwarded }), S.geo(['KP'], { forwarded: { header: 'X-Real-Ip' } })]))], ['/rules/0', '/rules/0']],
  ['a rule that allows', [rule(S.geo(['DE'], { forwarded }), { action: action('allow') })], []],
  ['a rule that counts', [rule(S.geo(['DE'], { forwarded }), { action: action('count') })], []],
  ['the address that connects', [rule(S.geo(['KP']))], []],
  ['a rate rule by forwarded address, which has a twin', [rateRuleFacts('r', { limit: 100, keys: [RateKey.forwardedAddress('X-Forwarded-For')] }, 'app.ts:1')], []],
  ['beside a rule that stops requests without the header', [rule(abroad), without(missing)], []],
  ['beside one of several reasons', [rule(abroad), without(S.anyOf([S.geo(['KP']), missing]))], []],
  ['beside a rule that stops some of them', [rule(abroad), without(S.allOf([S.geo(['KP']), missing]))], ['/rules/0']],
  ['beside a rule that only counts them', [rule(abroad), without(missing, { action: action('count') })], ['/rules/0']],
  ['beside a rule about another header', [rule(abroad), without(S.missing(RequestPart.header('x-real-ip')))], ['/rules/0']],
])('%s', (_, rules, expected) => {
  expect(told(...rules)).toEqual(expected);
});

test('the way past is real, and the second rule closes it', () => {
  const handled = (rules: RuleFacts[], headers: Record<string, string>): string => new WebAcl({ rules: compileFirewall(firewall(rules)).rules.map((r) => r.json) }, { countryOf: (ip) => (ip.startsWith('192.0.2.') ? 'KP' : 'DE') }).handle({ target: '/', ip: '198.51.100.1', headers }).action;
  expect(handled([rule(abroad)], { 'x-forwarded-for': '192.0.2.1' })).toBe('block');
  expect(handled([rule(abroad)], {})).toBe('allow');
  expect(handled([rule(abroad), without(missing)], {})).toBe('block');
  expect(handled([rule(abroad), without(missing)], { 'x-forwarded-for': '198.51.100.7' })).toBe('allow');
});
