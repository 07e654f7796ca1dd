/** Another name, another order, a rule in two halves, inline or beside its group, one stack or three: the same answers. */
import { Draw } from '../../support/worlds/draw';
import { cut, type Raw, sketchWorld } from '../../support/worlds/generate';
import { move, rename, reorder, split } from '../../support/worlds/rewrite';
import { Asked } from './prover';
import { drawQuestions } from './questions';

const WORLDS = 60;
const SEEDS = Array.from({ length: WORLDS }, (_, i) => 50_000 + i);

function answers(raw: Raw, original: Raw, seed: number, nameOf: (id: string) => string = (id) => id, home: (id: string) => string = () => 'App'): string[] {
  const asked = new Asked(cut(seed, raw, home));
  // questions are about the original names
  const questions = drawQuestions(cut(seed, original, () => 'App'), new Draw(seed), 6);
  const translate = (name: string): string => (name.startsWith('App.') ? `${home(nameOf(name.slice(4)))}.${nameOf(name.slice(4))}` : name);
  return questions.map((q) => `${JSON.stringify(q)} ${asked.answer({ ...q, source: translate(q.source), destination: translate(q.destination), via: q.via?.map(translate) }).verdict.verdict}`);
}

const isNetwork = (raw: Raw, id: string): boolean => /^AWS::EC2::(VPC|Subnet|RouteTable|Route|InternetGateway|NatGateway|EIP$)/.test(raw.resources[id].Type) && raw.resources[id].Properties.InstanceId === undefined;

test.each<[string, (raw: Raw, seed: number) => string[]]>([
  ['names', (raw, seed) => {
    const other = rename(raw);
    return answers(other.raw, raw, seed, other.nameOf);
  }],
  ['order', (raw, seed) => answers(reorder(raw, new Draw(seed)), raw, seed)],
  ['rules in two halves', (raw, seed) => answers(split(raw, new Draw(seed)), raw, seed)],
  ['inline against standalone', (raw, seed) => answers(move(raw, new Draw(seed)), raw, seed)],
  // a parameter of two stacks is two parameters
  ['two stacks', (raw, seed) => (raw.tokens.length > 0 ? answers(raw, raw, seed) : answers(raw, raw, seed, undefined, (id) => (isNetwork(raw, id) ? 'Net' : 'App')))],
  ['a nested stack', (raw, seed) => (raw.tokens.length > 0 ? answers(raw, raw, seed) : answers(raw, raw, seed, undefined, (id) => (isNetwork(raw, id) ? 'App' : 'App/Nest')))],
])('%s change no verdict', (_, rewritten) => {
  const different = SEEDS.flatMap((seed) => {
    const { raw } = sketchWorld(seed);
    const [before, after] = [answers(raw, raw, seed), rewritten(raw, seed)];
    return before.flatMap((line, i) => (line === after[i] ? [] : [`seed ${seed}: ${line} became ${after[i]}`]));
  });
  expect(different).toEqual([]);
});
