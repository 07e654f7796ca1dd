/**
 * A text becomes a template whose shape is checked, so that nobody behind has to:
 *
 *   const body = readBody(text, 'app.yaml', { alone: true });
 *   body.Resources['Db'].Type;
 *
 * Refused with the place: what is not a template, a section or an entry of the wrong type, a resource without type, a condition
 * that does not exist. Not judged: whether CloudFormation knows a type or a property.
 */
import { InputError } from '../../input-error';
import { childPointer } from '../../../document/tree';
import { FUNCTION, globalVpc, withGlobals } from './globals';
import { parseJsonText } from './json-text';
import { TemplateText } from './source-text';
import { parseYamlText } from './yaml-text';

export type Raw = Readonly<Record<string, unknown>>;

export interface RawResource {
  readonly Type: string;
  readonly Properties?: Raw;
  readonly Condition?: string;
  readonly Metadata?: unknown;
  readonly DependsOn?: unknown;
}

/** Sections that are not written are empty. */
export interface Body {
  readonly Resources: Readonly<Record<string, RawResource>>;
  /** Ids of resources in the order of the text; keys of macros (`Fn::ForEach::...`) are not among them. */
  readonly resourceIds: readonly string[];
  /** The same by type. */
  readonly types: ReadonlyMap<string, readonly string[]>;
  /** Keys of `Resources` that stand for resources which a macro makes. */
  readonly generators: readonly string[];
  readonly Parameters: Readonly<Record<string, Raw>>;
  readonly Conditions: Raw;
  readonly Mappings: Readonly<Record<string, Raw>>;
  readonly Outputs: Readonly<Record<string, Raw>>;
  readonly Transform: unknown;
  readonly Globals: unknown;
}

export interface BodyOptions {
  /** A file that somebody names as a template, not one that a manifest lists: then it must have resources. */
  readonly alone: boolean;
}

export function readBody(content: string | Uint8Array, name: string, options: BodyOptions): Body {
  const source = new TemplateText(content, name);
  return checkBody(parseTemplate(source), name, options);
}

/** `{` begins JSON, or YAML in one bracket (with tags, comments or bare words): a name that ends in `.json` says which. */
function parseTemplate(source: TemplateText): unknown {
  if (!/^\s*[{[]/.test(source.text)) return /\.json$/i.test(source.name) ? parseJsonText(source) : parseYamlText(source);
  try {
    return parseJsonText(source);
  } catch (error) {
    if (/\.json$/i.test(source.name) || (error as InputError).code === 'DuplicateKey') throw error;
    return parseYamlText(source);
  }
}

export function checkBody(value: unknown, name: string, { alone }: BodyOptions): Body {
  const refuse = (pointer: string, got: unknown, expected: string): InputError => new InputError('NotATemplate', `file \`${name}\`${pointer === '' ? '' : ` at \`${pointer}\``}: ${kindOf(got)}; expected ${expected}`);
  if (!isRaw(value)) throw refuse('', value, 'a CloudFormation template, an object with `Resources`');
  const section = (key: string, entries: string | undefined): Raw => {
    const got = own(value, key);
    if (got === undefined || got === null) return {};
    if (!isRaw(got)) throw refuse(`/${key}`, got, 'an object');
    if (entries !== undefined) for (const id of Object.keys(got)) if (!isRaw(got[id]) && !isMacro(id)) throw refuse(childPointer(`/${key}`, id), got[id], entries);
    return got;
  };
  if (own(value, 'Resources') === undefined && (alone || Object.keys(value).some((key) => !SECTIONS.has(key)))) {
    throw new InputError('NotATemplate', `file \`${name}\`: an object without \`Resources\`; expected a CloudFormation template`);
  }
  const resources = section('Resources', undefined);
  const conditions = section('Conditions', undefined);
  const body: Body = {
    Resources: resources as Body['Resources'],
    ...idsOf(resources, conditions, refuse),
    Parameters: section('Parameters', 'an object with a `Type`') as Body['Parameters'],
    Conditions: conditions,
    Mappings: section('Mappings', 'an object of keys') as Body['Mappings'],
    Outputs: section('Outputs', 'an object with a `Value`') as Body['Outputs'],
    Transform: own(value, 'Transform'),
    Globals: own(value, 'Globals'),
  };
  return body.types.has(FUNCTION) && globalVpc(body.Globals) !== undefined ? withGlobalsOf(body) : body;
}

function withGlobalsOf(body: Body): Body {
  const functions = (body.types.get(FUNCTION) ?? []).map((id): [string, RawResource] => [id, withGlobals(body.Resources[id], body.Globals) ?? body.Resources[id]]);
  return { ...body, Resources: Object.fromEntries([...Object.entries(body.Resources), ...functions]) };
}

function idsOf(resources: Raw, conditions: Raw, refuse: (pointer: string, got: unknown, expected: string) => InputError): Pick<Body, 'resourceIds' | 'types' | 'generators'> {
  const generators: string[] = [];
  const resourceIds: string[] = [];
  const types = new Map<string, string[]>();
  const mayGenerateConditions = Object.keys(conditions).some(isMacro);
  for (const id of Object.keys(resources)) {
    const resource = resources[id];
    if (isMacro(id) || (isRaw(resource) && typeof resource.Type === 'object' && isPreprocessed(resource))) {
      generators.push(id);
      continue;
    }
    if (!isRaw(resource)) throw refuse(at(id), resource, 'a resource, an object with a `Type`');
    const { Type: type, Properties: properties, Condition: condition } = resource;
    if (typeof type !== 'string' || type === '') throw refuse(at(id, 'Type'), type, 'the type of the resource, such as `AWS::EC2::VPC`');
    if (properties !== undefined && properties !== null && !isRaw(properties)) throw refuse(at(id, 'Properties'), properties, 'an object');
    if (condition !== undefined && condition !== null) {
      if (typeof condition !== 'string') throw refuse(at(id, 'Condition'), condition, 'the name of a condition');
      if (!Object.hasOwn(conditions, condition) && !mayGenerateConditions) throw refuse(at(id, 'Condition'), condition, `a condition of the template; there is no \`${condition}\` in \`Conditions\``);
    }
    resourceIds.push(id);
    const ids = types.get(type);
    if (ids === undefined) types.set(type, [id]);
    else ids.push(id);
  }
  return { resourceIds, types, generators };
}

function at(id: string, ...path: string[]): string {
  return path.reduce(childPointer, childPointer('/Resources', id));
}

/** A preprocessor's tag where the type should stand, such as `!Rain::Module`. */
function isPreprocessed(resource: unknown): boolean {
  return isRaw(resource) && typeof resource.Type === 'object' && isRaw(resource.Type) && Object.keys(resource.Type).some((key) => key.startsWith('Fn::'));
}

/** Of a template that an assembly lists and that makes nothing. */
const SECTIONS = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform', 'Globals', 'Resources', 'Outputs', 'Hooks']);

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A resource of the template; undefined for any other name, and where a macro or a preprocessor stands. */
export function resourceIn({ Resources: resources }: Body, id: string): RawResource | undefined {
  const resource = Object.hasOwn(resources, id) ? resources[id] : undefined;
  return isRaw(resource) && typeof resource.Type === 'string' ? resource : undefined;
}

/** Never what an object inherits: `constructor` is a name like any other. */
export function own<T>(value: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isMacro(key: string): boolean {
  return key.charCodeAt(0) === 70 && (key.startsWith('Fn::ForEach::') || key === 'Fn::Transform');
}

function kindOf(got: unknown): string {
  if (got === undefined) return 'nothing';
  if (got === null) return 'an empty value';
  if (Array.isArray(got)) return 'a list';
  if (typeof got === 'object') return 'an object';
  const text = String(got);
  return `\`${text.length > 40 ? `${text.slice(0, 40)}...` : text}\``;
}
