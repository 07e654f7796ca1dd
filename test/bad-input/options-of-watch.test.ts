/**
 * Options of the web firewall, the watch, the signal bus and the account's baseline without a compiler: every option of every struct with every wrong
 * kind is told by its name, misspelt names with the nearest, and nothing is of JavaScript. Tables are held against the interfaces by options-tables.test.ts.
 */
import type { Stack } from 'aws-cdk-lib';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import {
  AccountBaseline, FirewallAction, FirewallLogDestination, FirewallLogFilter, FirewallMode, FirewallPreset, FirewallRuleGroup, FirewallRules, FirewallStatement, FirewallTarget, ManagedRuleGroup, PayloadType, RateKey,
  RequestPart, ResponseSigns, SignalBus, SignalSource, UnprotectedEntriesGuard, Watch, WatchedKind, WebFirewall,
} from '../../lib';
import type { Shape } from '../../lib/layers/declaration/options';
import { BASELINE_OPTIONS } from '../../lib/layers/baseline/options';
import { WATCH_OPTIONS } from '../../lib/layers/detection/options';
import { MANAGED_OPTIONS } from '../../lib/layers/web-firewall/managed/options';
import { FIREWALL_OPTIONS } from '../../lib/layers/web-firewall/options';
import { RULE_OPTIONS } from '../../lib/layers/web-firewall/rule-options';
import { STATEMENT_OPTIONS } from '../../lib/layers/web-firewall/statement/options';
import { OPTIONS as MIXIN_OPTIONS } from '../../lib/mixins/firewall/options';
import { errorsOf, toldBy, untold, WRONG_VALUES } from './wrong-kinds';

jest.setTimeout(240_000);

const ALL: Readonly<Record<string, Shape>> = { ...FIREWALL_OPTIONS, ...RULE_OPTIONS, ...MANAGED_OPTIONS, ...STATEMENT_OPTIONS, ...WATCH_OPTIONS, ...BASELINE_OPTIONS, ...MIXIN_OPTIONS };

const S = FirewallStatement;
type Declare = (stack: Stack, props: never) => void;
const firewall = (stack: Stack, props: object = {}): WebFirewall => {
  const made = new WebFirewall(stack, 'Firewall', { preset: FirewallPreset.BASELINE, ...props });
  made.protect(FirewallTarget.userPool(new CfnUserPool(stack, 'Pool')));
  return made;
};
const watch = (stack: Stack): Watch => {
  const made = new Watch(stack, 'Watch', { owner: 'team', noTrailBecause: 'a test' });
  made.observe(new sqs.Queue(stack, 'Queue'));
  return made;
};
const looks = (statement: (props: never) => FirewallStatement): Declare => (stack, props) => { firewall(stack).addRule('mine', { statement: statement(props) }); };
const part = (made: (props: never) => RequestPart): Declare => looks((props) => S.crossSiteScripting({ part: made(props) }));
const acts = (action: (props: never) => FirewallAction): Declare => (stack, props) => { firewall(stack).addRule('mine', { statement: S.geo(['DE']), action: action(props) }); };
const group = (made: (props: never) => ManagedRuleGroup): Declare => (stack, props) => { firewall(stack).addManagedGroup(made(props)); };
const signal = (stack: Stack, source: SignalSource): void => {
  watch(stack).addSignal('queue.mine', { about: WatchedKind.QUEUE, title: 't', source, ceiling: 1, severity: 'low' as never, why: 'w', firstStep: 'f' });
};
const secret = { secretRef: { secretId: 'x' }, node: { path: 'App/Secret' } } as never;

const TARGETS: Readonly<Record<string, Declare>> = {
  WebFirewallProps: (stack, props) => { new WebFirewall(stack, 'Firewall', props); },
  FirewallLogProps: (stack, props) => { firewall(stack, { logging: props }); },
  BodyInspectionProps: (stack, props) => { firewall(stack, { bodyInspection: props }); },
  FirewallRuleGroupProps: (stack, props) => { new FirewallRuleGroup(stack, 'Group', props).addRule('mine', { statement: S.geo(['DE']) }); },
  FirewallRuleProps: (stack, props) => { firewall(stack).addRule('mine', props); },
  FirewallGroupProps: (stack, props) => { firewall(stack).addRuleGroup('mine', props); },
  RateRuleOptions: (stack, props) => { firewall(stack).addRateLimit('mine', props); },
  ManagedGroupOptions: (stack, props) => { firewall(stack).addManagedGroup(ManagedRuleGroup.PHP, props); },
  OtherManagedGroupProps: group((props) => ManagedRuleGroup.other(props)),
  BotControlOptions: group((props) => ManagedRuleGroup.botControl(props)),
  AccountTakeoverOptions: group((props) => ManagedRuleGroup.accountTakeover(props)),
  LoginRequestOptions: group((props) => ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: props })),
  AccountCreationOptions: group((props) => ManagedRuleGroup.accountCreation(props)),
  SignUpRequestOptions: group((props) => ManagedRuleGroup.accountCreation({ creationPath: '/a', registrationPagePath: '/b', request: props })),
  AntiDdosOptions: group((props) => ManagedRuleGroup.antiDdos(props)),
  PartMatchProps: looks((props) => S.regex('^/x$', props)), ByteMatchProps: looks((props) => S.byteMatch(props)), RegexPatternsProps: looks((props) => S.regexPatterns(['^/x$'], props)),
  SizeProps: looks((props) => S.size(props)), SqlInjectionProps: looks((props) => S.sqlInjection(props)),
  OriginProps: looks((props) => S.geo(['DE'], props)), IpSetProps: looks((props) => S.ipSetByArn('arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/a/b', props)), AddressesProps: looks((props) => S.addresses(['192.0.2.0/24'], props)),
  ForwardedAddressProps: looks((props) => S.asn([64496], { forwarded: props })), ForwardedPositionProps: looks((props) => S.addresses(['192.0.2.0/24'], { forwarded: props })),
  OversizeOptions: part((props) => RequestPart.body(props)), FallbackOptions: part((props) => RequestPart.uriFragment(props)), PartFilterOptions: part((props) => RequestPart.headers(props)), JsonBodyOptions: part((props) => RequestPart.jsonBody(props)),
  BlockProps: acts((props) => FirewallAction.block(props)), ResponseBodyProps: acts((props) => FirewallAction.block({ body: props })), InsertHeadersProps: acts((props) => FirewallAction.count(props)), PuzzleProps: acts((props) => FirewallAction.captcha(props)),
  FirewallRulesProps: (stack, props) => {
    const rules = new FirewallRules(props);
    rules.addManagedGroup(ManagedRuleGroup.PHP);
    new CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'mine' } }).with(rules);
  },
  WatchProps: (stack, props) => { new Watch(stack, 'Watch', props).observe(new sqs.Queue(stack, 'Queue')); },
  ObserveOptions: (stack, props) => { watch(stack).observe(new sqs.Queue(stack, 'Other'), props); },
  SignalChangeOptions: (stack, props) => { watch(stack).override('queue.received', props); },
  SignalOffOptions: (stack, props) => { watch(stack).off('queue.received', props); },
  LearningExclusionOptions: (stack, props) => { watch(stack).excludeFromLearning(props); },
  MuteOptions: (stack, props) => { watch(stack).muteDuring('releases', props); },
  CustomSignalProps: (stack, props) => { watch(stack).addSignal('queue.mine', props); },
  MetricSourceProps: (stack, props) => { signal(stack, SignalSource.metric(props)); }, LogLinesProps: (stack, props) => { signal(stack, SignalSource.logLines(props)); },
  SignalBusProps: (stack, props) => { new SignalBus(stack, 'Signals', props); },
  SignalFilterOptions: (stack, props) => { new SignalBus(stack, 'Signals').subscribe('Responder', { bind: () => ({ arn: 'arn:aws:sqs:eu-west-1:111122223333:queue' }) }, props); },
  ChatWebhookProps: (stack, props) => { new SignalBus(stack, 'Signals').addChatWebhook('Security', props); },
  AccountBaselineProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', props); },
  AccountTrailProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', { trail: props }); }, GuardDutyBaselineProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', { guardDuty: props }); },
  SecurityHubBaselineProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', { securityHub: props }); }, UnusedAccessProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', { unusedAccess: props }); },
  PasswordPolicyBaselineProps: (stack, props) => { new AccountBaseline(stack, 'Baseline', { passwordPolicy: props }); },
};

const codesOf = (errors: readonly string[]): string[] => errors.map((e) => e.slice(0, e.indexOf(':')));

test('every struct is tried', () => {
  expect(Object.keys(TARGETS).sort()).toEqual(Object.keys(ALL).sort());
});

describe.each(Object.entries(TARGETS))('%s', (name, declare) => {
  const shape = ALL[name];

  test('every option with every wrong kind, all of them at once', () => {
    const left = WRONG_VALUES.map(([kind, value]) => [kind, untold(shape, value, (props) => toldBy((stack) => { declare(stack, props as never); }))] as const);
    expect(left.filter(([, names]) => names.length > 0)).toEqual([]);
  });

  test('something else for all of it', () => {
    // Nothing and null are no options, as with doors; a struct that another holds is `WrongType` of that.
    for (const [kind, value] of WRONG_VALUES.filter(([, v]) => (typeof v !== 'object' || Array.isArray(v)) && v !== null)) {
      expect([kind, codesOf(toldBy((stack) => { declare(stack, value as never); }))]).toEqual([kind, expect.arrayContaining(['WrongType'])]);
    }
    toldBy((stack) => { declare(stack, null as never); });
    toldBy((stack) => { declare(stack, undefined as never); });
  });

  test('a misspelt name has its nearest', () => {
    const [field] = Object.keys(shape).filter((f) => f.at(-1) !== f.at(-2)).sort((a, b) => b.length - a.length);
    const slip = `${field.slice(0, -2)}${field.at(-1)!}${field.at(-2)!}`;
    const errors = toldBy((stack) => { declare(stack, { [slip]: 1 } as never); });
    expect(errors.filter((e) => e.startsWith('UnknownField') && e.includes(`\`${slip}\``) && e.includes(`did you mean \`${field}\`?`))).toHaveLength(1);
  });
});

/** What the deployment may still decide, because it stands in the template as it is, or because its own reader tells. All else is `known`. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  WebFirewallProps: ['forwardedHeader', 'tokenDomains'], FirewallRuleProps: ['labels'], ManagedGroupOptions: ['version'], LoginRequestOptions: ['usernameField', 'passwordField'], AccountTakeoverOptions: ['loginPath'],
  SignUpRequestOptions: ['usernameField', 'passwordField', 'emailField', 'phoneNumberFields', 'addressFields'], AccountCreationOptions: ['creationPath', 'registrationPagePath'], AntiDdosOptions: ['exemptPaths'],
  ByteMatchProps: ['text', 'base64'], SizeProps: ['bytes'], ForwardedAddressProps: ['header'], ForwardedPositionProps: ['header'], PartFilterOptions: ['included', 'excluded'], JsonBodyOptions: ['paths'],
  ResponseBodyProps: ['content'], BlockProps: ['status'], MuteOptions: ['schedule', 'timeZone'], SignalBusProps: ['alarmPrefixes', 'reservedConcurrency'],
};

test('a token may stand nowhere else', () => {
  const late = Object.entries(ALL).flatMap(([name, shape]) => {
    const fields = Object.keys(shape).filter((field) => ['string', 'number', 'Duration', 'string[]'].includes(shape[field].type) && shape[field].words === undefined && shape[field].isKnown !== true && shape[field].each?.isKnown !== true);
    return fields.length === 0 ? [] : [[name, fields] as const];
  });
  expect(Object.fromEntries(late)).toEqual(LATE);
});

/** Factories that take values by their place. */
const FACTORIES: Readonly<Record<string, (value: never) => Declare>> = {
  'RateKey.header': (v) => (stack) => { firewall(stack).addRateLimit('mine', { keys: [RateKey.header(v)], limit: 100 }); },
  'RateKey.cookie': (v) => (stack) => { firewall(stack).addRateLimit('mine', { keys: [RateKey.cookie(v)], limit: 100 }); },
  'RateKey.queryArgument': (v) => (stack) => { firewall(stack).addRateLimit('mine', { keys: [RateKey.queryArgument(v)], limit: 100 }); },
  'RateKey.forwardedAddress': (v) => (stack) => { firewall(stack).addRateLimit('mine', { keys: [RateKey.forwardedAddress(v)], limit: 100 }); },
  'RateKey.labelNamespace': (v) => (stack) => { firewall(stack).addRateLimit('mine', { keys: [RateKey.labelNamespace(v)], limit: 100 }); },
  'FirewallMode.observe': (v) => (stack) => { firewall(stack, { mode: FirewallMode.observe(v) }); },
  'FirewallPreset.limited': (v) => (stack) => { firewall(stack, { preset: FirewallPreset.API.limited(v) }); },
  'FirewallLogDestination.logGroup': (v) => (stack) => { firewall(stack, { logging: { destination: FirewallLogDestination.logGroup(v) } }); },
  'FirewallLogDestination.bucket': (v) => (stack) => { firewall(stack, { logging: { destination: FirewallLogDestination.bucket(v) } }); },
  'FirewallLogDestination.deliveryStream': (v) => (stack) => { firewall(stack, { logging: { destination: FirewallLogDestination.deliveryStream(v) } }); },
  'FirewallLogFilter.actedOnOrLabelled': (v) => (stack) => { firewall(stack, { logging: { filter: FirewallLogFilter.actedOnOrLabelled(v) } }); },
  'ResponseSigns.statusCodes': (v) => (stack) => { firewall(stack).addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/l', request: { payload: PayloadType.JSON, usernameField: '/u', passwordField: '/p' }, response: ResponseSigns.statusCodes(v, [401]) })); },
  'ResponseSigns.header': (v) => (stack) => { firewall(stack).addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/l', response: ResponseSigns.header(v, ['a'], ['b']) })); },
  'ResponseSigns.body': (v) => (stack) => { firewall(stack).addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/l', response: ResponseSigns.body(['a'], v) })); },
  'ResponseSigns.jsonValue': (v) => (stack) => { firewall(stack).addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/l', response: ResponseSigns.jsonValue('/a', ['a'], v) })); },
  'FirewallStatement.allOf': (v) => looks(() => S.allOf(v)), 'FirewallStatement.anyOf': (v) => looks(() => S.anyOf(v)), 'FirewallStatement.negate': (v) => looks(() => S.negate(v)), 'FirewallStatement.missing': (v) => looks(() => S.missing(v)),
  'FirewallStatement.label': (v) => looks(() => S.label(v)), 'FirewallStatement.labelNamespace': (v) => looks(() => S.labelNamespace(v)), 'FirewallStatement.regex': (v) => looks(() => S.regex(v, { part: RequestPart.uriPath() })),
  'FirewallStatement.regexPatterns': (v) => looks(() => S.regexPatterns(v, { part: RequestPart.uriPath() })), 'FirewallStatement.regexSet': (v) => looks(() => S.regexSet(v, { part: RequestPart.uriPath() })),
  'FirewallStatement.regexSetByArn': (v) => looks(() => S.regexSetByArn(v, { part: RequestPart.uriPath() })), 'FirewallStatement.addresses': (v) => looks(() => S.addresses(v)), 'FirewallStatement.ipSet': (v) => looks(() => S.ipSet(v)),
  'FirewallStatement.ipSetByArn': (v) => looks(() => S.ipSetByArn(v)), 'FirewallStatement.geo': (v) => looks(() => S.geo(v)), 'FirewallStatement.asn': (v) => looks(() => S.asn(v)),
  'RequestPart.header': (v) => part(() => RequestPart.header(v)), 'RequestPart.queryArgument': (v) => part(() => RequestPart.queryArgument(v)),
  'FirewallTarget.stage': (v) => (stack) => { firewall(stack).protect(FirewallTarget.stage(v)); }, 'FirewallTarget.frontDoor': (v) => (stack) => { firewall(stack).protect(FirewallTarget.frontDoor(v)); },
  'FirewallTarget.loadBalancer': (v) => (stack) => { firewall(stack).protect(FirewallTarget.loadBalancer(v)); }, 'FirewallTarget.userPool': (v) => (stack) => { firewall(stack).protect(FirewallTarget.userPool(v)); },
  'FirewallTarget.identity': (v) => (stack) => { firewall(stack).protect(FirewallTarget.identity(v)); }, 'FirewallTarget.graphqlApi': (v) => (stack) => { firewall(stack).protect(FirewallTarget.graphqlApi(v)); },
  'FirewallTarget.verifiedAccess': (v) => (stack) => { firewall(stack).protect(FirewallTarget.verifiedAccess(v)); }, 'FirewallTarget.appRunner': (v) => (stack) => { firewall(stack).protect(FirewallTarget.appRunner(v)); },
  'FirewallTarget.distribution': (v) => (stack) => { firewall(stack).protect(FirewallTarget.distribution(v)); },
  'protect': (v) => (stack) => { firewall(stack).protect(v); }, 'addManagedGroup': (v) => (stack) => { firewall(stack).addManagedGroup(v); },
  'observe': (v) => (stack) => { watch(stack).observe(v); }, 'addWriter': (v) => (stack) => { new SignalBus(stack, 'Signals').addWriter(v); }, 'subscribe': (v) => (stack) => { new SignalBus(stack, 'Signals').subscribe('Responder', v); },
};

test.each(Object.entries(FACTORIES))('%s with what it cannot take: told, and never of JavaScript', (name, make) => {
  for (const [kind, value] of [['nothing', undefined], ['a number', 5], ['true', true], ['null', null], ['a list of nothing', [null]], ['an object of others', { other: 1 }], ['a function', () => undefined], ['a key', 'key']] as const) {
    const errors = toldBy((stack) => { make((value === 'key' ? new CfnKey(stack, 'Key', { keyPolicy: {} }) : value) as never)(stack, undefined as never); });
    // A key can be watched.
    expect([kind, errors.length > 0]).toEqual([kind, name !== 'observe' || value !== 'key']);
  }
});

test.each<[string, (value: never) => Declare]>([
  ['FirewallStatement.addresses', (v) => looks(() => S.addresses(v))], ['FirewallStatement.geo', (v) => looks(() => S.geo(v))], ['FirewallStatement.regexPatterns', (v) => looks(() => S.regexPatterns(v, { part: RequestPart.uriPath() }))],
])('%s with one text instead of a list', (_, make) => {
  expect(codesOf(errorsOf((stack) => { make('DE' as never)(stack, undefined as never); }))).toEqual(['WrongType']);
});

test('a guard of no scope is told at once', () => {
  expect(() => UnprotectedEntriesGuard.enable('app' as never)).toThrow(/^WrongType: /);
});

test('all mistakes of all rules at once, each with its place', () => {
  const errors = errorsOf((stack) => {
    const made = firewall(stack, { mode: 'observe', tokenDomain: ['a.example.com'] });
    made.addRule('a', { statement: 'geo', lables: ['x'] } as never);
    made.addRateLimit('b', { limit: '100', keys: ['x-api-key'] } as never);
    made.addManagedGroup(ManagedRuleGroup.PHP, { overide: {} } as never);
  });
  expect(codesOf(errors).sort()).toEqual(['FirewallPartInvalid', 'FirewallPropInvalid', 'RateKeysInvalid', 'UnknownField', 'UnknownField', 'UnknownField', 'WrongType']);
  for (const error of errors) expect(error).toMatch(/\(options-of-watch\.test\.ts:\d+\)$/);
});

test('one value twice', () => {
  expect(errorsOf((stack) => { firewall(stack, { logging: { hiddenHeaders: ['x-key', 'x-key'] } }); })).toEqual([expect.stringMatching(/^ValueRepeated: `hiddenHeaders` of `logging` of firewall `Firewall` has `x-key` twice; expected each once; remove one/)]);
});

test('a secret is not shown, whatever it is', () => {
  const errors = errorsOf((stack) => { new SignalBus(stack, 'Signals').addChatWebhook('Security', { secret: 'https://hooks.example.com/hunter2', secretField: ['hunter2'], chat: 'slack' } as never); });
  expect(codesOf(errors).sort()).toEqual(['WebhookFieldInvalid', 'WebhookInPlainText']);
  expect(errors.join()).not.toContain('hunter2');
  expect(errorsOf((stack) => { new SignalBus(stack, 'Signals').addChatWebhook('Security', { secret, chat: 'slack', minimumSeverty: 'high' } as never); })).toEqual([expect.stringContaining('did you mean `minimumSeverity`?')]);
});
