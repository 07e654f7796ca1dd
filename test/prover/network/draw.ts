/** Repeatable chance: `new Draw(seed).below(6)`. */
export class Draw {
  constructor(private state: number) {}

  public below(end: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 4294967296) * end);
  }
}
