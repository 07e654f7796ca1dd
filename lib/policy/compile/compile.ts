/**
 * Cedar policies read and validated by Cedar itself, and written as the table that lib/policy/evaluate decides by.
 *
 *   const { table, findings } = compilePolicies({ files: { 'documents.cedar': text }, schema });
 *
 * There is a table where no finding is an error. A policy's id is its `@id`, or its file and its number in it (`documents.cedar#1`); nothing is skipped and nothing
 * guessed: templates, two policies with one id, and what the evaluator does not support are refused by name and place. All mistakes at once; where a policy cannot be
 * read, the others are still validated.
 */
import type { PolicyTable, TablePolicy } from '../../contract/access/policy-table';
import { checkPolicy } from '../evaluate';
import { withCedar, type CedarError } from '../cedar';
import { sortPolicyFindings, type PolicyFinding, type PolicyFindingCode } from './finding';
import { annotationsOf, tablePolicy } from './lower';
import { schemaActions } from './schema';
import { lineStarts, placeOf, splitPolicies, type PolicySource } from './source';

export interface CompileInput {
  /** Cedar's text by the name of its file. */
  readonly files: Readonly<Record<string, string>>;
  /** In Cedar's own syntax. Without one nothing is validated but the syntax. */
  readonly schema?: string;
}

export interface CompileResult {
  readonly table?: PolicyTable;
  readonly findings: readonly PolicyFinding[];
}

/** Cedar in WebAssembly has a stack of one megabyte: about 130 brackets. */
const DEEPEST = 64;
const LONGEST = 1_000_000;

interface Compiled {
  readonly file: string;
  readonly source: PolicySource;
  readonly policy: TablePolicy;
}

export function compilePolicies({ files, schema }: CompileInput): CompileResult {
  const compilation = new Compilation(files);
  for (const [file, text] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) compilation.file(file, text);
  const actions = schema === undefined ? undefined : compilation.schema(schema);
  const findings = sortPolicyFindings(compilation.findings);
  if (findings.some((f) => f.level === 'error')) return { findings };
  const policies = compilation.compiled.map((c) => c.policy).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { table: { schema: 'zero-trust/policy-table/1', policies, ...(actions === undefined || actions.length === 0 ? {} : { actions }) }, findings };
}

class Compilation {
  public readonly findings: PolicyFinding[] = [];
  public readonly compiled: Compiled[] = [];
  private readonly ids = new Map<string, string>();
  private readonly lines = new Map<string, readonly number[]>();

  constructor(private readonly files: Readonly<Record<string, string>>) {}

  public file(file: string, text: string): void {
    if (text.length > LONGEST) return this.add('PolicyTooLarge', file, 0, 0, `the file has ${text.length} characters; expected at most ${LONGEST}: split it`);
    const before = this.findings.length;
    const sources = splitPolicies(text);
    for (const [i, source] of sources.entries()) this.policy(file, source, `${file}#${i + 1}`);
    if (this.findings.length > before || sources.length === 0) return;
    // Cedar has to see the same policies in the whole text.
    const whole = withCedar((cedar) => cedar.policySetTextToParts(text));
    if (whole === undefined) return this.tooDeep(file, 0);
    if (whole.type === 'failure') return this.errors('PolicySyntax', file, 0, whole.errors);
    if (whole.policies.length !== sources.length) this.add('PolicySyntax', file, 0, 0, `Cedar reads ${whole.policies.length} policies where ${sources.length} end with \`;\``);
  }

  private policy(file: string, source: PolicySource, fallback: string): void {
    if (source.nested > DEEPEST) return this.tooDeep(file, source.begins);
    const answer = withCedar((cedar) => cedar.policyToJson(source.text));
    if (answer === undefined) return this.tooDeep(file, source.begins);
    if (answer.type === 'failure') {
      const template = withCedar((cedar) => cedar.templateToJson(source.text).type === 'success') ?? false;
      if (template) return this.errors('PolicyTemplate', file, source.start, answer.errors, undefined, 'write a policy without slots, or link it yourself');
      return this.errors('PolicySyntax', file, source.start, answer.errors);
    }
    const annotations = annotationsOf(answer.json);
    const id = (Object.hasOwn(annotations, 'id') ? annotations.id : '') || fallback;
    const twin = this.ids.get(id);
    const { line, column } = this.place(file, source.begins, 0);
    if (twin !== undefined) return this.add('PolicyIdDuplicate', file, source.begins, 0, `the id \`${id}\` is taken by the policy at ${twin}; expected one id per policy: change \`@id\``, id);
    this.ids.set(id, `${file}:${line}:${column}`);
    const policy = tablePolicy(id, answer.json);
    const problem = checkPolicy(policy);
    if (problem !== undefined) return this.add('PolicyUnsupported', file, source.begins, 0, `the compiled engine does not decide policy \`${id}\`: ${problem}; rewrite it, or choose \`engine: 'cedar-wasm'\``, id);
    this.compiled.push({ file, source, policy });
  }

  /** Validates what could be read. Gives the actions that the schema knows. */
  public schema(schema: string): ReturnType<typeof schemaActions> | undefined {
    const starts = lineStarts(schema);
    const bad = (errors: readonly CedarError[]): undefined => {
      for (const { message, at } of flatten(errors)) this.findings.push({ code: 'PolicySchemaInvalid', level: 'error', file: 'schema', ...placeOf(schema, starts, 0, at), message });
      return undefined;
    };
    if (schema.length > LONGEST) return bad([{ message: `the schema has ${schema.length} characters; expected at most ${LONGEST}`, help: null }]);
    const parsed = withCedar((cedar) => {
      const read = cedar.checkParseSchema(schema);
      return read.type === 'failure' ? read : cedar.schemaToJsonWithResolvedTypes(schema);
    });
    if (parsed === undefined) return bad([{ message: 'the schema is nested too deeply for Cedar', help: null }]);
    if (parsed.type === 'failure') return bad(parsed.errors);
    if (this.compiled.length > 0) this.validate(schema);
    return schemaActions(parsed.json);
  }

  private validate(schema: string): void {
    const staticPolicies = Object.fromEntries(this.compiled.map((c): [string, string] => [c.policy.id, c.source.text]));
    const answer = withCedar((cedar) => cedar.validate({ schema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } }));
    if (answer === undefined) return this.tooDeep(this.compiled[0].file, 0);
    // They were read one by one before: a failure here is of all of them.
    if (answer.type === 'failure') return this.errors('PolicyInvalid', this.compiled[0].file, 0, answer.errors);
    const byId = new Map(this.compiled.map((c) => [c.policy.id, c]));
    for (const [level, list] of [['error', answer.validationErrors], ['warning', answer.validationWarnings]] as const) {
      for (const { policyId, error } of list) {
        const { file, source } = byId.get(policyId)!;
        this.errors('PolicyInvalid', file, source.start, [error], { id: policyId, level, begins: source.begins });
      }
    }
  }

  private errors(code: PolicyFindingCode, file: string, start: number, errors: readonly CedarError[], of?: { readonly id: string; readonly level: PolicyFinding['level']; readonly begins: number }, fix?: string): void {
    for (const { message, at, placed } of flatten(errors)) {
      const [from, bytes] = placed || of === undefined ? [start, at] : [of.begins, 0];
      this.add(code, file, from, bytes, fix === undefined ? message : `${message}; ${fix}`, of?.id, of?.level);
    }
  }

  private tooDeep(file: string, at: number): void {
    this.add('PolicyTooLarge', file, at, 0, `the policy is nested too deeply for Cedar; expected at most ${DEEPEST} brackets in each other and expressions of a few hundred terms: split it`);
  }

  private place(file: string, start: number, bytes: number): ReturnType<typeof placeOf> {
    let starts = this.lines.get(file);
    if (starts === undefined) this.lines.set(file, starts = lineStarts(this.files[file]));
    return placeOf(this.files[file], starts, start, bytes);
  }

  private add(code: PolicyFindingCode, file: string, start: number, bytes: number, message: string, policy?: string, level: PolicyFinding['level'] = 'error'): void {
    this.findings.push({ code, level, file, ...this.place(file, start, bytes), ...(policy === undefined ? {} : { policy }), message });
  }
}

/** Each error with its own place: what Cedar says, what it expected there, and its advice. */
function flatten(errors: readonly CedarError[]): { readonly message: string; readonly at: number; readonly placed: boolean }[] {
  return errors.flatMap((error) => {
    const [first] = error.sourceLocations ?? [];
    const message = [error.message, first?.label, error.help].filter((part): part is string => typeof part === 'string' && part !== '').join(': ');
    return [{ message, at: first?.start ?? 0, placed: first !== undefined }, ...flatten(error.related ?? [])];
  });
}
