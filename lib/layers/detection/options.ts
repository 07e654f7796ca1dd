/** Every option of the watch, its signals and the signal bus by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { FINDING_SOURCES } from '../../contract/finding-sources';
import { SEVERITIES } from '../../contract/signal-words';
import { DURATION, FLAG, having, instanceOf, type Kind, known, mapOf, needed, NUMBER, oneOf, POSTURE, reference, setOf, type Shape, TEXT } from '../declaration/options';
import { LINES, METRIC, MissingPeriod, SignalSource, WatchedKind } from './custom-signal';
import { ChatFormat } from './signal-bus-props';
import { ObservedLog, WatchPaging } from './watch-props';

const words = (members: object, type: string): Kind => oneOf(Object.values(members) as string[], type);
const SIGNAL_PART = { code: 'SignalPartInvalid' };
const SEVERITY = oneOf(SEVERITIES, 'SignalSeverity', { code: 'SeverityUnknown' });
const KEY = reference('keyRef', 'kms.IKeyRef', 'a key; import it, e.g. with `Key.fromKeyArn(this, \'Key\', arn)`', SIGNAL_PART);
const TOPIC = reference('topicRef', 'sns.ITopicRef', 'a topic; import it, e.g. with `Topic.fromTopicArn(this, \'Topic\', arn)`', SIGNAL_PART);
const LOG_GROUP = reference('logGroupRef', 'logs.ILogGroupRef', 'a log group; import it, e.g. with `LogGroup.fromLogGroupName`');
const SUBJECT = reference('node', 'IConstruct', 'a construct that is observed');
const TEXT_NOW = known(TEXT);
const REASON = { ...TEXT_NOW, expected: 'the reason, in a sentence that reviewers will read' };
const NUMBER_NOW = known(NUMBER);
const FILTER: Shape = { minimumSeverity: SEVERITY, cleared: FLAG, muted: FLAG, onlyPages: FLAG };

/** By interface. */
export const WATCH_OPTIONS = {
  WatchProps: {
    owner: needed({ ...TEXT_NOW, expected: 'who is called when an alarm rings, e.g. a team', code: 'WatchTextUnknown' }), posture: POSTURE, bus: having('_takeAlarms', 'SignalBus', 'a `SignalBus`; make one around what there is: `new SignalBus(this, \'Signals\', { bus })`', SIGNAL_PART), topic: TOPIC, topicKey: KEY,
    runbooks: { ...TEXT_NOW, code: 'WatchTextUnknown' }, signals: setOf(TEXT_NOW, 'a list of names of signals'), paging: words(WatchPaging, 'WatchPaging'), nestedStacks: NUMBER_NOW, timeZone: TEXT_NOW, maxMonthlyCost: NUMBER_NOW, noTrailBecause: REASON,
  },
  ObserveOptions: {
    id: TEXT_NOW, dimensions: mapOf(TEXT, 'an object with a text for each dimension'), accessLog: LOG_GROUP, flowLog: LOG_GROUP, writeFlowLog: FLAG, firewallLog: LOG_GROUP, resolverLog: LOG_GROUP, activityLog: LOG_GROUP,
    labels: setOf(TEXT_NOW, 'a list of labels'), dataEvents: FLAG, holds: words(ObservedLog, 'ObservedLog'),
  },
  SignalChangeOptions: { subject: SUBJECT, subjectId: TEXT_NOW, ceiling: NUMBER_NOW, band: NUMBER_NOW, periodicSpikes: FLAG, period: known(DURATION), severity: SEVERITY },
  SignalOffOptions: { because: needed(REASON), subject: SUBJECT, subjectId: TEXT_NOW },
  LearningExclusionOptions: { start: needed(TEXT_NOW), end: needed(TEXT_NOW) },
  MuteOptions: { schedule: needed(TEXT), duration: needed(known(DURATION)), because: needed(REASON), timeZone: TEXT, subjects: setOf(SUBJECT, 'a list of constructs that are observed'), everything: FLAG },
  CustomSignalProps: {
    about: needed(words(WatchedKind, 'WatchedKind')), title: needed(TEXT_NOW), source: needed(instanceOf(() => SignalSource, 'SignalSource', '`SignalSource.metric` or `SignalSource.logLines`; findings of other services come by the signal bus', { code: 'SignalSourceInvalid' })),
    ceiling: needed(NUMBER_NOW), ringsBelow: FLAG, band: NUMBER_NOW, periodicSpikes: FLAG, period: known(DURATION), evaluationPeriods: NUMBER_NOW, datapointsToAlarm: NUMBER_NOW, missingData: words(MissingPeriod, 'MissingPeriod'), severity: needed(SEVERITY),
    why: needed(TEXT_NOW), firstStep: needed(TEXT_NOW), startingAt: POSTURE,
  },
  MetricSourceProps: METRIC, LogLinesProps: LINES,
  SignalFilterOptions: FILTER,
  ChatWebhookProps: {
    ...FILTER, secret: needed({ ...reference('secretRef', 'secretsmanager.ISecretRef', 'a reference, as whoever reads the template could write into the chat; put the address into Secrets Manager and pass `Secret.fromSecretNameV2(this, \'Webhook\', \'NAME\')`', { code: 'WebhookInPlainText' }), isSecret: true }),
    secretField: { ...TEXT_NOW, isSecret: true, code: 'WebhookFieldInvalid' }, secretKey: KEY, chat: needed({ ...words(ChatFormat, 'ChatFormat'), code: 'ChatFormatUnknown' }),
  },
  SignalBusProps: {
    posture: POSTURE, bus: reference('eventBusRef', 'events.IEventBusRef', 'a bus; import it, e.g. with `EventBus.fromEventBusName(this, \'Bus\', \'central\')`', SIGNAL_PART), topic: TOPIC, encryptionKey: KEY,
    findingServices: setOf(oneOf(Object.keys(FINDING_SOURCES), 'FindingService', { code: 'FindingServiceUnknown' }), 'a list of `FindingService`'), findingSeverity: SEVERITY, alarmPrefixes: setOf(TEXT, 'a list of beginnings of names'), retention: { ...known(DURATION), expected: 'a duration; write `Duration.days(365)`', code: 'RetentionInvalid' }, reservedConcurrency: NUMBER,
  },
} satisfies Readonly<Record<string, Shape>>;
