import { randomInt } from 'node:crypto'

/** Six digits in two groups, as it is read out over the telephone in three languages: `4271-08`. It opens nothing. */
export function newReference(random: (below: number) => number = (below) => randomInt(below)): string {
  const digits = String(random(1_000_000)).padStart(6, '0')
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}
