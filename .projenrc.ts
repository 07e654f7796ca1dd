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
    'fast-check@^4',
    'yaml@^2', // bundled into assets/vendor
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
project.addTask('typecheck', { description: 'fast type check of library, tests, examples', exec: 'node node_modules/typescript7/bin/tsc -p test' });
project.testTask.exec('node scripts/bundle-assets.mjs && jest --ci', { receiveArgs: true }); // --ci: a missing golden fails instead of being written
project.packageTask.reset(); // language packages on demand: npm run package:python and so on
project.addTask('rosetta', { description: 'compile the code of README and docs', exec: 'jsii-rosetta extract --compile --fail --strict' });
project.gitignore.exclude('/assets/', 'cdk.out/', '.jsii.tabl.json', '/benchmarks/out/');

project.synth();
