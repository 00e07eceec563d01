/** RFC 5322 `dot-atom-text` in ASCII. No quoted local part, no comments, no address literal: none is needed, each has been an attack. */
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads one mail address; null when it is not exactly one that every mail server reads the same way (P-12).
 *
 * At most 254 characters, 64 before the last `@`; the domain comes back in lower case and has a dot, and its last
 * label is not a number. What this returns is what stands in the SMTP envelope, byte for byte.
 */
export function readAddress(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 254) return null
  const at = text.lastIndexOf('@')
  const name = text.slice(0, at)
  const domain = text.slice(at + 1).toLowerCase()
  if (at < 1 || name.length > 64 || !local.test(name)) return null
  const labels = domain.split('.')
  const isDomain = labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
  return isDomain ? `${name}@${domain}` : null
}
