/** The reference app: `ours` with the validator as it comes, `floor` with one that is switched off beside a plugin that does nothing. */
import type * as cdk from 'aws-cdk-lib';
import { report } from './usage';

const [side, outdir] = process.argv.slice(2);
process.env.CDK_OUTDIR = outdir;
process.env.CDK_VALIDATION = 'false'; // CDK's own validation takes seconds and would hide ours
if (side === 'floor') process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'zero-trust:validate': 'false' });
/* eslint-disable @typescript-eslint/no-require-imports */
const { Validations } = require('aws-cdk-lib') as typeof cdk;
const { app } = require('../../bin/app') as { app: cdk.App };
if (side === 'floor') Validations.of(app).addPlugins({ name: 'nothing', validate: () => ({ success: true, violations: [] }) });
app.synth();
report({});
