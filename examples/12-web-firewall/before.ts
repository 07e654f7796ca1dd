/** The shop as it was. */
import { App, Stack } from 'aws-cdk-lib';
import { shop } from './shop';

export const app = new App();
shop(new Stack(app, 'Shop', { env: { region: 'eu-west-1' } }));
