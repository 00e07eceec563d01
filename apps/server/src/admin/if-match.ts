import { createHash } from 'node:crypto'
import { Problem } from '@tegata/contract'

/** What a change may rest on (RFC 9110 section 13.1.1). `absent` when the header was not sent: nothing is demanded then. */
export type IfMatch = { absent: true } | { absent: false; any: boolean; tags: ReadonlySet<string> }

/** Reads the header. Weak tags never match a change, and what cannot be read matches nothing. */
export function readIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '') return { absent: true }
  if (header.trim() === '*') return { absent: false, any: true, tags: new Set() }
  const tags = [...header.matchAll(/(W\/)?"([^"]*)"/g)].filter(([, weak]) => weak === undefined).map(([, , tag]) => tag ?? '')
  return { absent: false, any: false, tags: new Set(tags) }
}

export const etag = (version: number | string): string => `"${version}"`

/**
 * Throws `request.precondition-failed` when the caller's copy is an old one. Returns the version that the write itself
 * must still find, so that of two changes made on the same copy only one wins; undefined when nobody asked for that.
 */
export function expectVersion<Version extends number | string>(ifMatch: IfMatch, version: Version): Version | undefined {
  if (ifMatch.absent || ifMatch.any) return undefined
  if (!ifMatch.tags.has(String(version))) throw new Problem('request.precondition-failed')
  return version
}

/** Stands for the content of something that has no counter of its own: whoever changes it back has changed nothing. */
export const digestOf = (content: object): string =>
  createHash('sha256').update(JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)))).digest('base64url').slice(0, 16)
