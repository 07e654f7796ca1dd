/** Comments on pull requests: what they say, that no name becomes structure, and that a code host takes them. */
import { diffMarkdown, proofMarkdown } from '../../../lib/evidence';
import { code, prose } from '../../../lib/evidence/verdicts/markdown/escape';
import { fit } from '../../../lib/evidence/verdicts/markdown/fit';
import { DIFF, edge, EMPTY, FILE, HOSTILE, hostile, HOPS, STANDING, verdict } from './support';

interface Node {
  readonly type: string;
  readonly literal: string | null;
  readonly destination: string | null;
}
interface CommonMark {
  readonly Parser: new () => { parse(text: string): { walker(): { next(): { readonly entering: boolean; readonly node: Node } | null } } };
}

/** Every node of the text as a reader sees it. */
function nodesOf(text: string): Node[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Parser } = require('commonmark') as CommonMark; // what jsii-rosetta reads Markdown with
  const walker = new Parser().parse(text).walker();
  const nodes: Node[] = [];
  for (let step = walker.next(); step !== null; step = walker.next()) if (step.entering) nodes.push(step.node);
  return nodes;
}

describe('a proof', () => {
  const text = proofMarkdown(FILE);

  test('says how many, then each violation as a sentence', () => {
    expect(text.split('\n').slice(0, 9)).toEqual([
      '## Zero trust: 2 violated',
      '',
      '| violated | unknown | proved | implied | warnings | accepted by the baseline |',
      '|---:|---:|---:|---:|---:|---:|',
      '| 2 | 2 | 3 | 1 | 1 | 1 |',
      '',
      '### Violated',
      '',
      '- `internet => Db : tcp/5432`: internet reaches Db over tcp/5432 by way of Alb and web, which a guarantee forbids (`denies.1a2b3c`)',
    ]);
    expect(text).toContain('- `web => api : tcp/8443`: web cannot always reach api over tcp/8443, and somebody relies on it (`nothing-less.77aa`)\n');
    expect(text).toContain('  - blocked: no ingress rule of `ApiSg` covers tcp/8443 (`ENI_SG_RULES_MISMATCH`): `App.template.json#/Resources/ApiSg`\n');
    expect(text).toContain('; settled by `--assume \'ClientCidr=<CIDR>\'`');
    expect(text).toContain('Of the network: 71 of 89 resources modelled; not modelled, and could open a path: `AWS::NetworkFirewall::Firewall` (2).\n');
  });

  test('folds the path away', () => {
    const [, folded] = /<details><summary>path<\/summary>\n\n([^]*?)\n\n {2}<\/details>/.exec(text) ?? [];
    expect(folded).toContain('  1. `internet => Alb : tcp/443`, for example `8.8.8.8:49152 -> 10.0.0.7:443`\n     - ingress rule of App/Alb/SecurityGroup: `App.template.json#/Resources/AlbSg/Properties/SecurityGroupIngress/0`');
    expect(folded).toContain('  When IsProd is true, App.Stage is `prod`.');
  });

  test('groups the standing questions, and calls no door a violation', () => {
    const standing = proofMarkdown(STANDING).split('\n').filter((l) => /^(### |- )/.test(l));
    expect(standing).toEqual([
      '### What the internet reaches', '- `internet => Alb : tcp/443`: REACHABLE (`standing.internet.1`)',
      '### What reaches each data store', '- `internet => Db : any protocol and port`: out of reach in one hop (`standing.store.2`)', '- `internet => Db : any protocol and port`: REACHABLE over any number of hops (`standing.store.1`)',
      '### The widest rules', '- `0.0.0.0/0 => Alb : tcp/443`: OPEN (`standing.wide.1`)', '- `0.0.0.0/0 => Db : any protocol and port`: OPEN, accepted by the baseline (`standing.wide.2`)', '- `10.0.0.0/8 => Old : tcp/22`: nothing outside gets to it (`standing.wide.3`)',
    ]);
  });

  test('with nothing wrong says so', () => {
    expect(proofMarkdown(EMPTY)).toMatch(/^## Zero trust: nothing violated, nothing unknown\n/);
    expect(proofMarkdown({ ...EMPTY, summary: { ...EMPTY.summary, unknown: 3 } })).toMatch(/^## Zero trust: nothing violated, 3 unknown\n/);
  });
});

describe('a difference', () => {
  test('says what opens and closes, in sentences, what nobody declared first', () => {
    const text = diffMarkdown(DIFF);
    expect(text.split('\n').filter((l) => /^(#|- |This)/.test(l))).toEqual([
      '## What this change opens and closes',
      'This change opens 3 edges (1 not declared) and closes 2 edges.',
      '### Opens, and nobody declared it',
      '- `internet` can now reach `web` over `tcp/443`. **Nobody declared it.**',
      '### Opens',
      '- `web` can now reach `api` over `tcp/8443`. Declared by `web-to-api`.',
      '- `api` may now be able to reach `service:s3` over `tcp/443`. It is implied: compute needs it to boot.',
      '### Closes',
      '- `web` can no longer reach `Old` over any protocol and port. It served `web-to-old`.',
      '- `web` may have been able to reach `Older` over `tcp/8443`, and no longer is.',
      '### Not known: it may open or close more',
      '- Ref ClientCidr: it may be any address at `App.template.json#/Resources/DbSg/Properties/SecurityGroupIngress/1/CidrIp`; settled by `--assume \'ClientCidr=<CIDR>\'`',
    ]);
  });

  test('of ways in says who can call what', () => {
    const way = { ...edge({ source: 'anybody', destination: 'Read', over: 'GET /docs of Api at the execute-api host', declared: false, flows: [], because: [] }), plane: 'exposure' as const };
    const text = diffMarkdown({ ...DIFF, added: [way, { ...way, certain: false }], removed: [way], unknowns: [], summary: { added: 2, removed: 1, undeclared: 2 } });
    expect(text.split('\n').filter((l) => /^(- |This)/.test(l))).toEqual([
      'This change opens 2 ways in (2 not declared) and closes 1 way in.',
      '- `anybody` can now call `Read` by `GET /docs of Api at the execute-api host`. **Nobody declared it.**',
      '- `anybody` may now be able to call `Read` by `GET /docs of Api at the execute-api host`. **Nobody declared it.**',
      '- `anybody` can no longer call `Read` by `GET /docs of Api at the execute-api host`.',
    ]);
  });

  test('of nothing says that', () => {
    expect(diffMarkdown({ ...DIFF, summary: { added: 0, removed: 0, undeclared: 0 }, added: [], removed: [], unknowns: [] })).toBe('## What this change opens and closes\n\nThis change opens and closes no network edge and no way in.\n');
  });
});

describe('no name becomes structure', () => {
  const shape = (text: string): string[] => nodesOf(text).map((n) => (n.type === 'html_inline' || n.type === 'html_block' ? `${n.type} ${String(n.literal).replace(/<\/?code>/g, '').trim()}`.trim() : n.type)).filter((t) => !['text', 'code', 'softbreak', 'html_inline'].includes(t));

  test.each(HOSTILE)('%j', (name) => {
    for (const [of, plain] of [[proofMarkdown(hostile(FILE, name)), proofMarkdown(hostile(FILE, 'web'))], [diffMarkdown(hostile(DIFF, name)), diffMarkdown(hostile(DIFF, 'web'))]]) {
      expect(shape(of)).toEqual(shape(plain));
      expect(nodesOf(of).filter((n) => n.type === 'link' || n.type === 'image')).toEqual([]);
      expect(of).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
      expect(of).not.toMatch(/\p{Surrogate}/u);
      // What CommonMark does not know and GitHub does: tables, mentions, bare addresses, math.
      expect(of.split('\n').filter((l) => l.includes('|')).every((l) => l.startsWith('|') || !/(?<!\\)\|/.test(l))).toBe(true);
      const outside = of.replace(/`[^`]*`|<code>.*?<\/code>/g, '');
      expect(outside).not.toMatch(/@|https?:|www\.|\$|:tada:/);
      expect(outside.replace(/^#+ /gm, '').replace(/&#\d+;/g, '')).not.toContain('#');
    }
  });

  test.each([['web', '`web`'], ['', '(none)'], ['a|b', '<code>a&#124;b</code>'], ['`', '<code>&#96;</code>'], ['a\\', '<code>a&#92;</code>']])('code %j is %s', (name, expected) => expect(code(name)).toBe(expected));
  test.each([['rule of `Web`', 'rule of `Web`'], ['half ` open', 'half &#96; open'], ['why: `a` `b', 'why: `a` &#96;b'], ['<b>', '&#60;b&#62;'], ['https://x', 'https&#58;//x']])('prose %j is %s', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });
});

describe('a code host takes it', () => {
  const many = { ...FILE, summary: { ...FILE.summary, violated: 3000 }, verdicts: Array.from({ length: 3000 }, (_, i) => verdict({ id: `denies.${String(i).padStart(5, '0')}`, subject: { source: 'internet', destination: `文書${i}`, over: 'tcp/443' } })) };

  test('65,536 bytes at most, and the number of what is left out', () => {
    const text = proofMarkdown(many);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(text)).toBeGreaterThan(60_000);
    const shown = [...text.matchAll(/\(`denies\.\d{5}`\)/g)].length;
    const [, left] = /\*\*(\d+) more\*\* have no room in this comment; `zero-trust prove` prints them all\./.exec(text) ?? [];
    expect(shown + Number(left)).toBe(3000);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text).toContain('71 of 89 resources modelled');
  });

  test('one path that is too long for a comment is told without its path', () => {
    const text = proofMarkdown({ ...EMPTY, verdicts: [verdict({ witness: { conditions: {}, hops: Array.from({ length: 400 }, () => HOPS[2]) } })] });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain('(`denies.1a2b3c`)');
    expect(text).not.toContain('<details>');
  });

  test('a difference likewise', () => {
    const text = diffMarkdown({ ...DIFF, summary: { added: 5000, removed: 0, undeclared: 5000 }, added: Array.from({ length: 5000 }, (_, i) => edge({ source: `s${i}`, declared: false, flows: [] })), removed: [], unknowns: [] });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect([...text.matchAll(/Nobody declared it\./g)].length + Number(/\*\*(\d+) more\*\*/.exec(text)?.[1])).toBe(5000);
  });

  test.each([0, 1, 40, 41, 200, 399, 400])('fit keeps to %d bytes where the head does, and counts', (limit) => {
    const items = Array.from({ length: 20 }, (_, i) => ({ text: `- item ${i}`, short: '- i' }));
    const text = fit({ head: '# h', sections: [{ heading: '## s', items }], tail: 'tail' }, (left) => `${left} more`, limit);
    const shown = text.split('\n').filter((l) => l.startsWith('- ')).length;
    const left = Number(/(\d+) more/.exec(text)?.[1] ?? 0);
    expect(shown + left).toBe(20);
    if (limit >= 40) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text.includes('## s')).toBe(shown > 0);
  });
});
