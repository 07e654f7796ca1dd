/** The plan of a pool follows from its features, and one that lacks a feature is refused by name. */
import { FeaturePlan, type IdentityFoundationProps, Mfa, ThreatProtection } from '../../../lib/layers/identity';
import { make, one, poolOf } from './app';

const BARE: IdentityFoundationProps = { passkeys: false, passwordHistory: 0, classicLoginBecause: 'an old application', noTokenHookBecause: 'tokens are only looked at' };
const tier = (props: IdentityFoundationProps): unknown => one(make(props).template(), 'AWS::Cognito::UserPool').UserPoolTier;

test.each<[string, IdentityFoundationProps, string]>([
  ['nothing that needs one', BARE, 'LITE'],
  ['by default', {}, 'ESSENTIALS'],
  ['passkeys', { ...BARE, passkeys: true, classicLoginBecause: undefined }, 'ESSENTIALS'],
  ['password history', { ...BARE, passwordHistory: 5 }, 'ESSENTIALS'],
  ['managed login', { ...BARE, classicLoginBecause: undefined }, 'ESSENTIALS'],
  ['the token hook', { ...BARE, noTokenHookBecause: undefined }, 'ESSENTIALS'],
  ['threat protection', { ...BARE, threatProtection: ThreatProtection.enforce() }, 'PLUS'],
  ['threat protection that only observes', { ...BARE, threatProtection: ThreatProtection.observe('2099-01-01') }, 'PLUS'],
  ['activity logs', { ...BARE, activityLogs: true }, 'PLUS'],
  ['posture HIGH', { posture: 'high' as IdentityFoundationProps['posture'] }, 'PLUS'],
  ['a plan that is higher than needed', { plan: FeaturePlan.PLUS }, 'PLUS'],
])('%s', (_, props, expected) => {
  expect(tier(props)).toBe(expected);
});

test.each<[string, IdentityFoundationProps, string[]]>([
  ['lower than the features that are there by default', { plan: FeaturePlan.LITE }, ['passkeys', 'scopes and claims by the token hook', 'password history', 'managed login', '`ESSENTIALS`', '`passwordHistory: 0`']],
  ['lower than what was asked for', { plan: FeaturePlan.ESSENTIALS, threatProtection: ThreatProtection.enforce() }, ['threat protection', 'activity logs', '`PLUS`']],
])('refused: %s', (_, props, words) => {
  const made = make(props);
  expect(made.errors()).toEqual(['PlanTooLow']);
  for (const word of words) expect(made.text()).toContain(word);
});

test.each<[string, string, unknown, string]>([
  ['a lower plan', 'UserPoolTier', 'LITE', 'passkeys'],
  ['a plan of the deployment', 'UserPoolTier', { Ref: 'Tier' }, 'only the deployment knows'],
  ['codes by e-mail, of a pool that has a plan for them', 'EnabledMfas', ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'], ''],
])('an override is seen: %s', (_, property, value, words) => {
  const made = make({}, (m) => { poolOf(m).addPropertyOverride(property, value); });
  expect(made.errors()).toEqual(words === '' ? [] : ['PlanTooLow']);
  expect(made.text()).toContain(words);
});

test('the plan follows what an override turns on', () => {
  const made = make({}, (m) => { poolOf(m).addPropertyOverride('UserPoolAddOns.AdvancedSecurityMode', 'ENFORCED'); });
  expect(one(made.template(), 'AWS::Cognito::UserPool').UserPoolTier).toBe('PLUS');
});

test('risk that asks for a second factor which nobody can have', () => {
  expect(make({ mfa: Mfa.none('kiosks'), threatProtection: ThreatProtection.enforce() }).errors()).toEqual(['RiskAsksForMfa']);
  expect(make({ mfa: Mfa.none('kiosks'), threatProtection: ThreatProtection.enforce({ mediumRisk: 'BLOCK' as never }) }).errors()).toEqual([]);
});

test('observing ends: with the time from the caller alone', () => {
  const props = { threatProtection: ThreatProtection.observe('2026-06-30') };
  expect(make(props).errors()).toEqual([]);
  expect(make(props, undefined, { 'zero-trust:now': '2026-06-30T12:00:00Z' }).errors()).toEqual([]);
  expect(make(props, undefined, { 'zero-trust:now': '2026-07-01T00:00:00Z' }).errors()).toEqual(['ObserveEnded']);
});
