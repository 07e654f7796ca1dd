/** Events as AWS sends them, with their source: test/fixtures/events. `recorded('alarm-raised')` is a copy that a test may change. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const FOLDER = path.join(__dirname, '..', '..', 'fixtures', 'events');

export interface RecordedEvent extends Record<string, any> {
  readonly id: string;
  readonly source: string;
}

export const RECORDED: readonly string[] = readdirSync(FOLDER).filter((f) => f.endsWith('.json')).map((f) => f.replace(/\.json$/, '')).sort();

export function recorded(name: string): RecordedEvent {
  return (JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as { readonly event: RecordedEvent }).event;
}

export function sourceOf(name: string): string {
  return (JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as { readonly source: string }).source;
}
