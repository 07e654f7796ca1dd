import { readAssembly, readTemplates, type Template } from './assembly';
import { PacketSimulator, type SimulatorOptions } from './simulator';

export { PacketSimulator, type NetworkInterface, type Packet, type SimulatorOptions, type Verdict } from './simulator';
export type { VpcEndpoint } from './vpc-endpoints';
export { describe as describeRule, type Rule } from './rules';
export { SimulationError } from './values';

/** Reads a cloud assembly directory: every stage, every stack, every nested stack. */
export function loadAssembly(directory: string, options?: SimulatorOptions): PacketSimulator {
  return new PacketSimulator(readAssembly(directory), options);
}

/**
 * Reads templates by stack name. A nested stack's template has the key `Parent/LogicalId` of the resource that makes it.
 * `environments` says where a stack is deployed: `aws://111111111111/eu-west-1`.
 */
export function fromTemplates(
  templates: Readonly<Record<string, Template>>,
  { environments, ...options }: SimulatorOptions & { readonly environments?: Readonly<Record<string, string>> } = {},
): PacketSimulator {
  return new PacketSimulator(readTemplates(templates, environments), options);
}
