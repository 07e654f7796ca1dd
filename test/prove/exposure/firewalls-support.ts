/**
 * Small firewalls, and short words for what the prover says of them:
 *
 *   const resources = behind(api());                 // the stage of `api()` behind a web ACL that acts and logs
 *   asks(resources)                                  // ['entry without a firewall: user pool Pool: violated']
 */
import type { FirewallEntryData, VerdictData, VerdictFile } from '../../../lib/contract/verdicts';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import { att, type Part, ref, type Resources, sub, type } from './support';

export const COMMON = 'AWSManagedRulesCommonRuleSet';

export const managed = (more: object = {}, rule: object = {}, name = COMMON): object => ({ Name: 'Common', Priority: 1, OverrideAction: { None: {} }, VisibilityConfig: {}, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: name, ...more } }, ...rule });
export const own = (action: string, Statement: object = { GeoMatchStatement: { CountryCodes: ['KP'] } }, rule: object = {}): object => ({ Name: 'Own', Priority: 2, Action: { [action]: {} }, VisibilityConfig: {}, Statement, ...rule });
export const acl = (Rules: unknown = [managed()], more: object = {}, metadata?: object): object => type('WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig: {}, Rules, ...more }, metadata === undefined ? {} : { Metadata: { 'zero-trust': metadata } });
export const log = (more: object = {}, id = 'Acl'): object => type('WAFv2::LoggingConfiguration', { ResourceArn: att(id), LogDestinationConfigs: ['arn:aws:logs:eu-west-1:111111111111:log-group:aws-waf-logs-x'], ...more });
export const stageArn = (stage: unknown = ref('Stage'), api = 'Api'): object => ({ 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':apigateway:', ref('AWS::Region'), '::/restapis/', ref(api), '/stages/', stage]] });
export const association = (ResourceArn: unknown, WebACLArn: unknown = att('Acl')): object => type('WAFv2::WebACLAssociation', { ResourceArn, WebACLArn });

/** `resource`: what the web ACL stands before. */
export const behind = (resources: Resources, firewall: object = acl(), resource: unknown = stageArn(), rest: Resources = {}): Resources => ({ ...resources, Acl: firewall, Log: log(), Association: association(resource), ...rest });

export const ours = (more: object = {}): object => ({ firewall: 'edge', mode: 'enforce', rules: {}, ...more });

/** A distribution with a web ACL (or none), before one origin. */
export const cdn = (domain: unknown, more: object = {}, origin: object = {}): object => type('CloudFront::Distribution', { DistributionConfig: { Enabled: true, WebACLId: att('EdgeAcl'), DefaultCacheBehavior: { TargetOriginId: 'o' }, Origins: [{ Id: 'o', DomainName: domain, CustomOriginConfig: {}, ...origin }], ...more } });
export const edge = (domain: unknown, more: object = {}, origin: object = {}): Resources => ({ Cdn: cdn(domain, more, origin), EdgeAcl: acl(undefined, { Scope: 'CLOUDFRONT' }), EdgeLog: log({}, 'EdgeAcl') });
export const executeApi = (id = 'Api'): object => sub(`\${${id}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`);

interface Options {
  readonly part?: Part;
  readonly now?: string;
  readonly intent?: object;
}

export function fileOf(resources: Resources, { part = {}, now, intent }: Options = {}): VerdictFile {
  const templates = templatesOf([{ key: 'App', body: { ...part, Resources: resources } }]);
  const intents = intent === undefined ? [] : [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }];
  return openTemplates(templates, { intents }).judge(now === undefined ? {} : { now });
}

export function firewallVerdicts(resources: Resources, options: Options = {}): readonly VerdictData[] {
  return fileOf(resources, options).verdicts.filter((v) => /firewall/.test(v.question));
}

/** Without the user pool of `api()`, which is another entrance. */
export function asks(resources: Resources, options: Options = {}): string[] {
  return firewallVerdicts(resources, options).filter((v) => !v.question.includes('user pool Pool')).map((v) => `${v.question}: ${v.verdict}`).sort();
}

export function firewalls(resources: Resources, options: Options = {}): readonly FirewallEntryData[] {
  return fileOf(resources, options).firewalls ?? [];
}
