/**
 * Mistakes by which one owner would see another's rows: ``rows of flow `x` overlap: `U` and `USER#` ``.
 *
 * Names are told apart by the text before them, so none may begin as another: owner `SER#bob` under `U` would be `bob` under `USER#`.
 */
import type { RowsData, StoreType } from '../model';
import { isLimited, takesRows } from './row-conditions';

/** Keys of tags as IAM takes them; nothing that would end a policy variable. */
const TAG = /^[\p{L}\p{Zs}\p{N}_.:/=+\-@]{1,128}$/u;

export function checkRows(flow: string, type: StoreType, kindName: string, listed: readonly string[], rows: RowsData, guardedPrefix: string, error: (code: string, message: string) => void): void {
  if (!takesRows(type)) {
    error('RowsNotSupported', `data flow \`${flow}\` asks for rows of the kind \`${kindName}\`, which IAM cannot tell apart; expected a table or a bucket; use the row security of the store itself, or one store per owner`);
    return;
  }
  for (const tag of [rows.ownerTag, ...rows.shared.map((s) => s.tag)]) {
    if (!TAG.test(tag) || /^aws:/i.test(tag) || tag.toLowerCase().startsWith(guardedPrefix)) {
      error('RowsTagInvalid', `rows of data flow \`${flow}\` are those of tag \`${tag}\`; expected the key of a session tag, 1 to 128 letters, digits, blanks or any of _.:/=+-@, not under \`aws:\` or \`${guardedPrefix}\`, e.g. \`sub\``);
    }
  }
  const tags = [rows.ownerTag, ...rows.shared.map((s) => s.tag)].map((t) => t.toLowerCase());
  const twin = tags.find((t, i) => tags.indexOf(t) !== i);
  if (twin !== undefined) error('RowsOverlap', `rows of data flow \`${flow}\` name tag \`${twin}\` twice; expected one tag for the owner and one for each group, because the owner of a row and a group of that name would be the same`);
  const texts = [rows.prefix, ...rows.shared.map((s) => s.prefix), ...rows.common];
  for (const text of texts) {
    if (/[*?$]/.test(text) || (text === '' && rows.common.includes(text))) {
      error('RowsPrefixInvalid', `rows of data flow \`${flow}\` have the key \`${text}\`; expected literal text without \`*\`, \`?\` and \`$\`, because IAM reads these as patterns and variables`);
    }
  }
  const named = [rows.prefix, ...rows.shared.map((s) => s.prefix)];
  for (const [i, prefix] of named.entries()) {
    const other = [...named.filter((_, j) => j !== i), ...rows.common].find((t) => t.startsWith(prefix));
    if (other === undefined) continue;
    error('RowsOverlap', `rows of data flow \`${flow}\` overlap: an owner or group could be named so that its rows under \`${prefix}\` are those under \`${other}\`; expected beginnings of which none begins as another, e.g. \`USER#\`, \`TEAM#\` and \`PUBLIC\``);
    break;
  }
  const unlimited = listed.filter((a) => !isLimited(type, a));
  if (unlimited.length > 0) {
    error('RowsNotLimited', `data flow \`${flow}\` lists ${unlimited.map((a) => `\`${a}\``).join(', ')}, which IAM cannot narrow to rows; expected actions on ${type === 's3' ? 'objects and their listing' : 'single keys'}; remove ${unlimited.length === 1 ? 'it' : 'them'}, or declare a data flow of its own without \`rows\``);
  }
}
