// Cedar itself. Each call gives a new instance: one whose stack ran over ("memory access out of bounds") is of no further use.
// Its 64-bit numbers are passed as they are, as `bigint` where a number would round them: Cedar speaks JSON with us, and JavaScript's own would lose digits.
const v8 = require('node:v8');

// Node 20 dies after some ten thousand calls that hand over objects ("unreachable code" in Deoptimizer::DoComputeBuiltinContinuation): its V8 inlines them into JavaScript and cannot get
// back. Seen on 20.20.2, gone without inlining; the flag is the same in Node 22, later versions are left alone.
if (Number(process.versions.node.split('.')[0]) < 24) v8.setFlagsFromString('--no-turbo-inline-js-wasm-calls');

module.exports = { create: () => require('@cedar-policy/cedar-wasm/nodejs')(require('./exact-json')) };
