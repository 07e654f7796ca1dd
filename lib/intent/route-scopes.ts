/**
 * The scopes of a route: `documents/read`, or of an issuer that is no Cognito pool whatever OAuth permits.
 *
 * Sources: ResourceServerType.Identifier and ResourceServerScopeType.ScopeName (Cognito user pools API reference), whose
 * patterns are below; scope-token of RFC 6749, 3.3.
 */
import { type Findings } from './finding';
import type { IdentityData } from './model-front-door';
import { didYouMean } from './nearest';
import type { ObjectReader } from './reader';

const TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
/** Of an identifier and of a name alike. */
const LONGEST = 256;
/** They stand in tokens of everybody who signs in, so they tell nobody apart. */
const OF_EVERYBODY = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access', 'aws.cognito.signin.user.admin'];

/** Each that can be used, sorted by whoever calls. */
export function readScopes(r: ObjectReader, identity: IdentityData | undefined, findings: Findings): string[] {
  return [...r.textsAt('scopes')].filter(([scope, pointer]) => {
    const named = `scope \`${scope}\` of ${r.what}`;
    if (OF_EVERYBODY.includes(scope)) {
      findings.error('ScopeOfEverybody', pointer, `${named} is in the tokens of everybody who signs in, by whatever client; expected a scope that says what may be done, e.g. \`documents/read\``);
      return false;
    }
    const wrong = wrongIn(scope, identity?.kind === 'issuer');
    if (wrong !== undefined) {
      findings.error('ScopeInvalid', pointer, `${named} ${wrong}`);
      return false;
    }
    if (identity?.scopes !== undefined && !identity.scopes.includes(scope)) {
      findings.error('UnknownScope', pointer, `${named} is in no token of identity \`${identity.path}\`${didYouMean(scope, identity.scopes, 'scopes')}; declare it there, or correct it here`);
      return false;
    }
    return true;
  }).map(([scope]) => scope);
}

function wrongIn(scope: string, isIssuer: boolean): string | undefined {
  if (/\s/.test(scope)) return `holds a space; expected one scope in each entry: ${scope.split(/\s+/).map((s) => `\`${s}\``).join(', ')}`;
  if (!TOKEN.test(scope)) return 'has characters that no scope can have; expected printable ASCII without quotes, backslashes and spaces';
  if (isIssuer) return undefined;
  const slash = scope.lastIndexOf('/');
  const [server, name] = [scope.slice(0, Math.max(slash, 0)), scope.slice(slash + 1)];
  if (slash < 0) return `names no resource server; expected \`SERVER/SCOPE\`, e.g. \`${server === '' ? scope.replace(/^(\w+)[:.](\w+)$/, '$1/$2').replace(/^(\w+)$/, 'documents/$1') : scope}\``;
  if (server === '' || name === '') return 'is only half a scope; expected `SERVER/SCOPE`, e.g. `documents/read`';
  if (server.startsWith('aws.cognito')) return 'is of Cognito itself, and no resource server may begin with `aws.cognito`; expected one of your own, e.g. `documents/read`';
  if (server.length > LONGEST || name.length > LONGEST) return `is too long; expected at most ${LONGEST} characters on each side of its last \`/\``;
  return undefined;
}
