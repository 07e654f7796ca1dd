/**
 * Random front doors that hold no mistake: `fc.property(validDoors, ...)`; and their undoing: `doorsAsInput(intent)`.
 */
import * as fc from 'fast-check';
import type { Intent } from '../../lib/intent';
import type { Json } from './support';

const text = fc.constantFrom('shows documents', 'a reason: with a colon', 'ünïcödé', '0', 'null', '- x');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** At no place two parameters; literals stand beside them. */
const PATHS = ['/', '/documents', '/documents/{id}', '/documents/search', '/documents/{id}/parts/{part}', '/people/{name}', '/files/{proxy+}', '/files/a.b-c_d'];
export const SCOPES = ['documents/read', 'documents/write', 'https://people.example.com/v1/read'];
const PERSONAS = [{ id: 'employee', groups: ['staff', 'admins'] }, { id: 'partner', groups: ['partners'] }, { id: 'idle' }];

const access = fc.oneof(
  fc.record({ scopes: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1 }), personas: fc.uniqueArray(fc.constantFrom('employee', 'partner')) }),
  fc.record({ callers: fc.uniqueArray(fc.constantFrom('App/Batch', 'App/Report', 'arn:aws:iam::111122223333:role/x'), { minLength: 1 }).map((all) => all.map((path) => ({ path }))) }),
  fc.record({ publicBecause: text }),
);
const route = fc.record({
  path: fc.constantFrom(...PATHS), methods: fc.oneof(fc.constant<string[]>(['ANY']), fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 3 })), access, because: maybe(text), purpose: maybe(text),
  handler: fc.record({ kind: fc.constantFrom('function', 'http', 'service'), path: fc.constantFrom('App/Read', 'App/Link', 'sqs:SendMessage') }),
});
const door = fc.record({
  protocol: maybe(fc.constantFrom('rest', 'http')), profile: fc.constantFrom('device-certificate', 'tls13', 'tls12', 'private'), displayName: maybe(text), identity: fc.constantFrom('App/Pool', 'App/Other'),
  routes: fc.uniqueArray(route, { minLength: 1, maxLength: 5, selector: (r) => r.path }),
});

export const validDoors: fc.Arbitrary<Json> = fc.array(door, { maxLength: 3 }).map((doors) => JSON.parse(JSON.stringify({
  personas: PERSONAS,
  doors: doors.map(({ routes, ...d }, i) => ({ id: `Door${i}`, ...d })),
  routes: doors.flatMap(({ routes }, i) => routes.flatMap(({ path, methods, access: who, ...rest }) => methods.map((method) => ({ door: `Door${i}`, route: `${method} ${path}`, ...rest, ...who })))),
  identities: [
    { path: 'App/Pool', kind: 'user-pool', clients: [{ id: 'web', kind: 'web', scopes: SCOPES }, { id: 'job', kind: 'service', scopes: [SCOPES[0]] }], scopes: SCOPES },
    { path: 'App/Other', kind: 'existing-pool', issuer: 'https://issuer.example.com' },
  ],
})) as Json);

/** A public route has one reason in the end, whatever the number that it was given. */
export function doorsAsInput({ personas, doors = [], routes = [], identities = [] }: Intent): Json {
  const plain = ({ scope, ...rest }: Json): Json => rest;
  return {
    personas: personas.map((p) => plain({ ...p })),
    doors: doors.map((d) => plain({ ...d })),
    routes: routes.map(({ door: of, id, handler, access: how, personas: who, scopes, callers, because, purpose }) => ({
      door: of, route: id, handler, ...(purpose === undefined ? {} : { purpose }), ...(how === 'public' ? { publicBecause: because } : because === undefined ? {} : { because }),
      ...(how === 'scopes' ? { scopes, personas: who } : how === 'iam' ? { callers } : {}),
    })),
    identities,
  };
}
