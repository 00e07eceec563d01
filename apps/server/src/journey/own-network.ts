import { isIP } from 'node:net'
import type { Realm } from '@tegata/storage'
import { parseNetworks } from '../http/client-address.ts'

/** Whether an address is in one of the realm's own networks, which no limit by address judges. */
export function isOwnNetwork({ settings }: Pick<Realm, 'settings'>, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && parseNetworks(settings.ownNetworks).check(address, family === 6 ? 'ipv6' : 'ipv4')
}
