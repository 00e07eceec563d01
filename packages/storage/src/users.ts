import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { Context } from './context.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { createDepartments } from './departments.ts'
import { bytewise } from './migrations/migration.ts'
import { isExact, normaliseLogin, searchForm } from './normalise.ts'
import { compileOnce, guard, listed, listedNumbers, write } from './sql/build.ts'
import type { Schema } from './sql/schema.ts'
import type { Statement, Storage, UserChanges } from './types.ts'
import { createTallies } from './tallies.ts'
import { countKept } from './user-kinds.ts'
import { keepUserRoles } from './user-roles.ts'
import { asOf, intoGroup } from './group-terms.ts'
import { selectUsers, toUser as readUser, type UserRow } from './user-row.ts'
import { createUserSearch } from './user-search.ts'
import { namePartsOf, startsIn } from './user-words.ts'

/** Milliseconds in which changes of address count as one. */
const previousKeptFor = 30 * 24 * 60 * 60_000

export function createUsers({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['users'] {
  const byId = compileOnce(selectUsers(db).where('users.realm_id', '=', 0).where('users.id', '=', ''))
  const bySubject = compileOnce(selectUsers(db).where('users.realm_id', '=', 0)
    .where(sql<string>`(coalesce(users.subject, users.id) ${sql.raw(bytewise[dialect])})`, '=', ''))
  const toUser = (row: UserRow) => asOf(readUser(row), clock.now())
  const { hold } = keepUserRoles({ db, dialect, clock })
  const matching = createUserSearch({ db, dialect, durable, clock })
  const tallies = createTallies({ db, dialect, durable })
  const one = (realmId: number, id: string) => db.updateTable('users').where('realm_id', '=', realmId).where('id', '=', id)
  const ofUser = (realmId: number, id: string) => db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', id)

  /** A user name may not be somebody else's address, nor the other way round: either would sign in as the other. */
  const notSomebodyElses = (realmId: number, id: string, username?: string, email?: string | null): readonly Statement[] => {
    if (username === undefined && (email === undefined || email === null)) return []
    const others = db.selectFrom('users').select('n').where('realm_id', '=', realmId).where('id', '<>', id).where((eb) => eb.or([
      ...(username === undefined ? [] : [eb('email_norm', '=', normaliseLogin(username))]),
      ...(email === undefined || email === null ? [] : [eb('username_norm', '=', normaliseLogin(email))]),
    ]))
    return [guard('users.login-free', db.selectNoFrom((eb) => eb.lit(1).as('free')).where(({ not, exists }) => not(exists(others))), { taken: true })]
  }

  /** What tokens call one person may not be the id of another, whatever that one is called by now. Two questions: each walks an index. */
  const notSomebodyElsesId = (realmId: number, id: string, subject: string): Expression<SqlBool> => {
    const others = db.selectFrom('users as others').select('others.n').where('others.realm_id', '=', realmId).where('others.id', '<>', id)
    const { and, not, exists } = expressionBuilder<Schema, 'users'>()
    return and([not(exists(others.where('others.subject', '=', id))), not(exists(others.where('others.id', '=', subject)))])
  }
  const subjectFree = (realmId: number, id: string, subject: string | null): readonly Statement[] => subject === null ? []
    : [guard('users.subject-free', db.selectNoFrom((eb) => eb.lit(1).as('free')).where(notSomebodyElsesId(realmId, id, subject)), { taken: true })]

  const startsOn = (names: Parameters<typeof startsIn>[0]) => dialect === 'sqlite' ? startsIn(names) : {}
  const writeNameParts = (realmId: number, id: string, fields: Readonly<Record<string, string | null>>): readonly Statement[] => {
    if (dialect === 'sqlite') return []
    const parts = namePartsOf(fields)
    const whole = 'given' in fields || 'family' in fields ? [writeShortFamily(realmId, id)] : []
    if (parts.length === 0) return whole
    const values = sql.join(parts.map(([field, prefix]) => sql`(${field}, ${prefix})`))
    const insert = sql`with part (field, prefix) as (values ${values})
      insert into user_name_parts (realm_id, prefix, n, field)
      select users.realm_id, part.prefix, users.n, part.field from users cross join part
      where users.realm_id = ${realmId} and users.id = ${id}`
    return [write('users.name-parts', { compile: () => insert.compile(db) }, 'any'), ...whole]
  }

  /** A family name of one character is typed together with the first of the given name: 김철. */
  const writeShortFamily = (realmId: number, id: string): Statement => {
    const insert = sql`insert into user_name_parts (realm_id, prefix, n, field)
      select realm_id, substr(family_search || given_search, 1, 2), n, 'whole' from users
      where realm_id = ${realmId} and id = ${id} and length(family_search) = 1 and length(given_search) > 0`
    return write('users.whole-name', { compile: () => insert.compile(db) }, 'any')
  }

  const dropOf = (realmId: number, id: string, table: 'authenticators' | 'emergency_tokens' | 'links' | 'sessions' | 'protocol_rows' | 'known_browsers' | 'reset_requests' | 'mails' | 'throttles' | 'identities') =>
    write(`users.drop-${table}`, db.deleteFrom(table).where('realm_id', '=', realmId).where('user_id', '=', id), 'any')

  return {
    async find(realmId, id) {
      const row = await durable.read.firstOf(byId, [realmId, id])
      return row && toUser(row)
    },
    async findByLogin(realmId, login) {
      const name = normaliseLogin(login)
      const row = await durable.read.first(selectUsers(db).select('users.password_hash').where('users.realm_id', '=', realmId)
        .where((eb) => eb.or([eb('users.username_norm', '=', name), eb('users.email_norm', '=', name)]))
        .orderBy((eb) => eb('users.username_norm', '=', name), 'desc').limit(1))
      return row && { ...toUser(row), passwordHash: row.password_hash }
    },
    async findBySubject(realmId, subject) {
      const row = isExact(subject) ? await durable.read.firstOf(bySubject, [realmId, subject]) : undefined
      return row && toUser(row)
    },
    async findPasswordHash(realmId, id) {
      const row = await durable.read.first(db.selectFrom('users').select('password_hash').where('realm_id', '=', realmId).where('id', '=', id))
      return row?.password_hash ?? null
    },
    async list(realmId, filter, cursor, limit) {
      const { numbers, next } = await matching(realmId, filter, readCursor('users', cursor), limit)
      const rows = numbers.length === 0 ? [] : await durable.read.all(selectUsers(db).where(sql<boolean>`users.n in ${listedNumbers(dialect, numbers)}`).orderBy('users.n', 'desc'))
      return { items: rows.map(toUser), next: next === null ? null : writeCursor('users', next) }
    },
    async numbered(realmId, numbers) {
      if (numbers.length === 0) return []
      return (await durable.read.all(selectUsers(db).where(sql<number>`+users.realm_id`, '=', realmId).where(sql<boolean>`users.n in ${listedNumbers(dialect, numbers)}`).orderBy('users.n', 'desc'))).map(toUser)
    },
    async usernames(realmId, ids) {
      if (ids.length === 0) return new Map()
      const rows = await durable.read.all(db.selectFrom('users').select(['id', 'username']).where('realm_id', '=', realmId).where(sql<boolean>`id in ${listed(dialect, ids)}`))
      return new Map(rows.map(({ id, username }) => [id, username]))
    },
    departments: createDepartments({ db, durable }),
    async count(realmId, filter, cap) {
      const kept = await countKept(tallies, realmId, filter)
      if (kept !== null) return { count: Math.min(kept, cap), more: kept > cap }
      const { numbers, next } = await matching(realmId, filter, null, cap)
      return { count: numbers.length, more: next !== null }
    },

    create(realmId, user) {
      const now = clock.now()
      const { id, username, email, givenName, familyName, sortName = null, passwordHash = null, policyGroupId = null, subject = null } = user
      return [
        ...notSomebodyElses(realmId, id, username, email),
        ...subjectFree(realmId, id, exact(subject)),
        write('users.create', db.insertInto('users').values({
          id, realm_id: realmId, subject, created_at: now, version: 1, epoch: 1, credential_version: 1, emergency_in_a_row: 0,
          username, username_norm: normaliseLogin(username), username_search: searchForm(username),
          email, email_norm: email === null ? null : normaliseLogin(email), email_proved_at: user.emailProvedAt ?? null,
          given_name: givenName, given_search: searchForm(givenName), family_name: familyName, family_search: searchForm(familyName),
          sort_name: sortName, sort_search: searchForm(sortName ?? ''), language: user.language ?? null,
          department: user.department ?? null, enabled: Number(user.enabled ?? true), shared: Number(user.shared ?? false),
          otp_required: Number(user.otpRequired), otp_required_at: user.otpRequired ? now : null, otp_status: 'none', authenticator_set: '',
          policy_group_id: policyGroupId, policy_group_since: policyGroupId === null ? null : now,
          password_hash: passwordHash, password_changed_at: passwordHash === null ? null : now,
          ...startsOn({ username, email, given: givenName, family: familyName, sort: sortName }),
        }), 1),
        ...writeNameParts(realmId, id, { username, email, given: givenName, family: familyName, sort: sortName }),
      ]
    },
    change(realmId, id, changes, version) {
      const now = clock.now()
      const { username, email, givenName, familyName, sortName } = changes
      const fields = defined({ username, email, given: givenName, family: familyName, sort: sortName })
      const emailNorm = email === undefined || email === null ? null : normaliseLogin(email)
      let update = one(realmId, id).set((eb) => ({ ...plainColumns(changes), ...startsOn(fields), version: eb('version', '+', 1) }))
      if (version !== undefined) update = update.where('version', '=', version)
      if (email !== undefined) {
        // Only another address is unproved; the same one, or its other spelling, stays what it was.
        const same = sql<boolean>`email_norm is not distinct from ${emailNorm}`
        update = update.set((eb) => ({
          email, email_norm: emailNorm,
          email_proved_at: eb.case().when(same).then(eb.ref('email_proved_at')).else(null).end(),
          previous_email: eb.case().when(same).then(eb.ref('previous_email'))
            .when(eb.and([eb('previous_email', 'is not', null), eb('email_changed_at', '>', now - previousKeptFor)])).then(eb.ref('previous_email'))
            .else(eb.ref('email')).end(),
          email_changed_at: eb.case().when(same).then(eb.ref('email_changed_at')).else(sql<number>`${now}`).end(),
          credential_version: eb.case().when(same).then(eb.ref('credential_version')).else(eb('credential_version', '+', 1)).end(),
        }))
      }
      if (changes.policyGroupId !== undefined) {
        update = update.set(intoGroup(changes.policyGroupId, changes.policyGroupUntil ?? null, now))
      }
      const changedAddress = email === undefined ? [] : [write('users.void-links', db.updateTable('links')
        .set({ void_at: now, void_reason: 'address-changed' }).where('realm_id', '=', realmId).where('user_id', '=', id)
        .where('used_at', 'is', null).where('void_at', 'is', null)
        .where(({ exists }) => exists(ofUser(realmId, id).where(sql<boolean>`email_norm is distinct from ${emailNorm}`))), 'any')]
      const renamed = ['given', 'family'].some((field) => field in fields) ? [...Object.keys(fields), 'whole'] : Object.keys(fields)
      return [
        ...notSomebodyElses(realmId, id, username, email),
        ...changedAddress,
        write('users.change', update, 1),
        ...(renamed.length === 0 || dialect === 'sqlite' ? [] : [write('users.drop-name-parts', db.deleteFrom('user_name_parts')
          .where('n', '=', ofUser(realmId, id)).where('field', 'in', renamed), 'any')]),
        ...writeNameParts(realmId, id, fields),
      ]
    },
    remove: (realmId, id) => [
      hold(realmId, id),
      ...(['role_grants', 'group_members', 'user_roles', ...(dialect === 'sqlite' ? [] : ['user_name_parts' as const])] as const)
        .map((table) => write(`users.drop-${table}`, db.deleteFrom(table).where('n', '=', ofUser(realmId, id)), 'any')),
      ...(['authenticators', 'emergency_tokens', 'links', 'sessions', 'protocol_rows', 'known_browsers', 'reset_requests', 'mails', 'throttles'] as const)
        .map((table) => dropOf(realmId, id, table)),
      write('users.remove', db.deleteFrom('users').where('realm_id', '=', realmId).where('id', '=', id), 1),
      // Behind it: on PostgreSQL a link under way holds the person, and is waited for there.
      dropOf(realmId, id, 'identities'),
    ],

    setPassword: (realmId, id, hash, { credentialVersion, byMail }) => write('users.setPassword', one(realmId, id)
      .set({ password_hash: hash, password_changed_at: clock.now(), credential_version: credentialVersion + 1,
        ...(byMail ? { password_reset_by_mail_at: clock.now() } : {}) })
      .where('credential_version', '=', credentialVersion), 1),
    rehash: (realmId, id, hash, previousHash) =>
      write('users.rehash', one(realmId, id).set({ password_hash: hash }).where('password_hash', '=', previousHash), 'any'),
    proveEmail: (realmId, id, email) => write('users.proveEmail', one(realmId, id)
      .set((eb) => ({ email_proved_at: eb.fn.coalesce('email_proved_at', sql<number>`${clock.now()}`) }))
      .where('email_norm', '=', normaliseLogin(email)), 1),
    setOtpRequired(realmId, id, required, version) {
      const update = one(realmId, id).set((eb) => ({
        otp_required: Number(required), version: eb('version', '+', 1),
        otp_required_at: required ? eb.fn.coalesce('otp_required_at', sql<number>`${clock.now()}`) : null,
        otp_turned_off_at: required ? eb.ref('otp_turned_off_at')
          : eb.case().when('otp_required', '=', 1).then(sql<number | null>`${clock.now()}`).else(eb.ref('otp_turned_off_at')).end(),
      }))
      return write('users.setOtpRequired', version === undefined ? update : update.where('version', '=', version), 1)
    },
    markOtpReset: (realmId, id, proof) => write('users.markOtpReset', one(realmId, id).set((eb) => ({
      otp_reset_at: clock.now(), reset_proof: proof, emergency_in_a_row: 0, version: eb('version', '+', 1),
    })), 1),
    signedIn: (realmId, id) => write('users.signedIn', one(realmId, id).set({ last_sign_in_at: clock.now() }), 1),
    setSubject(realmId, id, subject) {
      const update = one(realmId, id).set((eb) => ({
        subject, version: eb.case().when(sql<boolean>`subject is not distinct from ${exact(subject)}`).then(eb.ref('version')).else(eb('version', '+', 1)).end(),
      }))
      if (subject === null) return write('users.setSubject', update, 1)
      return { ...write('users.setSubject', update.where(notSomebodyElsesId(realmId, id, subject)), 1), taken: true }
    },
    unchanged: (realmId, id, { epoch, credentialVersion }) => write('users.unchanged', one(realmId, id).set((eb) => ({ epoch: eb.ref('epoch') }))
      .where('epoch', '=', epoch).where('credential_version', '=', credentialVersion).where('enabled', '=', 1), 1),
    countEmergency(realmId, id, inARow) {
      const update = one(realmId, id).set({ emergency_in_a_row: inARow })
      return write('users.countEmergency', inARow === 0 ? update : update.where('emergency_in_a_row', '=', inARow - 1), 1)
    },
    endEverything: (realmId, id) => [
      write('users.new-epoch', one(realmId, id).set((eb) => ({ epoch: eb('epoch', '+', 1) })), 1),
      dropOf(realmId, id, 'sessions'),
      dropOf(realmId, id, 'protocol_rows'),
    ],
    endVolatile(realmId, id, butReference) {
      const journeys = db.deleteFrom('journeys').where('realm_id', '=', realmId).where('user_id', '=', id)
      const rows = write('users.end-volatile-rows', db.deleteFrom('volatile_rows').where('realm_id', '=', realmId).where('user_id', '=', id), 'any')
      if (butReference === undefined) return [write('users.end-journeys', journeys, 'any'), rows]
      return [
        write('users.end-journeys', journeys.where(({ or, eb }) =>
          or([eb('reset_reference', 'is', null), eb('reset_reference', '<>', butReference)])), 'any'),
        // The journey whose request is being answered goes on, in the epoch that `endEverything` has just begun.
        write('users.keep-journey', db.updateTable('journeys').set((eb) => ({ epoch: eb('epoch', '+', 1) }))
          .where('realm_id', '=', realmId).where('user_id', '=', id).where('reset_reference', '=', butReference), 'any'),
        rows,
      ]
    },
  }
}

/** Columns that change without a thought for what they were. */
function plainColumns({ username, givenName, familyName, sortName, language, department, enabled, shared }: UserChanges) {
  return {
    ...(username === undefined ? {} : { username, username_norm: normaliseLogin(username), username_search: searchForm(username) }),
    ...(givenName === undefined ? {} : { given_name: givenName, given_search: searchForm(givenName) }),
    ...(familyName === undefined ? {} : { family_name: familyName, family_search: searchForm(familyName) }),
    ...(sortName === undefined ? {} : { sort_name: sortName, sort_search: searchForm(sortName ?? '') }),
    ...(language === undefined ? {} : { language }),
    ...(department === undefined ? {} : { department }),
    ...(enabled === undefined ? {} : { enabled: Number(enabled) }),
    ...(shared === undefined ? {} : { shared: Number(shared) }),
  }
}

function exact(subject: string | null): string | null {
  if (subject !== null && !isExact(subject)) throw new Error('A subject that no database keeps as it is cannot be anybody’s')
  return subject
}

const defined = (fields: Readonly<Record<string, string | null | undefined>>): Record<string, string | null> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
