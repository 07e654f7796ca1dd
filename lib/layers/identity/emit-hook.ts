/**
 * The pre-token hook: `emitHook(scope, pool, { table, posture })`. A function with a role that writes its own log and nothing else, which only this pool may call.
 *
 * Idle it costs nothing but its log (0.03 USD per GB and month stored in us-east-1, CloudWatch pricing); each token costs one call of some milliseconds.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnDeletionPolicy, FileSystem, Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { hookMark } from '../../contract/hook-mark';
import type { TokenTable } from '../../contract/token-claims';
import type { Posture } from '../../intent';
import { writeMetadata } from '../network/verbatim';
import { rendered } from './written';

/** lib/runtime/pre-token/handler.ts reads it. */
export const TABLE_VARIABLE = 'ZERO_TRUST_TOKEN_TABLE';
/** Of all variables of a function together, 4 KB. (Lambda developer guide, "Lambda quotas".) */
const ENVIRONMENT = 4_096 - 200;
const BUNDLE = path.join(__dirname, '..', '..', '..', 'assets', 'pre-token');
export const LOG_DAYS: Readonly<Record<Posture, number>> = { sandbox: 7, standard: 365, high: 731 };

export interface HookSettings {
  readonly table: TokenTable;
  readonly posture: Posture;
}

export interface EmittedHook {
  readonly handler: CfnFunction;
  readonly role: CfnRole;
  readonly permission: CfnPermission;
}

export function emitHook(parent: Construct, pool: CfnUserPool, { table, posture }: HookSettings): EmittedHook {
  const scope = new Construct(parent, 'Hook');
  const log = new CfnLogGroup(scope, 'Log', { retentionInDays: LOG_DAYS[posture] });
  log.cfnOptions.deletionPolicy = log.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  const role = new CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
    policies: [{
      policyName: 'WriteOwnLog',
      policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log.attrArn }] },
    }],
  });
  const text = textOf(table);
  const isShort = !isInFile(table);
  const code = new Asset(scope, 'Code', { path: isShort ? BUNDLE : bundleWith(text) });
  const handler = new CfnFunction(scope, 'Function', {
    description: 'Stamps personas into tokens and takes scopes away that the subject may not carry',
    runtime: 'nodejs22.x', architectures: ['arm64'], handler: 'index.handler',
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    role: role.attrArn,
    // Cognito waits five seconds, and asks up to three times. (Developer guide, "Customizing user pool workflows with Lambda triggers".)
    timeout: 5, memorySize: 256,
    loggingConfig: { logGroup: log.ref, logFormat: 'JSON' },
    ...(isShort ? { environment: { variables: { [TABLE_VARIABLE]: text } } } : {}),
  });
  code.addResourceMetadata(handler, 'Code');
  writeMetadata(handler, 'zero-trust', { hook: 'pre-token', code: hookMark(rendered(handler).Properties ?? {}) });
  const permission = new CfnPermission(scope, 'Permission', {
    action: 'lambda:InvokeFunction', functionName: handler.ref, principal: 'cognito-idp.amazonaws.com', sourceArn: pool.attrArn, sourceAccount: Stack.of(scope).account,
  });
  return { handler, role, permission };
}

/** Too long for the environment of a function. */
export function isInFile(table: TokenTable): boolean {
  return Buffer.byteLength(textOf(table)) > ENVIRONMENT;
}

/** Keys in one order: the same declaration is the same text. */
export function textOf(table: TokenTable): string {
  return JSON.stringify(table, (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : value));
}

/** The bundle with the table in a file beside it. CDK copies the folder at once, and names it by what is in it. */
function bundleWith(text: string): string {
  const folder = FileSystem.mkdtemp('zero-trust-pre-token-');
  writeFileSync(path.join(folder, 'index.js'), readFileSync(path.join(BUNDLE, 'index.js')));
  writeFileSync(path.join(folder, 'token-table.json'), text);
  return folder;
}

/** In a checkout the bundles are built first: `node scripts/bundle-assets.mjs`. */
export function isHookBuilt(): boolean {
  return existsSync(path.join(BUNDLE, 'index.js'));
}
