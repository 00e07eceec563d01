import { Unfit } from '@tegata/storage'
import { Sentence } from './listening.ts'
import { isUnavailable } from './unavailable.ts'

/** PostgreSQL answers and lets us not in: a wrong password, no right, no such database. */
const refused = /^(?:28\w{3}|3D000|42501)$/

/** What the operator reads when it is theirs to mend: one sentence. Null for a mistake of ours, whose stack helps whoever reports it. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof Sentence || error instanceof Unfit) return error.message
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const said = error.message || code
  if (refused.test(code)) return `The database refuses us: ${said}. Look at DATABASE_URL.`
  return isUnavailable(error) ? `The database does not answer: ${said}. Does it run, and does DATABASE_URL or TEGATA_DATA_DIR name the right place?` : null
}
