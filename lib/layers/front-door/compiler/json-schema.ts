/**
 * Whether API Gateway takes a JSON schema for a model, and looks at all of it: ``wrongInSchema(body)`` gives a sentence for each mistake.
 *
 * Models are of draft 4 ("API Gateway supports most of the JSON schema draft 4 specification", developer guide, "Data models for REST APIs").
 * What it does not know stops the deployment: `Invalid model schema specified. Unsupported keyword(s): ["example"]`
 * (awslabs/aws-api-gateway-developer-portal issue 571). `format` is taken; which formats it checks no page says.
 * Not judged: whether a schema means what it was meant to.
 */
import { Token } from 'aws-cdk-lib';
import { compareText } from '../../../intent';
import { nearest } from '../../../intent/nearest';
import { list, meant, typeName } from '../../../intent/reader';

const DRAFT = /^http:\/\/json-schema\.org\/draft-04\/schema#?$/;
/** A model of an API. (Developer guide, "Data models for REST APIs", external reference.) */
const MODEL = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/[^/]+$/;
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

type Place = 'schema' | 'schemas' | 'list' | 'schema or list' | 'schema or boolean' | 'map' | 'texts' | 'types' | 'reference' | 'draft' | 'boolean' | 'any';

/** (JSON Schema: core definitions and terminology, draft-zyp-json-schema-04; validation, draft-fge-json-schema-validation-00.) */
const KEYWORDS: Readonly<Record<string, Place>> = {
  $schema: 'draft', $ref: 'reference', id: 'any', title: 'any', description: 'any', default: 'any', enum: 'any', format: 'any', type: 'types', required: 'texts',
  multipleOf: 'any', maximum: 'any', exclusiveMaximum: 'boolean', minimum: 'any', exclusiveMinimum: 'boolean', maxLength: 'any', minLength: 'any', pattern: 'any',
  maxItems: 'any', minItems: 'any', uniqueItems: 'boolean', maxProperties: 'any', minProperties: 'any',
  items: 'schema or list', additionalItems: 'schema or boolean', additionalProperties: 'schema or boolean', properties: 'map', patternProperties: 'map', definitions: 'map', dependencies: 'map',
  allOf: 'list', anyOf: 'list', oneOf: 'list', not: 'schema',
};
/** Of later drafts, and what to write instead where there is something. */
const LATER: Readonly<Record<string, string>> = {
  const: 'write `enum` with one value', $id: 'write `id`', $defs: 'write `definitions`', dependentRequired: 'write `dependencies`', dependentSchemas: 'write `dependencies`', prefixItems: 'write `items` with a list', examples: 'leave it out', $comment: 'write `description`',
  contains: 'check it in the handler', if: 'write `anyOf`', then: 'write `anyOf`', else: 'write `anyOf`', propertyNames: 'write `patternProperties`', $anchor: 'write `definitions`', readOnly: 'leave it out', writeOnly: 'leave it out', deprecated: 'leave it out',
  unevaluatedProperties: 'write `additionalProperties`', unevaluatedItems: 'write `additionalItems`', minContains: 'check it in the handler', maxContains: 'check it in the handler', contentEncoding: 'leave it out', contentMediaType: 'leave it out', $dynamicRef: 'write `$ref`', $recursiveRef: 'write `$ref`',
};

/** After `validation of route ... `: `has ...`. */
export function wrongInSchema(body: object): string[] {
  const wrong: string[] = [];
  const seen = new Set<unknown>();
  const visit = (schema: unknown, at: string): void => {
    if (Token.isUnresolved(schema) || seen.has(schema)) return;
    const where = at === '' ? '`body`' : `\`body${at}\``;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      wrong.push(`has at ${where} ${typeName(schema)}; expected a schema, which draft 4 writes as an object`);
      return;
    }
    seen.add(schema);
    for (const [keyword, value] of Object.entries(schema).sort(([a], [b]) => compareText(a, b))) {
      if (value === undefined || Token.isUnresolved(value)) continue;
      const kind = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
      if (kind === undefined) {
        const later = Object.hasOwn(LATER, keyword) ? LATER[keyword] : undefined;
        wrong.push(later === undefined ? `has at ${where} the unknown keyword \`${keyword}\`${meant(nearest(keyword, Object.keys(KEYWORDS)))}; API Gateway refuses a schema with what draft 4 does not have` : `has at ${where} \`${keyword}\`, which is of a later draft than API Gateway's, 4; ${later}`);
      } else look(kind, keyword, value, at, where);
    }
  };
  const each = (value: unknown, at: string, where: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong.push(`has at ${where} ${typeName(value)}; expected an object with a schema for each name`);
    else for (const [name, schema] of Object.entries(value)) if (schema !== undefined) (at.endsWith('/dependencies') && Array.isArray(schema) ? texts(schema, `\`body${at}/${name}\``) : visit(schema, `${at}/${name}`));
  };
  const texts = (value: unknown, where: string): void => {
    const isRight = Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === 'string') && new Set(value).size === value.length;
    if (!isRight) wrong.push(`has at ${where} ${Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list of other things, or of one name twice') : typeName(value)}; expected a list with at least one name`);
  };
  const look = (kind: Place, keyword: string, value: unknown, at: string, where: string): void => {
    const here = `${at}/${keyword}`;
    const named = `\`body${here}\``;
    switch (kind) {
      case 'draft': if (typeof value !== 'string' || !DRAFT.test(value)) wrong.push(`has \`$schema\` \`${String(value)}\`; expected \`http://json-schema.org/draft-04/schema#\`, the draft that API Gateway reads; write the schema in it`); return;
      case 'types': {
        const unknown = (Array.isArray(value) ? value : [value]).find((t) => !TYPES.includes(t as string));
        if (unknown !== undefined || (Array.isArray(value) && value.length === 0)) wrong.push(`has at ${where} the type \`${String(unknown ?? '(none)')}\`${typeof unknown === 'string' ? meant(nearest(unknown, TYPES)) : ''}; expected one of ${list(TYPES)}`);
        return;
      }
      case 'texts': texts(value, named); return;
      case 'boolean': if (typeof value !== 'boolean') wrong.push(`has at ${named} ${typeName(value)}; expected \`true\` or \`false\`, as in draft 4`); return;
      case 'reference': if (!isThere(value, body)) wrong.push(`has at ${where} \`$ref\` \`${String(value)}\`, which leads nowhere in it; expected a place in the schema, e.g. \`#/definitions/address\`, because API Gateway fetches nothing`); return;
      case 'map': each(value, here, named); return;
      case 'schema': visit(value, here); return;
      case 'schema or boolean': if (typeof value !== 'boolean') visit(value, here); return;
      case 'schema or list': case 'list':
        if (Array.isArray(value)) value.forEach((one, i) => { visit(one, `${here}/${i}`); });
        else if (kind === 'list') wrong.push(`has at ${named} ${typeName(value)}; expected a list of schemas`);
        else visit(value, here);
        return;
      default:
    }
  };
  visit(body, '');
  return wrong;
}

/** A JSON pointer into the body, or a model. */
function isThere(reference: unknown, body: object): boolean {
  if (typeof reference !== 'string') return false;
  if (MODEL.test(reference)) return true;
  if (!/^#(\/|$)/.test(reference)) return false;
  let at: unknown = body;
  for (const part of reference.split('/').slice(1)) {
    const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<string, unknown>)[name];
    if (Token.isUnresolved(at)) return true;
  }
  return true;
}
