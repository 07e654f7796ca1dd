/**
 * The identity of a route: `GET /documents/{id}`, `ANY /files/{proxy+}`, `GET /`.
 *
 * What API Gateway would refuse when it is deployed is refused here: a path part holds `a-zA-Z0-9._:$-` or is a parameter as a
 * whole (aws-cdk-lib, aws-apigateway/lib/resource.js, `validateResourcePathPart`), and a greedy parameter stands last
 * (API Gateway developer guide, "Create routes for HTTP APIs").
 * Not judged here: how routes stand to each other (check-routes.ts).
 */
import { type Findings } from './finding';
import { nearest } from './nearest';
import { list, meant } from './reader';

const ROUTE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'] as const;

interface PathSegment {
  /** As it is written: `documents`, `{id}`, `{proxy+}`. */
  readonly text: string;
  readonly kind: 'literal' | 'parameter' | 'greedy';
}

export interface ParsedRoute {
  /** `GET /documents/{id}`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly segments: readonly PathSegment[];
}

const LITERAL = /^[A-Za-z0-9._:$-]+$/;
const NAME = /^[A-Za-z0-9._:$-]+$/;
const EXAMPLE = '`GET /documents/{id}`';

export function readRoutePath(text: string, pointer: string, findings: Findings): ParsedRoute | undefined {
  const refuse = (code: 'RouteInvalid' | 'RouteMethodUnknown' | 'RoutePathInvalid', what: string): undefined => {
    findings.error(code, pointer, `route \`${text}\` ${what}`);
    return undefined;
  };
  if (text === '$default') return refuse('RouteInvalid', `catches whatever nobody declared; expected routes one by one, e.g. ${EXAMPLE}`);
  const words = text.split(/\s+/);
  if (words.length === 1) return refuse('RouteInvalid', text.startsWith('/') ? `has no method; write e.g. \`GET ${text}\`` : `has no path; expected a method, a space and a path, e.g. ${EXAMPLE}`);
  if (words.length > 2) return refuse('RouteInvalid', `has spaces in its path; expected a method, a space and a path, e.g. ${EXAMPLE}`);
  const [method, path] = words;
  const isMethod = (ROUTE_METHODS as readonly string[]).includes(method);
  if (!isMethod) findings.error('RouteMethodUnknown', pointer, `method \`${method}\` of route \`${text}\` is unknown${meant(nearest(method, ROUTE_METHODS))}; expected one of ${list(ROUTE_METHODS)}`);
  if (`${method} ${path}` !== text) return isMethod ? refuse('RouteInvalid', `has more than one space; write \`${method} ${path}\``) : undefined;
  const wrong = wrongIn(path);
  if (wrong.length > 0) {
    const repaired = repair(path);
    return refuse('RoutePathInvalid', `has a path that ${wrong.join(', and ')}; ${repaired === undefined ? `expected e.g. ${EXAMPLE}` : `write \`${isMethod ? method : 'GET'} ${repaired}\``}`);
  }
  const segments = segmentsOf(path);
  const holds = checkParameters(text, segments, pointer, findings);
  return isMethod && holds ? { id: `${method} ${path}`, method, path, segments } : undefined;
}

/** `/` has none. */
function segmentsOf(path: string): PathSegment[] {
  return path.split('/').slice(1).filter((part) => part !== '').map((part) => ({ text: part, kind: !part.startsWith('{') ? 'literal' : part.endsWith('+}') ? 'greedy' : 'parameter' }));
}

function wrongIn(path: string): string[] {
  if (path === '/') return [];
  const wrong: string[] = [];
  const [before] = path.split(/[?#]/);
  if (before !== path) wrong.push('goes on with a query string or fragment, which belongs to no route (`validation` names query strings)');
  if (!before.startsWith('/')) wrong.push('does not begin with `/`');
  const parts = before.replace(/^\//, '').split('/');
  if (parts.length > 1 && parts[parts.length - 1] === '') wrong.push('ends with `/`');
  if (parts.slice(0, -1).includes('')) wrong.push('has an empty segment (`//`)');
  for (const part of new Set(parts.filter((p) => p !== ''))) {
    const is = wrongPart(part);
    if (is !== undefined) wrong.push(`holds \`${part}\`, ${is}`);
  }
  return wrong;
}

function wrongPart(part: string): string | undefined {
  if (part === '.' || part === '..') return 'which clients resolve before they ask';
  if (/^:/.test(part)) return 'which is a parameter in other languages and a plain text here';
  if (part.includes('*')) return 'which is a wildcard in other languages; here the rest of a path is a greedy parameter';
  if (part.includes('%')) return 'which is encoded, and API Gateway compares paths decoded';
  if (/^\{.*\}$/.test(part)) {
    const name = part.slice(1, -1).replace(/\+$/, '');
    return NAME.test(name) ? undefined : 'whose name is none (letters, digits and `._:$-`)';
  }
  if (/[{}]/.test(part)) return 'which is a parameter only in part; a parameter is a whole segment';
  return LITERAL.test(part) ? undefined : 'which has other characters than letters, digits and `._:$-`';
}

/** What was probably meant, where it is a path then. */
function repair(path: string): string | undefined {
  const parts = path.split(/[?#]/)[0].split('/').filter((p) => p !== '').map((p) => (p === '*' || p === '**' ? '{proxy+}' : p.replace(/^:([A-Za-z0-9._-]+)$/, '{$1}').replace(/^<([A-Za-z0-9._-]+)>$/, '{$1}')));
  const repaired = `/${parts.join('/')}`;
  return wrongIn(repaired).length === 0 ? repaired : undefined;
}

function checkParameters(text: string, segments: readonly PathSegment[], pointer: string, findings: Findings): boolean {
  let holds = true;
  const seen = new Set<string>();
  segments.forEach(({ text: part, kind }, i) => {
    if (kind === 'literal') return;
    if (kind === 'greedy' && i < segments.length - 1) {
      findings.error('RouteGreedyNotLast', pointer, `route \`${text}\` goes on behind \`${part}\`, which takes the whole rest of the path; expected it last, or \`${part.replace('+}', '}')}\` for one segment`);
      holds = false;
    }
    const name = part.replace('+}', '}');
    if (seen.has(name)) {
      findings.error('RouteParameterTwice', pointer, `route \`${text}\` has two parameters \`${name}\`, and a handler sees one of each name; give each its own`);
      holds = false;
    }
    seen.add(name);
  });
  return holds;
}
