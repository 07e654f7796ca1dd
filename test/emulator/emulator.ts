/**
 * The emulator: started on a free loopback port in a process group of its own, with TLS and IAM decisions on, and ended by
 * its process id whatever happens.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');
export const REGION = 'eu-west-1';
/** Of the emulator's own root credentials. */
export const ACCOUNT = '000000000000';
const START_SECONDS = 60;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every client of the AWS SDK is made with. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly requestTimeout: number; readonly httpsAgent: { readonly ca: string } };
}

export const ROOT_CREDENTIALS: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export class Emulator {
  /** @param scratch folder for its files, with a `tls` folder that holds `server.crt` and `server.key` */
  public static async start(python: string, scratch: string): Promise<Emulator> {
    const port = await freePort();
    const home = path.join(scratch, 'emulator');
    mkdirSync(home, { recursive: true });
    const certificate = path.join(scratch, 'tls', 'server.crt');
    const env = {
      PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: home, TMPDIR: home,
      NODE_PATH: path.join(ROOT, 'node_modules'), // functions find the AWS SDK, as in Lambda
      PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1',
      BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0',
      USE_SSL: '1', MINISTACK_SSL_CERT: certificate, MINISTACK_SSL_KEY: path.join(scratch, 'tls', 'server.key'), NODE_EXTRA_CA_CERTS: certificate, SSL_CERT_FILE: certificate,
      AUTH: 'true', MINISTACK_REGION: REGION,
      MINISTACK_COGNITO_PRETOKEN_STRICT: '1', // no token where the hook fails, as in Cognito
    };
    const log = path.join(scratch, 'emulator.log');
    const file = openSync(log, 'w');
    const child = spawn(python, [path.join(__dirname, 'ministack_zt.py')], { cwd: home, env, detached: true, stdio: ['ignore', file, file] });
    closeSync(file);
    const emulator = new Emulator(child, `https://127.0.0.1:${port}`, certificate, log);
    try {
      await emulator.ready();
    } catch (error) {
      emulator.stop();
      throw error;
    }
    return emulator;
  }

  private readonly onExit = (): void => this.stop();

  private constructor(private readonly child: ChildProcess, public readonly url: string, public readonly certificate: string, private readonly logFile: string) {
    process.on('exit', this.onExit);
  }

  public config(credentials: Credentials = ROOT_CREDENTIALS): ClientConfig {
    return {
      endpoint: this.url, region: REGION, credentials, maxAttempts: 1,
      requestHandler: { requestTimeout: 20_000, httpsAgent: { ca: readFileSync(this.certificate, 'utf8') } },
    };
  }

  /** Ends the emulator and the functions that it runs. */
  public stop(): void {
    process.off('exit', this.onExit);
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  /** Errors and warnings of the emulator itself. */
  public complaints(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').filter((line) => /\b(ERROR|WARNING|Traceback|Error:)/.test(line)).slice(-15).join('\n');
  }

  private async ready(): Promise<void> {
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const sts = new STSClient(this.config());
    for (const end = Date.now() + START_SECONDS * 1000; ;) {
      try {
        await sts.send(new GetCallerIdentityCommand({}));
        return;
      } catch (error) {
        if (this.child.exitCode !== null || this.child.pid === undefined) throw new Error(`the emulator ended with ${this.child.exitCode}:\n${readFileSync(this.logFile, 'utf8').slice(-2000)}`);
        if (Date.now() > end) throw new Error(`the emulator does not answer after ${START_SECONDS} s (${String(error)})`);
        await new Promise((wait) => setTimeout(wait, 200));
      }
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}
