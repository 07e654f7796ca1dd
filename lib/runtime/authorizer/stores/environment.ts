/**
 * Where DynamoDB is and who asks, from what Lambda puts into the environment: ``readEndpoint(process.env)``, ``readCredentials(process.env)``.
 *
 * `AWS_ENDPOINT_URL_DYNAMODB`, then `AWS_ENDPOINT_URL`, stand for another address, as in the SDKs ("Service-specific endpoints"): that is how an emulator is used, and the
 * only way to `http`. Not modelled: credentials of files, of containers and of single sign-on; FIPS and dual-stack names.
 */
import type { Credentials } from './sign';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Endpoint {
  readonly url: URL;
  readonly region: string;
}

export class EnvironmentError extends Error {
  public readonly code = 'StoreEnvironment';
}

export function readEndpoint(environment: Environment): Endpoint {
  const region = given(environment, 'AWS_REGION') ?? given(environment, 'AWS_DEFAULT_REGION');
  if (region === undefined || !/^[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}$/.test(region)) throw new EnvironmentError(`\`AWS_REGION\` is \`${region ?? ''}\`, expected the name of a region; Lambda sets it`);
  const other = given(environment, 'AWS_ENDPOINT_URL_DYNAMODB') ?? given(environment, 'AWS_ENDPOINT_URL');
  if (other === undefined) return { region, url: new URL(`https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`) };
  const url = URL.canParse(other) ? new URL(other) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new EnvironmentError('`AWS_ENDPOINT_URL_DYNAMODB` is not an address that can be used, expected `http` or `https`, a host and a port alone, as in `http://127.0.0.1:4566`');
  }
  return { region, url };
}

/** Read for every request: those of a role change, and somebody else may put new ones there. */
export function readCredentials(environment: Environment): Credentials {
  const [accessKeyId, secretAccessKey, sessionToken] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map((name) => given(environment, name));
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new EnvironmentError('`AWS_ACCESS_KEY_ID` or `AWS_SECRET_ACCESS_KEY` is not there; Lambda sets both from the role of the function');
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : value;
}
