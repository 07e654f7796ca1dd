/**
 * Guarantees, wherever they were written: names that name something, and each with the plane that judges it.
 *
 *   const { network, exposure, later } = guaranteesByPlane(guarantees);
 *   checkNames(guarantees, world, intents);     // InputError with the nearest name
 *
 * The fields are read by intent/read-guarantee, because a file and an intent say the same. `identified` and `firewalled` are about ways in
 * (prover/exposure). `only` is about identity: this version has no such plane, and says so in a verdict that does not pass.
 */
import type { VerdictData } from '../contract/verdicts';
import type { GuaranteeData } from '../intent/model';
import { InputError } from '../world/input-error';
import type { NetworkWorld } from '../world/network/model';
import type { BoundIntent } from './network/model';
import { NameError, Names } from './network/names';
import { prepare } from './network/prepare';
import { shortHash } from './short-hash';

export function guaranteesByPlane(guarantees: readonly GuaranteeData[]): { readonly network: readonly GuaranteeData[]; readonly exposure: readonly GuaranteeData[]; readonly later: readonly GuaranteeData[] } {
  return { network: guarantees.filter((g) => g.kind !== 'only' && !isOfWays(g)), exposure: guarantees.filter(isOfWays), later: guarantees.filter((g) => g.kind === 'only') };
}

/** What the intents say. A segment is that of its own stage: where another stage has one of that name, too, its stage is said. */
export function ownGuarantees(intents: readonly BoundIntent[]): readonly GuaranteeData[] {
  const names = ({ intent: { segments } }: BoundIntent): readonly string[] => segments.flatMap((s) => [s.id, `${s.scope}#${s.id}`]);
  const isElsewhere = (name: string, own: BoundIntent): boolean => intents.some((b) => b !== own && names(b).includes(name));
  return intents.flatMap((bound) => bound.intent.guarantees.map((g): GuaranteeData => {
    const own = bound.intent.segments.find((s) => `${s.scope}#${s.id}` === g.target || (s.scope === g.scope && s.id === g.target));
    return own === undefined || !isElsewhere(g.target ?? '', bound) ? g : { ...g, target: `${bound.stage}/${own.scope}#${own.id}` };
  }));
}

function isOfWays({ kind }: GuaranteeData): boolean {
  return kind === 'identified' || kind === 'firewalled';
}

/** What this version cannot judge is unknown, and a written guarantee that is unknown does not pass. */
export function laterVerdicts(guarantees: readonly GuaranteeData[]): VerdictData[] {
  const verdicts = new Map<string, VerdictData>();
  for (const g of guarantees) {
    const over = g.kind === 'only' ? (g.actions ?? []).join(', ') : 'all';
    const [source, destination] = g.kind === 'only' ? [(g.principals ?? []).join(', ') || 'nobody', g.resource ?? ''] : ['everybody', g.target ?? ''];
    const question = g.kind === 'only' ? `only ${source} may ${over} on ${destination}` : g.kind === 'firewalled' ? `firewalled: whoever comes from the internet to ${destination}` : `identified: whoever enters ${destination}`;
    const id = `${g.kind}.${shortHash([g.scope, question].join('\n'))}`;
    verdicts.set(id, {
      id, question, plane: 'network', level: 'packet', verdict: 'unknown', kind: g.kind, severity: 'error', strict: true,
      subject: { source, destination, over },
      unknowns: [{ token: `guarantee ${g.kind}`, pointer: '', why: 'judged by the identity plane, which this version does not have' }],
      assumptions: [],
    });
  }
  return [...verdicts.values()];
}

/** Names of a guarantees file are the user's to correct before anything is judged; those of an intent were checked at synth. */
export function checkNames(guarantees: readonly GuaranteeData[], world: NetworkWorld, intents: readonly BoundIntent[]): void {
  const named = guarantees.flatMap(({ kind, source, destination, via = [] }) => [source, destination, ...via].flatMap((name) => (name === undefined ? [] : [{ kind, name }])));
  if (named.length === 0) return;
  const names = new Names(prepare(world), intents);
  for (const { kind, name } of named) correctable(() => names.resolve(name), `a guarantee \`${kind}\`: `);
}

/** A name that means nothing is the user's to correct: InputError, as for whatever else is read. */
export function correctable<T>(run: () => T, where = ''): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NameError) throw new InputError(error.code, `${where}${error.message}`);
    throw error;
  }
}
