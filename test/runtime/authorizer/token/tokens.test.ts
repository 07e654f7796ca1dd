/**
 * Which tokens are taken: items 1 to 11 of what must be denied (reference/runtime.md, 7), the items about tokens of what must not (8), over both versions of the event.
 * The bare library is asked beside it, so that the table shows which guards are ours.
 */
import { createPublicKey, sign } from 'node:crypto';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { readEvent } from '../../../../lib/runtime/authorizer/event/read-event';
import { readToken } from '../../../../lib/runtime/authorizer/token/grammar';
import { TokenVerifier } from '../../../../lib/runtime/authorizer/token/verify';
import type { VerifiedToken } from '../../../../lib/runtime/authorizer/token/claims';
import { eventOf, KINDS, type Told } from '../support/events';
import { access, b64, bearer, CLIENT, COGNITO, EC, ED, ISSUER, type Json, keySets, LIMITS, mint, mintHmac, NOW, OIDC, OTHER_ISSUER, RSA, rsaKey, setOf, signature, STRANGER } from '../support/tokens';

type Verdict = VerifiedToken | string;

async function judge(told: Told, { now = NOW, sets = keySets() } = {}): Promise<Verdict> {
  const verifier = new TokenVerifier([COGNITO, OIDC], LIMITS, async (uri) => sets.get(uri) ?? Promise.reject(new Error('down')));
  const verdicts = await Promise.all(KINDS.map(async (kind): Promise<Verdict> => {
    const { request, refusal } = readEvent(eventOf(kind, told));
    if (request === undefined) return refusal;
    const given = readToken(request);
    if (given.token === undefined) return given.refusal;
    const read = await verifier.verify(given.token, now);
    return read.token ?? read.refusal;
  }));
  expect(verdicts[0]).toEqual(verdicts[1]);
  return verdicts[0];
}

const withToken = (token: string): Told => ({ headers: { Authorization: `Bearer ${token}` } });
const pem = createPublicKey({ key: RSA.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
const good = mint(access());
const [H, P, S] = good.split('.');
const big = Array.from({ length: 120 }, (_, i) => `group-${i}`);

test('a good token says who, what and when', async () => {
  expect(await judge(withToken(good))).toEqual({
    issuer: ISSUER, subject: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', client: CLIENT, kind: 'user', username: 'ann', scopes: ['documents/read'], groups: ['staff'], personas: ['employee'],
    issuedAt: NOW - 100, expiresAt: NOW + 800, authTime: NOW - 100, amr: [], session: 'o-1', tokenId: 'j-1', boundTo: {},
  });
});

test.each<[string, Told]>([
  ['of an OIDC issuer', withToken(mint(bearer(), EC, { typ: 'at+jwt' }))],
  ['with a long form of its type', withToken(mint(bearer(), EC, { typ: 'application/AT+JWT' }))],
  ['signed with Ed25519', withToken(mint(bearer(), ED, { typ: 'at+jwt' }))],
  ['a: a list of audiences with ours in it', withToken(mint(bearer({ aud: ['other', 'api'] }), EC, { typ: 'at+jwt' }))],
  ['b: clocks a minute apart', withToken(mint(access({ iat: NOW + 59, nbf: NOW + 59.5, auth_time: NOW + 59 })))],
  ['b: fractions of seconds', withToken(mint(access({ iat: NOW - 0.5, exp: NOW + 800.25 })))],
  ['i: another case of the header and the scheme', { headers: { AUTHORIZATION: `bearer ${good}` } }],
  ['k: in 120 groups, with a name of another script', withToken(mint(access({ 'cognito:groups': big, 'username': 'Zoë Ångström 王' })))],
  ['k: four kilobytes', withToken(mint(access({ 'custom:long': 'x'.repeat(4_000) })))],
  ['m: of a service', withToken(mint(access({ sub: CLIENT, username: undefined, 'cognito:groups': undefined, origin_jti: undefined, auth_time: undefined })))],
  ['bound to a certificate', withToken(mint(access({ cnf: { 'x5t#S256': 'A'.repeat(43) } })))],
])('taken: %s', async (_, told) => {
  expect(await judge(told)).toMatchObject({ scopes: ['documents/read'] });
});

test('who is a service, and which personas the hook stamped', async () => {
  expect(await judge(withToken(mint(access({ sub: CLIENT, username: undefined, 'cognito:groups': undefined }))))).toMatchObject({ kind: 'service', personas: [] });
  const stamped = { 'zt:schema': '1', 'zt:personas': ['manager'], 'zt:purposes': [], 'zt:subject': 'user', 'zt:origin': 'local' };
  expect(await judge(withToken(mint(access(stamped))))).toMatchObject({ kind: 'user', personas: ['manager'] });
});

const refused: readonly (readonly [item: string, token: string | Told, reason: string])[] = [
  ['1: alg none', `${b64({ alg: 'none', kid: RSA.kid })}.${P}.AAAA`, 'token-algorithm'],
  ['1: alg none without a signature', `${b64({ alg: 'none', kid: RSA.kid })}.${P}.`, 'token-malformed'],
  ['1: alg nOnE', `${b64({ alg: 'nOnE', kid: RSA.kid })}.${P}.${S}`, 'token-algorithm'],
  ['1: alg empty', `${b64({ alg: '', kid: RSA.kid })}.${P}.${S}`, 'token-algorithm'],
  ['1: alg missing', `${b64({ kid: RSA.kid })}.${P}.${S}`, 'token-algorithm'],
  ['1: alg is a list', `${b64({ alg: ['RS256'], kid: RSA.kid })}.${P}.${S}`, 'token-algorithm'],
  ['2: HS256 with the public key as PEM', mintHmac(access(), pem), 'token-algorithm'],
  ['2: HS256 with the modulus', mintHmac(access(), Buffer.from(String(RSA.jwk.n), 'base64url')), 'token-algorithm'],
  ['2: HS256 called RS256', mintHmac(access(), pem, { alg: 'RS256' }), 'token-signature'],
  ['3: key in jwk', mint(access(), STRANGER, { jwk: STRANGER.jwk }), 'token-algorithm'],
  ['3: key at jku', mint(access(), STRANGER, { jku: 'https://evil.example/jwks' }), 'token-algorithm'],
  ['3: key at x5u', mint(access(), STRANGER, { x5u: 'https://evil.example/x5u' }), 'token-algorithm'],
  ['3: key in x5c', mint(access(), STRANGER, { x5c: ['MIIB'] }), 'token-algorithm'],
  ['4: unknown kid', mint(access(), rsaKey('other')), 'token-key-unknown'],
  ['4: kid of a path', mint(access(), RSA, { kid: '../../../dev/null' }), 'token-key-unknown'],
  ['4: kid of SQL', mint(access(), RSA, { kid: "' UNION SELECT 'x" }), 'token-key-unknown'],
  ['4: kid __proto__', mint(access(), RSA, { kid: '__proto__' }), 'token-key-unknown'],
  ['4: kid constructor', mint(access(), RSA, { kid: 'constructor' }), 'token-key-unknown'],
  ['4: kid of another issuer', mint(access(), EC), 'token-algorithm'],
  ['4: the same kid, another key', mint(access(), STRANGER), 'token-signature'],
  ['4: key of one issuer, name of the other', mint(bearer(), { ...RSA, kid: EC.kid }, { typ: 'at+jwt' }), 'token-algorithm'],
  ['4: no kid', mint(access(), RSA, { kid: undefined }), 'token-key-unknown'],
  ['5: crit', mint(access(), RSA, { crit: ['exp'] }), 'token-algorithm'],
  ['5: b64 false', mint(access(), RSA, { crit: ['b64'], b64: false }), 'token-algorithm'],
  ['6: exp missing', mint(access({ exp: undefined })), 'token-lifetime'],
  ['6: exp a text', mint(access({ exp: String(NOW + 800) })), 'token-claims'],
  ['6: exp past', mint(access({ exp: NOW - 61, iat: NOW - 900 })), 'token-expired'],
  ['6: exp null', mint(access({ exp: null })), 'token-claims'],
  ['6: exp 1e308', mint(access({ exp: 1e308 })), 'token-claims'],
  ['6: a year', mint(access({ exp: NOW + 365 * 86_400 })), 'token-lifetime'],
  ['6: iat missing', mint(access({ iat: undefined })), 'token-lifetime'],
  ['6: iat an hour ahead', mint(access({ iat: NOW + 3_600, exp: NOW + 4_000 })), 'token-not-yet'],
  ['6: nbf ahead', mint(access({ nbf: NOW + 120 })), 'token-not-yet'],
  ['6: auth_time ahead', mint(access({ auth_time: NOW + 3_600 })), 'token-not-yet'],
  ['6: ends before it begins', mint(access({ iat: NOW - 100, exp: NOW - 120 })), 'token-expired'],
  ['7: another client', mint(access({ client_id: 'other' })), 'token-audience'],
  ['7: no client, aud ours', mint(access({ client_id: undefined, aud: CLIENT })), 'token-audience'],
  ['7: another audience', mint(bearer({ aud: 'other' }), EC, { typ: 'at+jwt' }), 'token-audience'],
  ['7: a prefix of ours', mint(bearer({ aud: 'ap' }), EC, { typ: 'at+jwt' }), 'token-audience'],
  ['7: longer than ours', mint(bearer({ aud: 'api.evil' }), EC, { typ: 'at+jwt' }), 'token-audience'],
  ['7: no audience', mint(bearer({ aud: undefined }), EC, { typ: 'at+jwt' }), 'token-audience'],
  ['7: iss with a slash', mint(access({ iss: `${ISSUER}/` })), 'token-issuer'],
  ['7: iss a list', mint(access({ iss: [ISSUER] })), 'token-issuer'],
  ['7: iss of another case', mint(access({ iss: ISSUER.toUpperCase() })), 'token-issuer'],
  ['7: iss missing', mint(access({ iss: undefined })), 'token-issuer'],
  ['7: iss __proto__', mint(access({ iss: '__proto__' })), 'token-issuer'],
  ['7: iss of the other issuer', mint(access({ iss: OTHER_ISSUER })), 'token-algorithm'],
  ['8: ID token of Cognito', mint(access({ token_use: 'id', aud: CLIENT })), 'token-use'],
  ['8: no token_use', mint(access({ token_use: undefined })), 'token-use'],
  ['8: refresh token', mint(access({ token_use: 'refresh' })), 'token-use'],
  ['8: ID token of an issuer', mint(bearer({ nonce: 'n' }), EC, { typ: 'JWT' }), 'token-use'],
  ['8: ID token with the type of an access token', mint(bearer({ nonce: 'n' }), EC, { typ: 'at+jwt' }), 'token-use'],
  ['8: security event token', mint(bearer({ events: {} }), EC, { typ: 'secevent+jwt' }), 'token-use'],
  ['8: logout token', mint(bearer({ events: {} }), EC, { typ: 'logout+jwt' }), 'token-use'],
  ['8: DPoP proof', mint(bearer({ htm: 'GET', htu: 'https://api.example.com' }), EC, { typ: 'dpop+jwt' }), 'token-use'],
  ['8: no type where one is needed', mint(bearer(), EC), 'token-use'],
  ['9: r = s = 0', `${b64({ alg: 'ES256', kid: EC.kid, typ: 'at+jwt' })}.${b64(bearer())}.${b64(Buffer.alloc(64))}`, 'token-signature'],
  ['9: DER in place of r and s', ((): string => { const input = `${b64({ alg: 'ES256', kid: EC.kid, typ: 'at+jwt' })}.${b64(bearer())}`; return `${input}.${sign('sha256', Buffer.from(input), EC.privateKey).toString('base64url')}`; })(), 'token-signature'],
  ['9: no signature', `${H}.${P}.`, 'token-malformed'],
  ['9: RS512 on a key of RS256', mint(access(), RSA, {}, 'RS512'), 'token-algorithm'],
  ['9: another payload', `${H}.${b64(access({ scope: 'admin' }))}.${S}`, 'token-signature'],
  ['9: a signature of another token', `${H}.${P}.${b64(signature('x', RSA))}`, 'token-signature'],
  ['9: half a signature', `${H}.${P}.${S.slice(0, 88)}`, 'token-signature'],
  ['10: padding', `${good}==`, 'token-malformed'],
  ['10: base64 of the other alphabet', `${H}.${P}.${Buffer.from(S, 'base64url').toString('base64').replace(/=/g, '')}+/`, 'token-malformed'],
  ['10: unused bits set', `${H}.${P}.${S.slice(0, -1)}${S.endsWith('A') ? 'B' : String.fromCharCode(S.charCodeAt(S.length - 1) + 1)}`, 'token-malformed'],
  ['10: a space', `${H}.${P}. ${S}`, 'token-malformed'],
  ['10: a newline', `${good}\n`, 'token-malformed'],
  ['10: two parts', `${H}.${P}`, 'token-malformed'],
  ['10: four parts', `${good}.${S}`, 'token-malformed'],
  ['10: five parts', `${H}.AAAA.${P}.AAAA.${S}`, 'token-malformed'],
  ['10: JSON', JSON.stringify({ protected: H, payload: P, signature: S }), 'token-ambiguous'],
  ['10: a header that is a text', `${b64('"x"')}.${P}.${S}`, 'token-malformed'],
  ['10: a header of broken UTF-8', `${Buffer.from([0x7b, 0xff, 0x7d, 0x7d]).toString('base64url')}.${P}.${S}`, 'token-malformed'],
  ['10: a payload that is a list', mint('[1,2]'), 'token-malformed'],
  ['11: two values', { headers: { Authorization: [`Bearer ${good}`, `Bearer ${good}`] } }, 'token-ambiguous'],
  ['11: two values in one', { headers: { Authorization: `Bearer ${good}, Bearer ${good}` } }, 'token-ambiguous'],
  ['11: Bearer Bearer', `Bearer ${good}`, 'token-malformed'],
  ['11: also in the query', { headers: { Authorization: `Bearer ${good}` }, query: { access_token: good } }, 'token-ambiguous'],
  ['11: in the query alone', { query: { access_token: good } }, 'token-ambiguous'],
  ['no header', {}, 'token-missing'],
  ['an empty header', { headers: { Authorization: '' } }, 'token-missing'],
  ['another scheme', { headers: { Authorization: `Basic ${good}` } }, 'token-malformed'],
  ['no scheme', { headers: { Authorization: good } }, 'token-malformed'],
  ['groups that are a text', mint(access({ 'cognito:groups': 'staff' })), 'token-claims'],
  ['no subject', mint(access({ sub: undefined })), 'token-claims'],
  ['an empty subject', mint(access({ sub: '' })), 'token-claims'],
  ['a binding of another kind', mint(access({ cnf: { jwk: {} } })), 'token-claims'],
  ['a binding with more beside', mint(access({ cnf: { jkt: 'A'.repeat(43), kid: 'x' } })), 'token-claims'],
  ['a binding of nothing', mint(access({ cnf: {} })), 'token-claims'],
];

test.each(refused)('refused: %s', async (_, token, reason) => {
  expect(await judge(typeof token === 'string' ? withToken(token) : token)).toBe(reason);
});

test('the table is not a table of what the library refuses anyway', () => {
  const accepted = refused.filter(([item, token]) => {
    if (typeof token !== 'string' || !/^(5|6|7|8)/.test(item)) return false;
    try {
      verifyJwtSync(token, RSA.jwk as never, { issuer: null, audience: null, graceSeconds: NOW });
      return true;
    } catch {
      return false;
    }
  });
  expect(accepted.length).toBeGreaterThan(8);
});

test('a weak key, an encryption key and a key that is there twice verify nothing', async () => {
  const weak = rsaKey('weak', 1_024);
  const sets = (keys: string): Map<string, string> => new Map([[COGNITO.jwksUri, keys]]);
  const of = async (keys: readonly Json[], token: string): Promise<Verdict> => judge(withToken(token), { sets: sets(JSON.stringify({ keys })) });
  expect(await of([weak.jwk, rsaKey('fill').jwk], mint(access(), weak))).toBe('token-key-unknown');
  expect(await of([{ ...RSA.jwk, use: 'enc' }, rsaKey('fill').jwk], good)).toBe('token-key-unknown');
  expect(await of([RSA.jwk, STRANGER.jwk, rsaKey('fill').jwk], good)).toBe('token-key-unknown');
  expect(await of([{ ...RSA.jwk, alg: 'RS512' }, rsaKey('fill').jwk], good)).toBe('token-key-unknown');
  expect(await of([RSA.jwk], good)).toMatchObject({ subject: access().sub });
});

test('one clock is ours: a token ends when the caller says so', async () => {
  for (const [now, verdict] of [[NOW + 859, 'object'], [NOW + 860, 'string']] as const) expect(typeof await judge(withToken(good), { now })).toBe(verdict);
  expect(await judge(withToken(good), { sets: new Map([[COGNITO.jwksUri, setOf(RSA, rsaKey('next'))]]) })).toMatchObject({ client: CLIENT });
});
