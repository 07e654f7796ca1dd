/** Keys of an issuer over time: withdrawn, rotated, unreachable, flooded. Time is the caller's; the issuer is a function. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fetchText } from '../../../../lib/runtime/authorizer/token/fetch';
import { IssuerKeys, LARGEST_SET, readKeySet } from '../../../../lib/runtime/authorizer/token/keys';
import { certificate, SERVER_AUTH } from '../support/certificates';
import { EC, ED, NOW, RSA, rsaKey, setOf } from '../support/tokens';

const NEXT = rsaKey('rsa-2');

function issuer(first = setOf(RSA)): { keys: IssuerKeys; says: (text: string | Error) => void; downloads: () => number } {
  let answer: string | Error = first;
  let downloads = 0;
  const keys = new IssuerKeys({
    uri: 'https://issuer.example/jwks', algorithms: ['RS256'], maxAge: 3_600, maxStale: 21_600,
    fetch: async () => { downloads += 1; if (answer instanceof Error) throw answer; return answer; },
  });
  return { keys, says: (text) => { answer = text; }, downloads: () => downloads };
}

const find = async (keys: IssuerKeys, kid: string, now: number): Promise<string> => { const found = await keys.find(kid, 'RS256', now); return found.key?.kid ?? found.refusal!; };

test('a key is fetched once, and used at once afterwards', async () => {
  const { keys, downloads } = issuer();
  expect(await find(keys, 'rsa-1', NOW)).toBe('rsa-1');
  expect(keys.find('rsa-1', 'RS256', NOW + 3_600)).not.toBeInstanceOf(Promise);
  expect(downloads()).toBe(1);
});

test('a key that was withdrawn is trusted no longer than an hour', async () => {
  const { keys, says } = issuer(setOf(RSA, NEXT));
  await find(keys, 'rsa-1', NOW);
  says(setOf(NEXT));
  expect(await find(keys, 'rsa-1', NOW + 3_599)).toBe('rsa-1');
  expect(await find(keys, 'rsa-1', NOW + 3_601)).toBe('token-key-unknown');
  expect(await find(keys, 'rsa-2', NOW + 3_601)).toBe('rsa-2');
});

test('d: while the issuer is down, keys that are known serve on until six hours; others never do', async () => {
  const { keys, says } = issuer();
  await find(keys, 'rsa-1', NOW);
  says(new Error('down'));
  expect(await find(keys, 'rsa-1', NOW + 4_000)).toBe('rsa-1');
  expect(await find(keys, 'rsa-9', NOW + 4_000)).toBe('keys-unavailable');
  expect(await find(keys, 'rsa-1', NOW + 21_600)).toBe('rsa-1');
  expect(await find(keys, 'rsa-1', NOW + 21_601)).toBe('keys-unavailable');
  says(setOf(RSA));
  expect(await find(keys, 'rsa-1', NOW + 21_700)).toBe('rsa-1');
});

test('an issuer that was never reached has no keys', async () => {
  const { keys, says } = issuer();
  says(new Error('down'));
  expect(await find(keys, 'rsa-1', NOW)).toBe('keys-unavailable');
  says(setOf(RSA));
  expect(await find(keys, 'rsa-1', NOW + 1)).toBe('rsa-1');
});

test('c: a rotated key is found while random ids come without end, and those cost one download in two seconds', async () => {
  const { keys, says, downloads } = issuer();
  await find(keys, 'rsa-1', NOW);
  let found = 0;
  for (let i = 0; i < 1_000; i++) {
    const now = NOW + i / 10;
    if (i === 500) says(setOf(RSA, NEXT));
    expect(await find(keys, `random-${i}`, now)).toBe('token-key-unknown');
    expect(await find(keys, 'rsa-1', now)).toBe('rsa-1');
    // Published at 50 s, used two seconds later.
    if (i >= 520) found += (await find(keys, 'rsa-2', now)) === 'rsa-2' ? 1 : 0;
  }
  expect(found).toBe(480);
  expect(downloads()).toBeLessThanOrEqual(51);
});

test('a flood while the issuer is down does not lock out its keys when it is back', async () => {
  const { keys, says, downloads } = issuer();
  await find(keys, 'rsa-1', NOW);
  says(new Error('down'));
  for (let i = 0; i < 3_000; i++) await find(keys, `random-${i}`, NOW + 10 + i / 10);
  expect(downloads()).toBeLessThan(30);
  says(setOf(RSA, NEXT));
  expect(await find(keys, 'rsa-1', NOW + 311)).toBe('rsa-1');
  expect(await find(keys, 'rsa-2', NOW + 345)).toBe('rsa-2');
});

test('who comes at once waits for one download', async () => {
  const { keys, downloads } = issuer();
  expect(await Promise.all(Array.from({ length: 50 }, (_, i) => find(keys, i % 2 === 0 ? 'rsa-1' : 'rsa-2', NOW)))).toEqual(Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 'rsa-1' : 'token-key-unknown')));
  expect(downloads()).toBe(1);
});

test('a clock that goes back makes keys too old, not too young', async () => {
  const { keys, says } = issuer();
  await find(keys, 'rsa-1', NOW);
  says(new Error('down'));
  expect(await find(keys, 'rsa-1', NOW - 30_000)).toBe('keys-unavailable');
});

test.each<[string, string]>([
  ['no JSON', '<html>'], ['a text', '"keys"'], ['no keys', '{}'], ['keys of another type', '{"keys":{}}'], ['an empty set', '{"keys":[]}'], ['keys that are none', '{"keys":[null,1,"x",[]]}'],
  ['keys of other algorithms', setOf(EC, ED)], ['inherited keys', '{"__proto__":{"keys":[]}}'], ['too many', JSON.stringify({ keys: Array.from({ length: 101 }, (_, i) => ({ ...RSA.jwk, kid: `k${i}` })) })],
  ['too large', setOf(RSA) + ' '.repeat(LARGEST_SET)], ['a kid that is a number', JSON.stringify({ keys: [{ ...RSA.jwk, kid: 7 }] })], ['a key that may only encrypt', JSON.stringify({ keys: [{ ...RSA.jwk, key_ops: ['encrypt'] }] })],
])('a key set is refused: %s', async (_, text) => {
  expect(() => readKeySet(text, ['RS256'])).toThrow();
  const { keys, says } = issuer();
  await find(keys, 'rsa-1', NOW);
  says(text);
  // What was known stays, as while the issuer is down.
  expect(await find(keys, 'rsa-1', NOW + 4_000)).toBe('rsa-1');
});

test('private parts are not kept', () => {
  const whole = { ...RSA.privateKey.export({ format: 'jwk' }), kid: 'rsa-1' };
  expect(Object.keys(readKeySet(JSON.stringify({ keys: [whole] }), ['RS256']).get('rsa-1')!.jwk).sort()).toEqual(['e', 'kid', 'kty', 'n']);
});

describe('over the network', () => {
  let server: Server;
  let uri = '';
  let ca = '';
  beforeAll(async () => {
    const { pem, key } = certificate({ name: '127.0.0.1', usage: [SERVER_AUTH], ip: [127, 0, 0, 1], notBefore: '2020-01-01T00:00:00Z', notAfter: '2099-01-01T00:00:00Z' });
    server = createServer({ cert: pem, key: key.export({ type: 'pkcs8', format: 'pem' }) }, (request, response) => {
      if (request.url === '/slow') return;
      if (request.url === '/drip') { response.write('{'); const t = setInterval(() => response.write(' '), 20); response.on('close', () => { clearInterval(t); }); return; }
      if (request.url === '/moved') { response.writeHead(302, { location: '/ok' }); response.end(); return; }
      if (request.url === '/broken') { response.writeHead(200, { 'content-length': '1000' }); response.write('{'); setTimeout(() => response.destroy(), 20); return; }
      response.end(request.url === '/huge' ? 'x'.repeat(LARGEST_SET + 1) : setOf(RSA));
    });
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', () => { done(); }); });
    uri = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    ca = pem;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => { server.close(done); });
  });

  test('a key set comes whole', async () => {
    expect(await fetchText(`${uri}/ok`, { timeoutMs: 5_000, most: LARGEST_SET, ca })).toBe(setOf(RSA));
  });
  test.each([['/slow', 'too slow'], ['/drip', 'too slow'], ['/moved', 'got status 302'], ['/huge', 'too long'], ['/broken', '']])('%s is an error', async (where, words) => {
    await expect(fetchText(`${uri}${where}`, { timeoutMs: 300, most: LARGEST_SET, ca })).rejects.toThrow(words);
  });
  test('a server that nobody vouches for is refused', async () => {
    await expect(fetchText(`${uri}/ok`, { timeoutMs: 5_000, most: LARGEST_SET })).rejects.toThrow('self-signed certificate');
  });
  test('http is refused', async () => {
    await expect(fetchText('http://127.0.0.1/jwks', { timeoutMs: 300, most: 10 })).rejects.toThrow('https alone');
  });
});
