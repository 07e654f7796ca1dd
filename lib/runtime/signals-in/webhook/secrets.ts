/**
 * Secrets of providers, as fresh as rotation needs: ``await secrets.of('mdm', now)`` -> at most two keys.
 *
 * Read anew after a minute, once for all who ask meanwhile. While nobody answers, what was read serves on for another ten; then messages fail, and are sent again.
 */
import { own, record } from '../../authorizer/event/plain';
import { keyOf } from './signature';

const MAX_AGE = 60;
const MAX_STALE = 660;
const MOST = 2;

export class SecretKeys {
  private secret?: ReturnType<typeof record>;
  private readAt = -Infinity;
  private running?: Promise<void>;

  constructor(private readonly read: () => Promise<string>) {}

  public async of(provider: string, now: number): Promise<readonly Buffer[]> {
    if (!(Math.abs(now - this.readAt) <= MAX_AGE)) {
      this.running ??= this.refresh(now).finally(() => { this.running = undefined; });
      await this.running;
    }
    if (this.secret === undefined) throw new Error('the secrets of providers cannot be read');
    const said = own(this.secret, provider);
    const list: readonly unknown[] = Array.isArray(said) ? said : [said];
    return list.slice(0, MOST).map(keyOf).filter((key) => key !== undefined);
  }

  private async refresh(now: number): Promise<void> {
    try {
      const secret = record(JSON.parse(await this.read()));
      if (secret === undefined) throw new Error('the secret is no object');
      this.secret = secret;
      this.readAt = now;
    } catch {
      if (!(Math.abs(now - this.readAt) <= MAX_STALE)) this.secret = undefined;
    }
  }
}
