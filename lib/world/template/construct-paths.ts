/**
 * Construct paths of resources whose Metadata has none (an app that is synthesized without the CDK command line): the metadata of the
 * stack says which construct made which logical id. Looked up when somebody asks for the first time.
 *
 * A logical id may stand in a stack and in its nested stacks: the construct path of a nested stack tells them apart; where that is
 * not clear there is no path, never a wrong one.
 */
import { isRaw, type Raw } from './read/body';
import { NESTED } from './read/nested';
import type { Scope } from './evaluate/scope';

type Metadata = () => Raw;

export class ConstructPaths {
  private readonly inverted = new Map<Metadata, ReadonlyMap<string, readonly string[]>>();
  private readonly inner = new Map<Scope, readonly string[]>();

  constructor(private readonly metadataOf: ReadonlyMap<Scope, Metadata>) {}

  public find(scope: Scope, logicalId: string): string | undefined {
    const metadata = this.metadataOf.get(scope);
    if (metadata === undefined) return undefined;
    const prefix = this.prefixOf(scope.parent);
    if (prefix === undefined) return undefined;
    let byId = this.inverted.get(metadata);
    if (byId === undefined) this.inverted.set(metadata, byId = inverted(metadata()));
    const candidates = (byId.get(logicalId) ?? []).filter((path) => path.startsWith(prefix));
    const [only, ...others] = candidates.length > 1 ? candidates.filter((path) => !this.innerPrefixes(scope).some((p) => path.startsWith(p))) : candidates;
    return others.length === 0 ? only : undefined;
  }

  /** What all paths of a scope begin with; undefined where that is not known. */
  private prefixOf(parent: Scope['parent']): string | undefined {
    if (parent === undefined) return '';
    const { Metadata: metadata } = parent.scope.body.Resources[parent.logicalId];
    const written = isRaw(metadata) ? metadata['aws:cdk:path'] : undefined;
    const path = typeof written === 'string' ? written : this.find(parent.scope, parent.logicalId);
    const construct = /^(.*)\.NestedStack\/[^/]*\.NestedStackResource$/.exec(path ?? '')?.[1];
    return construct === undefined ? undefined : `${construct}/`;
  }

  private innerPrefixes(scope: Scope): readonly string[] {
    let found = this.inner.get(scope);
    if (found === undefined) {
      this.inner.set(scope, []); // ids of nested stacks themselves are unique enough; this ends the recursion
      found = (scope.body.types.get(NESTED) ?? [])
        .map((logicalId) => this.prefixOf({ scope, logicalId }))
        .filter((p) => p !== undefined);
      this.inner.set(scope, found);
    }
    return found;
  }
}

function inverted(metadata: Raw): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [path, entries] of Object.entries(metadata)) {
    if (!Array.isArray(entries)) continue;
    for (const entry of entries as readonly unknown[]) {
      if (!isRaw(entry) || entry.type !== 'aws:cdk:logicalId' || typeof entry.data !== 'string') continue;
      const known = found.get(entry.data);
      if (known === undefined) found.set(entry.data, [path.replace(/^\//, '')]);
      else known.push(path.replace(/^\//, ''));
    }
  }
  return found;
}
