/**
 * Signatures: AWS's published test vectors ("Signature Version 4 test suite", AWS General Reference; those without a query and of the path `/`), its published signing keys,
 * and two hundred requests against the signer of the SDK.
 */
import * as fc from 'fast-check';
import { keyFor, sign } from '../../../../lib/runtime/authorizer/stores/sign';
import { signerOfSdk } from '../support/dynamo';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const AT = Date.parse('2015-08-30T12:36:00Z') / 1_000;
const HOST = { host: 'example.amazonaws.com' };
const TOKEN = 'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';

test.each<[string, 'GET' | 'POST', Readonly<Record<string, string>>, string, string]>([
  ['get-vanilla', 'GET', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['get-header-key-duplicate', 'GET', { 'my-header1': 'value2,value2,value1' }, '', 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea'],
  ['get-header-value-multiline', 'GET', { 'my-header1': 'value1,value2,value3' }, '', 'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790'],
  ['get-header-value-order', 'GET', { 'my-header1': 'value4,value1,value3,value2' }, '', '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01'],
  ['get-header-value-trim', 'GET', { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' }, '', 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736'],
  ['post-header-key-sort', 'POST', { 'my-header1': 'value1' }, '', 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c'],
  ['post-header-value-case', 'POST', { 'my-header1': 'VALUE1' }, '', 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d'],
  ['post-x-www-form-urlencoded', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'Param1=value1', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'],
  ['post-x-www-form-urlencoded-parameters', 'POST', { 'content-type': 'application/x-www-form-urlencoded; charset=utf8' }, 'Param1=value1', '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe'],
])('%s', (_, method, headers, body, signature) => {
  const signed = sign({ method, body, headers: { ...HOST, ...headers } }, CREDENTIALS, 'us-east-1', 'service', AT);
  const names = ['host', 'x-amz-date', ...Object.keys(headers)].sort().join(';');
  expect(signed.authorization).toBe(`AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`);
  expect(signed['x-amz-date']).toBe('20150830T123600Z');
});

test('post-sts-header-before: the token of the session is signed', () => {
  const signed = sign({ method: 'POST', body: '', headers: HOST }, { ...CREDENTIALS, sessionToken: TOKEN }, 'us-east-1', 'service', AT);
  expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead');
  expect(signed['x-amz-security-token']).toBe(TOKEN);
});

// "Examples of how to derive a signing key", AWS General Reference.
test.each([['20150830', 'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9'], ['20120215', 'f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d']])('the key of %s', (day, key) => {
  expect(keyFor(CREDENTIALS, day, 'us-east-1', 'iam').toString('hex')).toBe(key);
  expect(keyFor(CREDENTIALS, day, 'us-east-1', 'iam').toString('hex')).toBe(key);
});

test('as the SDK signs: any secret, region, day and body', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  await fc.assert(fc.asyncProperty(text, fc.string({ minLength: 1 }), fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1'), fc.integer({ min: 1_400_000_000, max: 2_000_000_000 }), fc.option(fc.base64String({ minLength: 4 })), async (body, secretAccessKey, region, now, token) => {
    const credentials = { accessKeyId: 'AKID', secretAccessKey, ...(token === null ? {} : { sessionToken: token }) };
    const headers = { 'host': 'dynamodb.eu-west-1.amazonaws.com', 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' };
    const theirs = await signerOfSdk(credentials, region).sign({ method: 'POST', protocol: 'https:', hostname: headers.host, path: '/', headers, body }, { signingDate: new Date(now * 1_000) });
    expect(sign({ method: 'POST', body, headers }, credentials, region, 'dynamodb', now)).toEqual(theirs.headers);
  }), { numRuns: 200 });
});
