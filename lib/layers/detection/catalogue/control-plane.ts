/**
 * Changes of the control plane, from CloudTrail: the filters of Security Hub's CloudWatch.1 to CloudWatch.14 (CIS AWS Foundations) word
 * for word, so that its checks pass on them, and what they leave out.
 *
 * Words: aws-solutions/automated-security-response-on-aws (Apache-2.0), source/playbooks/common/cloudwatch_get_input_values.py in a
 * stored copy (commit 362b0ac), compared letter by letter on 2026-11-22; a test holds them. CloudWatch.10 misses `ModifySecurityGroupRules`, by which a rule is opened without a new one.
 */
import type { Severity } from '../model';
import { anyEvent, atLeast, lines, type Row, row } from './build';
import { API_MODELS } from './sources';

const CIS = 'Security Hub user guide, "Amazon CloudWatch controls"';
const TRAIL = `AWS CloudTrail user guide, "CloudTrail record contents"; names of events are names of API calls: ${API_MODELS}`;

const BLOCKS = 'Amazon S3 user guide, "CloudTrail events": events of the block on public access are named by its permissions, not by its API calls';

type Text = readonly [title: string, severity: Severity, why: string, first: string];

/** A control plane is quiet: one is enough. */
function change(id: string, pattern: string, reference: string, [title, severity, why, first]: Text, ceiling = atLeast(1, 1, 1), from: Row['from'] = 'standard'): Row {
  return row(lines('cloudTrail', pattern), { id: `account.${id}`, subject: 'account', title, ceiling, severity, why, first, from, reference });
}

const cis = (n: number): string => `${CIS}, CloudWatch.${n}`;
const WHO = 'See in CloudTrail who did it and from where;';

const VERBATIM: readonly Row[] = [
  change('rootUsed', '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}', cis(1),
    ['Use of the root user', 'critical', 'The root user may do everything, and nobody needs it day by day.', 'Ask its holder; else change its password, end its sessions and delete its keys.'], atLeast(1, 1, 1), 'sandbox'),
  change('unauthorizedCalls', '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}', cis(2),
    ['Calls that were not authorized', 'medium', 'Somebody tries what a stolen credential can do, or a release lacks a permission.', `${WHO} one principal with many different calls is an attack.`], atLeast(100, 20, 5)),
  change('signInWithoutMfa', '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes")}', cis(3),
    ['Console sign-in without a second factor', 'medium', 'A password alone opens the console. Sign-ins by single sign-on count too: their second factor is not ours to see.', 'See whether it is a user of IAM; if so, give the user a second factor or delete the user.']),
  change('iamPolicyChanged', '{($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy)}', cis(4),
    ['Change of an IAM policy', 'medium', 'Whoever has a foothold gives it more rights.', `${WHO} undo it unless a deployment explains it.`]),
  change('trailChanged', '{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)}', cis(5),
    ['Change of a trail', 'critical', 'Whoever wants not to be seen stops the trail first.', `${WHO} start the trail again, then revoke that principal.`], atLeast(1, 1, 1), 'sandbox'),
  change('signInFailed', '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}', cis(6),
    ['Failed console sign-in', 'medium', 'Passwords of the console are guessed.', 'See whether it is one user; give that user a second factor.'], atLeast(20, 5, 3)),
  change('keyDisabled', '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}', cis(7),
    ['A key was disabled, or is to be deleted', 'critical', 'What the key protects can no longer be read: this is how data is held to ransom.', `${WHO} enable the key, or cancel its deletion, at once.`]),
  change('bucketPolicyChanged', '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}', cis(8),
    ['Change of a bucket\'s policy', 'medium', 'A bucket is opened, copied elsewhere or emptied by its lifecycle.', `${WHO} undo it unless a deployment explains it.`]),
  change('configChanged', '{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || ($.eventName=PutConfigurationRecorder))}', cis(9),
    ['Change of AWS Config', 'high', 'Without it nobody sees how resources change.', `${WHO} start the recorder again.`]),
  change('securityGroupChanged', '{($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}', cis(10),
    ['Change of a security group', 'medium', 'A way is opened that nobody declared.', `${WHO} undo it unless a deployment explains it.`]),
  change('networkAclChanged', '{($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || ($.eventName=ReplaceNetworkAclAssociation)}', cis(11),
    ['Change of a network ACL', 'medium', 'A way is opened that nobody declared.', `${WHO} undo it unless a deployment explains it.`]),
  change('gatewayChanged', '{($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}', cis(12),
    ['Change of a network gateway', 'high', 'A closed network gets a way to the internet.', `${WHO} detach the gateway unless a deployment explains it.`]),
  change('routeTableChanged', '{($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable)}', cis(13),
    ['Change of a route table', 'medium', 'Traffic is led around an inspection, or out.', `${WHO} undo it unless a deployment explains it.`]),
  change('vpcChanged', '{($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}', cis(14),
    ['Change of a VPC or a peering', 'medium', 'Networks are joined that were apart.', `${WHO} undo it unless a deployment explains it.`]),
];

function of(service: string, ...events: readonly string[]): string {
  return `{ ($.eventSource = "${service}.amazonaws.com") && (${anyEvent(...events)}) }`;
}

const GAPS: readonly Row[] = [
  change('securityGroupRulesModified', of('ec2', 'ModifySecurityGroupRules'), TRAIL,
    ['Rules of a security group were rewritten', 'high', 'A rule is opened in place, which CloudWatch.10 does not see.', `${WHO} undo it unless a deployment explains it.`]),
  change('publicAccessBlockChanged', of('s3', 'PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock', 'PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'), BLOCKS,
    ['Change of a block on public access', 'high', 'Buckets can be opened to everybody again.', `${WHO} block public access again.`]),
  change('firewallChanged', of('wafv2', 'DeleteWebACL', 'UpdateWebACL', 'DisassociateWebACL', 'AssociateWebACL', 'UpdateRuleGroup', 'DeleteRuleGroup', 'PutLoggingConfiguration', 'DeleteLoggingConfiguration'), TRAIL,
    ['Change of a web firewall', 'high', 'The web firewall is opened, taken away from what it protects, or made to write nothing.', `${WHO} deploy the firewall again.`]),
  change('userPoolChanged', of('cognito-idp', 'UpdateUserPool', 'UpdateUserPoolClient', 'CreateUserPoolClient', 'DeleteUserPool', 'SetRiskConfiguration', 'SetUserPoolMfaConfig', 'CreateIdentityProvider', 'UpdateIdentityProvider'), TRAIL,
    ['Change of a user pool', 'high', 'Who may sign in, and how, is decided by somebody else.', `${WHO} deploy the identity again.`]),
  change('flowLogsDeleted', of('ec2', 'DeleteFlowLogs'), TRAIL,
    ['Flow logs were deleted', 'high', 'Nobody sees any more who talks to whom.', `${WHO} deploy the network again.`]),
  change('endpointChanged', of('ec2', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints', 'CreateVpcEndpoint'), TRAIL,
    ['Change of a VPC endpoint', 'medium', 'Its policy no longer says whose buckets and keys may be reached.', `${WHO} deploy the endpoints again.`]),
  change('publicVpcAccessChanged', of('ec2', 'ModifyVpcBlockPublicAccessOptions', 'CreateVpcBlockPublicAccessExclusion', 'ModifyVpcBlockPublicAccessExclusion'), TRAIL,
    ['Change of the block on public access of VPCs', 'high', 'Networks can be opened to the internet again.', `${WHO} set the block again.`]),
  change('keyPolicyChanged', of('kms', 'PutKeyPolicy', 'DisableKeyRotation', 'DeleteImportedKeyMaterial'), TRAIL,
    ['Change of a key\'s policy, rotation or material', 'high', 'Whoever rewrites the policy of a key lets others to all that it protects.', `${WHO} put the policy back.`]),
  change('keyGranted', of('kms', 'CreateGrant'), TRAIL,
    ['Grants on keys', 'medium', 'A grant lets somebody to what a key protects, and no policy shows it. Services make grants for themselves, too.', `${WHO} retire the grant, unless a service made it.`], atLeast(20, 5, 1), 'high'),
  change('trailNarrowed', of('cloudtrail', 'PutEventSelectors', 'PutInsightSelectors', 'DeleteEventDataStore', 'StopEventDataStoreIngestion'), TRAIL,
    ['What a trail records was changed', 'critical', 'A trail can be made blind without being stopped, which CloudWatch.5 does not see.', `${WHO} set the selectors again, then revoke that principal.`]),
  change('trustPolicyChanged', of('iam', 'UpdateAssumeRolePolicy'), TRAIL,
    ['Change of who may assume a role', 'high', 'A way back is left in: somebody outside may become the role.', `${WHO} undo it unless a deployment explains it.`]),
  change('boundaryRemoved', of('iam', 'DeleteRolePermissionsBoundary', 'DeleteUserPermissionsBoundary', 'PutRolePermissionsBoundary', 'PutUserPermissionsBoundary'), TRAIL,
    ['A permissions boundary was removed or replaced', 'critical', 'What kept a role from giving itself more is gone.', `${WHO} put the boundary back, then see what the role did since.`]),
  change('credentialCreated', of('iam', 'CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'DeactivateMFADevice', 'CreateServiceSpecificCredential'), TRAIL,
    ['A lasting credential was created', 'high', 'A password or key that does not end is how an intruder stays.', `${WHO} delete it unless somebody can say what it is for.`]),
  change('logsRemoved', of('logs', 'DeleteLogGroup', 'DeleteLogStream', 'DeleteMetricFilter', 'DeleteSubscriptionFilter', 'PutRetentionPolicy', 'DeleteAccountPolicy'), TRAIL,
    ['A log, or what reads it, was removed', 'high', 'Traces are wiped away.', `${WHO} deploy the watch again.`]),
  change('alarmsSilenced', of('monitoring', 'DeleteAlarms', 'DisableAlarmActions', 'DeleteAnomalyDetector'), TRAIL,
    ['Alarms were deleted or silenced', 'high', 'This watch is put to sleep.', `${WHO} deploy the watch again.`]),
  change('rulesOfEventsChanged', of('events', 'DeleteRule', 'DisableRule', 'RemoveTargets'), TRAIL,
    ['A rule for events was deleted or disabled', 'medium', 'Findings no longer reach anybody.', `${WHO} deploy the watch again.`]),
  change('detectorChanged', `{ (($.eventSource = "guardduty.amazonaws.com") && (${anyEvent('DeleteDetector', 'UpdateDetector', 'CreateFilter', 'DisassociateFromAdministratorAccount')})) || (($.eventSource = "securityhub.amazonaws.com") && (${anyEvent('DisableSecurityHub')})) || (($.eventSource = "access-analyzer.amazonaws.com") && (${anyEvent('DeleteAnalyzer', 'CreateArchiveRule')})) }`, TRAIL,
    ['GuardDuty, Security Hub or Access Analyzer was weakened', 'critical', 'Who would have told us is told to be silent.', `${WHO} switch the service on again, then revoke that principal.`]),
  change('dnsFirewallChanged', of('route53resolver', 'DisassociateFirewallRuleGroup', 'UpdateFirewallRule', 'DeleteFirewallRule', 'UpdateFirewallConfig', 'DisassociateResolverQueryLogConfig', 'DeleteResolverQueryLogConfig'), TRAIL,
    ['Change of the DNS firewall', 'high', 'Data can leave in names again, or nobody sees it.', `${WHO} deploy the network again.`]),
  change('apiChanged', of('apigateway', 'UpdateMethod', 'PutMethod', 'UpdateAuthorizer', 'DeleteAuthorizer', 'UpdateRestApi', 'UpdateStage'), TRAIL,
    ['An API was changed', 'medium', 'A route loses its authorizer, or a stage its log, without the declaration.', `${WHO} deploy the door again unless a deployment explains it.`], atLeast(200, 100, 50), 'high'),
];

export const CONTROL_PLANE: readonly Row[] = [...VERBATIM, ...GAPS];
