/**
 * OpenSearch domains: HTTPS between all parties, encrypted, inside a VPC, for principals by name.
 *
 *   OPENSEARCH.resources(store, ['es:ESHttpGet'], ['documents/_search'])   // …:domain/docs/documents/_search
 *
 * Reading is GET and HEAD. A client that sends its searches by POST is given `es:ESHttpPost` on the paths of searches, because a
 * POST elsewhere writes. Not modelled: users and roles inside the domain, OpenSearch Serverless, legacy `AWS::Elasticsearch::Domain`.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { describe, isIntrinsic, isObject, read, readIfPossible, ReferenceTo } from '../../network/members/read';
import type { Closing, StoreKind } from '../kind';
import type { Statement, StoreResource } from '../model';
import { keyIn } from './keys';
import { auditLogs } from './opensearch/audit';
import { policyInProperty } from './policy-home';
import { noPublicPolicy } from './public';
import { states, unknownValue } from './related';
import { resolveStore, type StoreShape } from './resolve';
import { CLOSED, closing, customerKey, isTrue, LASTING, override, property, retained } from './rows';
import { asToken } from './tokens';

const TYPE = 'AWS::OpenSearchService::Domain';
const types = [TYPE];
const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-opensearchservice-domain-';
const GUIDE = 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/';

const READ = ['es:ESHttpGet', 'es:ESHttpHead'];
const WRITE = ['es:ESHttpDelete', 'es:ESHttpPatch', 'es:ESHttpPost', 'es:ESHttpPut'];

const SHAPE: StoreShape = {
  type: 'opensearch', cfnTypes: types,
  name: (domain) => Token.asString(domain.ref),
  key: (domain) => keyIn(domain, 'EncryptionAtRestOptions.KmsKeyId'),
  imported: { arn: 'domainArn', name: 'domainName', ref: 'domainRef' },
};

const home = policyInProperty({ path: 'AccessPolicies', cfnType: TYPE, limit: 102_400, source: 'https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html (AccessPolicies)' });
/** All of TLS 1.2 at least; the stronger two forbid key exchange without forward secrecy. */
const TLS_POLICIES = ['Policy-Min-TLS-1-2-PFS-2023-10', 'Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08'];
const OLDER = 'Policy-Min-TLS-1-2-2019-07';

const closings: readonly Closing[] = [
  property({
    id: 'opensearch.encrypted', types, aspect: 'encryption', path: 'EncryptionAtRestOptions.Enabled', value: 'true', isClosed: isTrue, write: true, says: 'Indexes, logs and snapshots are encrypted at rest.', source: `${GUIDE}encryption-at-rest.html`,
  }),
  customerKey({
    id: 'opensearch.key', types, aspect: 'encryption', path: 'EncryptionAtRestOptions.KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true,
    says: 'The key\'s policy says who may use the data at rest; a domain cannot change its key.', source: `${GUIDE}encryption-at-rest.html`,
    write: (domain, keyArn) => {
      override(domain, 'EncryptionAtRestOptions.KmsKeyId', keyArn);
      override(domain, 'EncryptionAtRestOptions.Enabled', true);
    },
  }),
  property({
    id: 'opensearch.node-to-node', types, aspect: 'tls', path: 'NodeToNodeEncryptionOptions.Enabled', value: 'true', isClosed: isTrue, write: true, says: 'Nodes speak TLS among themselves; it cannot be switched off again.', source: `${GUIDE}ntn.html`,
  }),
  property({
    id: 'opensearch.https', types, aspect: 'tls', path: 'DomainEndpointOptions.EnforceHTTPS', value: 'true', isClosed: isTrue, write: true, says: 'Requests without TLS are refused.', source: `${API}domainendpointoptions.html`,
  }),
  property({
    id: 'opensearch.tls-policy', types, aspect: 'tls', path: 'DomainEndpointOptions.TLSSecurityPolicy', value: TLS_POLICIES[0], write: TLS_POLICIES[0],
    isClosed: (value, _, { posture }) => TLS_POLICIES.includes(value as string) || (posture !== 'high' && value === OLDER),
    says: 'TLS 1.2 at least; with forward secrecy at HIGH.', source: `${API}domainendpointoptions.html`,
  }),
  closing({
    id: 'opensearch.in-vpc', types, aspect: 'public-access', postures: LASTING, property: 'VPCOptions.SubnetIds', value: 'subnets', says: 'The domain has no address on the internet.', source: `${GUIDE}vpc.html`,
  }, (domain) => {
    const subnets = read(domain, 'VPCOptions.SubnetIds');
    // Which subnets may be for the deployment to choose; that there are some may not.
    if (Array.isArray(subnets) && subnets.some((subnet) => !isEmpty(subnet))) return CLOSED;
    if (isIntrinsic(subnets) || (Array.isArray(subnets) && subnets.length > 0)) return unknownValue('VPCOptions.SubnetIds', subnets);
    return {
      is: 'refused', code: 'StoreOutsideVpc', got: subnets === undefined ? 'no `VPCOptions.SubnetIds`' : `\`VPCOptions.SubnetIds\` \`${describe(subnets)}\``, expected: 'a domain in the subnets of a VPC, because its endpoint is on the internet else',
      fix: 'set `vpc` and `vpcSubnets`; a domain cannot move into a VPC, so make a new one and restore a snapshot there',
    };
  }),
  property({
    id: 'opensearch.fine-grained-access', types, aspect: 'identity', path: 'AdvancedSecurityOptions.Enabled', value: 'true, no anonymous access', write: undefined,
    notAsked: (_, { posture, isJewel }) => posture === 'sandbox' || (posture === 'standard' && !isJewel),
    isClosed: (value, domain) => isTrue(value) && !states(domain, 'AdvancedSecurityOptions.AnonymousAuthEnabled') || (isTrue(value) && readIfPossible(domain, 'AdvancedSecurityOptions.AnonymousAuthEnabled') === false),
    refuse: (domain, got) => ({
      is: 'refused', code: 'FineGrainedAccessMissing', got: isTrue(readIfPossible(domain, 'AdvancedSecurityOptions.Enabled')) ? '`AnonymousAuthEnabled` beside fine-grained access control' : got,
      expected: 'fine-grained access control with a master user that only you can name', fix: 'set `fineGrainedAccessControl: { masterUserArn: role.roleArn }`',
    }),
    says: 'Roles inside the domain limit what an admitted principal sees.', source: `${GUIDE}fgac.html`,
  }),
  noPublicPolicy({
    id: 'opensearch.no-public-policy', types, property: 'AccessPolicies', home: 'AccessPolicies', source: `${GUIDE}ac.html`, store: (domain) => resolveStore(domain, SHAPE) as StoreResource,
    says: 'The access policy lets in principals by name, not everybody; an address as the only condition names nobody.',
  }),
  auditLogs(types),
  retained({ id: 'opensearch.retained', types, says: 'The domain outlives its stack; hourly snapshots are the service\'s own and go with it.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }),
];

/** A condition may choose no subnet at all. */
function isEmpty(subnet: unknown): boolean {
  return !(subnet instanceof ReferenceTo) && !(typeof subnet === 'string' && subnet !== '') && !(isObject(subnet) && !('Fn::If' in subnet) && isIntrinsic(subnet));
}

/** The policy stands inside the domain that it is about: its own ARN by its name where that is literal, else all that it can be about. */
function inside(store: StoreResource, statement: Statement): Statement {
  if (statement.NotResource !== undefined) return statement;
  const name = store.resource === undefined ? undefined : readIfPossible(store.resource, 'DomainName');
  if (store.resource === undefined || typeof name !== 'string') return { ...statement, Resource: ['*'] };
  const { partition, region, account } = Stack.of(store.resource);
  return { ...statement, Resource: [`arn:${partition}:es:${region}:${account}:domain/${name}/*`] };
}

const ADVANCED = 'AdvancedSecurityOptions';

/** The policy decides before fine-grained access control does: a master user whom it refuses could not map a single role. */
function masters({ resource }: StoreResource): { readonly arn: string; readonly because: string }[] {
  const arn = resource === undefined ? undefined : readIfPossible(resource, `${ADVANCED}.MasterUserOptions.MasterUserARN`);
  return arn === undefined || arn === '' ? [] : [{ arn: asToken(arn), because: 'is the master user of the domain' }];
}

/** "A user name and password and IAM credentials cannot both sign a request": https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html#fgac-access-policies */
function warnings({ resource, path }: StoreResource): { readonly code: string; readonly message: string }[] {
  const users = resource === undefined ? undefined : readIfPossible(resource, `${ADVANCED}.InternalUserDatabaseEnabled`);
  if (users === undefined || users === false || users === 'false') return [];
  return [{
    code: 'InternalUsersRefused',
    message: `domain \`${path}\` has users of its own, who sign in with a password: got \`${ADVANCED}.InternalUserDatabaseEnabled\` \`${describe(users)}\`, expected users that are roles, because the store's policy refuses every request that no declared role has signed, and one with a password has no signature; make a role the master user (\`fineGrainedAccessControl: { masterUserArn }\`) and map roles, or do not hand the domain to \`addStore\``,
  }];
}

export const OPENSEARCH: StoreKind = {
  type: 'opensearch',
  name: 'domain of OpenSearch',
  cfnTypes: types,
  prefix: 'es',
  authentication: ['sigv4', 'token'],
  read: READ,
  write: WRITE,
  other: ['es:ESCrossClusterGet'],
  resources: ({ arn }, _, parts) => (parts.length === 0 ? [`${arn}/*`] : [...parts].sort().map((path) => `${arn}/${path}`)),
  parts: 'paths, e.g. `documents/_search`',
  // OpenSearch uses the key by grants of its own: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
  key: { read: [], write: [], viaService: 'es' },
  closings,
  policy: { ...home, write: (store, statements, scope) => home.write(store, statements.map((s) => inside(store, { ...s, ...(s.Principal === '*' ? { Principal: { AWS: '*' } } : {}) })), scope) },
  byItself: [
    { aspect: 'recovery', says: 'The service takes a snapshot every hour and keeps it for 14 days.', source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html' },
  ],
  masters,
  warnings,
  resolve: (construct) => resolveStore(construct, SHAPE),
};
