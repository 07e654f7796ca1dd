/**
 * What may be said of a watch: whom it tells, what it observes, which figures are other than the catalogue's, and when it is silent.
 *
 *   new Watch(this, 'Watch', { owner: 'platform team', bus: signals });
 *   watch.override('route.denied', { subject: door, ceiling: 20 });
 *   watch.off('table.scanned', { because: 'the nightly report scans' });
 */
import type { Duration } from 'aws-cdk-lib';
import type { aws_kms as kms, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import type { Posture } from '../declaration/posture';
import type { SignalBus } from './signal-bus';
import type { SignalSeverity } from './signal-bus-props';

/** What pages somebody. Whatever rings, all of it stands on the signal bus, alarm by alarm. */
export enum WatchPaging {
  /**
   * One attack is one page: alarms of one thing page as one composite alarm (their own actions are listed and switched off), and while the composite of a whole
   * rings (an API), those of its parts (its routes) stay silent. What is critical, and each change of the control plane, pages by itself.
   */
  PER_SUBJECT = 'perSubject',
  /** Each alarm pages; there are no composite alarms. For accounts whose rules ask that no alarm's actions are off (Security Hub CloudWatch.17). */
  PER_ALARM = 'perAlarm',
}

/** What a log group holds, where that cannot be seen. */
export enum ObservedLog {
  /** Lines that should come: silence is a signal. */
  ANYTHING = 'anything',
  /** Events of a trail: changes of the control plane, uses of keys, reads of data. */
  CLOUD_TRAIL = 'cloudTrail',
}

/**
 * How an account is watched. An alarm costs 0.10 USD a month, a band 0.30 USD, a composite alarm 0.50 USD, the dashboard 3 USD (us-east-1, list price;
 * `watch.costs()` lists what it comes to).
 */
export interface WatchProps {
  /** Who is called when an alarm rings, e.g. a team. It stands in the text of every alarm. */
  readonly owner: string;
  /**
   * Which signals are on, and how low their ceilings are.
   * @default Posture.STANDARD, that of the façade
   */
  readonly posture?: Posture;
  /**
   * Where signals go.
   * @default - a bus of its own, with a topic for people
   */
  readonly bus?: SignalBus;
  /**
   * A topic that exists, for the bus that is made. A bus that is given has one.
   * @default - a topic is made
   */
  readonly topic?: sns.ITopicRef;
  /**
   * Key of that topic.
   * @default - none; one is made with a topic of its own
   */
  readonly topicKey?: kms.IKeyRef;
  /**
   * What a runbook's address begins with; the name of the signal is put behind it: `https://runbooks.example.com/`. Behind an address that ends in none of `/ # = ? & _ -` comes a slash.
   * @default - docs/signals.md of this package, by name
   */
  readonly runbooks?: string;
  /**
   * Signals that are asked for by name, beside those of the posture.
   * @default - none
   */
  readonly signals?: string[];
  /** @default WatchPaging.PER_SUBJECT */
  readonly paging?: WatchPaging;
  /**
   * Number of nested stacks over which alarms are spread, 1 to 100. Choose it before the first deployment, and never change it: CloudFormation would make
   * an alarm in one stack before it is gone from the other. A stack takes 500 resources; an alarm with its band is three.
   * @default - alarms are made in the stack of the watch
   */
  readonly nestedStacks?: number;
  /**
   * Time zone of the days and weeks that bands learn, e.g. `Europe/Berlin`.
   * @default UTC
   */
  readonly timeZone?: string;
  /**
   * Highest price in US dollars a month; synth fails above it.
   * @default - no limit
   */
  readonly maxMonthlyCost?: number;
  /**
   * Why no trail is observed, so that nothing of the control plane is watched here.
   * @default - a watch without a trail warns at every synth
   */
  readonly noTrailBecause?: string;
}

/** What cannot be seen of what is observed. */
export interface ObserveOptions {
  /**
   * Its name in alarms and reports. Another name is another alarm.
   * @default - the path of the construct
   */
  readonly id?: string;
  /**
   * Dimensions of its metrics, by their names in CloudWatch, that the construct does not know: `{ ApiName: 'documents', Stage: 'prod' }` of an imported API.
   * @default - as the construct says
   */
  readonly dimensions?: { [name: string]: string };
  /**
   * Log group with the access log of an API, one JSON object a line with the fields of docs/front-door.md.
   * @default - that of its stage, where its format can be read
   */
  readonly accessLog?: logs.ILogGroupRef;
  /**
   * Log group with the flow log of a VPC, in the format `Watch.FLOW_LOG_FORMAT`.
   * @default - that of a flow log of this app, where its format can be read
   */
  readonly flowLog?: logs.ILogGroupRef;
  /**
   * The watch makes a flow log of the VPC, to a log group of its own: of refused flows, and of all where a signal reads accepted ones. Lines cost 0.50 USD per GB.
   * @default false
   */
  readonly writeFlowLog?: boolean;
  /**
   * Log group with the log of a web ACL.
   * @default - that of its logging configuration in this app
   */
  readonly firewallLog?: logs.ILogGroupRef;
  /**
   * Log group with the resolver's query log of a VPC.
   * @default - that of a query logging configuration of this app
   */
  readonly resolverLog?: logs.ILogGroupRef;
  /**
   * Log group with the user activity log of a user pool.
   * @default - that of its log delivery in this app
   */
  readonly activityLog?: logs.ILogGroupRef;
  /**
   * Labels of a web ACL that are counted one by one: `awswaf:managed:aws:bot-control:bot:verified`.
   * @default - none
   */
  readonly labels?: string[];
  /**
   * The trail that is observed records who reads data: data events of tables and of objects.
   * @default - as its selectors say, where they can be seen; else what reads data events is told as not watching
   */
  readonly dataEvents?: boolean;
  /**
   * What a log group holds.
   * @default ObservedLog.ANYTHING
   */
  readonly holds?: ObservedLog;
}

/** Figures of a signal that are other than the catalogue's. */
export interface SignalChangeOptions {
  /**
   * What was observed: the change is for all that it consists of.
   * @default - everything that the signal is about
   */
  readonly subject?: IConstruct;
  /**
   * One thing by its name in alarms, e.g. `App/Door GET /documents/{id}`.
   * @default - see `subject`
   */
  readonly subjectId?: string;
  /** @default - by posture */
  readonly ceiling?: number;
  /**
   * Standard deviations above what is usual.
   * @default - the catalogue's
   */
  readonly band?: number;
  /**
   * Spikes that come again and again (a nightly job, a campaign each week) are usual to its band, which does not ring for the next. (`MetricCharacteristics` of CloudWatch's anomaly detectors.) An
   * attacker who repeats himself while the band learns becomes usual too; the ceiling stays.
   * @default false
   */
  readonly periodicSpikes?: boolean;
  /** @default - the catalogue's */
  readonly period?: Duration;
  /** @default - the catalogue's */
  readonly severity?: SignalSeverity;
}

/** A signal that is off. */
export interface SignalOffOptions {
  /** Why, in a sentence that reviewers will read. */
  readonly because: string;
  /** @default - everything that the signal is about */
  readonly subject?: IConstruct;
  /** @default - see `subject` */
  readonly subjectId?: string;
}

/** A time that bands do not learn from, e.g. a sale or a load test. */
export interface LearningExclusionOptions {
  /** `2026-12-24T00:00:00`, UTC. */
  readonly start: string;
  /** `2026-12-27T00:00:00`, UTC. */
  readonly end: string;
}

/** When nobody is paged, e.g. while something is deployed. Alarms go on ringing, and stand on the bus as muted. */
export interface MuteOptions {
  /** `cron(0 2 * * SUN)` (five fields), or once: `at(2026-12-24T02:00)`. */
  readonly schedule: string;
  /** From a minute to 15 days, whole minutes. */
  readonly duration: Duration;
  /** Why, in a sentence. */
  readonly because: string;
  /**
   * Of the schedule, e.g. `Europe/Berlin`.
   * @default UTC
   */
  readonly timeZone?: string;
  /**
   * What was observed.
   * @default - all that is observed
   */
  readonly subjects?: IConstruct[];
  /**
   * Critical alarms and changes of the control plane as well: whoever knows the time could use it.
   * @default false
   */
  readonly everything?: boolean;
}

/** An item of what a watch costs. */
export interface WatchCost {
  /** `alarm`, `composite-alarm`, `custom-metric`, `dashboard`, ... */
  readonly item: string;
  readonly quantity: number;
  /** US dollars a month, us-east-1, list price, without free tiers. */
  readonly monthlyUsd: number;
  /** Where the price was read. */
  readonly source: string;
}
