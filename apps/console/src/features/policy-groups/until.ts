export type EndFault = 'none' | 'early' | 'late'

const minute = 60_000
const year = 366 * 24 * 60 * minute

/** What is wrong with the end of a time in a group, before the server is asked. */
export function endFault(until: string | undefined, now: number): EndFault | null {
  if (until === undefined) return 'none'
  const at = Date.parse(until)
  if (at < now + minute) return 'early'
  return at > now + year ? 'late' : null
}
