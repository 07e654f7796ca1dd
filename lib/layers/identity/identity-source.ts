/**
 * Who issues the tokens that a front door takes: an `IdentityFoundation`, a pool that exists, or any OIDC issuer.
 *
 *   new FrontDoor(this, 'Door', { identity: new IdentityFoundation(this, 'Identity') });
 *   new FrontDoor(this, 'Door', { identity: IdentitySource.fromUserPool(pool, { clientIds: ['1a2b3c'], scopes: ['documents/read'] }) });
 *
 * Of a pool or issuer that exists nothing is known but what is said here: nothing of it is closed, and it is not looked at.
 */
import { Stack } from 'aws-cdk-lib';
import type { aws_cognito as cognito } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { compareText, type Finding, Findings } from '../../intent';
import type { IdentityData } from '../../intent/model-front-door';
import { CallSite } from '../declaration/call-site';
import { relativePath } from '../network/stage-path';
import { readOption, type Tell } from '../declaration/options';
import type { IdentityFacts, PersonaFacts, ScopeDemand } from './model';
import { OPTIONS, POOL, readEarly, type Told } from './options';
import { compileScopes, OWN } from './scopes';

/** Something whose tokens a front door takes: `IdentityFoundation`, or what `IdentitySource` makes of a pool or issuer that exists. */
export interface IIdentitySource {
  /** Internal: what a door needs to know, and what it asks for. */
  readonly identityHost: any;
}

/** Behind `identityHost`. @internal */
export interface IdentityHost {
  /** Where it stands; absent for an issuer. */
  readonly construct?: IConstruct;
  /** Called for each route when it is declared; scopes and personas follow from it when the app is synthesized. */
  demand(demand: ScopeDemand): void;
  /** `groups` is read when everything is declared: a route may name a persona before anybody says who it is. */
  addPersona(persona: PersonaFacts): void;
  /** Groups of a persona, as far as it was told of them; asked when everything is declared. Absent: it knows none. */
  groupsOf?(personaId: string): readonly string[];
  /** Why nobody can carry one of these scopes as this persona; undefined where somebody can, or where it is not known. Asked when everything is declared. */
  whyNobody?(persona: PersonaFacts, scopes: readonly string[]): string | undefined;
  /** Asked when everything is declared. */
  facts(): IdentityFacts;
  /** For the intent; asked when everything is declared. */
  data(): IdentityData;
  /** Mistakes that it cannot report itself, because it is no construct: each door that takes its tokens reports them. */
  findings(): readonly Finding[];
}

/** What is known of a user pool that exists. */
export interface ExistingUserPoolProps {
  /** Ids of the clients whose tokens are taken. */
  readonly clientIds: string[];
  /**
   * All scopes that its tokens may carry, in full.
   * @default - not known; a route may ask for any
   */
  readonly scopes?: string[];
  /**
   * What keeps a token from carrying a scope that none of the subject's personas may carry: a pre-token hook of your own, one client for each kind of people.
   * It is believed, and shown to reviewers.
   * @default - nothing does, and routes may name no personas
   */
  readonly personasEnforcedBecause?: string;
}

/** What is known of an OIDC issuer. */
export interface IssuerProps {
  /** `https` address of the issuer, the `iss` of its tokens. */
  readonly issuer: string;
  /** Values of `aud` or `client_id` that are taken. */
  readonly audiences: string[];
  /**
   * All scopes that its tokens may carry.
   * @default - not known; a route may ask for any
   */
  readonly scopes?: string[];
  /**
   * What keeps a token from carrying a scope that none of the subject's personas may carry. It is believed, and shown to reviewers.
   * @default - nothing does, and routes may name no personas
   */
  readonly personasEnforcedBecause?: string;
}

/** A pool or issuer that exists. */
export class IdentitySource implements IIdentitySource {
  /** A user pool: L1, L2 or imported. */
  public static fromUserPool(userPool: cognito.IUserPoolRef, props: ExistingUserPoolProps): IdentitySource {
    const { options, told } = readEarly(props, OPTIONS.ExistingUserPoolProps);
    const beside = { audiences: options.clientIds ?? [], scopes: options.scopes, because: options.personasEnforcedBecause };
    if (readOption(userPool, POOL, '', () => undefined) === undefined) {
      const all: Told = (what, tell) => { readOption(userPool, POOL, what, tell); told?.(`\`fromUserPool\` of ${what}`, tell); };
      return new IdentitySource({ kind: 'existing-pool', name: 'none', issuer: 'none', arn: 'none', ...beside, told: all });
    }
    const { userPoolId, userPoolArn } = userPool.userPoolRef;
    const region = userPool.env?.region ?? Stack.of(userPool).region;
    return new IdentitySource({
      kind: 'existing-pool', name: relativePath(userPool, userPool.node.path), construct: userPool, arn: userPoolArn,
      issuer: `https://cognito-idp.${region}.${Stack.of(userPool).urlSuffix}/${userPoolId}`, ...beside, ...(told === undefined ? {} : { told }),
    });
  }

  /** Any issuer of OpenID Connect. Until the policy engine exists only HTTP APIs take its tokens. */
  public static fromIssuer(props: IssuerProps): IdentitySource {
    const { options: { issuer = 'none', audiences = [], scopes, personasEnforcedBecause: because }, told } = readEarly(props, OPTIONS.IssuerProps);
    return new IdentitySource({ kind: 'issuer', name: issuer, issuer, audiences, scopes, because, ...(told === undefined ? {} : { told }) });
  }

  public readonly identityHost: any;

  private constructor(existing: Existing) {
    this.identityHost = hostOf(existing, new CallSite());
  }
}

interface Existing {
  readonly kind: 'existing-pool' | 'issuer';
  readonly name: string;
  readonly construct?: IConstruct;
  readonly issuer: string;
  readonly arn?: string;
  readonly audiences: readonly string[];
  readonly scopes?: readonly string[];
  readonly because?: string;
  /** Some of what was said is of another kind. */
  readonly told?: Told;
}

function hostOf(existing: Existing, site: CallSite): IdentityHost {
  const demands: ScopeDemand[] = [];
  const scopes = existing.scopes === undefined ? {} : { scopes: [...new Set(existing.scopes)].sort(compareText) };
  const isAttested = existing.because !== undefined && existing.because.trim() !== '';
  return {
    ...(existing.construct === undefined ? {} : { construct: existing.construct }),
    demand: (demand) => { demands.push(demand); },
    addPersona: () => undefined, // whoever issues the tokens knows them
    facts: () => ({ kind: existing.kind, issuer: existing.issuer, clientIds: [...existing.audiences], ...scopes, enforcesPersonas: isAttested, ...(existing.arn === undefined ? {} : { userPoolArn: existing.arn }) }),
    data: () => ({ path: existing.name, kind: existing.kind, issuer: existing.issuer, clients: [], ...scopes }),
    findings: () => mistakesOf(existing, demands, isAttested).map((f) => ({ ...f, where: site.toString() })),
  };
}

function mistakesOf(existing: Existing, demands: readonly ScopeDemand[], isAttested: boolean): readonly Finding[] {
  const findings = new Findings();
  const tell: Tell = (code, message) => { findings.error(code, '', message); };
  const what = existing.kind === 'issuer' ? `issuer \`${existing.issuer}\`` : `user pool \`${existing.name}\``;
  existing.told?.(existing.name === 'none' ? `the ${existing.kind === 'issuer' ? 'issuer' : 'user pool'} that issues tokens` : what, tell);
  if (existing.kind === 'issuer' && existing.name !== 'none' && !/^https:\/\/[^/\s#?@]+(\/[^\s#?]*)?$/.test(existing.issuer)) findings.error('IssuerNotHttps', '', `${what} is no \`https\` address; expected the \`iss\` of its tokens, e.g. \`https://login.example.com\`, as a literal beginning: its keys are fetched from there; correct it`);
  if (existing.because !== undefined && !isAttested) findings.error('IdentityReasonMissing', '', `\`personasEnforcedBecause\` of ${what} is empty; expected what keeps scopes to personas, in a sentence that reviewers will read; write it, or leave it out`);
  // As a pool of ours: one scope cannot tell two sets of people apart.
  if (isAttested) {
    const told = new Findings();
    compileScopes(demands.filter((d) => d.route !== OWN), told);
    findings.append(told.all().filter((f) => f.code === 'ScopeOfTwoPersonas'));
  }
  return findings.all();
}
