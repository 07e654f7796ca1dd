/** All that stands before any route is known: `emitIdentity(scope, settings, federation, withActivityLogs)`. */
import type { CfnUserPoolIdentityProvider, CfnUserPoolRiskConfigurationAttachment } from 'aws-cdk-lib/aws-cognito';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { emitFederation } from './emit-federation';
import { emitActivityLogs, emitRisk } from './emit-logs';
import { emitPool, type EmittedPool, type PoolSettings } from './emit-pool';
import type { FederationData } from './federation';

export interface EmittedIdentity extends EmittedPool {
  readonly risk?: CfnUserPoolRiskConfigurationAttachment;
  readonly activityLog?: CfnLogGroup;
  readonly providers: readonly { readonly resource: CfnUserPoolIdentityProvider; readonly data: FederationData }[];
}

export function emitIdentity(scope: Construct, settings: PoolSettings, federation: readonly FederationData[], withActivityLogs: boolean): EmittedIdentity {
  const emitted = emitPool(scope, settings);
  const named = federation.filter((f, i) => federation.findIndex((other) => other.name === f.name) === i); // twins are told, not made
  return {
    ...emitted,
    providers: named.map((data) => ({ data, resource: emitFederation(scope, emitted.pool, data) })),
    ...(settings.threatProtection?.mode === 'ENFORCED' ? { risk: emitRisk(scope, emitted.pool, settings.threatProtection) } : {}),
    ...(withActivityLogs ? { activityLog: emitActivityLogs(scope, emitted.pool, settings.posture) } : {}),
  };
}
