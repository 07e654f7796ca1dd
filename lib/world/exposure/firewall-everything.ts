/**
 * Whether a statement matches whatever is sent, by what stands in it: `textEverything(pattern, 'UriPath')`, `sizeEverything('GE', 0, 'UriPath')`.
 *
 *   sure        `.*`, `^/`, a path of at least one byte: nothing can be sent that does not match
 *   likely      it matches each of a few requests that have nothing in common, or what it looks at is the caller's to send: nobody can say more, so it is never certain
 *   no          one of them does not match
 *
 * Patterns are tried by the engine of JavaScript; one that it does not read is likely. Not judged: transformations, which make other texts of these.
 */
export type Everything = 'sure' | 'likely' | 'no';

/** Parts that every request has, with values that share nothing but what all have. */
const ALWAYS_THERE: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  UriPath: ['/q7Zt/41.x', '/zz_y-0/', '/Ab%2FC9;v=1'],
  QueryString: ['q7=Zt', 'zz_y-0', 'a[]=%2F&b'],
  Method: ['GET', 'POST', 'DELETE', 'X-Y'],
  Body: ['{"q7":1}', 'zz_y-0', '<a b="/">\n'],
};
/** Of headers, cookies and arguments a caller sends what he likes. */
const SENT = ['q7Zt', 'zz_y-0/', 'Ab%2F C9'];
const SURE = /^(?:\^?\(?(?:\.|\[\\s\\S\]|\[\\S\\s\])(?:\*|\{0,\})\)?\$?|\^|\$)$/;
/** Every path begins with a slash. */
const SURE_PATH = /^\^?(?:\/|\.)(?:\.\*|\+|\+\$|\.\*\$)?$/;

/** `part`: the key of `FieldToMatch`. */
export function textEverything(pattern: string, part: string): Everything {
  const isThere = Object.hasOwn(ALWAYS_THERE, part);
  if (isThere && (SURE.test(pattern) || (part === 'UriPath' && SURE_PATH.test(pattern)))) return 'sure';
  const regex = compiled(pattern);
  return regex === undefined || (isThere ? ALWAYS_THERE[part] : SENT).every((text) => regex.test(text)) ? 'likely' : 'no';
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replace(/^\(\?[a-zA-Z]+\)/, ''), 'i');
  } catch {
    return undefined;
  }
}

export function sizeEverything(operator: string, size: number, part: string): Everything {
  const isThere = Object.hasOwn(ALWAYS_THERE, part);
  const least = part === 'UriPath' || part === 'Method' ? 1 : 0;
  if (isThere && ((operator === 'GE' && size <= least) || (operator === 'GT' && size < least))) return 'sure';
  const lengths = [least, 5, 60, 700];
  return lengths.every((length) => compare(length, operator, size)) ? 'likely' : 'no';
}

/** Nothing can be so short. */
export function isImpossible(operator: string, size: number, part: string): boolean {
  const least = part === 'UriPath' || part === 'Method' ? 1 : 0;
  return (operator === 'LT' && size <= least) || ((operator === 'LE' || operator === 'EQ') && size < least);
}

function compare(length: number, operator: string, size: number): boolean {
  switch (operator) {
    case 'EQ': return length === size;
    case 'NE': return length !== size;
    case 'LE': return length <= size;
    case 'LT': return length < size;
    case 'GE': return length >= size;
    default: return operator === 'GT' && length > size;
  }
}
