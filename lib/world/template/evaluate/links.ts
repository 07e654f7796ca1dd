/**
 * What one template knows of the others: exports by name, outputs of stacks by name, values that CDK carries across regions.
 *
 *   links.imported('Net:VpcId', scope)   // the value in the stack that exports it, or undefined: it is outside
 *
 * Two templates belong together where account and region are equal, or one of them does not say. An export that several
 * templates could mean is outside.
 */
import type { Value } from '../value';
import { isRaw, own } from '../read/body';
import type { Assumptions } from './assumptions';
import type { Scope } from './scope';

export class Links {
  public readonly scopes = new Map<string, Scope>();
  /** What is being evaluated at this moment, for noticing circles, and how deep that is. */
  public readonly busy = new Set<string>();
  public depth = 0;
  /** All values that a variable of a guard can have, where that is known and too long for a Choice. */
  public readonly domains = new Map<string, readonly string[]>();
  private exports?: ReadonlyMap<string, readonly Exporter[]>;
  private carried?: ReadonlyMap<string, Carried>;

  constructor(public readonly assumptions: Assumptions) {}

  public imported(name: string, importer: Scope): Value | undefined {
    this.exports ??= this.exportsByName();
    const candidates = (this.exports.get(name) ?? []).filter((e) => e.scope !== importer && isTogether(e.scope, importer));
    const exact = candidates.filter((e) => e.scope.file.account === importer.file.account && e.scope.file.region === importer.file.region);
    const [found, second] = exact.length > 0 ? exact : candidates;
    return found === undefined || second !== undefined ? undefined : found.scope.output(found.output);
  }

  public stackOutput(stackName: string, output: string, region: string | undefined, account: string | undefined, reader: Scope): Value | undefined {
    const candidates = [...this.scopes.values()].filter((s) => s.parent === undefined && s.stackName === stackName
      && (region === undefined || s.file.region === undefined || s.file.region === region)
      && (account === undefined || s.file.account === undefined || s.file.account === account));
    const own = candidates.filter((s) => s.file.stage === reader.file.stage);
    const [found, second] = own.length > 0 ? own : candidates;
    return found === undefined || second !== undefined ? undefined : found.output(output);
  }

  /** CDK's custom resources for references across regions: a writer puts the value there under a name, a reader gets it. */
  public carriedOver(name: string, reader: Scope): Value | undefined {
    this.carried ??= this.carriedByName();
    const { account, region } = reader.file;
    const found = this.carried.get(`${account ?? ''} ${region ?? ''} ${name}`);
    return found?.scope.evaluate(found.raw, found.pointer);
  }

  /** Names of all exports, sorted. */
  public exportNames(): string[] {
    this.exports ??= this.exportsByName();
    return [...this.exports.keys()].sort();
  }

  private exportsByName(): ReadonlyMap<string, readonly Exporter[]> {
    const found = new Map<string, Exporter[]>();
    for (const scope of this.scopes.values()) {
      for (const output of Object.keys(scope.body.Outputs)) {
        const entry = scope.body.Outputs[output];
        const exported = isRaw(entry) ? own(entry, 'Export') : undefined;
        if (!isRaw(exported)) continue;
        const name = scope.evaluate(own(exported, 'Name'), `/Outputs/${output}/Export/Name`);
        if (typeof name === 'string') found.set(name, [...found.get(name) ?? [], { scope, output }]);
      }
    }
    return found;
  }

  private carriedByName(): ReadonlyMap<string, Carried> {
    const found = new Map<string, Carried>();
    for (const scope of this.scopes.values()) {
      for (const id of scope.body.types.get('Custom::CrossRegionExportWriter') ?? []) {
        const { Properties: properties } = scope.body.Resources[id];
        const props = properties ? own(properties, 'WriterProps') : undefined;
        if (!isRaw(props) || typeof props.region !== 'string' || !isRaw(props.exports)) continue;
        for (const [name, raw] of Object.entries(props.exports)) {
          found.set(`${scope.file.account ?? ''} ${props.region} ${name}`, { scope, raw, pointer: `/Resources/${id}/Properties/WriterProps/exports` });
        }
      }
    }
    return found;
  }
}

interface Exporter {
  readonly scope: Scope;
  readonly output: string;
}

interface Carried {
  readonly scope: Scope;
  readonly raw: unknown;
  readonly pointer: string;
}

function isTogether(a: Scope, b: Scope): boolean {
  const same = (x: string | undefined, y: string | undefined): boolean => x === undefined || y === undefined || x === y;
  return same(a.file.account, b.file.account) && same(a.file.region, b.file.region);
}
