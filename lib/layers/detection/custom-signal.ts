/**
 * Signals of one's own, beside the catalogue:
 *
 *   watch.addSignal('table.copied', {
 *     about: WatchedKind.TABLE, title: 'Exports of a table', source: SignalSource.logLines({ log: SignalLog.CLOUD_TRAIL, pattern: '{ $.eventName = "ExportTableToPointInTime" }' }),
 *     ceiling: 1, severity: SignalSeverity.HIGH, why: 'The table is copied.', firstStep: 'See in CloudTrail who did it.',
 *   });
 *
 * A band never stands without a ceiling: the ceiling is required. Findings of other services are not rows here: the signal bus brings them.
 */
import type { Duration } from 'aws-cdk-lib';
import { DURATION, FLAG, known, needed, oneOf, readEarly, setOf, type Shape, TEXT, type Told } from '../declaration/options';
import type { Posture } from '../declaration/posture';
import type { FilterSource, MetricSource, SignalRow, SubjectKind } from './model';
import type { SignalSeverity } from './signal-bus-props';

/** What a signal is about. */
export enum WatchedKind {
  /** The account's trail. */
  ACCOUNT = 'account',
  FIREWALL = 'firewall',
  FIREWALL_RULE = 'firewallRule',
  FIREWALL_LABEL = 'firewallLabel',
  REST_API = 'restApi',
  HTTP_API = 'httpApi',
  /** A route of a REST API. */
  ROUTE = 'route',
  /** A route of an HTTP API. */
  HTTP_ROUTE = 'httpRoute',
  /** A route of a REST API as it is called with one scope. */
  PERSONA = 'persona',
  /** The same of an HTTP API. */
  HTTP_PERSONA = 'httpPersona',
  AUTHORIZER = 'authorizer',
  /** The function behind an authorizer. */
  AUTHORIZER_FUNCTION = 'authorizerFunction',
  USER_POOL = 'userPool',
  APP_CLIENT = 'appClient',
  VPC = 'vpc',
  SEGMENT = 'segment',
  NAT_GATEWAY = 'natGateway',
  ENDPOINT = 'endpoint',
  DNS_FIREWALL = 'dnsFirewall',
  NETWORK_FIREWALL = 'networkFirewall',
  TABLE = 'table',
  /** A table as one role reads it. */
  TABLE_READER = 'tableReader',
  BUCKET = 'bucket',
  /** A bucket as one role reads it. */
  BUCKET_READER = 'bucketReader',
  DATABASE = 'database',
  QUEUE = 'queue',
  STREAM = 'stream',
  KEY = 'key',
  /** A key as one role uses it. */
  KEY_USER = 'keyUser',
  FUNCTION = 'function',
  LOAD_BALANCER = 'loadBalancer',
  CERTIFICATE = 'certificate',
  TRUSTSTORE = 'truststore',
  LOG_GROUP = 'logGroup',
  GRAPHQL_API = 'graphqlApi',
  DISTRIBUTION = 'distribution',
}

/** Whose lines a signal counts. */
export enum SignalLog {
  CLOUD_TRAIL = 'cloudTrail',
  /** Access log of an API. */
  ACCESS_LOG = 'accessLog',
  /** Flow log of a VPC. */
  FLOW_LOG = 'flowLog',
  /** Log of a web ACL. */
  FIREWALL_LOG = 'firewallLog',
  /** Query log of the VPC's resolver. */
  RESOLVER_LOG = 'resolverLog',
  /** User activity log of a user pool. */
  USER_ACTIVITY = 'userActivity',
}

/** How CloudWatch reads a period without data. */
export enum MissingPeriod {
  NOT_BREACHING = 'notBreaching',
  BREACHING = 'breaching',
  IGNORE = 'ignore',
  MISSING = 'missing',
}

/** A metric that AWS or an application publishes. */
export interface MetricSourceProps {
  /** `AWS/SQS`. */
  readonly namespace: string;
  readonly metricName: string;
  /** Names of dimensions that what is observed has, e.g. `QueueName`; fixed ones are written `Name=value`. */
  readonly dimensions: string[];
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly statistic: string;
  /**
   * Published only when it is not zero.
   * @default false
   */
  readonly sparse?: boolean;
  /**
   * How often it comes.
   * @default Duration.minutes(1)
   */
  readonly publishedEvery?: Duration;
  /**
   * Where AWS says that the service publishes it, e.g. the page and the day: for a metric that the library's table does not have, which is an error otherwise.
   * @default - it is in the table, or not of AWS
   */
  readonly seen?: string;
}

/** Lines of a log. */
export interface LogLinesProps {
  readonly log: SignalLog;
  /** Filter pattern of CloudWatch Logs; `<TableArn>` stands for a value of what is observed. At most 1,024 characters. */
  readonly pattern: string;
  /**
   * What a line counts: a number, or a selector such as `$.bytes`.
   * @default - 1
   */
  readonly value?: string;
}

const TEXT_NOW = known(TEXT);
/** Every option of a source, as options.ts has those of all others: there they would be loaded in a circle. */
export const METRIC: Shape = { namespace: needed(TEXT_NOW), metricName: needed(TEXT_NOW), dimensions: needed(known(setOf(TEXT_NOW, 'a list of names of dimensions'))), statistic: needed(TEXT_NOW), sparse: FLAG, publishedEvery: known(DURATION), seen: TEXT_NOW };
export const LINES: Shape = { log: needed(oneOf(Object.values(SignalLog), 'SignalLog')), pattern: needed(TEXT_NOW), value: TEXT_NOW };

/** What a signal reads. */
export class SignalSource {
  /** A metric. */
  public static metric(props: MetricSourceProps): SignalSource {
    const { options: { namespace = '', metricName = '', dimensions = [], statistic = '', sparse = false, publishedEvery, seen }, told } = readEarly(props, METRIC);
    return new SignalSource({ kind: 'metric', namespace, metric: metricName, dimensions: [...dimensions], statistic, isSparse: sparse, minimumPeriod: publishedEvery?.toSeconds({ integral: false }) ?? 60, ...(seen === undefined ? {} : { seen }) }, told);
  }

  /** Lines of a log. A metric filter is made for them. */
  public static logLines(props: LogLinesProps): SignalSource {
    const { options: { log = SignalLog.CLOUD_TRAIL, pattern = '', value = '1' }, told } = readEarly(props, LINES);
    return new SignalSource({ kind: 'filter', log, pattern, value, dimensions: {} }, told);
  }

  /** @internal */
  public readonly _data: MetricSource | FilterSource;

  /** @internal What is wrong with what was said. */
  public readonly _told?: Told;

  private constructor(data: MetricSource | FilterSource, told?: Told) {
    this._data = data;
    this._told = told;
  }
}

/** A signal of one's own. */
export interface CustomSignalProps {
  readonly about: WatchedKind;
  /** What it counts, e.g. `Exports of a table`. */
  readonly title: string;
  readonly source: SignalSource;
  /** It rings when this is reached. Above zero. */
  readonly ceiling: number;
  /**
   * It rings when less comes, instead.
   * @default false
   */
  readonly ringsBelow?: boolean;
  /**
   * Standard deviations above what is usual, besides.
   * @default - no band
   */
  readonly band?: number;
  /**
   * Spikes that come again and again (a nightly job) are usual to the band.
   * @default false
   */
  readonly periodicSpikes?: boolean;
  /** @default Duration.minutes(5) */
  readonly period?: Duration;
  /**
   * Of how many periods it looks at.
   * @default 1
   */
  readonly evaluationPeriods?: number;
  /**
   * How many of them have to ring.
   * @default - all
   */
  readonly datapointsToAlarm?: number;
  /**
   * How a period without data reads.
   * @default MissingPeriod.NOT_BREACHING, or BREACHING where it rings below: silence is the signal then
   */
  readonly missingData?: MissingPeriod;
  readonly severity: SignalSeverity;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** What to do first, in a sentence. */
  readonly firstStep: string;
  /**
   * The laxest posture in which it is on.
   * @default - every posture
   */
  readonly startingAt?: Posture;
}

/** As a row of the catalogue. What is not right of it, the compiler tells. */
export function rowOf(id: string, props: CustomSignalProps): SignalRow {
  const { ceiling } = props;
  const periods = props.evaluationPeriods ?? 1;
  return {
    id, subject: props.about as SubjectKind, title: props.title, source: props.source._data, period: props.period?.toSeconds({ integral: false }) ?? 300, datapoints: [props.datapointsToAlarm ?? periods, periods],
    missing: props.missingData ?? (props.ringsBelow === true ? MissingPeriod.BREACHING : MissingPeriod.NOT_BREACHING), ceiling: { when: props.ringsBelow === true ? 'lessThan' : 'atLeast', value: { sandbox: ceiling, standard: ceiling, high: ceiling } },
    ...(props.band === undefined ? {} : { band: props.band }), ...(props.periodicSpikes === undefined ? {} : { hasPeriodicSpikes: props.periodicSpikes }), severity: props.severity, why: props.why, first: props.firstStep, from: props.startingAt ?? 'sandbox', reference: 'the app',
  };
}
