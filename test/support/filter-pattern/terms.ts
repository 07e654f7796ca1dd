/** Patterns of lines without structure: `ERROR ARGUMENTS`, `?ERROR ?ARGUMENTS`, `ERROR -ARGUMENTS`, `"INTERNAL SERVER ERROR"`, `%AUTHORIZED%`. */
import { PatternError } from './read';
import { toRegex } from './value';

export function readTerms(pattern: string): (message: string) => boolean {
  const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|(%[^%]+%)|([^\s"]+))/g)].map(([, sign, quoted, regex, bare]) => {
    if (bare !== undefined && !/^[A-Za-z0-9_]+$/.test(bare)) throw new PatternError(`\`${bare}\` needs quotes`);
    const expression = regex === undefined ? undefined : toRegex(regex.slice(1, -1));
    const text = quoted ?? bare;
    return { sign, isIn: (message: string) => (expression === undefined ? message.includes(text.trim() === '' ? '' : text) : expression.test(message)) };
  });
  const [optional, other] = [terms.filter((t) => t.sign === '?'), terms.filter((t) => t.sign !== '?')];
  // Beside other terms, optional ones are ignored.
  if (other.length === 0) return (message) => optional.length === 0 || optional.some((t) => t.isIn(message));
  return (message) => other.every((t) => t.isIn(message) === (t.sign !== '-'));
}
