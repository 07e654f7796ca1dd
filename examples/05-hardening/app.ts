/** `npx cdk synth -c step=1` shows the stack before, each further step what changes. */
import { App } from 'aws-cdk-lib';
import { harden, LAST } from './steps';

export const app = new App();
harden(app, Number(app.node.tryGetContext('step') ?? LAST));
