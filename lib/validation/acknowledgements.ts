/**
 * `Validations.of(scope).acknowledge({ id: 'ZeroTrust::nothing-more.1a2b3c', reason })` counts where `scope` is, or contains,
 * the construct of the finding.
 *
 * CDK itself hides an acknowledged finding and keeps it, with reason and place, in the report as evidence; the floor version
 * does so whatever construct it was acknowledged on. So whoever acknowledged elsewhere is found here, before CDK looks.
 */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export class Acknowledgements {
  private readonly paths = new Map<string, string[]>();

  constructor(root: IConstruct, plugin: string) {
    for (const { node } of root.node.findAll()) {
      for (const { type, data } of node.metadata) {
        if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || typeof data !== 'object' || data === null) continue;
        for (const id of Object.keys(data)) {
          if (!id.startsWith(`${plugin}::`)) continue;
          const name = id.slice(plugin.length + 2);
          this.paths.set(name, [...this.paths.get(name) ?? [], node.path]);
        }
      }
    }
  }

  /** `here`: CDK may hide it. `elsewhere`: it is acknowledged on constructs that do not contain this one. */
  public of(id: string, constructPath: string): { readonly is: 'none' | 'here' } | { readonly is: 'elsewhere'; readonly at: string } {
    const paths = this.paths.get(id);
    if (paths === undefined) return { is: 'none' };
    if (paths.some((p) => p === '' || p === constructPath || constructPath.startsWith(`${p}/`))) return { is: 'here' };
    return { is: 'elsewhere', at: [...paths].sort()[0] };
  }

  public has(id: string): boolean {
    return this.paths.has(id);
  }

  /** A name like `id` that nobody acknowledged, for what must stay visible. */
  public unacknowledged(id: string): string {
    let name = id;
    for (let i = 2; this.paths.has(name); i++) name = `${id}.${i}`;
    return name;
  }

  /** Ids that were acknowledged and found nowhere. */
  public idle(found: ReadonlySet<string>): { readonly id: string; readonly at: string }[] {
    return [...this.paths].filter(([id]) => !found.has(id)).map(([id, [at]]) => ({ id, at })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
