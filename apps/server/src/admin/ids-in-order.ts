import { randomUUID } from 'node:crypto'

/**
 * Ids for many at once: RFC 9562 §5.7 (version 7), the instant and 74 random bits, in their order. Random ones would each
 * be written somewhere else in every index that they stand in.
 */
export function inTimeOrder(now: number, count: number): readonly string[] {
  const time = now.toString(16).padStart(12, '0')
  return Array.from({ length: count }, () => `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`).toSorted()
}
