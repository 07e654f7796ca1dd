/**
 * Who people and programs are: a user pool with every known trap closed, whose scopes follow from the routes and whose tokens carry only what the subject's
 * personas may carry.
 *
 *   const identity = new IdentityFoundation(this, 'Identity');
 *   const employee = identity.addPersona('employee', { groups: ['staff'] });
 *   identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }));
 *   identity.addScope('documents/read', [employee]);                                        // or: door.addRoute(..., { scopes: ['documents/read'], personas: [employee] })
 *
 * All mistakes are reported together at synth. Closed by default, and how to open each with a reason: docs/identity.md. Not here: a web firewall on the pool
 * (issue 7), mail (Cognito's own sender, 50 messages a day, until `EmailConfiguration` is set), second factors by SMS.
 */
import { Stack } from 'aws-cdk-lib';
import type { aws_cognito as refs } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import type { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { compareText, type Finding, formatFinding } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { PERSONA_OPTIONS, readOption, readOptions, type Tell, TEXT } from '../declaration/options';
import { Persona, type PersonaProps } from '../declaration/people';
import { Posture } from '../declaration/posture';
import { atSynthesis, refuse } from '../last-look';
import { compiledAtSynth, told } from '../layer';
import { relativePath } from '../network/segment';
import { AppClient, type ClientData } from './app-client';
import { buildIdentity, type BuiltIdentity } from './build';
import type { SignInContext } from './checks';
import { type ClientSettings, emitClient } from './emit-clients';
import { type EmittedIdentity, emitIdentity } from './emit';
import type { Federation, FederationData } from './federation';
import type { IdentityHost, IIdentitySource } from './identity-source';
import type { PoolSettings } from './emit-pool';
import type { PersonaFacts, ScopeDemand } from './model';
import { CLIENT, OPTIONS, PERSONA, PERSONAS, RISK } from './options';
import { OWN, whyNobody } from './scopes';
import { Sessions, type SessionProps } from './sessions';
import { type FeaturePlan, type LoginDomain, Mfa, type SdkSignInProps, ThreatProtection } from './sign-in';
import { verifyIdentity } from './verify';
import { Written } from './written';

/** How people sign in. Idle it costs nothing: Cognito bills monthly active users, by the plan. (Cognito pricing.) */
export interface IdentityFoundationProps {
  /** @default Posture.STANDARD */
  readonly posture?: Posture;
  /**
   * Clients by their ids; `addClient` adds more.
   * @default - none
   */
  readonly clients?: { [id: string]: AppClient };
  /**
   * Who else may say who somebody is: the first choice for staff. Clients offer these providers instead of the pool's own users.
   * @default - the pool's own users alone
   */
  readonly federation?: Federation[];
  /**
   * The plan of the pool. One that lacks a feature is refused (`PlanTooLow`).
   * @default - the lowest that has all features: ESSENTIALS, and PLUS with threat protection or activity logs
   */
  readonly plan?: FeaturePlan;
  /** @default Mfa.required() */
  readonly mfa?: Mfa;
  /**
   * People may sign in with passkeys.
   * @default true
   */
  readonly passkeys?: boolean;
  /**
   * Domain that passkeys are for. It must be the login domain where that is one of your own.
   * @default - the login domain
   */
  readonly relyingParty?: string;
  /**
   * Where the login pages and the token endpoint are.
   * @default - a prefix made from the stack's name, the construct's path and the account
   */
  readonly domain?: LoginDomain;
  /**
   * What happens at sign-ins that look like somebody else's. Needs the plan PLUS.
   * @default - ThreatProtection.enforce() for posture HIGH, else none
   */
  readonly threatProtection?: ThreatProtection;
  /**
   * Who signed in from where, as a log. Needs the plan PLUS.
   * @default - with threat protection
   */
  readonly activityLogs?: boolean;
  /**
   * How many old passwords nobody may use again, 0 to 24.
   * @default 24
   */
  readonly passwordHistory?: number;
  /**
   * Sign-in by an SDK, beside the login pages.
   * @default - the login pages alone
   */
  readonly sdkSignIn?: SdkSignInProps;
  /**
   * Temporary credentials of AWS for people: tags of their sessions. The identity pool is made with the first `sessionRole`.
   * @default - tag `sub` with the subject
   */
  readonly sessions?: SessionProps;
  /**
   * Why anybody may make an account for himself.
   * @default - administrators make accounts
   */
  readonly selfSignUpBecause?: string;
  /**
   * Why people who signed in by SDK may use Cognito's own API: change their attributes, passwords and factors.
   * @default - the hook takes the scope `aws.cognito.signin.user.admin` away
   */
  readonly selfServiceBecause?: string;
  /**
   * Why the classic login pages, which have no passkeys, have to do.
   * @default - managed login
   */
  readonly classicLoginBecause?: string;
  /**
   * Why there is no pre-token hook. Then nothing keeps scopes to personas, and routes may name none.
   * @default - there is one
   */
  readonly noTokenHookBecause?: string;
}

/** A user pool, closed. */
export class IdentityFoundation extends Construct implements IIdentitySource {
  /** The user pool. */
  public readonly userPool: refs.IUserPoolRef;
  /** `https://cognito-idp.REGION.amazonaws.com/POOL`: the `iss` of its tokens. */
  public readonly issuer: string;
  /** Host of the login pages and the token endpoint. */
  public readonly loginHost: string;
  public readonly identityHost: any;

  /** @internal */
  public readonly _settings: PoolSettings;
  /** @internal */
  public readonly _signIn: SignInContext;
  /** @internal */
  public readonly _emitted: EmittedIdentity;
  /** @internal */
  public readonly _clients = new Map<string, { readonly data: ClientData; readonly resource: CfnUserPoolClient; readonly site: CallSite }>();
  /** @internal */
  public readonly _personas = new Map<string, PersonaFacts>();
  /** @internal */
  public readonly _demands: ScopeDemand[] = [];
  /** @internal */
  public readonly _federation: readonly FederationData[];
  /** @internal */
  public readonly _clientSettings: ClientSettings;
  /** @internal */
  public readonly _sdkScopes: readonly string[];
  /** @internal */
  public readonly _hasHook: boolean;
  /** @internal */
  public readonly _hasSelfService: boolean;
  /** @internal */
  public readonly _plan?: FeaturePlan;
  /** @internal */
  public readonly _written = new Written();
  /** @internal Where it was made. */
  public readonly _site: CallSite;
  /** @internal Mistakes that only the calls can see. */
  public readonly _reports: Finding[] = [];
  /** @internal Made with the first session role. */
  public _sessions?: Sessions;
  private readonly sessionProps: SessionProps;
  /** What doors said of personas, to be read when everything is declared. */
  private readonly told: { readonly persona: PersonaFacts; readonly site: CallSite }[] = [];
  private built?: BuiltIdentity;

  constructor(scope: Construct, id: string, props: IdentityFoundationProps = {}) {
    super(scope, id);
    this._site = new CallSite();
    const path = relativePath(this, this.node.path);
    const { options } = readOptions(props, OPTIONS.IdentityFoundationProps, `identity \`${path}\``, this.telling(this._site));
    const risk = options.threatProtection === undefined ? undefined : readOptions(options.threatProtection.risk, RISK, `\`threatProtection\` of identity \`${path}\``, this.telling(this._site));
    const posture = options.posture ?? Posture.STANDARD;
    const mfa = options.mfa ?? Mfa.required();
    const asked = risk === undefined || risk.wrong.size === 0 ? options.threatProtection : ThreatProtection.enforce(risk.options);
    const threatProtection = asked ?? (posture === Posture.HIGH ? ThreatProtection.enforce() : undefined);
    this._federation = (options.federation ?? []).map((f) => f._data);
    const common = { mfa, passkeys: options.passkeys ?? true, relyingParty: options.relyingParty, domain: options.domain, hasClassicLogin: options.classicLoginBecause !== undefined, passwordHistory: options.passwordHistory ?? 24, threatProtection };
    this._settings = { ...common, posture, mayRegister: options.selfSignUpBecause !== undefined, hasFederatedGroups: this._federation.some((f) => f.groupsClaim !== undefined) };
    this._plan = options.plan;
    this._hasHook = options.noTokenHookBecause === undefined;
    this._hasSelfService = options.selfServiceBecause !== undefined;
    this._sdkScopes = [...new Set(options.sdkSignIn?.scopes ?? [])].sort(compareText);
    this._clientSettings = { passkeys: common.passkeys, federation: this._federation, hasManagedLogin: !common.hasClassicLogin, sdkFlows: options.sdkSignIn === undefined ? [] : ['ALLOW_USER_SRP_AUTH', ...(options.sdkSignIn.passwords === true ? ['ALLOW_USER_PASSWORD_AUTH'] : [])] };
    const now: unknown = this.node.tryGetContext('zero-trust:now');
    this._signIn = {
      path, ...common, now: typeof now === 'string' ? now : '',
      reasons: { 'selfSignUpBecause': options.selfSignUpBecause, 'selfServiceBecause': options.selfServiceBecause, 'classicLoginBecause': options.classicLoginBecause, 'noTokenHookBecause': options.noTokenHookBecause, 'sdkSignIn.because': options.sdkSignIn?.because },
    };
    this.sessionProps = options.sessions ?? {};
    this._emitted = this._written.taking(this, () => emitIdentity(this, this._settings, this._federation, options.activityLogs ?? threatProtection !== undefined));
    this.userPool = this._emitted.pool;
    this.issuer = `https://${this._emitted.pool.attrProviderName}`;
    this.loginHost = this._emitted.host;
    this.identityHost = this.host();
    for (const [clientId, client] of Object.entries(options.clients ?? {})) this.addClient(clientId, client);
    let isLookedAt = false;
    compiledAtSynth(this, () => this._build(), (built) => { isLookedAt = true; return verifyIdentity(this, built); });
    atSynthesis(this, () => { if (isLookedAt) refuse(this, verifyIdentity(this, this._build()).map(formatFinding)); });
  }

  /** A kind of subject: whoever is in one of the groups. The groups are made; who is in them is the administrators' to say. */
  public addPersona(id: string, props: PersonaProps = {}): Persona {
    this.assertOpen(`persona \`${id}\``);
    const tell = this.telling(new CallSite());
    const name = readOption(id, TEXT, `the id of a persona of \`${this._signIn.path}\``, tell);
    const { options } = readOptions(props, PERSONA_OPTIONS, `persona \`${String(id)}\` of \`${this._signIn.path}\``, tell);
    if (name !== undefined) this.takePersona({ id, groups: options.groups ?? [] });
    const persona = new Persona(String(id));
    persona._owner = this._signIn.path;
    return persona;
  }

  /** An application that asks for tokens. Its id is its identity: another id is another client, with another secret. */
  public addClient(id: string, client: AppClient): refs.IUserPoolClientRef {
    this.assertOpen(`client \`${id}\``);
    const what = `client \`${String(id)}\` of \`${this._signIn.path}\``;
    const { _data: data } = readOption(client, CLIENT, what, this.telling(new CallSite())) ?? AppClient.web({ callbackUrls: ['https://localhost/'] });
    const known = this._clients.get(id);
    const isId = typeof id === 'string' && /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(id) && id.length <= 60;
    if (known !== undefined || !isId) {
      const message = known !== undefined ? `client \`${id}\` of \`${this._signIn.path}\` is there twice; expected one of each id; rename or remove one` : `client id \`${id}\` of \`${this._signIn.path}\` is not usable; expected at most 60 letters, digits and single hyphens, a letter first; rename it`;
      this._reports.push({ code: 'ClientIdInvalid', level: 'error', pointer: '', where: new CallSite().toString(), message });
    }
    const resource = this._written.taking(this, () => emitClient(this, known !== undefined || !isId ? `Wrong${this._reports.length}` : id, data, this._emitted.pool, this._clientSettings));
    if (known === undefined && isId) this._clients.set(id, { data, resource, site: new CallSite() });
    return resource;
  }

  /** A scope that no route of a door declares: for APIs of others. `documents/read` is scope `read` of resource server `documents`. Without personas every subject may carry it whose client has it. */
  public addScope(scope: string, personas: Persona[] = []): void {
    this.assertOpen(`scope \`${scope}\``);
    const site = new CallSite();
    const tell = this.telling(site);
    const name = readOption(scope, TEXT, `a scope of \`${this._signIn.path}\``, tell);
    const who = readOption(personas, PERSONAS, `personas of scope \`${String(scope)}\``, tell);
    if (name === undefined || who === undefined) return;
    this._demands.push({ scope, personas: who.map((p) => p.personaId), route: OWN, site, owners: Object.fromEntries(who.flatMap((p) => (p._owner === undefined ? [] : [[p.personaId, p._owner]]))) });
  }

  /** Temporary credentials of AWS for people who are the persona. What they permit is declared: with `addDataFlow`, or on the role. */
  public sessionRole(persona: Persona): iam.Role {
    const who = readOption(persona, PERSONA, `who gets a session role of \`${this._signIn.path}\``, this.telling(new CallSite()));
    if (who !== undefined && this.isOfOther(who)) this.telling(new CallSite())('UnknownPersona', `a session role of \`${this._signIn.path}\` is for persona \`${who.personaId}\` of \`${who._owner ?? ''}\`, whom it does not know; expected a persona of its own; declare it with \`addPersona\``);
    const name = who?.personaId ?? `Wrong${this._reports.length}`;
    this.assertOpen(`the session role of \`${name}\``);
    this._sessions ??= this._written.taking(this, () => new Sessions(this, 'Sessions', this.sessionProps));
    const sessions = this._sessions;
    return this._written.taking(sessions, () => sessions.roleOf(name), true);
  }

  /** @internal Compiles once; what is declared from now on would be lost. */
  public _build(): BuiltIdentity {
    if (this.built === undefined) for (const { persona, site } of this.told.splice(0)) this.takePersona(persona, site);
    this.built ??= told(this, buildIdentity(this));
    return this.built;
  }

  private assertOpen(what: string): void {
    if (this.built !== undefined) throw new Error(`DeclaredTooLate: ${what} is declared after the app was synthesized (or by an aspect that ran later), when the user pool is built already; declare it before`);
  }

  /** Another identity declared it, and this one was told of nobody of that name. */
  private isOfOther({ personaId, _owner: owner }: Persona): boolean {
    return owner !== undefined && owner !== this._signIn.path && !this._personas.has(personaId);
  }

  private telling(site: CallSite): Tell {
    return (code, message) => { this._reports.push({ code, level: 'error', pointer: '', where: site.toString(), message }); };
  }

  /** One persona may be told by several doors; one that knows no groups of it says nothing. */
  private takePersona({ id, groups }: PersonaFacts, site = new CallSite()): void {
    const known = this._personas.get(id)?.groups ?? [];
    const told = [...new Set(groups)].sort(compareText);
    if (known.length > 0 && told.length > 0 && known.join() !== told.join()) {
      const words = [known, told].map((list) => list.map((g) => `\`${g}\``).join(', '));
      this._reports.push({ code: 'PersonaOfTwoGroups', level: 'error', pointer: '', where: site.toString(), message: `persona \`${id}\` is told to \`${this._signIn.path}\` twice, as ${words[0]} and as ${words[1]}; expected the same groups by whomever: whoever is in any of them would carry the scopes of both; name one of the personas otherwise` });
    }
    this._personas.set(id, { id, groups: known.length > 0 ? known : told });
  }

  private host(): IdentityHost {
    const path = this._signIn.path;
    const scopes = (): string[] => [...new Set(this._demands.map((d) => d.scope))].sort(compareText);
    const userClients = (): [string, { readonly data: ClientData; readonly resource: CfnUserPoolClient }][] => [...this._clients].sort(([a], [b]) => compareText(a, b));
    return {
      construct: this,
      demand: (demand) => { this.assertOpen(`a route that asks for \`${demand.scope}\``); this._demands.push(demand); },
      addPersona: (persona) => {
        if (this.built === undefined) {
          this.told.push({ persona, site: new CallSite() });
          return;
        }
        const known = this._personas.get(persona.id)?.groups;
        if (known !== undefined && (persona.groups.length === 0 || [...persona.groups].sort(compareText).join() === known.join())) return; // a door that is built later says what is known
        this.assertOpen(`persona \`${persona.id}\``);
      },
      groupsOf: (id) => [this._personas.get(id), ...this.told.map((t) => t.persona).filter((p) => p.id === id)].find((p) => (p?.groups.length ?? 0) > 0)?.groups ?? [],
      whyNobody: (persona, wanted) => whyNobody(path, persona, wanted, { clients: userClients().map(([clientId, { data }]) => ({ id: clientId, data })), sdkScopes: this._sdkScopes }),
      facts: () => ({ kind: 'user-pool', issuer: this.issuer, userPoolArn: this._emitted.pool.attrArn, clientIds: userClients().map(([, c]) => c.resource.ref), scopes: scopes(), enforcesPersonas: this._hasHook }),
      data: () => ({
        path, kind: 'user-pool', issuer: this.issuer, template: Stack.of(this).templateFile, logicalId: String(Stack.of(this).resolve(this._emitted.pool.logicalId)), scopes: scopes(),
        clients: userClients().map(([clientId, { data }]) => ({ id: clientId, kind: data.kind, scopes: [...data.scopes ?? scopes().filter((s) => this._demands.some((d) => d.scope === s && d.personas.length > 0))].sort(compareText) })),
      }),
      findings: () => [],
    };
  }
}
