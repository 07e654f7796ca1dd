/**
 * What guards have in common: they look at everything below a scope when the app is synthesized, after all that changes it,
 * and change nothing.
 *
 * CDK visits each construct with all aspects before it goes on to the next, so a look during the visit could come before a
 * change that another construct's aspect makes. The visit only remembers; CDK's validation, which comes after all aspects, judges.
 * INVARIANT: a construct is judged once, by the nearest scope of the guard.
 */
import { Aspects, AspectPriority, type IAspect, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { withPolicyIndex } from '../layers/data/kinds';
import { finding, tell, type Told } from './findings';

export class Watch {
  private readonly scopes = new Set<IConstruct>();
  private readonly seen = new Map<IConstruct, IConstruct>();
  private readonly results = new Map<IConstruct, readonly string[]>();

  /** `owner` tells two views of one resource (L2 and L1) for one; undefined: nothing to judge. */
  constructor(private readonly guard: IAspect, private readonly isSame: (other: IAspect) => boolean, private readonly ownerOf: (node: IConstruct) => IConstruct | undefined, private readonly judge: (constructs: readonly IConstruct[]) => Told[]) {}

  public visit(node: IConstruct): void {
    if (!this.scopes.has(node) && Aspects.of(node).all.includes(this.guard)) {
      this.scopes.add(node);
      node.node.addValidation({ validate: () => this.told(node) });
    }
    const owner = this.ownerOf(node);
    if (owner === undefined || this.seen.has(owner)) return;
    this.seen.set(owner, node);
    // Told at the construct itself, whose path CDK prints.
    node.node.addValidation({ validate: () => [...this.results.get(node) ?? tell(this.judge([node]))] });
  }

  /** CDK validates a scope before what is in it: the tree is walked once for all. */
  private told(scope: IConstruct): string[] {
    const mine = [...this.seen.values()].filter((c) => this.scopeOf(c) === scope);
    const told = withPolicyIndex(scope, () => this.judge(mine));
    for (const construct of mine) this.results.set(construct, tell(told.filter((t) => t.construct === construct)));
    return tell(this.missed(scope));
  }

  private scopeOf({ node }: IConstruct): IConstruct | undefined {
    return [...node.scopes].reverse().find((s) => this.scopes.has(s));
  }

  /** Aspects of an app do not reach its stages. */
  private missed(scope: IConstruct): Told[] {
    const stages = scope.node.findAll().filter((c) => c !== scope && Stage.isStage(c));
    return stages.filter((stage) => !Aspects.of(stage).all.some(this.isSame)).map((stage) => ({
      id: 'GuardMissesStage', construct: stage,
      finding: finding('error', 'GuardMissesStage', `stage \`${stage.node.path}\` is not guarded: got no \`${this.guard.constructor.name}\` there, expected one, because aspects of CDK do not reach into a stage; call \`${this.guard.constructor.name}.enable(stage)\``),
    }));
  }
}

/** On the scope and on every stage that is there already. */
export function enableIn(scope: IConstruct, guard: IAspect): void {
  const stages = scope.node.findAll().filter((c) => c !== scope && Stage.isStage(c));
  for (const each of [scope, ...stages]) Aspects.of(each).add(guard, { priority: AspectPriority.READONLY });
}
