/**
 * What is wrong with a firewall beside its rules (compiler/) and what it protects (target-facts.ts): its place, its log, what it was told.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { didYouMean, type Finding, type Findings } from '../../intent';
import { mapOf, NUMBER, readOption } from '../declaration/options';
import { attempt, ownResource } from '../data/kinds/resolve';
import { readIfPossible } from '../network/members/read';
import { FirewallScope, type WebFirewallProps } from './firewall-props';
import type { DestinationKind, FirewallLogDestination } from './logs';
import { type FirewallPreset, strayLimits } from './preset';
import { isForwardedHeader, isToken } from './statement/names';

/** "Your log group names must start with `aws-waf-logs-`", of buckets and delivery streams alike. (AWS WAF developer guide, "Logging destinations", read 2026-11-22.) */
export const LOG_PREFIX = 'aws-waf-logs-';
const RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const US_EAST_1 = 'us-east-1';

export function checkFirewall(at: IConstruct, id: string, props: WebFirewallProps, findings: Findings): void {
  const { preset, scope, tokenDomains, bodyInspection, forwardedHeader } = props;
  if (preset !== undefined && preset._wrong !== undefined) findings.append(readLimits(preset, id));
  else if (preset !== undefined) {
    const rates = preset._rows.filter((row) => row.rule.kind === 'rate').map((row) => row.id);
    for (const stray of strayLimits(preset)) findings.error('FirewallLimitOfNobody', '', `preset \`${preset.name}\` of firewall \`${id}\` is limited by \`${stray}\`, which is none of its rate rules${didYouMean(stray, rates, 'rate rules')}; correct it`);
  }
  for (const [what, limit] of Object.entries(bodyInspection ?? {})) {
    if (limit !== undefined && (what === 'distributions') !== (scope === FirewallScope.CLOUDFRONT)) findings.error('FirewallScopeInvalid', '', `\`bodyInspection.${what}\` of firewall \`${id}\` is of another scope than \`${scope ?? FirewallScope.REGIONAL}\`; expected what it can protect; leave it out`);
  }
  for (const domain of tokenDomains ?? []) {
    if (!Token.isUnresolved(domain) && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) findings.error('FirewallPropInvalid', '', `\`tokenDomains\` of firewall \`${id}\` has \`${domain}\`; expected hosts in lower case, e.g. \`example.com\`; correct it`);
  }
  if (forwardedHeader !== undefined && !isForwarded(forwardedHeader)) findings.error('FirewallPropInvalid', '', `\`forwardedHeader\` of firewall \`${id}\` is \`${forwardedHeader}\`; expected the name of a header, 1 to 64 letters, digits and hyphens, e.g. \`X-Forwarded-For\`; correct it`);
  checkRegion(at, id, scope, findings);
  checkLogs(at, id, props, findings);
}

/** What can stand in rules of the preset and of the block set. */
export function isForwarded(header: string): boolean {
  return Token.isUnresolved(header) || isForwardedHeader(header, 64);
}

const LIMITS = mapOf(NUMBER, 'an object with a limit for each rate rule, e.g. `{ \'rate-address\': 10_000 }`');

function readLimits(preset: FirewallPreset, id: string): Finding[] {
  const told: Finding[] = [];
  readOption<unknown>(preset._wrong, LIMITS, `\`limited\` of preset \`${preset.name}\` of firewall \`${id}\``, (code, message) => told.push({ code, level: 'error', pointer: '', where: '', message }));
  return told;
}

/** "For CLOUDFRONT, you must create your WAFv2 resources in the US East (N. Virginia) Region": CloudFormation, AWS::WAFv2::WebACL Scope. */
function checkRegion(at: IConstruct, id: string, scope: FirewallScope | undefined, findings: Findings): void {
  if (scope !== FirewallScope.CLOUDFRONT) return;
  const { region } = Stack.of(at);
  if (Token.isUnresolved(region)) findings.warning('FirewallRegionUnknown', '', `firewall \`${id}\` is \`CLOUDFRONT\`, and its stack may be deployed to any region; expected \`${US_EAST_1}\`, elsewhere its deployment fails; say \`env: { region: '${US_EAST_1}' }\` of the stack`);
  else if (region !== US_EAST_1) findings.error('FirewallRegionInvalid', '', `firewall \`${id}\` is \`CLOUDFRONT\` and in region \`${region}\`; expected \`${US_EAST_1}\`, the only region with web ACLs of distributions; move it to a stack there`);
}

const NAMED: Readonly<Record<DestinationKind, readonly [cfnType: string, property: string, title: string]>> = {
  logGroup: ['AWS::Logs::LogGroup', 'LogGroupName', 'log group'],
  bucket: ['AWS::S3::Bucket', 'BucketName', 'bucket'],
  deliveryStream: ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', 'delivery stream'],
};

function checkLogs(at: IConstruct, id: string, { logging = {} }: WebFirewallProps, findings: Findings): void {
  const { destination, retention, encryptionKey, filter, hiddenHeaders = [], hiddenQueryArguments = [] } = logging;
  const told = (what: string, got: unknown, expected: string): void => findings.error('FirewallPropInvalid', '', `\`logging.${what}\` of firewall \`${id}\` is \`${typeof got === 'object' ? 'something else' : String(got)}\`; expected ${expected}; correct it`);
  if (filter !== undefined) for (const label of filter._labels) if (!Token.isUnresolved(label) && !/^awswaf:[\w:-]+$/.test(String(label))) told('filter', label, 'labels in full, e.g. `awswaf:managed:aws:bot-control:bot:verified`');
  for (const [what, names] of [['hiddenHeaders', hiddenHeaders], ['hiddenQueryArguments', hiddenQueryArguments]] as const) {
    for (const name of names) if (what === 'hiddenHeaders' ? !isToken(name, 64) : !/^[!-~]{1,64}$/.test(name)) told(what, name, what === 'hiddenHeaders' ? 'names of headers, 1 to 64 letters, digits, hyphens and what else a token of RFC 9110 has' : 'names of 1 to 64 characters without spaces');
  }
  const days = retention === undefined ? undefined : retention.toDays({ integral: false });
  if (days !== undefined && !RETENTION.includes(days)) told('retention', `${days} days`, `one of ${RETENTION.join(', ')} days, which CloudWatch Logs knows`);
  if (destination === undefined) return;
  if (retention !== undefined || encryptionKey !== undefined) findings.error('FirewallLogNotOurs', '', `firewall \`${id}\` has \`${retention === undefined ? 'encryptionKey' : 'retention'}\` for its log beside a \`destination\` that exists; expected it where the destination is made; leave it out here`);
  checkName(at, id, destination, findings);
}

function checkName(at: IConstruct, id: string, { _kind: kind, _target: target }: FirewallLogDestination, findings: Findings): void {
  const [cfnType, property, title] = NAMED[kind];
  const refs = target as unknown as { readonly logGroupRef?: { readonly logGroupName: string }; readonly bucketRef?: { readonly bucketName: string }; readonly deliveryStreamRef?: { readonly deliveryStreamName: string } };
  const ref = attempt(() => (kind === 'logGroup' ? refs.logGroupRef?.logGroupName : kind === 'bucket' ? refs.bucketRef?.bucketName : refs.deliveryStreamRef?.deliveryStreamName));
  if (ref === undefined) {
    findings.error('FirewallPropInvalid', '', `\`logging.destination\` of firewall \`${id}\` is no ${title}; expected one, as L1, L2 or import; correct it`);
    return;
  }
  const own = ownResource(target as IConstruct, [cfnType]);
  const name = own === undefined ? ref : readIfPossible(own, property);
  const wrong = (got: string): void => findings.error('FirewallLogNameInvalid', '', `the log of firewall \`${id}\` goes to ${title} ${got}; expected a name that begins with \`${LOG_PREFIX}\`, because WAF writes to no other; name it so, or leave \`destination\` out`);
  if (name === undefined) wrong(`\`${(own ?? target as IConstruct).node.path}\`, whose name CloudFormation makes up`);
  else if (typeof name !== 'string' || Token.isUnresolved(name)) findings.warning('FirewallLogNameUnknown', '', `the log of firewall \`${id}\` goes to a ${title} whose name is known only at deployment; expected one that begins with \`${LOG_PREFIX}\`, else its deployment fails; write the name`);
  else if (!name.startsWith(LOG_PREFIX)) wrong(`\`${name}\``);
  const place = own === undefined ? undefined : Stack.of(own);
  const here = Stack.of(at);
  if (kind !== 'bucket' && place !== undefined && !Token.isUnresolved(place.region) && !Token.isUnresolved(here.region) && place.region !== here.region) findings.error('FirewallLogElsewhere', '', `the log of firewall \`${id}\` in \`${here.region}\` goes to ${title} \`${(own as CfnResource).node.path}\` in \`${place.region}\`; expected one region, because WAF writes to no other; make it in the stack of the firewall`);
}
