/**
 * A bundle made by hand: ``make({ cedar: 'policies', config: 'door.json', cwd })`` -> its text, or everything that is wrong, each with its file, line and column.
 *
 * The configuration is the JSON of `BundleFacts` without `policies`: those are the `.cedar` files of the folder, each under its path in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { PolicyBundle } from '../../contract/access/bundle';
import type { Finding } from '../../intent';
import { type BundleFacts, bundleText, makeBundle, ROUTES_FILE } from '../../policy/bundle';
import { lineStarts, placeOf, splitPolicies } from '../../policy/compile/source';
import { UsageError } from '../exit';
import { readJson } from '../input/json-file';
import { fields } from '../input/shape';

export interface MakeInput {
  readonly cedar: string;
  readonly config: string;
  readonly cwd: string;
}

export interface Made {
  /** Absent where a line of `errors` is there. */
  readonly bundle?: PolicyBundle;
  readonly text?: string;
  /** `policies/own.cedar:3:12: ... [PolicyInvalid]` */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

type Files = Readonly<Record<string, string>>;

export function make({ cedar, config, cwd }: MakeInput): Made {
  const policies = cedarFiles(cedar, cwd);
  const { value, refuse } = readJson<object>({ file: path.resolve(cwd, config), shown: config, shape: fields<object>({}), expected: 'the configuration of a bundle, as JSON' });
  if (Object.hasOwn(value, 'policies')) throw refuse('/policies', '`policies` is no field of the configuration; expected policies as `.cedar` files in the folder of `--cedar`');
  const facts = { ...value, policies } as BundleFacts;
  const { bundle, findings } = makeBundle(facts);
  const line = (finding: Finding): string => `${placed(finding, facts, policies, cedar, (pointer) => refuse(pointer, finding.message).message)} [${finding.code}]`;
  const of = (level: Finding['level']): string[] => findings.filter((f) => f.level === level).map(line);
  const none = Object.keys(policies).length === 0 ? [`\`${cedar}\` holds no \`.cedar\` file: the policies are those of the routes alone`] : [];
  return { ...(bundle === undefined ? {} : { bundle, text: bundleText(bundle) }), errors: of('error'), warnings: [...none, ...of('warning')] };
}

function cedarFiles(folder: string, cwd: string): Files {
  const root = path.resolve(cwd, folder);
  const refuse = (name: string, why: string, expected: string): UsageError => new UsageError(`\`${name}\` cannot be read (${why}); expected ${expected}`);
  let names: string[];
  try {
    names = readdirSync(root, { recursive: true }).map((name) => String(name).split(path.sep).join('/')).filter((name) => name.endsWith('.cedar')).sort();
  } catch (error) {
    throw refuse(folder, (error as NodeJS.ErrnoException).code ?? 'unknown reason', 'a folder of `.cedar` files');
  }
  return Object.fromEntries(names.map((name) => {
    const shown = `${folder.replace(/\/+$/, '')}/${name}`;
    try {
      return [name, new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path.join(root, name)))];
    } catch (error) {
      throw refuse(shown, (error as NodeJS.ErrnoException).code ?? 'not UTF-8', 'policies of Cedar in UTF-8');
    }
  }));
}

/** The message with where it is to be put right. */
function placed({ code, pointer, where, message }: Finding, facts: BundleFacts, policies: Files, folder: string, inConfig: (pointer: string) => string): string {
  const inFolder = (place: string): string => `${folder.replace(/\/+$/, '')}/${place}: ${message}`;
  const [, first = '', second] = pointer.split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (where !== '') return where.startsWith(`${ROUTES_FILE}:`) ? `${where} (made of the routes): ${message}` : inFolder(where);
  if (first !== 'policies') return inConfig(configPointer(code, pointer, facts));
  if (second !== undefined) return inFolder(`${second}:1:1`);
  const [, id = ''] = /^policy `([^`]*)`/.exec(message) ?? [];
  const found = placeOfPolicy(id, policies);
  return found === undefined ? inConfig('/routes') : inFolder(found);
}

/** Bundles have routes by id, configurations a list of them; and issuers in an order of their own. */
function configPointer(code: string, pointer: string, { routes, issuers }: BundleFacts): string {
  const [, first, second, ...rest] = pointer.split('/');
  if (first === 'routes' && second !== undefined && !/^\d+$/.test(second)) {
    const id = second.replace(/~1/g, '/').replace(/~0/g, '~');
    const index = routes.map((route) => route.id).lastIndexOf(id);
    return index < 0 ? '/routes' : ['/routes', String(index), ...(rest.length === 0 ? [] : ['config', ...rest])].join('/');
  }
  if (code !== 'BundleIssuerTwice') return pointer;
  const names = issuers.map((issuer) => issuer.issuer);
  return `/issuers/${names.lastIndexOf([...names].sort()[Number(second)])}/issuer`;
}

/** `own.cedar:3:1` of a policy whose id is its `@id`, or its file and its number in it. */
function placeOfPolicy(id: string, files: Files): string | undefined {
  for (const [file, text] of Object.entries(files)) {
    for (const [i, { text: policy, begins }] of splitPolicies(text).entries()) {
      if (id !== `${file}#${i + 1}` && !policy.includes(`@id(${JSON.stringify(id)})`)) continue;
      const { line, column } = placeOf(text, lineStarts(text), begins, 0);
      return `${file}:${line}:${column}`;
    }
  }
  return undefined;
}
