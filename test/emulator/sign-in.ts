/**
 * People and programs at a user pool: they sign up, bring a second factor, sign in, and get tokens; and tokens that nobody issued.
 */
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { strict as assert } from 'node:assert';
import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Emulator } from './emulator';
import { type Answer, send } from './http';

export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
}

const PASSWORD = 'Correct-horse-42!';

export class Pool {
  constructor(private readonly emulator: Emulator, private readonly id: string) {}

  /** Another pool of the same emulator. */
  public of(id: string): Pool {
    return new Pool(this.emulator, id);
  }

  /** An action of Cognito's API. */
  public call(action: string, input: object): Promise<any> {
    const Command = (cognito as unknown as Record<string, new (input: object) => any>)[`${action}Command`];
    return new cognito.CognitoIdentityProviderClient(this.emulator.config()).send(new Command(input)) as Promise<any>;
  }

  /** Somebody makes an account for himself; an administrator puts him into groups. */
  public async signUp(ClientId: string, Username: string, groups: readonly string[]): Promise<void> {
    await this.call('SignUp', { ClientId, Username, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value: Username }] });
    await this.call('AdminConfirmSignUp', { UserPoolId: this.id, Username });
    for (const GroupName of groups) await this.call('AdminAddUserToGroup', { UserPoolId: this.id, Username, GroupName });
  }

  /** Answers the secret of the second factor, which has to be set up before there is any token. */
  public async enrol(ClientId: string, USERNAME: string): Promise<string> {
    const first = await this.password(ClientId, USERNAME);
    assert.equal(first.ChallengeName, 'MFA_SETUP');
    assert.equal(first.AuthenticationResult, undefined);
    const { SecretCode, Session } = await this.call('AssociateSoftwareToken', { Session: first.Session });
    const verified = await this.call('VerifySoftwareToken', { Session, UserCode: codeOf(SecretCode) });
    assert.equal(verified.Status, 'SUCCESS');
    await this.call('RespondToAuthChallenge', { ClientId, ChallengeName: 'MFA_SETUP', Session: verified.Session, ChallengeResponses: { USERNAME } });
    return SecretCode;
  }

  public password(ClientId: string, USERNAME: string, PASSWORD_ = PASSWORD): Promise<any> {
    return this.call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD: PASSWORD_ } });
  }

  /** Sign-in by SDK, with both factors. */
  public async signIn(ClientId: string, USERNAME: string, secret: string): Promise<Tokens> {
    const { ChallengeName, Session } = await this.password(ClientId, USERNAME);
    assert.equal(ChallengeName, 'SOFTWARE_TOKEN_MFA');
    const { AuthenticationResult } = await this.call('RespondToAuthChallenge', { ClientId, ChallengeName, Session, ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE: codeOf(secret) } });
    return AuthenticationResult as Tokens;
  }

  /** Sign-in at the login pages, with code and PKCE. */
  public async signInAtPages(client_id: string, username: string, redirect_uri: string, scope: string): Promise<Tokens> {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
    const page = await this.form('/login', { username, password: PASSWORD, client_id, redirect_uri, scope, response_type: 'code', state: 'x', ...challenge });
    assert.equal(page.status, 302, JSON.stringify(page.body));
    const code = new URL(String(page.headers.location)).searchParams.get('code') ?? '';
    const { status, body } = await this.form('/oauth2/token', { grant_type: 'authorization_code', client_id, code, redirect_uri, code_verifier: verifier });
    assert.equal(status, 200, JSON.stringify(body));
    return { AccessToken: body.access_token, IdToken: body.id_token };
  }

  /** A program signs in as itself. */
  public async service(ClientId: string, scope: string): Promise<Answer> {
    const { UserPoolClient: { ClientSecret } } = await this.call('DescribeUserPoolClient', { UserPoolId: this.id, ClientId });
    return this.form('/oauth2/token', { grant_type: 'client_credentials', scope }, { authorization: `Basic ${Buffer.from(`${ClientId}:${ClientSecret}`).toString('base64')}` });
  }

  private form(path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return send(this.emulator, { method: 'POST', path, body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  }
}

/** What an authenticator shows now. (RFC 6238.) */
function codeOf(secret: string): string {
  const bits = [...secret.replace(/=+$/, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export function claimsOf(token: string): Record<string, any> {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8')) as Record<string, any>;
}

/** Header and claims of a genuine token, the same `kid`, and a key that nobody knows. */
export function forged(token: string, claims: object = claimsOf(token)): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = `${token.split('.')[0]}.${encoded(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`;
}

/** Other claims under a genuine signature. */
export function tampered(token: string, claims: object): string {
  const [header, , signature] = token.split('.');
  return `${header}.${encoded({ ...claimsOf(token), ...claims })}.${signature}`;
}

/** `alg: none`, which asks for no signature. */
export function unsigned(token: string): string {
  return `${encoded({ ...JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString('utf8')), alg: 'none' })}.${token.split('.')[1]}.`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
