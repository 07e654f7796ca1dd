/** Every option of an account's baseline by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { DURATION, FLAG, known, NUMBER, oneOf, POSTURE, setOf, type Shape, struct, TEXT } from '../declaration/options';
import { AccountSetting, GuardDutyFeature } from './baseline-props';

/** Days are meant. */
const DAYS = { ...known(DURATION), expected: 'a duration of whole days, e.g. `Duration.days(365)`' };
const TRAIL: Shape = { logRetention: DAYS, insights: FLAG };
const GUARD_DUTY: Shape = { features: setOf(oneOf(Object.values(GuardDutyFeature), 'GuardDutyFeature', { code: 'GuardDutyFeatureUnknown' }), 'a list of `GuardDutyFeature`') };
const SECURITY_HUB: Shape = { defaultStandards: FLAG };
const UNUSED: Shape = { after: { ...DAYS, expected: 'a duration of whole days, e.g. `Duration.days(90)`' } };
const PASSWORDS: Shape = { minimumLength: known(NUMBER), history: known(NUMBER) };

/** By interface. */
export const BASELINE_OPTIONS = {
  AccountBaselineProps: {
    posture: POSTURE, trail: struct(TRAIL, 'AccountTrailProps'), noTrailBecause: known(TEXT), guardDuty: struct(GUARD_DUTY, 'GuardDutyBaselineProps'), securityHub: struct(SECURITY_HUB, 'SecurityHubBaselineProps'), securityHubV2: FLAG,
    externalAccessAnalyzer: FLAG, unusedAccess: struct(UNUSED, 'UnusedAccessProps'), apiGatewayLogRole: FLAG, snapshotPublicAccessBlock: FLAG, configRecorder: FLAG, s3PublicAccessBlock: FLAG, ebsEncryption: FLAG, instanceMetadata: FLAG,
    passwordPolicy: struct(PASSWORDS, 'PasswordPolicyBaselineProps'), byHand: setOf(oneOf(Object.values(AccountSetting), 'AccountSetting', { code: 'AccountSettingUnknown' }), 'a list of `AccountSetting`'),
  },
  AccountTrailProps: TRAIL, GuardDutyBaselineProps: GUARD_DUTY, SecurityHubBaselineProps: SECURITY_HUB, UnusedAccessProps: UNUSED, PasswordPolicyBaselineProps: PASSWORDS,
} satisfies Readonly<Record<string, Shape>>;
