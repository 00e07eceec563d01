import { setImmediate } from 'node:timers/promises'
import { exportColumns, type ImportFailure, lineFaults, type Operations, Problem } from '@tegata/contract'
import type { NewUser, Statement, Storage } from '@tegata/storage'
import { takenBy } from './find-user.ts'
import { type Assessed, assessLines, failureOf, type LineNeeds, shownOf } from './import-lines.ts'
import { inTimeOrder } from './ids-in-order.ts'
import { linkingNew } from './link-new-user.ts'
import { cellsOf, firstIdentity } from './people-cells.ts'
import { groupsById } from './policy-impact.ts'
import type { Call, Perform, Performs } from './serve.ts'
import { createTurns } from './turns.ts'
import { type FilterNeeds, userFilter } from './user-filter.ts'

type Needs = LineNeeds & {
  storage: LineNeeds['storage'] & FilterNeeds & Pick<Storage, 'unit' | 'audit' | 'clock' | 'identities' | 'secrets'>
  /** One person's edit with all that it brings about, in one unit: what the console's own form does. */
  changeUser: Perform<Operations['changeUser']>
}
type ImportCall = Call<Operations['importUsers']>
type Added = Extract<Assessed, { kind: 'added' }>
type Changed = Extract<Assessed, { kind: 'changed' }>
const linesPerPage = 500

const unconfirmed = (line: number): ImportFailure => ({ line, column: 'otpConfigured', code: 'removal-not-confirmed', detail: lineFaults['removal-not-confirmed'] })

const tally = (lines: readonly Assessed[]) => {
  const count = (kind: Assessed['kind']) => lines.filter((line) => line.kind === kind).length
  return {
    added: count('added'), changed: count('changed'), unchanged: count('unchanged'),
    failures: lines.flatMap((line) => (line.kind === 'failed' ? [line.failure] : [])),
  }
}

/** People in and out of files. The server holds no file: lines come and go in parts. */
export const importApi = (needs: Needs): Performs<'previewImport' | 'importUsers' | 'exportUsers'> => {
  const { storage } = needs
  const { unit, users, imports, policies, audit, upstreams } = storage
  const turns = createTurns(needs)

  const created = ({ event }: ImportCall, { id, username, otpRequired }: NewUser) =>
    event('user.created', { userId: id, detail: { username, otpRequired, setupMail: false, emergencyTokens: 0, by: 'import' } })
  const holding = (realmId: number, people: readonly NewUser[]): readonly Statement[] =>
    [...new Set(people.flatMap(({ policyGroupId }) => policyGroupId ?? []))].map((id) => policies.holdGroup(realmId, id))

  function adding(call: ImportCall, lines: readonly Added[]): readonly Statement[] {
    const { realm } = call
    const ids = inTimeOrder(storage.clock.now(), lines.length)
    const people = lines.flatMap(({ person }, at) => { const id = ids[at]; return id === undefined ? [] : [{ ...person, id }] })
    return [...holding(realm.id, people), ...imports.create(realm.id, people, people.map((person) => created(call, person)))]
  }

  /** New people, all in one unit; where somebody is in the way, each half by itself, so that only those fail. */
  async function add(call: ImportCall, lines: readonly Added[]): Promise<readonly ImportFailure[]> {
    if (lines.length === 0) return []
    const outcome = await unit(adding(call, lines))
    return outcome.ok ? [] : addApart(call, lines, outcome.missed)
  }

  /** The same once it is known that they do not go in one unit. */
  async function addApart(call: ImportCall, lines: readonly Added[], missed: string): Promise<readonly ImportFailure[]> {
    const [only] = lines
    if (lines.length === 1 && only) {
      const taken = await takenBy(needs, call.realm, only.person, null)
      return [failureOf(only.line, taken ?? new Problem(missed === 'policies.holdGroup' ? 'policy-group.not-found' : 'server.unavailable'))]
    }
    const middle = Math.ceil(lines.length / 2)
    return [...await add(call, lines.slice(0, middle)), ...await add(call, lines.slice(middle))]
  }

  async function addLinked(call: ImportCall, { line, person, link }: Added & { link: NonNullable<Added['link']> }): Promise<readonly ImportFailure[]> {
    const { realm, caller, event } = call
    try {
      const linking = await linkingNew(needs, realm, caller, link)
      const user = { ...person, id: linking.id, subject: linking.subject }
      const outcome = await unit([
        ...holding(realm.id, [user]), ...users.create(realm.id, user), linking.link,
        audit.record(created(call, user)), audit.record(event('identity.linked', { userId: user.id, detail: linking.detail })),
      ])
      if (!outcome.ok) throw await linking.taken() ?? await takenBy(needs, realm, person, null) ?? new Problem('server.unavailable')
      return []
    } catch (error) {
      return [failureOf(line, error)]
    }
  }

  async function change(call: ImportCall, { line, user, body }: Changed): Promise<readonly ImportFailure[]> {
    try {
      // On what was looked at a moment ago: who changed meanwhile is not overrun.
      await needs.changeUser({ ...call, params: { userId: user.id }, query: {}, body, ifMatch: { absent: false, any: false, tags: new Set([String(user.version)]) } })
      return []
    } catch (error) {
      return [failureOf(line, error)]
    }
  }

  return {
    async previewImport(call) {
      const lines = await assessLines(needs, call)
      return { value: { ...tally(lines), people: lines.flatMap((line) => shownOf(line) ?? []) } }
    },

    async importUsers(asked) {
      const { body } = asked
      // Why it was done stands with each person to whom it was done, too (Z-5).
      const event: ImportCall['event'] = (type, about) => asked.event(type, { ...about, reason: about.reason ?? body.reason ?? null })
      const call = { ...asked, event }
      const confirmed = new Set(body.removals)
      const lines = (await assessLines(needs, call)).map((line): Assessed =>
        line.kind === 'changed' && line.removes && !confirmed.has(line.line) ? { kind: 'failed', failure: unconfirmed(line.line) } : line)
      const counts = tally(lines)
      const added = lines.filter((line) => line.kind === 'added')
      const done = (result: Omit<typeof counts, 'failures'>, failed: number): Statement => audit.record(event('users.imported', {
        userId: null, detail: { ...result, failed, lines: [body.rows[0]?.line, body.rows.at(-1)?.line] },
      }))
      const { failures: _, ...whole } = counts
      // Most parts only add people: they and what is noted of the part are one unit, and the next part waits for no second one.
      const isPlain = added.length > 0 && counts.changed === 0 && added.every(({ link }) => link === null)
      const atOnce = isPlain ? await unit([...adding(call, added), done(whole, counts.failures.length)]) : null
      if (atOnce?.ok) return { value: counts }
      const failures = [...counts.failures, ...await (atOnce ? addApart(call, added, atOnce.missed) : add(call, added.filter(({ link }) => link === null)))]
      for (const { link, ...line } of added) if (link) failures.push(...await addLinked(call, { ...line, link }))
      const notAdded = failures.length - counts.failures.length
      let notChanged = 0
      for (const line of lines) {
        if (line.kind !== 'changed') continue
        const found = await change(call, line)
        notChanged += found.length
        failures.push(...found)
        await setImmediate()
      }
      const result = { added: counts.added - notAdded, changed: counts.changed - notChanged, unchanged: counts.unchanged }
      if (result.added + result.changed > 0) await unit([done(result, failures.length)])
      return { value: { ...result, failures: failures.toSorted((one, other) => one.line - other.line) } }
    },

    async exportUsers(call) {
      const { realm, query, event } = call
      const { cursor: _, lines = linesPerPage, ...asked } = query
      const turn = await turns('exportUsers', call, query)
      if (turn.place === null) {
        // Everybody's personal data leave at one go: a token alone, stolen or left open, is not enough for that.
        await call.demandFresh()
        // Noted before the first line leaves; whoever goes on has a cursor of an export that was noted.
        await unit([audit.record(event('users.exported', { userId: null, detail: { export: turn.id, filter: asked } }))])
      }
      const filter = await userFilter(storage, realm, asked)
      if (filter === null) return { value: { columns: [...exportColumns], rows: [], next: null } }
      const [page, groupOf, providers] = await Promise.all([users.list(realm.id, filter, turn.place, lines), groupsById(storage, realm), upstreams.list(realm.id)])
      const identities = await imports.identitiesOf(realm.id, providers.length === 0 ? [] : page.items.map(({ id }) => id))
      const rows = page.items.map((user) => {
        const cells = cellsOf(user, groupOf(user.policyGroupId), firstIdentity(identities.get(user.id) ?? [], providers))
        return exportColumns.map((column) => cells[column])
      })
      return { value: { columns: [...exportColumns], rows, next: turn.next(page.next) } }
    },
  }
}
