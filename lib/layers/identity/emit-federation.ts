/** Identity providers of the pool: `emitFederation(scope, pool, data)`. Their names and types cannot change; another name is another provider. */
import { CfnUserPoolIdentityProvider, type CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { mappingOf } from './emit-clients';
import type { FederationData } from './federation';

export function emitFederation(scope: Construct, pool: CfnUserPool, data: FederationData): CfnUserPoolIdentityProvider {
  return new CfnUserPoolIdentityProvider(scope, `Provider-${data.name}`, {
    userPoolId: pool.ref,
    providerName: String(data.name), // one that is none is refused
    providerType: data.type,
    providerDetails: { ...data.details },
    attributeMapping: { ...mappingOf(data) },
  });
}
