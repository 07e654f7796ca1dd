// One process start: loads a handler, has it decide one event, and says what CPU that took. Started anew for each sample by run.mjs.
//   node cold.cjs HANDLER WORLD
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const [, , file, world] = process.argv;
const { keys, event, now } = JSON.parse(readFileSync(world, 'utf8'));
Date.now = () => now * 1_000;
const { user, system } = process.cpuUsage();
const begun = performance.now();

// The issuer's keys come from memory: what a handshake costs is the issuer's and the network's.
const answered = (https) => {
  const { EventEmitter } = require('node:events');
  https.get = (_uri, _options, answer) => {
    const request = Object.assign(new EventEmitter(), { destroy: (error) => { request.emit('error', error); } });
    process.nextTick(() => {
      const response = Object.assign(new EventEmitter(), { statusCode: 200, resume: () => undefined });
      answer(response);
      response.emit('data', Buffer.from(keys));
      response.emit('end');
      request.emit('close');
    });
    return request;
  };
};
if (process.env.KEYS === 'memory') {
  // Not loaded for the handler: only changed when it has loaded it.
  const Module = require('node:module');
  const load = Module._load;
  Module._load = (name, ...rest) => {
    const loaded = load(name, ...rest);
    if (name !== 'node:https' && name !== 'https') return loaded;
    if (loaded.get.name !== 'patched') { answered(loaded); Object.defineProperty(loaded.get, 'name', { value: 'patched' }); }
    return loaded;
  };
}

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true; // the audit line, which CloudWatch gets
require(file).handler(event).then((answer) => {
  const spent = process.cpuUsage();
  const effect = answer.policyDocument?.Statement[0].Effect ?? 'none';
  write(`${JSON.stringify({ cpuMs: (spent.user + spent.system) / 1_000, loadedMs: (spent.user + spent.system - user - system) / 1_000, wallMs: performance.now() - begun, effect })}\n`, () => process.exit(0));
});
