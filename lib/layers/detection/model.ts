/**
 * The watch between its halves: the catalogue of signals (data), what is observed (`SubjectFacts`, with tokens) -> `compileWatch` (pure)
 * -> `WatchPlan` -> emit. FIXED between the files of lib/layers/detection; additions only.
 *
 * Invariants of the types: an alarm has a ceiling, a band never stands without one; every source says how missing data is read.
 */
import type { Finding, Posture } from '../../intent';

export type Properties = Readonly<Record<string, unknown>>;

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** What a signal is about. `account` is the account's trail: control-plane changes. */
export type SubjectKind =
  | 'account' | 'firewall' | 'restApi' | 'httpApi' | 'route' | 'authorizer' | 'userPool'
  | 'vpc' | 'segment' | 'natGateway' | 'endpoint' | 'dnsFirewall' | 'networkFirewall'
  | 'table' | 'bucket' | 'database' | 'queue' | 'stream' | 'key' | 'function' | 'loadBalancer'
  | 'certificate' | 'truststore' | 'logGroup' | 'graphqlApi' | 'distribution'
  // One rule, one label of a web ACL; a route of an HTTP API; a route as one persona calls it; the function behind an authorizer; an app
  // client; a store as one reader uses it; a key as one principal uses it.
  | 'firewallRule' | 'firewallLabel' | 'httpRoute' | 'persona' | 'httpPersona' | 'authorizerFunction' | 'appClient'
  | 'tableReader' | 'bucketReader' | 'keyUser';

/** How CloudWatch reads a period without data. */
export type MissingData = 'notBreaching' | 'breaching' | 'ignore' | 'missing';

/** A metric that AWS publishes. */
export interface MetricSource {
  readonly kind: 'metric';
  readonly namespace: string;
  readonly metric: string;
  /** Names of dimensions, each a key of `SubjectFacts.values`. Fixed values are written `Name=value`; `Name?` is left out where the subject has no such value. */
  readonly dimensions: readonly string[];
  readonly statistic: string;
  /** Judged instead of the metric: `m1` is the metric with `statistic`, `m2` with `second`; `<name>` stands for a key of `SubjectFacts.values`. */
  readonly math?: { readonly expression: string; readonly second?: string };
  /** Published only when it is not zero (e.g. of WAF): a band alone is blind there. */
  readonly isSparse: boolean;
  /** Shortest period that the service publishes, in seconds. */
  readonly minimumPeriod: number;
  /** Of a row of the user's own: where it was seen that the service publishes it, although the library's table does not have it. */
  readonly seen?: string;
}

/** Lines of a log: `AWS::Logs::MetricFilter`. */
export interface FilterSource {
  readonly kind: 'filter';
  readonly log: 'cloudTrail' | 'accessLog' | 'flowLog' | 'firewallLog' | 'resolverLog' | 'userActivity';
  /** CloudWatch Logs filter syntax; `<name>` stands for a key of `SubjectFacts.values`. */
  readonly pattern: string;
  /** `1`, or a selector of a number. */
  readonly value: string;
  /** By name of the dimension: selector, e.g. `$.resourcePath`. At most three (CloudWatch Logs). */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A finding of a service, as an event of EventBridge's default bus. */
export interface EventSource {
  readonly kind: 'event';
  readonly pattern: Properties;
}

export type SignalSource = MetricSource | FilterSource | EventSource;

export interface Ceiling {
  /** Raised when it is reached (`GreaterThanOrEqualToThreshold`) or, of silence, when it is not (`LessThanThreshold`). */
  readonly when: 'atLeast' | 'lessThan';
  /** By posture. */
  readonly value: Readonly<Record<Posture, number>>;
}

/** One row of the catalogue. */
export interface SignalRow {
  /** Stable: `firewall.blocked`, `route.denied`. Scripts, alarms and acknowledgements rely on it. */
  readonly id: string;
  readonly subject: SubjectKind;
  readonly title: string;
  readonly source: SignalSource;
  /** Seconds. */
  readonly period: number;
  /** How many of how many periods. */
  readonly datapoints: readonly [number, number];
  readonly missing: MissingData;
  /** Of everything but events. */
  readonly ceiling?: Ceiling;
  /** Standard deviations, upper side only. Only beside a ceiling. */
  readonly band?: number;
  /** Of the band: `MetricCharacteristics.PeriodicSpikes`. */
  readonly hasPeriodicSpikes?: boolean;
  readonly severity: Severity;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** What to do first, in a sentence. */
  readonly first: string;
  /** From which posture on it is on without being asked for; `never`: only by name. */
  readonly from: Posture | 'never';
  /** Where AWS says so. */
  readonly reference: string;
  /** What of it could not be verified. */
  readonly unverified?: string;
}

/** A thing that is observed. */
export interface SubjectFacts {
  readonly kind: SubjectKind;
  /** Stable: the construct's path within the stage, `door GET /documents/{id}`, a segment's id. */
  readonly id: string;
  readonly title: string;
  /** Values of dimensions and of placeholders in patterns; tokens or literals. */
  readonly values: Readonly<Record<string, string>>;
  /** Log groups by kind of log; tokens or literals. A signal whose log is not there is a finding, never silence. */
  readonly logs: Readonly<Partial<Record<FilterSource['log'], string>>>;
  /**
   * Stable names of these logs, e.g. paths of their constructs: subjects share the filters of a log that has one name.
   * @default - the log group's name where it is literal, else the subject's id: nothing is shared
   */
  readonly logIds?: Readonly<Partial<Record<FilterSource['log'], string>>>;
  /** Values that it is known not to have, and what would give them: signals that need one are told as not watching, and are no mistake. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Metrics that it cannot publish as it is configured, e.g. of counted requests where a rule blocks: signals of these are left out without a word. */
  readonly never?: readonly string[];
  /** Id of the subject that it is a part of, e.g. the API of a route: while that one's alarms ring, this one's ring in silence. */
  readonly within?: string;
  /** Ids of flows, data flows or routes that it is about, sorted. */
  readonly flows: readonly string[];
  readonly routes: readonly string[];
  /** Where it was declared. */
  readonly where: string;
}

/** What the user says of a signal otherwise. */
export interface SignalOverride {
  /** Id of the row; with `subject`, of this subject only. */
  readonly signal: string;
  readonly subject?: string;
  readonly ceiling?: number;
  readonly band?: number;
  readonly period?: number;
  readonly severity?: Severity;
  /** Its band takes spikes that come again and again as usual. */
  readonly hasPeriodicSpikes?: boolean;
  /** Why it is off. */
  readonly offBecause?: string;
  readonly where: string;
}

export interface WatchFacts {
  readonly id: string;
  /** Of its construct within the stage. */
  readonly path: string;
  readonly posture: Posture;
  readonly owner: string;
  /** Prefix of runbooks: the id of the signal is put behind it. @default - docs/signals.md of this package, by name */
  readonly runbooks?: string;
  readonly subjects: readonly SubjectFacts[];
  readonly overrides: readonly SignalOverride[];
  /** Ids of rows that are asked for by name beside those of the posture. */
  readonly extra: readonly string[];
  /** Number of nested stacks over which alarms are spread by a hash of their key; never changes after the first deployment. */
  readonly shards?: number;
  /** Nested attack groups: composite per subject. */
  readonly isComposite: boolean;
  /** Rows of the user's own, beside the catalogue. On from their posture, like any row. */
  readonly rows?: readonly SignalRow[];
  /** Times that bands do not learn from, `yyyy-MM-ddTHH:mm:ss` in UTC. @default - none */
  readonly exclusions?: readonly { readonly start: string; readonly end: string }[];
  /** Of the bands' days and weeks, e.g. `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
  /** Of the dashboard's widgets; may be a token. CloudWatch asks for it: whoever writes the dashboard hands over its stack's. @default - none */
  readonly region?: string;
  /** What ARNs of its alarms begin with, `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:`; may be a token. @default - the dashboard shows no states */
  readonly alarmArn?: string;
}

/** One alarm with its ceiling, and its band where there is one. */
export interface PlannedSignal {
  /** `signal@subject`: stable; logical ids are made from it. */
  readonly key: string;
  readonly signal: string;
  readonly subject: SubjectFacts;
  readonly severity: Severity;
  readonly ceiling?: { readonly name: string; readonly description: string; readonly properties: Properties };
  readonly band?: { readonly name: string; readonly description: string; readonly properties: Properties; readonly detector: Properties };
  /** Of a filter: `AWS::Logs::MetricFilter`; filters that several subjects share have one key. */
  readonly filter?: { readonly key: string; readonly properties: Properties };
  /** Of an event: `EventPattern` of a rule. */
  readonly rule?: Properties;
  readonly shard?: number;
}

export interface PlannedComposite {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly subject: string;
  /** Keys of the signals, any of which raises it. */
  readonly signals: readonly string[];
  /** Key and name of the composite alarm of what the subject is a part of. */
  readonly suppressor?: { readonly key: string; readonly name: string };
}

export interface WatchPlan {
  /** By key. */
  readonly signals: readonly PlannedSignal[];
  readonly composites: readonly PlannedComposite[];
  /** `DashboardBody` as an object, with tokens. */
  readonly dashboard: Properties;
  readonly monthlyUsd: number;
  /** What it is made of, dearest first. */
  readonly costs?: readonly { readonly item: string; readonly quantity: number; readonly monthlyUsd: number; readonly source: string; readonly belief: boolean }[];
  readonly findings: readonly Finding[];
}
