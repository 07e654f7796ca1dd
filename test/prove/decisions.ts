/**
 * How much of the corpus is decided: the share of rules whose peer and ports are known, without and with parameter defaults
 * taken as values.
 *
 *   node -r ./scripts/ts.cjs test/prove/decisions.ts     # the lines of docs/corpus.md
 *
 * A rule is one that a template writes: of a security group, inline or standalone, or an entry of a network ACL. It is decided
 * where the peer and the connections of every alternative are known for every valuation; a group elsewhere that is named by a
 * literal id is known by that id. A rule on a group of which only a token is known counts like any other.
 */
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { openTemplates, type Trial } from '../../lib/prover';
import type { Unknown } from '../../lib/world/facts';
import type { GroupRule, NetworkWorld } from '../../lib/world/network/model';
import { readTemplates } from '../../lib/world/template';

export const CORPUS = path.join(__dirname, '..', '..', '..', 'shared', 'corpus', 'cloudformation');

const RULE_TYPES = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'];

export interface Rule {
  readonly template: string;
  readonly pointer: string;
  /** Empty where it is decided. */
  readonly unknowns: readonly Unknown[];
}

export interface Figures {
  readonly templates: number;
  readonly resources: number;
  readonly rules: readonly Rule[];
  readonly verdicts: { readonly proved: number; readonly violated: number; readonly unknown: number };
}

export function corpusTemplates(): string[] {
  return existsSync(CORPUS) ? readdirSync(CORPUS).filter((f) => /\.(ya?ml|json)$/.test(f)).sort() : [];
}

const known = new Map<boolean, Figures>();

export function figuresOf(defaults: boolean): Figures {
  const figures = known.get(defaults) ?? read(defaults);
  known.set(defaults, figures);
  return figures;
}

function read(defaults: boolean): Figures {
  const rules: Rule[] = [];
  const verdicts = { proved: 0, violated: 0, unknown: 0 };
  let resources = 0;
  const names = corpusTemplates();
  for (const name of names) {
    const trial = openTemplates(readTemplates([name], { cwd: CORPUS, defaults }));
    resources += trial.templates.resources.length;
    rules.push(...rulesOf(trial));
    for (const { verdict } of trial.judge().verdicts) verdicts[verdict]++;
  }
  return { templates: names.length, resources, rules, verdicts };
}

/** By place: `Fn::If` and conditions may make several of one that is written. */
export function rulesOf({ templates, world }: Trial): Rule[] {
  const standalone = new Set(RULE_TYPES.flatMap((type) => templates.ofType(type)).map(({ place }) => `${place.template}#${place.pointer}`));
  const found = new Map<string, { template: string; pointer: string; unknowns: Unknown[] }>();
  const add = (template: string, pointer: string, unknowns: readonly Unknown[]): void => {
    const written = /^(.*\/(?:SecurityGroup(?:In|E)gress)\/\d+).*$/.exec(pointer)?.[1] ?? pointer;
    const key = `${template}#${written}`;
    const rule = found.get(key) ?? { template, pointer: written, unknowns: [] };
    rule.unknowns.push(...unknowns);
    found.set(key, rule);
  };
  for (const { rules } of world.groups.values()) for (const rule of rules) if (isInline(rule) || standalone.has(`${rule.place.template}#${rule.place.pointer}`)) add(rule.place.template, rule.place.pointer, unknownsOf(rule, world));
  for (const { entries } of world.acls.values()) {
    for (const { place, number, addresses, connections, allow } of entries) {
      const order: Unknown[] = number === undefined ? [{ token: 'RuleNumber', template: place.template, pointer: place.pointer, why: 'its place in the order is not known' }] : [];
      if (place.pointer.startsWith('/Resources/')) add(place.template, place.pointer, [...order, ...addresses.unknowns, ...connections.unknowns, ...allow.unknowns]);
    }
  }
  return [...found.values()].sort((a, b) => (`${a.template}#${a.pointer}` < `${b.template}#${b.pointer}` ? -1 : 1));
}

/** The default rules of a group stand at the group itself: nobody wrote them. */
function isInline({ place }: GroupRule): boolean {
  return /\/SecurityGroup(?:In|E)gress\b/.test(place.pointer);
}

function unknownsOf({ peer, connections }: GroupRule, world: NetworkWorld): readonly Unknown[] {
  if (peer.kind === 'opaque') return [peer.unknown, ...connections.unknowns];
  if (peer.kind !== 'prefixList') return connections.unknowns;
  const list = world.prefixLists.get(peer.list);
  // A list that AWS keeps is known by its name.
  return [...connections.unknowns, ...(list?.awsName === undefined ? list?.entries.unknowns ?? [] : [])];
}

export function lines(): string[] {
  const [plain, assumed] = [figuresOf(false), figuresOf(true)];
  const share = ({ rules }: Figures): string => {
    const decided = rules.filter((r) => r.unknowns.length === 0).length;
    return `${decided} of ${rules.length} (${((100 * decided) / rules.length).toFixed(1)} %)`;
  };
  const said = ({ verdicts: { proved, violated, unknown } }: Figures): string => `${violated} violated, ${proved} proved, ${unknown} unknown`;
  return [
    `| | ${plain.templates} templates, ${plain.resources} resources | with parameter defaults taken as values |`,
    '|---|---|---|',
    `| rules decided | ${share(plain)} | ${share(assumed)} |`,
    `| standing questions | ${said(plain)} | ${said(assumed)} |`,
  ];
}

if (require.main === module) {
  if (corpusTemplates().length === 0) console.log('the corpus (../shared/corpus/cloudformation) is not here');
  else console.log(lines().join('\n'));
}
