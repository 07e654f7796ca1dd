// Cedar itself. Each call gives a new instance: one whose stack ran over ("memory access out of bounds") is of no further use.
// Its 64-bit numbers are passed as they are, as `bigint` where a number would round them: Cedar speaks JSON with us, and JavaScript's own would lose digits.
module.exports = { create: () => require('@cedar-policy/cedar-wasm/nodejs')(require('./exact-json')) };
