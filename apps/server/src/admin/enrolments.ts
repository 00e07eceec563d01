import { Problem, toWire } from '@tegata/contract'
import { type BindOutcome, bindingSnapshot, canBind, type Facts } from '@tegata/policy'
import type { Instant, Realm, Storage, User } from '@tegata/storage'
import { beginSetUp, binding, freeLabel } from '../journey/enrol.ts'
import type { CanMail } from '../journey/facts.ts'
import { accountName, enrolmentOf, judgeSetUp, labelsOf } from '../journey/showing.ts'
import type { Pending } from '../journey/state.ts'
import { counter } from '../journey/subject.ts'
import { words } from '../ui/words.ts'
import { authenticatorView } from './authenticators.ts'
import { createBeside, refusalOf } from './beside.ts'
import type { Caller } from './caller.ts'
import { commit, commitAlone } from './commit.ts'
import { roseMeanwhile, staysBelow } from './guard.ts'
import type { Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage,
    | 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'groups' | 'authenticators' | 'policies' | 'resetRequests' | 'emergencyTokens' | 'upstreams'
    | 'sessions' | 'clients' | 'logouts' | 'protocol' | 'throttle' | 'audit'>
  letters: Letters
  canMail: CanMail
}

/** Milliseconds that a QR code waits for the code of the app. */
const enrolmentLife = 10 * 60_000
/** Wrong codes for one QR code. The limits of the person's own sign-ins know nothing of them. */
const wrongCodes = { max: 10, windowMs: enrolmentLife }
/** QR codes that one administrator may have shown, an hour. */
const beginnings = { max: 60, windowMs: 60 * 60_000 }

const model = 'Enrolment'
/** The secret, who had it shown, in which session, for whom, and when. */
type Kept = Pending & { userId: string; actor: string; session: string | null; begunAt: Instant }
const isKept = (payload: object): payload is Kept => 'secret' in payload && 'actor' in payload && 'set' in payload && 'begunAt' in payload

/**
 * An authenticator app, set up with the person beside the administrator (S1-7 … S1-20). What binds it is the
 * administrator's word: a fresh factor and a permission of its own, never for oneself and for nobody above oneself (Z-2),
 * and only where no other authenticator could vouch (P13). What the person was when the QR code was shown they must be
 * when it is bound (P15).
 */
export const enrolmentsApi = (needs: Needs): Performs<'beginEnrolment' | 'confirmEnrolment'> => {
  const { storage } = needs
  const { unit, clock, users, authenticators, protocol, throttle, audit } = storage
  const beside = createBeside(needs)

  const bondOf = (facts: Facts, shown: string): Extract<BindOutcome, { ok: true }> => {
    const bond = canBind(facts, { kind: 'totp', by: 'administrator', shown })
    if (!bond.ok) throw refusalOf(bond)
    return bond
  }
  /** Of one person only the newest counts, whoever began it (T-2). */
  const rowsOf = (user: Pick<User, 'id'>): string => `enrolment ${user.id}`

  /** The one that this caller began in this session, for this person, while it counts. To everybody else there is none. */
  async function begun(realm: Realm, caller: Caller, user: User, id: string): Promise<Kept> {
    const row = await protocol.find(realm.id, model, id)
    const age = row !== undefined && isKept(row.payload) ? clock.now() - row.payload.begunAt : Number.NaN
    if (row === undefined || !isKept(row.payload) || row.consumedAt !== null || !(Math.abs(age) < enrolmentLife)) throw new Problem('enrolment.not-found')
    const { userId, actor, session } = row.payload
    if (userId !== user.id || actor !== caller.actor || session !== (caller.session ?? null)) throw new Problem('enrolment.not-found')
    return row.payload
  }

  return {
    async beginEnrolment({ realm, caller, params, event }) {
      const { user, facts } = await beside(realm, caller, params.userId)
      const now = clock.now()
      const shown = bindingSnapshot(facts)
      bondOf(facts, shown)
      const pending = beginSetUp(await authenticators.setDigest(realm.id, user.id), shown, now)
      const kept: Kept = { ...pending, expiresAt: now + enrolmentLife, userId: user.id, actor: caller.actor, session: caller.session ?? null, begunAt: now }

      const limit = throttle.reserve('admin.enrolment', counter(realm, 'enrolment', 'begin', caller.actor), beginnings)
      await commit(unit, [limit, audit.record(event('enrolment.begun', { userId: user.id, detail: { authenticatorId: pending.authenticatorId } }))],
        () => new Problem('request.too-many', { retryAfterSeconds: beginnings.windowMs / 1000 }))
      // Two at the very same time may both be left: of them one binds (P15), the other is told that it came too late.
      await protocol.revokeByGrantId(realm.id, rowsOf(user))
      const saved = await protocol.save({
        // Known by the id of what it may become: nobody can guess it, and it says nothing.
        model, id: pending.authenticatorId, realmId: realm.id, payload: kept, userId: user.id, epoch: user.epoch, grantId: rowsOf(user),
        sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: kept.expiresAt,
      })
      if (!saved) throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
      const { otpauthUri, secret, account, algorithm, digits, periodSeconds } = enrolmentOf({ realm, user }, pending)
      return { value: { id: pending.authenticatorId, otpauthUri, key: secret, account, algorithm, digits, periodSeconds, expiresAt: toWire(kept.expiresAt) } }
    },

    async confirmEnrolment({ realm, caller, params, body, event }) {
      const { user, facts } = await beside(realm, caller, params.userId)
      const pending = await begun(realm, caller, user, params.enrolmentId)
      bondOf(facts, pending.shown)

      // Reserved before the code is looked at: of fifty at once ten are judged (L-4).
      const key = counter(realm, 'enrolment', 'confirm', params.enrolmentId)
      await commit(unit, [throttle.reserve('admin.enrolment-code', key, wrongCodes)], () => new Problem('enrolment.too-many-codes'))
      const at = clock.now()
      const judged = judgeSetUp(pending, body.code, at, accountName({ realm, user }))
      if (!judged.ok) {
        const { problem } = judged
        const isClock = problem.code === 'clock-slow' || problem.code === 'clock-fast'
        throw new Problem('enrolment.wrong-code', {
          reason: isClock ? problem.code : problem.code === 'code-malformed' ? 'malformed' : 'wrong', ...(isClock ? { minutes: Number(problem.n) } : {}),
        })
      }
      if (!await protocol.consume(realm.id, model, params.enrolmentId)) throw new Problem('enrolment.not-found')

      const { address, userAgent } = event('authenticator.added', { userId: user.id })
      const label = freeLabel(words({ language: user.language ?? realm.settings.languages[0] ?? 'en', zone: realm.settings.zone }).t('account.kind.totp'),
        labelsOf(await authenticators.listOf(realm.id, user.id)))
      await commitAlone(needs, realm, async () => {
        // Of now, also where another change of this realm came first: who they are, and whether this caller may.
        const then = await beside(realm, caller, user.id)
        return [
          ...staysBelow(storage, caller, realm, user.id),
          users.unchanged(realm.id, user.id, { epoch: then.user.epoch, credentialVersion: then.user.credentialVersion }),
          ...await binding(needs, {
            realm, user: then.user, bond: bondOf(then.facts, pending.shown), at, journeyId: null, keepSession: null,
            authenticator: { id: pending.authenticatorId, secret: pending.secret, step: judged.step, label, set: pending.set, shown: pending.shown },
            where: { address: address ?? '', userAgent: userAgent ?? '', clientId: caller.clientId }, by: { actor: caller.actor, name: caller.name },
          }),
          throttle.clear(key),
        ]
      }, (miss) => roseMeanwhile(miss) ?? new Problem('enrolment.changed'))
      const bound = (await authenticators.listOf(realm.id, user.id)).find(({ id }) => id === pending.authenticatorId)
      if (!bound) throw new Problem('enrolment.changed')
      return { value: authenticatorView(bound) }
    },
  }
}
