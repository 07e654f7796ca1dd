/**
 * What must raise each signal, and its benign twin: figures by period, lines of logs, events. Judged in posture STANDARD.
 *
 * Figures are what an attack and an ordinary day look like, each for the statistic that the row reads; lines come from test/fixtures/recorded,
 * so many times in each of three periods.
 */
import type { Period } from '../../support/alarm-simulator';
import { recorded } from '../../support/events/recorded';
import { access, activity, dns, finding, flow, http, type Line, trail, waf } from './recorded';

export type Input = { readonly series: readonly Period[]; readonly start?: number } | { readonly lines: readonly (readonly [Line, number])[] } | { readonly event: unknown };
export interface Feed {
  readonly raise: Input;
  readonly calm: Input;
}

type Figure = number | null;

function figures(statistic: string, raise: readonly Figure[], calm: readonly Figure[]): Feed {
  const series = (values: readonly Figure[]): Input => ({ series: values.map((v) => (v === null ? null : { [statistic]: v })) });
  return { raise: series(raise), calm: series(calm) };
}

const sum = (raise: readonly Figure[], calm: readonly Figure[]): Feed => figures('Sum', raise, calm);

/** `SampleCount` and `Sum` of each period: attempts, and those that succeeded. */
function attempts(raise: readonly (readonly [number, number])[], calm: readonly (readonly [number, number])[]): Feed {
  const series = (pairs: readonly (readonly [number, number])[]): Input => ({ series: pairs.map(([SampleCount, Sum]) => ({ SampleCount, Sum })) });
  return { raise: series(raise), calm: series(calm) };
}

/** Lines that count, among an ordinary day's that do not. */
function lines(bad: Line, times: number, calm: readonly (readonly [Line, number])[]): Feed {
  return { raise: { lines: [[bad, times], ...calm] }, calm: { lines: calm } };
}

const of = (bad: Line, good: Line): Feed => lines(bad, 1, [[good, 20]]);
const events = (raise: string, calm: string): Feed => ({ raise: { event: finding(raise) }, calm: { event: finding(calm) } });
const changed = (service: string, event: string, read: string): Feed => of(trail('byRole', service, event), trail('describe', service, read));

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const DAY = 86400;
/** The truststore's first certificate ends at 1,800,000,000. */
const END = 1800000000;
const SECOND_PERSONA = { scope: 'documents/list documents/read' };

function api(kind: 'restApi' | 'httpApi', line: typeof access): Readonly<Record<string, Feed>> {
  const [route, persona] = kind === 'restApi' ? ['route', 'persona'] : ['httpRoute', 'httpPersona'];
  const other = kind === 'restApi' ? { resourcePath: '/health' } : { routeKey: 'GET /health' };
  return {
    [`${kind}.clientErrors`]: sum([20, 1800, 2500, 2400], [20, 900, 30, 15, null]),
    [`${kind}.serverErrors`]: sum([0, 45, 60, 80], [0, 19, 0, 0, null]),
    [`${kind}.volume`]: figures('SampleCount', [4000, 150000, 180000, 170000], [4000, 150000, 4100, 3900]),
    [`${kind}.latency`]: figures('p99', [400, 9000, 12000, 15000], [400, 9000, 900, 500, null]),
    [`${kind}.denied`]: lines(line({ status: '401' }), 250, [[line(), 5000], [line({ status: '403' }), 30], [line({ status: '404' }), 500]]),
    [`${kind}.throttled`]: lines(line({ status: '429' }), 1500, [[line(), 5000], [line({ status: '429' }), 40]]),
    [`${kind}.withoutIdentity`]: of(line({ subject: '-' }), line()),
    [`${route}.denied`]: lines(line({ status: '403' }), 120, [[line(), 5000], [line({ status: '403' }), 8], [line({ status: '403', ...other }), 400]]),
    [`${route}.volume`]: lines(line(), 40000, [[line(), 4000], [line(other), 90000]]),
    [`${route}.serverErrors`]: lines(line({ status: '502' }), 12, [[line(), 5000], [line({ status: '500' }), 2], [line({ status: '500', ...other }), 90]]),
    [`${route}.slow`]: lines(line({ responseLatency: '2741' }), 600, [[line(), 5000], [line({ responseLatency: '999' }), 900], [line({ responseLatency: '12000' }), 20]]),
    [`${persona}.volume`]: lines(line(SECOND_PERSONA), 12000, [[line(), 2000], [line({ scope: 'documents/readall' }), 90000], [line({ scope: 'billing/read' }), 90000]]),
    [`${persona}.denied`]: lines(line({ ...SECOND_PERSONA, status: '403' }), 25, [[line(), 2000], [line({ status: '403' }), 3], [line({ status: '403', scope: 'billing/read' }), 500]]),
  };
}

function functions(kind: 'function' | 'authorizerFunction'): Readonly<Record<string, Feed>> {
  return {
    [`${kind}.errors`]: sum([0, 30, 80], kind === 'function' ? [0, 3, 0, null] : [0, 0, null, 0]),
    [`${kind}.throttles`]: sum([0, 50, 90], kind === 'function' ? [0, 5, 0] : [0, 0, null]),
    [`${kind}.latency`]: figures('p99', [300, 25000, 26000, 27000], [300, 25000, 400, 350]),
    [`${kind}.concurrency`]: figures('Maximum', [20, 700, 800, 850], [20, 60, 30]),
  };
}

export const FEEDS: Readonly<Record<string, Feed>> = {
  ...api('restApi', access),
  ...api('httpApi', http),
  ...functions('function'),
  ...functions('authorizerFunction'),
  'restApi.firewallUnreachable': of(access({ wafStatus: '500', wafError: 'Internal Server Error', wafResponseCode: 'WAF_ERROR' }), access()),
  'httpApi.authorizerErrors': lines(http({ status: '401', authorizerError: 'The incoming token has expired' }), 250, [[http(), 5000], [http({ status: '401', authorizerError: 'The incoming token has expired' }), 20]]),
  'authorizer.denials': lines(access({ status: '403', authorizeStatus: '403' }), 250, [[access(), 5000], [access({ status: '401', authenticateStatus: '401' }), 20]]),
  'authorizer.errors': of(access({ status: '500', authorizerIntegrationStatus: '502', authorizerError: 'Internal error' }), access({ status: '403', authorizeStatus: '403' })),

  'firewall.blocked': sum([40, 7000, 9000, 8000], [40, null, 3000, 60, null]),
  'firewall.counted': sum([null, 7000, 9000], [null, 20, null, 6000, 30]),
  'firewall.allowed': sum([9000, 400000, 500000, 500000], [9000, 120000, 11000]),
  'firewall.challenged': sum([null, 7000, 8000], [null, 300, 6000, 10]),
  'firewall.captcha': sum([null, 2000, 2500], [null, 300, 1500, 10]),
  'firewall.attackAllowed': lines(waf('attackAllowed'), 5, [[waf('attackBlocked'), 900], [waf('botAllowed'), 500], [waf('plain'), 9000]]),
  'firewallRule.blocked': sum([null, 3000, 4000], [5, null, 1500, null]),
  'firewallRule.counted': sum([null, 3000, 4000], [5, null, 1500, null]),
  'firewallLabel.allowed': sum([null, 3000, 4000], [300, null, 900, null]),
  'firewallLabel.blocked': sum([null, 7000, 8000], [300, null, 900, null]),

  'userPool.risk': sum([null, 35], [null, 3, null, 7]),
  'userPool.accountTakeover': sum([null, 1], [null, null, 0]),
  'userPool.compromisedPassword': sum([null, 2], [null, null, 0]),
  'userPool.stolenPassword': of(activity('stolen'), activity('failed')),
  'userPool.highRisk': lines(activity('highRisk'), 6, [[activity('signIn'), 400], [activity('lowRisk'), 30]]),
  'userPool.signInFailures': lines(activity('failed'), 150, [[activity('signIn'), 900], [activity('failed'), 30], [activity('signUp'), 200]]),
  'appClient.signInFailures': attempts([[300, 290], [900, 500], [1200, 600]], [[300, 290], [5000, 4950], [310, 300]]),
  'appClient.refreshFailures': attempts([[300, 300], [700, 500], [900, 500]], [[300, 299], [9000, 8990], [310, 310]]),
  'appClient.signInThrottles': sum([0, 12], [0, 0, null, 1]),
  'appClient.signUpThrottles': sum([0, 12], [0, 0, null, 1]),
  'appClient.refreshThrottles': sum([0, 12], [0, 0, null, 1]),

  'vpc.rejected': lines(flow('rejected'), 6000, [[flow('accepted'), 90000], [flow('rejected'), 300], [flow('noData'), 50]]),
  'vpc.adminPortAccepted': lines(flow('acceptedSsh'), 1, [[flow('accepted'), 90000], [flow('rejected'), 300]]),
  'segment.rejected': lines(flow('rejected'), 700, [[flow('accepted'), 90000], [flow('rejectedElsewhere'), 4000], [flow('rejectedOfHyphenated'), 4000], [flow('rejected'), 20]]),
  'natGateway.bytesOut': sum([0.2 * GIB, 7 * GIB, 9 * GIB], [0.2 * GIB, 4 * GIB, 0.3 * GIB]),
  'natGateway.connections': figures('Maximum', [300, 25000, 30000, 40000], [300, 25000, 400, 350]),
  'natGateway.portErrors': sum([0, 40], [0, 0, 0]),
  'endpoint.bytes': sum([0.1 * GIB, 25 * GIB, 30 * GIB], [0.1 * GIB, 3 * GIB, 0.2 * GIB]),
  'endpoint.dropped': sum([0, 2000, 3000, 4000], [0, 2000, 0, 1]),
  'endpoint.denied': lines(trail('endpointDenied'), 15, [[trail('endpointUsed'), 900], [trail('accessDenied'), 40]]),
  'dnsFirewall.matched': sum([3000, 70000, 80000, 90000], [3000, 70000, 4000, null]),
  'dnsFirewall.blocked': lines(dns('blocked'), 15, [[dns('allowed'), 9000], [dns('blocked'), 2], [dns('alerted'), 40]]),
  'dnsFirewall.alerted': lines(dns('alerted'), 15, [[dns('allowed'), 9000], [dns('alerted'), 2], [dns('blocked'), 40]]),
  'networkFirewall.dropped': sum([null, 8000, 9000], [20, null, 4000, 10]),

  'table.read': sum([2000, 400000, 500000], [2000, 400000, 2500, 1900]),
  'table.scanned': sum([null, 250000], [null, 400, null]),
  'table.throttled': sum([null, 3000, 4000], [null, 300, null]),
  'table.denied': of(trail('getItemDenied'), trail('getItem')),
  'tableReader.reads': lines(trail('getItem'), 120000, [[trail('getItem'), 900], [trail('decrypt'), 900], [trail('getItem', undefined, undefined, 'somebody-else'), 400000]]),
  'bucket.downloaded': sum([null, 30 * GIB, 40 * GIB], [2 * GIB, null, 25 * GIB, 1 * GIB]),
  'bucket.reads': sum([900, 300000, 400000], [900, 300000, 800, null]),
  'bucket.deletes': sum([null, 9000], [null, 40, 3000]),
  'bucket.refused': sum([3, 900, 1200], [3, 900, 12, null]),
  'bucket.denied': of(trail('getObjectDenied'), trail('getObject')),
  'bucketReader.reads': lines(trail('getObject'), 120000, [[trail('getObject'), 900], [trail('getObject', undefined, undefined, 'somebody-else'), 400000]]),
  'database.connections': figures('Maximum', [40, 700, 800, 900], [40, 90, 600, 45]),
  'database.sent': figures('Average', [3 * MIB, 150 * MIB, 180 * MIB], [3 * MIB, 150 * MIB, 4 * MIB]),
  'queue.received': sum([500, 300000, 400000], [500, 9000, null]),
  'queue.age': figures('Maximum', [20, 4000, 4300, 4600], [20, 4000, 30, 10]),
  'stream.read': sum([0.1 * GIB, 8 * GIB, 9 * GIB], [0.1 * GIB, 1 * GIB, 0]),
  'stream.throttled': sum([0, 900, 800], [0, 900, 20]),

  'key.decrypts': lines(trail('decrypt'), 70000, [[trail('decrypt'), 900], [trail('getItem'), 90000]]),
  'keyUser.decrypts': lines(trail('decrypt'), 30000, [[trail('decrypt'), 900], [trail('decrypt', undefined, undefined, 'somebody-else'), 90000]]),
  'key.denied': of(trail('decryptDenied'), trail('decrypt')),
  'key.materialExpiring': figures('Minimum', [15 * DAY, 14 * DAY - 1], [90 * DAY, 60 * DAY, null]),

  'loadBalancer.clientErrors': sum([20, 3000, 4000], [20, null, 1500]),
  'loadBalancer.serverErrors': sum([null, 50, 70], [null, 3, null]),
  'loadBalancer.volume': sum([9000, 400000, 500000, 500000], [9000, 400000, 8000]),
  'loadBalancer.tlsErrors': sum([2, 1500, 2500], [2, null, 90]),
  'loadBalancer.signInFailures': sum([null, 200, 300], [2, null, 9]),
  'graphqlApi.clientErrors': sum([20, 1800, 2500], [20, 900, 30]),
  'graphqlApi.serverErrors': sum([0, 45, 60], [0, 19, 0]),
  'graphqlApi.latency': figures('p99', [400, 9000, 12000, 15000], [400, 9000, 900]),
  'distribution.volume': sum([90000, 1500000, 1500000, 1500000], [90000, 1500000, 80000]),
  'distribution.clientErrors': figures('Average', [2, 50, 60, 55], [2, 50, 3]),
  'distribution.serverErrors': figures('Average', [0, 20, 30, 25], [0, 20, 0.1]),

  'certificate.expiring': figures('Minimum', [31, 30, 29], [390, 389, 388]),
  'truststore.expiring': { raise: { series: [null, { Sum: 12 }, null], start: END - 29 * DAY }, calm: { series: [null, { Sum: 12 }, null], start: END - 300 * DAY } },
  'logGroup.silent': sum([40, 50, 60, 45, null, null, null, null, null], [40, 50, 60, null, 45, 30, 50, null, 60]),
  'logGroup.flood': sum([0.1 * GIB, 8 * GIB, 9 * GIB], [0.1 * GIB, 4 * GIB, 0.2 * GIB]),

  'guardDuty.attackSequence': { raise: { event: recorded('guardduty-attack-sequence') }, calm: { event: recorded('guardduty-instance') } },
  'guardDuty.finding': { raise: { event: finding('guardDutyHigh') }, calm: { event: recorded('guardduty-bucket-archived') } },
  'securityHub.finding': events('hubHigh', 'hubResolved'),
  'accessAnalyzer.external': events('external', 'externalResolved'),
  'accessAnalyzer.internal': { raise: { event: recorded('accessanalyzer-internal') }, calm: { event: finding('external') } },
  'accessAnalyzer.error': { raise: { event: recorded('accessanalyzer-error') }, calm: { event: finding('external') } },
  'accessAnalyzer.unused': events('unused', 'unusedResolved'),

  'account.rootUsed': of(trail('rootSignIn'), trail('rootByService')),
  'account.unauthorizedCalls': lines(trail('unauthorizedOperation'), 12, [[trail('accessDenied'), 9], [trail('accessDenied', undefined, undefined, 'deployment'), 10], [trail('throttled'), 900]]),
  'account.signInWithoutMfa': of(trail('signInWithoutMfa'), trail('signIn')),
  'account.iamPolicyChanged': of(trail('byRole', 'iam', 'PutRolePolicy'), trail('createUser')),
  'account.trailChanged': of(trail('updateTrail'), trail('describe', 'cloudtrail', 'DescribeTrails')),
  'account.signInFailed': lines(trail('signInFailed'), 6, [[trail('signIn'), 40], [trail('signInFailed'), 2]]),
  'account.keyDisabled': changed('kms', 'ScheduleKeyDeletion', 'DescribeKey'),
  'account.bucketPolicyChanged': changed('s3', 'PutBucketPolicy', 'GetBucketPolicy'),
  'account.configChanged': changed('config', 'StopConfigurationRecorder', 'DescribeConfigurationRecorders'),
  'account.securityGroupChanged': changed('ec2', 'AuthorizeSecurityGroupIngress', 'DescribeSecurityGroups'),
  'account.networkAclChanged': changed('ec2', 'CreateNetworkAclEntry', 'DescribeNetworkAcls'),
  'account.gatewayChanged': changed('ec2', 'AttachInternetGateway', 'DescribeInternetGateways'),
  'account.routeTableChanged': changed('ec2', 'ReplaceRoute', 'DescribeRouteTables'),
  'account.vpcChanged': changed('ec2', 'CreateVpcPeeringConnection', 'DescribeVpcs'),
  'account.securityGroupRulesModified': of(trail('modifyRules'), trail('byRole', 'ec2', 'ModifySecurityGroupRulesets')),
  'account.publicAccessBlockChanged': changed('s3', 'DeleteAccountPublicAccessBlock', 'GetAccountPublicAccessBlock'),
  'account.firewallChanged': changed('wafv2', 'DisassociateWebACL', 'GetWebACL'),
  'account.userPoolChanged': changed('cognito-idp', 'UpdateUserPoolClient', 'DescribeUserPoolClient'),
  'account.flowLogsDeleted': changed('ec2', 'DeleteFlowLogs', 'DescribeFlowLogs'),
  'account.endpointChanged': changed('ec2', 'ModifyVpcEndpoint', 'DescribeVpcEndpoints'),
  'account.publicVpcAccessChanged': changed('ec2', 'ModifyVpcBlockPublicAccessOptions', 'DescribeVpcBlockPublicAccessOptions'),
  'account.keyPolicyChanged': of(trail('byRole', 'kms', 'PutKeyPolicy'), trail('byRole', 'kms', 'CreateGrant')),
  'account.keyGranted': lines(trail('byRole', 'kms', 'CreateGrant'), 6, [[trail('describe', 'kms', 'ListGrants'), 20], [trail('byRole', 'kms', 'CreateGrant'), 2]]),
  'account.trailNarrowed': changed('cloudtrail', 'PutEventSelectors', 'GetEventSelectors'),
  'account.trustPolicyChanged': changed('iam', 'UpdateAssumeRolePolicy', 'GetRole'),
  'account.boundaryRemoved': changed('iam', 'DeleteRolePermissionsBoundary', 'GetRole'),
  'account.credentialCreated': changed('iam', 'CreateAccessKey', 'ListAccessKeys'),
  'account.logsRemoved': changed('logs', 'DeleteLogGroup', 'DescribeLogGroups'),
  'account.alarmsSilenced': changed('monitoring', 'DisableAlarmActions', 'DescribeAlarms'),
  'account.rulesOfEventsChanged': changed('events', 'RemoveTargets', 'ListRules'),
  'account.detectorChanged': changed('guardduty', 'DeleteDetector', 'GetDetector'),
  'account.dnsFirewallChanged': changed('route53resolver', 'DisassociateFirewallRuleGroup', 'ListFirewallRules'),
  'account.apiChanged': lines(trail('byRole', 'apigateway', 'UpdateMethod'), 120, [[trail('describe', 'apigateway', 'GetRestApis'), 900], [trail('byRole', 'apigateway', 'PutMethod'), 30]]),
};
