const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

module.exports = {
  getCacheKey: (src, file) => createHash('sha256').update(version).update('\0').update(file).update('\0').update(src).digest('hex'),
  process: (src, file) => ({
    code: transformSync(src, { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'inline', sourcefile: file }).code,
  }),
};
