import type { Difference as MergeDifference } from '../../merge-drafts.ts'
import type { User } from './queries.ts'

/** What can be typed about a person. Empty text stands for "none". */
export type Profile = {
  username: string
  givenName: string
  familyName: string
  sortName: string
  email: string
  language: '' | 'en' | 'ja' | 'ko'
  department: string
  enabled: boolean
}
export type ProfileField = keyof Profile

export const profileFields = [
  'familyName', 'givenName', 'sortName', 'username', 'email', 'language', 'department', 'enabled',
] as const satisfies readonly ProfileField[]

export const emptyProfile = (): Profile => ({
  username: '', givenName: '', familyName: '', sortName: '', email: '', language: '', department: '', enabled: true,
})

export const profileOf = (user: User): Profile => ({
  username: user.username,
  givenName: user.givenName,
  familyName: user.familyName,
  sortName: user.sortName ?? '',
  email: user.email ?? '',
  language: user.language ?? '',
  department: user.department ?? '',
  enabled: user.enabled,
})

const filled = (text: string): string | null => text.trim() || null

/** The body fields of a profile, as the API takes them. */
export const bodyOf = (profile: Profile) => ({
  username: profile.username.trim(),
  givenName: profile.givenName.trim(),
  familyName: profile.familyName.trim(),
  sortName: filled(profile.sortName),
  email: filled(profile.email),
  language: profile.language === '' ? null : profile.language,
  department: filled(profile.department),
  enabled: profile.enabled,
})
type Body = ReturnType<typeof bodyOf>

/** Only what differs, so that fields nobody touched cannot overwrite what somebody else wrote. */
export function changesBetween(before: Profile, after: Profile): Partial<Body> {
  const [old, next] = [bodyOf(before), bodyOf(after)]
  return Object.fromEntries(Object.entries(next).filter(([field, value]) => old[field as ProfileField] !== value))
}

export type FieldProblem = 'missing' | 'not-an-address'

/** What can be seen to be wrong without asking the server. */
export function lookOver(profile: Profile): ReadonlyMap<ProfileField, FieldProblem> {
  const found = new Map<ProfileField, FieldProblem>()
  for (const field of ['familyName', 'givenName', 'username'] as const) {
    if (profile[field].trim() === '') found.set(field, 'missing')
  }
  const email = profile.email.trim()
  if (email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) found.set('email', 'not-an-address')
  return found
}

export type Difference = MergeDifference<Profile>
