/**
 * Which policies a request has to be held against: those that its action, principal, resource or their ancestors are named in, and those that name nobody.
 *
 *   const index = new PolicyIndex(rules);
 *   index.candidates(facts, (rule) => ...)
 *
 * First by action; then each policy stands under the one of its names that the fewest others stand under. Policies that are not called would not have applied: heads of
 * policies never fail, so that nothing is lost of Cedar's answer.
 */
import type { Interest } from './interests';
import type { Facts } from './request';
import type { Rule } from './rule';

/** So few are held against the request without an index: cheaper than to look up a hundred groups. */
const FEW = 3;

class Shelf {
  private readonly principals = new Map<Interest, Rule[]>();
  private readonly resources = new Map<Interest, Rule[]>();
  private readonly principalTypes = new Map<string, Rule[]>();
  private readonly resourceTypes = new Map<string, Rule[]>();
  private readonly rest: Rule[] = [];

  constructor(rules: readonly Rule[]) {
    const names = new Map<Interest, number>();
    const types = new Map<string, number>();
    for (const { principal, resource } of rules) {
      for (const name of [...principal.named ?? [], ...resource.named ?? []]) names.set(name, (names.get(name) ?? 0) + 1);
      for (const type of [principal.type, resource.type]) if (type !== undefined) types.set(type, (types.get(type) ?? 0) + 1);
    }
    for (const rule of rules) {
      if (rules.length <= FEW) {
        this.rest.push(rule);
        continue;
      }
      const { principal, resource } = rule;
      const places: [number, () => void][] = [];
      if (principal.named !== undefined) places.push([names.get(principal.named[0])!, () => put(this.principals, principal.named![0], rule)]);
      if (resource.named !== undefined) places.push([names.get(resource.named[0])!, () => put(this.resources, resource.named![0], rule)]);
      if (principal.type !== undefined) places.push([types.get(principal.type)!, () => put(this.principalTypes, principal.type!, rule)]);
      if (resource.type !== undefined) places.push([types.get(resource.type)!, () => put(this.resourceTypes, resource.type!, rule)]);
      const best = places.sort(([a], [b]) => a - b)[0];
      if (best === undefined) this.rest.push(rule);
      else best[1]();
    }
  }

  public visit(facts: Facts, call: (rule: Rule) => void): void {
    each(this.rest, call);
    if (this.principals.size > 0) for (const name of facts.named(facts.principal)) each(this.principals.get(name), call);
    if (this.resources.size > 0) for (const name of facts.named(facts.resource)) each(this.resources.get(name), call);
    if (this.principalTypes.size > 0) each(this.principalTypes.get(facts.principal.type), call);
    if (this.resourceTypes.size > 0) each(this.resourceTypes.get(facts.resource.type), call);
  }
}

export class PolicyIndex {
  private readonly any: Shelf;
  private readonly byAction = new Map<Interest, Shelf>();
  private turn = 0;

  constructor(rules: readonly Rule[]) {
    const ofAction = new Map<Interest, Rule[]>();
    for (const rule of rules) for (const name of new Set(rule.action.named ?? [])) put(ofAction, name, rule);
    this.any = new Shelf(rules.filter((rule) => rule.action.named === undefined));
    for (const [name, list] of ofAction) this.byAction.set(name, new Shelf(list));
  }

  /** Each once. */
  public candidates(facts: Facts, call: (rule: Rule) => void): void {
    const turn = ++this.turn;
    const once = (rule: Rule): void => {
      if (rule.turn === turn) return;
      rule.turn = turn;
      call(rule);
    };
    this.any.visit(facts, once);
    if (this.byAction.size > 0) for (const name of facts.named(facts.action)) this.byAction.get(name)?.visit(facts, once);
  }
}

function each(rules: readonly Rule[] | undefined, call: (rule: Rule) => void): void {
  if (rules !== undefined) for (const rule of rules) call(rule);
}

function put<K>(map: Map<K, Rule[]>, key: K, rule: Rule): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [rule]);
  else list.push(rule);
}
