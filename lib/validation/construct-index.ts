/**
 * From a resource of a template back to the construct that made it, so that findings point to a line of the user's code:
 *
 *   index.find('assembly-Prod/ProdApi1234.template.json', 'WebSg');
 *
 * Not by `aws:cdk:path` of the template: it is written only where the CDK CLI asks for it.
 */
import * as path from 'node:path';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export class ConstructIndex {
  private made?: Constructs;

  constructor(private readonly root: IConstruct, private readonly outdir: string) {}

  /** `template` relative to the assembly. */
  public find(template: string, logicalId: string): CfnResource | undefined {
    return this.index.byResource.get(key(template, logicalId));
  }

  public at(constructPath: string): IConstruct | undefined {
    return this.index.byPath.get(constructPath);
  }

  /** Made for the first finding: most syntheses have none. */
  private get index(): Constructs {
    this.made ??= constructsOf(this.root, this.outdir);
    return this.made;
  }
}

interface Constructs {
  readonly byResource: ReadonlyMap<string, CfnResource>;
  readonly byPath: ReadonlyMap<string, IConstruct>;
}

function constructsOf(root: IConstruct, outdir: string): Constructs {
  const byResource = new Map<string, CfnResource>();
  const byPath = new Map<string, IConstruct>();
  for (const construct of root.node.findAll()) {
    byPath.set(construct.node.path, construct);
    if (!CfnResource.isCfnResource(construct)) continue;
    const stack = Stack.of(construct);
    const template = path.join(Stage.of(construct)?.outdir ?? outdir, stack.templateFile);
    byResource.set(key(path.relative(outdir, template), String(stack.resolve(construct.logicalId))), construct);
  }
  return { byResource, byPath };
}

function key(template: string, logicalId: string): string {
  return `${template.split(path.sep).join('/')} ${logicalId}`;
}
