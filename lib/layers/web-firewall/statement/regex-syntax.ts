/**
 * Whether WAF takes a regular expression, as far as AWS says so:
 *
 *   regexProblem('joe(?!ann)')   // { code: 'RegexUnsupported', what: 'looks ahead or behind with `(?!`', ... }
 *
 * WAF reads the syntax of PCRE without back references, subroutines and recursion, conditions, control verbs, `\C`, `\R`, `\K`, callouts, atomic
 * groups and possessive quantifiers (https://docs.aws.amazon.com/waf/latest/developerguide/waf-regex-pattern-support.html, read 2026-11-22). "Some
 * zero-width assertions, but not all": lookaround is refused (`WAFInvalidParameterException`, https://stackoverflow.com/questions/59783687).
 * Plain groups are taken; a named one exists for its capture alone and is refused here. Not modelled: how much repetition and how many
 * branches are too many for WAF, which publishes no number.
 */

export interface RegexProblem {
  readonly code: 'RegexUnsupported' | 'RegexInvalid';
  readonly what: string;
  readonly fix: string;
}

/** PCRE's own limit of a counted repetition. */
const MOST_REPEATS = 65535;

const GROUPS: readonly (readonly [start: RegExp, what: string, fix: string])[] = [
  [/^\(\*/, 'has a control verb', 'remove it'],
  [/^\(\?>/, 'has an atomic group', 'write `(?:...)`'],
  [/^\(\?<?[=!]/, 'looks ahead or behind', 'match both sides in statements of their own, and combine them with `allOf` and `negate`'],
  [/^\(\?(?:R|[+-]?\d+|&|P>)/, 'calls a group or itself', 'write the group out'],
  [/^\(\?P=/, 'refers back to a group', 'write what is meant twice'],
  [/^\(\?\(/, 'has a condition', 'match each case in a statement of its own, and combine them with `anyOf`'],
  [/^\(\?(?:C|\{|\?\{)/, 'has a callout or code', 'remove it'],
  [/^\(\?(?:P?<|'|\|)/, 'captures by name or by branch', 'write `(?:...)`'],
];

const FLAGS = /^\(\?(?:[imsxJU]*(?:-[imsxJU]+)?)[:)]/;
const COMMENT = /^\(\?#[^)]*\)/;

/** Escapes that WAF or PCRE does not take; others mean what they mean. */
function escapeProblem(rest: string): RegexProblem | undefined {
  if (rest.length < 2) return invalid('ends with `\\`', 'write `\\\\` for the character itself');
  if (/^\\(?:[1-9]|k[<'{])/.test(rest) || /^\\g\{?-?\d|^\\g\{/.test(rest)) return unsupported(`refers back to a group with \`${rest.slice(0, 2)}\``, 'write what is meant twice');
  if (/^\\g[<']/.test(rest)) return unsupported('calls a group with `\\g`', 'write the group out');
  if (/^\\[CRK]/.test(rest)) return unsupported(`has \`${rest.slice(0, 2)}\``, rest[1] === 'R' ? 'write `[\\r\\n]+`' : 'remove it');
  if (/^\\u/.test(rest)) return invalid('has `\\u`, which PCRE does not know', 'write `\\x{...}`');
  return undefined;
}

/** The first thing that is wrong with it, or undefined. */
export function regexProblem(pattern: string): RegexProblem | undefined {
  let depth = 0;
  let isRepeatable = false; // whether a quantifier may follow
  for (let i = 0; i < pattern.length;) {
    const rest = pattern.slice(i);
    if (rest.startsWith('\\Q')) {
      const end = rest.indexOf('\\E', 2);
      i += end < 0 ? rest.length : end + 2;
      isRepeatable = true;
    } else if (rest[0] === '\\') {
      const problem = escapeProblem(rest);
      if (problem !== undefined) return problem;
      i += /^\\[xpP]\{[^}]*\}/.exec(rest)?.[0].length ?? 2;
      isRepeatable = !/^\\[bBAZzG]/.test(rest);
    } else if (rest[0] === '[') {
      const length = classLength(rest);
      if (typeof length !== 'number') return length;
      i += length;
      isRepeatable = true;
    } else if (rest[0] === '(') {
      const comment = COMMENT.exec(rest);
      if (comment !== null) { i += comment[0].length; continue; }
      const refused = GROUPS.find(([start]) => start.test(rest));
      if (refused !== undefined) return unsupported(`${refused[1]} with \`${(refused[0].exec(rest) as RegExpExecArray)[0]}\``, refused[2]);
      const flags = FLAGS.exec(rest)?.[0];
      if (rest.startsWith('(?') && flags === undefined) return invalid(`has a group that begins with \`${rest.slice(0, 3)}\``, 'write `(?:...)`');
      if (flags?.endsWith(')') !== true) depth++;
      i += flags?.length ?? 1;
      isRepeatable = false;
    } else if (rest[0] === ')') {
      if (--depth < 0) return invalid('has a `)` too many', 'write `\\)` for the character itself');
      i++;
      isRepeatable = true;
    } else {
      const repeat = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(rest)?.[0];
      if (repeat === undefined) { isRepeatable = !/^[|^$]/.test(rest); i++; continue; }
      if (!isRepeatable) return invalid(`has \`${repeat}\` with nothing to repeat`, `write \`\\${repeat[0]}\` for the character itself`);
      const problem = countProblem(repeat);
      if (problem !== undefined) return problem;
      const after = rest[repeat.length];
      if (after === '+') return unsupported(`has the possessive quantifier \`${repeat}+\``, `write \`${repeat}\``);
      i += repeat.length + (after === '?' ? 1 : 0);
      isRepeatable = false;
    }
  }
  return depth > 0 ? invalid('has a `(` without its `)`', 'write `\\(` for the character itself') : undefined;
}

/** Characters of `[...]` at the beginning; a bracket that stands first is one of its characters. */
function classLength(rest: string): number | RegexProblem {
  const head = (/^\[\^?\]?/.exec(rest) as RegExpExecArray)[0].length;
  for (let i = head; i < rest.length; i++) {
    const posix = /^\[:\^?\w+:\]/.exec(rest.slice(i))?.[0];
    if (posix !== undefined) { i += posix.length - 1; continue; }
    if (rest[i] === ']') return i + 1;
    if (rest[i] !== '\\') {
      const range = /^([^\\\]])-([^\\\][])/.exec(rest.slice(i));
      if (range === null) continue;
      if (range[1] > range[2]) return invalid(`has the range \`${range[0]}\` the wrong way round`, `write \`${range[2]}-${range[1]}\``);
      i += 2; // `[a-z-9]` is a range, a hyphen and a nine
      continue;
    }
    if (rest[i + 1] === 'u') return escapeProblem(rest.slice(i)) as RegexProblem;
    i++;
  }
  return invalid('has a `[` without its `]`', 'write `\\[` for the character itself');
}

function countProblem(repeat: string): RegexProblem | undefined {
  const counts = /^\{(\d+)(?:,(\d*))?\}$/.exec(repeat);
  if (counts === null) return undefined;
  const [from, to] = [Number(counts[1]), counts[2] === undefined || counts[2] === '' ? undefined : Number(counts[2])];
  if (to !== undefined && to < from) return invalid(`has \`${repeat}\` the wrong way round`, `write \`{${to},${from}}\``);
  return Math.max(from, to ?? 0) > MOST_REPEATS ? invalid(`has \`${repeat}\`, more than the ${MOST_REPEATS} repetitions of PCRE`, 'use `size` for lengths') : undefined;
}

function unsupported(what: string, fix: string): RegexProblem {
  return { code: 'RegexUnsupported', what, fix };
}

function invalid(what: string, fix: string): RegexProblem {
  return { code: 'RegexInvalid', what, fix };
}
