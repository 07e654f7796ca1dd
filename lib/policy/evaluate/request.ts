/**
 * One request while it is judged: who, what, and the entities with their attributes and ancestors, each looked up when a policy asks for the first time.
 *
 *   facts.attributes(facts.principal)?.get('department')
 *   facts.isIn(facts.principal, staff)
 *
 * As in Cedar an entity is in itself. Unlike Cedar an entity is looked at only where it is asked for: what is malformed and touched by no policy changes nothing. An
 * entity without attributes, tags and parents need not be listed; with a hundred groups that is where the time goes.
 */
import type { CedarEntity, CedarRequest } from '../../contract/access/policy-table';
import { climb, isAbove, isNamedAbove, namedAbove, type Ancestry } from './ancestry';
import { file, find, sole, type ByType } from './entities';
import { PolicyRequestError } from './errors';
import type { Interest, Interests } from './interests';
import { CedarRecord, EntityRef, readUid } from './value';

const MOST = 100_000;

interface Known {
  readonly entity: CedarEntity;
  attributes?: CedarRecord;
  tags?: CedarRecord;
  ancestry?: Ancestry;
}

export class Facts {
  public readonly principal: EntityRef;
  public readonly action: EntityRef;
  public readonly resource: EntityRef;
  public readonly context: CedarRecord;
  private readonly entities: readonly CedarEntity[];
  /** Those that have parents. */
  private readonly above: ByType = new Map();
  private readonly known = new Map<CedarEntity, Known>();
  private ofPrincipal?: Known;
  private ofResource?: Known;
  private ofAction?: Known;
  private others?: ByType;

  /** `actions` of the schema stand, whatever the request says about them. */
  constructor(request: CedarRequest, private readonly interests: Interests, private readonly actions: ByType) {
    this.principal = readUid(request.principal, 'the principal');
    this.action = readUid(request.action, 'the action');
    this.resource = readUid(request.resource, 'the resource');
    if (typeof request.context !== 'object' || request.context === null || Array.isArray(request.context)) throw new PolicyRequestError('the context is no record');
    this.context = new CedarRecord(request.context);
    if (!Array.isArray(request.entities) || request.entities.length > MOST) throw new PolicyRequestError(`the entities are no list of at most ${MOST}`);
    this.entities = request.entities;
    this.survey();
  }

  /** Undefined for an entity that is not there. */
  public attributes(ref: EntityRef): CedarRecord | undefined {
    const known = this.lookUp(ref);
    return known && (known.attributes ??= recordOf(known.entity.attrs, ref));
  }

  public tags(ref: EntityRef): CedarRecord | undefined {
    const known = this.lookUp(ref);
    return known && (known.tags ??= recordOf(known.entity.tags ?? {}, ref));
  }

  /** An entity that the policies name. */
  public isInNamed(ref: EntityRef, target: Interest): boolean {
    return (ref.id === target.id && ref.type === target.type) || isNamedAbove(this.ancestry(ref), target, this.interests);
  }

  public isInOneOf(ref: EntityRef, targets: readonly Interest[]): boolean {
    for (const target of targets) if (this.isInNamed(ref, target)) return true;
    return false;
  }

  /** Any entity. */
  public isIn(ref: EntityRef, target: EntityRef): boolean {
    return (ref.id === target.id && ref.type === target.type) || isAbove(this.ancestry(ref), target);
  }

  /** Itself and its ancestors, of those that the policies name. */
  public named(ref: EntityRef): readonly Interest[] {
    const above = namedAbove(this.ancestry(ref), this.interests);
    const self = this.interests.find(ref.type, ref.id);
    return self === undefined ? above : [self, ...above];
  }

  private ancestry(ref: EntityRef): Ancestry {
    const known = this.lookUp(ref);
    return known === undefined ? { lists: [], asked: 0, count: 0 } : known.ancestry ??= climb(known.entity, [this.above, this.actions]);
  }

  /** One look at each entity: those that the request is about, and those that are in others. */
  private survey(): void {
    const { principal, resource, action } = this;
    let [who, what, how]: (CedarEntity | undefined)[] = [];
    for (const entity of this.entities) {
      const { uid, parents } = entity;
      if (typeof uid !== 'object' || uid === null || typeof uid.type !== 'string' || typeof uid.id !== 'string') throw new PolicyRequestError('an entity has no `uid` of { type, id }');
      if (!Array.isArray(parents)) throw new PolicyRequestError('the parents of an entity are no list');
      if (uid.id === principal.id && uid.type === principal.type) who = sole(who, entity);
      if (uid.id === resource.id && uid.type === resource.type) what = sole(what, entity);
      if (uid.id === action.id && uid.type === action.type) how = sole(how, entity);
      if (parents.length > 0 && find(this.actions, uid) === undefined) file(this.above, entity);
    }
    this.ofPrincipal = this.knownAs(find(this.actions, principal) ?? who);
    this.ofResource = this.knownAs(find(this.actions, resource) ?? what);
    this.ofAction = this.knownAs(find(this.actions, action) ?? how);
  }

  private knownAs(entity: CedarEntity | undefined): Known | undefined {
    return entity && { entity };
  }

  private lookUp(ref: EntityRef): Known | undefined {
    // The three of every request, without a look into a table.
    if (ref === this.principal) return this.ofPrincipal;
    if (ref === this.resource) return this.ofResource;
    if (ref === this.action) return this.ofAction;
    const entity = find(this.actions, ref) ?? find(this.others ??= allOf(this.entities), ref);
    if (entity === undefined) return undefined;
    let known = this.known.get(entity);
    if (known === undefined) this.known.set(entity, known = { entity });
    return known;
  }
}

function allOf(entities: readonly CedarEntity[]): ByType {
  const all: ByType = new Map();
  for (const entity of entities) file(all, entity);
  return all;
}

function recordOf(raw: unknown, of: EntityRef): CedarRecord {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new PolicyRequestError(`the attributes or tags of \`${of.type}::${JSON.stringify(of.id)}\` are no record`);
  return new CedarRecord(raw as Record<string, unknown>);
}
