/**
 * What was tried and how it went, in the order of the trials. Several lives run at the same time; each keeps its own lines.
 */
export class Report {
  public passed = 0;
  public failed = 0;
  private readonly lines: string[] = [];

  public constructor(private readonly name: string) {}

  /** One trial. Answers whether it went well. */
  public async check(what: string, trial: () => void | Promise<void>): Promise<boolean> {
    const began = Date.now();
    try {
      await trial();
      this.passed += 1;
      this.lines.push(`ok: ${this.name}: ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      this.failed += 1;
      const text = error instanceof Error ? error.message : String(error);
      this.lines.push(`FAILED: ${this.name}: ${what}\n${text.split('\n').slice(0, 80).map((line) => `    ${line}`).join('\n')}`);
      return false;
    }
  }

  /** A trial that the rest of the life stands on. */
  public async must(what: string, trial: () => void | Promise<void>): Promise<void> {
    if (!(await this.check(what, trial))) throw new Abandoned(this.name);
  }

  public note(text: string): void {
    this.lines.push(`    ${text}`);
  }

  public toString(): string {
    return this.lines.join('\n');
  }
}

/** The rest of a life cannot be tried; the reason is in the report already. */
export class Abandoned extends Error {
  public constructor(name: string) {
    super(`the rest of ${name} was not tried`);
  }
}
