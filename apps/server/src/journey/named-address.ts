import { isReadThroughSignIn } from '@tegata/contract'
import type { Realm, User } from '@tegata/storage'
import { readAddress } from '../mail/address.ts'
import type { PageProblem } from '../ui/words.ts'
import { masked } from './showing.ts'

type Fields = Readonly<Record<string, string>>

/** What a person may be offered of their address on file: masked, because only the password was proved. */
export function addressOnFile({ settings }: Realm, { email }: Pick<User, 'email'>): { address: string; behind: boolean } | undefined {
  const address = readAddress(email)
  return address === null ? undefined : { address: masked(address), behind: isReadThroughSignIn(address, settings.mailDomains) }
}

/** The address that was named on the page, or what is wrong with it. One that is read through this sign-in is taken only on a second word (S1-22). */
export function readNamed({ settings }: Realm, { email }: Pick<User, 'email'>, fields: Fields): { ok: true; address: string; typed: boolean } | { ok: false; typed: string; problem: PageProblem } {
  if (fields.where === 'on-file') {
    const address = readAddress(email)
    return address === null ? { ok: false, typed: '', problem: { code: 'address-missing' } } : { ok: true, address, typed: false }
  }
  const typed = (fields.address ?? '').trim()
  if (typed === '') return { ok: false, typed, problem: { code: 'address-missing' } }
  const address = readAddress(typed)
  if (address === null) return { ok: false, typed: typed.slice(0, 254), problem: { code: 'address-malformed' } }
  return isReadThroughSignIn(address, settings.mailDomains) && fields.anyway !== 'yes' ? { ok: false, typed, problem: { code: 'address-behind' } } : { ok: true, address, typed: true }
}
