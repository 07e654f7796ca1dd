/**
 * What may be said of a signal bus: sources, severities, chats.
 *
 *   new SignalBus(this, 'Signals', { findingServices: [FindingService.GUARD_DUTY], findingSeverity: SignalSeverity.MEDIUM });
 *   bus.addChatWebhook('Security', { secret, chat: ChatFormat.SLACK });
 */
import type { Duration } from 'aws-cdk-lib';
import type { aws_events as events, aws_kms as kms, aws_secretsmanager as secretsmanager, aws_sns as sns } from 'aws-cdk-lib/interfaces';
import type { Posture } from '../declaration/posture';

/** How bad a signal is. */
export enum SignalSeverity {
  LOW = 'low',
  MEDIUM = 'medium',
  HIGH = 'high',
  CRITICAL = 'critical',
}

/** Services of AWS whose findings become signals, where the account has them. */
export enum FindingService {
  /** External, internal and unused access. */
  ACCESS_ANALYZER = 'accessAnalyzer',
  GUARD_DUTY = 'guardDuty',
  /** Security Hub CSPM: findings in ASFF. */
  SECURITY_HUB = 'securityHub',
  /** Security Hub: findings in OCSF. */
  SECURITY_HUB_V2 = 'securityHubV2',
}

/** How a chat wants its messages. */
export enum ChatFormat {
  /** Slack, and chats that take its blocks. */
  SLACK = 'slack',
  /** Microsoft Teams: a workflow that posts to a channel when a webhook request is received. */
  TEAMS = 'teams',
}

/** Which signals somebody wants. */
export interface SignalFilterOptions {
  /** @default SignalSeverity.MEDIUM */
  readonly minimumSeverity?: SignalSeverity;
  /**
   * Also that something is over.
   * @default false
   */
  readonly cleared?: boolean;
  /**
   * Also what CloudWatch muted, e.g. while something is deployed.
   * @default false
   */
  readonly muted?: boolean;
  /**
   * Only what pages: composite alarms, alarms that stand alone, findings. Not the alarms behind a composite alarm of the watch: one attack rings a dozen of them.
   * @default - true of a chat, false of a subscription
   */
  readonly onlyPages?: boolean;
}

/** A chat. */
export interface ChatWebhookProps extends SignalFilterOptions {
  /** Secret that holds the address of the webhook. Whoever has the address can write into the chat, so it stands in no template. */
  readonly secret: secretsmanager.ISecretRef;
  /**
   * Key of the address within a secret that is JSON.
   * @default - the secret is the address
   */
  readonly secretField?: string;
  /**
   * Key that encrypts the secret, where it is one of your own.
   * @default - that of the secret where it says one, else AWS's
   */
  readonly secretKey?: kms.IKeyRef;
  readonly chat: ChatFormat;
}

/**
 * One bus for all signals. Idle it costs 1.10 USD a month with a key of its own (a key 1.00, an alarm 0.10; us-east-1, AWS price lists, 2026-11), 0.10 USD with one
 * of yours; a million signals cost about 2 USD.
 */
export interface SignalBusProps {
  /** @default Posture.STANDARD */
  readonly posture?: Posture;
  /**
   * A bus that exists, of the same account and region. Its policy and its archive are its owner's.
   * @default - a bus is made, with an archive; nobody but the relay may put events on it
   */
  readonly bus?: events.IEventBusRef;
  /**
   * A topic that exists, for people: encrypted, of the same account and region. Its policy is its owner's, who lets CloudWatch publish.
   * @default - a topic is made, encrypted, to which only this account's alarms and the relay's findings publish
   */
  readonly topic?: sns.ITopicRef;
  /**
   * Key for the topic. Its policy must let CloudWatch use it; where it is a key of this app, that is written into it.
   * @default - a key is made for the topic, or the key is the given topic's affair
   */
  readonly encryptionKey?: kms.IKeyRef;
  /**
   * @default - all; a service that the account does not have sends nothing
   */
  readonly findingServices?: FindingService[];
  /**
   * Findings below it never become signals.
   * @default SignalSeverity.MEDIUM
   */
  readonly findingSeverity?: SignalSeverity;
  /**
   * Further beginnings of names of alarms that become signals. Their descriptions must end with the line that docs/signal-event.md shows.
   * @default - alarms of the watch
   */
  readonly alarmPrefixes?: string[];
  /**
   * How long signals are kept in the archive, whole days.
   * @default - 7 days for posture SANDBOX, 365 for STANDARD, 731 for HIGH
   */
  readonly retention?: Duration;
  /**
   * How many events are relayed at once; it is taken from the account's concurrency. The rest waits, for up to a day. A new account has a quota of 10 and can
   * reserve nothing until it is raised: say 0 then, and nothing is reserved.
   * @default 5
   */
  readonly reservedConcurrency?: number;
}
