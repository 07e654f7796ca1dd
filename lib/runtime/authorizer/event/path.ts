/**
 * Whether the path that the client sent is the one that API Gateway says it matched, read in one way only:
 *
 *   agree('/documents/{id}', '/prod/documents/a%20b', { id: 'a b' })   // { id: 'a b' }
 *   agree('/documents/{id}', '/documents/42/', { id: '42' })           // undefined: a trailing slash
 *   agree('/documents/{id}', '/documents/%2e%2e', { id: '..' })        // undefined: who reads it behind us may leave the folder
 *
 * The route is API Gateway's word; but what stands behind may read the path again, and two readings are a way around a rule. So dot segments, empty segments,
 * encoded slashes and backslashes, control characters and text that is still encoded after one decoding are refused, wherever they stand. Segments before the
 * template (a stage, a base path) have to be plain. What a parameter is, is the value decoded once.
 */

const PLAIN = /^[A-Za-z0-9._~-]+$/;
/** What decoding must not leave or make: a separator, a control character, one more encoding. */
// eslint-disable-next-line no-control-regex
const TWICE = /[/\\\u0000-\u001f\u007f]|%[0-9A-Fa-f]{2}/;

export function agree(template: string, path: string, said: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  if (!template.startsWith('/') || !path.startsWith('/')) return undefined;
  const wanted = template === '/' ? [] : template.slice(1).split('/');
  const given = path === '/' ? [] : path.slice(1).split('/');
  const rest = wanted.length > 0 && /^\{[^}]+\+\}$/.test(wanted[wanted.length - 1]);
  return rest ? greedy(wanted, given, said) : exact(wanted, given, said);
}

function exact(wanted: readonly string[], given: readonly string[], said: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const before = given.length - wanted.length;
  if (before < 0 || !given.slice(0, before).every(isPlain)) return undefined;
  return named(wanted, given.slice(before), said);
}

/** `{proxy+}` takes what is left: where it begins is known by what API Gateway says it holds. */
function greedy(wanted: readonly string[], given: readonly string[], said: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const name = wanted[wanted.length - 1].slice(1, -2);
  const held = Object.hasOwn(said, name) ? said[name].split('/') : [];
  const start = given.length - held.length;
  const parts = given.slice(Math.max(start, 0)).map(decoded);
  if (held.length === 0 || start < wanted.length - 1 || parts.some((p, i) => p === undefined || !isSame(held[i], given[start + i], p))) return undefined;
  const fixed = exact(wanted.slice(0, -1), given.slice(0, start), said);
  return fixed === undefined ? undefined : { ...fixed, [name]: parts.join('/') };
}

function named(wanted: readonly string[], given: readonly string[], said: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const values: [string, string][] = [];
  for (const [i, want] of wanted.entries()) {
    const parameter = /^\{([^}+]+)\}$/.exec(want)?.[1];
    const value = decoded(given[i]);
    if (value === undefined) return undefined;
    if (parameter === undefined) {
      if (given[i] !== want) return undefined;
    } else {
      if (!Object.hasOwn(said, parameter) || !isSame(said[parameter], given[i], value)) return undefined;
      values.push([parameter, value]);
    }
  }
  return Object.fromEntries(values);
}

/** REST APIs hand parameters over as they were sent or decoded, HTTP APIs decoded. */
function isSame(said: string, raw: string, value: string): boolean {
  return said === raw || said === value;
}

function isPlain(segment: string): boolean {
  return PLAIN.test(segment) && !/^\.+$/.test(segment);
}

function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return value === '' || /^\.+$/.test(value) || TWICE.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}
