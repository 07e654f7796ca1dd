import type { Resource } from './assembly';
import { refuse } from './values';

/** Finds resources by `Stack/LogicalId`, by construct path, by a unique suffix of either, or by the construct around them. */
export class Names {
  private readonly found = new Map<string, Resource>();

  /** `drafts` are types that give way where a name also fits another. */
  constructor(public readonly resources: readonly Resource[], private readonly drafts: readonly string[] = []) {}

  public has(name: string): boolean {
    return this.candidates(name).length > 0;
  }

  public find(name: string): Resource {
    const known = this.found.get(name);
    if (known) return known;
    const candidates = this.candidates(name);
    if (candidates.length !== 1) {
      refuse(name, candidates.length > 0
        ? `is ambiguous: ${candidates.map(({ id, path }) => path ?? id).join(', ')}`
        : 'is not in the templates, or not of a type that is simulated');
    }
    this.found.set(name, candidates[0]);
    return candidates[0];
  }

  private candidates(name: string): readonly Resource[] {
    const tests: ((label: string) => boolean)[] = [
      label => label === name,
      label => label.endsWith(`/${name}`),
      label => label.startsWith(`${name}/`),
    ];
    for (const test of tests) {
      const found = this.resources.filter(resource => labels(resource).some(test));
      const made = found.filter(({ type }) => !this.drafts.includes(type));
      if (found.length > 0) return made.length > 0 ? made : found;
    }
    return [];
  }
}

function labels({ id, path }: Resource): readonly string[] {
  return path === undefined ? [id] : [id, path, path.replace(/\/(Resource|Default)$/, '')];
}
