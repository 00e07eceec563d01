import type { UpstreamMapping } from '@tegata/storage'
import { isPlain, type UpstreamSaid } from '../journey/upstream-said.ts'
import { isObject } from './discover.ts'
import { accepted, type Outcome, refused } from './refusals.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What an upstream's answer consists of; the ID token comes first wherever several say the same. */
export type Documents = { idToken: Claims; userinfo: Claims | null; accessToken: Claims | null }

/** Something that the mapping names and that is not what it should be. `missing` is ordinary: Keycloak leaves empty lists out. */
export type Skipped = { claim: 'username' | 'email' | 'givenName' | 'familyName' | 'roles' | 'clientRoles' | 'groups'; why: 'missing' | 'not-names' | 'not-text' }

type Mapped = Pick<UpstreamSaid, 'username' | 'email' | 'emailVerified' | 'givenName' | 'familyName' | 'roles' | 'clientRoles' | 'groups'>

/** Of each: roles, roles of all clients together, groups. More is a mistake or an attack, and nobody is signed in on part of it. */
const mostNames = 1_000
const longestName = 255

/** `realm_access.roles` → two member names; `\.` is a dot in a name. */
const membersOf = (path: string): readonly string[] => (path.match(/(?:\\.|[^.\\])+/g) ?? []).map((name) => name.replace(/\\(.)/g, '$1'))

/** What stands at a path; undefined where nothing does. Own members only: `constructor` is no claim. */
export function valueAt(document: Claims | null, path: string): unknown {
  let value: unknown = document
  for (const name of membersOf(path)) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** Names and addresses: shown and compared. */
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= longest && isPlain(value)

/** Which claims of the profile neither the ID token nor anything read so far holds. */
export const isProfileIn = (idToken: Claims, mapping: UpstreamMapping): boolean =>
  [mapping.username, mapping.email, mapping.givenName, mapping.familyName].every((path) => valueAt(idToken, path) !== undefined)

/** Reads an answer as the mapping says. Fails closed where there is too much; what is of another shape is left out and said. */
export function readClaims({ idToken, userinfo, accessToken }: Documents, mapping: UpstreamMapping): Outcome<{ mapped: Mapped; skipped: readonly Skipped[] }> {
  const skipped: Skipped[] = []
  const profileOf = (path: string) => (valueAt(idToken, path) !== undefined ? idToken : userinfo)
  const text = (claim: Skipped['claim'], path: string, longest = 255): string | null => {
    const value = valueAt(profileOf(path), path)
    if (isText(value, longest)) return value
    if (value !== undefined && value !== null && value !== '') skipped.push({ claim, why: 'not-text' })
    return null
  }
  const source = mapping.rolesFrom === 'access-token' ? accessToken : mapping.rolesFrom === 'userinfo' ? userinfo : idToken
  const roles = namesAt('roles', source, mapping.roles, skipped)
  const groups = namesAt('groups', source, mapping.groups, skipped)
  const clientRoles = clientRolesAt(source, mapping.clientRoles, skipped)

  const lists = [roles, groups, Object.values(clientRoles).flat()]
  if (lists.some((names) => names.length > mostNames) || Object.keys(clientRoles).length > mostNames) return refused('too-many-names')
  if ([...lists.flat(), ...Object.keys(clientRoles)].some((name) => name.length > longestName)) return refused('name-too-long')

  const email = text('email', mapping.email, 254)
  return accepted({
    skipped,
    mapped: {
      username: text('username', mapping.username),
      email,
      // B-4: `email_verified` speaks of `email`, and only of the one beside it.
      emailVerified: email !== null && mapping.email === 'email' && profileOf('email')?.email_verified === true,
      givenName: text('givenName', mapping.givenName),
      familyName: text('familyName', mapping.familyName),
      roles, clientRoles, groups,
    },
  })
}

/** A list of names, or one name. */
function namesAt(claim: Skipped['claim'], source: Claims | null, path: string | null, skipped: Skipped[]): readonly string[] {
  if (path === null) return []
  const value = valueAt(source, path)
  if (value === undefined || value === null) skipped.push({ claim, why: 'missing' })
  return value === undefined || value === null ? [] : namesIn(claim, value, skipped)
}

function namesIn(claim: Skipped['claim'], value: unknown, skipped: Skipped[]): readonly string[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  // The length is judged afterwards: a name that is too long refuses the sign-in, one of another kind is left out.
  const names = given.filter((name): name is string => isText(name, Infinity))
  if (names.length < given.length) skipped.push({ claim, why: 'not-names' })
  return [...new Set(names)]
}

/** Keycloak's `resource_access`. */
function clientRolesAt(source: Claims | null, path: string | null, skipped: Skipped[]): Readonly<Record<string, readonly string[]>> {
  if (path === null) return {}
  const value = valueAt(source, path)
  if (value === undefined || value === null) skipped.push({ claim: 'clientRoles', why: 'missing' })
  else if (!isObject(value)) skipped.push({ claim: 'clientRoles', why: 'not-names' })
  if (!isObject(value)) return {}
  const entries = Object.entries(value).flatMap(([clientId, access]): [string, readonly string[]][] => {
    const names = isObject(access) && Object.hasOwn(access, 'roles') ? namesIn('clientRoles', access.roles, skipped) : undefined
    if (names === undefined || !isText(clientId, Infinity)) skipped.push({ claim: 'clientRoles', why: 'not-names' })
    return names === undefined || names.length === 0 || !isText(clientId, Infinity) ? [] : [[clientId, names]]
  })
  return Object.fromEntries(entries)
}
