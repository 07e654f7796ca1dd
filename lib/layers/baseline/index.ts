export { AccountBaseline } from './account-baseline';
export {
  type AccountBaselineProps, type AccountChange, AccountSetting, type AccountTrailProps, type GuardDutyBaselineProps, GuardDutyFeature, type PasswordPolicyBaselineProps, type SecurityHubBaselineProps, type UnusedAccessProps,
} from './baseline-props';
