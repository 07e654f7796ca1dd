/**
 * Filter patterns as CloudWatch Logs reads them: ``patternProblem('{ $.a = "b" ')`` says what the deployment would refuse.
 *
 * Three languages: `{ ... }` of JSON, `[ ... ]` of lines parted by spaces, and terms. Of the first the grammar is judged, of the others brackets and quotes. Not judged: whether a
 * field exists, and what an expression between percent signs may hold. (Amazon CloudWatch Logs user guide, "Filter and Pattern Syntax", awsdocs/amazon-cloudwatch-logs-user-guide@1487b94, 2023 or older.)
 */

/** `$.a.b[0]`, `$.a[*]`, `$.['a.b']`. */
const SELECTOR = /\$(?:\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\]|\.[A-Za-z0-9_:@\-/]+)+/y;
const OPERATOR = /!=|<=|>=|=|<|>/y;
/** A text, an expression, a range of addresses, a placeholder, or a word. */
const VALUE = /"(?:[^"\\]|\\.)*"|%[^%]+%|(?:[^\s()&|{}"%])+/y;
const WORD = /(?:NOT\s+EXISTS|IS\s+(?:NOT\s+)?(?:NULL|TRUE|FALSE)|EXISTS)\b/iy;

/** Undefined where it can be read. */
export function patternProblem(pattern: string): string | undefined {
  const text = pattern.trim();
  if (text.startsWith('{')) return new Conditions(text).problem();
  const open = openIn(text);
  if (open !== undefined) return open;
  return text.startsWith('[') && !text.endsWith(']') ? 'a `[` that is never closed' : undefined;
}

/** Quotes and percent signs come in pairs. */
function openIn(text: string): string | undefined {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/%[^%]+%/g, '');
  return bare.includes('"') ? 'a quotation mark that is never closed' : undefined;
}

class Conditions {
  private at = 0;

  constructor(private readonly text: string) {}

  public problem(): string | undefined {
    this.take(/\{/y);
    const inner = this.any();
    if (inner !== undefined) return inner;
    if (!this.take(/\}/y)) return this.rest() === '' ? 'a `{` that is never closed' : `\`${this.rest()}\` where \`&&\`, \`||\` or \`}\` belongs`;
    return this.rest() === '' ? undefined : `\`${this.rest()}\` behind its end`;
  }

  private any(): string | undefined {
    for (;;) {
      const one = this.one();
      if (one !== undefined) return one;
      if (!this.take(/&&|\|\|/y)) return undefined;
    }
  }

  private one(): string | undefined {
    if (this.take(/\(/y)) {
      const inner = this.any();
      if (inner !== undefined) return inner;
      return this.take(/\)/y) ? undefined : 'a `(` that is never closed';
    }
    if (!this.take(SELECTOR)) return this.rest() === '' || this.rest().startsWith('}') ? 'no condition' : `\`${this.rest()}\` where a field belongs, e.g. \`$.eventName\``;
    if (this.take(WORD)) return undefined;
    if (!this.take(OPERATOR)) return `\`${this.rest()}\` where \`=\` or another operator belongs`;
    if (this.take(VALUE)) return undefined;
    return this.rest().startsWith('"') ? 'a quotation mark that is never closed' : `\`${this.rest()}\` where a value belongs`;
  }

  private take(expression: RegExp): boolean {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found === null) return false;
    this.at = expression.lastIndex;
    return true;
  }

  private rest(): string {
    return this.text.slice(this.at).trim().slice(0, 40);
  }
}
