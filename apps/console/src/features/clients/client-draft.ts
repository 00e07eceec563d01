import { redirectUriFault, type RedirectUriFault } from '@tegata/contract'
import type { Client, ClientChange } from './queries.ts'

export const kinds = ['web', 'single-page', 'native', 'service'] as const
export type Kind = (typeof kinds)[number]

/** What can be typed about an application; addresses one a line. */
export type ClientDraft = {
  name: string
  enabled: boolean
  redirectUris: string
  postLogoutRedirectUris: string
  backchannelLogoutUri: string
  firstParty: boolean
  minimumAcr: string
  apiAccess: boolean
}
export type ClientField = keyof ClientDraft

export const draftOf = (client: Client): ClientDraft => ({
  name: client.name, enabled: client.enabled, redirectUris: client.redirectUris.join('\n'), postLogoutRedirectUris: client.postLogoutRedirectUris.join('\n'),
  backchannelLogoutUri: client.backchannelLogoutUri ?? '', firstParty: client.firstParty, minimumAcr: client.minimumAcr ?? '', apiAccess: client.apiAccess,
})

export const linesOf = (text: string): string[] => [...new Set(text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== ''))]

const acrs = ['1', 'urn:tegata:acr:code', '2', '3'] as const

/** The fields that were changed, as the API takes them. */
export function changesOf(draft: ClientDraft, changed: ReadonlySet<ClientField>): ClientChange {
  const all = {
    name: draft.name.trim(), enabled: draft.enabled, redirectUris: linesOf(draft.redirectUris), postLogoutRedirectUris: linesOf(draft.postLogoutRedirectUris),
    backchannelLogoutUri: draft.backchannelLogoutUri.trim() || null, firstParty: draft.firstParty, minimumAcr: acrs.find((acr) => acr === draft.minimumAcr) ?? null,
    apiAccess: draft.apiAccess,
  } satisfies ClientChange
  return Object.fromEntries(Object.entries(all).filter(([field]) => [...changed].some((name) => name === field)))
}

export type Fault = { rule: 'missing' | 'not-a-url' } | { rule: 'address', line: number, fault: RedirectUriFault } | { rule: 'too-many' }

function faultOfLines(text: string): Fault | null {
  // Counted as they are seen, blank ones among them.
  const lines = text.split(/\r\n|[\r\n]/).map((line) => line.trim())
  if (linesOf(text).length > 100) return { rule: 'too-many' }
  for (const [index, line] of lines.entries()) {
    const fault = line === '' ? null : redirectUriFault(line)
    if (fault !== null) return { rule: 'address', line: index + 1, fault }
  }
  return null
}

const isHttp = (text: string): boolean => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')

/** What can be seen to be wrong before the server is asked; its own rules. */
export function lookOver(draft: Partial<ClientDraft>): ReadonlyMap<ClientField, Fault> {
  const found = new Map<ClientField, Fault>()
  if (draft.name?.trim() === '') found.set('name', { rule: 'missing' })
  for (const field of ['redirectUris', 'postLogoutRedirectUris'] as const) {
    const fault = faultOfLines(draft[field] ?? '')
    if (fault) found.set(field, fault)
  }
  const logout = draft.backchannelLogoutUri?.trim() ?? ''
  if (logout !== '' && !isHttp(logout)) found.set('backchannelLogoutUri', { rule: 'not-a-url' })
  return found
}

/** An id made of a name: what stands in the configuration of the application. */
export const idOf = (name: string): string =>
  name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60)
