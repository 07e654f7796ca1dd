/**
 * Findings of GuardDuty: `readGuardDuty(event)`. The whole finding stays where it is; its ARN is the evidence.
 *
 * A repeated finding comes again, with another event and the same `key`. Nothing says that one is over but that somebody archived it.
 */
import type { FindingSignalId } from '../../contract/finding-signals';
import { severityOfGuardDuty } from '../../contract/finding-sources';
import type { SignalData, SignalSubject } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';
import { at, consoleUrl, type Envelope, type Fields, instantOf, isAccount, isRegion, signalFrom, textOf } from './event';
import { subjectOfType } from './subjects';

export function readGuardDuty(event: Envelope): readonly SignalData[] | string {
  const { detail } = event;
  const id = textOf(detail.id);
  const type = textOf(detail.type);
  const severity = typeof detail.severity === 'number' ? severityOfGuardDuty(detail.severity) : undefined;
  if (id === undefined || type === undefined || severity === undefined) return 'the finding of GuardDuty has no id, no type, or a severity that is no number from 1 to 10';
  const account = isAccount(detail.accountId) ? detail.accountId : event.account;
  const region = isRegion(detail.region) ? detail.region : event.region;
  const subject = subjectOf(detail.resource) ?? actorOf(detail) ?? { kind: 'account', id: account };
  return [signalFrom(event, {
    part: id, key: ['guardDuty', account, region, id], kind: 'guardDuty', type,
    signal: (type.startsWith('AttackSequence:') ? 'guardDuty.attackSequence' : 'guardDuty.finding') satisfies FindingSignalId, severity,
    state: at(detail, 'service', 'archived') === true ? 'cleared' : 'raised',
    title: textOf(detail.title) ?? type, reason: textOf(detail.description), subject, account, region, time: instantOf(detail.updatedAt) ?? event.time,
    isSample: at(detail, 'service', 'additionalInfo', 'sample') === true,
    evidence: [{ kind: 'finding', id: textOf(detail.arn) ?? id, url: consoleUrl(region, `guardduty/home?region=${region}#/findings?macros=current&fId=${encodeURIComponent(id)}`) }],
  })];
}

/** Of an attack sequence with one actor: who it is. With several, it is about the account. */
function actorOf(detail: Fields): SignalSubject | undefined {
  const actors = at(detail, 'service', 'detection', 'sequence', 'actors');
  const [type, name] = [textOf(at(actors, 0, 'user', 'type')), textOf(at(actors, 0, 'user', 'name'))];
  return Array.isArray(actors) && actors.length === 1 && name !== undefined ? { kind: 'principal', id: [type, name].filter((t) => t !== undefined).join('/') } : undefined;
}

/** By `resourceType`: where the id of what it is about stands. (GuardDuty API reference, "Resource".) */
function subjectOf(resource: unknown): SignalSubject | undefined {
  if (!isRecord(resource)) return undefined;
  const type = textOf(resource.resourceType);
  if (type === undefined) return undefined;
  const id = type === 'AccessKey'
    // The name and what it is, not the key itself.
    ? [textOf(at(resource, 'accessKeyDetails', 'userType')), textOf(at(resource, 'accessKeyDetails', 'userName'))].filter((t) => t !== undefined).join('/')
    : textOf(
      at(resource, 'instanceDetails', 'instanceId'), at(resource, 's3BucketDetails', 0, 'arn'), at(resource, 's3BucketDetails', 0, 'name'), at(resource, 'eksClusterDetails', 'arn'),
      at(resource, 'ecsClusterDetails', 'arn'), at(resource, 'rdsDbInstanceDetails', 'dbInstanceArn'), at(resource, 'rdsDbInstanceDetails', 'dbInstanceIdentifier'),
      at(resource, 'rdsLimitlessDbDetails', 'dbShardGroupArn'), at(resource, 'lambdaDetails', 'functionArn'), at(resource, 'containerDetails', 'id'));
  return id === undefined || id === '' ? undefined : subjectOfType(type, id);
}
