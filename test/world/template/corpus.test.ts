/**
 * Public templates that nobody of this project wrote: all are read, every value can be asked for, twice the same, and what is not
 * known names its place. A template in JSON says the same when it is read as YAML.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { keyOf, readTemplates, symsIn, type TemplateWorld } from '../../../lib/world/template';
import { parseYamlText } from '../../../lib/world/template/read/yaml-text';
import { TemplateText } from '../../../lib/world/template/read/source-text';

const CORPUS = path.join(__dirname, '..', '..', '..', '..', 'shared', 'corpus', 'cloudformation');
const FILES = existsSync(CORPUS) ? readdirSync(CORPUS).filter((f) => /\.(json|ya?ml)$/.test(f)).sort() : [];
const described = FILES.length > 0 ? describe : describe.skip;

function told(world: TemplateWorld): string[] {
  return world.resources.map((r) => [r.id, r.type, r.guard.toString(), keyOf(r.value()), JSON.stringify(r.place)].join(' '));
}

described('the corpus', () => {
  test('is there', () => expect(FILES.length).toBeGreaterThanOrEqual(44));

  test.each(FILES)('%s', (file) => {
    const world = readTemplates([file], { cwd: CORPUS });
    expect(world.resources.length + world.unknowns.length).toBeGreaterThan(0);
    expect(told(readTemplates([file], { cwd: CORPUS }))).toEqual(told(world));
    for (const resource of world.resources) {
      for (const { unknown } of symsIn(resource.value())) {
        expect(unknown.template).toBe(file);
        expect(unknown.pointer).toMatch(/^\//);
      }
    }
    expect([...world.conditions.values()].every((guard) => guard.isSure)).toBe(world.undecided.length === 0);
  });

  test('no reference leads to nothing, but where a macro or a preprocessor hides what it names', () => {
    const broken = FILES.flatMap((file) => {
      const world = readTemplates([file], { cwd: CORPUS });
      if (world.unknowns.length > 0) return [];
      return world.resources.flatMap((r) => symsIn(r.value())).filter((s) => s.kind === 'unevaluated' && !s.unknown.token.startsWith('Fn::Rain::') && !s.unknown.why.includes('unless a macro makes it')).map((s) => `${file} ${s.unknown.token}`);
    });
    expect([...new Set(broken)]).toEqual(['042-serverless-pattern-template.yaml key Name']); // stands twice in it
  });

  test.each(FILES.filter((f) => f.endsWith('.json')))('%s is the same as YAML', (file) => {
    const text = readFileSync(path.join(CORPUS, file), 'utf8');
    expect(parseYamlText(new TemplateText(text.replace(/\t/g, '  '), file))).toEqual(JSON.parse(text));
  });

  test('all at once, with defaults, decide more', () => {
    const symbols = (defaults: boolean): number => readTemplates(FILES, { cwd: CORPUS, defaults }).resources.flatMap((r) => symsIn(r.value())).filter((s) => s.kind === 'parameter').length;
    expect(symbols(true)).toBeLessThan(symbols(false));
  });
});
