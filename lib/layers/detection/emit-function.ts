/**
 * A small function of ours with a role, a log and a place for what it could not do: `emitFunction(scope, 'Relay', { bundle: 'signal-relay', ... })`.
 *
 * The role writes its own log, sends to its own dead-letter queue, and may what `statements` say: nothing else. Idle it costs nothing but its log.
 */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { CfnDeletionPolicy } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { hookMark } from '../../contract/hook-mark';
import type { Posture } from '../../intent';
import { LOG_DAYS } from '../identity/emit-hook';
import { rendered } from '../identity/written';
import { writeMetadata } from '../network/verbatim';

const ASSETS = path.join(__dirname, '..', '..', '..', 'assets');

export interface FunctionSettings {
  /** Folder of assets/. */
  readonly bundle: string;
  readonly description: string;
  readonly posture: Posture;
  readonly environment: Readonly<Record<string, string>>;
  /** What it may, as IAM has it. */
  readonly statements: readonly object[];
  readonly deadLetters: CfnQueue;
  readonly timeoutSeconds: number;
  /** 0: nothing is reserved. */
  readonly reservedConcurrency: number;
}

export interface EmittedFunction {
  readonly handler: CfnFunction;
  readonly role: CfnRole;
}

export function emitFunction(parent: Construct, id: string, s: FunctionSettings): EmittedFunction {
  const bundle = path.join(ASSETS, s.bundle);
  // The package has it; only a checkout that was never built has not.
  if (!existsSync(path.join(bundle, 'index.js'))) throw new Error(`the code of \`${s.bundle}\` (assets/${s.bundle}) is not there: run \`node scripts/bundle-assets.mjs\``);
  const scope = new Construct(parent, id);
  const log = new CfnLogGroup(scope, 'Log', { retentionInDays: LOG_DAYS[s.posture] });
  log.cfnOptions.deletionPolicy = log.cfnOptions.updateReplacePolicy = s.posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  const role = new CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
    policies: [{ policyName: 'Own', policyDocument: { Version: '2012-10-17', Statement: [
      { Sid: 'Log', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log.attrArn },
      { Sid: 'DeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: s.deadLetters.attrArn },
      ...s.statements,
    ] } }],
  });
  const code = new Asset(scope, 'Code', { path: bundle });
  const handler = new CfnFunction(scope, 'Function', {
    description: s.description, runtime: 'nodejs22.x', architectures: ['arm64'], handler: 'index.handler',
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey }, role: role.attrArn, timeout: s.timeoutSeconds, memorySize: 256,
    environment: { variables: { ...s.environment } }, deadLetterConfig: { targetArn: s.deadLetters.attrArn }, loggingConfig: { logGroup: log.ref, logFormat: 'JSON' },
    ...(s.reservedConcurrency > 0 ? { reservedConcurrentExecutions: s.reservedConcurrency } : {}),
  });
  code.addResourceMetadata(handler, 'Code');
  // By the mark the proof knows whose code it runs: nobody has to declare that it reaches AWS, or the chat.
  writeMetadata(handler, 'zero-trust', { function: s.bundle, hook: s.bundle, code: hookMark(rendered(handler).Properties ?? {}) });
  return { handler, role };
}
