/**
 * What must hold whatever anybody adds later. Said as it was written; nothing here claims that it holds.
 */
import { guaranteeText } from '../words';
import type { Section } from './context';

export const guarantees: Section = ({ page, permits }) => {
  if (permits.guarantees.length === 0) return;
  page.heading('Guarantees', ': as they were written; `zero-trust prove` judges them');
  for (const guarantee of permits.guarantees) page.prose(guaranteeText(guarantee), { hang: 2 });
};
