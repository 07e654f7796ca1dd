/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'], // in-place build: prefer lib/*.ts over a stale lib/*.js
  transform: { '^.+\\.ts$': '<rootDir>/test/esbuild-transform.cjs' },
  moduleNameMapper: { '^cdk-zero-trust$': '<rootDir>/lib/index.ts', '^fast-check$': '<rootDir>/test/support/seeded-fast-check.cjs' },
  maxWorkers: '100%', // of two cores both: the default leaves one to a person who is watching
  testTimeout: 60_000, // no test is about time; machines that build are busy
  setupFiles: ['<rootDir>/test/setup-env.cjs'],
};
