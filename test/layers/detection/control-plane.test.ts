/** What the filters of CloudWatch.1 to 14 leave out rings in posture STANDARD, by one event; and AWS's own examples of records are read as patterns want them. */
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { PlannedSignal, SubjectFacts } from '../../../lib/layers/detection/model';
import { periodsOf, states } from '../../support/alarm-simulator';
import { readPattern } from '../../support/filter-pattern';
import { trail } from './recorded';
import { subject, watch } from './subjects';

const ACCOUNT = compileWatch(watch({ subjects: [subject('account')] }));
const rings = (signal: PlannedSignal, lines: readonly string[]): boolean => states(signal.ceiling?.properties, periodsOf(signal.filter?.properties, signal.ceiling?.properties, [lines.map((line) => [line, 1] as const)])).includes('ALARM');

/** Service, call, and the signals that hear of it, in this order: gaps of CIS's list, and what an intruder who wants not to be seen does. */
test.each([
  ['ec2', 'ModifySecurityGroupRules', ['account.securityGroupRulesModified']],
  ['s3', 'PutAccountPublicAccessBlock', ['account.publicAccessBlockChanged']],
  ['s3', 'DeleteAccountPublicAccessBlock', ['account.publicAccessBlockChanged']],
  ['s3', 'PutBucketPublicAccessBlock', ['account.publicAccessBlockChanged']],
  ['s3', 'DeleteBucketPublicAccessBlock', ['account.publicAccessBlockChanged']],
  ['wafv2', 'DeleteWebACL', ['account.firewallChanged']],
  ['wafv2', 'UpdateWebACL', ['account.firewallChanged']],
  ['wafv2', 'DisassociateWebACL', ['account.firewallChanged']],
  ['wafv2', 'PutLoggingConfiguration', ['account.firewallChanged']],
  ['wafv2', 'DeleteLoggingConfiguration', ['account.firewallChanged']],
  ['cognito-idp', 'UpdateUserPool', ['account.userPoolChanged']],
  ['cognito-idp', 'UpdateUserPoolClient', ['account.userPoolChanged']],
  ['cognito-idp', 'SetRiskConfiguration', ['account.userPoolChanged']],
  ['ec2', 'DeleteFlowLogs', ['account.flowLogsDeleted']],
  ['ec2', 'ModifyVpcEndpoint', ['account.endpointChanged']],
  ['ec2', 'ModifyVpcBlockPublicAccessOptions', ['account.publicVpcAccessChanged']],
  ['kms', 'PutKeyPolicy', ['account.keyPolicyChanged']],
  ['iam', 'UpdateAssumeRolePolicy', ['account.trustPolicyChanged']],
  ['iam', 'DeleteRolePermissionsBoundary', ['account.boundaryRemoved']],
  ['cloudtrail', 'PutEventSelectors', ['account.trailNarrowed']],
  ['cloudtrail', 'StopLogging', ['account.trailChanged']],
  ['kms', 'CreateGrant', []], // services make them all the time: from HIGH on
] as const)('%s %s rings %j, by one event', (service, call, expected) => {
  const line = trail('byRole', service, call);
  expect(ACCOUNT.signals.filter((s) => s.filter !== undefined && rings(s, [line])).map((s) => s.signal).sort()).toEqual(expected);
});

test('the account is watched for nothing that another account does in its own name: each pattern names a service, a call or an error', () => {
  for (const row of CATALOGUE) {
    if (row.subject !== 'account' || row.source.kind !== 'filter') continue;
    expect([row.id, /eventName|eventSource|errorCode|userIdentity\.type/.test(row.source.pattern)]).toEqual([row.id, true]);
  }
});

function pattern(id: string, of: SubjectFacts): (line: string) => boolean {
  const plan = compileWatch(watch({ posture: 'high', subjects: [of], extra: [id] }));
  const found = plan.signals.find((s) => s.signal === id)?.filter?.properties as { FilterPattern: string };
  const read = readPattern(found.FilterPattern);
  return (line) => read.matches(line);
}

test('a read of a table, as AWS\'s example of a data event has it, is counted by table and reader', () => {
  const counts = pattern('tableReader.reads', subject('tableReader'));
  const [write, failed] = [trail('putItem'), trail('updateItemFailed')];
  expect([write, failed].map(counts)).toEqual([false, false]);
  const read = write.replace('"readOnly":false', '"readOnly":true').replace('PutItem', 'GetItem');
  expect(counts(read)).toBe(true);
  const selectors = Object.values((CATALOGUE.find((row) => row.id === 'tableReader.reads')!.source as { dimensions: Record<string, string> }).dimensions);
  expect(selectors.map((s) => readPattern(`{ (${s} = "*") }`).valueOf(read, s))).toEqual(['arn:aws:dynamodb:us-west-2:123456789012:table/Music', 'arn:aws:iam::444455556666:role/admin-role']);
});

test('a denial through an endpoint is seen, whoever denied it: the endpoint\'s policy (network activity) or the caller\'s', () => {
  const denied = pattern('endpoint.denied', subject('endpoint'));
  const another = subject('endpoint', { values: { ...subject('endpoint').values, 'VPC Endpoint Id': 'vpce-EXAMPLEanother' } });
  expect(['endpointDenied', 'endpointDeniedByPrincipal', 'endpointUsed', 'accessDenied', 'getItemDenied'].map((name) => denied(trail(name)))).toEqual([true, true, false, false, false]);
  expect(pattern('endpoint.denied', another)(trail('endpointDenied'))).toBe(false);
});
