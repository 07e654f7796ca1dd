/** The signal bus: least privilege as exact statements, patterns that let in what they say (recorded events), nothing of a secret, and whoever changes it is told. */
import { App, Aspects, CfnResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventBus, EventBus } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { readSignalLine, SEVERITIES } from '../../../lib/contract/signal';
import { SignalBus } from '../../../lib/layers/detection/signal-bus';
import { ChatFormat, FindingService, SignalSeverity, type SignalBusProps } from '../../../lib/layers/detection/signal-bus-props';
import { Posture } from '../../../lib/layers/declaration';
import { signalsOf } from '../../../lib/runtime/signal-relay/relay';
import { judge } from '../../nag/judge';
import { matches } from '../../support/events/pattern';
import { RECORDED, recorded } from '../../support/events/recorded';

type Json = Record<string, any>;

interface Made {
  readonly bus: SignalBus;
  readonly stack: Stack;
  readonly app: App;
  template(): Json;
  of(type: string): Json[];
  one(path: string): Json;
}

const ENV = { account: '111122223333', region: 'eu-west-1' };

function make(props: (stack: Stack) => SignalBusProps = () => ({}), more: (bus: SignalBus, stack: Stack) => void = () => undefined, env: typeof ENV | null = ENV): Made {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'App', env === null ? {} : { env });
  const bus = new SignalBus(stack, 'Signals', props(stack));
  more(bus, stack);
  let template: Json | undefined;
  const resources = (): Json => (template ??= app.synth().getStackByName('App').template as Json).Resources as Json;
  return {
    bus, stack, app, template: () => ({ Resources: resources() }),
    of: (type) => Object.values<Json>(resources()).filter((r) => r.Type === type),
    one: (path) => {
      const id = stack.getLogicalId(stack.node.findAll().find((c) => c.node.path === `App/Signals/${path}`) as CfnResource);
      return resources()[id] as Json;
    },
  };
}

const secret = (stack: Stack): secretsmanager.ISecret => secretsmanager.Secret.fromSecretNameV2(stack, 'Webhook', 'hooks/security');
const statements = (role: Json): Json[] => role.Properties.Policies[0].PolicyDocument.Statement as Json[];
const text = (value: unknown): string => JSON.stringify(value);

describe('least privilege', () => {
  const made = make(undefined, (bus, stack) => { bus.addChatWebhook('Security', { secret: secret(stack), chat: ChatFormat.SLACK }); });

  test('the relay writes its log, its dead letters, and the bus', () => {
    expect(statements(made.one('Relay/Role')).map((s) => [s.Effect, s.Action, text(s.Resource).replace(/[A-F0-9]{8}/g, '')])).toStrictEqual([
      ['Allow', ['logs:CreateLogStream', 'logs:PutLogEvents'], '{"Fn::GetAtt":["SignalsRelayLog","Arn"]}'],
      ['Allow', 'sqs:SendMessage', '{"Fn::GetAtt":["SignalsDeadLetters","Arn"]}'],
      ['Allow', 'events:PutEvents', '{"Fn::GetAtt":["SignalsBus","Arn"]}'],
    ]);
  });

  test('the chat reads one secret, and puts nothing', () => {
    expect(statements(made.one('Chat-Security/Post/Role')).slice(2)).toStrictEqual([{ Sid: 'Secret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:hooks/security-??????']] } }]);
    expect(made.one('Chat-Security/Post/Function').Properties.Environment.Variables).toStrictEqual({ ZERO_TRUST_WEBHOOK_KIND: 'slack', ZERO_TRUST_WEBHOOK_SECRET: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:hooks/security']] } });
  });

  test('functions are called by their own rules alone', () => {
    const rules = new Set(Object.entries<Json>(made.template().Resources as Json).filter(([, r]) => r.Type === 'AWS::Events::Rule').map(([id]) => id));
    for (const { Properties } of made.of('AWS::Lambda::Permission')) {
      expect(Properties).toMatchObject({ Principal: 'events.amazonaws.com', SourceAccount: '111122223333', Action: 'lambda:InvokeFunction' });
      expect(rules.has(Properties.SourceArn['Fn::GetAtt'][0] as string)).toBe(true);
    }
    expect(made.of('AWS::Lambda::Permission').length).toBe(6);
  });

  test('nobody puts events but the relay, and what has no principal (replays)', () => {
    expect(made.one('BusPolicy').Properties.Statement).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Condition: { ArnNotEquals: { 'aws:PrincipalArn': [{ 'Fn::GetAtt': [expect.stringContaining('RelayRole'), 'Arn'] }] }, Null: { 'aws:PrincipalArn': 'false' } } });
  });

  test('alarms of this account publish and use the key, nobody else of AWS does', () => {
    const condition = { StringEquals: { 'aws:SourceAccount': '111122223333' }, ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:eu-west-1:111122223333:alarm:*']] } } };
    const topic = made.one('TopicPolicy').Properties.PolicyDocument.Statement as Json[];
    expect(topic.filter((s) => s.Effect === 'Allow').map((s) => [s.Principal, s.Action, s.Condition])).toStrictEqual([[{ Service: 'cloudwatch.amazonaws.com' }, 'sns:Publish', condition]]);
    const key = made.one('Key').Properties.KeyPolicy.Statement as Json[];
    expect(key.slice(1).map((s) => [s.Principal, s.Action, s.Condition])).toStrictEqual([[{ Service: 'cloudwatch.amazonaws.com' }, ['kms:Decrypt', 'kms:GenerateDataKey*'], condition]]);
    expect(made.one('Topic').Properties.KmsMasterKeyId).toStrictEqual({ 'Fn::GetAtt': [expect.stringContaining('SignalsKey'), 'Arn'] });
  });

  test('rules publish with a role of their own', () => {
    expect(made.one('PublishRole').Properties.AssumeRolePolicyDocument.Statement[0]).toMatchObject({ Principal: { Service: 'events.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });
    expect(statements(made.one('PublishRole')).map((s) => s.Action)).toStrictEqual(['sns:Publish', ['kms:Decrypt', 'kms:GenerateDataKey']]);
    expect(made.one('FindingsToTopic').Properties.Targets[0].RoleArn).toBeDefined();
  });

  test('every rule and every function has a place for what gets lost, and its alarm has an action', () => {
    const queue = { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] };
    for (const { Properties } of made.of('AWS::Events::Rule')) expect(Properties.Targets[0].DeadLetterConfig.Arn).toStrictEqual(queue);
    for (const { Properties } of made.of('AWS::Lambda::Function')) expect(Properties.DeadLetterConfig.TargetArn).toStrictEqual(queue);
    expect(made.one('DeadLettersPolicy').Properties.PolicyDocument.Statement[0].Condition.ArnEquals['aws:SourceArn'].length).toBe(made.of('AWS::Events::Rule').length);
    const alarm = made.one('Losses').Properties;
    expect(alarm.AlarmActions).toStrictEqual([{ Ref: expect.stringContaining('Topic') }]);
    expect(readSignalLine(alarm.AlarmDescription as string)).toMatchObject({ line: { signal: 'watch.lost', severity: 'high', subject: { kind: 'queue', id: 'App/Signals/DeadLetters' } } });
    expect(alarm.AlarmName).toMatch(/^zero-trust-/);
  });

  test('functions are bounded: reserved concurrency, time, and a log that ends', () => {
    expect(made.one('Relay/Function').Properties).toMatchObject({ ReservedConcurrentExecutions: 5, Timeout: 60 });
    for (const { Properties } of made.of('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(365);
    expect(made.one('Archive').Properties.RetentionDays).toBe(365);
    expect(make(() => ({ reservedConcurrency: 0 })).one('Relay/Function').Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('nothing is printed, and logical ids do not depend on order', () => {
    const [a, b] = [['One', 'Two'], ['Two', 'One']].map((ids) => make(undefined, (bus, stack) => { const s = secret(stack); for (const id of ids) bus.addChatWebhook(id, { secret: s, chat: ChatFormat.TEAMS }); }).template());
    expect(Object.keys(a.Resources as Json).sort()).toStrictEqual(Object.keys(b.Resources as Json).sort());
  });
});

describe('what becomes a signal', () => {
  const rulesOf = (props: SignalBusProps): Record<string, unknown> => {
    const { of } = make(() => props);
    return Object.fromEntries(of('AWS::Events::Rule').filter((r) => r.Properties.EventBusName === undefined).map((r) => [r.Properties.Description as string, r.Properties.EventPattern as unknown]));
  };
  const lets = (props: SignalBusProps, name: string): string[] => Object.entries(rulesOf(props)).filter(([, pattern]) => matches(pattern, recorded(name))).map(([description]) => description);
  const byFloor = Object.fromEntries(SEVERITIES.map((s) => [s, rulesOf({ findingSeverity: s as SignalSeverity })]));
  const { low, medium } = byFloor;
  const letsIn = (rules: Record<string, unknown>, name: string): string[] => Object.entries(rules).filter(([, pattern]) => matches(pattern, recorded(name))).map(([description]) => description);

  const NOT_AT_ALL = ['alarm-of-somebody-else', 'accessanalyzer-deleted', 'accessanalyzer-preview', 'securityhub-of-guardduty', 'securityhub-v2-access-key'];
  test.each(RECORDED.map((n) => [n]))('%s is let in by one rule, or by none', (name) => {
    expect(letsIn(low, name).length).toBe(NOT_AT_ALL.includes(name) ? 0 : 1);
  });

  test.each(RECORDED.filter((n) => !NOT_AT_ALL.includes(n) && !n.startsWith('alarm-')).map((n) => [n]))('%s is let in from its own severity on, and not above', (name) => {
    const [{ severity, signal, state }] = signalsOf(recorded(name), { here: ENV, now: () => new Date('2026-11-22T00:00:00Z') });
    for (const floor of SEVERITIES) {
      const isIn = letsIn(byFloor[floor], name).length > 0;
      const isAbove = SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(floor);
      expect([name, floor, isIn]).toStrictEqual([name, floor, !isAbove]);
      expect(`${signal} ${state}`).not.toContain('unreadable');
    }
  });

  test('an alarm of the watch without a description is let in by its name, and another\'s by its line', () => {
    expect(letsIn(medium, 'alarm-composite-without-description')).toStrictEqual(['Alarms of the watch']);
    const renamed = recorded('alarm-raised');
    renamed.detail.alarmName = 'Shop/firewall.blocked@Shop';
    expect(matches(medium['Alarms of the watch'], renamed)).toBe(true);
    const custom = recorded('alarm-of-somebody-else');
    expect(matches(rulesOf({ alarmPrefixes: ['ServerCpu'] })['Alarms of the watch'], custom)).toBe(true);
  });

  test('GuardDuty\'s findings of here come from GuardDuty, those of elsewhere and without GuardDuty from Security Hub', () => {
    expect(letsIn(medium, 'securityhub-of-guardduty')).toStrictEqual([]);
    expect(letsIn(medium, 'securityhub-of-guardduty-elsewhere')).toStrictEqual(['Findings of AWS Security Hub CSPM']);
    expect(lets({ findingServices: [FindingService.SECURITY_HUB] }, 'securityhub-of-guardduty')).toStrictEqual(['Findings of AWS Security Hub CSPM']);
    expect(lets({ findingServices: [FindingService.SECURITY_HUB_V2], findingSeverity: SignalSeverity.LOW }, 'securityhub-v2-access-key')).toStrictEqual(['Findings of AWS Security Hub']);
  });

  test('no service, no rule', () => expect(Object.keys(rulesOf({ findingServices: [] }))).toStrictEqual(['Alarms of the watch']));

  test('account and region may be known at deployment only', () => {
    const { of } = make(undefined, undefined, null);
    expect(text(of('AWS::Events::Rule').map((r) => r.Properties.EventPattern as unknown))).toContain('{"Ref":"AWS::Region"}');
  });
});

describe('who hears of it', () => {
  const event = (name: string): Json => ({ 'source': 'zero-trust', 'detail-type': 'zero-trust.signal/1', 'detail': signalsOf(recorded(name), { here: ENV, now: () => new Date('2026-11-22T00:00:00Z') })[0] });
  const made = make(undefined, (bus, stack) => {
    bus.addChatWebhook('Security', { secret: secret(stack), chat: ChatFormat.SLACK });
    bus.addChatWebhook('All', { secret: secret(stack.node.tryFindChild('Webhook') === undefined ? stack : new Stack(stack, 'Inner')), chat: ChatFormat.SLACK, minimumSeverity: SignalSeverity.LOW, cleared: true, muted: true });
    bus.subscribe('Responder', new targets.SqsQueue(new sqs.Queue(stack, 'Queue')), { minimumSeverity: SignalSeverity.CRITICAL });
  });
  const hears = (path: string, name: string): boolean => matches(made.one(path).Properties.EventPattern, event(name));

  test.each([['alarm-raised', true, true, false, false], ['alarm-cleared', false, true, false, false], ['alarm-composite-muted', false, true, false, false], ['guardduty-access-key', true, true, true, true], ['guardduty-sample', false, true, false, false], ['accessanalyzer-error', true, true, false, true], ['alarm-of-somebody-else', true, true, false, true]])('%s: chat %s, chat for all %s, responder %s, topic %s', (name, chat, all, responder, topic) => {
    expect([hears('Chat-Security/Rule', name), hears('Chat-All/Rule', name), hears('Rule-Responder/Resource', name), hears('FindingsToTopic', name)]).toStrictEqual([chat, all, responder, topic]);
  });

  test('a target of one\'s own stands on the bus', () => {
    expect(made.one('Rule-Responder/Resource').Properties.EventBusName).toStrictEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', expect.anything()] }] });
    expect(made.of('AWS::SQS::QueuePolicy').length).toBe(2);
  });

  test('another writer is let in beside the relay', () => {
    const { one } = make(undefined, (bus, stack) => { bus.addWriter(new iam.Role(stack, 'Responder', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })); });
    expect(one('BusPolicy').Properties.Statement.Condition.ArnNotEquals['aws:PrincipalArn'].length).toBe(2);
  });
});

describe('what exists', () => {
  test('a bus keeps its policy and its archive', () => {
    const made = make((stack) => ({ bus: EventBus.fromEventBusName(stack, 'Theirs', 'central') }));
    for (const type of ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy', 'AWS::Events::Archive']) expect(made.of(type)).toStrictEqual([]);
    expect(text(made.one('Relay/Function').Properties.Environment)).toContain(':event-bus/central');
    expect(statements(made.one('Relay/Role'))[2].Resource).toStrictEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-west-1:111122223333:event-bus/central']] });
  });

  test('a bus of this app', () => {
    expect(make((stack) => ({ bus: new CfnEventBus(stack, 'Own', { name: 'own' }) })).one('FindingsToTopic').Properties.EventBusName).toStrictEqual({ Ref: 'Own' });
  });

  test('a topic and its key: the key lets CloudWatch in, and no other is made', () => {
    const made = make((stack) => {
      const key = new kms.Key(stack, 'Key');
      return { topic: new sns.Topic(stack, 'Topic', { masterKey: key }), encryptionKey: key };
    });
    expect(made.of('AWS::KMS::Key').length).toBe(1);
    expect(made.of('AWS::SNS::Topic').length).toBe(1);
    expect(text(made.of('AWS::KMS::Key')[0].Properties.KeyPolicy)).toContain('cloudwatch.amazonaws.com');
    expect(made.one('Losses').Properties.AlarmActions).toStrictEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
  });

  test('a secret of this app, with a field and a key', () => {
    const made = make(undefined, (bus, stack) => {
      const key = new kms.Key(stack, 'Key');
      bus.addChatWebhook('Security', { secret: new secretsmanager.Secret(stack, 'Own', { encryptionKey: key }), secretField: 'url', chat: ChatFormat.TEAMS });
    });
    expect(statements(made.one('Chat-Security/Post/Role')).slice(2)).toStrictEqual([
      { Sid: 'Secret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringMatching(/^Own/) } },
      { Sid: 'SecretKey', Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }, Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } } },
    ]);
    expect(made.one('Chat-Security/Post/Function').Properties.Environment.Variables.ZERO_TRUST_WEBHOOK_FIELD).toBe('url');
  });
});

describe('a topic of this app', () => {
  const withPolicy = (more: (topic: sns.Topic, stack: Stack) => void, props: sns.TopicProps = {}): Made => make((stack) => {
    const encryptionKey = new kms.Key(stack, 'Key');
    const topic = new sns.Topic(stack, 'Topic', { masterKey: encryptionKey, ...props });
    more(topic, stack);
    return { topic, encryptionKey };
  });
  const allow = (principal: iam.IPrincipal, action = 'sns:Publish') => (topic: sns.Topic): void => { topic.addToResourcePolicy(new iam.PolicyStatement({ actions: [action], principals: [principal], resources: [topic.topicArn] })); };
  test.each<[string, (topic: sns.Topic, stack: Stack) => void, sns.TopicProps, boolean]>([
    ['no policy: SNS has one that lets alarms in', () => undefined, {}, true], ['TLS alone', () => undefined, { enforceSSL: true }, false], ['TLS, and CloudWatch', allow(new iam.ServicePrincipal('cloudwatch.amazonaws.com')), { enforceSSL: true }, true],
    ['another service', allow(new iam.ServicePrincipal('budgets.amazonaws.com')), {}, false], ['everybody', allow(new iam.StarPrincipal()), {}, true], ['CloudWatch may subscribe', allow(new iam.ServicePrincipal('cloudwatch.amazonaws.com'), 'sns:Subscribe'), {}, false],
    ['CloudWatch may all', allow(new iam.ServicePrincipal('cloudwatch.amazonaws.com'), 'sns:*'), {}, true],
    ['a policy of L1', (topic, stack) => { new sns.CfnTopicPolicy(stack, 'Raw', { topics: [topic.topicArn], policyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: '*' }] } }); }, {}, false],
    ['a policy that nobody reads', (topic, stack) => { new sns.CfnTopicPolicy(stack, 'Raw', { topics: [topic.topicArn], policyDocument: Lazy.any({ produce: () => ({ Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: '*' }] }) }) }); }, {}, true],
    ['the policy of another topic', (_, stack) => { new sns.Topic(stack, 'Other', { enforceSSL: true }); }, {}, true],
  ])('%s', (_, more, props, isRight) => {
    const made = withPolicy(more, props);
    if (isRight) expect(() => made.template()).not.toThrow();
    else expect(() => made.template()).toThrow('TopicRefusesAlarms: topic `App/Topic/Resource` of `App/Signals`');
  });

  test('the key of another topic lets nobody in to this one', () => {
    expect(() => make((stack) => ({ topic: new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }), encryptionKey: new kms.Key(stack, 'Another') })).template()).toThrow(/TopicKeyMissing: .*`App\/Key\/Resource`.*`App\/Another\/Resource`/);
  });

  test('a writer is one role', () => {
    expect(() => make(undefined, (bus, stack) => { bus.addWriter(iam.Role.fromRoleArn(stack, 'All', 'arn:aws:iam::111122223333:role/*')); }).template()).toThrow(/SignalPartInvalid: .*stands for many roles/);
  });

  test('what is lost stays when the bus goes, but for a sandbox; the key goes', () => {
    expect([make().one('DeadLetters').DeletionPolicy, make().one('DeadLetters').UpdateReplacePolicy, make().one('Key').DeletionPolicy, make(() => ({ posture: Posture.SANDBOX })).one('DeadLetters').DeletionPolicy]).toEqual(['Retain', 'Retain', 'Delete', 'Delete']);
  });

  test.each<[string, string, string, unknown]>([['the alarm of what is lost, to another topic', 'Losses', 'AlarmActions', ['arn:aws:sns:eu-west-1:111122223333:other']], ['a log for a day', 'Relay/Log', 'RetentionInDays', 1]])('%s', (_, path, property, value) => {
    const made = make(undefined, (bus) => { (bus.node.findAll().find((c) => c.node.path === `App/Signals/${path}`) as CfnResource).addPropertyOverride(property, value); });
    expect(() => made.template()).toThrow(new RegExp(`SignalBusChanged: .*\`${property}`));
  });
});

describe('postures', () => {
  test.each([[Posture.SANDBOX, 7, 'Delete'], [Posture.STANDARD, 365, 'Retain'], [Posture.HIGH, 731, 'Retain']])('%s keeps for %d days', (posture, days, policy) => {
    const made = make(() => ({ posture }));
    expect(made.one('Archive')).toMatchObject({ Properties: { RetentionDays: days }, DeletionPolicy: policy });
    expect(made.one('Relay/Log')).toMatchObject({ Properties: { RetentionInDays: days }, DeletionPolicy: policy });
  });
  test('retention is the user\'s', () => expect(make(() => ({ retention: Duration.days(30) })).one('Archive').Properties.RetentionDays).toBe(30));
});

describe('whoever changes it is told', () => {
  const CHANGES: readonly (readonly [string, string, unknown])[] = [
    ['Topic', 'KmsMasterKeyId', 'alias/aws/sns'], ['TopicPolicy', 'PolicyDocument.Statement.0.Principal', '*'], ['BusPolicy', 'Statement.Effect', 'Allow'], ['OnAlarms', 'State', 'DISABLED'], ['OnGuardDuty', 'EventPattern.detail.severity', [{ numeric: ['>=', 10] }]],
    ['Relay/Role', 'Policies.0.PolicyDocument.Statement.2.Resource', '*'], ['Relay/Function', 'Environment.Variables.ZERO_TRUST_SIGNAL_BUS', 'elsewhere'], ['Relay/Function', 'ReservedConcurrentExecutions', 0], ['Key', 'EnableKeyRotation', false], ['DeadLetters', 'SqsManagedSseEnabled', false], ['Losses', 'Threshold', 1_000], ['Losses', 'AlarmActions', []], ['Losses', 'ActionsEnabled', false], ['Archive', 'EventPattern.source', ['aws.ec2']], ['OnAlarmsCalls', 'Principal', '*'], ['PublishRole', 'AssumeRolePolicyDocument.Statement.0.Principal', { AWS: '*' }],
  ];
  test.each(CHANGES)('%s: %s', (path, property, value) => {
    const made = make(undefined, (bus) => { (bus.node.findAll().find((c) => c.node.path === `App/Signals/${path}`) as CfnResource).addPropertyOverride(property, value); });
    expect(() => made.template()).toThrow(/SignalBusChanged: `App\/Signals\//);
  });
  test('what is removed', () => {
    const made = make(undefined, (bus) => { bus.node.tryRemoveChild('OnAlarms'); });
    expect(() => made.template()).toThrow('is no longer in the tree');
  });
  test('tags, further actions and longer logs are welcome', () => {
    const made = make(undefined, (_, stack) => {
      Aspects.of(stack).add({ visit: (node) => { if (node instanceof CfnResource && node.cfnResourceType === 'AWS::Logs::LogGroup') node.addPropertyOverride('RetentionInDays', 731); if (node instanceof CfnAlarm) node.alarmActions = [...node.alarmActions as string[], 'arn:aws:sns:eu-west-1:111122223333:more']; } });
      jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib').Tags.of(stack).add('team', 'security');
    });
    expect(() => made.template()).not.toThrow();
  });
});

test('cdk-nag says nothing that is not explained', () => {
  // The pack reads a property that is deprecated; nobody sets it.
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { app } = make(undefined, (bus, stack) => { bus.addChatWebhook('Security', { secret: secret(stack), chat: ChatFormat.SLACK }); });
  app.synth();
  const EXPLAINED: Readonly<Record<string, readonly [readonly string[], string]>> = {
    'AwsSolutions-L1': [['Relay/Function', 'Chat-Security/Post/Function'], 'the runtime for which the bundles are built and tested'],
    'NIST.800.53.R5-LambdaInsideVPC': [['Relay/Function', 'Chat-Security/Post/Function'], 'they talk to AWS\'s API and to a chat, and to nothing of a VPC'],
    'NIST.800.53.R5-LambdaConcurrency': [['Chat-Security/Post/Function'], 'what the relay puts is bounded by the relay\'s own concurrency'],
    'NIST.800.53.R5-IAMNoInlinePolicy': [['Relay/Role', 'Chat-Security/Post/Role', 'PublishRole'], 'the policy is of this role alone, and goes with it'],
    'NIST.800.53.R5-CloudWatchLogGroupEncrypted': [['Relay/Log', 'Chat-Security/Post/Log'], 'ids of events and counts; CloudWatch Logs encrypts with a key of its own'],
  };
  const table = Object.entries(EXPLAINED).flatMap(([rule, [paths, reason]]) => paths.map((path) => ({ path: `App/Signals/${path}`, rule, reason })));
  const { unexplained, unused, undecided } = judge(app, table);
  warn.mockRestore();
  expect({ unexplained, unused, undecided }).toStrictEqual({ unexplained: [], unused: [], undecided: [] });
});
