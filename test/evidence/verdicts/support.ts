/** Verdicts that no prover made: one of every sort, and names that somebody chose to do harm. */
import {
  type AnswerFile, type BecauseData, type DiffFile, type EdgeData, type HopData, type VerdictData, type VerdictFile,
} from '../../../lib/contract/verdicts';

export function because(over: Partial<BecauseData> = {}): BecauseData {
  return { template: 'App.template.json', pointer: '/Resources/WebSg/Properties/SecurityGroupIngress/0', resource: 'WebSg', constructPath: 'App/Web/SecurityGroup', what: 'ingress rule', ...over };
}

export const HOPS: readonly HopData[] = [
  { source: 'internet', destination: 'Alb', protocol: 'tcp', port: 443, sourceAddress: '8.8.8.8', sourcePort: 49152, destinationAddress: '10.0.0.7', because: [because({ resource: 'AlbSg', constructPath: 'App/Alb/SecurityGroup', pointer: '/Resources/AlbSg/Properties/SecurityGroupIngress/0' }), because({ what: 'route', resource: 'PublicRoute', constructPath: undefined, pointer: '/Resources/PublicRoute' })] },
  { source: 'Alb', destination: 'web', protocol: 'tcp', port: 8080, sourceAddress: '10.0.0.7', sourcePort: 49152, destinationAddress: '2001:db8::7', via: 'proxy', because: [because({ flows: ['alb-to-web'] })] },
  { source: 'web', destination: 'Db', protocol: 'tcp', port: 5432, sourceAddress: '10.0.1.9', sourcePort: 49152, destinationAddress: '10.0.2.4', via: 'compromise', because: [because({ resource: 'DbSg', constructPath: 'App/Db/SecurityGroup', pointer: '/Resources/DbSg/Properties/SecurityGroupIngress/0', flows: ['web-to-db', 'web-to-db-admin'] })] },
];

export function verdict(over: Partial<VerdictData> = {}): VerdictData {
  return {
    id: 'denies.1a2b3c', question: 'denies internet -> Db tcp/5432 pivot', plane: 'network', level: 'pivot', verdict: 'violated', kind: 'denies', severity: 'error', strict: true,
    subject: { source: 'internet', destination: 'Db', over: 'tcp/5432' }, unknowns: [], assumptions: ['nothing changes these resources from outside of the templates'],
    ...(over.verdict === undefined || over.verdict === 'violated' ? { witness: { hops: HOPS, conditions: { IsProd: true }, parameters: { 'App.Stage': 'prod' } }, fix: 'narrow the rule of `WebSg`' } : {}),
    at: { template: 'App.template.json', resource: 'WebSg', constructPath: 'App/Web/SecurityGroup' },
    ...over,
  };
}

const UNKNOWN = { token: 'Ref ClientCidr', template: 'App.template.json', pointer: '/Resources/DbSg/Properties/SecurityGroupIngress/1/CidrIp', assume: 'ClientCidr=<CIDR>', why: 'it may be any address' };

export const FILE: VerdictFile = {
  schema: 'zero-trust/verdicts/1',
  summary: { proved: 3, violated: 2, unknown: 2, implied: 1, baselined: 1, warnings: 1 },
  coverage: { resources: 89, modelled: 71, notModelled: [{ type: 'AWS::NetworkFirewall::Firewall', count: 2, effect: 'could open a path' }, { type: 'AWS::SNS::Topic', count: 16, effect: 'no effect on the network' }] },
  verdicts: [
    verdict(),
    verdict({ id: 'nothing-less.77aa', kind: 'nothing-less', level: 'packet', question: 'web -> api tcp/8443', subject: { source: 'web', destination: 'api', over: 'tcp/8443' }, witness: undefined, fix: undefined, strict: false, flows: ['web-to-api'], blockedBy: [{ code: 'ENI_SG_RULES_MISMATCH', text: 'no ingress rule of `ApiSg` covers tcp/8443', because: [because({ resource: 'ApiSg', what: 'security group', pointer: '/Resources/ApiSg' })] }] }),
    verdict({ id: 'denies.99', verdict: 'unknown', unknowns: [UNKNOWN], subject: { source: '10.0.0.0/8', destination: 'Db', over: 'all' }, question: 'denies 10.0.0.0/8 -> Db all pivot' }),
    verdict({ id: 'nothing-more.11', kind: 'nothing-more', verdict: 'unknown', strict: false, unknowns: [UNKNOWN], question: '' }),
    verdict({ id: 'nothing-more.22', kind: 'nothing-more', severity: 'warning', strict: false, subject: { source: 'Bastion', destination: 'Legacy', over: 'tcp/22' } }),
    verdict({ id: 'denies.33', baselined: true, subject: { source: 'internet', destination: 'Old', over: 'tcp/21' } }),
    verdict({ id: 'permits.44', kind: 'permits', level: 'packet', verdict: 'proved', subject: { source: 'web', destination: 'Db', over: 'tcp/5432' }, assumptions: ['nothing changes these resources from outside of the templates', 'the group of account 111122223333 is as it was'] }),
    verdict({ id: 'onlyVia.55', kind: 'onlyVia', verdict: 'proved', question: 'internet -> Db only via web' }),
    verdict({ id: 'nothing-more.88', kind: 'nothing-more', level: 'packet', verdict: 'proved', subject: { source: 'web', destination: 'web', over: 'all' }, question: 'nothing more: web' }),
    verdict({ id: 'nothing-less.66', kind: 'nothing-less', verdict: 'proved', implied: true, subject: { source: 'web', destination: 'service:s3', over: 'tcp/443' } }),
  ],
};

const standing = (over: Partial<VerdictData>): VerdictData => verdict({ kind: 'standing', level: 'packet', severity: 'warning', strict: false, ...over });
export const STANDING: VerdictFile = {
  ...FILE,
  summary: { proved: 3, violated: 1, unknown: 0, implied: 0, baselined: 1, warnings: 2 },
  verdicts: [
    standing({ id: 'standing.internet.1', question: 'internet reaches Alb over tcp/443', subject: { source: 'internet', destination: 'Alb', over: 'tcp/443' }, witness: { hops: HOPS.slice(0, 1), conditions: {} } }),
    standing({ id: 'standing.store.1', question: 'internet reaches data store Db over any number of hops', level: 'pivot', severity: 'error', subject: { source: 'internet', destination: 'Db', over: 'all' } }),
    standing({ id: 'standing.store.2', question: 'internet reaches data store Db', verdict: 'proved', subject: { source: 'internet', destination: 'Db', over: 'all' } }),
    standing({ id: 'standing.wide.1', question: 'wide ingress rule of AlbSg: 0.0.0.0/0 over tcp/443', subject: { source: '0.0.0.0/0', destination: 'Alb', over: 'tcp/443' }, witness: { hops: HOPS.slice(0, 1), conditions: {} } }),
    standing({ id: 'standing.wide.2', question: 'wide ingress rule of DbSg: 0.0.0.0/0 over all', baselined: true, subject: { source: '0.0.0.0/0', destination: 'Db', over: 'all' } }),
    standing({ id: 'standing.wide.3', question: 'wide ingress rule of OldSg: 10.0.0.0/8 over tcp/22 (nothing outside gets to it)', verdict: 'proved', subject: { source: '10.0.0.0/8', destination: 'Old', over: 'tcp/22' } }),
  ],
};

export const EMPTY: VerdictFile = { schema: 'zero-trust/verdicts/1', summary: { proved: 0, violated: 0, unknown: 0, implied: 0, baselined: 0 }, coverage: { resources: 0, modelled: 0, notModelled: [] }, verdicts: [] };

export const REACHABLE: AnswerFile = { schema: 'zero-trust/answer/1', question: 'reach internet -> Db tcp/5432 pivot', answer: 'reachable', witness: { hops: HOPS, conditions: {} }, blockedBy: [], entries: [], unknowns: [], assumptions: ['DNS is reachable'] };
export const UNREACHABLE: AnswerFile = { ...REACHABLE, answer: 'unreachable', witness: undefined, blockedBy: [{ code: 'SECURITY_GROUP_RULES_MISMATCH', text: 'no ingress rule of `DbSg` covers tcp/5432', because: [because({ resource: 'DbSg' })] }] };
export const NOT_KNOWN: AnswerFile = { ...REACHABLE, answer: 'unknown', witness: undefined, unknowns: [UNKNOWN] };

export function edge(over: Partial<EdgeData & { readonly plane: 'network' }> = {}): EdgeData & { readonly plane: 'network' } {
  return { plane: 'network', source: 'web', destination: 'api', over: 'tcp/8443', certain: true, declared: true, flows: ['web-to-api'], because: [because()], ...over };
}

export const DIFF: DiffFile = {
  schema: 'zero-trust/diff/1', summary: { added: 3, removed: 2, undeclared: 1 },
  added: [edge(), edge({ source: 'internet', destination: 'web', over: 'tcp/443', declared: false, flows: [] }), edge({ source: 'api', destination: 'service:s3', over: 'tcp/443', implied: true, certain: false, flows: [] })],
  removed: [edge({ destination: 'Old', over: 'all', flows: ['web-to-old'] }), edge({ destination: 'Older', certain: false, flows: [] })],
  unknowns: [UNKNOWN],
};

/** Whatever a name can do to a terminal, a comment or a picture. */
export const HOSTILE = [
  'a\u001b[31mred\u0007', '\u202Egnp.exe', 'line\nbreak', 'tab\there', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '](https://evil.example/)', '[click](javascript:alert(1))', '`code` ``more`` `', 'a|b|c', 'a\\|b\\',
  '@everyone #1 org/repo#2', '**bold** _em_ ~~gone~~', '# heading', '- item', '1. item', '> quote', '---', '&lt;b&gt;&amp;', '<!-- hidden', '</details>', '```\nfence', 'https://evil.example/?q=1', 'www.evil.example', ':tada:', '"\'><svg onload=alert(1)>', '\ud800 half', '\u0000nul', ']]>', 'x'.repeat(300), '$x$ $$y$$',
] as const;

/** The same values with every name replaced. */
export function hostile<T>(value: T, name: string): T {
  const keep = /^(denies|permits|onlyVia|nothing-more|nothing-less|standing|violated|unknown|proved|error|warning|network|pivot|packet|proxy|compromise|reachable|unreachable|could open a path|zero-trust\/.*|[a-z]+\/\d+)$/;
  const walk = (v: unknown, key: string): unknown => {
    if (typeof v === 'string') return key === 'id' || key === 'schema' || key === 'protocol' || key === 'over' || keep.test(v) ? v : name;
    if (Array.isArray(v)) return v.map((item) => walk(item, key));
    if (typeof v === 'object' && v !== null) return Object.fromEntries(Object.entries(v).map(([k, item]) => [key === 'conditions' || key === 'parameters' ? name : k, walk(item, k)]));
    return v;
  };
  return walk(value, '') as T;
}
