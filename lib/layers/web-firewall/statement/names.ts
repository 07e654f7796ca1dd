/** Names that WAF and HTTP take: of headers, cookies and arguments. */

/** A token of RFC 9110, 5.6.2, which names of headers and cookies are. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** `ForwardedIPHeaderName` of WAF's API. */
const FORWARDED = /^[a-zA-Z0-9-]+$/;

export function isToken(text: string, longest: number): boolean {
  return text.length <= longest && TOKEN.test(text);
}

export function isForwardedHeader(text: string, longest: number): boolean {
  return text.length <= longest && FORWARDED.test(text);
}
