/** The table of managed groups against what AWS publishes, typed anew here. */
import { BotInspection, FirewallSensitivity, PayloadType, ResponseSigns } from '../../../../lib/layers/web-firewall/managed/config';
import { ManagedRuleGroup } from '../../../../lib/layers/web-firewall/managed/managed-rule-group';
import { MANAGED_GROUPS, managedGroup, nearestGroups, surchargePerMillion } from '../../../../lib/layers/web-firewall/managed/table';

const BASELINE = 'AWS WAF developer guide, "Baseline rule groups", 2026-09-26';
const USE_CASE = 'AWS WAF developer guide, "Use-case specific rule groups"';
const IP = 'AWS WAF developer guide, "IP reputation rule groups"';
const OWN = 'AWS WAF developer guide, the page of the group';

test.each([
  ['COMMON', 'AWSManagedRulesCommonRuleSet', 700, 22, 0, 'awswaf:managed:aws:core-rule-set:', BASELINE],
  ['ADMIN_PROTECTION', 'AWSManagedRulesAdminProtectionRuleSet', 100, 1, 0, 'awswaf:managed:aws:admin-protection:', BASELINE],
  ['KNOWN_BAD_INPUTS', 'AWSManagedRulesKnownBadInputsRuleSet', 200, 12, 0, 'awswaf:managed:aws:known-bad-inputs:', BASELINE],
  ['SQL_INJECTION', 'AWSManagedRulesSQLiRuleSet', 200, 8, 0, 'awswaf:managed:aws:sql-database:', USE_CASE],
  ['LINUX', 'AWSManagedRulesLinuxRuleSet', 200, 3, 0, 'awswaf:managed:aws:linux-os:', USE_CASE],
  ['UNIX', 'AWSManagedRulesUnixRuleSet', 100, 3, 0, 'awswaf:managed:aws:posix-os:', USE_CASE],
  ['WINDOWS', 'AWSManagedRulesWindowsRuleSet', 200, 8, 0, 'awswaf:managed:aws:windows-os:', USE_CASE],
  ['PHP', 'AWSManagedRulesPHPRuleSet', 100, 4, 0, 'awswaf:managed:aws:php-app:', USE_CASE],
  ['WORDPRESS', 'AWSManagedRulesWordPressRuleSet', 100, 2, 0, 'awswaf:managed:aws:wordpress-app:', USE_CASE],
  ['IP_REPUTATION', 'AWSManagedRulesAmazonIpReputationList', 25, 3, 0, 'awswaf:managed:aws:amazon-ip-list:', IP],
  ['ANONYMOUS_IP', 'AWSManagedRulesAnonymousIpList', 50, 2, 0, 'awswaf:managed:aws:anonymous-ip-list:', IP],
  ['botControl', 'AWSManagedRulesBotControlRuleSet', 50, 38, 10, 'awswaf:managed:aws:bot-control:', OWN],
  ['accountTakeover', 'AWSManagedRulesATPRuleSet', 50, 11, 10, 'awswaf:managed:aws:atp:', OWN],
  ['accountCreation', 'AWSManagedRulesACFPRuleSet', 50, 16, 10, 'awswaf:managed:aws:acfp:', OWN],
  ['antiDdos', 'AWSManagedRulesAntiDDoSRuleSet', 50, 3, 20, 'awswaf:managed:aws:anti-ddos:', OWN],
])('%s is %s, %d WCU, %d rules, %d USD', (is, name, capacity, rules, usd, namespace, _source) => {
  const row = managedGroup('AWS', name)!;
  expect({ is: row.is, capacity: row.capacity, rules: row.rules.length, usd: row.monthlyUsd, namespace: row.namespace }).toEqual({ is, capacity, rules, usd, namespace });
  expect(Object.hasOwn(ManagedRuleGroup, is)).toBe(true);
});

test('the table has these and no more, each with its source', () => {
  expect(MANAGED_GROUPS).toHaveLength(15);
  for (const row of MANAGED_GROUPS) {
    expect(row.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/waf\//);
    for (const version of row.versions) expect(version.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(row.usage === undefined).toBe(row.monthlyUsd === 0);
  }
});

test('slots are never changed: they are priorities of web ACLs that exist', () => {
  expect(Object.fromEntries(MANAGED_GROUPS.map((r) => [r.is, `${r.band} ${r.slot}`]))).toEqual({
    KNOWN_BAD_INPUTS: 'managed 100', COMMON: 'managed 200', ADMIN_PROTECTION: 'managed 300', SQL_INJECTION: 'managed 400', LINUX: 'managed 500', UNIX: 'managed 600',
    WINDOWS: 'managed 700', PHP: 'managed 800', WORDPRESS: 'managed 900', accountCreation: 'managed 1000', accountTakeover: 'managed 1100', botControl: 'managed 1200',
    IP_REPUTATION: 'reputation 100', ANONYMOUS_IP: 'reputation 200', antiDdos: 'antiDdos 100',
  });
});

test('rules and labels of a group are there once, and are names', () => {
  for (const row of MANAGED_GROUPS) {
    const names = row.rules.map(([name]) => name);
    const labels = [...row.rules.flatMap(([, , ...tails]) => tails), ...row.labels];
    expect(new Set(names).size).toBe(names.length);
    expect(labels.filter((l, i) => labels.indexOf(l) !== i)).toEqual([]);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_]+$/);
    for (const label of labels) expect(`${row.namespace}${label}`).toMatch(/^awswaf:managed:aws(:[A-Za-z0-9_-]+)+$/);
  }
});

test.each([
  // Names of rules and labels are not made from each other: each of these breaks another rule that one would think of. (Audit of AWS's pages, 2026-08-29.)
  ['AWSManagedRulesCommonRuleSet', 'UserAgent_BadBots_HEADER', 'BadBots_Header'],
  ['AWSManagedRulesCommonRuleSet', 'EC2MetaDataSSRF_URIPATH', 'EC2MetaDataSSRF_URIPath'],
  ['AWSManagedRulesKnownBadInputsRuleSet', 'Host_localhost_HEADER', 'Host_Localhost_Header'],
  ['AWSManagedRulesSQLiRuleSet', 'SQLi_URIPATH', 'SQLi_URIPath'],
  ['AWSManagedRulesSQLiRuleSet', 'SQLiExtendedPatterns_URIPATH', 'SQLiExtendedPatterns_UriPath'],
  ['AWSManagedRulesWindowsRuleSet', 'WindowsShellCommands_URIPATH', 'WindowsShellCommands_UriPath'],
  ['AWSManagedRulesPHPRuleSet', 'PHPHighRiskMethodsVariables_URIPATH', 'PHPHighRiskMethodsVariables_URIPath'],
  ['AWSManagedRulesWordPressRuleSet', 'WordPressExploitableCommands_QUERYSTRING', 'WordPressExploitableCommands_QUERYSTRING'],
  ['AWSManagedRulesATPRuleSet', 'VolumetricSession', 'aggregate:volumetric:session'],
  ['AWSManagedRulesACFPRuleSet', 'VolumetricSessionTokenReuseIp', 'aggregate:volumetric:session:creation:token_reuse:ip'],
])('%s: %s puts on %s', (group, name, label) => {
  expect(managedGroup('AWS', group)?.rules.find(([n]) => n === name)?.[2]).toBe(label);
});

test.each([
  ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedIPDDoSList', 'count'], ['AWSManagedRulesACFPRuleSet', 'AllRequests', 'challenge'], ['AWSManagedRulesACFPRuleSet', 'VolumetricIpHigh', 'captcha'],
  ['AWSManagedRulesBotControlRuleSet', 'TGT_VolumetricIpTokenAbsent', 'challenge'], ['AWSManagedRulesBotControlRuleSet', 'TGT_TokenReuseIpMedium', 'captcha'], ['AWSManagedRulesAntiDDoSRuleSet', 'DDoSRequests', 'block'],
])('%s: %s does %s by default', (group, name, action) => {
  expect(managedGroup('AWS', group)?.rules.find(([n]) => n === name)?.[1]).toBe(action);
});

test('a name that is nearly one is shown the one', () => {
  expect(nearestGroups('AWSManagedRulesComonRuleSet')).toContain('did you mean `AWSManagedRulesCommonRuleSet`?');
});

test.each([[1500, 0], [1501, 0.2], [2000, 0.2], [2001, 0.4], [5000, 1.4]])('%d capacity units cost %d USD more per million requests', (capacity, usd) => {
  expect(surchargePerMillion(capacity)).toBeCloseTo(usd);
});

test('configurations are what CloudFormation takes', () => {
  expect(ManagedRuleGroup.botControl()._configs).toEqual([{ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } }]);
  expect(ManagedRuleGroup.botControl({ inspection: BotInspection.TARGETED })._configs).toEqual([{ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'TARGETED', EnableMachineLearning: true } }]);
  expect(ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: PayloadType.JSON, usernameField: '/u', passwordField: '/p' }, response: ResponseSigns.statusCodes([200], [401]) })._configs).toEqual([{
    AWSManagedRulesATPRuleSet: { LoginPath: '/login', RequestInspection: { PayloadType: 'JSON', UsernameField: { Identifier: '/u' }, PasswordField: { Identifier: '/p' } }, ResponseInspection: { StatusCode: { SuccessCodes: [200], FailureCodes: [401] } } },
  }]);
  expect(ManagedRuleGroup.accountCreation({ creationPath: '/signup', registrationPagePath: '/register', request: { payload: PayloadType.FORM_ENCODED, emailField: 'email', phoneNumberFields: ['a', 'b'] } })._configs).toEqual([{
    AWSManagedRulesACFPRuleSet: { CreationPath: '/signup', RegistrationPagePath: '/register', RequestInspection: { PayloadType: 'FORM_ENCODED', EmailField: { Identifier: 'email' }, PhoneNumberFields: [{ Identifier: 'a' }, { Identifier: 'b' }] } },
  }]);
  expect(ManagedRuleGroup.antiDdos({ blockSensitivity: FirewallSensitivity.MEDIUM, exemptPaths: ['^/api/'] })._configs).toEqual([{
    AWSManagedRulesAntiDDoSRuleSet: { ClientSideActionConfig: { Challenge: { UsageOfAction: 'ENABLED', Sensitivity: 'HIGH', ExemptUriRegularExpressions: [{ RegexString: '^/api/' }] } }, SensitivityToBlock: 'MEDIUM' },
  }]);
  expect(ManagedRuleGroup.antiDdos({ challenge: false })._configs[0]).toEqual({ AWSManagedRulesAntiDDoSRuleSet: { ClientSideActionConfig: { Challenge: { UsageOfAction: 'DISABLED' } }, SensitivityToBlock: 'LOW' } });
});
