/**
 * Verdicts that a test plants in place of the prover's, so that the adapter between them and CDK is tested alone. To be
 * imported before the library.
 *
 *   plant(() => [violated('nothing-more.1a2b3c', { template: 'App.template.json', resource: 'Group' })]);
 */
import type { VerdictData } from '../../lib/contract/verdicts';
import type { Trial, TrialOptions } from '../../lib/validation/trial';

let verdictsOf: (outdir: string, options: TrialOptions) => readonly VerdictData[] = () => [];
let intents: Trial['intents'] = [];
let pending = 0;
export const opened: { readonly outdir: string; readonly options: TrialOptions }[] = [];

export function plant(verdicts: typeof verdictsOf, among: Trial['intents'] = []): void {
  verdictsOf = verdicts;
  intents = among;
  opened.length = 0;
  pending = 0;
}

/** As if so many look-ups were still to be made. */
export function plantPending(count: number): void {
  pending = count;
}

jest.mock('../../lib/validation/trial', () => ({
  openTrial: (outdir: string, options: TrialOptions): Trial => {
    opened.push({ outdir, options });
    const verdicts = verdictsOf(outdir, options);
    const count = (kind: string): number => verdicts.filter((v) => v.verdict === kind).length;
    return {
      file: {
        schema: 'zero-trust/verdicts/1', verdicts, coverage: { resources: 0, modelled: 0, notModelled: [] },
        summary: { proved: count('proved'), violated: count('violated'), unknown: count('unknown'), implied: 0, baselined: 0 },
      },
      intents,
      pending,
      stale: [],
      check: (guarantees) => guarantees.map((g) => ({ ...(verdicts[0] ?? proved('denies.none')), question: `${g.kind} ${g.source} -> ${g.destination} ${g.over} ${g.level} ${(g.via ?? []).join(',')}` })),
      ask: (question) => ({ schema: 'zero-trust/answer/1', question: JSON.stringify(question), answer: 'unreachable', blockedBy: [{ code: 'NO_ROUTE', text: 'no route leads there', because: [] }], entries: [], unknowns: [], assumptions: [] }),
      edges: () => [],
    };
  },
}));

interface At {
  readonly template: string;
  readonly resource: string;
}

const NETWORK = { plane: 'network', level: 'packet', unknowns: [], assumptions: [] } as const;

export function proved(id: string): VerdictData {
  return { ...NETWORK, id, question: 'denies internet -> docs all', verdict: 'proved', kind: 'denies', severity: 'error', strict: false, subject: { source: 'internet', destination: 'docs', over: 'all' } };
}

export function violated(id: string, at: At | undefined, more: Partial<VerdictData> = {}): VerdictData {
  return {
    ...NETWORK, id, verdict: 'violated', kind: 'nothing-more', severity: 'error', strict: false,
    question: 'nothing-more internet -> docs tcp/5432',
    subject: { source: 'internet', destination: 'docs', over: 'tcp/5432' },
    witness: {
      conditions: {},
      hops: [{
        source: 'internet', destination: 'docs', protocol: 'tcp', port: 5432, sourceAddress: '8.8.8.8', sourcePort: 49152, destinationAddress: '10.0.0.7',
        because: at === undefined ? [] : [{ ...at, pointer: `/Resources/${at.resource}/Properties/SecurityGroupIngress/0`, what: 'ingress rule' }],
      }],
    },
    ...(at === undefined ? {} : { at }),
    fix: 'declare a flow from `internet` to `docs` over tcp/5432, or remove the rule',
    ...more,
  };
}

export function unknown(id: string, at: At | undefined, more: Partial<VerdictData> = {}): VerdictData {
  const { witness: _, ...rest } = violated(id, at);
  return { ...rest, verdict: 'unknown', unknowns: [{ token: 'Ref ClientCidr', template: at?.template, pointer: '/Resources/Group/Properties/SecurityGroupIngress/0/CidrIp', assume: 'ClientCidr=<CIDR>', why: 'nobody says which addresses these are' }], ...more };
}
