/**
 * `like`: literal characters and `*`, which stands for any run of them.
 *
 *   compilePattern([{ Literal: 'doc-' }, 'Wildcard'])('doc-42')   // true
 *
 * Greedy pieces from left to right, so that the time is the product of both lengths at worst and no pattern runs away. Works on halves of surrogate pairs as on
 * whole characters: a piece never begins or ends inside one.
 */
export type Pattern = (text: string) => boolean;

/** Undefined where it is none. */
export function readPattern(elements: unknown): Pattern | undefined {
  if (!Array.isArray(elements)) return undefined;
  const pieces = [''];
  for (const element of elements as unknown[]) {
    if (element === 'Wildcard') pieces.push('');
    else if (typeof element === 'object' && element !== null && Object.keys(element).length === 1 && Object.hasOwn(element, 'Literal') && typeof (element as { Literal: unknown }).Literal === 'string') {
      pieces[pieces.length - 1] += (element as { Literal: string }).Literal;
    } else return undefined;
  }
  if (pieces.length === 1) return (text) => text === pieces[0];
  const [first, last] = [pieces[0], pieces[pieces.length - 1]];
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
