import { type DiscoveryFailure, maskedSecret, Problem } from '@tegata/contract'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import { administrativeRolesOf, type Caller } from './caller.ts'
import { refuseGrant } from './guard.ts'
import type { ProviderMetadata, UpstreamsOnTheWire } from './needs.ts'

type Wire = Pick<UpstreamsOnTheWire, 'discover'>

/** Behind the name of the field. */
const sentences: Readonly<Record<DiscoveryFailure, string>> = {
  unreachable: 'does not answer',
  'private-address': 'leads to a private network that the operator did not name',
  'not-https': 'does not use https',
  redirect: 'answers with a redirect, and none is followed',
  'other-issuer': 'is not what the provider calls itself',
  'not-openid': 'is not that of an OpenID provider',
  unsupported: 'belongs to a provider that does not do what is needed here',
  'too-slow': 'took too long to answer',
  'too-large': 'answered with more than is read',
}

const unread = (path: string, reason: DiscoveryFailure, detail: string | null) =>
  new Problem('upstream.discovery-failed', { reason, errors: [{ path, rule: reason, message: `${sentences[reason]}${detail === null ? '' : ` (${detail})`}` }] })

/** What a provider says of itself, or the problem. `path`: the field that the address was entered in. */
export async function readProvider({ discover }: Wire, url: string, path: string): Promise<ProviderMetadata> {
  const outcome = await discover(url)
  if (outcome.ok) return outcome.metadata
  throw unread(path, outcome.reason, outcome.detail ?? null)
}

/** Refuses an issuer that does not answer under that very name: one that differs by a slash never signs anybody in. */
export async function refuseUnreadable(wire: Wire, issuer: string): Promise<void> {
  const found = await readProvider(wire, issuer, 'issuer')
  if (found.issuer !== issuer) throw unread('issuer', 'other-issuer', found.issuer)
}

/** What is sent for the secret: `keep` when nothing, or the mask that stands in its place. */
export const secretSent = (sent: string | null | undefined): string | null | 'keep' => (sent === undefined || sent === maskedSecret ? 'keep' : sent)

const wrong = (path: string, message: string) => new Problem('request.invalid', { errors: [{ path, rule: 'required', message }] })

/** One that is enabled can prove itself at the provider. */
export function refuseIncomplete({ enabled, clientAuth, hasSecret }: Upstream): void {
  if (enabled && clientAuth !== 'none' && !hasSecret) throw wrong('clientSecret', 'is demanded, unless clientAuth is none or it is disabled')
}

/** A secret never follows to another issuer by itself: that would hand it to whoever runs that one. */
export function refuseCarryingSecret(before: Upstream, after: Upstream, secret: string | null): void {
  if (before.hasSecret && secret === 'keep' && before.issuer !== after.issuer) throw wrong('clientSecret', 'must be sent anew with another issuer')
}

/** `at`: which of the rules. */
const notHere = (kind: 'role' | 'group', at: number, name: string) =>
  new Problem(`${kind}.not-found`, { errors: [{ path: `mapping.rules.${at}.grants.${kind}`, rule: 'not-here', message: `names a ${kind} that the realm does not have: ${name}` }] })

/**
 * Nobody hands out by a rule what they could not hand out by hand (Z-2): whoever saves an upstream, in whatever field,
 * must be able to grant everything that its rules grant. `demanded`: the rules were sent, and what they name must be there.
 */
export async function refuseRules(
  { storage }: { storage: Pick<Storage, 'roles' | 'groups'> }, realm: Realm, caller: Caller, { mapping: { rules } }: Upstream, demanded: boolean,
): Promise<void> {
  if (rules.length === 0) return
  const [roles, groups] = await Promise.all([storage.roles.list(realm.id), storage.groups.list(realm.id)])
  for (const [at, { grants }] of rules.entries()) {
    if ('role' in grants) {
      const role = roles.find(({ name, clientId }) => name === grants.role && clientId === null)
      if (role) refuseGrant(caller, [role])
      else if (demanded) throw notHere('role', at, grants.role)
    } else {
      const group = groups.find(({ name }) => name === grants.group)
      if (group) refuseGrant(caller, await storage.groups.rolesOf(realm.id, group.id))
      else if (demanded) throw notHere('group', at, grants.group)
    }
  }
}

/** Whether somebody may be a global administrator because the upstream says so: they cease to be one with it, or with their link. */
export async function makesAdministrators(
  { storage }: { storage: Pick<Storage, 'roles' | 'groups'> }, realm: Realm, { mapping: { rules } }: Upstream,
): Promise<boolean> {
  const groups = rules.length === 0 ? [] : await storage.groups.list(realm.id)
  for (const { grants } of rules) {
    if ('role' in grants && grants.role === 'global-admin') return true
    const group = 'group' in grants ? groups.find(({ name }) => name === grants.group) : undefined
    if (group && administrativeRolesOf(await storage.groups.rolesOf(realm.id, group.id)).includes('global-admin')) return true
  }
  return false
}
