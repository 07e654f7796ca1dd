/** How the compiler tells: collected, with the place of the route. */
import type { Finding } from '../../../intent';
import { cleanText } from '../../../intent/clean';

export class Said {
  public readonly all: Finding[] = [];

  public error(code: string, where: string, message: string): void {
    this.all.push({ code, level: 'error', pointer: '', where, message: cleanText(message) });
  }

  public warning(code: string, where: string, message: string): void {
    this.all.push({ code, level: 'warning', pointer: '', where, message: cleanText(message) });
  }

  /** Sentences for a limit of AWS: refused above it, told from 80 %. */
  public limit(name: string, used: number, limit: number, relief: string): void {
    if (used > limit) this.error('DoorLimitExceeded', '', `${name}: got ${used}, expected at most ${limit}; ${relief}`);
    else if (used >= limit * 0.8) this.warning('DoorLimitNear', '', `${name}: ${used} of ${limit}; ${relief}`);
  }
}

/** Names for a message, of all layers: the first few, and how many more there are. */
export function list(ids: readonly unknown[], most = 5): string {
  const shown = ids.slice(0, most).map((id) => `\`${String(id)}\``).join(', ');
  return ids.length > most ? `${shown} and ${ids.length - most} more` : shown;
}
