/**
 * The custom domain of a door and what it serves. Its certificate is the server's; the truststore holds who may issue those of
 * devices, and is loaded when its name or version changes, never else (API Gateway developer guide, "Updating your truststore").
 */
import { type DoorFacts, Planned, type PlannedResource } from '../model';
import { API } from './arns';
import { TLS12, TLS13 } from './rest';
import { STAGE } from './stage';

export const DOMAIN = 'Domain';
export const MAPPING = 'Mapping';

export function planDomain({ domain, profile }: DoorFacts): PlannedResource[] {
  if (domain === undefined || profile === 'private') return [];
  const { domainName, certificateArn, truststoreUri, truststoreVersion, ownershipCertificateArn, basePath, existing } = domain;
  const common = { dependsOn: [], routes: [] };
  return [
    ...(existing !== undefined ? [] : [{
      ...common, key: DOMAIN, type: 'AWS::ApiGateway::DomainName',
      properties: {
        DomainName: domainName, RegionalCertificateArn: certificateArn, EndpointConfiguration: { Types: ['REGIONAL'] },
        ...(profile === 'tls13' ? TLS13 : TLS12),
        ...(truststoreUri === undefined ? {} : { MutualTlsAuthentication: { TruststoreUri: truststoreUri, ...(truststoreVersion === undefined ? {} : { TruststoreVersion: truststoreVersion }) } }),
        ...(ownershipCertificateArn === undefined ? {} : { OwnershipVerificationCertificateArn: ownershipCertificateArn }),
      },
    }]),
    {
      ...common, key: MAPPING, type: 'AWS::ApiGateway::BasePathMapping',
      properties: { DomainName: existing?.name ?? new Planned(DOMAIN), RestApiId: new Planned(API), Stage: new Planned(STAGE), ...(basePath === undefined ? {} : { BasePath: basePath }) },
    },
  ];
}
