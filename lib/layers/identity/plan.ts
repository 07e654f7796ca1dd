/**
 * Which plan of a user pool its features need: `planFor([{ name: 'passkeys', plan: FeaturePlan.ESSENTIALS }])`.
 *
 * (Cognito developer guide, "User pool feature plans", and the L1's documentation of each property.) Read from what the template says,
 * so that a feature which somebody sets by an override counts as well.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { read } from '../network/members/read';
import { FeaturePlan } from './sign-in';

export interface Feature {
  readonly name: string;
  readonly plan: FeaturePlan;
  /** What turns it off. */
  readonly off: string;
}

const ORDER = [FeaturePlan.LITE, FeaturePlan.ESSENTIALS, FeaturePlan.PLUS];

interface Row extends Feature {
  readonly asks: (pool: CfnResource) => boolean;
}

const ROWS: readonly Row[] = [
  { name: 'passkeys', plan: FeaturePlan.ESSENTIALS, off: '`passkeys: false`', asks: (pool) => factors(pool).some((f) => f !== 'PASSWORD') || read(pool, 'WebAuthnRelyingPartyID') !== undefined },
  { name: 'scopes and claims by the token hook', plan: FeaturePlan.ESSENTIALS, off: '`noTokenHookBecause`', asks: (pool) => !['V1_0', undefined].includes(read(pool, 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion') as string | undefined) },
  { name: 'password history', plan: FeaturePlan.ESSENTIALS, off: '`passwordHistory: 0`', asks: (pool) => Number(read(pool, 'Policies.PasswordPolicy.PasswordHistorySize') ?? 0) !== 0 },
  { name: 'codes by e-mail as a second factor', plan: FeaturePlan.ESSENTIALS, off: 'no `EMAIL_OTP` in `EnabledMfas`', asks: (pool) => texts(read(pool, 'EnabledMfas')).includes('EMAIL_OTP') },
  { name: 'threat protection', plan: FeaturePlan.PLUS, off: 'no `threatProtection`', asks: (pool) => ![undefined, 'OFF'].includes(read(pool, 'UserPoolAddOns.AdvancedSecurityMode') as string | undefined) },
];

/** What the pool itself asks for, and what stands beside it. */
export function featuresOf(pool: CfnResource, beside: { readonly managedLogin: boolean; readonly activityLogs: boolean }): readonly Feature[] {
  return [
    ...ROWS.filter((row) => row.asks(pool)),
    ...(beside.managedLogin ? [{ name: 'managed login', plan: FeaturePlan.ESSENTIALS, off: '`classicLoginBecause`' }] : []),
    ...(beside.activityLogs ? [{ name: 'activity logs', plan: FeaturePlan.PLUS, off: '`activityLogs: false`' }] : []),
  ];
}

export function planFor(features: readonly Feature[]): FeaturePlan {
  return features.reduce<FeaturePlan>((plan, f) => (isBelow(plan, f.plan) ? f.plan : plan), FeaturePlan.LITE);
}

export function isBelow(plan: FeaturePlan, other: FeaturePlan): boolean {
  return ORDER.indexOf(plan) < ORDER.indexOf(other);
}

/** The sentence of `PlanTooLow`; undefined where the plan has all features. */
export function tooLow(path: string, plan: FeaturePlan, features: readonly Feature[]): string | undefined {
  const missing = features.filter((f) => isBelow(plan, f.plan));
  if (missing.length === 0) return undefined;
  return `user pool \`${path}\` has the plan \`${plan}\`, which lacks ${missing.map((f) => f.name).join(', ')}; expected \`${planFor(missing)}\`; leave \`plan\` out, or turn off what needs more: ${missing.map((f) => f.off).join(', ')}`;
}

function factors(pool: CfnResource): string[] {
  return texts(read(pool, 'Policies.SignInPolicy.AllowedFirstAuthFactors'));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
}
