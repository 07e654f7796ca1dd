/**
 * One bus on which alarms and findings stand in one shape, `zero-trust.signal/1`, for people, chats and responders.
 *
 *   const signals = new SignalBus(this, 'Signals');
 *   signals.addChatWebhook('Security', { secret, chat: ChatFormat.SLACK, minimumSeverity: SignalSeverity.HIGH });
 *   signals.subscribe('Responder', new targets.LambdaFunction(responder), { minimumSeverity: SignalSeverity.HIGH });
 *   alarm.addAlarmAction(new actions.SnsAction(Topic.fromTopicArn(this, 'Topic', signals.topicArn)));
 *
 * An alarm goes two ways: to the topic by itself, and through the relay onto the bus. A finding goes through the relay, and from the bus to the topic. What the relay
 * cannot read stands on the bus as `watch.unreadable`; what gets lost on the way lies in a queue, whose alarm goes to the topic.
 * Not here: who subscribes to the topic, and the services that find something (`AccountBaseline`). A bus is of one account and region, as alarms are.
 */
import { Lazy, Names, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, EventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { aws_iam as iam } from 'aws-cdk-lib/interfaces';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmPattern, FINDING_SOURCES, type FindingSourceId } from '../../contract/finding-sources';
import { ALARM_PREFIX, alarmDescription, SEVERITIES, SIGNAL_DETAIL_TYPE, SIGNAL_LINE, SIGNAL_SOURCE } from '../../contract/signal';
import { type Finding, Findings } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { type Options, readAt, type Shape } from '../declaration/options';
import { Posture } from '../declaration/posture';
import { LOG_DAYS } from '../identity/emit-hook';
import { Written } from '../identity/written';
import { compiledAtSynth, told } from '../layer';
import { relativePath } from '../network/stage-path';
import { checkChat, checkKey, checkPlace, checkSignalBus, checkTarget, checkTopic, checkWriter, secretAccess, verifyWritten } from './check-signal-bus';
import { alarmsUseKey, emitBus, emitBusPolicy, emitDeadLetters, emitDeadLettersPolicy, emitKey, emitTopic } from './emit-bus';
import { checkTopicPolicy } from './check-topic';
import { emitFunction, type EmittedFunction } from './emit-function';
import { WATCH_OPTIONS } from './options';
import { type ChatWebhookProps, type SignalBusProps, type SignalFilterOptions, SignalSeverity } from './signal-bus-props';

const DAYS: Readonly<Record<Posture, number>> = { sandbox: 7, standard: 365, high: 731 };

/** Signals of an account and region. */
export class SignalBus extends Construct {
  /** Name of the bus. Its rules find signals by `source: ['zero-trust']`. */
  public readonly busName: string;
  public readonly busArn: string;
  /** Topic for people, and the action of alarms. */
  public readonly topicArn: string;
  /** URL of the queue of what could not be delivered. */
  public readonly deadLetterQueueUrl: string;

  /** @internal What of findings it brings. */
  public _relays?: { readonly services: readonly string[]; readonly floor: (typeof SEVERITIES)[number] };
  private readonly posture: Posture;
  private readonly deadLetters: CfnQueue;
  private readonly written = new Written();
  private readonly reports = new Findings();
  private readonly writers: string[] = [];
  private readonly rules: CfnRule[] = [];
  private readonly ids = new Set<string>();
  private readonly prefixes: Set<string>;
  private readonly path: string;
  private readonly site = new CallSite();
  private readonly given: SignalBusProps;
  private built?: { readonly findings: readonly Finding[] };

  constructor(scope: Construct, id: string, props: SignalBusProps = {}) {
    super(scope, id);
    const { site } = this;
    this.path = relativePath(this, this.node.path);
    props = this.sane(site, props, WATCH_OPTIONS.SignalBusProps, `signal bus \`${this.path}\``).options;
    this.given = props;
    this.posture = props.posture ?? Posture.STANDARD;
    this.prefixes = new Set([ALARM_PREFIX, ...props.alarmPrefixes ?? []]);
    this.report(site, (f) => { checkSignalBus(this.path, props, f); checkPlace(this, this.path, props, f); checkTopic(this, this.path, props, f); });
    const { bus, topic, encryptionKey } = props;
    const make = <T>(run: () => T): T => this.written.taking(this, run);
    this.deadLetters = make(() => emitDeadLetters(this, this.posture));
    this.deadLetterQueueUrl = this.deadLetters.ref;
    const own = bus === undefined ? make(() => emitBus(this, { posture: this.posture, days: props.retention?.toDays({ integral: false }) ?? DAYS[this.posture] })) : undefined;
    this.busName = own?.ref ?? bus!.eventBusRef.eventBusName;
    this.busArn = own?.attrArn ?? bus!.eventBusRef.eventBusArn;
    const keyArn = encryptionKey?.keyRef.keyArn ?? (topic === undefined ? make(() => emitKey(this)).attrArn : undefined);
    if (encryptionKey !== undefined) this.report(site, (f) => { checkKey(this, this.path, encryptionKey, alarmsUseKey(this), f); });
    this.topicArn = topic?.topicRef.topicArn ?? make(() => emitTopic(this, keyArn!)).ref;
    make(() => { this.relay(props); });
    make(() => { this.findingsToTopic(keyArn); });
    make(() => { this.watchLosses(); });
    // Last: lists that are empty when they are written would be written as nothing.
    if (own !== undefined) make(() => { emitBusPolicy(this, own, () => this.writers); });
    make(() => { emitDeadLettersPolicy(this, this.deadLetters, () => this.rules.map((r) => r.attrArn)); });
    compiledAtSynth(this, () => this._build(), () => verifyWritten(this.written, LOG_DAYS[this.posture]));
  }

  /** Posts signals into a chat. The id is a part of the logical ids of what is made: another id is another function. */
  public addChatWebhook(id: string, props: ChatWebhookProps): void {
    const site = new CallSite();
    const { options, wrong } = this.sane(site, props, WATCH_OPTIONS.ChatWebhookProps, `chat \`${id}\` of \`${this.path}\``);
    let isRight = false;
    this.report(site, (f) => { isRight = checkChat(this.path, id, this.take(id), options as ChatWebhookProps, f); });
    if (!isRight || wrong.size > 0) return;
    props = options as ChatWebhookProps;
    const scope = new Construct(this, `Chat-${id}`);
    this.written.taking(scope, () => {
      const { arn, statements } = secretAccess(this, props);
      const { handler } = emitFunction(scope, 'Post', {
        bundle: 'chat-webhook', description: 'Posts signals of zero trust into a chat', posture: this.posture, deadLetters: this.deadLetters, statements, timeoutSeconds: 60, reservedConcurrency: 0,
        environment: { ZERO_TRUST_WEBHOOK_SECRET: arn, ZERO_TRUST_WEBHOOK_KIND: props.chat, ...(props.secretField === undefined ? {} : { ZERO_TRUST_WEBHOOK_FIELD: props.secretField }) },
      });
      this.call(scope, 'Rule', handler, { description: 'Signals for a chat', eventBusName: this.busName, eventPattern: patternOf({ ...props, onlyPages: props.onlyPages ?? true }) });
    });
  }

  /** Sends signals to a target of your own, e.g. a responder. It may get one twice: `detail.id` is the same then. */
  public subscribe(id: string, target: IRuleTarget, options: SignalFilterOptions = {}): void {
    const site = new CallSite();
    const filter = this.sane(site, options, WATCH_OPTIONS.SignalFilterOptions, `subscription \`${id}\` of \`${this.path}\``);
    let isRight = false;
    this.report(site, (f) => { isRight = checkTarget(this.path, id, this.take(id), target, f); });
    if (!isRight || filter.wrong.size > 0) return;
    const { source, ['detail-type']: detailType, detail } = patternOf(filter.options);
    new Rule(this, `Rule-${id}`, {
      description: 'Signals for a subscriber', eventBus: EventBus.fromEventBusArn(this, `Bus-${id}`, this.busArn), eventPattern: { source, detailType, detail }, targets: [target],
    });
  }

  /** Lets a role put events on the bus, beside the relay: a responder that tells what it did. The right itself is the role's own policy. */
  public addWriter(role: iam.IRoleRef): void {
    const site = new CallSite();
    this.report(site, (f) => { if (checkWriter(this.path, role, f)) this.writers.push(role.roleRef.roleArn); });
  }

  /** @internal Alarms whose names begin so become signals: those of a watch, whose description may be missing in an event. */
  public _takeAlarms(prefix: string): void {
    this.prefixes.add(prefix);
  }

  /** @internal */
  public _build(): { readonly findings: readonly Finding[] } {
    if (this.built === undefined) {
      this.report(this.site, (f) => { checkTopicPolicy(this, this.path, this.given, f); });
      this.built = told(this, { findings: this.reports.all() });
    }
    return this.built;
  }

  private relay({ findingServices, findingSeverity = SignalSeverity.MEDIUM, reservedConcurrency = 5 }: SignalBusProps): void {
    const { handler, role } = emitFunction(this, 'Relay', {
      bundle: 'signal-relay', description: 'Brings alarms and findings onto the bus as zero-trust.signal/1', posture: this.posture, deadLetters: this.deadLetters, timeoutSeconds: 60, reservedConcurrency,
      environment: { ZERO_TRUST_SIGNAL_BUS: this.busArn },
      statements: [{ Sid: 'Bus', Effect: 'Allow', Action: 'events:PutEvents', Resource: this.busArn }],
    });
    this.writers.push(role.attrArn);
    this.call(this, 'OnAlarms', handler, { description: 'Alarms of the watch', eventPattern: alarmPattern(Lazy.any({ produce: () => [...this.prefixes].sort().map((prefix) => ({ prefix })) }), SIGNAL_LINE) });
    const floor = SEVERITIES.find((s) => s === findingSeverity) ?? 'medium';
    const services: readonly string[] = findingServices ?? Object.keys(FINDING_SOURCES);
    this._relays = { services, floor };
    const { account, region } = Stack.of(this);
    for (const service of Object.keys(FINDING_SOURCES).filter((s): s is FindingSourceId => services.includes(s))) {
      const eventPattern = FINDING_SOURCES[service].pattern(floor, { account, region, services });
      if (eventPattern !== undefined) this.call(this, `On${service[0].toUpperCase()}${service.slice(1)}`, handler, { description: `Findings of ${FINDING_SOURCES[service].title}`, eventPattern });
    }
  }

  /** A rule that calls a function, and the function's permission for exactly this rule. */
  private call(scope: Construct, id: string, handler: EmittedFunction['handler'], rule: { readonly description: string; readonly eventBusName?: string; readonly eventPattern: object }): void {
    const made = new CfnRule(scope, id, { ...rule, state: 'ENABLED', targets: [{ id: 'Function', arn: handler.attrArn, deadLetterConfig: { arn: this.deadLetters.attrArn } }] });
    new CfnPermission(scope, `${id}Calls`, { action: 'lambda:InvokeFunction', functionName: handler.ref, principal: 'events.amazonaws.com', sourceArn: made.attrArn, sourceAccount: Stack.of(this).account });
    this.rules.push(made);
  }

  /** Alarms come to the topic by themselves. */
  private findingsToTopic(keyArn: string | undefined): void {
    const { account } = Stack.of(this);
    const role = new CfnRole(this, 'PublishRole', {
      assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'events.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': account } } }] },
      policies: [{ policyName: 'Own', policyDocument: { Version: '2012-10-17', Statement: [
        { Sid: 'Topic', Effect: 'Allow', Action: 'sns:Publish', Resource: this.topicArn },
        ...(keyArn === undefined ? [] : [{ Sid: 'Key', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn }]),
      ] } }],
    });
    const pattern = patternOf({});
    this.rules.push(new CfnRule(this, 'FindingsToTopic', {
      description: 'Findings, and what the relay says of itself, for people', eventBusName: this.busName, state: 'ENABLED',
      eventPattern: { ...pattern, detail: { ...pattern.detail, source: { kind: [{ 'anything-but': 'alarm' }] } } },
      targets: [{ id: 'Topic', arn: this.topicArn, roleArn: role.attrArn, deadLetterConfig: { arn: this.deadLetters.attrArn } }],
    }));
  }

  private watchLosses(): void {
    const subject = { kind: 'queue', id: relativePath(this, this.deadLetters.node.path) };
    new CfnAlarm(this, 'Losses', {
      alarmName: `${ALARM_PREFIX}signals-lost-${Names.uniqueResourceName(this, { maxLength: 150, separator: '-' })}`,
      alarmDescription: alarmDescription('Signals could not be delivered. First: read the messages of the queue; each holds the event and the error.', { signal: 'watch.lost', severity: 'high', subject, flows: [], routes: [] }),
      namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible', dimensions: [{ name: 'QueueName', value: this.deadLetters.attrQueueName }], statistic: 'Maximum', period: 60,
      evaluationPeriods: 1, threshold: 1, comparisonOperator: 'GreaterThanOrEqualToThreshold', treatMissingData: 'notBreaching', alarmActions: [this.topicArn], okActions: [this.topicArn],
    });
  }

  /** False where the id is there already. */
  private take(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    return true;
  }

  private sane<T extends object>(site: CallSite, props: T | null | undefined, shape: Shape, what: string): Options<T> {
    const { findings, ...read } = readAt(props, shape, what, site.toString());
    this.reports.append(findings);
    return read;
  }

  private report(site: CallSite, run: (findings: Findings) => void): void {
    const own = new Findings();
    run(own);
    this.reports.append(own.all().map((f) => ({ ...f, where: site.toString() })));
  }
}

/** Signals of a filter, as a rule finds them. */
export function patternOf({ minimumSeverity = SignalSeverity.MEDIUM, cleared = false, muted = false, onlyPages = false }: SignalFilterOptions): { readonly 'source': string[]; readonly 'detail-type': string[]; readonly 'detail': Record<string, object> } {
  const not = [...(muted ? [] : ['isMuted']), ...(onlyPages ? ['isGrouped'] : [])];
  const from = SEVERITIES.findIndex((s) => s === minimumSeverity);
  return {
    'source': [SIGNAL_SOURCE], 'detail-type': [SIGNAL_DETAIL_TYPE],
    'detail': { severity: SEVERITIES.slice(Math.max(0, from)), state: cleared ? ['cleared', 'raised'] : ['raised'], ...(not.length === 0 ? {} : { source: Object.fromEntries(not.map((flag) => [flag, [{ exists: false }]])) }) },
  };
}
