import { clearMark, type ImportColumn, type ImportedPerson, type ImportFailure, isLineFault, isProblem, lineFaults, type LineFaultCode, type Operations, Problem, type ProblemCode, valueOf } from '@tegata/contract'
import { normaliseLogin, type NewUser, type Storage, type Upstream, type User } from '@tegata/storage'
import { administrativeRolesOf } from './caller.ts'
import { keepAnAdministrator, refuseAbove } from './guard.ts'
import { switchOf } from './change-user.ts'
import { linkTaken } from './identities.ts'
import type { Decide } from './needs.ts'
import { requiredOtherwise } from './otp-switch.ts'
import { cellsOf, firstIdentity, readCell } from './people-cells.ts'
import type { Call } from './serve.ts'

export type LineNeeds = { storage: Pick<Storage, 'users' | 'imports' | 'roles' | 'policies' | 'clock' | 'upstreams' | 'identities' | 'authenticators'>; decide: Decide }
type Body = Call<Operations['changeUser']>['body']
type Row = Call<Operations['previewImport']>['body']['rows'][number]
type Fields = ImportedPerson['fields']

/** What a line would do. */
export type Assessed =
  | { kind: 'failed'; failure: ImportFailure }
  | { kind: 'unchanged' }
  | { kind: 'added'; line: number; fields: () => Fields; person: Omit<NewUser, 'id'>; link: { alias: string; subject: string } | null }
  | { kind: 'changed'; line: number; fields: Fields; user: User; body: Body; removes: boolean; authenticators: number; emergencyTokens: number; disables: boolean }

/** A line that cannot be taken. Thrown inside, and answered as one of the failures. */
class Refused extends Error {
  readonly code: LineFaultCode | ProblemCode
  readonly column: ImportColumn | null
  constructor(code: LineFaultCode | ProblemCode, column: ImportColumn | null = null) {
    super(code)
    this.code = code
    this.column = column
  }
}

/** How a refused line is told of; whatever else went wrong goes on its way. */
export function failureOf(line: number, error: unknown): ImportFailure {
  if (error instanceof Refused) {
    const { code, column } = error
    return { line, column, code, detail: isLineFault(code) ? lineFaults[code] : new Problem(code).message }
  }
  // Who must show a second factor again, and a server that cannot answer, are no faults of a line.
  if (!isProblem(error) || error.status === 401 || error.status >= 500) throw error
  return { line, column: null, code: error.code, detail: error.message }
}

const bodyNames = {
  givenName: 'givenName', familyName: 'familyName', reading: 'sortName', email: 'email', department: 'department', language: 'language',
  enabled: 'enabled', shared: 'shared', otpConfigured: 'otpRequired', policyGroup: 'policyGroup',
} as const satisfies Partial<Record<ImportColumn, keyof Body>>
const clearable: readonly ImportColumn[] = ['reading', 'email', 'department', 'language', 'policyGroup']
const isNamed = (column: ImportColumn): column is keyof typeof bodyNames => column in bodyNames

/** Finds out what lines of a file would do. Writes nothing. */
export async function assessLines(needs: LineNeeds, { realm, caller, body }: Pick<Call<Operations['previewImport']>, 'realm' | 'caller' | 'body'>): Promise<readonly Assessed[]> {
  const { storage } = needs
  const { columns, rows } = body
  if (columns.includes('passwordHash') && caller.kind !== 'operator') throw new Problem('permission.only-on-the-host')
  const places = new Map(columns.map((column, place) => [column, place]))
  const rawAt = (row: Row, column: ImportColumn): string => {
    const place = places.get(column)
    return place === undefined ? '' : row.cells[place] ?? ''
  }
  const cellAt = (row: Row, column: ImportColumn): string => valueOf(rawAt(row, column))
  const logins = rows.flatMap((row) => [cellAt(row, 'username'), cellAt(row, 'email')]).filter((login) => login !== '')
  const [known, groups, upstreams] = await Promise.all([storage.imports.known(realm.id, logins), storage.policies.groups(realm.id), storage.upstreams.list(realm.id)])
  const there = rows.flatMap((row) => known.byUsername(cellAt(row, 'username')) ?? [])
  const asksForLinks = columns.includes('upstream') || columns.includes('upstreamSubject')
  const identities = await storage.imports.identitiesOf(realm.id, asksForLinks ? there.map(({ id }) => id) : [])
  const groupsByName = new Map(groups.map((group) => [group.name, group]))
  const groupsById = new Map(groups.map((group) => [group.id, group]))
  const seen = { username: new Set<string>(), email: new Set<string>(), upstreamSubject: new Set<string>() }
  const takeOnce = (column: keyof typeof seen, value: string): void => {
    if (seen[column].has(value)) throw new Refused('listed-twice', column)
    seen[column].add(value)
  }

  /** The value of a cell: undefined leaves, null empties. */
  function valueIn(row: Row, column: ImportColumn): string | boolean | null | undefined {
    const cell = rawAt(row, column)
    if (cell === '') return undefined
    if (cell === clearMark) {
      if (!clearable.includes(column)) throw new Refused('cannot-be-cleared', column)
      return null
    }
    const outcome = readCell(column, valueOf(cell))
    if ('fault' in outcome) throw new Refused(outcome.fault, column)
    return outcome.value
  }
  function groupIn(row: Row): string | null | undefined {
    const name = valueIn(row, 'policyGroup')
    if (typeof name !== 'string') return name === null ? null : undefined
    const group = groupsByName.get(name)
    if (!group) throw new Refused('policy-group-unknown', 'policyGroup')
    return group.id
  }
  const mayRegroup = (): void => {
    if (!caller.permissions.has('policy.write')) throw new Refused('permission.missing', 'policyGroup')
  }
  function refuseTaken(row: Row, self: User | undefined): void {
    const email = cellAt(row, 'email')
    const hasEmail = email !== '' && email !== clearMark
    const holder = hasEmail ? known.byLogin(email) : undefined
    if (holder && holder.id !== self?.id) throw new Refused('user.email-taken', 'email')
    takeOnce('username', normaliseLogin(cellAt(row, 'username')))
    if (hasEmail) takeOnce('email', normaliseLogin(email))
  }

  const wordsIn = (row: Row, column: ImportColumn): string | null => {
    const value = valueIn(row, column)
    return typeof value === 'string' ? value : null
  }
  const switchIn = (row: Row, column: ImportColumn, otherwise: boolean): boolean => {
    const value = valueIn(row, column)
    return value === undefined ? otherwise : value === true
  }
  const fieldsOf = (row: Row): Fields => columns.flatMap((column) => {
    const cell = cellAt(row, column)
    // A hash opens nothing, and is still nobody's to read.
    return cell === '' || cell === clearMark || column === 'username' ? [] : [{ column, before: null, after: column === 'passwordHash' ? '…' : cell }]
  })

  async function refuseLinked(upstream: Upstream, subject: string): Promise<void> {
    takeOnce('upstreamSubject', `${upstream.alias} ${subject}`)
    const taken = await linkTaken(needs, realm, upstream, { issuer: upstream.issuer, subject, userId: null })
    if (taken) throw new Refused(taken.code, 'upstreamSubject')
  }

  /** Who is new, or a promise of it where a provider's subject is asked for. */
  function adding(row: Row, username: string): Assessed | Promise<Assessed> {
    if (known.byLogin(username)) throw new Refused('user.username-taken', 'username')
    const [givenName, familyName] = [valueIn(row, 'givenName'), valueIn(row, 'familyName')]
    if (typeof givenName !== 'string') throw new Refused('name-missing', 'givenName')
    if (typeof familyName !== 'string') throw new Refused('name-missing', 'familyName')
    const group = groupIn(row)
    if (group !== undefined) mayRegroup()
    const [alias, subject] = [valueIn(row, 'upstream'), valueIn(row, 'upstreamSubject')]
    if ((alias === undefined) !== (subject === undefined)) throw new Refused('half-a-link', alias === undefined ? 'upstream' : 'upstreamSubject')
    const upstream = upstreams.find((each) => each.alias === alias)
    if (alias !== undefined && !upstream) throw new Refused('upstream-unknown', 'upstream')
    if (alias !== undefined && !caller.permissions.has('identities.write')) throw new Refused('permission.missing', 'upstream')
    refuseTaken(row, undefined)
    const language = valueIn(row, 'language')
    const added: Assessed = {
      kind: 'added', line: row.line, fields: () => fieldsOf(row),
      person: {
        username, givenName, familyName, email: wordsIn(row, 'email'), sortName: wordsIn(row, 'reading'), department: wordsIn(row, 'department'),
        language: language === 'en' || language === 'ja' || language === 'ko' ? language : null,
        enabled: switchIn(row, 'enabled', true), shared: switchIn(row, 'shared', false), otpRequired: switchIn(row, 'otpConfigured', false),
        policyGroupId: group === undefined ? realm.settings.newUserGroupId : group, passwordHash: wordsIn(row, 'passwordHash'),
      },
      link: typeof alias === 'string' && typeof subject === 'string' ? { alias, subject } : null,
    }
    return upstream && typeof subject === 'string' ? refuseLinked(upstream, subject).then(() => added) : added
  }

  async function changing(row: Row, user: User): Promise<Assessed> {
    const now = cellsOf(user, user.policyGroupId === null ? null : groupsById.get(user.policyGroupId) ?? null, firstIdentity(identities.get(user.id) ?? [], upstreams))
    const fields: Fields = []
    const changes: Body = {}
    for (const column of columns) {
      // Whoever is there has a password of their own already, or sets one up by mail (P-10).
      if (column === 'username' || column === 'passwordHash') continue
      const cell = rawAt(row, column)
      if (cell === '' || (cell !== clearMark && valueOf(cell) === now[column])) continue
      if (!isNamed(column)) throw new Refused('linked-by-itself', column)
      const value = column === 'policyGroup' ? groupIn(row) : valueIn(row, column)
      if (value === undefined || String(value ?? '') === (column === 'policyGroup' ? user.policyGroupId ?? '' : now[column])) continue
      if (column === 'policyGroup') mayRegroup()
      Object.assign(changes, { [bodyNames[column]]: value })
      fields.push({ column, before: now[column] === '' ? null : now[column], after: value === null ? null : typeof value === 'boolean' ? String(value) : column === 'policyGroup' ? valueOf(cell) : value })
    }
    refuseTaken(row, user)
    if (fields.length === 0) return { kind: 'unchanged' }
    const held = await storage.roles.effectiveOf(realm.id, user.id)
    refuseAbove(caller, held)
    const factor = switchOf(user, changes)
    const disables = changes.enabled === false
    // What is done with the rest of the file is done with this session.
    if (user.id === caller.user?.id && (disables || factor === 'reset' || factor === 'turn-off')) throw new Refused('permission.not-for-yourself', disables ? 'enabled' : 'otpConfigured')
    if (administrativeRolesOf(held).length > 0 && (disables || factor === 'reset')) await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
    const hasSome = user.otpStatus !== 'none' || user.emergencyLeft > 0
    const removes = hasSome && (factor === 'reset' || (factor === 'turn-off' && !(await requiredOtherwise(needs, realm, user))))
    const authenticators = removes ? (await storage.authenticators.listOf(realm.id, user.id)).length : 0
    return { kind: 'changed', line: row.line, fields, user, body: changes, removes, authenticators, emergencyTokens: removes ? user.emergencyLeft : 0, disables }
  }

  async function assess(row: Row): Promise<Assessed> {
    try {
      if (row.cells.length > columns.length) throw new Refused('too-many-cells')
      if (cellAt(row, 'username') === '') throw new Refused('username-missing', 'username')
      const user = known.byUsername(cellAt(row, 'username'))
      return await (user ? changing(row, user) : adding(row, String(valueIn(row, 'username'))))
    } catch (error) {
      return { kind: 'failed', failure: failureOf(row.line, error) }
    }
  }

  const assessed: Assessed[] = []
  for (const row of rows) assessed.push(await assess(row))
  return assessed
}

/** As the preview shows it; null for lines that do nothing. */
export function shownOf(line: Assessed): ImportedPerson | null {
  if (line.kind === 'added') {
    const { username, givenName, familyName } = line.person
    return { line: line.line, kind: 'added', userId: null, username, givenName, familyName, fields: line.fields(), removes: false, authenticators: 0, emergencyTokens: 0, disables: false }
  }
  if (line.kind !== 'changed') return null
  const { id, username, givenName, familyName } = line.user
  const { removes, authenticators, emergencyTokens, disables } = line
  return { line: line.line, kind: 'changed', userId: id, username, givenName, familyName, fields: [...line.fields], removes, authenticators, emergencyTokens, disables }
}
