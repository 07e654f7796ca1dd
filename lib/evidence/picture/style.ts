/**
 * How a picture looks: its own ground, light or dark as the reader has it, with text in a contrast of at least 4.5 to 1 on both.
 */
interface Theme {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly box: string;
  readonly jewel: string;
  readonly bad: string;
  readonly good: string;
  readonly perhaps: string;
}

export const LIGHT: Theme = { ground: '#ffffff', ink: '#1f2328', quiet: '#59636e', box: '#f6f8fa', jewel: '#fff1c2', bad: '#c40d1e', good: '#0b5fc1', perhaps: '#8a5200' };
export const DARK: Theme = { ground: '#0d1117', ink: '#f0f6fc', quiet: '#a2acb7', box: '#1c232c', jewel: '#4a3500', bad: '#ff8078', good: '#79b8ff', perhaps: '#e9b04d' };

const rules = (t: Theme): string => [
  `.ground{fill:${t.ground}}text{fill:${t.ink}}.note{fill:${t.quiet}}`,
  `.box{fill:${t.box};stroke:${t.ink}}.jewel .box{fill:${t.jewel}}.outside .box{fill:${t.ground};stroke:${t.quiet}}`,
  ...([['excess', t.bad], ['opened', t.bad], ['possible', t.perhaps], ['declared', t.good], ['permitted', t.good], ['implied', t.quiet], ['closed', t.quiet]] as const)
    .map(([kind, colour]) => `.${kind} .line{stroke:${colour}}.${kind} .head{fill:${colour};stroke:${colour}}.${kind} .label{fill:${colour}}`),
].join('');

export const STYLE = [
  'text{font:12px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}',
  '.title{font-size:14px;font-weight:bold}.name,.label{text-anchor:middle}.excess .label,.opened .label{font-weight:bold}',
  '.line{fill:none;stroke-width:1.6}.excess .line,.opened .line{stroke-width:3.2}.implied .line{stroke-width:1.2;stroke-dasharray:1.5 3.5}',
  '.possible .line{stroke-width:2;stroke-dasharray:9 4}.closed .line{stroke-width:1.6;stroke-dasharray:12 3 2 3}',
  '.box{stroke-width:1.2}.outside .box{stroke-dasharray:5 3}.resource .box{stroke-width:1}.implied .head,.possible .head,.closed .head{fill-opacity:0;stroke-width:1.4}',
  rules(LIGHT),
  `@media (prefers-color-scheme:dark){${rules(DARK)}}`,
].join('');
