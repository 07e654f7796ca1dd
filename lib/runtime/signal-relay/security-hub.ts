/**
 * Findings of Security Hub CSPM (ASFF, `Security Hub Findings - Imported`) and of Security Hub (OCSF, `Findings Imported V2`): `readAsff(event)`, `readOcsf(event)`.
 *
 * Each event has one finding today; more are read one by one, at most 100. One that cannot be read does not hide the others.
 * ASFF and OCSF of one finding have different keys: whoever turns on both hubs hears of it twice.
 */
import type { FindingSignalId } from '../../contract/finding-signals';
import { severityOfLabel, severityOfOcsf } from '../../contract/finding-sources';
import type { SignalData, SignalEvidence } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';
import { at, consoleUrl, type Envelope, type Fields, instantOf, isAccount, isRegion, signalFrom, textOf } from './event';
import { subjectOfType } from './subjects';

const MOST = 100;
const SIGNAL: FindingSignalId = 'securityHub.finding';

type Reading = SignalData | string;

export function readAsff(event: Envelope): readonly Reading[] {
  return each(event, (finding, part) => {
    const id = textOf(finding.Id);
    const label = textOf(at(finding, 'Severity', 'Label'));
    const severity = label === undefined ? undefined : severityOfLabel(label);
    if (id === undefined || severity === undefined) return 'the finding of Security Hub CSPM has no id, or a severity that is no label of ASFF';
    const account = isAccount(finding.AwsAccountId) ? finding.AwsAccountId : event.account;
    const region = isRegion(finding.Region) ? finding.Region : event.region;
    const over = finding.RecordState === 'ARCHIVED' || ['RESOLVED', 'SUPPRESSED'].includes(String(at(finding, 'Workflow', 'Status'))) || at(finding, 'Compliance', 'Status') === 'PASSED';
    const type = textOf(at(finding, 'Resources', 0, 'Type')) ?? '';
    const details = at(finding, 'Resources', 0, 'Details', 'AwsIamAccessKey');
    const resource = { type, id: isKey(type) ? textOf(at(details, 'PrincipalName'), at(details, 'UserName')) : textOf(at(finding, 'Resources', 0, 'Id')) };
    return signalFrom(event, {
      part, key: ['securityHub', textOf(finding.ProductArn) ?? '', id], kind: 'securityHub', type: textOf(at(finding, 'Types', 0)) ?? textOf(finding.GeneratorId), signal: SIGNAL,
      severity, state: over ? 'cleared' : 'raised', title: textOf(finding.Title) ?? 'a finding of Security Hub CSPM', reason: textOf(finding.Description),
      subject: resource.id === undefined ? { kind: 'account', id: account } : subjectOfType(resource.type, resource.id), account, region, time: instantOf(finding.UpdatedAt) ?? event.time,
      isSample: finding.Sample === true,
      evidence: [{ kind: 'finding', id, url: consoleUrl(event.region, `securityhub/home?region=${event.region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A${encodeURIComponent(encodeURIComponent(id))}`) }, ...others(finding.Resources, 'Type', 'Id')],
    });
  });
}

/** `status_id`: 3 suppressed, 4 resolved, 5 archived, 6 deleted; `activity_id` 3: closed; `compliance.status_id` 1: pass. (OCSF 1.6, "Compliance Finding", "Detection Finding".) */
export function readOcsf(event: Envelope): readonly Reading[] {
  return each(event, (finding, part) => {
    const id = textOf(at(finding, 'finding_info', 'uid'), at(finding, 'metadata', 'uid'));
    const said = finding.severity_id;
    const byVendor = at(finding, 'vendor_attributes', 'severity_id');
    const severity = typeof said !== 'number' ? undefined : severityOfOcsf((said === 0 || said === 99) && typeof byVendor === 'number' ? byVendor : said);
    if (id === undefined || severity === undefined) return 'the finding of Security Hub has no id, or a severity that is none of OCSF';
    const account = firstOf(isAccount, at(finding, 'cloud', 'account', 'uid'), at(finding, 'resources', 0, 'owner', 'account', 'uid')) ?? event.account;
    const region = firstOf(isRegion, at(finding, 'cloud', 'region'), at(finding, 'resources', 0, 'region')) ?? event.region;
    const over = [3, 4, 5, 6].includes(finding.status_id as number) || finding.activity_id === 3 || at(finding, 'compliance', 'status_id') === 1;
    const type = textOf(at(finding, 'resources', 0, 'type')) ?? '';
    const resource = isKey(type) ? textOf(at(finding, 'resources', 0, 'name'), at(finding, 'resources', 0, 'user', 'name')) : textOf(at(finding, 'resources', 0, 'uid'));
    return signalFrom(event, {
      part, key: ['securityHubV2', textOf(at(finding, 'metadata', 'product', 'uid')) ?? '', id], kind: 'securityHub', type: textOf(at(finding, 'finding_info', 'types', 0)) ?? textOf(finding.class_name),
      signal: SIGNAL, severity, state: over ? 'cleared' : 'raised', title: textOf(at(finding, 'finding_info', 'title')) ?? 'a finding of Security Hub', reason: textOf(at(finding, 'finding_info', 'desc')),
      subject: resource === undefined ? { kind: 'account', id: account } : subjectOfType(type, resource), account, region, time: instantOf(finding.time_dt) ?? event.time,
      evidence: [{ kind: 'finding', id }, ...others(finding.resources, 'type', 'uid')],
    });
  });
}

function each(event: Envelope, read: (finding: Fields, part: string) => Reading): readonly Reading[] {
  const { findings } = event.detail;
  if (!Array.isArray(findings) || findings.length === 0) return ['the event of Security Hub has no findings'];
  const readings = findings.slice(0, MOST).map((finding: unknown, i): Reading => (isRecord(finding) ? read(finding, `${i}`) : 'the finding of Security Hub is no object'));
  return findings.length > MOST ? [...readings, `the event of Security Hub has ${findings.length} findings; ${findings.length - MOST} were not read`] : readings;
}

function firstOf(is: (value: unknown) => value is string, ...values: readonly unknown[]): string | undefined {
  return values.find(is);
}

/** All resources, but for keys: a finding may be about several. */
function others(resources: unknown, type: string, id: string): readonly SignalEvidence[] {
  return Array.isArray(resources) ? resources.filter((r: unknown) => !isKey(textOf(at(r, type)) ?? '')).map((r: unknown) => textOf(at(r, id))).filter((t) => t !== undefined).map((t) => ({ kind: 'resource', id: t })) : [];
}

/** Of an access key it is told whose it is, never which: `AwsIamAccessKey`, `AWS::IAM::AccessKey`. */
function isKey(type: string): boolean {
  return /AccessKey$/.test(type);
}
