import { isSame } from '../../merge-drafts.ts'
import type { Found, Upstream, UpstreamChange } from './queries.ts'

export type Evidence = Upstream['evidence'][number]
export type Rule = Upstream['mapping']['rules'][number]
export type Mapping = Upstream['mapping']

/** What can be typed about a provider. Lists of words are typed with blanks between them; empty text stands for "not read". */
export type UpstreamDraft = {
  nameEn: string
  nameJa: string
  nameKo: string
  trust: Upstream['trust']
  evidence: Evidence[]
  evidenceMaxAge: string
  newPeople: Upstream['newPeople']
  profile: Upstream['profile']
  hidden: boolean
  signOut: boolean
  clientId: string
  clientAuth: Upstream['clientAuth']
  scopes: string
  acrValues: string
  username: string
  email: string
  givenName: string
  familyName: string
  rolesFrom: Mapping['rolesFrom']
  roles: string
  clientRoles: string
  groups: string
  passOn: boolean
  rules: Rule[]
}
export type DraftField = keyof UpstreamDraft

/** In the order of the page. */
const draftFields = [
  'trust', 'evidence', 'evidenceMaxAge', 'nameEn', 'nameJa', 'nameKo', 'hidden', 'signOut', 'newPeople', 'profile',
  'username', 'email', 'givenName', 'familyName', 'rolesFrom', 'roles', 'clientRoles', 'groups', 'passOn', 'rules',
  'clientId', 'clientAuth', 'scopes', 'acrValues',
] as const satisfies readonly DraftField[]

export function draftOf(upstream: Upstream): UpstreamDraft {
  const { name, trust, evidence, newPeople, profile, hidden, signOut, clientId, clientAuth } = upstream
  return {
    nameEn: name.en, nameJa: name.ja ?? '', nameKo: name.ko ?? '', trust, evidence, evidenceMaxAge: String(upstream.evidenceMaxAgeMinutes),
    newPeople, profile, hidden, signOut, clientId, clientAuth, scopes: upstream.scopes.join(' '), acrValues: upstream.acrValues.join(' '),
    ...mappingDraft(upstream.mapping),
  }
}

const mappingDraft = ({ username, email, givenName, familyName, rolesFrom, roles, clientRoles, groups, passOn, rules }: Mapping) =>
  ({ username, email, givenName, familyName, rolesFrom, roles: roles ?? '', clientRoles: clientRoles ?? '', groups: groups ?? '', passOn, rules })

/** Beside our own sign-in (product.md): its sign-in is enough until somebody decides otherwise, and nobody is made unasked. */
export const emptyDraft = (): UpstreamDraft => ({
  nameEn: '', nameJa: '', nameKo: '', trust: 'always', evidence: [], evidenceMaxAge: '15', newPeople: 'connect', profile: 'local', hidden: false, signOut: true,
  clientId: '', clientAuth: 'client_secret_basic', scopes: 'openid profile email', acrValues: '',
  username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name',
  rolesFrom: 'id-token', roles: '', clientRoles: '', groups: '', passOn: false, rules: [],
})

/** What a provider that was found suggests to enter. */
export const newDraft = ({ suggested }: Found, name: string): UpstreamDraft => ({
  ...emptyDraft(), nameEn: name, clientAuth: suggested.clientAuth, scopes: suggested.scopes.join(' '), signOut: suggested.signOut, ...mappingDraft(suggested.mapping),
})

/** Where Keycloak says it, in a realm as it comes. */
export const keycloakMapping = {
  username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name',
  rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups',
} as const satisfies Partial<UpstreamDraft>

const words = (text: string): string[] => [...new Set(text.split(/\s+/).filter((word) => word !== ''))]
const filled = (text: string): string | null => text.trim() || null

/** The fields of a draft as the API takes them. */
export function bodyOf(draft: UpstreamDraft) {
  const [ja, ko] = [filled(draft.nameJa), filled(draft.nameKo)]
  const { trust, evidence, newPeople, profile, hidden, signOut, clientAuth, rolesFrom, passOn, rules } = draft
  return {
    name: { en: draft.nameEn.trim(), ...(ja ? { ja } : {}), ...(ko ? { ko } : {}) },
    trust, evidence, evidenceMaxAgeMinutes: Number(draft.evidenceMaxAge), newPeople, profile, hidden, signOut,
    clientId: draft.clientId.trim(), clientAuth, scopes: words(draft.scopes), acrValues: words(draft.acrValues),
    mapping: {
      username: draft.username.trim(), email: draft.email.trim(), givenName: draft.givenName.trim(), familyName: draft.familyName.trim(),
      rolesFrom, roles: filled(draft.roles), clientRoles: filled(draft.clientRoles), groups: filled(draft.groups), passOn, rules,
    },
  }
}

const differing = <Body extends object>(old: Body, next: Body): Partial<Body> =>
  Object.fromEntries(Object.entries(next).filter(([field, value]) => !isSame(old[field as keyof Body], value))) as Partial<Body>

/** Only what differs, members of the mapping one by one, so that what nobody touched cannot overwrite anybody's work. */
export function changesBetween(before: UpstreamDraft, after: UpstreamDraft): UpstreamChange {
  const { mapping: oldMapping, ...old } = bodyOf(before)
  const { mapping: nextMapping, ...next } = bodyOf(after)
  const mapping = differing(oldMapping, nextMapping)
  return { ...differing(old, next), ...(Object.keys(mapping).length > 0 ? { mapping } : {}) }
}

export type DraftProblem = 'missing' | 'number' | 'openid' | 'evidence' | 'rules'

/** What can be seen to be wrong without asking the server. */
export function lookOver(draft: UpstreamDraft): ReadonlyMap<DraftField, DraftProblem> {
  const found = new Map<DraftField, DraftProblem>()
  for (const field of ['nameEn', 'clientId', 'username', 'email', 'givenName', 'familyName'] as const) {
    if (draft[field].trim() === '') found.set(field, 'missing')
  }
  const minutes = Number(draft.evidenceMaxAge)
  if (draft.evidenceMaxAge.trim() === '' || !(minutes >= 1 && minutes <= 1440)) found.set('evidenceMaxAge', 'number')
  if (!words(draft.scopes).includes('openid')) found.set('scopes', 'openid')
  if (draft.evidence.some(({ value }) => value.trim() === '')) found.set('evidence', 'evidence')
  if (draft.rules.some(({ value, grants }) => value.trim() === '' || grantOf(grants) === '')) found.set('rules', 'rules')
  return found
}

/** A role or a group as one word for a list of choices: `role:wiki-editor`. */
export const grantOf = (grants: Rule['grants']): string => {
  const [kind, name] = 'role' in grants ? ['role', grants.role] : ['group', grants.group]
  return name === '' ? '' : `${kind}:${name}`
}
export const grantFrom = (word: string): Rule['grants'] =>
  (word.startsWith('group:') ? { group: word.slice('group:'.length) } : { role: word.replace(/^role:/, '') })

const renamed: Readonly<Record<string, DraftField>> = {
  'name.en': 'nameEn', 'name.ja': 'nameJa', 'name.ko': 'nameKo', evidenceMaxAgeMinutes: 'evidenceMaxAge', name: 'nameEn',
}

/** Which field of the page a path of the API's body is about (`mapping.rules.0.value` is about the rules); null: none. */
export function fieldOfPath(path: string): DraftField | null {
  const [first, second] = path.split('.')
  const name = renamed[path] ?? renamed[first ?? ''] ?? (first === 'mapping' ? second : first)
  return draftFields.find((field) => field === name) ?? null
}
