/**
 * Text transformations of AWS WAF, on bytes: `transformed(bytes, [{ Priority: 0, Type: 'URL_DECODE' }])`.
 *
 * After https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html (read 2026-11-22), whose words are those of
 * ModSecurity's functions of the same names; where the page is silent ModSecurity is followed: `+` is a space (URL_DECODE), an absolute path cannot climb
 * above its root and a relative one keeps what climbs at its beginning (NORMALIZE_PATH), what is no code stays as it is.
 */
import { createHash } from 'node:crypto';
import { type Json, NotModelled } from './unmodelled';

const chr = (code: number): string => String.fromCharCode(code & 0xff);
const hex = (digits: string): number => Number.parseInt(digits, 16);
const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', nbsp: '\xa0', lt: '<', gt: '>', amp: '&', apos: '\'' };

/** Codes of full-width ASCII, FF01 to FF5E, are the ASCII that they look like; of others the lower byte counts. */
function unicode(digits: string): string {
  const code = hex(digits);
  return code >= 0xff01 && code <= 0xff5e ? chr(code - 0xff01 + 0x21) : chr(code);
}

function normalizePath(text: string): string {
  const isAbsolute = text.startsWith('/');
  const kept: string[] = [];
  const parts = text.split('/');
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isAbsolute) kept.push(part);
  }
  const isFolder = ['', '.', '..'].includes(parts.at(-1) as string) && kept.length > 0 && kept.at(-1) !== '..';
  return `${isAbsolute ? '/' : ''}${kept.join('/')}${isFolder ? '/' : ''}`;
}

const TYPES: Readonly<Record<string, (text: string) => string>> = {
  NONE: (t) => t,
  BASE64_DECODE: (t) => Buffer.from(/^[A-Za-z0-9+/]*/.exec(t)?.[0] ?? '', 'base64').toString('latin1'),
  BASE64_DECODE_EXT: (t) => Buffer.from(t.replace(/[^A-Za-z0-9+/]/g, ''), 'base64').toString('latin1'),
  CMD_LINE: (t) => t.replace(/[\\"'^]/g, '').replace(/ +(?=[/(])/g, '').replace(/[,;]/g, ' ').replace(/ {2,}/g, ' ').replace(/[A-Z]/g, (c) => c.toLowerCase()),
  COMPRESS_WHITE_SPACE: (t) => t.replace(/[\f\t\n\r\v\xa0 ]+/g, ' '),
  CSS_DECODE: (t) => t.replace(/\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f]?|\n|([\s\S]))/g, (_, code?: string, other?: string) => (code === undefined ? other ?? '' : unicode(code.slice(-4)))),
  ESCAPE_SEQ_DECODE: (t) => t.replace(/\\(?:([abfnrtv])|x([0-9a-fA-F]{2})|([0-7]{1,3})|([\\?'"]))/g, (_, one?: string, x?: string, octal?: string, itself?: string) => (
    one !== undefined ? ESCAPES[one] : x !== undefined ? chr(hex(x)) : octal !== undefined ? chr(Number.parseInt(octal, 8)) : itself as string)),
  HEX_DECODE: (t) => t.replace(/[^0-9a-fA-F]/g, '').replace(/([0-9a-fA-F]{2})|./g, (_, pair?: string) => (pair === undefined ? '' : chr(hex(pair)))),
  HTML_ENTITY_DECODE: (t) => t.replace(/&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?/g, (all: string, x?: string, decimal?: string, name?: string) => (
    x !== undefined ? chr(hex(x.slice(-4))) : decimal !== undefined ? chr(Number(decimal)) : ENTITIES[(name as string).toLowerCase()] ?? all)),
  JS_DECODE: (t) => t.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g, (_, u?: string, x?: string, octal?: string, one?: string) => (
    u !== undefined ? unicode(u) : x !== undefined ? chr(hex(x)) : octal !== undefined ? chr(Number.parseInt(octal, 8)) : ESCAPES[one as string] ?? one as string)),
  LOWERCASE: (t) => t.replace(/[A-Z]/g, (c) => c.toLowerCase()),
  MD5: (t) => createHash('md5').update(Buffer.from(t, 'latin1')).digest().toString('latin1'),
  NORMALIZE_PATH: normalizePath,
  NORMALIZE_PATH_WIN: (t) => normalizePath(t.replace(/\\/g, '/')),
  REMOVE_NULLS: (t) => t.replace(/\0/g, ''),
  REPLACE_COMMENTS: (t) => t.replace(/\/\*(?:[\s\S]*?\*\/|[\s\S]*$)/g, ' '),
  REPLACE_NULLS: (t) => t.replace(/\0/g, ' '),
  SQL_HEX_DECODE: (t) => t.replace(/0[xX]((?:[0-9a-fA-F]{2})+)/g, (_, digits: string) => digits.replace(/../g, (pair) => chr(hex(pair)))),
  URL_DECODE: (t) => t.replace(/\+|%([0-9a-fA-F]{2})/g, (_, pair?: string) => (pair === undefined ? ' ' : chr(hex(pair)))),
  URL_DECODE_UNI: (t) => t.replace(/\+|%[uU]([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_, u?: string, pair?: string) => (u !== undefined ? unicode(u) : pair === undefined ? ' ' : chr(hex(pair)))),
  UTF8_TO_UNICODE: (t) => [...Buffer.from(t, 'latin1').toString('utf8')].map((c) => (c.charCodeAt(0) < 0x80 ? c : `%u${(c.codePointAt(0) as number).toString(16).padStart(4, '0')}`)).join(''),
};

/** By list, then by text: rules ask the same of every request of a flood. */
const done = new WeakMap<readonly Json[], Map<string, string>>();

export function transformed(text: string, list: readonly Json[]): string {
  const known = done.get(list) ?? new Map<string, string>();
  done.set(list, known);
  const value = known.get(text) ?? [...list].sort((a, b) => a.Priority - b.Priority).reduce((part, { Type }) => {
    if (!Object.hasOwn(TYPES, Type)) throw new NotModelled(`transformation \`${Type}\``);
    return TYPES[Type](part);
  }, text);
  known.set(text, value);
  return value;
}
