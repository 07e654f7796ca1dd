/**
 * How a step of the replay says no: `refuse('ingress', 'no rule of `App.Db` covers 10.0.0.1')`.
 *
 * Thrown and caught within this folder: a step either returns, and the packet is past it, or it does not.
 */
export class Refused extends Error {
  constructor(public readonly step: string, what: string) {
    super(`${step}: ${what}`);
    this.name = 'Refused';
  }
}

export function refuse(step: string, what: string): never {
  throw new Refused(step, what);
}
