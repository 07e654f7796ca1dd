/**
 * Which resources differ between two assemblies, resource by resource, and whose they are:
 *
 *   changes(before, after)   // [{ id: 'Home/…Egress…', type: 'AWS::EC2::SecurityGroupEgress', flows: ['flow-1'] }]
 *
 * A resource is a flow's where its metadata names the flow before or after. A nested stack is a container: what is in it is
 * compared in its own template, and of itself only what hangs on its content may differ.
 */
import { flowsOf, type Json, resourcesOf, type Synthesized, type Templates } from './synthesize';

export interface Change {
  readonly id: string;
  readonly type: string;
  readonly flows: readonly string[];
}

export function changes(before: Synthesized, after: Synthesized): Change[] {
  const [was, is] = [before, after].map(({ templates }) => new Map(resourcesOf(templates)));
  return [...new Set([...was.keys(), ...is.keys()])].sort()
    .filter((id) => canonical(content(was.get(id))) !== canonical(content(is.get(id))))
    .filter((id) => (was.has(id) && is.has(id)) || !isContainer(was.get(id) ?? is.get(id)!))
    .map((id) => ({ id, type: (was.get(id) ?? is.get(id)!).Type as string, flows: [...new Set([was.get(id), is.get(id)].flatMap((r) => (r === undefined ? [] : flowsOf(r))))].sort() }));
}

/** `Stack/LogicalId` of the rules that name a flow: where they are and what they are called. */
export function rulesOf({ templates }: Synthesized, flow: string): string[] {
  return resourcesOf(templates).filter(([, r]) => isRule(r) && flowsOf(r).includes(flow)).map(([id]) => id).sort();
}

export function isRule({ Type }: Json): boolean {
  return Type === 'AWS::EC2::SecurityGroupEgress' || Type === 'AWS::EC2::SecurityGroupIngress';
}

/** Templates as text, with top-level entries sorted and everything inside them as it stands. */
export function textOf(templates: Templates): Record<string, string> {
  return Object.fromEntries(Object.entries(templates).map(([stack, template]) => [stack, JSON.stringify(Object.fromEntries(
    Object.entries(template).sort().map(([section, entries]) => [section, Object.fromEntries(Object.entries(entries as Json).sort())]),
  ))]));
}

/** A nested stack comes with the first rule in it and goes with the last. */
function isContainer({ Type }: Json): boolean {
  return Type === 'AWS::CloudFormation::Stack';
}

/** The URL of a nested stack is a hash of its content, its parameters are what its content needs from outside. */
function content(resource: Json | undefined): Json | undefined {
  if (resource === undefined || !isContainer(resource)) return resource;
  const { TemplateURL: _, Parameters: __, ...properties } = resource.Properties as Json;
  return { ...resource, Properties: properties };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v)) ?? 'nothing';
}
