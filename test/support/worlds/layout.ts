/**
 * Cuts one template into stacks: what refers across becomes an export and an import, a parameter of a nested stack, or its output.
 */
import type { Template } from '../world-simulator';

export interface Whole {
  readonly resources: Readonly<Record<string, Template>>;
  readonly parameters: Readonly<Record<string, Template>>;
  readonly conditions: Readonly<Record<string, Template>>;
}

/** `home` says which stack a resource stands in: `App`, another, or `App/Nest` for a nested one. */
export function layOut(whole: Whole, home: (id: string) => string): Record<string, Template> {
  const keys = [...new Set(Object.keys(whole.resources).map(home))].sort();
  const out: Record<string, Template> = Object.fromEntries(keys.map((k) => [k, { Resources: {} }]));
  const parentOf = (key: string): string | undefined => (key.includes('/') ? key.slice(0, key.lastIndexOf('/')) : undefined);
  for (const key of keys) {
    const parent = parentOf(key);
    if (parent !== undefined) (out[parent] ??= { Resources: {} }).Resources[key.slice(parent.length + 1)] = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/nest.json', Parameters: {} } };
  }
  const section = (key: string, name: string): Template => (out[key][name] ??= {});

  const exported = (key: string, id: string, expression: Template): Template => {
    const name = `${key}:${id}:${JSON.stringify(expression).replace(/[^A-Za-z0-9]/g, '')}`;
    section(key, 'Outputs')[name.replace(/[^A-Za-z0-9]/g, '')] = { Value: rewrite(expression, key), Export: { Name: name } };
    return { 'Fn::ImportValue': name };
  };
  /** An expression of another stack, as this one says it. */
  const across = (from: string, to: string, id: string, expression: Template): Template => {
    const name = `X${id}${JSON.stringify(expression).replace(/[^A-Za-z0-9]/g, '')}`;
    if (parentOf(to) === from) {
      out[from].Resources[to.slice(from.length + 1)].Properties.Parameters[name] = rewrite(expression, from);
      section(to, 'Parameters')[name] = { Type: 'String' };
      return { Ref: name };
    }
    if (parentOf(from) === to) {
      section(from, 'Outputs')[name] = { Value: rewrite(expression, from) };
      return { 'Fn::GetAtt': [from.slice(to.length + 1), `Outputs.${name}`] };
    }
    return exported(from, id, expression);
  };
  const rewrite = (node: unknown, key: string): any => {
    if (Array.isArray(node)) return node.map((n) => rewrite(n, key));
    if (typeof node !== 'object' || node === null) return node;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::If': chosen, 'Fn::Sub': text } = node as Template;
    const id = Ref ?? attribute?.[0];
    if (id !== undefined && id in whole.resources) return home(id) === key ? node : across(home(id), key, id, node as Template);
    if (Ref !== undefined && Ref in whole.parameters) return needParameter(key, Ref), node;
    if (chosen !== undefined) needCondition(key, chosen[0]);
    if (typeof text === 'string') {
      const [, other, name] = /^\$\{(\w+)\.(\w+)\}$/.exec(text) ?? [];
      if (other !== undefined && home(other) !== key) return { 'Fn::Sub': ['${V}', { V: rewrite({ 'Fn::GetAtt': [other, name] }, key) }] };
    }
    return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, rewrite(v, key)]));
  };
  const needParameter = (key: string, name: string): void => {
    section(key, 'Parameters')[name] = whole.parameters[name];
    const parent = parentOf(key);
    if (parent === undefined) return;
    needParameter(parent, name);
    out[parent].Resources[key.slice(parent.length + 1)].Properties.Parameters[name] = { Ref: name };
  };
  const needCondition = (key: string, name: string): void => {
    if (name in section(key, 'Conditions')) return;
    const walk = (node: any): void => {
      if (typeof node !== 'object' || node === null) return;
      if (typeof node.Condition === 'string') needCondition(key, node.Condition);
      if (typeof node.Ref === 'string') needParameter(key, node.Ref);
      Object.values(node).forEach(walk);
    };
    section(key, 'Conditions')[name] = whole.conditions[name];
    walk(whole.conditions[name]);
  };

  for (const [id, resource] of Object.entries(whole.resources)) {
    const key = home(id);
    if (resource.Condition !== undefined) needCondition(key, resource.Condition);
    out[key].Resources[id] = { ...resource, Properties: rewrite(resource.Properties, key) };
  }
  return out;
}
