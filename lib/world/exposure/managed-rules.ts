/**
 * Which rules of AWS's managed groups act by default: `managedRules('AWSManagedRulesSQLiRuleSet')`, to say of a group whose rules were set to
 * count one by one whether any of them is left that acts.
 *
 * Source: AWS WAF developer guide, "AWS Managed Rules rule groups list" (aws-managed-rule-groups-list.html and the pages that it leads to), as of
 * 2026-11-22: names of rules with another default action than Count. The layer that builds firewalls has a table of its own; a test holds one against
 * the other. Not here: groups of other vendors, versions before and after that day.
 */

/** When the names were last held against AWS's pages. */
export const MANAGED_RULES_DATE = '2026-11-22';

const places = (name: string, ...where: readonly string[]): string => where.map((w) => `${name}_${w}`).join(' ');

const ACTING: Readonly<Record<string, string>> = {
  __proto__: null as never,
  AWSManagedRulesKnownBadInputsRuleSet: `${places('JavaDeserializationRCE', 'HEADER', 'BODY', 'URIPATH', 'QUERYSTRING')} Host_localhost_HEADER PROPFIND_METHOD ExploitablePaths_URIPATH ${places('Log4JRCE', 'HEADER', 'QUERYSTRING', 'BODY', 'URIPATH')} ReactJSRCE_BODY`,
  AWSManagedRulesCommonRuleSet: `NoUserAgent_HEADER UserAgent_BadBots_HEADER ${places('SizeRestrictions', 'QUERYSTRING', 'Cookie_HEADER', 'BODY', 'URIPATH')} ${places('EC2MetaDataSSRF', 'BODY', 'COOKIE', 'URIPATH', 'QUERYARGUMENTS')} ${places('GenericLFI', 'QUERYARGUMENTS', 'URIPATH', 'BODY')} ${places('RestrictedExtensions', 'URIPATH', 'QUERYARGUMENTS')} ${places('GenericRFI', 'QUERYARGUMENTS', 'BODY', 'URIPATH')} ${places('CrossSiteScripting', 'COOKIE', 'QUERYARGUMENTS', 'BODY', 'URIPATH')}`,
  AWSManagedRulesAdminProtectionRuleSet: 'AdminProtection_URIPATH',
  AWSManagedRulesSQLiRuleSet: `${places('SQLi', 'QUERYARGUMENTS', 'BODY', 'COOKIE', 'URIPATH')} ${places('SQLiExtendedPatterns', 'QUERYARGUMENTS', 'BODY', 'HEADER', 'URIPATH')}`,
  AWSManagedRulesLinuxRuleSet: places('LFI', 'URIPATH', 'QUERYSTRING', 'HEADER'),
  AWSManagedRulesUnixRuleSet: places('UNIXShellCommandsVariables', 'QUERYSTRING', 'BODY', 'HEADER'),
  AWSManagedRulesWindowsRuleSet: `${places('WindowsShellCommands', 'HEADER', 'QUERYARGUMENTS', 'QUERYSTRING', 'URIPATH', 'BODY')} ${places('PowerShellCommands', 'COOKIE', 'QUERYARGUMENTS', 'BODY')}`,
  AWSManagedRulesPHPRuleSet: places('PHPHighRiskMethodsVariables', 'HEADER', 'QUERYSTRING', 'BODY', 'URIPATH'),
  AWSManagedRulesWordPressRuleSet: 'WordPressExploitableCommands_QUERYSTRING WordPressExploitablePaths_URIPATH',
  AWSManagedRulesAmazonIpReputationList: 'AWSManagedIPReputationList AWSManagedReconnaissanceList',
  AWSManagedRulesAnonymousIpList: 'AnonymousIPList HostingProviderIPList',
  AWSManagedRulesAntiDDoSRuleSet: 'ChallengeAllDuringEvent ChallengeDDoSRequests DDoSRequests',
  AWSManagedRulesACFPRuleSet: 'UnsupportedCognitoIDP AllRequests RiskScoreHigh SignalCredentialCompromised SignalClientHumanInteractivityAbsentLow AutomatedBrowser BrowserInconsistency VolumetricIpHigh VolumetricSessionHigh AttributeUsernameTraversalHigh VolumetricPhoneNumberHigh VolumetricAddressHigh VolumetricAddressLow VolumetricIPSuccessfulResponse VolumetricSessionSuccessfulResponse VolumetricSessionTokenReuseIp',
  AWSManagedRulesATPRuleSet: 'UnsupportedCognitoIDP VolumetricIpHigh VolumetricSession AttributeCompromisedCredentials AttributeUsernameTraversal AttributePasswordTraversal AttributeLongSession TokenRejected SignalMissingCredential VolumetricIpFailedLoginResponseHigh VolumetricSessionFailedLoginResponseHigh',
  AWSManagedRulesBotControlRuleSet: `${['Advertising', 'Archiver', 'ContentFetcher', 'EmailClient', 'HttpLibrary', 'LinkChecker', 'Miscellaneous', 'Monitoring', 'PagePreview', 'ScrapingFramework', 'SearchEngine', 'Security', 'Seo', 'SocialMedia', 'Webhooks', 'AI'].map((c) => `Category${c}`).join(' ')} SignalAutomatedBrowser SignalKnownBotDataCenter SignalNonBrowserUserAgent TGT_VolumetricIpTokenAbsent TGT_VolumetricSession TGT_VolumetricSessionMaximum TGT_SignalAutomatedBrowser TGT_SignalBrowserAutomationExtension TGT_SignalBrowserInconsistency ${places('TGT_ML', 'CoordinatedActivityLow', 'CoordinatedActivityMedium', 'CoordinatedActivityHigh')} ${['Ip', 'Country', 'Asn'].map((of) => `TGT_TokenReuse${of}Medium TGT_TokenReuse${of}High`).join(' ')}`,
};

/** Undefined: a group that is not in the table. `level` of Bot Control: without `TARGETED` its `TGT_` rules do not work. */
export function managedRules(group: string, level?: string): readonly string[] | undefined {
  return ACTING[group]?.split(' ').filter((rule) => level !== 'COMMON' || !rule.startsWith('TGT_'));
}

export const MANAGED_RULE_GROUPS: readonly string[] = Object.keys(ACTING).sort();
