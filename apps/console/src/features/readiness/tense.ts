import type { Enforcement } from '../enforcements/queries.ts'

/** Of a rule in force its people are spoken of as they fare now; of any other as they would. */
export const tenseOf = ({ inForce }: Pick<Enforcement, 'inForce'>): 'state' | 'stateNow' => (inForce ? 'stateNow' : 'state')
