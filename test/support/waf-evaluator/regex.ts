/**
 * Regular expressions of WAF (PCRE) on bytes, as far as JavaScript has the same: `regexOf('^a$').test(bytes)`.
 *
 * `$` is the end or before a last line break, `.` no line break, `\s` and `\w` are ASCII, `(?i)` stands at the beginning alone. All else that the two
 * languages read in different ways is an error.
 */
import { NotModelled } from './unmodelled';

const known = new Map<string, RegExp>();

export function regexOf(pattern: string): RegExp {
  const found = known.get(pattern) ?? translated(pattern);
  known.set(pattern, found);
  return found;
}

function translated(pattern: string): RegExp {
  const isInsensitive = pattern.startsWith('(?i)');
  const rest = Buffer.from(isInsensitive ? pattern.slice(4) : pattern, 'utf8').toString('latin1');
  let isInClass = false;
  let source = '';
  for (let i = 0; i < rest.length; i++) {
    const two = rest.slice(i, i + 2);
    if (rest[i] === '\\') {
      if (!/^\\(?:[dDwWsSbBtnrfv]|x[0-9a-fA-F]{2}|[^0-9A-Za-z])/.test(rest.slice(i, i + 4))) throw new NotModelled(`\`${two}\` in regular expression \`${pattern}\``);
      source += two === '\\s' ? (isInClass ? '\\t-\\r ' : '[\\t-\\r ]') : two === '\\S' && !isInClass ? '[^\\t-\\r ]' : two;
      i++;
    } else if (isInClass) {
      if (two === '[:') throw new NotModelled(`\`[:\` in regular expression \`${pattern}\``);
      isInClass = rest[i] !== ']';
      source += rest[i] === '[' ? '\\[' : rest[i];
    } else if (rest[i] === '[') {
      const head = rest[i + 1] === '^' ? '[^' : '[';
      isInClass = true;
      source += head;
      i += head.length - 1;
      if (rest[i + 1] === ']') { source += '\\]'; i++; }
    } else if (two === '(?' && rest[i + 2] !== ':') throw new NotModelled(`\`${rest.slice(i, i + 3)}\` in regular expression \`${pattern}\``);
    else source += rest[i] === '$' ? '(?=\\n?(?![\\s\\S]))' : rest[i] === '.' ? '[^\\n]' : rest[i];
  }
  return new RegExp(source, isInsensitive ? 'i' : '');
}
