/**
 * One app from its first deployment to its last: what every life does in the same way.
 */
import { strict as assert } from 'node:assert';
import type { Intent } from '../../../lib/intent';
import type { Emulator } from '../emulator';
import { deployedNetwork } from '../network-deployed';
import { compareNetwork } from '../network-declared';
import type { Edit, Project, Ran, Template } from '../project';
import type { Report } from '../report';
import type { SecondOpinion } from '../second-opinion';
import { changedResources, changeText, Stacks } from '../stacks';

/** A resource that CloudFormation cannot make, and makes last: IAM has no such role. */
export function failing(scope: string, after: string): string {
  return `new iam.CfnPolicy(${scope}, 'Fails', { policyName: 'fails', policyDocument: { Statement: [] }, roles: ['nobody-has-this-role'] }).node.addDependency(${after});`;
}

/** What every life is given. */
export interface World {
  readonly emulator: Emulator;
  readonly scratch: string;
  readonly report: Report;
  /** Absent where moto is not installed. */
  readonly opinion?: SecondOpinion;
}

export class Life {
  public readonly stacks: Stacks;
  /** Of every deployment, in order. */
  private readonly templates: Template[] = [];

  /** @param names its stacks; that of the network first */
  public constructor(private readonly world: World, public readonly project: Project, private readonly names: readonly string[], private readonly flags: readonly string[] = []) {
    this.stacks = new Stacks(world.emulator);
  }

  private get emulator(): Emulator {
    return this.world.emulator;
  }

  /** Deploys and answers what changed, per stack that changed. Whatever stays keeps its physical id. */
  public async deploy(step: string, ...more: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
    const before = new Map(await Promise.all(this.names.map(async (name) => [name, await this.standing(name)] as const)));
    this.succeeded(await this.project.deploy(step, ...this.flags, ...more));
    this.templates.push((await this.stacks.template(this.names[0]))!);
    const changed: Record<string, readonly string[]> = {};
    for (const name of this.names) {
      const changes = await this.stacks.changes(name, step);
      const now = await this.standing(name);
      const unseen = changedResources(before.get(name)!.template, now.template!).filter((id) => !changes.some((c) => c.LogicalResourceId === id));
      assert.deepStrictEqual(unseen, [], 'what differs between the templates is in the change set');
      if (changes.length === 0) continue;
      changed[name] = changes.map((c) => changeText(c, before.get(name)!.template, now.template!)).sort();
      const anew = changes.filter((c) => c.Replacement === 'True').map((c) => c.LogicalResourceId);
      for (const [id, physical] of before.get(name)!.ids) {
        if (now.ids.has(id) && !anew.includes(id)) assert.equal(now.ids.get(id), physical, `${id} was made anew`);
      }
    }
    return changed;
  }

  private async standing(stack: string): Promise<{ readonly template: Template | undefined; readonly ids: ReadonlyMap<string, string> }> {
    const template = await this.stacks.template(stack);
    return { template, ids: new Map(template === undefined ? [] : (await this.stacks.resources(stack)).map((r) => [r.LogicalResourceId!, r.PhysicalResourceId!])) };
  }

  /** An update that CloudFormation cannot finish: it has to end where it began. */
  public async failUpdate(edits: readonly Edit[], stack: string, read: () => Promise<unknown>): Promise<void> {
    await this.world.report.check('an update that fails is rolled back, and what is deployed is as before', async () => {
      const before = await read();
      this.project.edit(...edits);
      const ran = await this.project.deploy('fails', ...this.flags);
      assert.notEqual(ran.code, 0, `cdk deploy should have failed:\n${ran.output}`);
      assert.match(ran.output, /nobody-has-this-role/);
      assert.equal(await this.stacks.status(stack), 'UPDATE_ROLLBACK_COMPLETE');
      const tried = await this.stacks.changes(stack, 'fails');
      assert.ok(tried.filter((c) => c.ResourceType !== 'AWS::IAM::Policy').length > 0, 'the update has changed something before it failed');
      assert.deepStrictEqual(await read(), before);
      this.project.undo(...edits);
    });
  }

  public async network(intent: Intent = this.project.intent): Promise<Awaited<ReturnType<typeof deployedNetwork>>> {
    return deployedNetwork(this.emulator, this.stacks, this.names, intent);
  }

  public async compareNetwork(strays: readonly string[] = []): Promise<void> {
    compareNetwork(await this.network(), this.project.intent, this.project.network, strays);
  }

  /** The rules of all deployments so far, for an EC2 that is not of our making. */
  public async askSecondOpinion(): Promise<void> {
    const { opinion, report } = this.world;
    if (opinion === undefined) return;
    await report.check('a second EC2 (moto) takes the rules of every deployment, new ones before old ones go', async () => {
      const stack = await opinion.stack();
      for (const template of this.templates) await stack.update(template);
    });
  }

  public async statuses(): Promise<readonly (string | undefined)[]> {
    return Promise.all(this.names.map((name) => this.stacks.status(name)));
  }

  public succeeded(ran: Ran): void {
    assert.equal(ran.code, 0, `cdk failed:\n${ran.output.slice(-4000)}\n${this.emulator.complaints()}`);
  }
}
