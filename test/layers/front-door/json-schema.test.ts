/** A schema of draft 4 passes, whatever of it is used; what API Gateway would refuse, or nobody would look at, is told. */
import { Lazy } from 'aws-cdk-lib';
import { wrongInSchema } from '../../../lib/layers/front-door/compiler/json-schema';

const RIGHT = {
  $schema: 'http://json-schema.org/draft-04/schema#', id: 'https://example.com/x', title: 'x', description: 'x', type: ['object', 'null'], required: ['a'], minProperties: 1, maxProperties: 9, additionalProperties: false,
  properties: {
    a: { type: 'string', minLength: 1, maxLength: 9, pattern: '^a', format: 'date-time', enum: ['a'], default: 'a' }, b: { $ref: '#/definitions/address' }, c: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false, multipleOf: 1 },
    d: { type: 'array', items: { type: 'integer' }, uniqueItems: true, minItems: 1, maxItems: 2, additionalItems: false }, e: { items: [{}, { not: {} }] }, properties: { type: 'boolean' }, const: { type: 'null' }, $ref: { type: 'string' },
    f: { $ref: '#/properties/b' }, g: { $ref: '#' }, h: { $ref: '#/definitions/a~1b' }, i: { $ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Address' },
  },
  patternProperties: { '^x-': {} }, definitions: { 'address': { anyOf: [{}], oneOf: [{}], allOf: [{}] }, 'a/b': {} }, dependencies: { a: ['b'], b: { required: ['c'] } },
};

test('all of draft 4', () => {
  expect(wrongInSchema(RIGHT)).toEqual([]);
});

test('tokens, what was not set, and a schema that holds itself', () => {
  const round: Record<string, unknown> = { type: 'object', title: undefined, minLength: Lazy.number({ produce: () => 1 }), properties: Lazy.any({ produce: () => ({}) }) };
  round.not = round;
  expect(wrongInSchema(round)).toEqual([]);
});

test.each<[string, object, string]>([
  ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, '`$schema` `http://json-schema.org/draft-07/schema#`'],
  ['a type with a slip', { type: 'objekt' }, 'the type `objekt`; did you mean `object`?'],
  ['a list of types with a slip', { type: ['string', 'nul'] }, 'the type `nul`; did you mean `null`?'],
  ['no type in a list', { type: [] }, 'the type `(none)`'],
  ['required as a text', { required: 'a' }, '`body/required` the string `a`'],
  ['required as in draft 3', { properties: { a: { required: true } } }, '`body/properties/a/required` the boolean `true`'],
  ['required of nothing', { required: [] }, 'an empty list'],
  ['required twice', { required: ['a', 'a'] }, 'of one name twice'],
  ['a reference to nowhere', { properties: { b: { $ref: '#/definitions/nope' } } }, '`$ref` `#/definitions/nope`'],
  ['a reference to a member of objects', { $ref: '#/constructor' }, '`$ref` `#/constructor`'],
  ['a reference to elsewhere', { $ref: 'https://evil.example.com/x.json' }, '`$ref` `https://evil.example.com/x.json`'],
  ['a host that begins alike', { $ref: 'https://apigateway.amazonaws.com.evil.example/restapis/a/models/b' }, '`$ref`'],
  ['a later keyword', { properties: { a: { const: 1 } } }, '`body/properties/a` `const`, which is of a later draft'],
  ['a keyword with a slip', { items: { maxLenght: 5 } }, 'unknown keyword `maxLenght`; did you mean `maxLength`?'],
  ['a keyword of OpenAPI', { anyOf: [{ nullable: true }] }, '`body/anyOf/0` the unknown keyword `nullable`'],
  ['a limit as in draft 6', { exclusiveMinimum: 5 }, '`body/exclusiveMinimum` the number `5`'],
  ['a schema as in draft 6', { properties: { a: true } }, '`body/properties/a` the boolean `true`'],
  ['properties as a list', { properties: ['a'] }, '`body/properties` a list'],
  ['one of no list', { oneOf: {} }, '`body/oneOf` an object'],
  ['a dependency as a text', { dependencies: { a: 'b' } }, '`body/dependencies/a` the string `b`'],
  ['a dependency of nothing', { dependencies: { a: [] } }, '`body/dependencies/a` an empty list'],
])('%s', (_, schema, words) => {
  expect(wrongInSchema(schema)).toEqual([expect.stringContaining(words)]);
});
