/**
 * Findings of IAM Access Analyzer: `readAccessAnalyzer(event)`. External access, internal access, unused access, and what it could not analyze.
 *
 * It knows no severity. Public access is high, access by anybody else medium, an analysis that failed medium (nobody looks there now), unused access low. A finding that is
 * archived or resolved clears its signal. One that is deleted (`isDeleted`) is passed over, whatever its status: with its analyzer go the findings, not what they found.
 */
import type { FindingSignalId } from '../../contract/finding-signals';
import type { SignalData, SignalSeverity } from '../../contract/signal';
import { at, consoleUrl, type Envelope, instantOf, isAccount, isRegion, signalFrom, textOf } from './event';
import { subjectOfType } from './subjects';

const KINDS: Readonly<Record<string, { readonly signal: FindingSignalId; readonly severity: SignalSeverity; readonly title: string }>> = {
  'Access Analyzer Finding': { signal: 'accessAnalyzer.external', severity: 'medium', title: 'can be reached from outside of the zone of trust' },
  'Internal Access Finding': { signal: 'accessAnalyzer.internal', severity: 'medium', title: 'can be reached by a principal of the organization' },
  'Unused Access Finding for IAM entities': { signal: 'accessAnalyzer.unused', severity: 'low', title: 'has access that it does not use' },
};

export function readAccessAnalyzer(event: Envelope): readonly SignalData[] | string {
  const { detail } = event;
  if (detail.isDeleted === true) return [];
  const kind = Object.hasOwn(KINDS, event.detailType) ? KINDS[event.detailType] : undefined;
  // Unused access has `findingId` where the others have `id`.
  const id = textOf(detail.id, detail.findingId);
  const resource = textOf(detail.resource);
  const { status } = detail;
  if (kind === undefined || id === undefined || resource === undefined) return 'the finding of IAM Access Analyzer has no id or no resource';
  if (status !== 'ACTIVE' && status !== 'ARCHIVED' && status !== 'RESOLVED') return 'the status of the finding of IAM Access Analyzer is none of ACTIVE, ARCHIVED and RESOLVED';
  const account = isAccount(detail.accountId) ? detail.accountId : event.account;
  const region = isRegion(detail.region) ? detail.region : event.region;
  const failed = textOf(detail.error);
  const isPublic = detail.isPublic === true;
  const actions = Array.isArray(detail.action) ? detail.action.filter((a): a is string => typeof a === 'string').slice(0, 10) : [];
  return [signalFrom(event, {
    part: id, key: ['accessAnalyzer', account, region, id], kind: 'accessAnalyzer', type: textOf(detail.findingType) ?? event.detailType,
    signal: failed === undefined ? kind.signal : 'accessAnalyzer.error' satisfies FindingSignalId, severity: failed !== undefined ? 'medium' : isPublic ? 'high' : kind.severity,
    state: status === 'ACTIVE' ? 'raised' : 'cleared',
    title: failed !== undefined ? `${resource} could not be analyzed` : isPublic ? `${resource} is public` : `${resource} ${kind.title}`,
    reason: failed !== undefined ? failed : actions.length === 0 ? undefined : `${textOf(at(detail, 'principal', 'AWS')) ?? 'somebody'} may ${actions.join(', ')}`,
    subject: subjectOfType(textOf(detail.resourceType) ?? '', resource), account, region, time: instantOf(detail.updatedAt) ?? event.time,
    evidence: [
      { kind: 'finding', id, url: consoleUrl(event.region, `access-analyzer/home?region=${event.region}#/findings/details/${encodeURIComponent(id)}`) },
      ...event.resources.map((analyzer) => ({ kind: 'resource' as const, id: analyzer })),
    ],
  })];
}
