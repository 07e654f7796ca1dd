/**
 * A comment that a code host accepts: what must stand, then items for as long as there is room, then how many were left out.
 *
 *   fit({ head: '## Proof', sections: [{ heading: '### Violated', items }], tail: '' }, (left) => `${left} more`);
 *
 * GitHub refuses a comment of more than 65,536 characters. Bytes are counted here, which are never fewer.
 */
export const COMMENT_BYTES = 65_536;

export interface Item {
  readonly text: string;
  /** Shown where the whole has no room. */
  readonly short: string;
}

export interface Comment {
  /** Always there. */
  readonly head: string;
  /** One without any item is left out; with items and no room for them as well. */
  readonly sections: readonly { readonly heading: string; readonly items: readonly Item[] }[];
  /** Always there where it is short enough; always left out where it is not. */
  readonly tail: string;
}

const BREAK = '\n\n';

export function fit({ head, sections, tail }: Comment, more: (left: number) => string, limit = COMMENT_BYTES): string {
  const total = sections.reduce((n, s) => n + s.items.length, 0);
  const end = bytes(tail) > limit / 8 ? '' : tail;
  let room = limit - [head, end, more(total)].reduce((n, t) => n + bytes(t) + BREAK.length, 0);
  let left = 0;
  const parts = [head];
  for (const { heading, items } of sections) {
    const shown: string[] = [];
    for (const { text, short } of items) {
      const cost = (t: string): number => bytes(t) + BREAK.length + (shown.length === 0 ? bytes(heading) + BREAK.length : 0);
      const chosen = [text, short].find((t) => cost(t) <= room);
      if (chosen === undefined) {
        left += 1;
        continue;
      }
      room -= cost(chosen);
      shown.push(chosen);
    }
    if (shown.length > 0) parts.push(heading, ...shown);
  }
  if (left > 0) parts.push(more(left));
  if (end !== '') parts.push(end);
  return `${parts.join(BREAK)}\n`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
