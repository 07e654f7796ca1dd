/**
 * Mistakes in what a rule of a web firewall looks for, and in what it does: statements, parts of requests, sets, actions.
 *
 * Run on the compiler itself: what the construct adds is where it shows them.
 */
import { Annotations, Duration } from 'aws-cdk-lib';
import { CfnIPSet, CfnRegexPatternSet } from 'aws-cdk-lib/aws-wafv2';
import { formatFinding, IntentError } from '../../../lib/intent';
import { compileFirewall } from '../../../lib/layers/web-firewall/compiler/compile';
import { AddressPosition, FirewallAction, FirewallStatement as S, PositionalConstraint, RequestPart as P, ResponseContentType, SizeComparison, TextTransformation } from '../../../lib/layers/web-firewall/statement';
import { plannedSets } from '../../../lib/layers/web-firewall/statement/planned-set';
import { firewall, own } from '../../layers/web-firewall/compiler/facts';
import type { World } from '../world';
import type { Mistake } from './types';

type Made<T> = T | ((w: World) => T);

function run(w: World, statement: S, action = FirewallAction.block()): void {
  const { rules, findings } = compileFirewall(firewall([own('rule', { statement: statement._facts(), action: action._facts() })]));
  const all = [...findings, ...plannedSets(rules.map(({ json }) => json)).findings];
  for (const finding of all.filter((f) => f.level === 'warning')) Annotations.of(w.stack).addWarningV2(`cdk-zero-trust:${finding.code}`, formatFinding(finding));
  const errors = all.filter((f) => f.level === 'error');
  if (errors.length > 0) throw new IntentError(errors);
}
const looks = (statement: Made<S>) => (w: World): void => run(w, typeof statement === 'function' ? statement(w) : statement);
const acts = (action: FirewallAction) => (w: World): void => run(w, S.geo(['DE']), action);

const PATH = { part: P.uriPath() };
const text = (value: string, more: object = {}): S => S.byteMatch({ ...PATH, position: PositionalConstraint.CONTAINS, text: value, ...more });
const ips = (w: World, ...addresses: string[]): CfnIPSet => new CfnIPSet(w.stack, 'Office', { addresses, ipAddressVersion: 'IPV4', scope: 'REGIONAL' });
const body = (content: string, contentType = ResponseContentType.TEXT): FirewallAction => FirewallAction.block({ body: { content, contentType } });

export const FIREWALL_STATEMENTS: readonly Mistake[] = [
  { name: 'a look ahead', code: 'RegexUnsupported', words: ['`joe(?!ann)`', '`(?!`', '`allOf` and `negate`'], build: looks(S.regex('joe(?!ann)', PATH)) },
  { name: 'a reference back', code: 'RegexUnsupported', words: ['`\\1`'], build: looks(S.regex('(a|b)\\1', PATH)) },
  { name: 'a possessive quantifier', code: 'RegexUnsupported', words: ['possessive', '`+`'], build: looks(S.regexPatterns(['^a++$'], PATH)) },
  { name: 'a look behind in a set of the app', code: 'RegexUnsupported', words: ['`(?<=`'], build: looks((w) => S.regexSet(new CfnRegexPatternSet(w.stack, 'Patterns', { regularExpressionList: ['(?<=a)b'], scope: 'REGIONAL' }), PATH)) },
  { name: 'a bracket that is open', code: 'RegexInvalid', words: ['`^/admin(`', 'without its `)`', '`\\(`'], build: looks(S.regex('^/admin(', PATH)) },
  { name: 'a regular expression of JavaScript', code: 'RegexInvalid', words: ['`/^admin/i`', '`^admin`', '`LOWERCASE`'], build: looks(S.regex(/^admin/i as never, PATH)) },
  { name: 'the slashes of JavaScript', code: 'RegexInvalid', words: ['`/^admin/i`', 'never matches'], build: looks(S.regex('/^admin/i', PATH)) },
  { name: 'an escape of JavaScript', code: 'RegexInvalid', words: ['`\\u`', '`\\x{...}`'], build: looks(S.regex('\\u0041', PATH)) },
  { name: 'a regular expression of 201 characters', code: 'RegexTooLong', words: ['201 characters', 'at most 200'], build: looks(S.regex('a'.repeat(201), PATH)) },
  { name: 'eleven patterns', code: 'RegexSetInvalid', words: ['11 patterns', '1 to 10', '`anyOf`'], build: looks(S.regexPatterns(Array.from({ length: 11 }, (_, i) => `^/${i}`), PATH)) },
  { name: 'a text of more than 200 bytes', code: 'SearchTextInvalid', words: ['202 bytes', '1 to 200'], build: looks(text('ü'.repeat(101))) },
  { name: 'capitals among small letters', code: 'SearchTextInvalid', words: ['`/Admin`', '`LOWERCASE`', '`/admin`'], build: looks(text('/Admin', { transformations: [TextTransformation.LOWERCASE] })) },
  { name: 'a word that is none', code: 'SearchTextInvalid', words: ['`bad-bot`', '`CONTAINS`'], build: looks(text('bad-bot', { position: PositionalConstraint.CONTAINS_WORD })) },
  { name: 'text and bytes', code: 'SearchTextInvalid', words: ['both', '`base64`'], build: looks(text('a', { base64: 'YQ==' })) },
  { name: 'a part of a fingerprint', code: 'FingerprintInvalid', words: ['`t13d`', 'expected 36'], build: looks(S.byteMatch({ part: P.ja4Fingerprint(), position: PositionalConstraint.EXACTLY, text: 't13d' })), many: true },
  { name: 'a negative size', code: 'SizeInvalid', words: ['`-1`', '21474836480'], build: looks(S.size({ ...PATH, operator: SizeComparison.GT, bytes: -1 })) },
  { name: 'a header with a space', code: 'RequestPartInvalid', words: ['`user agent`', '`user-agent`'], build: looks(text('bot', { part: P.header('user agent') })) },
  { name: 'a path in JSON without its slash', code: 'RequestPartInvalid', words: ['`user.name`', '`/user/name`'], build: looks(text('a', { part: P.jsonBody({ paths: ['user.name'] }) })) },
  { name: 'headers limited twice', code: 'RequestPartInvalid', words: ['`included`', '`excluded`'], build: looks(text('a', { part: P.headers({ included: ['a'], excluded: ['b'] }) })) },
  { name: 'a typo in a transformation', code: 'TransformationInvalid', words: ['`URL_DECOD`', 'did you mean `URL_DECODE`?'], build: looks(text('a', { transformations: ['URL_DECOD'] })) },
  { name: 'eleven transformations', code: 'TransformationsTooMany', words: ['got 11', 'at most 10'], build: looks(text('a', { transformations: Array.from({ length: 11 }, () => TextTransformation.URL_DECODE) })) },
  { name: 'a country by another code', code: 'CountryUnknown', words: ['`UK`', 'did you mean `GB`?'], build: looks(S.geo(['UK'])) },
  { name: 'a country in small letters', code: 'CountryUnknown', words: ['`de`', 'did you mean `DE`?'], build: looks(S.geo(['de'])) },
  { name: 'a network out of range', code: 'AsnInvalid', words: ['`4294967296`', '0 to 4294967295'], build: looks(S.asn([4_294_967_296])) },
  { name: 'too many networks', code: 'AsnInvalid', words: ['101 networks', '1 to 100'], build: looks(S.asn(Array.from({ length: 101 }, (_, i) => 64_000 + i))) },
  { name: 'no address', code: 'AddressesInvalid', words: ['names none', '`192.0.2.0/24`'], build: looks(S.addresses([])) },
  { name: 'everybody', code: 'AddressesEverybody', words: ['`0.0.0.0/0`', '`/1`'], build: looks(S.addresses(['0.0.0.0/0'])) },
  { name: 'everybody in a set of the app', code: 'AddressesEverybody', words: ['set `App/Office`', '`0.0.0.0/0`'], build: looks((w) => S.ipSet(ips(w, '0.0.0.0/0'))) },
  { name: 'an address that is a network', code: 'CidrHostBitsSet', words: ['`10.0.0.1/8`', '`10.0.0.0/8`', '`10.0.0.1/32`'], build: looks(S.addresses(['10.0.0.1/8'])) },
  { name: 'IPv6 in a set of IPv4', code: 'IpSetVersionMixed', words: ['`App/Office`', '`IPV4`', '`2001:db8::/32`', '`FirewallStatement.addresses`'], build: looks((w) => S.ipSet(ips(w, '192.0.2.0/24', '2001:db8::/32'))) },
  { name: 'an ARN for a set', code: 'SetInvalid', words: ['`string`', '`CfnIPSet`'], build: looks(S.ipSet('arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/a/b' as never)) },
  { name: 'the ARN of something else', code: 'SetInvalid', words: ['`AWS::WAFv2::IPSet`', 'regional/ipset/NAME/ID'], build: looks(S.ipSetByArn('arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b')) },
  { name: 'a set with a space in its id', code: 'SetIdInvalid', words: ['`the office`'], build: looks(S.addresses(['192.0.2.0/24'], { id: 'the office' })) },
  { name: 'two sets of one id', code: 'SetIdTaken', words: ['`Ipv4Set-office`', 'rename one'], build: looks(S.anyOf([S.addresses(['192.0.2.0/24'], { id: 'office' }), S.addresses(['198.51.100.0/24'], { id: 'office' })])) },
  { name: 'a header of forwarded addresses with a space', code: 'ForwardedHeaderInvalid', words: ['`X Forwarded For`', '`X-Forwarded-For`'], build: looks(S.addresses(['192.0.2.0/24'], { forwarded: { header: 'X Forwarded For', position: AddressPosition.ANY } })) },
  { name: 'a label that WAF keeps for itself', code: 'LabelInvalid', words: ['`aws:login`', '`aws`', '`signup:suspicious`'], build: looks(S.label('aws:login')) },
  { name: 'a combination of nothing', code: 'StatementEmpty', words: ['`allOf` holds no statement'], build: looks(S.allOf([])) },
  { name: 'two statements that are no list', code: 'StatementInvalid', words: ['`allOf`', 'one list', '[a, b]'], build: looks((S.allOf as unknown as (...all: S[]) => S)(S.geo(['DE']), S.geo(['FR']))) },
  { name: 'a text for a statement', code: 'StatementInvalid', words: ['`string`', '`FirewallStatement.geo'], build: looks(S.allOf([S.geo(['DE']), 'FR' as never])) },
  { name: 'sets of two scopes', code: 'StatementScopesMixed', words: ['`CLOUDFRONT` and `REGIONAL`'], build: looks((w) => S.anyOf([S.ipSet(ips(w)), S.regexSet(new CfnRegexPatternSet(w.stack, 'Patterns', { regularExpressionList: ['a'], scope: 'CLOUDFRONT' }), PATH)])) },
  { name: 'statements eleven deep', code: 'StatementDeep', level: 'warning', words: ['11 deep'], build: looks(Array.from({ length: 11 }).reduce<S>((s) => S.negate(s), S.geo(['DE']))) },
  { name: 'null for the options of an action', code: 'WrongType', words: ['action `block`', 'are empty'], build: acts(FirewallAction.block(null as never)) },
  { name: 'a status that WAF does not answer with', code: 'ActionStatusInvalid', words: ['`418`', '429'], build: acts(FirewallAction.block({ status: 418 })) },
  { name: 'a block that says success', code: 'ActionStatusSucceeds', level: 'warning', words: ['answered with 200', '400 or more'], build: acts(FirewallAction.block({ status: 200 })) },
  { name: 'the prefix of WAF in a header', code: 'ActionHeaderInvalid', words: ['`x-amzn-waf-bot`', 'write `bot`'], build: acts(FirewallAction.count({ headers: { 'x-amzn-waf-bot': 'yes' } })) },
  { name: 'the type as a header', code: 'ActionHeaderInvalid', words: ['`Content-Type`', '`body.contentType`'], build: acts(FirewallAction.block({ headers: { 'Content-Type': 'text/css' } })) },
  { name: 'a body of more than 4 KB', code: 'ActionBodyInvalid', words: ['4097 bytes', '4096'], build: acts(body('a'.repeat(4097))) },
  { name: 'JSON that is none', code: 'ActionBodyInvalid', words: ['no JSON'], build: acts(body('{', ResponseContentType.JSON)) },
  { name: 'a challenge that counts for a minute', code: 'ActionImmunityInvalid', words: ['60 seconds', 'from 300'], build: acts(FirewallAction.challenge({ immunity: Duration.minutes(1) })) },
];
