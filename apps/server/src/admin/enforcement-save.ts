import { Problem } from '@tegata/contract'
import type { Enforcement, EnforcementAct, Realm, Statement, Storage } from '@tegata/storage'
import type { AuditType } from '../audit/events.ts'
import type { Caller } from './caller.ts'
import { commitAlone } from './commit.ts'
import { expectVersion, type IfMatch } from './if-match.ts'
import { type Names, namesOf } from './enforcement-target.ts'
import { changesOf } from './enforcement-view.ts'
import type { Call } from './serve.ts'

export type SaveNeeds = { storage: Pick<Storage, 'unit' | 'realms' | 'policies' | 'roles' | 'groups' | 'audit' | 'clock'> }
type Event = Call<unknown>['event']
type By = { realm: Realm; caller: Caller; event: Event; ifMatch: IfMatch }

const events: Readonly<Record<EnforcementAct, AuditType>> = {
  draft: 'enforcement.drafted', change: 'enforcement.changed', announce: 'enforcement.announced', postpone: 'enforcement.postponed',
  'bring-forward': 'enforcement.brought-forward', suspend: 'enforcement.suspended', resume: 'enforcement.resumed', end: 'enforcement.ended',
}

/** Acts that say when it starts: whoever heard of it before hears of it again. */
const saysWhen: readonly EnforcementAct[] = ['announce', 'postpone', 'bring-forward', 'resume']

export type Decided = { after: Enforcement; act: EnforcementAct; reason: string; detail?: Record<string, unknown> }

/** Saves enforcements, each with its version and its event, in one unit. */
export function createSave({ storage }: SaveNeeds) {
  const { policies, audit, clock } = storage

  const told = (names: Names, before: Enforcement | undefined, { after, act, reason, detail }: Decided, { event, caller }: Pick<By, 'event' | 'caller'>): readonly Statement[] => {
    const changes = changesOf(before, after, names)
    const values = (pick: 'before' | 'after') => Object.fromEntries(changes.map((change) => [change.field, change[pick]]))
    return [
      policies.recordEnforcement({ at: clock.now(), act, actor: { id: caller.actor, name: caller.name }, reason, document: after }),
      audit.record(event(events[act], {
        userId: null, reason: reason || null,
        detail: { enforcement: after.id, name: after.name, ...(before ? { before: values('before') } : {}), after: values('after'), ...detail },
      })),
    ]
  }

  async function get(realm: Realm, id: string): Promise<Enforcement> {
    const rule = await policies.enforcement(realm.id, id)
    if (!rule) throw new Problem('enforcement.not-found')
    return rule
  }

  return {
    get,

    /** Alone, as every other change: what it names is not deleted between the look at it and its end. */
    async add({ realm, ...by }: Omit<By, 'ifMatch'>, make: (names: Names) => Promise<Enforcement>): Promise<Enforcement> {
      let made: Enforcement | undefined
      await commitAlone({ storage }, realm, async () => {
        const names = await namesOf({ storage }, realm)
        const after = made = await make(names)
        return [policies.saveEnforcement(after), ...told(names, undefined, { after, act: 'draft', reason: '' }, by)]
      }, () => new Problem('enforcement.name-taken'))
      if (!made) throw new Error('What was committed was made.')
      return made
    },

    /**
     * What `decide` makes of the rule as it is at the end of the waiting line: of two administrators at once the second
     * is told that somebody was faster. Null: nothing is different, and nothing is saved.
     */
    async move(id: string, { realm, ifMatch, ...by }: By, decide: (before: Enforcement, now: number) => Promise<Decided | null>): Promise<Enforcement> {
      const seen = await get(realm, id)
      expectVersion(ifMatch, seen.version)
      let saved = seen
      await commitAlone({ storage }, realm, async () => {
        const before = await get(realm, id)
        if (before.version !== seen.version) throw new Problem('request.precondition-failed')
        const decided = await decide(before, clock.now())
        if (!decided) return []
        const version = before.version + 1
        saved = { ...decided.after, version, ...(saysWhen.includes(decided.act) ? { edition: version } : {}) }
        return [
          policies.saveEnforcement({ ...saved, version: before.version }),
          ...told(await namesOf({ storage }, realm), before, { ...decided, after: saved }, by),
        ]
      }, ({ duplicate }) => new Problem(duplicate ? 'enforcement.name-taken' : 'request.precondition-failed'))
      return saved
    },

    async remove(id: string, { realm, ifMatch, event }: By): Promise<void> {
      const rule = await get(realm, id)
      expectVersion(ifMatch, rule.version)
      if (rule.state !== 'draft') throw new Problem('enforcement.wrong-state', { state: rule.state })
      await commitAlone({ storage }, realm, async () => [
        policies.removeEnforcement(rule), audit.record(event('enforcement.deleted', { userId: null, detail: { enforcement: rule.id, name: rule.name } })),
      ], async () => new Problem(await policies.enforcement(realm.id, id) ? 'request.precondition-failed' : 'enforcement.not-found'))
    },
  }
}
