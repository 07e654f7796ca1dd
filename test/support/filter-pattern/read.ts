/** Letters of a filter pattern, read from left to right. */
export class PatternError extends Error {}

export class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  public get isDone(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  /** Whether it goes on so; if it does, it is read. */
  public take(token: string): boolean {
    this.skip();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  public takeWord(word: string): boolean {
    this.skip();
    const rest = this.text.slice(this.at);
    if (!rest.toUpperCase().startsWith(word) || /^\w/.test(rest.slice(word.length))) return false;
    this.at += word.length;
    return true;
  }

  public expect(token: string): void {
    if (!this.take(token)) throw new PatternError(`expected \`${token}\` at ${this.at} of \`${this.text}\``);
  }

  public match(expression: RegExp): string | undefined {
    this.skip();
    const found = new RegExp(expression.source, 'y');
    found.lastIndex = this.at;
    const [text] = found.exec(this.text) ?? [];
    if (text !== undefined) this.at += text.length;
    return text;
  }

  public need(expression: RegExp, what: string): string {
    const text = this.match(expression);
    if (text === undefined || text === '') throw new PatternError(`expected ${what} at ${this.at} of \`${this.text}\``);
    return text;
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }
}
