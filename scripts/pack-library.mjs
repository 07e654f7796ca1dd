// Packs the compiled library into a few files: an app that has a door or a network loads more than a hundred modules, and finding,
// reading and compiling those one by one costs more than what they do (measured in benchmarks/front-door and benchmarks/synth).
// Modules stay modules: each runs when it is first asked for, under its own name and in its own folder. What the same rooms need lies
// in the same file. Deep files of the package stay where they are, for the command line; nothing of the package's index loads them.
import { transform } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What apps start with: most have one of these. */
const ROOMS = {
  network: ['zero-trust'],
  door: ['layers/front-door/front-door', 'layers/front-door/door-props', 'layers/front-door/handler', 'layers/front-door/roles/handler-role', 'layers/identity/identity-source'],
  data: ['layers/data/data-protection', 'layers/data/loaded', 'layers/data/access'],
  identity: ['layers/identity/identity-foundation', 'layers/identity/app-client'],
};
/** A file of less is not worth its opening: what is in it is read by everybody. */
const SMALL = 30_000;
/** One file already (bundle-prover.mjs). */
const APART = ['validation/report'];
const REQUIRE = /\brequire\("([^"]+)"\)/g;
/** Asked for while the module runs, not by a function of it later. */
const AT_ONCE = /^\S.*?\brequire\("(\.[^"]+)"\)/gm;

/** Writes `LIB/rooms/*.js`; gives back the text by which the index loads a module: `load("layers/front-door/front-door")`. */
export async function packLibrary(lib, entries) {
  const modules = await readModules(lib, entries);
  const needed = Object.entries(ROOMS).map(([room, roots]) => [room, closure(modules, roots)]);
  const all = Object.keys(ROOMS).join('-');
  const files = new Map([[all, []]]);
  for (const id of [...modules.keys()].sort()) {
    const rooms = needed.filter(([, ids]) => ids.has(id)).map(([room]) => room).join('-');
    files.set(rooms === '' ? 'rest' : rooms, [...files.get(rooms === '' ? 'rest' : rooms) ?? [], id]);
  }
  for (const [file, ids] of [...files].filter(([name]) => name !== all)) {
    if (ids.reduce((sum, id) => sum + modules.get(id).text.length, 0) >= SMALL) continue;
    files.get(all).push(...ids);
    files.delete(file);
  }
  rmSync(path.join(lib, 'rooms'), { recursive: true, force: true });
  mkdirSync(path.join(lib, 'rooms'));
  for (const [file, ids] of files) {
    // Parentheses tell V8 to compile the module at once instead of reading it twice; of the rest most is never asked for.
    const [open, close] = file === 'rest' ? ['', ''] : ['(', ')'];
    const text = ids.map((id) => `${JSON.stringify(id)}: ${open}function(exports, require, module, __within) {\n${modules.get(id).text}}${close}`);
    writeFileSync(path.join(lib, 'rooms', `${file}.js`), `"use strict";\nmodule.exports = {\n${text.join(',\n')}\n};\n`);
  }
  return loader(files, [...new Set([...modules.values()].flatMap((m) => m.others))].sort());
}

async function readModules(lib, entries) {
  const modules = new Map();
  const waiting = [...entries, ...Object.values(ROOMS).flat()];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (modules.has(id)) continue;
    const { code } = await transform(readFileSync(path.join(lib, `${id}.js`), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, ''), { target: 'node20', legalComments: 'none', charset: 'ascii' });
    const all = [...code.matchAll(REQUIRE)].map((m) => m[1]);
    const near = new Map(all.filter((name) => name.startsWith('.')).map((name) => [name, resolve(lib, id, name)]));
    const inside = [...near.values()].filter((other) => !APART.includes(other));
    const nameOf = (name) => (!near.has(name) ? name : APART.includes(near.get(name)) ? `./${near.get(name)}` : near.get(name));
    modules.set(id, {
      text: `${code.includes('__dirname') ? `const __dirname = __within(${JSON.stringify(path.posix.dirname(id))});\n` : ''}${code.replace(REQUIRE, (_, name) => `require(${JSON.stringify(nameOf(name))})`)}`,
      atOnce: [...code.matchAll(AT_ONCE)].map((m) => near.get(m[1])).filter((other) => inside.includes(other)),
      others: all.map(nameOf).filter((name) => !inside.includes(name)),
    });
    waiting.push(...inside);
  }
  return modules;
}

function resolve(lib, from, name) {
  const base = path.posix.join(path.posix.dirname(from), name);
  const found = [base, `${base}/index`].find((id) => existsSync(path.join(lib, `${id}.js`)));
  if (found === undefined) throw new Error(`\`${from}\` asks for \`${name}\`, which is not there`);
  return found;
}

function closure(modules, roots) {
  const seen = new Set();
  const waiting = [...roots];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...modules.get(id).atOnce);
  }
  return seen;
}

/** Every name of another package stands here as a text, for those who bundle their app. */
function loader(files, others) {
  return [
    'const rooms = {', ...[...files.keys()].map((file) => `  ${JSON.stringify(file)}: () => require("./rooms/${file}"),`), '};',
    'const others = {', ...others.map((name) => `  ${JSON.stringify(name)}: () => require(${JSON.stringify(name)}),`), '};',
    'const places = new Map();',
    ...[...files].map(([file, ids]) => `for (const id of ${JSON.stringify(ids.join(' '))}.split(" ")) places.set(id, rooms[${JSON.stringify(file)}]);`),
    'const made = new Map();',
    'function load(id) {',
    '  const known = made.get(id);',
    '  if (known !== undefined) return known.exports;',
    '  const place = places.get(id);',
    '  if (place === undefined) return Object.hasOwn(others, id) ? others[id]() : require(id);', // a file of assets/ by its whole path
    '  const module = { exports: {} };',
    '  made.set(id, module);', // whoever asks in a circle gets what there is, as of Node
    '  try {',
    '    place()[id].call(module.exports, module.exports, load, module, __within);',
    '  } catch (error) {',
    '    made.delete(id);',
    '    throw error;',
    '  }',
    '  return module.exports;',
    '}',
    'const __within = (folder) => require("node:path").join(__dirname, folder);',
  ].join('\n');
}
