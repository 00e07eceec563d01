import { Email, type ExportColumn, type ImportColumn, Language, type LineFaultCode, Name, UpstreamSubject, Username } from '@tegata/contract'
import type { PolicyGroup, Upstream, UpstreamIdentity, User } from '@tegata/storage'
import { normalUsername } from './find-user.ts'

/** A person as a file says them: texts, '' where there is nothing. */
export type Cells = Readonly<Record<ExportColumn, string>>

const yesNo = (value: boolean): string => (value ? 'true' : 'false')

/** What an export writes, and what an import compares with: both are the same, so that a file read in again changes nothing. */
export function cellsOf(user: User, group: PolicyGroup | null, identity: { upstream: Upstream; subject: string } | null): Cells {
  return {
    username: user.username, familyName: user.familyName, givenName: user.givenName, reading: user.sortName ?? '', email: user.email ?? '',
    department: user.department ?? '', language: user.language ?? '', enabled: yesNo(user.enabled), shared: yesNo(user.shared),
    otpConfigured: yesNo(user.otpRequired), policyGroup: group?.name ?? '', upstream: identity?.upstream.alias ?? '', upstreamSubject: identity?.subject ?? '',
  }
}

/** The oldest tie to a provider that is still there: a file has room for one. */
export function firstIdentity(identities: readonly UpstreamIdentity[], upstreams: readonly Upstream[]): { upstream: Upstream; subject: string } | null {
  for (const { upstreamId, subject } of identities) {
    const upstream = upstreams.find(({ id }) => id === upstreamId)
    if (upstream) return { upstream, subject }
  }
  return null
}

const words: Readonly<Record<string, boolean>> = {
  true: true, yes: true, on: true, 1: true, y: true, はい: true, 예: true, 네: true,
  false: false, no: false, off: false, 0: false, n: false, いいえ: false, 아니요: false, 아니오: false,
}

/** Hashes of others are taken as they are; these limits keep one sign-in from costing what a thousand do. */
const argon2id = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/
function isUsableHash(text: string): boolean {
  const [, memory, passes, lanes] = argon2id.exec(text) ?? []
  return memory !== undefined && Number(memory) >= 8 && Number(memory) <= 262_144 && Number(passes) >= 1 && Number(passes) <= 10 && Number(lanes) >= 1 && Number(lanes) <= 8
}

/** What nearly every cell is like: the schemas take it as it is, and would make half a dozen objects to say so. They are asked of the rest. */
const ordinary = {
  username: /^[\w.@+-]{1,128}$/,
  email: /^\w{1,20}(?:[.+-]\w{1,20}){0,2}@(?:[a-z0-9]{1,20}(?:-[a-z0-9]{1,20})?\.){1,3}[a-z]{2,10}$/i,
  name: /^[!-~ぁ-ゖァ-ー一-鿿가-힣]{1,50}(?: [!-~ぁ-ゖァ-ー一-鿿가-힣]{1,49})?$/,
} as const

/** What a cell means: a value of its column, or why it is none. */
export type CellOutcome = { value: string | boolean } | { fault: LineFaultCode }

const text = (value: string, fault: LineFaultCode, parse: { safeParse: (value: string) => { success: boolean; data?: string } }): CellOutcome => {
  const { success, data } = parse.safeParse(value)
  return success && data !== undefined ? { value: data } : { fault }
}

/** Reads a cell that is not empty. Names of groups and providers are looked up by the caller. */
export function readCell(column: ImportColumn, cell: string): CellOutcome {
  // Nothing that a database would change, or refuse.
  if (!cell.isWellFormed() || cell.includes('\0')) return { fault: 'text-invalid' }
  switch (column) {
    case 'username': return ordinary.username.test(cell) ? { value: cell } : text(normalUsername(cell), 'username-invalid', Username)
    case 'givenName': case 'familyName': case 'reading': case 'department': return ordinary.name.test(cell) ? { value: cell } : text(cell, 'text-invalid', Name)
    case 'email': return ordinary.email.test(cell) ? { value: cell } : text(cell, 'email-invalid', Email)
    case 'language': return text(cell.toLowerCase(), 'language-unknown', Language)
    case 'enabled': case 'shared': case 'otpConfigured': {
      const value = words[cell.normalize('NFKC').toLowerCase()]
      return value === undefined ? { fault: 'not-yes-or-no' } : { value }
    }
    case 'policyGroup': case 'upstream': return { value: cell }
    case 'upstreamSubject': return text(cell, 'subject-invalid', UpstreamSubject)
    case 'passwordHash': return isUsableHash(cell) ? { value: cell } : { fault: 'hash-invalid' }
  }
}
