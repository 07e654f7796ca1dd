/**
 * What the identity wrote, kept apart from what stands: `written.taking(scope, () => emit(...))`, and later `changesOf(resource, then)` names each property that says
 * something else now, whoever changed it: an override, a setter, a list that was changed in place, a condition.
 *
 * Everything counts but what is listed here: HARMLESS opens nothing, and what is JUDGED may be stricter than written, which a row of closings.ts decides.
 * Not seen: what a macro of the whole template does.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { resolveValue, resourcesIn } from '../network/members/read';

export type Json = Readonly<Record<string, unknown>>;

/** Nobody planned them, and they open nothing: mail, names, tags, what a function has to run on. The triggers listed can only deny, or hear of what was done. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Cognito::UserPool': ['UserPoolTags', 'EmailConfiguration', 'EmailVerificationMessage', 'EmailVerificationSubject', 'VerificationMessageTemplate', 'EmailAuthenticationMessage', 'EmailAuthenticationSubject', 'AdminCreateUserConfig.InviteMessageTemplate', 'LambdaConfig.PreAuthentication', 'LambdaConfig.PostAuthentication', 'LambdaConfig.PostConfirmation', 'LambdaConfig.CustomMessage'],
  'AWS::Cognito::UserPoolClient': ['ClientName', 'AuthSessionValidity'],
  'AWS::Cognito::UserPoolIdentityProvider': ['IdpIdentifiers'],
  'AWS::Cognito::UserPoolGroup': ['Description'],
  'AWS::Cognito::ManagedLoginBranding': ['Settings', 'Assets', 'UseCognitoProvidedValues', 'ReturnMergedResources'],
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': ['AccountTakeoverRiskConfiguration.NotifyConfiguration'],
  'AWS::Cognito::IdentityPool': ['IdentityPoolName', 'IdentityPoolTags'],
  'AWS::Lambda::Function': ['Description', 'Tags', 'MemorySize', 'Timeout', 'TracingConfig', 'ReservedConcurrentExecutions', 'KmsKeyArn', 'CodeSigningConfigArn', 'RuntimeManagementConfig', 'VpcConfig'],
  'AWS::Logs::LogGroup': ['Tags', 'RetentionInDays', 'KmsKeyId', 'DataProtectionPolicy', 'FieldIndexPolicies', 'DeletionProtectionEnabled'],
  'AWS::IAM::Role': ['Description', 'Tags', 'Path', 'RoleName', 'PermissionsBoundary'],
};

/** Judged by rows of closings.ts and closings-of-clients.ts (the plan by verify.ts): some values that were not written are welcome. */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  'AWS::Cognito::UserPool': ['UserPoolTier', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', 'MfaConfiguration', 'EnabledMfas', 'Policies.PasswordPolicy.MinimumLength', 'AccountRecoverySetting', 'UserAttributeUpdateSettings', 'UserPoolAddOns', 'DeletionProtection', 'Schema', 'LambdaConfig.PreTokenGeneration', 'LambdaConfig.PreTokenGenerationConfig'],
  'AWS::Cognito::UserPoolClient': ['AllowedOAuthFlows', 'AllowedOAuthScopes', 'ExplicitAuthFlows', 'RefreshTokenRotation', 'AccessTokenValidity', 'IdTokenValidity', 'RefreshTokenValidity', 'CallbackURLs', 'LogoutURLs', 'WriteAttributes', 'SupportedIdentityProviders'],
  'AWS::Cognito::UserPoolDomain': ['ManagedLoginVersion'],
};

/** Beside properties: nothing of it opens anything while the stack stands. */
const OF_CDK = ['Properties', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'];

/** Of session roles: what a persona's permits is declared elsewhere. */
const GRANTED = ['Policies', 'ManagedPolicyArns'];

/** Copies of what was written, by resource. */
export class Written {
  private readonly all = new Map<CfnResource, Record<string, unknown>>();
  private readonly granted = new Set<CfnResource>();

  /** Runs, and remembers every resource that was made by it beneath the scope. */
  public taking<T>(scope: IConstruct, run: () => T, areGranted = false): T {
    const before = new Set(resourcesIn(scope));
    const result = run();
    for (const resource of resourcesIn(scope)) {
      if (before.has(resource)) continue;
      this.all.set(resource, copyOf(resource));
      if (areGranted) this.granted.add(resource);
    }
    return result;
  }

  /** Sets a property of a resource that was made before. */
  public put(resource: CfnResource, name: string, value: unknown): void {
    Object.assign(resource, { [name]: copy(resource, value) });
    const known = this.all.get(resource);
    if (known !== undefined) known[name] = copy(resource, value);
  }

  /**
   * The same of a struct that others may have filled before: what they said stays, and is judged as if they had said it later. Where they
   * said the same thing otherwise, theirs stays as well: verification refuses it, and nothing is overwritten in silence. False: they said a token, which nobody can look into.
   */
  public putBeside(resource: CfnResource, name: string, value: Json): boolean {
    const before = (resource as unknown as Json)[name];
    this.put(resource, name, value);
    if (before === undefined || before === null) return true;
    if (Token.isUnresolved(before)) return false;
    const theirs = { ...(resource as unknown as Json)[name] as Json, ...Object.fromEntries(Object.entries(before as Json).filter(([, v]) => v !== undefined)) };
    Object.assign(resource, { [name]: theirs });
    return true;
  }

  public has(resource: CfnResource): boolean {
    return this.all.has(resource);
  }

  public get resources(): readonly CfnResource[] {
    return [...this.all.keys()];
  }

  /** Paths of properties, sorted, with what was written and what stands. */
  public changesOf(resource: CfnResource): readonly Change[] {
    const type = resource.cfnResourceType;
    const free = [...HARMLESS[type] ?? [], ...JUDGED[type] ?? [], ...(this.granted.has(resource) ? GRANTED : [])];
    try {
      const now = rendered(resource);
      const render = resource as unknown as { renderProperties(props: Json): Json };
      const then = render.renderProperties(Stack.of(resource).resolve(this.all.get(resource) ?? {}) as Json);
      const found = [...changesIn('', now.Properties ?? {}, then)];
      if (now.Type !== type) found.push({ path: 'Type', now: now.Type, then: type });
      const over = Object.keys((resource as unknown as { readonly rawOverrides?: Json }).rawOverrides ?? {});
      const beside = new Set([...over, ...Object.keys(now).filter((key) => key === 'Condition' || key.startsWith('Fn::'))].filter((key) => key !== 'Type' && !OF_CDK.includes(key)));
      for (const key of beside) found.push({ path: key, now: (now as Json)[key], then: undefined });
      return found.filter(({ path }) => !free.some((f) => path === f || path.startsWith(`${f}.`))).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    } catch (error) {
      return [{ path: 'Properties', now: error instanceof Error ? error.message.split('\n')[0] : String(error), then: 'what can be rendered' }];
    }
  }
}

export interface Change {
  readonly path: string;
  readonly now: unknown;
  readonly then: unknown;
}

/** A resource as the template will say it. */
export function rendered(r: CfnResource): { readonly Type?: unknown; readonly Condition?: unknown; readonly Properties?: Json } {
  const { Resources } = Stack.of(r).resolve((r as unknown as { _toCloudFormation(): object })._toCloudFormation()) as { readonly Resources: Readonly<Record<string, Json>> };
  return Object.values(Resources)[0];
}

function copyOf(resource: CfnResource): Record<string, unknown> {
  const { cfnProperties = {} } = resource as unknown as { readonly cfnProperties?: Json };
  return Object.fromEntries(Object.entries(cfnProperties).map(([name, value]) => [name, copy(resource, value)]));
}

/** Plain data anew; tokens stay, but for lists that somebody may add to. */
function copy(resource: CfnResource, value: unknown): unknown {
  if (value instanceof PolicyDocument) return PolicyDocument.fromJson(value.toJSON());
  if (Array.isArray(value) && Token.isUnresolved(value) && isNothing(resolveValue(resource, value))) return undefined;
  if (Array.isArray(value)) return value.map((v) => copy(resource, v));
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copy(resource, v)]));
  const said: unknown = resolveValue(resource, value);
  return isNothing(said) ? undefined : value;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

const isStruct = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function* changesIn(path: string, now: unknown, then: unknown): Generator<Change> {
  if ((isStruct(now) && (isStruct(then) || then === undefined)) || (isStruct(then) && now === undefined)) {
    const [a, b] = [(now ?? {}) as Json, (then ?? {}) as Json];
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) yield* changesIn(path === '' ? key : `${path}.${key}`, a[key], b[key]);
  } else if (canonical(now) !== canonical(then) && !(isNothing(now) && isNothing(then))) {
    yield { path, now, then };
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (isStruct(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v)) ?? '';
}
