/**
 * Asks an API that exists who is calling, L1, L2 and imported, REST and HTTP:
 *
 *   api.with(new RequireIdentity({ identity, scopes: ['documents/read'], exceptRoutes: [{ route: 'GET /health', because: 'the load balancer asks' }] }));
 *
 * Every route that asks for nothing gets the identity's authorizer and the scopes; one that takes any token of its issuer (ID tokens
 * included: a Cognito authorizer without scopes) gets the scopes. What checks IAM, a Lambda function or scopes already stays as it is, and
 * so does an OPTIONS that API Gateway answers itself. Its deployments follow (redeploy-on-change.ts). Operations of a literal OpenAPI
 * body are edited (spec-body.ts). It acts at once and looks again when the app is synthesized: a route that came later is an error
 * there, and so is an authorizer, or a scope, that somebody changed since. Not modelled: WebSocket APIs, bodies in S3, and what the app of an imported API made; each is refused or told.
 */
import { type CfnResource, Mixin } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { didYouMean } from '../../intent';
import { override } from '../../layers/data/kinds/rows';
import { CallSite } from '../../layers/declaration/call-site';
import { tooManyAuthorizers } from '../../layers/front-door/authorizer-limit';
import { clientsNotToldApart } from '../../layers/front-door/compiler/check-rest';
import type { IIdentitySource, IdentityHost } from '../../layers/identity/identity-source';
import { lookTwice } from '../../layers/last-look';
import { readIfPossible, targetOf, typeOf } from '../../layers/network/members/read';
import { writeMetadata } from '../../layers/network/verbatim';
import { finding, tell, type Told } from '../findings';
import { apiFor, type FoundApi } from './find';
import { authorizerFor, changesOfAuthorizer } from './identity-authorizer';
import { OPTIONS, optionsOf } from './options';
import { redeploy } from './redeploy-on-change';
import { type ApiRoute, METHOD, routesOf } from './routes';
import { bodyOf, editBody, isSchemeChanged, operationsOf } from './spec-body';

/** A route that anybody may call. */
export interface RouteExceptionProps {
  /** Method and path: `GET /health`; `$default` of an HTTP API. */
  readonly route: string;
  /** Why anybody may call it. */
  readonly because: string;
}

/** Whose tokens an API takes. */
export interface RequireIdentityProps {
  /** Who issues the tokens. */
  readonly identity: IIdentitySource;
  /** Scopes of which a token must carry one, in full: `documents/read`. */
  readonly scopes: string[];
  /**
   * Routes that anybody may call, each with its reason.
   * @default - none
   */
  readonly exceptRoutes?: RouteExceptionProps[];
}

/** Puts an authorizer before every route that has none. */
export class RequireIdentity extends Mixin {
  private readonly props: RequireIdentityProps;
  private readonly site = new CallSite();
  private readonly demanded = new Set<string>();
  private readonly mistakes: () => string[];
  /** Routes that this closed; with the authorizer where it is ours. */
  private readonly closed = new Map<CfnResource, CfnResource | undefined>();

  constructor(props: RequireIdentityProps) {
    super();
    const { options, mistakes } = optionsOf(props, OPTIONS.RequireIdentityProps, '`RequireIdentity`', this.site);
    this.props = options as RequireIdentityProps; // beside a mistake nothing reads them
    this.mistakes = mistakes;
  }

  /** True for an API, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return apiFor(construct) !== undefined;
  }

  /** Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const found = apiFor(construct);
    if (found === undefined) throw new Error(`ApiUnknown: \`${construct.node.path}\` is no api; expected a REST or HTTP API, L1, L2 or imported`);
    const isRead = this.mistakes().length === 0;
    if (isRead && found.kind !== 'websocket' && this.props.scopes.length > 0) {
      redeploy(construct, found, this.site);
      this.close(construct, found);
    }
    const holder = (found.resource ?? construct) as unknown as Record<symbol, Set<RequireIdentity> | undefined>;
    const known = (holder[APPLIED] ??= new Set());
    if (known.has(this)) return;
    known.add(this);
    lookTwice(construct, found.resource ?? construct, () => (isRead ? tell(this.open(construct, found).map((t) => ({ ...t, finding: { ...t.finding, where: this.site.toString() } }))) : this.mistakes()));
  }

  private get host(): IdentityHost {
    return this.props.identity.identityHost as IdentityHost;
  }

  private close(construct: IConstruct, found: FoundApi): void {
    const { scopes } = this.props;
    for (const route of routesOf(found.api)) {
      const because = this.exceptionFor(route);
      if (because !== undefined) {
        writeMetadata(route.resource, 'zero-trust', { routes: [route.name], public: because });
        continue;
      }
      if (route.access !== 'open' && route.access !== 'token') continue;
      this.demand(route.name, found);
      if (route.access === 'open') {
        override(route.resource, 'AuthorizationType', typeOf(route.resource) === METHOD ? 'COGNITO_USER_POOLS' : 'JWT');
        const authorizer = authorizerFor(construct, found, this.host);
        override(route.resource, 'AuthorizerId', authorizer.ref);
        this.closed.set(route.resource, authorizer);
      } else if (!this.closed.has(route.resource)) this.closed.set(route.resource, undefined);
      route.resource.addPropertyOverride('AuthorizationScopes', [...scopes]);
    }
    const { resource } = found;
    const body = resource === undefined ? undefined : bodyOf(resource);
    if (resource === undefined || body === undefined || body === 'unknown') return;
    const open = operationsOf(body).filter((o) => (o.access === 'open' || o.access === 'token') && this.exceptionFor(o) === undefined);
    open.forEach((o) => this.demand(o.name, found));
    if (open.length > 0) editBody(resource, body, open, scopes, this.host, found.kind === 'http' ? 'http' : 'rest');
  }

  /** Once for each scope: an identity that is built takes no more, and an aspect comes again and again. */
  private demand(route: string, { path }: FoundApi): void {
    for (const scope of this.props.scopes) {
      if (this.demanded.has(scope)) continue;
      this.demanded.add(scope);
      this.host.demand({ scope, personas: [], route: `${path} ${route}` });
    }
  }

  private exceptionFor({ name }: { readonly name: string }): string | undefined {
    const because = this.props.exceptRoutes?.find((e) => e.route.trim() === name)?.because.trim();
    return because === '' ? undefined : because;
  }

  private open(construct: IConstruct, found: FoundApi): Told[] {
    const { path, resource, kind } = found;
    const report: Tell = (id, message, at = construct, level = 'error') => ({ id, construct: at, finding: finding(level, id, message) });
    if (kind === 'websocket') return [report('ApiNotClosable', `the api \`${path}\` is a WebSocket API; expected a REST or HTTP API, because a WebSocket API asks for an identity in a Lambda authorizer of \`$connect\` alone; write one`)];
    const { scopes } = this.props;
    if (scopes.length === 0) return [report('IdentityWithoutScopes', `the api \`${path}\` is to take tokens without scopes; expected at least one scope such as \`documents/read\`, because an authorizer without scopes takes every token of the issuer, ID tokens included; pass \`scopes\``)];
    const authorizers = tooManyAuthorizers(found.api);
    const body = resource === undefined ? undefined : bodyOf(resource);
    const operations = body === undefined || body === 'unknown' ? [] : operationsOf(body).map((o) => ({ ...o, resource: resource! }));
    const routes: readonly ApiRoute[] = [...routesOf(found.api), ...operations];
    return [
      ...(authorizers === undefined ? [] : [report('DoorLimitExceeded', `authorizers of the api \`${path}\`: ${authorizers}`)]),
      ...this.exceptions(routes, path, report), ...this.identityOf(found, routes, report),
      ...(body === 'unknown' ? [report('ApiBodyUnseen', `the api \`${path}\` has its routes in a document that this app does not hold: got \`BodyS3Location\`, \`CloneFrom\` or a token, expected a literal \`Body\`; write it with \`ApiDefinition.fromInline\`, or say the authorizers in the document`)] : []),
      ...(resource === undefined ? [report('ApiPartsUnseen', `the api \`${path}\` is imported: what its own app made of it is not seen here; expected it closed there; apply the same mixin there`, construct, 'warning')] : []),
      ...routes.filter((r) => this.exceptionFor(r) === undefined).flatMap((r) => openRoute(r, path, report)),
      ...this.changed(found, routes, report),
    ];
  }

  /** Whose tokens are taken, and with which scopes, is what was written; fewer scopes are welcome, and so is whoever asks for a signature or a function now. */
  private changed({ path, resource }: FoundApi, routes: readonly ApiRoute[], report: Tell): Told[] {
    const told = (at: CfnResource, what: string): Told => report('ApiAuthorizerChanged', `${what} of the api \`${path}\` takes other tokens than \`RequireIdentity\` wrote; expected those of its identity, with \`${this.props.scopes.join('`, `')}\`; remove the override or aspect that changes it, or apply the mixin with what is meant`, at);
    const mine = routes.filter((r) => r.access === 'scopes' && this.closed.has(r.resource));
    const authorizers = new Set(mine.flatMap((r) => this.closed.get(r.resource) ?? []));
    return [
      ...[...authorizers].flatMap((a) => { const names = changesOfAuthorizer(a); return names.length === 0 ? [] : [told(a, `authorizer \`${a.node.path}\` (\`${names.join('`, `')}\`)`)]; }),
      ...mine.flatMap(({ name, resource: at }) => {
        const authorizer = this.closed.get(at);
        const scopes = readIfPossible(at, 'AuthorizationScopes');
        const isOurs = authorizer === undefined || targetOf(at, readIfPossible(at, 'AuthorizerId')) === authorizer;
        return isOurs && Array.isArray(scopes) && scopes.every((s) => this.props.scopes.includes(s as string)) ? [] : [told(at, `route \`${name}\` (\`${at.node.path}\`)`)];
      }),
      ...(resource !== undefined && isSchemeChanged(resource) ? [told(resource, 'the security scheme in the document')] : []),
    ];
  }

  private exceptions(routes: readonly ApiRoute[], path: string, report: Tell): Told[] {
    const names = new Set(routes.map((r) => r.name));
    return (this.props.exceptRoutes ?? []).flatMap(({ route, because }) => [
      ...(names.has(route.trim()) ? [] : [report('ExceptionForNoRoute', `\`exceptRoutes\` of the api \`${path}\` names \`${route}\`, which is no route of it${didYouMean(route, names, 'routes')}; remove it, or correct the name`)]),
      ...(because.trim() === '' ? [report('ExceptionWithoutReason', `\`exceptRoutes\` of the api \`${path}\` leaves \`${route}\` open without saying why; expected a reason; write it in \`because\``)] : []),
    ]);
  }

  private identityOf({ kind, path }: FoundApi, routes: readonly ApiRoute[], report: Tell): Told[] {
    const facts = this.host.facts();
    const unknown = facts.scopes === undefined ? [] : this.props.scopes.filter((s) => !facts.scopes!.includes(s));
    return [
      ...(kind === 'rest' && facts.userPoolArn === undefined ? [report('IssuerNeedsPolicyEngine', `the api \`${path}\` is a REST API and takes tokens of Cognito user pools: got an identity of kind \`${facts.kind}\`, expected a user pool, because other issuers need the policy engine's authorizer; use an HTTP API, or a user pool`)] : []),
      ...(kind === 'http' && facts.clientIds.length === 0 ? [report('HttpDoorWithoutAudience', `the api \`${path}\` takes tokens of \`${facts.kind}\` and knows none of its clients; expected the ids of the clients whose tokens it takes, because without an audience a token of any client would do; pass \`clientIds\``)] : []),
      ...(kind === 'rest' && clientsNotToldApart(facts) ? [report('ClientsNotToldApart', `the api \`${path}\` is a REST API, which cannot tell clients of a user pool apart: got \`clientIds\` of a pool that exists, expected \`clientIds: []\`, which says that scopes alone do, and no other client with these scopes; or an HTTP API, which compares the client`, undefined, 'warning')] : []),
      ...this.host.findings().map((f) => report(f.code, f.message, undefined, f.level)),
      ...(routes.length === 0 ? [] : unknown.map((s) => report('UnknownScope', `the api \`${path}\` asks for scope \`${s}\`, which no token of its identity carries${didYouMean(s, new Set(facts.scopes), 'scopes')}; expected one of them; correct the name, or add the scope to the identity`))),
    ];
  }
}

const APPLIED = Symbol.for('cdk-zero-trust.mixins.require-identity');

type Tell = (id: string, message: string, at?: IConstruct, level?: 'error' | 'warning') => Told;

function openRoute({ name, access, got, resource }: ApiRoute, path: string, report: Tell): Told[] {
  const at: CfnResource = resource;
  const what = `route \`${name}\` of the api \`${path}\` (\`${at.node.path}\`)`;
  switch (access) {
    case 'open': return [report('ApiRouteOpen', `${what} asks nobody who he is: got no authorizer, expected one with scopes; apply \`RequireIdentity\` when all routes are there, or as an aspect, or name it in \`exceptRoutes\` with a reason`, at)];
    case 'token': return [report('ApiRouteWithoutScopes', `${what} takes any token of its issuer, ID tokens included: got an authorizer without scopes, expected scopes; write \`AuthorizationScopes\``, at)];
    case 'unknown': return [report('ApiRouteUnknown', `${what} may be open: got ${got ?? 'what only the deployment knows'}, expected an authorizer with scopes; write it down`, at)];
    default: return [];
  }
}
