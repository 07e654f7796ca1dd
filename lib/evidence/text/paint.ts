/**
 * Colour, or none: `paint.loud('NOT ENCRYPTED')`. Colour never carries a meaning alone; the words say it as well.
 */
export interface Paint {
  readonly title: (text: string) => string;
  /** What weakens the intent. */
  readonly loud: (text: string) => string;
  readonly jewel: (text: string) => string;
  /** What is needed now and then: ids, headings of columns. */
  readonly quiet: (text: string) => string;
}

const same = (text: string): string => text;

export const PLAIN: Paint = { title: same, loud: same, jewel: same, quiet: same };

const sgr = (on: number, off: number) => (text: string): string => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);

export const COLOUR: Paint = { title: sgr(1, 22), loud: sgr(31, 39), jewel: sgr(33, 39), quiet: sgr(2, 22) };
