/** A signal in a chat: a real server on 127.0.0.1 takes what is posted. The address is https all along; only the test's own fetch takes it to the server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSignal, type SignalData } from '../../../lib/contract/signal';
import { messageOf } from '../../../lib/runtime/chat-webhook/messages';
import { addressIn, Addresses, type Chat, postSignal } from '../../../lib/runtime/chat-webhook/post';
import { signalsOf } from '../../../lib/runtime/signal-relay/relay';
import { RECORDED, recorded } from '../../support/events/recorded';

const SECRET = 'https://hooks.example.com/services/T000/B000/s3cr3t-t0k3n';
const HERE = { here: { account: '111122223333', region: 'eu-west-1' }, now: () => new Date('2026-11-22T00:00:00Z') };
const signalOf = (name: string): SignalData => signalsOf(recorded(name), HERE)[0];
const eventOf = (signal: unknown): object => ({ 'version': '0', 'id': 'e', 'detail-type': 'zero-trust.signal/1', 'source': 'zero-trust', 'detail': signal });

interface Got { readonly method?: string; readonly path?: string; readonly type?: string; readonly body: string }
let server: Server;
let got: Got[] = [];
let answers: ((response: ServerResponse) => void)[] = [];

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString('utf8'); });
    request.on('end', () => {
      got.push({ method: request.method, path: request.url, type: request.headers['content-type'], body });
      (answers.shift() ?? ((r: ServerResponse) => { r.end('ok'); }))(response);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});
beforeEach(() => { got = []; answers = []; });

interface Tried extends Chat { readonly waits: number[]; readonly urls: string[]; asked: number; time: number }
function chat(more: Partial<Chat> = {}, secrets: readonly string[] = [SECRET]): Tried {
  const { port } = server.address() as AddressInfo;
  const made: Tried = {
    kind: 'slack', waits: [], urls: [], asked: 0, time: 0,
    secret: async () => secrets[Math.min(made.asked++, secrets.length - 1)],
    fetch: (url, init) => { made.urls.push(url); return fetch(url.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${port}`), init); },
    wait: async (ms) => { made.waits.push(ms); },
    now: () => made.time,
    ...more,
  };
  return made;
}
const status = (code: number, headers: Record<string, string> = {}) => (response: ServerResponse): void => { response.writeHead(code, headers).end('no'); };
const failureOf = async (run: Promise<void>): Promise<string> => { try { await run; } catch (error) { return String((error as Error).stack) + JSON.stringify(error); } throw new Error('it did not fail'); };

test('Slack gets blocks of plain text', async () => {
  await postSignal(eventOf(signalOf('alarm-raised')), chat(), new Addresses());
  expect(got.map(({ method, path, type }) => [method, path, type])).toStrictEqual([['POST', '/services/T000/B000/s3cr3t-t0k3n', 'application/json']]);
  const { text, blocks } = JSON.parse(got[0].body);
  expect(text).toBe('HIGH: Many requests are blocked. First: look who sends them.');
  expect(blocks[0]).toStrictEqual({ type: 'header', text: { type: 'plain_text', emoji: false, text } });
  expect(blocks[1].text.text).toContain('Routes: GET /orders\n');
  expect(blocks[2].elements.map((e: any) => e.url)).toStrictEqual(['https://wiki.example.com/firewall.blocked', expect.stringMatching(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\//)]);
});

test('Teams gets an adaptive card of text runs', async () => {
  await postSignal(eventOf(signalOf('guardduty-access-key')), chat({ kind: 'teams' }), new Addresses());
  const { type, attachments: [{ contentType, content }] } = JSON.parse(got[0].body);
  expect([type, contentType, content.type, content.version]).toStrictEqual(['message', 'application/vnd.microsoft.card.adaptive', 'AdaptiveCard', '1.4']);
  expect(content.body.every((b: any) => b.type === 'RichTextBlock' && b.inlines.every((i: any) => i.type === 'TextRun'))).toBe(true);
  expect(content.body[0].inlines[0].text).toBe('CRITICAL: Credentials of orders-handler were used from outside of AWS.');
});

test.each(RECORDED.flatMap((n) => [['slack', n], ['teams', n]] as const))('%s: %s fits the limits of the chat', (kind, name) => {
  const long = 'x'.repeat(2_000);
  for (const signal of signalsOf(recorded(name), HERE)) {
    for (const s of [signal, { ...signal, reason: long.slice(0, 1_024), subject: { kind: 'a', id: long.slice(0, 512) }, flows: Array.from({ length: 100 }, () => long.slice(0, 256)), routes: Array.from({ length: 100 }, () => long.slice(0, 256)), runbook: `https://a.example/${long.slice(0, 400)}`, owner: long.slice(0, 128) }]) {
      expect(readSignal(s)).toHaveProperty('signal');
      const message = messageOf(kind, s) as any;
      expect(JSON.stringify(message).length).toBeLessThan(28_000);
      if (kind === 'slack') {
        expect(message.blocks[0].text.text.length).toBeLessThanOrEqual(150);
        expect(message.blocks[1].text.text.length).toBeLessThanOrEqual(3_000);
      }
    }
  }
});

test.each([['slack'], ['teams']] as const)('%s: words of an attacker are no mention, no link and no markup', (kind) => {
  const hostile = '<!channel> <https://evil.example|click> [x](https://evil.example) *b* @here & \\';
  const text = JSON.stringify(messageOf(kind, { ...signalOf('guardduty-instance'), title: hostile, subject: { kind: 'a', id: hostile }, reason: hostile, runbook: 'javascript:alert(1)' }));
  const message = JSON.parse(text);
  if (kind === 'slack') {
    expect(message.text).not.toMatch(/[<>*@]/);
    expect(message.blocks.slice(0, 2).map((b: any) => b.text.type)).toStrictEqual(['plain_text', 'plain_text']);
  } else {
    expect(text).not.toContain('"TextBlock"');
  }
  const urls = text.match(/"url":"[^"]*"/g) ?? [];
  expect(urls.every((u) => u.startsWith('"url":"https://eu-west-1.console.aws.amazon.com/'))).toBe(true);
});

test('the secret is asked for once in five minutes', async () => {
  const [c, addresses] = [chat(), new Addresses()];
  for (const time of [0, 1_000, 299_999, 300_000]) { c.time = time; await postSignal(eventOf(signalOf('alarm-raised')), c, addresses); }
  expect(c.asked).toBe(2);
});

test('an address that is refused is read anew, at once', async () => {
  answers = [status(404)];
  const c = chat({}, ['https://hooks.example.com/old', 'https://hooks.example.com/new']);
  await postSignal(eventOf(signalOf('alarm-raised')), c, new Addresses());
  expect(got.map((g) => g.path)).toStrictEqual(['/old', '/new']);
});

test.each([[500, [500, 1_000]], [429, [500, 1_000]], [503, [500, 1_000]], [408, [500, 1_000]]])('%d is tried three times, and then fails', async (code, waits) => {
  answers = [status(code), status(code), status(code)];
  const c = chat();
  await expect(postSignal(eventOf(signalOf('alarm-raised')), c, new Addresses())).rejects.toThrow(`it answered ${code}`);
  expect(got.length).toBe(3);
  expect(c.waits).toStrictEqual(waits);
});

test('what the chat says of waiting is heard, within bounds', async () => {
  answers = [status(429, { 'retry-after': '2' }), status(429, { 'retry-after': '3600' })];
  const c = chat();
  await postSignal(eventOf(signalOf('alarm-raised')), c, new Addresses());
  expect(c.waits).toStrictEqual([2_000, 4_000]);
});

test('400 is not tried again', async () => {
  answers = [status(400)];
  await expect(postSignal(eventOf(signalOf('alarm-raised')), chat(), new Addresses())).rejects.toThrow('it answered 400');
  expect(got.length).toBe(1);
});

test('a redirect is not followed', async () => {
  const away = (r: ServerResponse): void => { r.writeHead(307, { location: '/elsewhere' }).end(); };
  answers = [away, away, away];
  const words = await failureOf(postSignal(eventOf(signalOf('alarm-raised')), chat(), new Addresses()));
  expect(words).toContain('the connection failed');
  expect(got.every((g) => g.path === '/services/T000/B000/s3cr3t-t0k3n')).toBe(true);
});

test('a chat that does not answer is given up', async () => {
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new DOMException('too long', 'TimeoutError')));
  try {
    const words = await failureOf(postSignal(eventOf(signalOf('alarm-raised')), chat(), new Addresses()));
    expect(words).toContain('the connection failed');
    expect(timeout.mock.calls).toStrictEqual([[5_000], [5_000], [5_000]]);
  } finally { timeout.mockRestore(); }
});

test.each<[string, Partial<Chat>, readonly string[], string]>([
  ['the network fails', { fetch: async (url) => { throw Object.assign(new TypeError(`fetch of ${url} failed`), { cause: Object.assign(new Error(`connect ${url}`), { code: 'ECONNREFUSED' }) }); } }, [SECRET], 'ECONNREFUSED'],
  ['the network fails oddly', { fetch: async (url) => { throw new Error(url); } }, [SECRET], 'the connection failed (Error)'],
  ['the secret cannot be read', { secret: async () => { throw Object.assign(new Error(`no access to ${SECRET}`), { name: 'AccessDeniedException' }); } }, [], 'AccessDeniedException'],
  ['the address is http', {}, ['http://hooks.example.com/s3cr3t-t0k3n'], 'is not https'], ['the address holds a password', {}, ['https://user:s3cr3t-t0k3n@example.com/'], 'holds a user or a password'], ['there is no address', {}, ['s3cr3t-t0k3n'], 'holds no address'], ['the secret is empty', {}, [''], 'holds no address'],
  ['the field is missing', { field: 'url' }, ['{"other":"s3cr3t-t0k3n"}'], 'has no field `url`'], ['the field is no text', { field: 'url' }, ['{"url":["s3cr3t-t0k3n"]}'], 'has no field `url`'], ['the secret is no JSON', { field: 'url' }, ['s3cr3t-t0k3n'], 'is no JSON'], ['the field is of the prototype', { field: 'constructor' }, ['{"a":"s3cr3t-t0k3n"}'], 'has no field `constructor`'],
])('no word of the secret where %s', async (_, more, secrets, reason) => {
  const words = await failureOf(postSignal(eventOf(signalOf('alarm-raised')), chat(more, secrets), new Addresses()));
  expect(words).toContain(reason);
  expect(words).not.toContain('s3cr3t-t0k3n');
  expect(words).not.toContain('hooks.example.com');
  expect(got).toStrictEqual([]);
});

test.each(['https://127.0.0.1/x', 'https://2130706433/', 'https://0x7f.1/', 'https://[::1]/', 'https://169.254.169.254/latest', 'https://localhost/', 'https://localhost./', 'https://metadata.google.internal/', 'https://chat.local/', 'https://intranet/hook'])('%s is no host of the internet', async (url) => {
  const words = await failureOf(postSignal(eventOf(signalOf('alarm-raised')), chat({}, [url]), new Addresses()));
  expect(words).toContain('is no host of the internet');
  expect(words).not.toContain(url.slice(8));
  expect(got).toStrictEqual([]);
});

test('the field of a secret that is JSON', () => expect(addressIn(JSON.stringify({ url: ` ${SECRET} ` }), 'url')).toBe(SECRET));

test.each([['another event', { 'detail-type': 'GuardDuty Finding', 'detail': signalOf('alarm-raised') }], ['no signal', eventOf({})], ['nothing', null]])('%s is refused, not dropped', async (_, event) => {
  await expect(postSignal(event, chat(), new Addresses())).rejects.toThrow('the event is no signal');
});
