/**
 * The front door: routes with who may call them in, an API with every trap closed out.
 *
 *   const door = new FrontDoor(this, 'Door', { identity });
 *   door.addRoute('GET /documents/{id}', { handler: RouteHandler.function(read), personas: [employee], scopes: ['documents/read'] });
 *
 * Nothing is open that no route opens. Everything is compiled once, when the app is synthesized; then all mistakes are reported
 * together, and nothing is built beside one. The account's role for API Gateway's logs (`AWS::ApiGateway::Account`) and the DNS record
 * of a domain are the account's, and not made here. Not modelled: what a handler does with a request.
 *
 * A route that is removed: CloudFormation deploys the API before it deletes the method, so that the stage has it until the next
 * deployment (aws-cdk issue 14660, serverless issue 7542). Functions and services refuse it at once, because the permission or the role
 * is gone; what stands behind a VPC link is still asked, by whom the route let in, until the door is deployed once more.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { aws_apigateway as apigateway } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { formatFinding, type Intent } from '../../intent';
import type { DataProtection } from '../data/data-protection';
import { CallSite } from '../declaration/call-site';
import { Declaration } from '../declaration/declaration';
import { readOptions } from '../declaration/options';
import { Persona, type PersonaProps } from '../declaration/people';
import { Posture } from '../declaration/posture';
import type { IdentityHost } from '../identity/identity-source';
import { atSynthesis, refuse } from '../last-look';
import { compiledAtSynth, standsAlone, told } from '../layer';
import type { Microsegmentation } from '../network/microsegmentation';
import { relativePath } from '../network/stage-path';
import { buildDoor, type BuiltDoor } from './build';
import type { FrontDoorProps } from './door-props';
import { emptyDoor, type EmptyDoor } from './empty-door';
import { intentFacts, STAGE_NAME } from './facts';
import { FRONT_DOOR } from './options';
import { DoorProfile, DoorProtocol } from './profiles';
import type { RouteProps } from './route';
import { RouteData } from './route-data';
import { hostOfIdentity, personaEntry, readRoute } from './sane-route';
import type { LoadedTruststore } from './truststore-asset';
import { verifyAgain, verifyDoor } from './verify';

/** A route as it was declared. @internal */
export interface DeclaredRoute {
  readonly id: string;
  readonly props: RouteProps;
  readonly site: CallSite;
}

/** How a façade hands over what it shares, without a word of it in the public API. */
const SHARED = Symbol('cdk-zero-trust.front-door');
interface Shared {
  readonly declaration: Declaration;
  readonly network: Microsegmentation;
  readonly data: DataProtection;
}

/** Reads certificates, and with them the root certificates of Node: a door without a truststore pays nothing for it. */
function truststores(): typeof import('./truststore-asset') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./truststore-asset') as typeof import('./truststore-asset');
}

/** An API whose routes say who may call them. */
export class FrontDoor extends Construct {
  /** @internal */
  public static _within(scope: Construct, id: string, props: FrontDoorProps, shared: Shared): FrontDoor {
    return new FrontDoor(scope, id, Object.assign({ ...props }, { [SHARED]: shared }));
  }

  /** Its name in the intent: the id of the construct. */
  public readonly doorId: string;
  /** @internal */
  public readonly _declaration: Declaration;
  /** @internal */
  public readonly _props: FrontDoorProps;
  /** @internal Names of options that were of another kind, and are left out of `_props`. */
  public readonly _wrong: ReadonlySet<string>;
  /** @internal The network of the same façade, which builds the intent for all. */
  public readonly _network?: Microsegmentation;
  /** @internal */
  public readonly _identity?: IdentityHost;
  /** @internal By id, as the intent normalises it. */
  public readonly _routes = new Map<string, DeclaredRoute>();
  /** @internal Of personas of routes, the identity that declared each. */
  public readonly _owners = new Map<string, string>();
  /** @internal */
  public readonly _truststore?: LoadedTruststore;
  /** @internal Where it was made. */
  public readonly _site: CallSite;
  /** @internal What stands before anything is built. */
  public readonly _known: EmptyDoor;
  private readonly routeData: RouteData;
  private built?: BuiltDoor;

  constructor(scope: Construct, id: string, props: FrontDoorProps = {}) {
    super(scope, id);
    const shared = (props as { [SHARED]?: Shared } | null)?.[SHARED];
    const site = new CallSite();
    this._site = site;
    this.doorId = id;
    const told: [code: string, message: string][] = [];
    const { options, wrong } = readOptions(props, FRONT_DOOR, `door \`${id}\``, (...one) => told.push(one));
    this._props = options;
    this._wrong = wrong;
    this._network = shared?.network;
    this._declaration = shared?.declaration ?? new Declaration(relativePath(this, this.node.path), options.posture ?? Posture.STANDARD);
    for (const [code, message] of told) this._declaration.report('error', code, message, site);
    this._identity = hostOfIdentity(options.identity, id, site);
    this._known = emptyDoor(this, options);
    this._truststore = options.domain?.truststore === undefined ? undefined : truststores().loadTruststore(this, options, (level, code, message) => this._declaration.report(level, code, message, site));
    this.routeData = new RouteData(this, options.dataProtection ?? shared?.data);
    this._declaration.add('doors', {
      id, displayName: options.displayName, protocol: options.protocol ?? DoorProtocol.REST, profile: options.profile ?? DoorProfile.TLS13,
    }, () => site.toString());
    this._declaration.addDoorFacts(intentFacts(this));
    this._network?._beforeBuild(() => { this.settlePersonas(); });
    compiledAtSynth(this, () => this._build(), (built) => (built.isMade ? verifyDoor(this, built) : []));
    atSynthesis(this._api, () => { if (this.built?.isMade === true) refuse(this, verifyAgain(this, this.built).map(formatFinding)); });
    if (shared === undefined) standsAlone(this);
  }

  /** Opens one method of one path to whom the route says. */
  public addRoute(route: string, props: RouteProps): void {
    const site = new CallSite();
    const id = String(route).trim();
    const { options, entry } = readRoute(id, props, this, (code, message) => { this._declaration.report('error', code, message, site); });
    this._declaration.add('routes', { door: this.doorId, route: id, ...entry }, () => site.toString());
    for (const { personaId, _owner } of options.personas ?? []) if (_owner !== undefined) this._owners.set(personaId, _owner);
    this.demand(id, options);
    if (options.handler === undefined) return;
    // The first of two is the one that is built; the intent refuses the second.
    const sane = options as RouteProps;
    if (!this._routes.has(id)) this._routes.set(id, { id, props: sane, site });
    this.routeData.add(id, sane, site);
  }

  /** Declares a kind of subject, where the door stands alone; in a façade `zt.addPersona` does. */
  public addPersona(id: string, props: PersonaProps = {}): Persona {
    this._declaration.add('personas', personaEntry(id, props));
    return new Persona(id);
  }

  /** Where it is called: `https://api.example.com/v1`, or the API's own host and stage. */
  public get url(): string {
    const { domain } = this._props;
    if (domain !== undefined) return `https://${domain.domainName}${domain.basePath === undefined ? '' : `/${domain.basePath}`}`;
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.apiId}.execute-api.${region}.${urlSuffix}/${this.stageName}`;
  }

  /** Id of the API. */
  public get apiId(): string {
    return this._api.ref;
  }

  /** Name of its only stage. */
  public get stageName(): string {
    return this._props.stageName ?? STAGE_NAME;
  }

  /** ARN of the stage, e.g. for a web firewall. */
  public get stageArn(): string {
    const { partition, region } = Stack.of(this);
    const apis = this._props.protocol === DoorProtocol.HTTP ? 'apis' : 'restapis';
    return `arn:${partition}:apigateway:${region}::/${apis}/${this.apiId}/stages/${this.stageName}`;
  }

  /** Its custom domain, for doors that share it under other base paths (`domain.existing`). Throws where the door has none of its own. */
  public get customDomain(): apigateway.IDomainNameRef {
    return this.ownDomain() as unknown as apigateway.IDomainNameRef;
  }

  /** The name that the DNS record of the custom domain points to. Throws where the door has none. */
  public get regionalDomainName(): string {
    return this.domainAttribute('RegionalDomainName');
  }

  /** The hosted zone of `regionalDomainName`, for alias records. Throws where the door has no custom domain. */
  public get regionalHostedZoneId(): string {
    return this.domainAttribute('RegionalHostedZoneId');
  }

  /** @internal */
  public get _api(): CfnResource {
    return this._known.api;
  }

  /** @internal */
  public get _stage(): CfnResource {
    return this._known.stage;
  }

  /** @internal Compiles once; everything that is declared later comes too late. */
  public _build(): BuiltDoor {
    if (this.built === undefined && this._network === undefined) this.settlePersonas();
    this.built ??= told(this, buildDoor(this));
    return this.built;
  }

  /** @internal For the files of the stage, where this layer stands alone. */
  public get _intent(): Intent {
    return this._build().intent;
  }

  /** What the identity was told of people is declared here as well, whoever said it first. */
  private settlePersonas(): void {
    const named = new Set([...this._routes.values()].flatMap(({ props }) => (props.personas ?? []).map((p) => p.personaId)));
    for (const id of [...named].sort()) {
      const groups = this._identity?.groupsOf?.(id) ?? [];
      if (groups.length > 0 && this._declaration.personaGroups(id).length === 0) this._declaration.add('personas', { id, groups });
    }
  }

  /** Whoever issues tokens derives scopes and groups from this. */
  private demand(id: string, { scopes = [], personas = [], purpose }: Partial<RouteProps>): void {
    if (this._identity === undefined) return;
    const names = personas.map((p) => p.personaId);
    const declaration = this._declaration;
    for (const name of names) this._identity.addPersona({ id: name, get groups() { return declaration.personaGroups(name); } });
    for (const scope of scopes) this._identity.demand({ scope, personas: names, route: `${id} of ${relativePath(this, this.node.path)}`, ...(purpose === undefined ? {} : { purpose }) });
  }

  private domainAttribute(attribute: string): string {
    return this.ownDomain().getAtt(attribute).toString();
  }

  private ownDomain(): CfnResource {
    const { domain } = this._known;
    if (domain === undefined) throw new Error(`DoorWithoutDomain: door \`${this.doorId}\` has no custom domain of its own; pass \`domain\`, or ask whoever makes the existing one`);
    return domain;
  }
}
