// Are two assemblies the same, but for metadata and names? Logical ids and parameter names come from construct paths, so each
// is replaced by what it stands for: a group by its description, a parameter by the group that is passed, a rule by its content.
// Statements and policies of IAM have names as well (`Sid`, `PolicyName`): what they say counts. IAM takes `x` for `[x]` there,
// and CDK writes what its statements hold so.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export function canonical(dir) {
  const manifest = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8'));
  const stacks = Object.entries(manifest.artifacts).filter(([, a]) => a.type === 'aws:cloudformation:stack');
  return JSON.stringify(stacks.map(([id, a]) => [id, stack(dir, a.properties.templateFile, new Map())]).sort((x, y) => (x[0] < y[0] ? -1 : 1)));
}

function stack(dir, file, parameters) {
  const { Resources = {}, Parameters = {}, Rules: _rules, Outputs = {}, ...rest } = JSON.parse(readFileSync(path.join(dir, file), 'utf8'));
  const names = new Map(parameters);
  for (const [id, r] of Object.entries(Resources)) if (r.Type === 'AWS::EC2::SecurityGroup') names.set(id, r.Properties.GroupDescription);
  const assets = assetsOf(dir);
  const resources = Object.entries(Resources).map(([id, r]) => {
    const { Metadata: _, ...body } = r;
    if (r.Type !== 'AWS::CloudFormation::Stack') return JSON.stringify(sorted(rename(body, names)));
    const passed = new Map(Object.entries(r.Properties.Parameters ?? {}).map(([name, value]) => [name, groupOf(value, names)]));
    const nested = stack(dir, assets.get(/([0-9a-f]{64})\.json/.exec(JSON.stringify(r.Properties.TemplateURL))[1]), passed);
    return JSON.stringify(['nested', [...passed.values()].sort(), sorted({ ...body, Properties: undefined }), nested]);
  });
  const own = Object.keys(Parameters).filter((p) => p !== 'BootstrapVersion').map((p) => names.get(p) ?? p).sort();
  return { resources: resources.sort(), parameters: own, outputs: Object.keys(Outputs).length, rest: sorted({ ...rest, Metadata: undefined }) };
}

/** Templates of nested stacks, by the hash in their URL. */
function assetsOf(dir) {
  const files = readdirSync(dir).filter((f) => f.endsWith('.assets.json')).map((f) => JSON.parse(readFileSync(path.join(dir, f), 'utf8')).files);
  return new Map(files.flatMap((f) => Object.entries(f)).map(([hash, file]) => [hash, file.source.path]));
}

function groupOf(value, names) {
  return names.get(value['Fn::GetAtt']?.[0] ?? value.Ref) ?? JSON.stringify(value);
}

function rename(value, names) {
  if (Array.isArray(value)) return value.map((v) => rename(v, names));
  if (typeof value !== 'object' || value === null) return value;
  if (value['Fn::GetAtt']?.[1] === 'GroupId' || (value.Ref !== undefined && names.has(value.Ref))) return { group: groupOf(value, names) };
  return Object.fromEntries(Object.entries(value).filter(([k]) => !NAMES.has(k)).map(([k, v]) => [k, listed(value, k) ? [v].flat().map((one) => rename(one, names)) : rename(v, names)]));
}

/** Actions and resources of a statement. */
function listed(value, key) {
  return (key === 'Action' || key === 'Resource') && (value.Effect === 'Allow' || value.Effect === 'Deny');
}

const NAMES = new Set(['Sid', 'PolicyName']);

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().filter((k) => value[k] !== undefined).map((k) => [k, sorted(value[k])]));
}
