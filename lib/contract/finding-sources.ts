/**
 * Where findings of AWS's own services come from: event patterns for rules of EventBridge's default bus, and how their severities read here.
 *
 *   FINDING_SOURCES.guardDuty.pattern('high', here)   // { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity: [{ numeric: ['>=', 7] }] } }
 *
 * Pure data, shared by the rules (layers) and the relay that reads what they let through (runtime). A service that is not in the account sends nothing: its
 * pattern costs nothing. A finding that Security Hub only passes on is left to the source that has it first hand, where that source is listened to: in the same
 * account and region. What Security Hub brings from other accounts and regions is taken from it.
 *
 * Sources, stored copies looked up 2026-11-22, none of them live: GuardDuty user guide, "Severity levels of GuardDuty findings" and "Processing findings with EventBridge"; Security
 * Hub user guide, "EventBridge event formats" (both) and "Severity" of ASFF; IAM user guide, "Monitoring IAM Access Analyzer with Amazon EventBridge". What each becomes: finding-signals.ts.
 */
import { NOT_DELETED } from './finding-signals';
import { SEVERITIES, type SignalSeverity } from './signal-words';

export type FindingSourceId = 'accessAnalyzer' | 'guardDuty' | 'securityHub' | 'securityHubV2';

export interface FindingPlace {
  /** 12 digits, or an intrinsic function of the template. */
  readonly account: string;
  readonly region: string;
  /** Sources that are listened to. */
  readonly services: readonly string[];
}

export interface FindingSource {
  readonly id: FindingSourceId;
  readonly title: string;
  readonly source: string;
  readonly detailTypes: readonly string[];
  /** Events of at least this severity; undefined where there are none. */
  pattern(floor: SignalSeverity, place: FindingPlace): Readonly<Record<string, unknown>> | undefined;
  /** Where AWS says so. */
  readonly reference: string;
}

/** Lowest score of GuardDuty for each: 1 to 3.9 low, to 6.9 medium, to 8.9 high, then critical. */
const GUARD_DUTY: Readonly<Record<SignalSeverity, number>> = { low: 1, medium: 4, high: 7, critical: 9 };
/** `Severity.Label` of ASFF. */
const LABELS: Readonly<Record<SignalSeverity, readonly string[]>> = { low: ['LOW', 'INFORMATIONAL'], medium: ['MEDIUM'], high: ['HIGH'], critical: ['CRITICAL'] };
/** `severity_id` of OCSF: 1 informational to 6 fatal; 0 is unknown, 99 is the vendor's own word. Both could be anything, so both are let through. */
const OCSF: Readonly<Record<SignalSeverity, readonly number[]>> = { low: [1, 2], medium: [3], high: [0, 4, 99], critical: [5, 6] };

/** Names under which Security Hub passes on what has its own source here. The name of Access Analyzer under OCSF is unverified. */
export const FIRST_HAND: Readonly<Record<string, string>> = { accessAnalyzer: 'IAM Access Analyzer', guardDuty: 'GuardDuty' };

export const FINDING_SOURCES: Readonly<Record<FindingSourceId, FindingSource>> = {
  accessAnalyzer: {
    id: 'accessAnalyzer', title: 'IAM Access Analyzer', source: 'aws.access-analyzer', detailTypes: ['Access Analyzer Finding', 'Internal Access Finding', 'Unused Access Finding for IAM entities'],
    // It knows no severity: external and internal access is at least medium here, unused access is low, public access is high.
    pattern: (floor) => (floor === 'critical' ? undefined : {
      'source': ['aws.access-analyzer'],
      'detail-type': ['Access Analyzer Finding', ...(floor === 'high' ? [] : ['Internal Access Finding']), ...(floor === 'low' ? ['Unused Access Finding for IAM entities'] : [])],
      'detail': { ...NOT_DELETED, ...(floor === 'high' ? { isPublic: [true] } : {}) },
    }),
    reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html',
  },
  guardDuty: {
    id: 'guardDuty', title: 'Amazon GuardDuty', source: 'aws.guardduty', detailTypes: ['GuardDuty Finding'],
    pattern: (floor) => ({ 'source': ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], ...(floor === 'low' ? {} : { detail: { severity: [{ numeric: ['>=', GUARD_DUTY[floor]] }] } }) }),
    reference: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
  },
  securityHub: {
    id: 'securityHub', title: 'AWS Security Hub CSPM', source: 'aws.securityhub', detailTypes: ['Security Hub Findings - Imported'],
    pattern: (floor, place) => ({
      'source': ['aws.securityhub'], 'detail-type': ['Security Hub Findings - Imported'],
      'detail': { findings: {
        ...notFirstHand(place, (names) => ({ ProductName: names }), (account) => ({ AwsAccountId: account }), (region) => ({ Region: region })),
        ...(floor === 'low' ? {} : { Severity: { Label: upFrom(floor).flatMap((s) => LABELS[s]) } }),
      } },
    }),
    reference: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
  },
  securityHubV2: {
    id: 'securityHubV2', title: 'AWS Security Hub', source: 'aws.securityhub', detailTypes: ['Findings Imported V2'],
    pattern: (floor, place) => ({
      'source': ['aws.securityhub'], 'detail-type': ['Findings Imported V2'],
      'detail': { findings: {
        ...notFirstHand(place, (names) => ({ metadata: { product: { name: names } } }), (account) => ({ cloud: { account: { uid: account } } }), (region) => ({ cloud: { region } })),
        ...(floor === 'low' ? {} : { severity_id: upFrom(floor).flatMap((s) => OCSF[s]).sort((a, b) => a - b) }),
      } },
    }),
    reference: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html',
  },
};

/** State changes of alarms that the watch made: by their names (`[{ prefix }, ...]`), or by the line in their descriptions. */
export function alarmPattern(names: unknown, line: string): Readonly<Record<string, unknown>> {
  return {
    'source': ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'],
    'detail': { $or: [{ alarmName: names }, { configuration: { description: [{ wildcard: `*${line}{*` }] } }] },
  };
}

export function severityOfGuardDuty(score: number): SignalSeverity | undefined {
  if (!(score > 0 && score <= 10)) return undefined;
  return [...SEVERITIES].reverse().find((s) => score >= GUARD_DUTY[s]) ?? 'low';
}

export function severityOfLabel(label: string): SignalSeverity | undefined {
  return SEVERITIES.find((s) => LABELS[s].includes(label));
}

export function severityOfOcsf(id: number): SignalSeverity | undefined {
  return SEVERITIES.find((s) => OCSF[s].includes(id));
}

type Leaf = (matchers: readonly object[]) => object;

/** Another product's, or of another account, or of another region. */
function notFirstHand({ account, region, services }: FindingPlace, product: Leaf, ofAccount: Leaf, ofRegion: Leaf): object {
  const names = services.flatMap((s) => (Object.hasOwn(FIRST_HAND, s) ? [FIRST_HAND[s]] : [])).sort();
  return names.length === 0 ? {} : { $or: [product([{ 'anything-but': names }, { exists: false }]), ofAccount([{ 'anything-but': [account] }]), ofRegion([{ 'anything-but': [region] }])] };
}

function upFrom(floor: SignalSeverity): readonly SignalSeverity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(floor));
}
