/**
 * Groups of AWS's managed rules that cost nothing beside the rule itself.
 *
 * Sources: AWS WAF developer guide, "Baseline rule groups" (page of 2026-09-26), "Use-case specific rule groups", "IP reputation rule groups"; "AWS Managed
 * Rules changelog". Names of rules and of labels are not made from each other by any rule (`SQLi_URIPath`, `SQLiExtendedPatterns_UriPath`): each was read.
 */
import type { ManagedGroupRow } from './model';

const GUIDE = 'https://docs.aws.amazon.com/waf/latest/developerguide';
const free = { vendor: 'AWS', band: 'managed', labels: [], hasVersions: true, versions: [], monthlyUsd: 0, refusedOn: [], onlyIn: {} } as const;
const NEWER = 'the guide was read as of 2023; rules that are newer, and their labels, were read in three public copies of the list of 2026, which agree on names of rules and of which one carries labels';

export const FREE_GROUPS: readonly ManagedGroupRow[] = [
  {
    ...free, is: 'KNOWN_BAD_INPUTS', name: 'AWSManagedRulesKnownBadInputsRuleSet', capacity: 200, namespace: 'awswaf:managed:aws:known-bad-inputs:', slot: 100,
    why: 'requests that nobody sends in good faith: Log4Shell, Java deserialization, React2Shell, paths such as `web-inf`', source: `${GUIDE}/aws-managed-rule-groups-baseline.html`,
    rules: [
      ['JavaDeserializationRCE_HEADER', 'block', 'JavaDeserializationRCE_Header'],
      ['JavaDeserializationRCE_BODY', 'block', 'JavaDeserializationRCE_Body'],
      ['JavaDeserializationRCE_URIPATH', 'block', 'JavaDeserializationRCE_URIPath'],
      ['JavaDeserializationRCE_QUERYSTRING', 'block', 'JavaDeserializationRCE_QueryString'],
      ['Host_localhost_HEADER', 'block', 'Host_Localhost_Header'],
      ['PROPFIND_METHOD', 'block', 'Propfind_Method'],
      ['ExploitablePaths_URIPATH', 'block', 'ExploitablePaths_URIPath'],
      ['Log4JRCE_HEADER', 'block', 'Log4JRCE_Header'],
      ['Log4JRCE_QUERYSTRING', 'block', 'Log4JRCE_QueryString'],
      ['Log4JRCE_BODY', 'block', 'Log4JRCE_Body'],
      ['Log4JRCE_URIPATH', 'block', 'Log4JRCE_URIPath'],
      ['ReactJSRCE_BODY', 'block', 'ReactJSRCE_Body'],
    ],
  },
  {
    ...free, is: 'COMMON', name: 'AWSManagedRulesCommonRuleSet', capacity: 700, namespace: 'awswaf:managed:aws:core-rule-set:', slot: 200,
    why: 'cross-site scripting, file inclusion, SSRF to instance metadata; takes bodies over 8 KB and requests without `User-Agent` for attacks', source: `${GUIDE}/aws-managed-rule-groups-baseline.html`,
    versions: [{ name: 'Version_1.19', released: '2025-08-14', source: `${GUIDE}/aws-managed-rule-groups-changelog.html` }],
    rules: [
      ['NoUserAgent_HEADER', 'block', 'NoUserAgent_Header'],
      ['UserAgent_BadBots_HEADER', 'block', 'BadBots_Header'],
      ['SizeRestrictions_QUERYSTRING', 'block', 'SizeRestrictions_QueryString'],
      ['SizeRestrictions_Cookie_HEADER', 'block', 'SizeRestrictions_Cookie_Header'],
      ['SizeRestrictions_BODY', 'block', 'SizeRestrictions_Body'],
      ['SizeRestrictions_URIPATH', 'block', 'SizeRestrictions_URIPath'],
      ['EC2MetaDataSSRF_BODY', 'block', 'EC2MetaDataSSRF_Body'],
      ['EC2MetaDataSSRF_COOKIE', 'block', 'EC2MetaDataSSRF_Cookie'],
      ['EC2MetaDataSSRF_URIPATH', 'block', 'EC2MetaDataSSRF_URIPath'],
      ['EC2MetaDataSSRF_QUERYARGUMENTS', 'block', 'EC2MetaDataSSRF_QueryArguments'],
      ['GenericLFI_QUERYARGUMENTS', 'block', 'GenericLFI_QueryArguments'],
      ['GenericLFI_URIPATH', 'block', 'GenericLFI_URIPath'],
      ['GenericLFI_BODY', 'block', 'GenericLFI_Body'],
      ['RestrictedExtensions_URIPATH', 'block', 'RestrictedExtensions_URIPath'],
      ['RestrictedExtensions_QUERYARGUMENTS', 'block', 'RestrictedExtensions_QueryArguments'],
      ['GenericRFI_QUERYARGUMENTS', 'block', 'GenericRFI_QueryArguments'],
      ['GenericRFI_BODY', 'block', 'GenericRFI_Body'],
      ['GenericRFI_URIPATH', 'block', 'GenericRFI_URIPath'],
      ['CrossSiteScripting_COOKIE', 'block', 'CrossSiteScripting_Cookie'],
      ['CrossSiteScripting_QUERYARGUMENTS', 'block', 'CrossSiteScripting_QueryArguments'],
      ['CrossSiteScripting_BODY', 'block', 'CrossSiteScripting_Body'],
      ['CrossSiteScripting_URIPATH', 'block', 'CrossSiteScripting_URIPath'],
    ],
  },
  {
    ...free, is: 'ADMIN_PROTECTION', name: 'AWSManagedRulesAdminProtectionRuleSet', capacity: 100, namespace: 'awswaf:managed:aws:admin-protection:', slot: 300,
    why: 'paths of administration pages such as `sqlmanager`', source: `${GUIDE}/aws-managed-rule-groups-baseline.html`,
    rules: [['AdminProtection_URIPATH', 'block', 'AdminProtection_URIPath']],
  },
  {
    ...free, is: 'SQL_INJECTION', name: 'AWSManagedRulesSQLiRuleSet', capacity: 200, namespace: 'awswaf:managed:aws:sql-database:', slot: 400,
    why: 'SQL in arguments, bodies, cookies and paths', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`, unverified: NEWER,
    versions: [{ name: 'Version_2.3', source: `${GUIDE}/aws-managed-rule-groups-changelog.html (its newest row, read without the day)` }],
    rules: [
      ['SQLi_QUERYARGUMENTS', 'block', 'SQLi_QueryArguments'],
      ['SQLiExtendedPatterns_QUERYARGUMENTS', 'block', 'SQLiExtendedPatterns_QueryArguments'],
      ['SQLi_BODY', 'block', 'SQLi_Body'],
      ['SQLiExtendedPatterns_BODY', 'block', 'SQLiExtendedPatterns_Body'],
      ['SQLiExtendedPatterns_HEADER', 'block', 'SQLiExtendedPatterns_Header'],
      ['SQLiExtendedPatterns_URIPATH', 'block', 'SQLiExtendedPatterns_UriPath'],
      ['SQLi_COOKIE', 'block', 'SQLi_Cookie'],
      ['SQLi_URIPATH', 'block', 'SQLi_URIPath'],
    ],
  },
  {
    ...free, is: 'LINUX', name: 'AWSManagedRulesLinuxRuleSet', capacity: 200, namespace: 'awswaf:managed:aws:linux-os:', slot: 500,
    why: 'inclusion of files of Linux, such as `/proc/version`; use it with `UNIX`', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`,
    rules: [['LFI_URIPATH', 'block', 'LFI_URIPath'], ['LFI_QUERYSTRING', 'block', 'LFI_QueryString'], ['LFI_HEADER', 'block', 'LFI_Header']],
  },
  {
    ...free, is: 'UNIX', name: 'AWSManagedRulesUnixRuleSet', capacity: 100, namespace: 'awswaf:managed:aws:posix-os:', slot: 600,
    why: 'commands and variables of POSIX shells', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`, unverified: NEWER,
    rules: [
      ['UNIXShellCommandsVariables_QUERYSTRING', 'block', 'UNIXShellCommandsVariables_QueryString'],
      ['UNIXShellCommandsVariables_BODY', 'block', 'UNIXShellCommandsVariables_Body'],
      ['UNIXShellCommandsVariables_HEADER', 'block', 'UNIXShellCommandsVariables_Header'],
    ],
  },
  {
    ...free, is: 'WINDOWS', name: 'AWSManagedRulesWindowsRuleSet', capacity: 200, namespace: 'awswaf:managed:aws:windows-os:', slot: 700,
    why: 'commands of Windows and of PowerShell', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`, unverified: NEWER,
    rules: [
      ['WindowsShellCommands_HEADER', 'block', 'WindowsShellCommands_Header'],
      ['WindowsShellCommands_QUERYARGUMENTS', 'block', 'WindowsShellCommands_QueryArguments'],
      ['WindowsShellCommands_QUERYSTRING', 'block', 'WindowsShellCommands_QueryString'],
      ['WindowsShellCommands_URIPATH', 'block', 'WindowsShellCommands_UriPath'],
      ['WindowsShellCommands_BODY', 'block', 'WindowsShellCommands_Body'],
      ['PowerShellCommands_COOKIE', 'block', 'PowerShellCommands_Cookie'],
      ['PowerShellCommands_QUERYARGUMENTS', 'block', 'PowerShellCommands_QueryArguments'],
      ['PowerShellCommands_BODY', 'block', 'PowerShellCommands_Body'],
    ],
  },
  {
    ...free, is: 'PHP', name: 'AWSManagedRulesPHPRuleSet', capacity: 100, namespace: 'awswaf:managed:aws:php-app:', slot: 800,
    why: 'unsafe functions and variables of PHP', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`, unverified: NEWER,
    rules: [
      ['PHPHighRiskMethodsVariables_HEADER', 'block', 'PHPHighRiskMethodsVariables_Header'],
      ['PHPHighRiskMethodsVariables_QUERYSTRING', 'block', 'PHPHighRiskMethodsVariables_QueryString'],
      ['PHPHighRiskMethodsVariables_BODY', 'block', 'PHPHighRiskMethodsVariables_Body'],
      ['PHPHighRiskMethodsVariables_URIPATH', 'block', 'PHPHighRiskMethodsVariables_URIPath'],
    ],
  },
  {
    ...free, is: 'WORDPRESS', name: 'AWSManagedRulesWordPressRuleSet', capacity: 100, namespace: 'awswaf:managed:aws:wordpress-app:', slot: 900,
    why: 'commands and paths of WordPress; use it with `SQL_INJECTION` and `PHP`', source: `${GUIDE}/aws-managed-rule-groups-use-case.html`,
    rules: [
      ['WordPressExploitableCommands_QUERYSTRING', 'block', 'WordPressExploitableCommands_QUERYSTRING'],
      ['WordPressExploitablePaths_URIPATH', 'block', 'WordPressExploitablePaths_URIPATH'],
    ],
  },
  {
    ...free, is: 'IP_REPUTATION', name: 'AWSManagedRulesAmazonIpReputationList', capacity: 25, namespace: 'awswaf:managed:aws:amazon-ip-list:', band: 'reputation', slot: 100, hasVersions: false,
    why: 'addresses that Amazon knows for bots and reconnaissance; those of DDoS are counted by default', source: `${GUIDE}/aws-managed-rule-groups-ip-rep.html`,
    rules: [
      ['AWSManagedIPReputationList', 'block', 'AWSManagedIPReputationList'],
      ['AWSManagedReconnaissanceList', 'block', 'AWSManagedReconnaissanceList'],
      ['AWSManagedIPDDoSList', 'count', 'AWSManagedIPDDoSList'],
    ],
  },
  {
    ...free, is: 'ANONYMOUS_IP', name: 'AWSManagedRulesAnonymousIpList', capacity: 50, namespace: 'awswaf:managed:aws:anonymous-ip-list:', band: 'reputation', slot: 200, hasVersions: false,
    why: 'Tor, anonymous proxies and hosting providers; takes partners whose servers stand in a cloud for them', source: `${GUIDE}/aws-managed-rule-groups-ip-rep.html`,
    rules: [['AnonymousIPList', 'block', 'AnonymousIPList'], ['HostingProviderIPList', 'block', 'HostingProviderIPList']],
  },
];
