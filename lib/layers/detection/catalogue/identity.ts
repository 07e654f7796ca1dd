/**
 * Sign-in: what Cognito thinks of it, by its metrics and by its user activity log (plan PLUS, exported to CloudWatch Logs).
 *
 * Cognito publishes successes as 1 and failures as 0, so failures are the number of samples less their sum.
 */
import { atLeast, lines, metric, type Row, row, sparse } from './build';
import { API_MODELS, guide, MIRROR, TABLE } from './sources';

const METRICS = `${guide('Amazon Cognito developer guide, "Metrics for Amazon Cognito user pools"', 'amazon-cognito-developer-guide@0b4d546')}; ${TABLE}`;
const RISK = `${guide('Amazon Cognito developer guide, "Viewing advanced security metrics"', 'amazon-cognito-developer-guide@0b4d546')}; ${TABLE}`;
const ACTIVITY = `Amazon Cognito developer guide, "Exporting logs from Amazon Cognito user pools", user activity (${MIRROR}); values: AuthEventType, ${API_MODELS}`;
const LINE = 'the page shows one event, a sign-up without a risk: values of others are those of the API';
const CLIENT = ['UserPool', 'UserPoolClient'];
const SPELLING = 'the case of the value of `RiskLevel`: the guide writes `high`, the API and other people\'s alarms `High`; list the metrics of the pool first';

export const IDENTITY: readonly Row[] = [
  row(sparse('AWS/Cognito', 'Risk', ['Operation=SignIn', 'UserPoolId']), {
    id: 'userPool.risk', subject: 'userPool', title: 'Sign-ins that Cognito thinks a risk', ceiling: atLeast(100, 20, 10), band: 3, severity: 'medium',
    why: 'Accounts are being taken over, or passwords from elsewhere are tried.', first: 'See in the user\'s history in Cognito which accounts; sign them out, and ask for a second factor.', from: 'standard', reference: RISK,
  }),
  row(sparse('AWS/Cognito', 'AccountTakeoverRisk', ['Operation=SignIn', 'UserPoolId', 'RiskLevel=High']), {
    id: 'userPool.accountTakeover', subject: 'userPool', title: 'Sign-ins that look like a taken-over account', ceiling: atLeast(10, 1, 1), severity: 'high',
    why: 'A sign-in from a place and device that are not the owner\'s.', first: 'Sign the account out, and ask its owner.', from: 'never', reference: RISK, unverified: SPELLING,
  }),
  row(sparse('AWS/Cognito', 'CompromisedCredentialRisk', ['Operation=SignIn', 'UserPoolId', 'RiskLevel=High']), {
    id: 'userPool.compromisedPassword', subject: 'userPool', title: 'Sign-ins with a password that is known to be stolen', ceiling: atLeast(10, 1, 1), severity: 'high',
    why: 'Lists of stolen passwords are tried.', first: 'Reset the passwords of these accounts.', from: 'never', reference: RISK, unverified: SPELLING,
  }),
  row(lines('userActivity', '{ $.message.compromisedCredentialDetected = "true" }'), {
    id: 'userPool.stolenPassword', subject: 'userPool', title: 'Stolen passwords seen by the user pool', ceiling: atLeast(10, 1, 1), severity: 'high',
    why: 'Lists of stolen passwords are tried, and some fit.', first: 'Reset the passwords of the accounts that the log names.', from: 'high', reference: ACTIVITY, unverified: LINE,
  }),
  row(lines('userActivity', '{ ($.message.eventType = "SignIn") && (($.message.riskLevel = "High") || ($.message.riskLevel = "HIGH") || ($.message.riskLevel = "high")) }'), {
    id: 'userPool.highRisk', subject: 'userPool', title: 'Sign-ins of high risk', ceiling: atLeast(20, 5, 1), severity: 'high',
    why: 'Sign-ins from places and devices that are not the owners\'.', first: 'Sign out the accounts that the log names, and ask their owners.', from: 'high', reference: ACTIVITY, unverified: `${LINE}; the case of the level is matched in three ways`,
  }),
  row(lines('userActivity', '{ ($.message.eventType = "SignIn") && ($.message.eventResponse = "Fail*") }'), {
    id: 'userPool.signInFailures', subject: 'userPool', title: 'Failed sign-ins', ceiling: atLeast(500, 100, 50), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Passwords are guessed: one for many accounts, or many for one.', first: 'See in the log whether it is one address or one account; block the address, lock the account.', from: 'high', reference: ACTIVITY, unverified: LINE,
  }),
  row(metric('AWS/Cognito', 'SignInSuccesses', CLIENT, 'SampleCount', { math: { expression: 'm1 - m2', second: 'Sum' } }), {
    id: 'appClient.signInFailures', subject: 'appClient', title: 'Failed sign-ins through an app client', ceiling: atLeast(500, 100, 50), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Passwords are guessed through this client.', first: 'See in CloudTrail or the user activity log whether it is one address or one account.', from: 'standard', reference: METRICS,
  }),
  row(metric('AWS/Cognito', 'TokenRefreshSuccesses', CLIENT, 'SampleCount', { math: { expression: 'm1 - m2', second: 'Sum' } }), {
    id: 'appClient.refreshFailures', subject: 'appClient', title: 'Failed refreshes of tokens through an app client', ceiling: atLeast(500, 100, 50), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Refresh tokens that were rotated or revoked are used again: copies of them are about.', first: 'Revoke the sessions of the subjects concerned.', from: 'standard', reference: METRICS,
  }),
  row(metric('AWS/Cognito', 'SignInThrottles', CLIENT, 'Sum'), {
    id: 'appClient.signInThrottles', subject: 'appClient', title: 'Sign-ins that Cognito throttled', ceiling: atLeast(50, 5, 1), severity: 'medium',
    why: 'So many sign-ins that honest users are refused.', first: 'Find the addresses in the firewall log of the pool, and lower their rate there.', from: 'standard', reference: METRICS,
  }),
  row(metric('AWS/Cognito', 'SignUpThrottles', CLIENT, 'Sum'), {
    id: 'appClient.signUpThrottles', subject: 'appClient', title: 'Sign-ups that Cognito throttled', ceiling: atLeast(50, 5, 1), severity: 'medium',
    why: 'Accounts are made by programs.', first: 'Turn self-sign-up off, or put a puzzle before it.', from: 'high', reference: METRICS,
  }),
  row(metric('AWS/Cognito', 'TokenRefreshThrottles', CLIENT, 'Sum'), {
    id: 'appClient.refreshThrottles', subject: 'appClient', title: 'Refreshes of tokens that Cognito throttled', ceiling: atLeast(50, 5, 1), severity: 'medium',
    why: 'A client loops, or stolen refresh tokens are used by a program.', first: 'Find the client version or the address.', from: 'standard', reference: METRICS,
  }),
];
