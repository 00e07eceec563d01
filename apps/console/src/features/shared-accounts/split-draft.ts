import { reactive } from 'vue'
import type { Split } from './queries.ts'

export type PartDraft = { key: number, givenName: string, familyName: string, username: string, email: string }
export type PartFault = 'missing' | 'not-an-address' | 'twice' | 'letters'

let keys = 0
export const newPart = (): PartDraft => ({ key: keys += 1, givenName: '', familyName: '', username: '', email: '' })

export const newSplitDraft = () => reactive({
  parts: [newPart(), newPart()], roleIds: [] as string[], groupIds: [] as string[], department: true, policyGroup: true, otpRequired: true, sendSetupMail: true,
  account: 'disable' as Split['account'], reason: '',
})
export type SplitDraft = ReturnType<typeof newSplitDraft>

const addressLike = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const username = /^[\p{L}\p{M}\p{N}._@+-]+$/u
const form = (text: string) => text.trim().normalize('NFKC').toLowerCase()

/** A row in which nobody stands yet. */
const isBlank = ({ givenName, familyName, username: name, email }: PartDraft): boolean => [givenName, familyName, name, email].every((text) => text.trim() === '')
const filled = ({ parts }: SplitDraft): readonly PartDraft[] => (parts.every(isBlank) ? parts.slice(0, 1) : parts.filter((part) => !isBlank(part)))

/** What is not right yet, by row and field. */
export function faultsOf(draft: SplitDraft): ReadonlyMap<string, PartFault> {
  const found = new Map<string, PartFault>()
  const taken = new Set<string>()
  for (const part of filled(draft)) {
    for (const field of ['givenName', 'familyName', 'username'] as const) if (part[field].trim() === '') found.set(`${part.key} ${field}`, 'missing')
    const name = part.username.trim().normalize('NFKC')
    if (name !== '' && !username.test(name)) found.set(`${part.key} username`, 'letters')
    if (part.email.trim() === '' ? draft.sendSetupMail : !addressLike.test(part.email.trim())) found.set(`${part.key} email`, part.email.trim() === '' ? 'missing' : 'not-an-address')
    for (const field of ['username', 'email'] as const) {
      const login = form(part[field])
      if (login === '' || (field === 'email' && login === form(part.username))) continue
      if (taken.has(login)) found.set(`${part.key} ${field}`, 'twice')
      taken.add(login)
    }
  }
  return found
}

/** As it is asked about, and sent. What the account does not have is not taken over. */
export function sentOf(draft: SplitDraft, offers: { department: string | null, policyGroup: unknown }): Omit<Split, 'reason'> {
  const { roleIds, groupIds, department, policyGroup, otpRequired, sendSetupMail, account } = draft
  return {
    persons: filled(draft).map((part) => ({
      givenName: part.givenName.trim(), familyName: part.familyName.trim(), username: part.username.trim().normalize('NFKC'), email: part.email.trim() === '' ? null : part.email.trim(),
    })),
    roleIds: [...roleIds], groupIds: [...groupIds], department: department && offers.department !== null, policyGroup: policyGroup && offers.policyGroup !== null,
    otpRequired, sendSetupMail, account,
  }
}
