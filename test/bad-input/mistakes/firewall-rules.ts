/**
 * Mistakes in the rules of a web firewall, taken together: places, capacity, managed groups, rates, labels, dates.
 *
 * Run on the compiler itself: what the construct adds is where it shows them.
 */
import { Annotations, Token } from 'aws-cdk-lib';
import { formatFinding, IntentError } from '../../../lib/intent';
import { compileFirewall } from '../../../lib/layers/web-firewall/compiler/compile';
import { ManagedRuleGroup, managedRuleFacts } from '../../../lib/layers/web-firewall/managed/managed-rule-group';
import { type AccountTakeoverOptions, PayloadType, ResponseSigns } from '../../../lib/layers/web-firewall/managed/config';
import type { FirewallFacts, RateRule, RuleFacts } from '../../../lib/layers/web-firewall/model';
import { RateKey, rateRuleFacts } from '../../../lib/layers/web-firewall/rate-key';
import { FirewallStatement } from '../../../lib/layers/web-firewall/statement/statement';
import { action, firewall, labelled, managed, own, path, rate } from '../../layers/web-firewall/compiler/facts';
import type { World } from '../world';
import type { Mistake } from './types';

const of = (rules: readonly RuleFacts[], more: Partial<FirewallFacts> = {}) => (w: World): void => {
  const { findings } = compileFirewall(firewall(rules, more));
  for (const finding of findings.filter((f) => f.level === 'warning')) Annotations.of(w.stack).addWarningV2(`cdk-zero-trust:${finding.code}`, formatFinding(finding));
  const errors = findings.filter((f) => f.level === 'error');
  if (errors.length > 0) throw new IntentError(errors);
};
const PREVIEW = { mode: { kind: 'observe', until: '2026-06-30' }, now: '2026-11-22T00:00:00Z' } as const;
const keyed = (...keys: RateKey[]): RateRule => ({ ...rateRuleFacts('keyed', { keys, limit: 100 }, 'app.ts:2') });
const ADDRESS = rate('address');
const atp = (options: Partial<AccountTakeoverOptions>): RuleFacts => managedRuleFacts('logins', ManagedRuleGroup.accountTakeover({ loginPath: '/login', ...options }), {}, 'app.ts:3');
const group = (more: object = {}): RuleFacts => ({ kind: 'ruleGroup', id: 'group', where: 'app.ts:4', arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/g/1', capacity: 100, overrides: {}, ...more });
const big = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesSQLiRuleSet', 'AWSManagedRulesLinuxRuleSet', 'AWSManagedRulesWindowsRuleSet'].map((name, i) => managed(`m${i}`, name));
const body = (content: string) => action('block', { json: { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'no' } } }, bodies: { no: { Content: content, ContentType: 'TEXT_PLAIN' } } });

export const FIREWALL_RULES: readonly Mistake[] = [
  { name: 'a typo in a managed group', code: 'ManagedGroupUnknown', words: ['`AWSManagedRulesComonRuleSet`', 'did you mean `AWSManagedRulesCommonRuleSet`?', '2026-11-22', '`seen`'], build: of([managed('common', 'AWSManagedRulesComonRuleSet')]) },
  { name: 'a group of AWS that the table does not have', code: 'ManagedGroupNotInTable', level: 'warning', words: ['`AWSManagedRulesNewRuleSet`', '2026-11-22'], build: of([managed('new', 'AWSManagedRulesNewRuleSet', { capacity: 50, seen: '2026-12-01' })]) },
  { name: 'a typo in a group by `other`', code: 'ManagedGroupUnknown', words: ['did you mean `AWSManagedRulesCommonRuleSet`?', '`seen`'], build: of([managed('common', 'AWSManagedRulesComonRuleSet', { capacity: 700 })]) },
  { name: 'the vendor AWS in small letters', code: 'ManagedGroupUnknown', words: ['`aws`', 'did you mean `AWS`?'], build: of([managed('common', undefined, { vendor: 'aws', capacity: 700 })]) },
  { name: 'a day on which nobody saw a group', code: 'UntilNotIso', words: ['`seen`', '`yesterday`'], build: of([managed('new', 'AWSManagedRulesNewRuleSet', { capacity: 50, seen: 'yesterday' })]) },
  { name: 'a version that is not in the table', code: 'ManagedVersionUnknown', words: ['`Version_9.9`', '2026-11-22', '`Version_1.19`', '`versionSeen`'], build: of([managed('common', undefined, { version: 'Version_9.9' })]) },
  { name: 'a version of a group without versions', code: 'ManagedVersionUnknown', words: ['`Version_1.0`', 'AWS has none'], build: of([managed('ips', 'AWSManagedRulesAmazonIpReputationList', { version: 'Version_1.0' })]) },
  { name: 'a day that is none', code: 'UntilNotIso', words: ['`versionSeen`', '`yesterday`'], build: of([managed('common', undefined, { version: 'Version_9.9', versionSeen: 'yesterday' })]) },
  { name: 'a label for the name of a rule', code: 'ManagedRuleUnknown', words: ['`NoUserAgent_Header`', 'did you mean `NoUserAgent_HEADER`?'], build: of([managed('common', undefined, { overrides: { NoUserAgent_Header: action('count') } })]) },
  { name: 'an override of a group of one\'s own', code: 'ManagedRuleUnknown', words: ['`C`', '`rules`'], build: of([group({ rules: ['A'], overrides: { C: action() } })]) },
  { name: 'one managed group twice', code: 'ManagedGroupRepeated', words: ['`common`', '`again`', '`AWSManagedRulesCommonRuleSet`'], build: of([managed('common'), managed('again', undefined, { priority: 9 })]) },
  { name: 'account takeover prevention on a user pool', code: 'ManagedGroupRefused', words: ['`AWSManagedRulesATPRuleSet`', '`userPool`', 'a firewall of its own'], build: of([atp({})], { protects: ['apiStage', 'userPool'] }) },
  { name: 'a group without what it has to know', code: 'ManagedConfigInvalid', words: ['is missing', '`LoginPath`', '`ManagedRuleGroup.accountTakeover({ ... })`'], build: of([managed('logins', 'AWSManagedRulesATPRuleSet')]) },
  { name: 'responses where WAF sees none', code: 'ManagedConfigInvalid', words: ['`ResponseInspection`', '`REGIONAL`', '`CLOUDFRONT`'], build: of([atp({ response: ResponseSigns.statusCodes([200], [401]) })]) },
  { name: 'a code of both', code: 'ManagedConfigInvalid', words: ['`200`', 'success and for failure'], build: of([atp({ response: ResponseSigns.statusCodes([200], [200]) })], { scope: 'CLOUDFRONT', protects: ['distribution'] }) },
  { name: 'responses without failures', code: 'ManagedConfigInvalid', words: ['`Header`', 'what is a failure'], build: of([atp({ response: ResponseSigns.header('x-result', ['ok'], []) })], { scope: 'CLOUDFRONT', protects: ['distribution'] }) },
  { name: 'a login path without its slash', code: 'ManagedConfigInvalid', words: ['`login`', '`/login`'], build: of([atp({ loginPath: 'login' })]) },
  { name: 'an empty login path', code: 'ManagedConfigInvalid', words: ['lacks `LoginPath`'], build: of([atp({ loginPath: '' })]) },
  { name: 'a form field in JSON', code: 'ManagedConfigInvalid', words: ['`UsernameField`', '`user`', '`/user`'], build: of([atp({ request: { payload: PayloadType.JSON, usernameField: 'user', passwordField: '/password' } })]) },
  { name: 'a level of bots that AWS does not have', code: 'ManagedConfigInvalid', words: ['`TARGETTED`', 'did you mean `TARGETED`?'], build: of([managedRuleFacts('bots', ManagedRuleGroup.botControl({ inspection: 'TARGETTED' as never }), {}, 'app.ts:5')]) },
  { name: 'challenges for everybody', code: 'ManagedConfigInvalid', words: ['exempts no path', '`exemptPaths`'], build: of([managedRuleFacts('floods', ManagedRuleGroup.antiDdos({ exemptPaths: [] }), {}, 'app.ts:5')]) },
  { name: 'a configuration of a group that has none', code: 'ManagedConfigInvalid', words: ['`AWSManagedRulesATPRuleSet`', 'takes none'], build: of([managed('common', undefined, { configs: [{ AWSManagedRulesATPRuleSet: { LoginPath: '/login' } }] })]) },
  { name: 'another capacity than the table\'s', code: 'ManagedCapacityInvalid', words: ['650', '700', '2026-11-22'], build: of([managed('common', undefined, { capacity: 650 })]) },
  { name: 'a vendor\'s group without its capacity', code: 'ManagedCapacityInvalid', words: ['`F5`', '`nothing`', '`aws wafv2 describe-managed-rule-group`'], build: of([managed('f5', 'OWASP', { vendor: 'F5' })]) },
  { name: 'a rule group without capacity', code: 'ManagedCapacityInvalid', words: ['`0`', '`aws wafv2 get-rule-group`'], build: of([group({ capacity: 0 })]) },
  { name: 'a vendor\'s group that shall count', code: 'ObserveNeedsRules', words: ['`OWASP`', 'pass `rules`'], build: of([managed('f5', 'OWASP', { vendor: 'F5', capacity: 1000 })], { ...PREVIEW, mode: { kind: 'observe', until: '2027-06-30' } }) },
  { name: 'a rule group that shall count', code: 'ObserveNeedsRules', words: ['rule `group`', 'pass `rules`'], build: of([group({ observeUntil: '2027-06-30' })], { now: '2026-11-22' }) },
  { name: 'floods known too late', code: 'AntiDdosNotFirst', level: 'warning', words: ['`floods`', '`theirs`'], build: of([managedRuleFacts('floods', ManagedRuleGroup.antiDdos(), {}, 'app.ts:6')], { firstPriority: 1000, taken: [{ priority: 5, name: 'theirs' }] }) },

  { name: 'a limit below WAF\'s', code: 'RateLimitInvalid', words: ['`5` requests', '10 to 2,000,000,000'], build: of([rate('r', { limit: 5 })]) },
  { name: 'a limit above WAF\'s', code: 'RateLimitInvalid', words: ['`2000000001`'], build: of([rate('r', { limit: 2_000_000_001 })]) },
  { name: 'a limit that is no number', code: 'RateLimitInvalid', words: ['`NaN`'], build: of([rate('r', { limit: Number.NaN })]) },
  { name: 'a window of half a minute', code: 'RateWindowInvalid', words: ['`30` seconds', '60, 120, 300 or 600'], build: of([rate('r', { windowSeconds: 30 })]) },
  { name: 'a rate rule that allows', code: 'RateActionInvalid', words: ['`r`', 'no `allow` of rate rules'], build: of([rate('r', { action: action('allow') })]) },
  { name: 'six keys', code: 'RateKeysInvalid', words: ['6 keys', '1 to 5'], build: of([ADDRESS, keyed(RateKey.address(), RateKey.method(), RateKey.uriPath(), RateKey.asn(), RateKey.header('a'), RateKey.header('b'))]) },
  { name: 'no key', code: 'RateKeysInvalid', words: ['0 keys', 'leave `keys` out'], build: of([rate('r', { keys: [] })]) },
  { name: 'a key twice', code: 'RateKeysInvalid', words: ['header `a` twice'], build: of([ADDRESS, keyed(RateKey.header('a'), RateKey.header('a'))]) },
  { name: 'two forwarded addresses', code: 'RateKeysInvalid', words: ['`X-Real-IP` twice'], build: of([ADDRESS, keyed(RateKey.forwardedAddress('X-Forwarded-For'), RateKey.forwardedAddress('X-Real-IP'))]) },
  { name: 'a header without a name', code: 'RateKeysInvalid', words: ['header without a name', '`x-api-key`'], build: of([ADDRESS, keyed(RateKey.header(' '))]) },
  { name: 'a header with spaces', code: 'RateKeysInvalid', words: ['`X Api Key`', '`x-api-key`'], build: of([ADDRESS, keyed(RateKey.header('X Api Key'))]) },
  { name: 'a namespace without its colon', code: 'RateKeysInvalid', words: ['`tenant`', '`tenant:`'], build: of([ADDRESS, own('a', { action: action('allow'), labels: ['tenant'] }), keyed(RateKey.labelNamespace('tenant'))]) },
  { name: 'a transformed address', code: 'RateKeysInvalid', words: ['`ip`', 'no transformations'], build: of([rate('r', { keys: [{ kind: 'ip', transformations: ['LOWERCASE'] }] })]) },
  { name: 'eleven rate rules', code: 'RateRulesTooMany', words: ['11 rate rules', 'at most 10'], build: of(Array.from({ length: 11 }, (_, i) => rate(`r${i}`))) },
  { name: 'fingerprints of an API', code: 'RateKeyUnavailable', words: ['`ja4Fingerprint`', '`apiStage`'], build: of([ADDRESS, keyed(RateKey.ja4())]) },
  { name: 'a country by a header that a request may leave out', code: 'ForwardedHeaderMissed', level: 'warning', words: ['`abroad`', '`X-Forwarded-For`', '`FirewallStatement.missing(RequestPart.header(\'x-forwarded-for\'))`'], build: of([own('abroad', { statement: FirewallStatement.geo(['KP'], { forwarded: { header: 'X-Forwarded-For' } })._facts() })]) },
  { name: 'a key that callers make up', code: 'RateKeyForgeable', level: 'warning', words: ['`x-api-key`', '`RateKey.address()`'], build: of([keyed(RateKey.header('x-api-key'))]) },

  { name: 'a rule id with a space', code: 'FirewallRuleIdInvalid', words: ['`block all`', 'letters, digits'], build: of([own('block all')]) },
  { name: 'a rule id that leaves no room for its twin', code: 'FirewallRuleIdInvalid', words: ['1 to 121'], build: of([rate('r'.repeat(122))]) },
  { name: 'a metric of WAF itself', code: 'FirewallRuleIdInvalid', words: ['`All`'], build: of([own('All')]) },
  { name: 'one id for two rules', code: 'FirewallRuleIdTaken', words: ['both named `a`', '(app.ts:1)'], build: of([own('a', { priority: 1 }), own('a', { priority: 2 })]) },
  { name: 'the id of a twin', code: 'FirewallRuleIdTaken', words: ['`keyed-absent`', 'leave its key out'], build: of([ADDRESS, keyed(RateKey.header('a')), own('keyed-absent')]) },
  { name: 'the name of somebody else\'s rule', code: 'FirewallRuleIdTaken', words: ['`a` stands in the web ACL already'], build: of([own('a')], { taken: [{ priority: 3, name: 'a' }] }) },
  { name: 'one place for two rules', code: 'FirewallPriorityTaken', words: ['`a` and `b`', '7000001', 'set `priority`'], build: of([own('a', { priority: 1 }), own('b', { priority: 1 })]) },
  { name: 'the place of somebody else\'s rule', code: 'FirewallPriorityTaken', words: ['`theirs` and `a`', '`firstPriority`'], build: of([own('a', { priority: 1 })], { taken: [{ priority: 7_000_001, name: 'theirs' }] }) },
  { name: 'a place outside the band', code: 'FirewallPriorityInvalid', words: ['`1000000`', '0 to 999999', 'own rules that do not allow'], build: of([own('a', { priority: 1_000_000 })]) },
  { name: 'bands that begin below zero', code: 'FirewallPriorityInvalid', words: ['`-1`'], build: of([own('a')], { firstPriority: -1 }) },
  { name: 'more capacity than a web ACL has', code: 'FirewallCapacityExceeded', words: ['takes 5500', 'at most 5000', 'rules that stand in it already 4000, `m0` 700'], build: of(big, { takenCapacity: 4000 }) },
  { name: 'capacity with a price', code: 'FirewallCapacityPriced', level: 'warning', words: ['takes 1700', 'at most 1500', '0.20 beside 0.60', '`m0` 700'], build: of([...big, group({ capacity: 200 })]) },
  { name: 'more references than WAF takes', code: 'FirewallReferencesExceeded', words: ['51 statements', 'at most 50', '`sets` 51', 'a rule group'], build: of([own('sets', { statement: FirewallStatement.anyOf(Array.from({ length: 51 }, (_, i) => FirewallStatement.ipSetByArn(`arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/s${i}/1`)))._facts() })]) },
  { name: 'two bodies under one key', code: 'FirewallBodyTaken', words: ['answer with bodies that differ', '`no`'], build: of([own('a', { action: body('no') }), own('b', { action: body('never') })]) },
  { name: 'more answers than WAF holds', code: 'FirewallAnswersExceeded', words: ['51 bodies', 'at most 50'], build: of([own('a', { action: action('block', { bodies: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`b${i}`, { Content: 'x', ContentType: 'TEXT_PLAIN' }])) }) })]) },
  { name: 'a word for an action', code: 'FirewallPartInvalid', words: ['`NoUserAgent_HEADER` of `overrides` of rule `common`', '`count`', '`FirewallAction.block()`'], build: of([managedRuleFacts('common', ManagedRuleGroup.COMMON, { overrides: { NoUserAgent_HEADER: 'count' as never } }, 'app.ts:7')]) },
  { name: 'JSON for a statement', code: 'FirewallPartInvalid', words: ['`scopeDown` of rule `r`', 'an object', '`FirewallStatement'], build: of([{ ...rateRuleFacts('r', { limit: 100, scopeDown: { GeoMatchStatement: {} } as never }, 'app.ts:7') }]) },
  { name: 'a word for a key', code: 'RateKeysInvalid', words: ['an entry of `keys` of rule `r`', '`RateKey.address()`'], build: of([rateRuleFacts('r', { limit: 100, keys: ['ip' as never] }, 'app.ts:7'), ADDRESS]) },
  { name: 'a rule without an id', code: 'FirewallRuleIdInvalid', words: ['`undefined`'], build: of([own('a', { id: undefined as never })]) },
  { name: 'a set of another scope', code: 'StatementOutOfScope', words: ['`CLOUDFRONT` alone', '`REGIONAL`'], build: of([own('a', { statement: path('/a', { only: 'CLOUDFRONT' }) })]) },
  { name: 'fingerprints where there are none', code: 'StatementOutOfScope', words: ['`apiStage`', '`loadBalancer`'], build: of([own('a', { statement: path('/a', { onlyFor: ['loadBalancer'] }) })]) },
  { name: 'fingerprints that some have', code: 'StatementNotEverywhere', level: 'warning', words: ['`apiStage`', 'as if it were missing'], build: of([own('a', { statement: path('/a', { onlyFor: ['loadBalancer'] }) })], { protects: ['apiStage', 'loadBalancer'] }) },

  { name: 'an end that is over', code: 'FirewallObserveEnded', words: ['firewall `Firewall`', '`2026-06-30`', '`FirewallMode.ENFORCE`'], build: of([own('a')], PREVIEW) },
  { name: 'an end of a rule that is over', code: 'FirewallObserveEnded', words: ['rule `a` of firewall `Firewall`'], build: of([own('a', { observeUntil: '2026-01-01' })], { now: '2026-11-22' }) },
  { name: 'an end of the next century', code: 'FirewallObserveLong', level: 'warning', words: ['firewall `Firewall`', '`2099-01-31`', 'within a year'], build: of([own('a')], { mode: { kind: 'observe', until: '2099-01-31' }, now: '2026-11-22' }) },
  { name: 'an end that is no date', code: 'UntilNotIso', words: ['`2026-02-30`', 'no day of the calendar'], build: of([own('a')], { mode: { kind: 'observe', until: '2026-02-30' }, now: '2026-11-22' }) },
  { name: 'an end that nobody judges', code: 'FirewallObserveNotJudged', level: 'warning', words: ['firewall `Firewall`', '`zero-trust:now`'], build: of([own('a')], { mode: { kind: 'observe', until: '2027-01-31' } }) },
  { name: 'a label that comes too late', code: 'LabelReadTooEarly', words: ['`reads`', '`writes`', '`app:login`', 'set `priority`'], build: of([own('reads', { priority: 1, statement: labelled('app:login') }), own('writes', { priority: 2, action: action('count'), labels: ['app:login'] })]) },
  { name: 'an allowing rule that reads a managed group', code: 'LabelReadTooEarly', words: ['`awswaf:managed:aws:bot-control:bot:verified`', 'own rules that allow stand before managed groups'], build: of([managedRuleFacts('bots', ManagedRuleGroup.botControl(), {}, ''), own('verified', { action: action('allow'), statement: labelled('awswaf:managed:aws:bot-control:bot:verified') })]) },
  { name: 'a label that nobody puts on', code: 'LabelOfNobody', level: 'warning', words: ['`app:logn`', 'did you mean `app:login`?'], build: of([own('a', { priority: 1, action: action('count'), labels: ['app:login'] }), own('b', { priority: 2, statement: labelled('app:logn') })]) },
  { name: 'a label of a group that is not there', code: 'LabelOfNobody', level: 'warning', words: ['`AWSManagedRulesBotControlRuleSet`', 'never matches'], build: of([own('b', { statement: labelled('awswaf:managed:aws:bot-control:bot:verified') })]) },
  { name: 'a label of the deployment', code: 'ValueNotLiteral', words: ['label of rule `a`'], build: of([own('a', { labels: [Token.asString({ Ref: 'Label' })] })]) },
  { name: 'a label of AWS\'s', code: 'LabelInvalid', words: ['`aws:login`', '`aws`'], build: of([own('a', { labels: ['aws:login'] })]) },
];
