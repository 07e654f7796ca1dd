/**
 * Configurations of managed groups against what AWS takes: all that is required, in the scope where it works, with values that AWS knows.
 *
 * Sources: CloudFormation, AWS::WAFv2::WebACL AWSManagedRulesATPRuleSet, AWSManagedRulesACFPRuleSet, AWSManagedRulesAntiDDoSRuleSet,
 * AWSManagedRulesBotControlRuleSet, RequestInspection, ResponseInspection, ClientSideAction.
 */
import { Token } from 'aws-cdk-lib';
import { didYouMean, type Findings } from '../../../intent';
import type { FirewallScopeName, ManagedRule, Properties } from '../model';
import type { ManagedGroupRow } from './model';

/** Paths of the config that say one of a few words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'InspectionLevel': ['COMMON', 'TARGETED'],
  'RequestInspection/PayloadType': ['JSON', 'FORM_ENCODED'],
  'SensitivityToBlock': ['LOW', 'MEDIUM', 'HIGH'],
  'ClientSideActionConfig/Challenge/Sensitivity': ['LOW', 'MEDIUM', 'HIGH'],
  'ClientSideActionConfig/Challenge/UsageOfAction': ['ENABLED', 'DISABLED'],
};
const PATHS = ['LoginPath', 'CreationPath', 'RegistrationPagePath'];
const FIELDS = ['UsernameField', 'PasswordField', 'EmailField', 'PhoneNumberFields', 'AddressFields'];
/** Of each way to read a response: its lists of success and of failure. */
const RESPONSES: Readonly<Record<string, readonly [string, string]>> = { StatusCode: ['SuccessCodes', 'FailureCodes'], Header: ['SuccessValues', 'FailureValues'], BodyContains: ['SuccessStrings', 'FailureStrings'], Json: ['SuccessValues', 'FailureValues'] };
const MOST_EXEMPT = 5;

export function checkConfig({ id, group, configs }: ManagedRule, row: ManagedGroupRow, pointer: string, scope: FirewallScopeName, findings: Findings): void {
  const wrong = (what: string): void => findings.error('ManagedConfigInvalid', pointer, `configuration of \`${group}\` in rule \`${id}\` ${what}`);
  if (row.config === undefined) {
    if (configs.length > 0) wrong(`is ${Object.keys(configs[0]).map((k) => `\`${k}\``).join(', ')}; expected none, because the group takes none; leave it out`);
    return;
  }
  const { key, required } = row.config;
  const config = configs.map((c) => c[key]).find((c) => typeof c === 'object' && c !== null) as Properties | undefined;
  if (config === undefined) {
    wrong(`is missing; expected ${required.map((r) => `\`${r}\``).join(', ')}, without which WAF does not take the group; use \`ManagedRuleGroup.${row.is}({ ... })\``);
    return;
  }
  for (const name of required) if (isBlank(config[name])) wrong(`lacks \`${name}\`; expected it, because WAF does not take the group without; add it`);
  for (const [name, only] of Object.entries(row.onlyIn)) {
    if (config[name] !== undefined && only !== scope) wrong(`has \`${name}\` and the firewall is \`${scope}\`; expected it in \`${only}\` alone, because WAF sees no responses elsewhere; leave it out`);
  }
  for (const [path, words] of Object.entries(WORDS)) {
    const value = at(config, path);
    if (value !== undefined && !Token.isUnresolved(value) && !words.includes(String(value))) wrong(`says \`${path}\` is \`${String(value)}\`${didYouMean(String(value), words, 'values')}; take one of them`);
  }
  for (const name of PATHS) {
    const path = config[name];
    if (typeof path === 'string' && path !== '' && !Token.isUnresolved(path) && !path.startsWith('/') && config.EnableRegexInPath !== true) wrong(`says \`${name}\` is \`${path}\`; expected it from its slash on, e.g. \`/${path}\`; correct it`);
  }
  checkRequest(config, wrong);
  checkResponse(config.ResponseInspection, wrong);
  checkChallenge(at(config, 'ClientSideActionConfig/Challenge'), wrong);
}

function checkRequest(config: Properties, wrong: (what: string) => void): void {
  const request = config.RequestInspection as Properties | undefined;
  if (request?.PayloadType !== 'JSON') return;
  for (const field of FIELDS) {
    for (const { Identifier } of [request[field] ?? []].flat() as { readonly Identifier?: unknown }[]) {
      if (typeof Identifier === 'string' && !Token.isUnresolved(Identifier) && !Identifier.startsWith('/')) wrong(`says the \`${field}\` of JSON is \`${Identifier}\`; expected a JSON pointer, e.g. \`/${Identifier}\`; correct it`);
    }
  }
}

function checkResponse(response: unknown, wrong: (what: string) => void): void {
  if (typeof response !== 'object' || response === null) return;
  const ways = Object.keys(response).filter((way) => (response as Properties)[way] !== undefined);
  if (ways.length !== 1 || !Object.hasOwn(RESPONSES, ways[0])) {
    wrong(`reads responses in ${ways.length} ways; expected one of ${Object.keys(RESPONSES).map((w) => `\`${w}\``).join(', ')}; keep one`);
    return;
  }
  const of = (response as Properties)[ways[0]] as Properties;
  const [good, bad] = RESPONSES[ways[0]].map((name) => [of[name] ?? []].flat());
  if (good.length === 0 || bad.length === 0) wrong(`reads responses by \`${ways[0]}\` without saying what is ${good.length === 0 ? 'a success' : 'a failure'}; expected both; add it`);
  const twice = good.filter((v) => bad.includes(v));
  if (twice.length > 0) wrong(`takes \`${String(twice[0])}\` of a response for success and for failure; expected each once; remove one`);
}

function checkChallenge(challenge: unknown, wrong: (what: string) => void): void {
  if (typeof challenge !== 'object' || challenge === null) return;
  const { UsageOfAction, ExemptUriRegularExpressions } = challenge as Properties;
  const exempt = [ExemptUriRegularExpressions ?? []].flat();
  if (UsageOfAction === 'ENABLED' && exempt.length === 0) wrong('challenges browsers and exempts no path; expected 1 to 5 expressions for requests that cannot solve a challenge, such as those of APIs and for images; pass `exemptPaths`');
  if (exempt.length > MOST_EXEMPT) wrong(`exempts paths by ${exempt.length} expressions; expected at most ${MOST_EXEMPT}; join some with \`|\``);
}

function at(value: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((v, name) => (typeof v === 'object' && v !== null && Object.hasOwn(v, name) ? (v as Properties)[name] : undefined), value);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
