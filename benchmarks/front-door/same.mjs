// Are two assemblies the same, but for metadata and names? A resource is what it says, and what those say that it refers to: every
// logical id is replaced by a hash of the resource behind it, and again, until references of any depth are told apart. Parameters
// of nested stacks are what is passed to them. `Sid` and `PolicyName` are names as well. Which resources share a stack counts.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NAMES = new Set(['Sid', 'PolicyName']);
/** References go no deeper: stage, deployment, method, path, path, api. */
const ROUNDS = 8;

/** One line per stack, nested ones too: hashes of its resources, sorted. */
export function canonical(dir) {
  const manifest = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8'));
  const stacks = Object.values(manifest.artifacts).filter((a) => a.type === 'aws:cloudformation:stack').map((a) => a.properties.templateFile);
  const nodes = new Map();
  const assets = assetsOf(dir);
  for (const file of stacks) read(dir, file, file, (name) => ({ node: `parameter ${name}` }), nodes, assets);
  let labels = new Map([...nodes].map(([key, { type }]) => [key, type]));
  for (let round = 0; round < ROUNDS; round++) labels = new Map([...nodes].map(([key, { body }]) => [key, hash(JSON.stringify(labelled(body, labels)))]));
  const byStack = new Map();
  for (const [key, { stack, type }] of nodes) byStack.set(stack, [...byStack.get(stack) ?? [], `${type} ${labels.get(key)}`]);
  return [...byStack.values()].map((list) => list.sort().join('\n')).sort().join('\n\n');
}

/** Resources of each template, nested ones too. */
export function counts(dir) {
  return readdirSync(dir).filter((f) => f.endsWith('.template.json')).map((f) => {
    const { Resources = {}, Parameters = {} } = JSON.parse(readFileSync(path.join(dir, f), 'utf8'));
    return { file: f, resources: Object.keys(Resources).length, parameters: Object.keys(Parameters).length };
  });
}

function read(dir, file, stack, parameter, nodes, assets) {
  const { Resources = {} } = JSON.parse(readFileSync(path.join(dir, file), 'utf8'));
  const refer = (value, key) => {
    if (Array.isArray(value)) return value.map((v) => refer(v));
    if (typeof value !== 'object' || value === null) return value;
    if (typeof value.Ref === 'string') return value.Ref.startsWith('AWS::') ? value : value.Ref in Resources ? { node: `${stack} ${value.Ref}`, of: 'Ref' } : parameter(value.Ref);
    const [id, attribute] = value['Fn::GetAtt'] ?? [];
    if (id !== undefined) return { node: `${stack} ${id}`, of: attribute };
    return Object.fromEntries(Object.keys(value).filter((k) => !NAMES.has(k)).sort().map((k) => [k, refer(value[k], k)]));
  };
  for (const [id, { Metadata: _, DependsOn = [], ...rest }] of Object.entries(Resources)) {
    const before = [DependsOn].flat().map((d) => ({ node: `${stack} ${d}`, of: 'before' }));
    if (rest.Type !== 'AWS::CloudFormation::Stack') {
      nodes.set(`${stack} ${id}`, { stack, type: rest.Type, body: { ...refer(rest), before } });
      continue;
    }
    const { Parameters = {}, TemplateURL, ...properties } = rest.Properties;
    const passed = new Map(Object.entries(Parameters).map(([name, value]) => [name, refer(value)]));
    const inner = `${stack}/${id}`;
    read(dir, assets.get(/([0-9a-f]{64})\.json/.exec(JSON.stringify(TemplateURL))[1]), inner, (name) => passed.get(name) ?? { node: `parameter ${name}` }, nodes, assets);
    const within = [...nodes].filter(([, n]) => n.stack === inner).map(([node]) => ({ node, of: 'within' }));
    nodes.set(`${stack} ${id}`, { stack, type: rest.Type, body: { ...refer({ ...rest, Properties: properties }), passed: [...passed.values()], before, within } });
  }
}

const UNORDERED = new Set(['before', 'within', 'passed']);

function labelled(value, labels, key) {
  if (Array.isArray(value)) {
    const list = value.map((v) => labelled(v, labels));
    return UNORDERED.has(key) ? list.map((v) => JSON.stringify(v)).sort() : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.node === 'string') return { node: labels.get(value.node) ?? value.node, of: value.of };
  return Object.fromEntries(Object.keys(value).sort().map((k) => [k, labelled(value[k], labels, k)]));
}

function assetsOf(dir) {
  const files = readdirSync(dir).filter((f) => f.endsWith('.assets.json')).map((f) => JSON.parse(readFileSync(path.join(dir, f), 'utf8')).files ?? {});
  return new Map(files.flatMap((f) => Object.entries(f)).map(([hash, file]) => [hash, file.source.path]));
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}
