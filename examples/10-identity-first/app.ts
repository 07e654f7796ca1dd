/**
 * Identity first: the same API, and nobody calls it any more without having signed in. legacy.ts is as it was.
 */
import { App } from 'aws-cdk-lib';
import { AppClient, IdentityFoundation, RequireIdentity, ZeroTrustValidator } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { Orders } from './legacy';

export const app = new App();
const stack = new Orders(app);

const identity = new IdentityFoundation(stack, 'Identity');
identity.addClient('shop', AppClient.web({ callbackUrls: ['https://shop.example.com/signed-in'], scopes: ['orders/use'] }));

stack.api.with(new RequireIdentity({ identity, scopes: ['orders/use'], exceptRoutes: [{ route: 'GET /health', because: 'the load balancer of the status page asks' }] }));

ZeroTrustValidator.enable(app);
acknowledge(stack);
