/** Paths as trees and as languages: what a pattern of IAM reaches, and what a route serves. */
import * as fc from 'fast-check';
import { lastPart, parametersOf, parentOf, patternOf, reaches, type RoutePath, served, treeOf } from '../../../lib/layers/front-door/compiler/route-paths';
import { runs } from '../../algebra/support';

const route = (text: string): RoutePath => ({ method: text.split(' ')[0], path: text.split(' ')[1] });

test('a tree has every path once, parents first, without the root', () => {
  expect(treeOf(['/documents/{id}/pages', '/documents', '/'])).toEqual(['/documents', '/documents/{id}', '/documents/{id}/pages']);
  expect([parentOf('/documents/{id}'), parentOf('/documents'), lastPart('/documents/{id}')]).toEqual(['/documents', '/', '{id}']);
  expect(parametersOf('/a/{id}/{proxy+}')).toEqual(['id', 'proxy']);
});

test.each([
  ['GET', '/documents/{id}', 'GET/documents/*'], ['ANY', '/files/{proxy+}', '*/files/*'], ['GET', '/', 'GET/'], ['POST', '/a/{x}/b', 'POST/a/*/b'],
])('%s %s is named %s', (method, path, pattern) => {
  expect(patternOf(method, path)).toBe(pattern);
});

test.each([
  // A star goes on across slashes.
  ['GET/documents/*', 'GET /documents/{id}/pages', ['GET /documents/{id}'], true],
  ['GET/documents/*/pages', 'GET /documents/{id}', ['GET /documents/{id}/pages'], false],
  // The literal wins, so nothing that it takes reaches the parameter.
  ['GET/documents/search', 'GET /documents/{id}', ['GET /documents/search'], false],
  ['GET/documents/search', 'GET /documents/{id}', [], true],
  // Also for a method that the literal path does not have: the path is chosen first.
  ['GET/documents/search', 'GET /documents/{id}', ['POST /documents/search'], false],
  ['GET/documents/*', 'POST /documents/{id}', [], false],
  ['*/documents/*', 'POST /documents/{id}', [], true],
  ['GET/files/*', 'ANY /files/{proxy+}', [], true],
  ['GET/files/a', 'GET /files/{proxy+}', ['GET /files/{id}'], false],
  ['GET/', 'GET /', [], true],
  ['GET/a', 'GET /', [], false],
])('%s meets %s beside %j: %s', (pattern, of, beside, expected) => {
  expect(reaches(pattern, route(of), [route(of), ...beside.map(route)])).toBe(expected);
});

test('what routes serve does not overlap, and each serves what its path says (200 doors)', () => {
  const part = fc.constantFrom('a', 'b', '{p}');
  const paths = fc.uniqueArray(fc.array(part, { maxLength: 3 }).map((p) => `/${p.map((x, i) => (x === '{p}' ? `{p${i}}` : x)).join('/')}`), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(paths, fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), (all, request) => {
    const routes = all.map((path) => ({ method: 'GET', path }));
    const serving = routes.filter((r) => served(r, routes).contains(`GET/${request.join('/')}`));
    const fits = routes.filter(({ path }) => {
      const parts = path.split('/').filter((p) => p !== '');
      return parts.length === request.length && parts.every((p, i) => p.startsWith('{') || p === request[i]);
    });
    expect(serving.length).toBe(fits.length === 0 ? 0 : 1);
    if (serving.length > 0) expect(fits).toContain(serving[0]);
  }), runs(200));
});
