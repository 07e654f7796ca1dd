/**
 * A prover that answers what a test says, over templates that are real: `fakeTools({ proof: { verdicts: [violated()] } })`.
 */
import type { EdgeData, VerdictData } from '../../../lib/contract/verdicts';
import type { Intent, MemberData, SegmentData } from '../../../lib/intent/model';
import type { Tools } from '../../../lib/prover/judge-with';
import type { NetworkProof, NetworkQuestion, ReachAnswer } from '../../../lib/prover/network/model';
import type { Path } from '../../../lib/prover/path';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { templatesOf, type TemplateInput, type TemplateWorld } from '../../../lib/world/template';
import type { IntentFile } from '../../../lib/world/template/model';
import { makeFace, shop } from '../replay/shop';

export const emptyWorld = (over: Partial<NetworkWorld> = {}): NetworkWorld => ({ ...(shop().world as unknown as NetworkWorld), interfaces: new Map(), ...over });

/** Interfaces of these ids. */
export function worldWith(...ids: readonly string[]): NetworkWorld {
  return emptyWorld({ interfaces: new Map(ids.map((id) => [id, makeFace(id, [`${id}Group`], [])])) });
}

export function templatesWith(inputs: readonly TemplateInput[], intents: readonly IntentFile[] = []): TemplateWorld {
  return Object.create(templatesOf(inputs), { intents: { value: intents, enumerable: true } }) as TemplateWorld;
}

export function segment(id: string, members: readonly MemberData[], over: Partial<SegmentData> = {}): SegmentData {
  return { scope: 'App/ZeroTrust', id, displayName: id, offers: [], members, implied: { leaveOut: [], add: [] }, ...over };
}

export function intentFile(over: Partial<Intent> = {}, file: Partial<IntentFile> = {}): IntentFile {
  const intent: Intent = { schema: 'zero-trust/intent/1', scopes: [{ scope: 'App/ZeroTrust', posture: 'standard' }], segments: [], enclaves: [], personas: [], flows: [], guarantees: [], ...over };
  return { stage: '', directory: '', file: 'zero-trust.intent.json', intent, ...file };
}

export function verdict(over: Partial<VerdictData> = {}): VerdictData {
  return {
    id: 'denies.1', question: 'denies internet -> docs tcp/443 packet', plane: 'network', level: 'packet', verdict: 'proved', kind: 'denies', severity: 'error', strict: false,
    subject: { source: 'internet', destination: 'docs', over: 'tcp/443' }, unknowns: [], assumptions: [], ...over,
  };
}

/** The first hop of the shop, as the prover would show it. */
export const firstHop = (): Path => ({ ...shop().path, hops: shop().path.hops.slice(0, 1) });
export const witness: VerdictData['witness'] = { hops: [{ source: 'internet', destination: 'alb', protocol: 'tcp', port: 443, sourcePort: 40000, because: [] }], conditions: {} };
export const violated = (over: Partial<VerdictData> = {}): VerdictData => verdict({ verdict: 'violated', witness, ...over });

export interface Fake {
  readonly world?: NetworkWorld;
  readonly proof?: NetworkProof;
  readonly standing?: NetworkProof;
  readonly answer?: ReachAnswer;
  readonly edges?: (world: NetworkWorld, stages: readonly string[]) => readonly EdgeData[];
  readonly replay?: Tools['replay'];
}

export function fakeTools({ world = emptyWorld(), proof = { verdicts: [] }, standing = { verdicts: [] }, answer, edges, replay = () => ({ accepted: true }) }: Fake = {}): Tools & { readonly questions: NetworkQuestion[] } {
  const questions: NetworkQuestion[] = [];
  return {
    questions,
    readNetwork: () => world,
    replay,
    prover: {
      proveNetwork: (question) => { questions.push(question); return proof; },
      standingQuestions: () => standing,
      askReach: () => answer!,
      edges: (of, intents) => edges?.(of, intents.map((b) => b.stage)) ?? [],
    },
  };
}
