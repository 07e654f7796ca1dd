/**
 * The API, its deployment, its stage and its domain as others may refer to them from the beginning; what they say is planned later.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { followApi } from './deployment-follow';
import type { FrontDoorProps } from './door-props';
import { construct } from './emit-shapes';
import { DoorProfile, DoorProtocol } from './profiles';

export interface EmptyDoor {
  readonly api: CfnResource;
  readonly deployment: CfnResource;
  readonly stage: CfnResource;
  readonly domain?: CfnResource;
}

export function emptyDoor(scope: Construct, { protocol, domain, profile, displayName, stageName }: FrontDoorProps): EmptyDoor {
  const name = displayName ?? scope.node.id;
  const isHttp = protocol === DoorProtocol.HTTP;
  const api = isHttp ? construct('AWS::ApiGatewayV2::Api', scope, 'Api', { Name: name, ProtocolType: 'HTTP' }) : construct('AWS::ApiGateway::RestApi', scope, 'Api', { Name: name });
  const of = isHttp ? { ApiId: api.ref } : { RestApiId: api.ref };
  const prefix = isHttp ? 'AWS::ApiGatewayV2' : 'AWS::ApiGateway';
  const deployment = construct(`${prefix}::Deployment`, scope, 'Deployment', of);
  const stage = construct(`${prefix}::Stage`, scope, 'Stage', { ...of, DeploymentId: deployment.ref, StageName: stageName ?? 'live' });
  // Private doors have none: that is refused.
  const named = domain === undefined || domain.existing !== undefined || profile === DoorProfile.PRIVATE ? undefined : construct(`${prefix}::DomainName`, scope, 'Domain', { DomainName: domain.domainName });
  followApi(deployment, api);
  return { api, deployment, stage, ...(named === undefined ? {} : { domain: named }) };
}
