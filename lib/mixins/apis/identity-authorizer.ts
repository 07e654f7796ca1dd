/**
 * The authorizer that `RequireIdentity` puts beside an API, one for each identity: ``authorizerFor(construct, found, identity)``.
 *
 * A REST API takes tokens of Cognito user pools, an HTTP API those of any issuer for known clients. Values come from the identity when
 * the template is written, because scopes and clients follow from what is declared until then. `changesOfAuthorizer` looks whether it still
 * says what was written: whose tokens it takes is its own to say.
 */
import { CfnResource, Lazy } from 'aws-cdk-lib';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { CfnAuthorizer as CfnHttpAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct, type IConstruct } from 'constructs';
import { isInTree } from '../../layers/declaration/declaration';
import { type AnyApi, isForeignApi } from '../../layers/front-door/deployment-hash';
import { changesOf } from '../../layers/front-door/written';
import type { IdentityHost } from '../../layers/identity/identity-source';
import type { FoundApi } from './find';

export const AUTHORIZER_NAME = 'ZeroTrustIdentity';

/** The construct; its `ref` goes into methods and routes. */
export function authorizerFor(construct: IConstruct, found: FoundApi, host: IdentityHost): CfnResource {
  const home = homeOf(construct, found);
  const name = nameFor(home, host);
  const known = home.node.tryFindChild(name);
  if (known !== undefined && CfnResource.isCfnResource(known)) return known;
  const facts = (): ReturnType<IdentityHost['facts']> => host.facts();
  const api = idOf(found.api, construct);
  if (found.kind === 'rest') {
    const pool = Lazy.string({ produce: () => facts().userPoolArn });
    return remembered(host, REST_NAMES, (props) => new CfnAuthorizer(home, name, props), () => ({
      restApiId: api, name, type: 'COGNITO_USER_POOLS', identitySource: 'method.request.header.Authorization', authorizerResultTtlInSeconds: 0, providerArns: [pool],
    }));
  }
  const [issuer, audience] = [Lazy.string({ produce: () => facts().issuer }), Lazy.list({ produce: () => [...facts().clientIds] })];
  return remembered(host, HTTP_NAMES, (props) => new CfnHttpAuthorizer(home, name, props), () => ({
    apiId: api, name, authorizerType: 'JWT', identitySource: ['$request.header.Authorization'], jwtConfiguration: { issuer, audience: [...audience] },
  }));
}

const REST_NAMES = ['RestApiId', 'Name', 'Type', 'IdentitySource', 'AuthorizerResultTtlInSeconds', 'ProviderARNs'];
const HTTP_NAMES = ['ApiId', 'Name', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'];

interface WrittenAuthorizer {
  readonly names: Readonly<Record<string, unknown>>;
  readonly props: Readonly<Record<string, unknown>>;
}

const WRITTEN = new WeakMap<CfnResource, WrittenAuthorizer>();

/** `props` twice: a list that is changed in place would change what was remembered. */
function remembered<P extends object>(host: IdentityHost, names: readonly string[], make: (props: P) => CfnResource, props: () => P): CfnResource {
  const made = make(props());
  HOSTS.set(made, host);
  WRITTEN.set(made, { names: Object.fromEntries(names.map((n) => [n, n])), props: props() as Readonly<Record<string, unknown>> });
  return made;
}

/** Of the identity's authorizer at this API: names of what says something else now. None where there is none. */
export function changesOfAuthorizer(authorizer: CfnResource): readonly string[] {
  const written = WRITTEN.get(authorizer);
  if (written === undefined) return [];
  return isInTree(authorizer) ? changesOf(authorizer, written.names, written.props) : ['all'];
}

const HOSTS = new WeakMap<CfnResource, IdentityHost>();

/** What hangs on an API stands in its L2, or beside its L1: a resource has no children. */
export function homeOf(construct: IConstruct, { resource }: FoundApi): Construct {
  const l2 = resource?.node.scope;
  if (l2 !== undefined && l2.node.defaultChild === resource) return l2 as Construct;
  if (resource === undefined) return construct as Construct;
  const id = `${resource.node.id}ZeroTrust`;
  return (resource.node.scope?.node.tryFindChild(id) as Construct | undefined) ?? new Construct(resource.node.scope as Construct, id);
}

/** The second identity of an API has another name: names of authorizers are unique in it. */
function nameFor(home: Construct, host: IdentityHost): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? AUTHORIZER_NAME : `${AUTHORIZER_NAME}${n}`;
    const known = home.node.tryFindChild(name);
    if (known === undefined || (CfnResource.isCfnResource(known) && HOSTS.get(known) === host)) return name;
  }
}

export function idOf(api: AnyApi, construct: IConstruct): string {
  if (!isForeignApi(api)) return api.ref;
  const l2 = construct as unknown as { restApiId?: string; httpApiId?: string };
  return (l2.restApiId ?? l2.httpApiId) as string;
}
