/**
 * Temporary credentials of AWS for signed-in people, each with its own rows:
 *
 *   const role = identity.sessionRole(employee);
 *   zt.addDataFlow({ source: role, store: documents, access: DataAccess.reads(), rows: OwnerRows.byTag('sub'), because: 'reads own documents' });
 *
 * Who is in groups of two roles gets none (`AmbiguousRoleResolution: Deny`); nobody gets one without signing in; the classic flow, which passes by
 * the scope-down of sessions, is off; a session that was signed out gets no new credentials (`ServerSideTokenCheck`). Tags come from claims that the subject
 * cannot write. Groups that a provider says of its subjects choose no role: only groups of the pool do.
 */
import type { Duration } from 'aws-cdk-lib';
import { CfnIdentityPool, CfnIdentityPoolPrincipalTag, CfnIdentityPoolRoleAttachment, type CfnUserPool, type CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GUARDED_PREFIX, LONGEST_TAG_KEY, sameTagKey } from '../../contract/guarded-tag';
import { compareText, type Findings } from '../../intent';
import type { Written } from './written';

/** Tags of sessions, and how long they last. */
export interface SessionProps {
  /**
   * Tags of sessions, by the claim of the ID token that fills each.
   * @default - { sub: 'sub' }
   */
  readonly tags?: { [tag: string]: string };
  /** @default - an hour, the shortest that a role can have */
  readonly longest?: Duration;
}

/** What a provider or the user himself cannot write. (OpenID Connect core, 2; lib/contract/token-claims.ts.) */
const SAFE_CLAIMS = ['sub', 'aud', 'cognito:username'];
const TAGS = 50;

/** The identity pool of an identity, made with its first role. */
export class Sessions extends Construct {
  public readonly identityPool: CfnIdentityPool;
  public readonly roles = new Map<string, iam.Role>();
  public readonly tags: Readonly<Record<string, string>>;
  public attachment?: CfnIdentityPoolRoleAttachment;
  public principalTag?: CfnIdentityPoolPrincipalTag;
  public readonly nobody: iam.Role;

  constructor(scope: Construct, id: string, private readonly props: SessionProps) {
    super(scope, id);
    this.tags = { ...props.tags ?? { sub: 'sub' } };
    this.identityPool = new CfnIdentityPool(this, 'Pool', { allowUnauthenticatedIdentities: false, allowClassicFlow: false });
    this.nobody = this.role('Nobody', 'For who has no role of a persona: nothing is permitted');
  }

  public roleOf(persona: string): iam.Role {
    const known = this.roles.get(persona);
    if (known !== undefined) return known;
    const role = this.role(`Role-${persona}`, `Sessions of persona ${persona}`);
    this.roles.set(persona, role);
    return role;
  }

  /** When all clients are known. Service clients sign nobody in. */
  public attach(pool: CfnUserPool, clients: ReadonlyMap<string, CfnUserPoolClient>, written: Written): void {
    const sorted = [...clients].sort(([a], [b]) => compareText(a, b));
    written.put(this.identityPool, 'cognitoIdentityProviders', sorted.map(([, client]) => ({ clientId: client.ref, providerName: pool.attrProviderName, serverSideTokenCheck: true })));
    this.attachment = new CfnIdentityPoolRoleAttachment(this, 'Roles', {
      identityPoolId: this.identityPool.ref,
      roles: { authenticated: this.nobody.roleArn },
      roleMappings: Object.fromEntries(sorted.map(([id, client]) => [id, { type: 'Token', ambiguousRoleResolution: 'Deny', identityProvider: `${pool.attrProviderName}:${client.ref}` }])),
    });
    this.principalTag = new CfnIdentityPoolPrincipalTag(this, 'Tags', { identityPoolId: this.identityPool.ref, identityProviderName: pool.attrProviderName, useDefaults: false, principalTags: { ...this.tags } });
  }

  private role(id: string, description: string): iam.Role {
    const role = new iam.Role(this, id, {
      description,
      maxSessionDuration: this.props.longest,
      assumedBy: new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com', this.signedIn()),
    });
    // A tag that is not named here cannot be set: none that admits to a store, above all.
    role.assumeRolePolicy?.addStatements(new iam.PolicyStatement({
      actions: ['sts:TagSession'],
      principals: [new iam.FederatedPrincipal('cognito-identity.amazonaws.com', {})],
      conditions: { ...this.signedIn(), 'ForAllValues:StringEquals': { 'aws:TagKeys': Object.keys(this.tags).sort(compareText) } },
    }));
    return role;
  }

  private signedIn(): Record<string, Record<string, string>> {
    return { 'StringEquals': { 'cognito-identity.amazonaws.com:aud': this.identityPool.ref }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } };
  }
}

/** Tags that must not be, and claims that somebody could fill as he likes. */
export function checkSessionTags(tags: Readonly<Record<string, string>>, writable: readonly string[], path: string, findings: Findings): void {
  const keys = Object.keys(tags).sort(compareText);
  if (keys.length > TAGS) findings.error('SessionTagInvalid', '', `sessions of \`${path}\` have ${keys.length} tags; expected at most ${TAGS}, which is what AWS STS takes; leave some out`);
  for (const key of keys) {
    const claim = tags[key];
    if (sameTagKey(key).startsWith(GUARDED_PREFIX)) {
      findings.error('SessionTagGuarded', '', `session tag \`${key}\` of \`${path}\` begins with \`${GUARDED_PREFIX}\`, by which stores know who was declared, so that whoever signs in would be admitted; expected a name of its own, e.g. \`sub\`; rename it`);
    } else if (key.length > LONGEST_TAG_KEY || !/^[A-Za-z0-9_.:/=+\-@]+$/.test(key) || sameTagKey(key).startsWith('aws:')) {
      findings.error('SessionTagInvalid', '', `session tag \`${key}\` of \`${path}\` cannot be one; expected at most ${LONGEST_TAG_KEY} letters, digits and \`_.:/=+-@\`, and not \`aws:\` in front; rename it`);
    }
    if (keys.some((other) => other < key && sameTagKey(other) === sameTagKey(key))) findings.error('SessionTagInvalid', '', `session tag \`${key}\` of \`${path}\` is there twice, because IAM knows no capitals in names of tags; expected one; remove the other`);
    if (claim.startsWith('zt:')) findings.error('SessionTagInvalid', '', `session tag \`${key}\` of \`${path}\` is filled by claim \`${claim}\`, which is a list; expected a claim that is one text, e.g. \`sub\`; take another`);
    else if (!SAFE_CLAIMS.includes(claim) && (writable.includes(claim) || !claim.startsWith('custom:'))) {
      findings.error('SessionTagWritable', '', `session tag \`${key}\` of \`${path}\` is filled by claim \`${claim}\`, which the subject or his provider can write, so he could name himself the owner of others' rows; expected one of ${SAFE_CLAIMS.map((c) => `\`${c}\``).join(', ')}, or an attribute \`custom:...\` that no client may write; take another claim`);
    }
  }
}

