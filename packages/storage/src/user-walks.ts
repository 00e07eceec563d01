import { sql, type RawBuilder } from 'kysely'
import type { Context } from './context.ts'
import { periodOf } from './periods.ts'
import { listed } from './sql/build.ts'
import type { UserFilter } from './types.ts'
import type { Kinds } from './user-kinds.ts'
import { lengthOf } from './normalise.ts'
import { formsOf, inTrigrams, trigramsOf, type Words } from './user-words.ts'

/** Numbers of people that one index holds together: `n` is the column in `from`. `repeats`: one person may stand there several times. */
export type Part = { n: RawBuilder<number>; from: RawBuilder<unknown>; repeats?: true; isTable?: true }

/**
 * One way to find those whom a filter may mean. `ordered`: each part is read from the newest on, however many there are;
 * otherwise it serves only while there are few. `answers` says which fields need no second look.
 */
export type Walk = {
  parts: readonly Part[]
  ordered: boolean
  answers: readonly (keyof UserFilter)[]
  /** The same as one condition for each of many values; `from` ends in the column that has them. */
  each?: { values: readonly string[]; from: RawBuilder<unknown> }
  /** Words of the search that it answers. */
  words?: readonly string[]
  /** One person may stand in several parts. */
  repeats?: true
  /** It holds people of other realms, too. */
  ofAnyRealm?: true
}

/** More ranges than this at once are no way any more. */
const mostParts = 64

/** All ways that there are to begin with, for this filter. */
export function walksOf({ dialect, clock }: Pick<Context, 'dialect' | 'clock'>, realmId: number, filter: UserFilter, kinds: Kinds | null, words: Words): readonly Walk[] {
  const { short } = words
  const { ids, roleIds, otp, policyGroupIds, departments, signedIn, waits, emergencyLeft, upstreamIds, emailProved, oneMailbox, unusedSince, shared } = filter
  // Named, because SQLite takes two bounds of a number for more than a department, and would walk everybody between them.
  const named = (index: string | null) => index === null || dialect === 'postgres' ? sql`` : sql.raw(` indexed by ${index}`)
  const walkers = (index: string | null, condition: RawBuilder<unknown>): Part => ({
    n: sql`walked.n`, from: sql`users as walked${named(index)} where walked.realm_id = ${realmId} and ${condition}`,
  })
  const one = (ordered: boolean, answers: Walk['answers'], ...parts: readonly Part[]): Walk => ({ parts, ordered, answers })
  const now = clock.now()
  const groupIds = [...new Set(policyGroupIds)]
  const ofGroups = groupIds.flatMap((id) => (id === null ? [] : [walkers('users_of_policy_group', sql`walked.policy_group_id = ${id}`)]))
  // Whoever is in no group is found by kind, which ends with the group: of what is null PostgreSQL's index knows no order.
  const ofNoGroup = groupIds.includes(null) ? kinds?.kinds.filter((kind) => kind.endsWith(' ')).map((kind) => walkers('users_by_kind', sql`walked.kind = ${kind}`)) ?? [] : []

  return [
    ...(ids === undefined ? [] : [one(false, ['ids'], walkers(null, sql`walked.id in ${listed(dialect, ids)}`))]),
    ...(kinds === null || kinds.kinds.length > mostParts ? [] : [{
      ...one(true, kinds.answered, ...kinds.kinds.map((kind) => walkers('users_by_kind', sql`walked.kind = ${kind}`))),
      each: { values: kinds.kinds, from: sql`users as walked where walked.realm_id = ${realmId} and walked.kind` },
    }]),
    ...(ofGroups.length === 0 || ofGroups.length + ofNoGroup.length > mostParts ? [] : [one(true, ['policyGroupIds'], ...ofGroups, ...ofNoGroup)]),
    ...(roleIds === undefined || roleIds.length * (otp?.length ?? 1) > mostParts ? [] : [{
      parts: roleIds.flatMap((roleId) => (otp ?? [undefined]).map((status): Part => ({
        n: sql`walked.n`,
        from: sql`user_roles as walked${named(status === undefined ? 'people_of_role' : null)} where walked.realm_id = ${realmId} and walked.role_id = ${roleId}${status === undefined ? sql`` : sql` and walked.otp = ${status}`}`,
      }))),
      ordered: true, answers: ['roleIds', 'otp'], ...(roleIds.length > 1 ? { repeats: true as const } : {}),
    } satisfies Walk]),
    ...(departments === undefined || departments.length > mostParts ? []
      : [one(true, ['departments'], ...[...new Set(departments)].map((name) => walkers('users_by_department', sql`walked.department = ${name}`)))]),
    ...(upstreamIds === undefined ? [] : upstreamIds === null ? [one(true, ['upstreamIds'], walkers('users_without_upstream', sql`walked.upstream_count = 0`))] : [{
      parts: upstreamIds.map((id): Part => ({ n: sql`walked.user_n`, from: sql`identities as walked where walked.upstream_id = ${id} and walked.realm_id = ${realmId}` })),
      ordered: true, answers: ['upstreamIds'], ...(upstreamIds.length > 1 ? { repeats: true as const } : {}),
    } satisfies Walk]),
    // Two and more are many numbers, and in order only for each of them.
    ...(emergencyLeft === undefined ? [] : [one(!emergencyLeft.includes('some'), ['emergencyLeft'], ...[...new Set(emergencyLeft)].map((left) =>
      walkers('users_by_emergency', left === 'some' ? sql`walked.emergency_left >= 2` : sql`walked.emergency_left = ${left === 'none' ? 0 : 1}`)))]),
    ...(emailProved !== false ? [] : [one(true, ['emailProved'], walkers('users_unproved', sql`walked.email is not null and walked.email_proved_at is null`))]),
    ...(oneMailbox === undefined ? [] : [one(true, ['oneMailbox'], walkers('users_of_one_mailbox', sql`walked.one_mailbox = 1`))]),
    ...(shared !== true ? [] : [one(true, ['shared'], walkers('users_shared', sql`walked.shared = 1`))]),
    ...(signedIn === undefined ? [] : signedIn === 'never' ? [one(true, ['signedIn'], walkers('users_never_in', sql`walked.signed_in_period is null`))]
      : [one(false, [], walkers('users_by_sign_in', sql.join([
        ...(signedIn.since === undefined ? [] : [sql`walked.signed_in_period >= ${periodOf(signedIn.since)}`]),
        ...(signedIn.before === undefined ? [] : [sql`walked.signed_in_period <= ${periodOf(signedIn.before)}`]),
      ], sql` and `)))]),
    ...(unusedSince === undefined ? [] : [one(false, [], walkers('users_by_otp_use', sql`walked.otp_used_period <= ${periodOf(unusedSince)}`))]),
    ...(waits === undefined ? [] : [{
      parts: ['closed_until', 'held_until'].map((until): Part => ({
        n: sql`waiting.n`,
        // Crossed, so that SQLite begins with those who wait and not with everybody.
        from: sql`throttles as walked cross join users as waiting where waiting.realm_id = walked.realm_id and waiting.id = walked.user_id
          and walked.user_id is not null and walked.${sql.raw(until)} > ${now} and walked.realm_id = ${realmId}`,
      })),
      ordered: false, answers: ['waits'], repeats: true,
    } satisfies Walk]),
    ...(dialect === 'sqlite' ? [] : short.map((word): Walk => ({
      parts: formsOf(word, words).map((form): Part => ({ n: sql`walked.n`, from: sql`user_name_parts as walked where walked.realm_id = ${realmId} and walked.prefix = ${form}`, repeats: true })),
      ordered: true, answers: [], words: [word], ...(words.spelled.has(word) ? { repeats: true as const } : {}),
    }))),
  ]
}

/** A question to SQLite's index of trigrams, and the word that it answers where it says all of it. */
export type Term = { match: string; word?: string }

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const isOne = (form: string): boolean => lengthOf(form) <= 3
const sharesOf = (form: string): readonly string[] => (isOne(form) ? [inTrigrams(form)] : trigramsOf(form)).map(quoted)

/** The index knows who has a trigram, and not where: a longer word is asked for in parts, and the rest of it looked at in the person. */
export function termsOf(words: Words): readonly Term[] {
  return [...words.long, ...words.short].flatMap((word): readonly Term[] => {
    const forms = formsOf(word, words)
    const answered = forms.every(isOne) ? { word } : {}
    if (forms.length > 1) return [{ match: `(${forms.map((form) => `(${sharesOf(form).join(' AND ')})`).join(' OR ')})`, ...answered }]
    return sharesOf(word).map((match) => ({ match, ...answered }))
  })
}

/** Who has the terms together. Of other realms, too. */
export const walkOfTerms = (terms: readonly Term[]): Walk => ({
  parts: [{ n: sql`user_fts.rowid`, from: sql`user_fts where user_fts match ${terms.map(({ match }) => match).join(' AND ')}` }],
  ordered: true, answers: [], words: terms.flatMap(({ word }) => word ?? []), ofAnyRealm: true,
})
