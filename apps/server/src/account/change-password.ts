import type { Proof } from '@tegata/policy'
import type { RequestContext } from '../http/route.ts'
import { endingSessions } from '../journey/ending.ts'
import type { Parts } from '../journey/parts.ts'
import { seeOther, send } from '../journey/reading.ts'
import { minLength, passwordProblem } from '../journey/showing.ts'
import type { PageProblem } from '../ui/words.ts'
import { changePasswordPage } from './change-password-view.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'

const freshFor = 5 * 60_000

export function createChangePassword(parts: Parts, visits: AccountVisits) {
  const { storage, hashing, checkPassword, cookies, letters, interactions } = parts

  /** Whoever has an authenticator has shown it just now (P-4). */
  const isFresh = ({ decision, session, now }: AccountVisit): boolean =>
    !decision.hasOne || session.proofs.some(({ authenticatorId, at }) => authenticatorId !== undefined && now - at <= freshFor)

  const page = (visit: AccountVisit, problem?: PageProblem) =>
    send(visit.ctx, changePasswordPage({ ...visit.frame, ...visit.form('/password'), minLength: minLength(visit), problem, backHref: visit.path() }))

  async function show(ctx: RequestContext): Promise<void> {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    if (!visit.user.hasPassword) return seeOther(ctx, visit.path())
    if (!isFresh(visit)) return visits.proveAnew(visit)
    page(visit)
  }

  async function change(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { visit, fields } = given
    const { realm, user, session, where, path } = visit
    if (!user.hasPassword) return seeOther(ctx, path())
    if (!isFresh(visit)) return visits.proveAnew(visit)
    const { password = '', newPassword = '', confirmPassword = '' } = fields

    const current = await checkPassword({
      realm, login: user.username, password, onlyUserId: user.id, knownCookie: cookies.read(ctx, cookies.nameOf(realm.name, 'known')),
      address: where.address, userAgent: where.userAgent, clientId: where.clientId, journeyId: session.journeyId,
    })
    if (current.kind === 'wait') return page(visit, { code: 'password-wait', until: current.until })
    if (current.kind === 'wrong') return page(visit, { code: 'password-current' })
    if (newPassword !== confirmPassword) return page(visit, { code: 'password-mismatch' })
    if (newPassword === password) return page(visit, { code: 'password-same' })
    const problem = passwordProblem(visit, newPassword)
    if (problem !== null) return page(visit, problem)

    const hash = await hashing.hash(newPassword)
    // Whoever made the owner change it may hold this very session.
    if (!await interactions.turnSession(ctx, realm, session.uid)) return seeOther(ctx, path())
    const others = (await storage.sessions.listOf(realm.id, user.id)).filter(({ uid }) => uid !== session.uid)
    const ending = fields.endOthers === 'on' ? await endingSessions(parts, realm, others) : []
    const setPassword = storage.users.setPassword(realm.id, user.id, hash, { credentialVersion: user.credentialVersion, byMail: false })
    // Proofs by the old password fall. Both were typed here, so this session goes on by the new one.
    const proof: Proof = { kind: 'password', at: storage.clock.now(), journeyId: session.journeyId, epoch: user.epoch }
    const outcome = await storage.unit([
      setPassword,
      storage.links.voidAll(realm.id, user.id, 'password-changed', ['set-up', 'reset-password', 'confirm-mail']),
      ...ending,
      storage.sessions.setProofs(realm.id, session.uid, [...session.proofs.filter(({ kind }) => kind !== 'password'), proof], session),
      storage.audit.record({ realmId: realm.id, type: 'password.changed', actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { endedOthers: fields.endOthers === 'on' } }),
      ...letters.passwordChanged(realm, user, { at: proof.at, address: where.address }),
    ])
    if (!outcome.ok) return page(visit, { code: 'try-later' })
    seeOther(ctx, path('?saved=password-changed'))
  }

  return { show, change }
}
