/**
 * Text of templates and intents in Markdown, where none of it may become structure:
 *
 *   code('web|api');              // <code>web&#124;api</code>
 *   prose('rule of `Web`; <b>');  // rule of `Web`; &#60;b&#62;
 *
 * Names come from people whom the reader of a pull request may not trust. A character reference is text and nothing else in
 * CommonMark; so what is no letter, digit or harmless sign is written as one.
 */
import { clean } from '../../text/wrap';

/** A name as code: in backticks where that is safe, inside of a table as well. */
export function code(text: string): string {
  const line = clean(text);
  if (line === '') return '(none)';
  return /[`|\\]/.test(line) ? `<code>${referenced(line)}</code>` : `\`${line}\``;
}

/** A sentence; its parts in backticks stay code. */
export function prose(text: string): string {
  // A backtick without its fellow is text.
  return clean(text).split(/(`[^`]+`)/).map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : referenced(part))).join('');
}

/** Letters, digits, and what opens nothing wherever it stands: no autolink, list, heading, mention, emphasis, table or tag. */
function referenced(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,;:'"/-]|:(?! |$)/gu, (c) => `&#${c.codePointAt(0) ?? 0};`)
    .replace(/^[-.]|^\d+\./, (c) => `${c.slice(0, -1)}&#${c.charCodeAt(c.length - 1)};`)
    .replace(/www\./gi, (w) => `${w.slice(0, -1)}&#46;`);
}
