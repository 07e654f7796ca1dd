/** Pictures: everything is drawn once, nothing overlaps, no name becomes markup, and nobody needs the colours. */
import { diffPicture, edgesPicture, pictureSvg } from '../../../lib/evidence';
import { layOut } from '../../../lib/evidence/picture/layout';
import { DARK, LIGHT, STYLE } from '../../../lib/evidence/picture/style';
import type { EdgeData } from '../../../lib/contract/verdicts';
import { DIFF, edge, HOSTILE } from '../verdicts/support';

const SEGMENTS = ['api', 'docs', 'web'].map((name) => ({ name, jewel: name === 'docs' }));
const EDGES: readonly EdgeData[] = [
  edge(), edge({ over: 'tcp/443' }),
  edge({ source: 'internet', destination: 'web', over: 'all', declared: false, flows: [] }),
  edge({ source: 'web', destination: 'docs', declared: false, certain: false }),
  edge({ source: 'web', destination: 'service:s3', implied: true, declared: false }),
  edge({ source: 'web', destination: 'web', over: 'udp/7946' }),
  edge({ source: 'App.Bastion', destination: 'api', over: Array.from({ length: 9 }, (_, i) => `tcp/${8000 + i}`).join(', ') }),
];
const picture = edgesPicture(EDGES, { title: 'cdk.out', segments: SEGMENTS });
const svg = pictureSvg(picture);
/** Arrows by kind, without the legend. */
const arrows = (text: string, kind: string): number => [...text.matchAll(new RegExp(`<g class="${kind}"><title>[^<]*</title><path class="line"`, 'g'))].length;
const labels = (text: string): string[] => [...text.matchAll(/<text class="label"[^>]*>([^<]*)<\/text>/g)].map((m) => m[1]).sort();

test('one arrow for each pair of ends and kind, with its ports', () => {
  expect(Object.fromEntries(['excess', 'possible', 'declared', 'implied'].map((k) => [k, arrows(svg, k)]))).toEqual({ excess: 1, possible: 1, declared: 3, implied: 1 });
  expect(labels(svg)).toEqual(['! any', '? tcp/8443', 'tcp/8000 +8', 'tcp/8443', 'tcp/8443, tcp/443', 'udp/7946']);
  expect(svg).toContain('<title>App.Bastion =&#62; api : tcp/8000, tcp/8001, tcp/8002, tcp/8003, tcp/8004, tcp/8005, tcp/8006, tcp/8007, tcp/8008 (declared; web-to-api)</title>');
});

test('every end is a box, those that nothing reaches as well; shape and tooltip say what it is', () => {
  const boxes = [...svg.matchAll(/<g class="(\w+)"><title>([^<]*) \(([^)]*)\)<\/title>(<rect class="box"[^>]*\/>)+<text class="name">/g)].map((m) => [m[2], m[1], m[3]]);
  expect(boxes).toEqual([['App.Bastion', 'resource', 'resource without a segment'], ['api', 'segment', 'segment'], ['docs', 'jewel', 'crown jewel'], ['internet', 'outside', 'outside'], ['service:s3', 'outside', 'outside'], ['web', 'segment', 'segment']]);
  expect(pictureSvg(edgesPicture([], { title: 'x', segments: SEGMENTS }))).toContain('Nothing reaches anything.');
});

test('a long name is broken where its words end', () => {
  const text = pictureSvg(edgesPicture([], { title: 'x', segments: [{ name: 'ZeroTrustNetworkEndpointsSecretsManagerB9DA3E90', jewel: false }, { name: 'x'.repeat(90), jewel: false }] }));
  const lines = [...text.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map((m) => m[1]);
  expect(lines).toEqual(['ZeroTrustNetwork', 'EndpointsSecrets', 'ManagerB9DA3E90', 'x'.repeat(22), 'x'.repeat(22), `${'x'.repeat(20)}…`]);
});

test('kinds of arrows differ by line or thickness or head, and all but the declared by a sign; the legend says which', () => {
  for (const [kind, words] of [['excess', '! reachable, nobody declared it'], ['possible', '? perhaps reachable: a token decides'], ['declared', 'declared'], ['implied', 'implied: needed to boot']]) {
    expect(svg).toMatch(new RegExp(`<text class="legend"[^>]*>${words.replace('?', '\\?')}</text>`));
    expect(svg).toContain(`<marker id="head-${kind}"`);
  }
  expect(STYLE).toMatch(/\.implied \.line\{[^}]*stroke-dasharray/);
  expect(STYLE).toMatch(/\.possible \.line\{[^}]*stroke-dasharray/);
  expect(STYLE).toMatch(/\.excess \.line,\.opened \.line\{stroke-width:3\.2\}/);
  // A legend says nothing of what is not there.
  expect(pictureSvg(edgesPicture([edge()], { title: 'x', segments: [] }))).not.toContain('nobody declared it</text>');
});

test.each([['light', LIGHT], ['dark', DARK]])('on %s ground every text has a contrast of 4.5 to 1', (_, theme) => {
  const luminance = (hex: string): number => {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
  for (const ink of ['ink', 'quiet', 'bad', 'good', 'perhaps'] as const) expect(contrast(theme[ink], theme.ground)).toBeGreaterThan(4.5);
  for (const box of ['box', 'jewel'] as const) expect(contrast(theme.ink, theme[box])).toBeGreaterThan(4.5);
});

test('stands alone: no script, no address, no event, and the same every time', () => {
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 [\d.]+ [\d.]+"/);
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|href|\son\w+=|@import|<foreignObject|<image|NaN|undefined|Infinity/);
  expect(pictureSvg(edgesPicture([...EDGES].reverse(), { title: 'cdk.out', segments: [...SEGMENTS].reverse() })).length).toBe(svg.length);
  expect(pictureSvg(edgesPicture(EDGES, { title: 'cdk.out', segments: SEGMENTS }))).toBe(svg);
});

test.each(HOSTILE)('%j is text and nothing else', (name) => {
  const text = pictureSvg(edgesPicture([edge({ source: name, destination: `${name}2`, over: name, flows: [name] })], { title: name, segments: [{ name, jewel: true }] }));
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
  expect(text).not.toMatch(/\p{Surrogate}/u);
  const tags = new Set([...text.matchAll(/<\/?([^\s/>]+)/g)].map((m) => m[1]));
  expect([...tags].filter((t) => !['svg', 'title', 'style', 'defs', 'marker', 'path', 'rect', 'text', 'tspan', 'g'].includes(t))).toEqual([]);
  // Every `<` is a tag of ours that is closed, every `&` a character reference.
  expect(text.replace(/<style>.*<\/style>/, '').replace(/<\/?\w+(?: [\w:-]+="[^"<>]*")*\/?>/g, '').replace(/&#\d+;/g, '')).not.toMatch(/[<>&"']/);
});

describe('30 segments and 80 edges', () => {
  const names = Array.from({ length: 30 }, (_, i) => ['internet', '10.20.0.0/16'][i] ?? `segment-${i}`);
  const many = Array.from({ length: 80 }, (_, i) => edge({ source: names[i % 24], destination: names[i % 24 + 1 + (i * 5 + Math.floor(i / 24)) % 6], over: ['tcp/443', 'tcp/5432', 'tcp/8080, tcp/8443, udp/53', 'all'][i % 4], declared: i % 5 > 0, certain: i % 15 > 0 }));
  const full = edgesPicture(many, { title: 'thirty', segments: names.slice(2).map((name) => ({ name, jewel: false })) });
  const laid = layOut(full);

  test('no two boxes overlap, no two labels do, and no label covers a box', () => {
    const boxes = [...laid.nodes.map(({ at }) => at), ...laid.arrows.map(({ at }) => ({ x: at.x ?? 0, y: at.y ?? 0, width: at.width, height: at.height }))];
    expect(laid.nodes).toHaveLength(30);
    expect(laid.arrows.length).toBeGreaterThan(75);
    const overlaps = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => Math.abs(a.x - b.x) * 2 < a.width + b.width - 1 && Math.abs(a.y - b.y) * 2 < a.height + b.height - 1));
    expect(overlaps).toEqual([]);
  });

  test('fits two screens', () => {
    expect(laid.width).toBeLessThan(4000);
    expect(laid.height).toBeLessThan(2200);
  });
});

test('a long chain goes down the page, a short one across it', () => {
  const chain = (n: number): { width: number; height: number } => layOut(edgesPicture(Array.from({ length: n }, (_, i) => edge({ source: `segment-${i}`, destination: `segment-${i + 1}` })), { title: 'chain', segments: [] }));
  expect(chain(5).width).toBeGreaterThan(chain(5).height);
  expect(chain(20).width).toBeLessThan(600);
  expect(chain(20).height).toBeGreaterThan(1000);
});

test('a picture that gets too full keeps what is worst, and says how much is left out', () => {
  const many = Array.from({ length: 300 }, (_, i) => edge({ source: `s${i % 40}`, destination: `t${Math.floor(i / 40)}-${i % 7}-${i}`, declared: i > 5, flows: [] }));
  const crowded = edgesPicture(many, { title: 'x', segments: [] });
  expect([crowded.arrows.length, crowded.leftOut]).toEqual([250, 50]);
  expect(crowded.arrows.filter((a) => a.kind === 'excess')).toHaveLength(6);
  expect(pictureSvg(crowded)).toContain('50 more arrows have no room; the worst are drawn.');
});

test('a difference: opened, permitted and closed edges, and only who is touched', () => {
  const text = pictureSvg(diffPicture(DIFF, { title: 'diff', segments: [...SEGMENTS, { name: 'untouched', jewel: false }] }));
  expect(Object.fromEntries(['opened', 'permitted', 'closed'].map((k) => [k, arrows(text, k)]))).toEqual({ opened: 1, permitted: 2, closed: 2 });
  expect(labels(text)).toEqual(['+ tcp/443', '+ tcp/8443', '+! tcp/443', '- any', '- tcp/8443']);
  expect(text).not.toContain('untouched');
});
