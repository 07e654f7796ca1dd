/**
 * The linked templates as one world. Nothing is evaluated before it is asked for, and resources are made type by type.
 */
import type { Unknown } from '../facts';
import { Guard } from '../guard';
import { childPointer } from '../../document/tree';
import { ConstructPaths } from './construct-paths';
import { Assumptions } from './evaluate/assumptions';
import { Links } from './evaluate/links';
import { assumableNames, checkAssumptions } from './evaluate/names';
import { Scope } from './evaluate/scope';
import type { IntentFile, Resource, TemplateFile, TemplateWorld } from './model';
import { refuseCycles } from './read/cycles';
import { hiddenResources } from './read/macros';
import { isMacro, resourceIn } from './read/body';
import type { Sources } from './read/source';
import { TemplateResource } from './resource';
import type { Value } from './value';

export function linked(read: Sources, assume: Readonly<Record<string, string>>, defaults: boolean): TemplateWorld {
  for (const source of read.sources) refuseCycles(source);
  const links = scopesOf(read, new Assumptions(assume, defaults));
  const scopes = [...links.scopes.values()].sort((a, b) => byText(a.key, b.key));
  checkAssumptions(assume, scopes, () => links.exportNames(), () => [...scopesOf(read, new Assumptions({}, false)).scopes.values()]);
  const metadata = new Map(read.sources.flatMap(({ file, metadata: m }) => (m === undefined ? [] : [[links.scopes.get(file.key)!, m] as const])));
  const hidden = [...read.unknowns, ...read.sources.flatMap(hiddenResources)].sort((a, b) => byText(`${a.template}\n${a.pointer}`, `${b.template}\n${b.pointer}`));
  return new LinkedWorld(scopes, links, new ConstructPaths(metadata), [...read.intents].sort((a, b) => byText(a.file, b.file)), hidden, [...read.stale].sort(byText), [...read.lone].sort(byText));
}

function scopesOf({ sources }: Sources, assumptions: Assumptions): Links {
  const links = new Links(assumptions);
  for (const { file, body, stackName, parent } of sources) {
    const outer = parent && links.scopes.get(parent.key);
    links.scopes.set(file.key, new Scope(file, body, links, stackName, outer && parent && { scope: outer, logicalId: parent.logicalId }));
  }
  return links;
}

class LinkedWorld implements TemplateWorld {
  public readonly templates: readonly TemplateFile[];
  private readonly types = new Map<string, { readonly scope: Scope; readonly ids: readonly string[] }[]>();
  private readonly made = new Map<string, readonly TemplateResource[]>();
  /** By type: most resources are never asked for by their id. */
  private readonly byId = new Map<string, Map<string, Resource>>();
  private all?: readonly Resource[];
  private guards?: ReadonlyMap<string, Guard>;
  private names?: readonly string[];

  constructor(
    private readonly scopes: readonly Scope[],
    private readonly links: Links,
    private readonly paths: ConstructPaths,
    public readonly intents: readonly IntentFile[],
    public readonly unknowns: readonly Unknown[],
    public readonly stale: readonly string[],
    public readonly lone: readonly string[],
  ) {
    this.templates = scopes.map((s) => s.file);
    for (const scope of scopes) {
      for (const [type, ids] of scope.body.types) {
        const known = this.types.get(type);
        if (known === undefined) this.types.set(type, [{ scope, ids }]);
        else known.push({ scope, ids });
      }
    }
  }

  public get resources(): readonly Resource[] {
    this.all ??= sorted([...this.types.keys()].flatMap((type) => this.ofType(type) as readonly TemplateResource[]));
    return this.all;
  }

  public get typeNames(): readonly string[] {
    return [...this.types.keys()].sort(byText);
  }

  public ofType(type: string): readonly Resource[] {
    let found = this.made.get(type);
    if (found === undefined) {
      // The default order of texts is by code unit, and far cheaper than a comparison of ours.
      const parts = (this.types.get(type) ?? []).map(({ scope, ids }) => [...ids].sort().map((id) => new TemplateResource(scope, id, scope.body.Resources[id], this.paths)));
      found = parts.length === 1 ? parts[0] : sorted(parts.flat());
      this.made.set(type, found);
    }
    return found;
  }

  public resource(id: string): Resource | undefined {
    const dot = id.lastIndexOf('.');
    const scope = this.links.scopes.get(id.slice(0, Math.max(0, dot)));
    const raw = scope && resourceIn(scope.body, id.slice(dot + 1));
    if (raw === undefined) return undefined;
    let mine = this.byId.get(raw.Type);
    if (mine === undefined) this.byId.set(raw.Type, mine = new Map(this.ofType(raw.Type).map((r) => [r.id, r])));
    return mine.get(id);
  }

  public get conditions(): ReadonlyMap<string, Guard> {
    this.guards ??= new Map(this.scopes.flatMap((scope) => Object.keys(scope.body.Conditions).filter((name) => !isMacro(name)).sort().map((name): [string, Guard] => [`${scope.key}.${name}`, scope.condition(name)])));
    return this.guards;
  }

  public get undecided(): readonly Unknown[] {
    return this.scopes.flatMap((scope) => Object.keys(scope.body.Conditions).sort().filter((name) => isMacro(name) || !scope.condition(name).isSure).map((name) => ({
      token: `Condition ${name}`,
      template: scope.file.file,
      pointer: childPointer('/Conditions', name),
      why: isMacro(name) ? 'a macro makes conditions here' : 'it compares what is not known by itself, or grew over its budget: nobody can say when it holds',
    })));
  }

  public get assumable(): readonly string[] {
    this.names ??= assumableNames(this.scopes, this.links.exportNames());
    return this.names;
  }

  /** `null`, which stands for nothing, where there is no such template. */
  public evaluateIn(template: string, expression: unknown): Value {
    return this.links.scopes.get(template)?.evaluate(expression, '') ?? null;
  }
}

/** Most templates are sorted as they stand. */
function sorted(resources: TemplateResource[]): TemplateResource[] {
  return resources.some((r, i) => i > 0 && resources[i - 1].id > r.id) ? resources.sort((a, b) => byText(a.id, b.id)) : resources;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
