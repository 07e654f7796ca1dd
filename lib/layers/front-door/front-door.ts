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
import { Annotations, AspectPriority, Aspects, attachCustomSynthesis, type CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type Finding, formatFinding, type Intent, sortFindings } from '../../intent';
import type { DataProtection } from '../data/data-protection';
import { CallSite } from '../declaration/call-site';
import { Declaration, registerFacade } from '../declaration/declaration';
import { Persona, type PersonaProps } from '../declaration/people';
import { Posture } from '../declaration/posture';
import type { IdentityHost } from '../identity/identity-source';
import type { PersonaFacts } from '../identity/model';
import type { Microsegmentation } from '../network/microsegmentation';
import { relativePath } from '../network/stage-path';
import { writeStageFiles } from '../network/write-files';
import { buildDoor, type BuiltDoor } from './build';
import type { FrontDoorProps } from './door-props';
import { emptyDoor, type EmptyDoor } from './empty-door';
import { intentFacts, STAGE_NAME } from './facts';
import { handlerName } from './handler-facts';
import { DoorProfile, DoorProtocol } from './profiles';
import type { RouteProps } from './route';
import { RouteData } from './route-data';
import { hostOfIdentity, strangeIn } from './sane-route';
import { loadTruststore, type LoadedTruststore } from './truststore-asset';
import { verifyDoor } from './verify';

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
  /** @internal The network of the same façade, which builds the intent for all. */
  public readonly _network?: Microsegmentation;
  /** @internal */
  public readonly _identity?: IdentityHost;
  /** @internal By id, as the intent normalises it. */
  public readonly _routes = new Map<string, DeclaredRoute>();
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
    const shared = (props as { [SHARED]?: Shared })[SHARED];
    const site = new CallSite();
    this._site = site;
    this.doorId = id;
    this._props = props;
    this._network = shared?.network;
    this._declaration = shared?.declaration ?? new Declaration(relativePath(this, this.node.path), props.posture ?? Posture.STANDARD);
    this._identity = hostOfIdentity(props.identity, id, site);
    this._known = emptyDoor(this, props);
    this._truststore = loadTruststore(this, props, (level, code, message) => this._declaration.report(level, code, message, site));
    this.routeData = new RouteData(this, props.dataProtection ?? shared?.data);
    this._declaration.add('doors', {
      id, displayName: props.displayName, protocol: props.protocol ?? DoorProtocol.REST, profile: props.profile ?? DoorProfile.TLS13,
    }, () => site.toString());
    this._declaration.addDoorFacts(intentFacts(this));
    Aspects.of(this).add({ visit: (node: IConstruct) => { if (node === this) this._build(); } }, { priority: AspectPriority.MUTATING });
    this.node.addValidation({ validate: () => this.mistakes().map(formatFinding) });
    if (shared === undefined) {
      registerFacade(this);
      attachCustomSynthesis(this, { onSynthesize: (session) => writeStageFiles(this, session) });
    }
  }

  /** Opens one method of one path to whom the route says. */
  public addRoute(route: string, props: RouteProps): void {
    props ??= {} as RouteProps; // of JavaScript: told as what is missing
    const site = new CallSite();
    const id = String(route).trim();
    const strange = strangeIn(id, props);
    if (strange.length > 0) {
      for (const { code, message } of strange) this._declaration.report('error', code, message, site);
      // The rest of it is judged, and nothing is built.
      this._declaration.add('routes', { door: this.doorId, route: id, handler: { kind: 'function', path: id }, publicBecause: 'not judged' }, () => site.toString());
      return;
    }
    this.takePersonas(props.personas ?? []);
    this._declaration.add('routes', {
      door: this.doorId, route: id, handler: props.handler === undefined ? undefined : handlerName(props.handler, this), scopes: props.scopes, personas: props.personas?.map((p) => p.personaId),
      callers: props.callers?.map((c) => ({ path: relativePath(this, c.node.path) })), publicBecause: props.publicBecause, because: props.because, purpose: props.purpose,
      minimumTier: props.minimumTier, objectRule: props.objectRule, stepUpSeconds: props.stepUpAge?.toSeconds(),
    }, () => site.toString());
    // The first of two is the one that is built; the intent refuses the second.
    if (!this._routes.has(id)) this._routes.set(id, { id, props, site });
    this.routeData.add(id, props, site);
    this.demand(id, props);
  }

  /** Declares a kind of subject, where the door stands alone; in a façade `zt.addPersona` does. */
  public addPersona(id: string, props: PersonaProps = {}): Persona {
    this._declaration.add('personas', { id, displayName: props.displayName, description: props.description, groups: props.groups });
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
    if (this.built === undefined) {
      const result = buildDoor(this);
      this.built = { ...result, findings: sortFindings(result.findings) };
      for (const f of this.built.findings) {
        if (f.level === 'warning') Annotations.of(this).addWarningV2(`cdk-zero-trust:${f.code}`, formatFinding(f));
      }
    }
    return this.built;
  }

  /** @internal For the files of the stage, where this layer stands alone. */
  public get _intent(): Intent {
    return this._build().intent;
  }

  private mistakes(): readonly Finding[] {
    const built = this._build();
    const errors = built.findings.filter((f) => f.level === 'error');
    return errors.length > 0 || !built.isMade ? errors : verifyDoor(this, built);
  }

  /** What the identity was told of people is declared here as well. */
  private takePersonas(personas: readonly Persona[]): void {
    const known = (this._props.identity as { _personas?: ReadonlyMap<string, PersonaFacts> } | undefined)?._personas;
    for (const { personaId: id } of personas) {
      const groups = known?.get(id)?.groups ?? [];
      if (groups.length > 0 && this._declaration.personaGroups(id).length === 0) this._declaration.add('personas', { id, groups });
    }
  }

  /** Whoever issues tokens derives scopes and groups from this. */
  private demand(id: string, { scopes = [], personas = [], purpose }: RouteProps): void {
    if (this._identity === undefined) return;
    const names = personas.map((p) => p.personaId);
    for (const name of names) this._identity.addPersona({ id: name, groups: this._declaration.personaGroups(name) });
    for (const scope of scopes) this._identity.demand({ scope, personas: names, route: `${id} of ${relativePath(this, this.node.path)}`, ...(purpose === undefined ? {} : { purpose }) });
  }

  private domainAttribute(attribute: string): string {
    const { domain } = this._known;
    if (domain === undefined) throw new Error(`DoorWithoutDomain: door \`${this.doorId}\` has no custom domain; pass \`domain\``);
    return domain.getAtt(attribute).toString();
  }
}
