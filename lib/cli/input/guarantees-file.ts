/**
 * A guarantees file (CONTRACTS.md), YAML or JSON:
 *
 *   const { guarantees, assume, where } = readGuarantees('guarantees.yaml', process.cwd());
 *
 * A file is read whole or not at all: whoever reads half of it proves half of it. Names of ends are not judged here, because a
 * segment, a logical id and a construct path are told apart by the templates alone.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DocumentError, parseDocument, type SourceDocument } from '../../document';
import { didYouMean, Findings, type GuaranteeData } from '../../intent';
import { readGuarantee } from '../../intent/read-guarantee';
import { typeName } from '../../intent/reader';
import { InputError } from '../../world/input-error';
import { UsageError } from '../exit';

export const GUARANTEES_SCHEMA = 'zero-trust/guarantees/1';
const EXPECTED = `a guarantees file: \`schema: ${GUARANTEES_SCHEMA}\`, \`guarantees\`, and \`assume\` if need be`;

export interface GuaranteesFile {
  readonly guarantees: readonly GuaranteeData[];
  readonly assume: Readonly<Record<string, string>>;
  /** What should be changed although the file could be read. */
  readonly warnings: readonly string[];
  /** What `work` says of a name in this file is said with its line and column. */
  readonly placed: <T>(work: () => T) => T;
}

export function readGuarantees(file: string, cwd: string): GuaranteesFile {
  try {
    return guaranteesOf(documentOf(file, cwd), file);
  } catch (error) {
    if (error instanceof DocumentError) throw refusal(error.problems.map(({ code, where, message }) => ({ code, where: shownPlace(where, file), message })));
    throw error;
  }
}

function documentOf(file: string, cwd: string): SourceDocument {
  let content: Uint8Array;
  try {
    content = readFileSync(path.resolve(cwd, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`file \`${file}\` ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`}; expected ${EXPECTED}`);
  }
  return parseDocument(content, file);
}

function guaranteesOf(document: SourceDocument, file: string): GuaranteesFile {
  const { schema, assume = {} } = document.object(['schema', 'assume', 'guarantees'], didYouMean);
  if (schema === undefined) throw new UsageError(`${shownPlace(document.where(''), file)}: \`schema\` is missing; expected \`schema: ${GUARANTEES_SCHEMA}\``);
  document.expectText('/schema', GUARANTEES_SCHEMA);
  const items = document.list('guarantees');
  if (items.length === 0) throw new UsageError(`${shownPlace(document.where('/guarantees'), file)}: \`guarantees\` is empty; expected at least one, e.g. \`- denies: { source: internet, destination: Db }\``);
  const findings = new Findings((pointer) => shownPlace(document.where(pointer), file));
  const guarantees = items.map((item, i) => readGuarantee(item, `/guarantees/${i}`, KNOWN, findings));
  const problems = [...assumeProblems(assume), ...findings.all().filter((f) => f.level === 'error')].map(({ code, pointer, message }) => ({ code, where: shownPlace(document.where(pointer), file), message }));
  if (problems.length > 0) throw refusal(problems);
  return {
    guarantees: guarantees.filter((g): g is GuaranteeData => g !== undefined),
    assume: Object.fromEntries(Object.entries(assume as Record<string, unknown>).map(([name, value]) => [name, String(value)])),
    warnings: document.warnings.map(({ where, message }) => `${shownPlace(where, file)}: ${message}`),
    placed: (work) => {
      try {
        return work();
      } catch (error) {
        const pointer = error instanceof InputError ? pointerOf(items, assume as object, error.message) : undefined;
        throw pointer === undefined ? error : new UsageError(`${shownPlace(document.where(pointer), file)}: ${(error as Error).message}`, (error as InputError).code);
      }
    },
  };
}

/** Of the name of this file that the message speaks of first, in backticks; undefined where it speaks of none. */
function pointerOf(items: readonly unknown[], assume: object, message: string): string | undefined {
  const [, assumed] = /^nothing is named `(.*?)` in `--assume /.exec(message) ?? [];
  if (assumed !== undefined) return Object.hasOwn(assume, assumed) ? assumePointer(assumed) : undefined;
  const ends = items.flatMap((item, i) => Object.entries(item as object).flatMap(([kind, body]) => ENDS.flatMap((field): [string, string][] => {
    const at = `/guarantees/${i}/${kind}/${field}`;
    const value = (body as Readonly<Record<string, unknown>>)[field];
    return Array.isArray(value) ? value.map((v, n) => [String(v), `${at}/${n}`]) : typeof value === 'string' ? [[value, at]] : [];
  })));
  const found = ends.map(([name, pointer]) => ({ pointer, at: message.indexOf(`\`${name}\``) })).filter((e) => e.at >= 0);
  return found.sort((a, b) => a.at - b.at)[0]?.pointer;
}

const ENDS = ['source', 'destination', 'via'];

/** Every plain word may name a resource; the prover knows which. */
class AnyName extends Set<string> {
  public has(): boolean {
    return true;
  }
}
const KNOWN = { scope: '', segments: new AnyName(), enclaves: new Map<string, readonly string[]>(), personas: new Set<string>(), foreign: new AnyName() };

function assumeProblems(assume: unknown): { code: string; pointer: string; message: string }[] {
  if (typeof assume !== 'object' || assume === null || Array.isArray(assume)) return [{ code: 'AssumptionInvalid', pointer: '/assume', message: `\`assume\` is ${typeName(assume)}; expected names with their values, e.g. \`{ ClientCidr: 10.0.0.0/8 }\`` }];
  return Object.entries(assume).filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value) || value === '').map(([name, value]) => ({
    code: 'AssumptionInvalid',
    pointer: assumePointer(name),
    message: `\`assume\` says ${value === '' ? 'nothing' : typeName(value)} of \`${name}\`; expected one value as text`,
  }));
}

function assumePointer(name: string): string {
  return `/assume/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

/** One line: the first mistake, and how many there are. */
function refusal(problems: readonly { readonly code: string; readonly where: string; readonly message: string }[]): UsageError {
  const [{ code, where, message }] = problems;
  return new UsageError(`${where === '' ? '' : `${where}: `}${message}${problems.length === 1 ? '' : ` (the first of ${problems.length} mistakes)`}`, code);
}

/** The document reader names a file by its last part. */
function shownPlace(where: string, file: string): string {
  const folder = path.dirname(file);
  return folder === '.' || where === '' ? where : `${folder}/${where}`;
}
