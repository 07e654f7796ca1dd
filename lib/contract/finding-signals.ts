/**
 * The signals that findings of AWS's own services become: one table for the relay, which makes them (runtime), and for the watch, whose catalogue lists them (layers).
 *
 *   FINDING_SIGNALS['guardDuty.finding'].services          // ['guardDuty']
 *   FINDING_SIGNALS['accessAnalyzer.external'].raisedBy    // an event pattern: which events raise it
 *
 * INVARIANT, tested on recorded events: the relay makes a signal that is raised exactly where `raisedBy` matches. What lets events in at all, by severity and by
 * place, are the patterns of finding-sources.ts. A finding that is resolved, archived, suppressed or passed clears its signal. One that is deleted is no news: an analyzer
 * that goes sends its findings once more, with their old status, and the access is as open as it was. (IAM user guide, "Monitoring IAM Access Analyzer with Amazon
 * EventBridge": awsdocs/iam-user-guide@149cf97 and younger stored copies, looked up 2026-11-22.)
 */
import type { FindingSourceId } from './finding-sources';
import type { SignalSeverity } from './signal-words';

export type EventPattern = Readonly<Record<string, unknown>>;

export interface FindingSignal {
  readonly services: readonly FindingSourceId[];
  /** Of what it is about, where the finding says none; else the most that the service gives without saying. */
  readonly severity: SignalSeverity;
  readonly raisedBy: EventPattern;
}

/** Present in every example of AWS's; a finding without it is not deleted. */
export const NOT_DELETED: EventPattern = { isDeleted: [false, { exists: false }] };

const butFor = (...values: readonly (string | number)[]): readonly object[] => [{ 'anything-but': values }, { exists: false }];
const guardDuty = (type: readonly object[]): EventPattern => ({ 'source': ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], 'detail': { type, service: { archived: [false, { exists: false }] } } });
const analyzer = (detailTypes: readonly string[], error: boolean): EventPattern => ({ 'source': ['aws.access-analyzer'], 'detail-type': [...detailTypes], 'detail': { status: ['ACTIVE'], error: [{ exists: error }], ...NOT_DELETED } });

const ASFF: EventPattern = {
  'source': ['aws.securityhub'], 'detail-type': ['Security Hub Findings - Imported'],
  'detail': { findings: { RecordState: butFor('ARCHIVED'), Workflow: { Status: butFor('RESOLVED', 'SUPPRESSED') }, Compliance: { Status: butFor('PASSED') } } },
};
const OCSF: EventPattern = {
  'source': ['aws.securityhub'], 'detail-type': ['Findings Imported V2'],
  'detail': { findings: { status_id: butFor(3, 4, 5, 6), activity_id: butFor(3), compliance: { status_id: butFor(1) } } },
};

export const FINDING_SIGNALS = {
  'accessAnalyzer.error': { services: ['accessAnalyzer'], severity: 'medium', raisedBy: analyzer(['Access Analyzer Finding', 'Internal Access Finding', 'Unused Access Finding for IAM entities'], true) },
  'accessAnalyzer.external': { services: ['accessAnalyzer'], severity: 'medium', raisedBy: analyzer(['Access Analyzer Finding'], false) },
  'accessAnalyzer.internal': { services: ['accessAnalyzer'], severity: 'medium', raisedBy: analyzer(['Internal Access Finding'], false) },
  'accessAnalyzer.unused': { services: ['accessAnalyzer'], severity: 'low', raisedBy: analyzer(['Unused Access Finding for IAM entities'], false) },
  'guardDuty.attackSequence': { services: ['guardDuty'], severity: 'critical', raisedBy: guardDuty([{ prefix: 'AttackSequence:' }]) },
  'guardDuty.finding': { services: ['guardDuty'], severity: 'high', raisedBy: guardDuty([{ 'anything-but': { prefix: 'AttackSequence:' } }]) },
  'securityHub.finding': { services: ['securityHub', 'securityHubV2'], severity: 'high', raisedBy: { $or: [ASFF, OCSF] } },
} as const satisfies Readonly<Record<string, FindingSignal>>;

export type FindingSignalId = keyof typeof FINDING_SIGNALS;
