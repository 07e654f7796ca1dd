/**
 * What holds for a door of either protocol: its profile against its domain, its throttle, where its stage is served.
 *
 * mTLS needs a custom domain, because the API's own host takes no client certificates; and excludes TLS 1.3 policies: "You can't
 * enable mutual TLS on a domain name that uses an enhanced security policy" (API Gateway developer guide, "Choose a security policy
 * for your custom domain in API Gateway").
 */
import { Token } from 'aws-cdk-lib';
import type { DoorFacts, RouteFacts } from '../model';
import { checkThrottle } from './metering';
import type { Said } from './say';

/** A host in lower case; a wildcard would take requests of names that nobody meant. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const BASE_PATH = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/;
/** (API Gateway API reference, CreateStage, `stageName`.) */
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
/** More nested stacks than any API has resources for. */
const MOST_SHARDS = 50;

export function checkDoor(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  if (facts.protocol === 'rest') checkProfile(facts, said); // http-cannot.ts says it in its own words
  checkDomain(facts, said);
  checkThrottle(`door \`${facts.id}\``, facts.throttle, '', said);
  for (const route of routes) if (route.throttle !== undefined) checkThrottle(`route \`${route.data.id}\``, route.throttle, route.where, said);
  if (Token.isUnresolved(facts.stageName) || !STAGE_NAME.test(facts.stageName)) said.error('StageNameInvalid', '', `name of the stage of door \`${facts.id}\` is \`${facts.stageName}\`; expected letters, digits, \`-\` and \`_\`, e.g. \`live\``);
  if (facts.shards !== undefined && (!Number.isInteger(facts.shards) || facts.shards < 1 || facts.shards > MOST_SHARDS)) said.error('ShardsInvalid', '', `\`routesPlacement\` of door \`${facts.id}\` is over \`${facts.shards}\` nested stacks; expected a whole number from 1 to ${MOST_SHARDS}, which never changes after the first deployment`);
}

function checkProfile({ id, profile, domain, vpcEndpointIds, otherEndpoints = [] }: DoorFacts, said: Said): void {
  const hasTruststore = domain?.truststoreUri !== undefined;
  const isTheirs = domain?.existing !== undefined;
  if (profile === 'device-certificate' && domain === undefined) said.error('MtlsWithoutDomain', '', `door \`${id}\` asks devices for a certificate and has no custom domain; API Gateway asks for certificates at custom domains alone, and its own host would let everybody pass; expected \`domain\` with a \`truststore\``);
  if (profile === 'device-certificate' && domain !== undefined && !isTheirs && !hasTruststore) said.error('MtlsWithoutTruststore', '', `door \`${id}\` asks devices for a certificate and domain \`${domain.domainName}\` has no truststore; expected \`truststore: Truststore.fromFile(...)\` or \`Truststore.fromS3(...)\` with the certificate authorities of the devices`);
  if (profile === 'tls13' && hasTruststore) said.error('Tls13WithMtls', '', `door \`${id}\` has profile \`tls13\` and domain \`${domain.domainName}\` a truststore; API Gateway takes no client certificates where the TLS policy is a strict one; expected \`profile: DoorProfile.DEVICE_CERTIFICATE\` (mTLS, TLS 1.2), or no \`truststore\``);
  if (profile === 'tls12') said.error('Tls12IsForHttp', '', `door \`${id}\` has profile \`tls12\` and is a REST API, which has TLS 1.3; expected \`profile: DoorProfile.TLS13\`, or \`protocol: DoorProtocol.HTTP\``);
  if (profile === 'private' && domain !== undefined) said.error('PrivateWithDomain', '', `door \`${id}\` is private and has domain \`${domain.domainName}\`, which API Gateway serves to the internet; expected no \`domain\`: callers use the host of the interface endpoint`);
  if (profile === 'private' && vpcEndpointIds.length === 0) said.error('PrivateWithoutEndpoints', '', `door \`${id}\` is private and names no interface endpoint, so that nobody or every endpoint of AWS could reach it; expected \`vpcEndpoints\` of service \`execute-api\``);
  for (const { path, service } of otherEndpoints) said.error('EndpointOfOtherService', '', `interface endpoint \`${path}\` of door \`${id}\` is of service \`${service}\`, through which nobody reaches an API; expected one of \`execute-api\`: \`InterfaceVpcEndpointAwsService.APIGATEWAY\``);
  if (profile !== 'private' && vpcEndpointIds.length > 0) said.error('EndpointsWithoutPrivate', '', `door \`${id}\` names interface endpoints and is served to the internet all the same; expected \`profile: DoorProfile.PRIVATE\`, or no \`vpcEndpoints\``);
}

function checkDomain({ id, domain, protocol, region, profile }: DoorFacts, said: Said): void {
  if (domain === undefined) return;
  const { domainName, basePath } = domain;
  checkExisting(id, domain, profile, said);
  if (!Token.isUnresolved(domainName) && !DOMAIN.test(domainName)) said.error('DomainInvalid', '', `domain \`${domainName}\` of door \`${id}\` is no host; expected one name in lower case without a wildcard, e.g. \`api.example.com\``);
  if (basePath !== undefined && !Token.isUnresolved(basePath) && !BASE_PATH.test(basePath)) said.error('DomainInvalid', '', `base path \`${basePath}\` of door \`${id}\` is none; expected it without slashes around it, e.g. \`v1\`, or no \`basePath\` for all of the domain`);
  // (CloudFormation, AWS::ApiGateway::BasePathMapping; several segments take an `ApiMapping`.)
  else if (protocol === 'rest' && basePath?.includes('/') === true) said.error('DomainInvalid', '', `base path \`${basePath}\` of door \`${id}\` has several segments, and a REST API is mapped to one; expected e.g. \`${basePath.split('/').join('-')}\`, or \`protocol: DoorProtocol.HTTP\``);
  for (const arn of [domain.certificateArn, domain.ownershipCertificateArn]) {
    const theirs = arn === undefined || Token.isUnresolved(region) ? undefined : /^arn:[^:]+:acm:([a-z0-9-]+):/.exec(arn)?.[1];
    if (theirs !== undefined && theirs !== region) said.error('DomainInvalid', '', `certificate \`${arn ?? ''}\` of domain \`${domainName}\` of door \`${id}\` is of region \`${theirs}\`; expected one of \`${region}\`, where the door is: its domain is a regional one; import or request the certificate there`);
  }
}

/** Its own certificate, or a domain that has one; what the latter asks of who connects is read when all of the app stands (existing-domain.ts). */
function checkExisting(id: string, { domainName, certificateArn, truststoreUri, ownershipCertificateArn, existing }: NonNullable<DoorFacts['domain']>, profile: DoorFacts['profile'], said: Said): void {
  if (existing === undefined) {
    if (certificateArn === '') said.error('DomainInvalid', '', `domain \`${domainName}\` of door \`${id}\` has no certificate; expected \`certificate\`, or \`existing\` for a domain that is there`);
    return;
  }
  const beside = [certificateArn === '' ? [] : ['certificate'], truststoreUri === undefined ? [] : ['truststore'], ownershipCertificateArn === undefined ? [] : ['ownershipCertificate']].flat();
  if (beside.length > 0) said.error('ExistingDomainInvalid', '', `domain \`${domainName}\` of door \`${id}\` is there, and ${beside.map((b) => `\`${b}\``).join(' and ')} would be another one's; expected \`existing\` with \`domainName\` and \`basePath\` alone; say it where the domain is made`);
  if (existing.isHere && existing.profile !== undefined) said.error('ExistingDomainInvalid', '', `domain \`${domainName}\` of door \`${id}\` is of this app, where what it asks is read, and \`existingProfile\` says \`${existing.profile}\`; expected that of imported domains alone; leave it out`);
  if (existing.isHere) return;
  if (existing.profile === undefined) said.error('ExistingDomainUnknown', '', `domain \`${domainName}\` of door \`${id}\` is imported, so nobody here knows what it asks of who connects, and door \`${id}\` is \`${profile}\`; expected \`existingProfile\`, which is believed, or a domain that this app makes`);
  else if (existing.profile !== profile) said.error('ExistingDomainDiffers', '', `domain \`${domainName}\` of door \`${id}\` is said to be \`${existing.profile}\`; expected \`${profile}\`, as the door is; give both the same profile, or the door a domain of its own`);
}
