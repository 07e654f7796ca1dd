/**
 * Groups of AWS's managed rules that cost more: bots, account takeover and creation, DDoS.
 *
 * Sources: AWS WAF developer guide, "AWS WAF Bot Control rule group", "... account takeover prevention (ATP) rule group" and "... account creation fraud
 * prevention (ACFP) rule group" (pages of 2026-09), "... Distributed Denial of Service (DDoS) prevention rule group"; properties and scopes: CloudFormation,
 * AWS::WAFv2::WebACL ManagedRuleGroupConfig. Prices: AWS WAF pricing, as a public module's table of 2026-08-15 gives it (us-east-1).
 */
import type { ActionKind } from '../model';
import type { ManagedGroupRow, ManagedRuleRow } from './model';

const GUIDE = 'https://docs.aws.amazon.com/waf/latest/developerguide';
/** Of groups that look at AWS WAF's own tokens. */
const own = { vendor: 'AWS', capacity: 50, hasVersions: true, refusedOn: [], onlyIn: {} } as const;
const FRAUD = 'the first 10,000 analyzed requests a month are free, then 1.00 USD per 1,000 (less above 2 million); ATP and ACFP are counted together';

const bot = (name: string, category: string): ManagedRuleRow => [name, 'block', `bot:category:${category}`, name];
const signal = (name: string, tail: string): ManagedRuleRow => [name, 'block', `signal:${tail}`, name];
const targeted = (name: string, action: ActionKind, tail: string): ManagedRuleRow => [name, action, `targeted:${tail}`, name];
/** Rules whose label is one of their name and one that says why. */
const two = (name: string, action: ActionKind, tail: string): ManagedRuleRow => [name, action, tail, name];

export const PAID_GROUPS: readonly ManagedGroupRow[] = [
  {
    ...own, is: 'antiDdos', name: 'AWSManagedRulesAntiDDoSRuleSet', namespace: 'awswaf:managed:aws:anti-ddos:', band: 'antiDdos', slot: 100, versions: [],
    why: 'challenges and blocks who takes part in a flood; AWS labels what it sees, so it stands before everything else', source: `${GUIDE}/aws-managed-rule-groups-anti-ddos.html`,
    unverified: 'labels were read in public copies of the guide, and in CloudFormation',
    config: { key: 'AWSManagedRulesAntiDDoSRuleSet', required: ['ClientSideActionConfig'] },
    monthlyUsd: 20, usage: '0.15 USD per million requests that it inspects',
    rules: [['ChallengeAllDuringEvent', 'challenge', 'ChallengeAllDuringEvent'], ['ChallengeDDoSRequests', 'challenge', 'ChallengeDDoSRequests'], ['DDoSRequests', 'block', 'DDoSRequests']],
    labels: ['challengeable-request', 'ddos-request', 'event-detected', 'high-suspicion-ddos-request', 'low-suspicion-ddos-request', 'medium-suspicion-ddos-request'],
  },
  {
    ...own, is: 'accountCreation', name: 'AWSManagedRulesACFPRuleSet', namespace: 'awswaf:managed:aws:acfp:', band: 'managed', slot: 1000, versions: [],
    why: 'sign-ups in bulk, with stolen credentials, or by machines', source: `${GUIDE}/aws-managed-rule-groups-acfp.html`,
    config: { key: 'AWSManagedRulesACFPRuleSet', required: ['CreationPath', 'RegistrationPagePath', 'RequestInspection'] },
    monthlyUsd: 10, usage: FRAUD, refusedOn: ['userPool'], onlyIn: { ResponseInspection: 'CLOUDFRONT' },
    rules: [
      two('UnsupportedCognitoIDP', 'block', 'unsupported:cognito_idp'),
      ['AllRequests', 'challenge'],
      two('RiskScoreHigh', 'block', 'risk_score:high'),
      two('SignalCredentialCompromised', 'block', 'signal:credential_compromised'),
      ['SignalClientHumanInteractivityAbsentLow', 'captcha'],
      two('AutomatedBrowser', 'block', 'signal:automated_browser'),
      two('BrowserInconsistency', 'captcha', 'signal:browser_inconsistency'),
      two('VolumetricIpHigh', 'captcha', 'aggregate:volumetric:ip:creation:high'),
      two('VolumetricSessionHigh', 'block', 'aggregate:volumetric:session:creation:high'),
      two('AttributeUsernameTraversalHigh', 'block', 'aggregate:attribute:username_traversal:creation:high'),
      two('VolumetricPhoneNumberHigh', 'block', 'aggregate:volumetric:phone_number:high'),
      two('VolumetricAddressHigh', 'block', 'aggregate:volumetric:address:high'),
      two('VolumetricAddressLow', 'captcha', 'aggregate:volumetric:address:low'),
      two('VolumetricIPSuccessfulResponse', 'block', 'aggregate:volumetric:ip:successful_creation_response:high'),
      two('VolumetricSessionSuccessfulResponse', 'block', 'aggregate:volumetric:session:successful_creation_response:low'),
      two('VolumetricSessionTokenReuseIp', 'block', 'aggregate:volumetric:session:creation:token_reuse:ip'),
    ],
    labels: ['risk_score:evaluation_failed', 'risk_score:low', 'risk_score:medium', 'signal:form_detected', 'signal:missing_credential'],
  },
  {
    ...own, is: 'accountTakeover', name: 'AWSManagedRulesATPRuleSet', namespace: 'awswaf:managed:aws:atp:', band: 'managed', slot: 1100, versions: [],
    why: 'logins with stolen credentials, and guessing of names and passwords', source: `${GUIDE}/aws-managed-rule-groups-atp.html`,
    config: { key: 'AWSManagedRulesATPRuleSet', required: ['LoginPath'] },
    monthlyUsd: 10, usage: FRAUD, refusedOn: ['userPool'], onlyIn: { ResponseInspection: 'CLOUDFRONT' },
    rules: [
      two('UnsupportedCognitoIDP', 'block', 'unsupported:cognito_idp'),
      two('VolumetricIpHigh', 'block', 'aggregate:volumetric:ip:high'),
      two('VolumetricSession', 'block', 'aggregate:volumetric:session'),
      two('AttributeCompromisedCredentials', 'block', 'aggregate:attribute:compromised_credentials'),
      two('AttributeUsernameTraversal', 'block', 'aggregate:attribute:username_traversal'),
      two('AttributePasswordTraversal', 'block', 'aggregate:attribute:password_traversal'),
      two('AttributeLongSession', 'block', 'aggregate:attribute:long_session'),
      ['TokenRejected', 'block'],
      two('SignalMissingCredential', 'block', 'signal:missing_credential'),
      two('VolumetricIpFailedLoginResponseHigh', 'block', 'aggregate:volumetric:ip:failed_login_response:high'),
      two('VolumetricSessionFailedLoginResponseHigh', 'block', 'aggregate:volumetric:session:failed_login_response:high'),
    ],
    labels: ['aggregate:attribute:suspicious_tls_fingerprint', 'aggregate:volumetric:session:token_reuse:ip', 'signal:credential_compromised'],
  },
  {
    ...own, is: 'botControl', name: 'AWSManagedRulesBotControlRuleSet', namespace: 'awswaf:managed:aws:bot-control:', band: 'managed', slot: 1200,
    why: 'bots that say who they are, and with `TARGETED` those that do not; blocks HTTP libraries, which are the clients of APIs', source: `${GUIDE}/aws-managed-rule-groups-bot.html`,
    unverified: 'the guide was read as of 2023; newer rules (`CategoryPagePreview`, `CategoryWebhooks`, `CategoryAI`, most `TGT_` ones) and their default actions were read in two public copies of 2026, their labels by the pattern of the others',
    versions: [{ name: 'LATEST', source: `${GUIDE}/waf-managed-rule-groups-versioning-latest.html` }],
    config: { key: 'AWSManagedRulesBotControlRuleSet', required: ['InspectionLevel'] },
    monthlyUsd: 10, usage: '`COMMON`: 10 million requests a month are free, then 1.00 USD per million; `TARGETED`: 1 million, then 10.00 USD per million',
    rules: [
      bot('CategoryAdvertising', 'advertising'), bot('CategoryArchiver', 'archiver'), bot('CategoryContentFetcher', 'content_fetcher'), bot('CategoryEmailClient', 'email_client'),
      bot('CategoryHttpLibrary', 'http_library'), bot('CategoryLinkChecker', 'link_checker'), bot('CategoryMiscellaneous', 'miscellaneous'), bot('CategoryMonitoring', 'monitoring'),
      bot('CategoryPagePreview', 'page_preview'), bot('CategoryScrapingFramework', 'scraping_framework'), bot('CategorySearchEngine', 'search_engine'), bot('CategorySecurity', 'security'),
      bot('CategorySeo', 'seo'), bot('CategorySocialMedia', 'social_media'), bot('CategoryWebhooks', 'webhooks'), bot('CategoryAI', 'ai'),
      signal('SignalAutomatedBrowser', 'automated_browser'), signal('SignalKnownBotDataCenter', 'known_bot_data_center'), signal('SignalNonBrowserUserAgent', 'non_browser_user_agent'),
      targeted('TGT_VolumetricIpTokenAbsent', 'challenge', 'aggregate:volumetric:ip:token_absent'),
      ['TGT_TokenAbsent', 'count', 'TGT_TokenAbsent'],
      targeted('TGT_VolumetricSession', 'captcha', 'aggregate:volumetric:session:high'),
      targeted('TGT_VolumetricSessionMaximum', 'block', 'aggregate:volumetric:session:maximum'),
      targeted('TGT_SignalAutomatedBrowser', 'captcha', 'signal:automated_browser'),
      targeted('TGT_SignalBrowserAutomationExtension', 'captcha', 'signal:browser_automation_extension'),
      targeted('TGT_SignalBrowserInconsistency', 'captcha', 'signal:browser_inconsistency'),
      targeted('TGT_ML_CoordinatedActivityLow', 'challenge', 'aggregate:coordinated_activity:low'),
      targeted('TGT_ML_CoordinatedActivityMedium', 'captcha', 'aggregate:coordinated_activity:medium'),
      targeted('TGT_ML_CoordinatedActivityHigh', 'captcha', 'aggregate:coordinated_activity:high'),
      ...(['Ip', 'Country', 'Asn'] as const).flatMap((of) => ([['Low', 'count'], ['Medium', 'captcha'], ['High', 'block']] as const)
        .map(([level, action]) => targeted(`TGT_TokenReuse${of}${level}`, action, `aggregate:volumetric:session:token_reuse:${of.toLowerCase()}:${level.toLowerCase()}`))),
    ],
    labels: ['bot:unverified', 'bot:verified'],
  },
];
