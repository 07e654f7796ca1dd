import { CallSite, placeIn } from '../../lib/layers/declaration/call-site';

const LIBRARY = '/work space/lib/';

describe('the place in a stack', () => {
  test.each([
    ['a function', 'at declare (/srv/me/app/bin/app.ts:12:5)', 'app.ts:12'],
    ['no function', 'at /srv/me/app/bin/app.ts:12:5', 'app.ts:12'],
    ['async code', 'at async /srv/me/app/bin/app.ts:12:5', 'app.ts:12'],
    ['an async function', 'at async declare (/srv/me/app/bin/app.ts:12:5)', 'app.ts:12'],
    ['a constructor', 'at new Stack (/srv/me/app/lib/stack.ts:7:3)', 'stack.ts:7'],
    ['a method of another name', 'at Stack.add [as declare] (/srv/me/app/lib/stack.ts:7:3)', 'stack.ts:7'],
    ['folders with spaces and brackets', 'at declare (/srv/my apps (old)/v1 (copy)/app.ts:12:5)', 'app.ts:12'],
    ['folders with spaces, no function', 'at /srv/my apps (old)/app.ts:12:5', 'app.ts:12'],
    ['an ES module', 'at file:///srv/me/my%20app/app.mjs:12:5', 'app.mjs:12'],
    ['Windows', 'at declare (C:\\Users\\me\\app.ts:12:5)', 'app.ts:12'],
    ['this library, in a folder with a space', 'at Declaration.add (/work space/lib/layers/declaration/declaration.ts:40:1)', ''],
    ['a package', 'at Foo (/srv/me/app/node_modules/cdk-zero-trust/lib/zero-trust.js:1:1)', ''],
    ['Node', 'at Module._compile (node:internal/modules/cjs/loader:1565:14)', ''],
    ['eval', 'at eval (eval at run (/srv/me/app/x.ts:1:1), <anonymous>:3:7)', ''],
    ['an anonymous place', 'at Array.map (<anonymous>)', ''],
    ['a promise', 'at async Promise.all (index 0)', ''],
    ['Python', 'at Kernel.invoke (/usr/lib/python3/site-packages/jsii/_embedded/jsii/lib/program.js:9001:1)', ''],
    ['Java', 'at Kernel.invoke (/tmp/jsii-java-runtime123/lib/program.js:9001:1)', ''],
    ['.NET', 'at Kernel.invoke (/tmp/x1y2z3/lib/program.js:9001:1)', ''],
    ['Go', 'at Object.<anonymous> (/tmp/jsii-runtime.123/bin/jsii-runtime.js:3:1)', ''],
    ['no frame', 'Error: something (in app.ts:12:5)', ''],
  ])('of %s', (_, frame, expected) => expect(placeIn(`Error\n    ${frame}`, LIBRARY)).toBe(expected));

  test('is the nearest that is the user\'s own', () => {
    expect(placeIn([
      'Error',
      '    at Declaration.add (/work space/lib/layers/declaration/declaration.ts:40:1)',
      '    at ZeroTrust.addFlow (/work space/lib/zero-trust.ts:50:1)',
      '    at Array.forEach (<anonymous>)',
      '    at helper (/srv/me/app/helper.ts:3:1)',
      '    at Object.<anonymous> (/srv/me/app/app.ts:9:1)',
    ].join('\n'), LIBRARY)).toBe('helper.ts:3');
  });
});

test('of this very line', () => {
  expect(new CallSite().toString()).toBe('call-site.test.ts:43');
});

test('the limit of stacks is left as it was', () => {
  const limit = Error.stackTraceLimit;
  void new CallSite();
  expect(Error.stackTraceLimit).toBe(limit);
});
