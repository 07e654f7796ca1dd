/**
 * A request as WAF sees it: bytes, in parts. Texts are turned into one character for each byte, as they are on the wire.
 *
 * Not modelled: a header that comes twice (it is refused), and what a load balancer or CloudFront changes before WAF looks.
 */
import { NotModelled } from './unmodelled';

export interface WafRequest {
  /** @default GET */
  readonly method?: string;
  /** As it is sent, nothing decoded: `/a?b=c#d`. */
  readonly target: string;
  /** In their order. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none, which is an empty one */
  readonly body?: string | Buffer;
  /** The address that connects. */
  readonly ip: string;
  readonly ja3?: string;
  readonly ja4?: string;
  /** Puzzles that its sender has solved. */
  readonly solved?: readonly ('captcha' | 'challenge')[];
}

export type Pair = readonly [name: string, value: string];

/** All texts are bytes. */
export interface Parts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly fragment?: string;
  readonly headers: readonly Pair[];
  readonly cookies: readonly Pair[];
  readonly cookieHeader: string;
  readonly args: readonly Pair[];
  readonly body: string;
}

export function bytes(text: string | Buffer): string {
  return (typeof text === 'string' ? Buffer.from(text, 'utf8') : text).toString('latin1');
}

export function partsOf({ method = 'GET', target, headers = {}, body = '' }: WafRequest): Parts {
  const [, path, query = '', fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/.exec(bytes(target)) as RegExpExecArray;
  const pairs = Object.entries(headers).map(([name, value]): Pair => [bytes(name), bytes(value)]);
  const names = pairs.map(([name]) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new NotModelled(`header \`${twice}\` twice`);
  const cookieHeader = headerOf(pairs, 'cookie') ?? '';
  return {
    method, path, query, fragment, headers: pairs, cookieHeader, body: bytes(body),
    cookies: split(cookieHeader, /; */), args: split(query, /&/),
  };
}

/** Names of headers know no capitals. */
export function headerOf(headers: readonly Pair[], name: string): string | undefined {
  return headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1];
}

function split(text: string, by: RegExp): readonly Pair[] {
  return text.split(by).filter((one) => one !== '').map((one): Pair => {
    const at = one.indexOf('=');
    return at < 0 ? [one, ''] : [one.slice(0, at), one.slice(at + 1)];
  });
}
