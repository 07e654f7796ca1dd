/**
 * What is wrong with what was asked for, before anything is written: `checkClient(id, data, context, findings)`.
 *
 * Callbacks are `https`: where a code is sent in the clear, whoever listens has it. Cognito itself takes `http://localhost`; here a SANDBOX alone does.
 */
import { certificateArnOf } from './certificate-arn';
import { type Posture, type Findings, didYouMean } from '../../intent';
import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ClientData } from './app-client';
import { ACCESS_MINUTES, minutes, REFRESH_MINUTES } from './emit-clients';
import { responses } from './emit-logs';
import type { FederationData } from './federation';
import { isSecretReference } from './secrets';
import type { LoginDomain, Mfa, ThreatProtection } from './sign-in';

/** Of one client. (API reference, CreateUserPoolClient.) */
const URLS = 100;

export interface ClientContext {
  readonly posture: Posture;
  readonly federation: readonly FederationData[];
}

export function checkClient(id: string, data: ClientData, { posture, federation }: ClientContext, findings: Findings): void {
  data.told?.(`client \`${id}\``, (code, message) => { findings.error(code, '', message); });
  if (data.told === undefined && data.kind !== 'service' && data.callbackUrls.length === 0) findings.error('CallbackMissing', '', `client \`${id}\` has no callback; expected at least one address to which the login pages send people back; pass \`callbackUrls\``);
  for (const [what, urls] of [['callback', data.callbackUrls], ['logout address', data.logoutUrls]] as const) {
    if (urls.length > URLS) findings.error('CallbacksTooMany', '', `client \`${id}\` has ${urls.length} addresses for ${what}s; expected at most ${URLS}, which is what Cognito takes; make another client`);
    for (const url of urls) checkUrl(`${what} \`${url}\` of client \`${id}\``, url, posture, findings);
  }
  for (const name of data.identityProviders ?? []) {
    const known = ['COGNITO', ...federation.map((f) => f.name)];
    if (!known.includes(name)) findings.error('UnknownProvider', '', `client \`${id}\` offers identity provider \`${name}\`, which the pool has not${didYouMean(name, known, 'providers')}; add it to \`federation\``);
  }
  checkLifetimes(id, data, findings);
}

function checkUrl(what: string, url: string, posture: Posture, findings: Findings): void {
  if (Token.isUnresolved(url)) {
    // The beginning is all that matters, and stands before the token in most of them.
    if (/^https:\/\//.test(url)) return;
    findings.error('CallbackNotHttps', '', `${what} is known only at deployment; expected a text that begins with \`https://\`; write that part down`);
    return;
  }
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^#\s]*)?$/.test(url);
  if (isLocal && posture === 'sandbox') return;
  if (/^https:\/\/[^/\s#?@]+(\/[^#\s]*)?$/.test(url)) return;
  const fix = isLocal ? 'use posture SANDBOX for trials, or a certificate on the developer\'s machine' : /^http:/.test(url) ? `write \`${url.replace(/^http:/, 'https:')}\`` : 'write an address that the application claims (App Links, Universal Links), without a fragment';
  findings.error('CallbackNotHttps', '', `${what} is not \`https\`, so others could receive the code; expected \`https://host/path\`; ${fix}`);
}

function checkLifetimes(id: string, { kind, lifetimes }: ClientData, findings: Findings): void {
  const access = minutes(lifetimes.access, ACCESS_MINUTES);
  const refresh = minutes(lifetimes.refresh, REFRESH_MINUTES);
  const isWhole = Number.isInteger(access) && Number.isInteger(refresh);
  if (!isWhole || access < 5 || access > 1_440 || refresh < 60 || refresh > 5_256_000) {
    findings.error('TokenLifetimeInvalid', '', `tokens of client \`${id}\` live ${access} minutes, refresh tokens ${refresh}; expected whole minutes, 5 to 1440 (a day) and 60 to 5256000 (ten years), which is what Cognito takes; change \`lifetimes\``);
  } else if ((access > ACCESS_MINUTES || (kind !== 'service' && refresh > REFRESH_MINUTES)) && isBlank(lifetimes.longerBecause)) {
    findings.error('TokenLivesLong', '', `tokens of client \`${id}\` live ${access} minutes, refresh tokens ${refresh}; expected at most ${ACCESS_MINUTES} and ${REFRESH_MINUTES}, because a token that was revoked passes until it ends; shorten \`lifetimes\`, or say \`longerBecause\``);
  }
}

export function checkFederation(scope: IConstruct, all: readonly FederationData[], groups: ReadonlySet<string>, findings: Findings): void {
  const seen = new Set<string>();
  for (const f of all) {
    const what = `identity provider \`${f.name}\``;
    if (typeof f.name !== 'string' || !/^[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/.test(f.name) || ['COGNITO', 'Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple'].includes(f.name)) findings.error('ProviderInvalid', '', `${what} cannot have that name; expected 2 to 32 letters, digits and hyphens, a letter first, and none of Cognito's own names; rename it`);
    if (seen.has(f.name)) findings.error('ProviderInvalid', '', `${what} is there twice; expected one of each name; rename or remove one`);
    seen.add(f.name);
    if (f.told !== undefined) {
      f.told(what, (code, message) => { findings.error(code, '', message); });
      continue;
    }
    for (const [name, url] of Object.entries(f.addresses)) {
      if (!/^https:\/\//.test(url)) findings.error('IssuerNotHttps', '', `\`${name}\` of ${what} is \`${url}\`; expected an address that begins with \`https://\`: what it says decides who somebody is; correct it`);
    }
    if (!f.hasMetadata) findings.error('ProviderInvalid', '', `${what} has ${f.addresses.metadataUrl === undefined ? 'no metadata' : '`metadataUrl` and `metadata`'}; expected one of both; pass \`metadataUrl\``);
    if (f.details.client_secret !== undefined && !isSecretReference(scope, f.details.client_secret)) {
      findings.error('SecretInPlainText', '', `the client secret of ${what} is no reference to Secrets Manager, so it would stand in the template or in the history of the stack; expected \`secret.secretValue\` of a secret, or \`SecretValue.secretsManager(...)\`; put it there, and replace it at the provider if it was ever written down`);
    }
    if (f.groups.length > 0 && f.groupsClaim === undefined) findings.error('ProviderInvalid', '', `${what} may say groups, and no claim holds them; expected the name of the claim; pass \`groupsClaim\``);
    for (const group of f.groups) {
      if (!groups.has(group)) findings.warning('ProviderGroupUnused', '', `${what} may say group \`${group}\`, which no persona has${didYouMean(group, groups, 'groups of personas')}; leave it out`);
    }
  }
}

export interface SignInContext {
  readonly path: string;
  readonly mfa: Mfa;
  readonly threatProtection?: ThreatProtection;
  readonly domain?: LoginDomain;
  readonly passkeys: boolean;
  readonly relyingParty?: string;
  readonly hasClassicLogin: boolean;
  readonly passwordHistory: number;
  /** What was turned off, and why. */
  readonly reasons: Readonly<Record<string, string | undefined>>;
  /** From the caller; empty where nobody said. */
  readonly now: string;
}

export function checkSignIn({ path, mfa, threatProtection, domain, passkeys, relyingParty, hasClassicLogin, passwordHistory, reasons, now }: SignInContext, findings: Findings): void {
  for (const [name, reason] of Object.entries(reasons)) {
    if (reason !== undefined && isBlank(reason)) findings.error('IdentityReasonMissing', '', `\`${name}\` of \`${path}\` is empty; expected why, in a sentence that reviewers will read; write it, or leave it out`);
  }
  if (mfa.mode !== 'ON' && isBlank(mfa.because)) findings.error('IdentityReasonMissing', '', `\`mfa\` of \`${path}\` does not say why nobody has to have a second factor; expected a sentence that reviewers will read; write it, or use \`Mfa.required()\``);
  if (threatProtection?.mode === 'ENFORCED' && mfa.mode === 'OFF') {
    const asks = Object.values(responses(threatProtection)).filter((r) => r.startsWith('MFA'));
    if (asks.length > 0) findings.error('RiskAsksForMfa', '', `threat protection of \`${path}\` answers risk with \`${asks[0]}\`, and nobody can have a second factor (\`Mfa.none\`): Cognito would let them in, or nobody; expected \`Mfa.required()\` or \`Mfa.optional(...)\`, or \`BLOCK\`; change one of the two`);
  }
  if (threatProtection?.mode === 'AUDIT') checkUntil(path, String(threatProtection.until), now, findings);
  if (domain !== undefined) checkDomain(path, domain, findings);
  if (relyingParty !== undefined && domain?.certificate !== undefined && relyingParty !== domain.domainName) findings.error('RelyingPartyMismatch', '', `passkeys of \`${path}\` are for \`${relyingParty}\`, and its login pages are at \`${domain.domainName}\`, where browsers would offer none of them; expected the same; leave \`relyingParty\` out`);
  if (passkeys && hasClassicLogin) findings.error('PasskeysNeedManagedLogin', '', `passkeys of \`${path}\` cannot be used on the classic login pages; expected managed login; leave \`classicLoginBecause\` out, or pass \`passkeys: false\``);
  if (!Number.isInteger(passwordHistory) || passwordHistory < 0 || passwordHistory > 24) findings.error('PasswordHistoryInvalid', '', `\`passwordHistory\` of \`${path}\` is ${passwordHistory}; expected 0 to 24, which is what Cognito remembers; change it`);
}

function checkDomain(path: string, { domainName, certificate }: LoginDomain, findings: Findings): void {
  if (Token.isUnresolved(domainName)) return;
  if (certificate === undefined) {
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(domainName) || /aws|amazon|cognito/.test(domainName)) findings.error('LoginDomainInvalid', '', `login domain \`${domainName}\` of \`${path}\` cannot be a prefix; expected at most 63 small letters, digits and hyphens, without \`aws\`, \`amazon\` and \`cognito\`; rename it`);
    return;
  }
  const arn = certificateArnOf(certificate);
  const region = Token.isUnresolved(arn) ? certificate.env?.region : arn.split(':')[3];
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domainName)) findings.error('LoginDomainInvalid', '', `login domain \`${domainName}\` of \`${path}\` is no domain name; expected e.g. \`auth.example.com\`; correct it, or use \`LoginDomain.prefix\``);
  if (region !== undefined && !Token.isUnresolved(region) && region !== 'us-east-1') findings.error('LoginDomainInvalid', '', `the certificate of login domain \`${domainName}\` of \`${path}\` is in \`${region}\`; expected one in \`us-east-1\`, whatever the region of the pool; make it there`);
}

/** `2027-06-30`, or an instant. */
function checkUntil(path: string, until: string, now: string, findings: Findings): void {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(`${until}T23:59:59Z`) : /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(end)) findings.error('UntilNotIso', '', `the end of observing in \`${path}\` is \`${until}\`; expected a date such as \`2027-06-30\`, or an instant with an offset such as \`2027-06-30T18:00:00Z\`; correct it`);
  else if (now !== '' && end < Date.parse(now)) findings.error('ObserveEnded', '', `threat protection of \`${path}\` only observes, and was to do so until \`${until}\`; expected an answer to risk from then on; use \`ThreatProtection.enforce()\`, or set another end`);
}

export function isBlank(text: string | undefined): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
