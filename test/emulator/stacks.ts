/**
 * What CloudFormation says: the resources of a stack, its status, and what a change set changes.
 */
import {
  CloudFormationClient, DescribeChangeSetCommand, DescribeStackResourcesCommand, DescribeStacksCommand, GetTemplateCommand, type ResourceChange, type StackResource,
} from '@aws-sdk/client-cloudformation';
import type { Emulator } from './emulator';
import type { Template } from './project';

export class Stacks {
  private readonly client: CloudFormationClient;

  public constructor(emulator: Emulator) {
    this.client = new CloudFormationClient(emulator.config());
  }

  /** `undefined` where there is no such stack. */
  public async status(stack: string): Promise<string | undefined> {
    try {
      const { Stacks: found } = await this.client.send(new DescribeStacksCommand({ StackName: stack }));
      return found?.[0]?.StackStatus;
    } catch (error) {
      if (error instanceof Error && error.message.includes('does not exist')) return undefined;
      throw error;
    }
  }

  public async resources(stack: string): Promise<readonly StackResource[]> {
    const { StackResources } = await this.client.send(new DescribeStackResourcesCommand({ StackName: stack }));
    return StackResources ?? [];
  }

  /** The template that is deployed; `undefined` where there is no such stack. */
  public async template(stack: string): Promise<Template | undefined> {
    if ((await this.status(stack)) === undefined) return undefined;
    return JSON.parse((await this.client.send(new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }))).TemplateBody!) as Template;
  }

  public async outputs(stack: string): Promise<Readonly<Record<string, string>>> {
    const { Stacks: found } = await this.client.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries((found?.[0]?.Outputs ?? []).map((o) => [o.OutputKey!, o.OutputValue!]));
  }

  public async physicalId(stack: string, logicalId: string): Promise<string> {
    const found = (await this.resources(stack)).find((r) => r.LogicalResourceId === logicalId)?.PhysicalResourceId;
    if (found === undefined) throw new Error(`the stack ${stack} has no resource ${logicalId}`);
    return found;
  }

  /** Changes of the change set; none where the CLI found nothing to change and made no change set. */
  public async changes(stack: string, changeSet: string): Promise<readonly ResourceChange[]> {
    try {
      const { Changes, NextToken } = await this.client.send(new DescribeChangeSetCommand({ StackName: stack, ChangeSetName: changeSet }));
      if (NextToken !== undefined) throw new Error(`the change set ${changeSet} has more than one page`);
      return (Changes ?? []).map((change) => change.ResourceChange!);
    } catch (error) {
      if (error instanceof Error && /ChangeSet.*(not exist|not found)/is.test(`${error.name} ${error.message}`)) return [];
      throw error;
    }
  }
}

/**
 * What a change does, with the flows and routes that the library wrote on the resource: `Add AWS::EC2::SecurityGroupEgress for a-to-b`.
 * What is modified is read from the templates: the emulator's change sets do not tell one reference from another.
 * `Look at`: the resource is as before; CloudFormation asks once more for a value of one that changes.
 */
export function changeText({ Action, Details = [], LogicalResourceId = '', Replacement, ResourceType }: ResourceChange, before: Template | undefined, after: Template): string {
  const [was, is] = [before?.Resources[LogicalResourceId], after.Resources[LogicalResourceId]];
  const { flows = [], routes = [], service } = (Action === 'Remove' ? was : is)?.Metadata?.['zero-trust'] ?? {};
  // What many flows share names what it is for.
  const named = [...flows, ...routes];
  const whose = `for ${service ?? (named.length === 0 ? 'no flow' : named.join(', '))}`;
  if (Action !== 'Modify') return `${Action} ${ResourceType} ${whose}`;
  const changed = differences(was, is);
  if (changed.length > 0) return `Modify ${ResourceType} ${changed.join(', ')}${Replacement === 'True' ? ' (made anew)' : ''} ${whose}`;
  return `Look at ${ResourceType} ${[...new Set(Details.map((d) => d.Target?.Name))].sort().join(', ')} ${whose}`;
}

/** Logical ids of what differs between two templates. */
export function changedResources(before: Template | undefined, after: Template): readonly string[] {
  const ids = new Set([...Object.keys(before?.Resources ?? {}), ...Object.keys(after.Resources)]);
  return [...ids].filter((id) => differences(before?.Resources[id], after.Resources[id]).length > 0).sort();
}

/** Names of properties, and of attributes beside them. */
function differences(was: object = {}, is: object = {}): readonly string[] {
  const names = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => JSON.stringify(a[name as keyof object]) !== JSON.stringify(b[name as keyof object]));
  return names(was, is).flatMap((name) => (name === 'Properties' ? names((was as any).Properties ?? {}, (is as any).Properties ?? {}) : [name])).sort();
}
