/** Actions that a data flow lists, held against the table and the kind: ``did you mean `s3:GetObject`?`` */
import { actionFacts, ACTION_PREFIXES, nearestAction } from '../actions';
import type { StoreKind } from '../kind';
import type { DataFlowFacts } from '../model';

export function checkActions(flow: DataFlowFacts, kind: StoreKind, error: (code: string, message: string) => void): void {
  if (flow.access !== 'actions') return; // they are the kind's own
  const plane = [...kind.read, ...kind.write, ...kind.other];
  if (plane.length === 0) {
    error('DataActionNotOfStore', `data flow \`${flow.id}\` lists ${flow.actions.map((a) => `\`${a}\``).join(', ')}, and IAM has no action for the data of the kind \`${kind.name}\`; expected \`reads()\`, \`writes()\` or \`readsAndWrites()\`, which grant nothing here: the network and the engine's own users let in; grant administration outside of data flows`);
    return;
  }
  const prefixes = [...new Set(plane.map((a) => a.split(':')[0]))].sort();
  for (const action of flow.actions) {
    if (plane.includes(action)) continue;
    const facts = actionFacts(action);
    const near = nearestAction(action, prefixes);
    if (/[*?]/.test(action)) {
      error('DataActionWildcard', `data flow \`${flow.id}\` lists \`${action}\`; expected exact actions, because a pattern grants what AWS adds later; list them, or use \`reads()\` or \`writes()\``);
    } else if (facts === undefined && (prefixes.includes(action.split(':')[0]) || ACTION_PREFIXES.includes(action.split(':')[0]) || !action.includes(':'))) {
      error('DataActionUnknown', `data flow \`${flow.id}\` lists \`${action}\`, which is no action of AWS; ${near === undefined ? '' : `did you mean \`${near}\`? `}expected one of the data plane of the kind \`${kind.name}\`, e.g. \`${plane[0]}\``);
    } else if (facts !== undefined && plane.includes(facts.name)) {
      error('DataActionUnknown', `data flow \`${flow.id}\` lists \`${action}\`, which AWS spells \`${facts.name}\`; write it so`);
    } else {
      error('DataActionNotOfStore', `data flow \`${flow.id}\` lists \`${action}\`, which ${prefixes.includes(action.split(':')[0]) ? 'administers' : 'is not of the service of'} the kind \`${kind.name}\`; expected actions of its data plane (docs/stores.md), e.g. \`${plane[0]}\`; grant administration outside of data flows`);
    }
  }
}
