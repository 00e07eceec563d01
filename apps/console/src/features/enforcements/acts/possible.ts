import type { Enforcement } from '@tegata/contract'
import type { Act } from '../queries.ts'

/** What can be done to it as it is now, the likeliest first. */
export function possibleActs({ state, inForce }: Pick<Enforcement, 'state' | 'inForce'>): readonly Act[] {
  switch (state) {
    case 'draft': return ['announce']
    case 'announced': return inForce ? ['suspend', 'postpone', 'end'] : ['postpone', 'bring-forward', 'suspend', 'end']
    case 'suspended': return ['resume', 'end']
    default: return []
  }
}

/** Acts after which somebody may be asked who was not, or sooner: they say first what will happen. */
export const foresees: readonly Act[] = ['announce', 'postpone', 'bring-forward', 'resume']
/** Of these, those that ask for the number of people who would be locked out. */
export const confirms: readonly Act[] = ['announce', 'bring-forward', 'resume']
