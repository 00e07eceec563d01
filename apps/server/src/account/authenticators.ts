import { randomBytes, randomUUID } from 'node:crypto'
import { referenceNumber } from '@tegata/otp'
import { bindingSnapshot, canBind, canRemove } from '@tegata/policy'
import type { Authenticator } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { hashOf } from '../journey/browser.ts'
import { beginSetUp, binding, confirmTries, freeLabel, isAlive } from '../journey/enrol.ts'
import type { Parts } from '../journey/parts.ts'
import { seeOther, send } from '../journey/reading.ts'
import { accountName, codeProblem, enrolmentOf, judgeSetUp, labelsOf, waitProblem } from '../journey/showing.ts'
import { move, newJourney, type Pending } from '../journey/state.ts'
import { counter } from '../journey/subject.ts'
import { codePage } from '../ui/pages/code.ts'
import { type PageProblem, words } from '../ui/words.ts'
import type { AddressPages } from './addresses.ts'
import { addMethodPage, addPage, removePage, renamePage, replacePage } from './authenticator-view.ts'
import type { OneAuthenticator } from './one-authenticator.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'

const longestLabel = 64

export function createAuthenticatorPages(parts: Parts, visits: AccountVisits, one: OneAuthenticator, addresses: Pick<AddressPages, 'test' | 'tryCode'>) {
  const { storage, journeys, attempts, letters, interactions } = parts
  const { held, methodsFor, about, answering, walkOf, transactionOf } = one

  /** What the set-up page shows: the secret that it showed before, unless that no longer counts or is for another one. */
  async function pendingOf(visit: AccountVisit, replaces: string | null): Promise<Pending | undefined> {
    const walk = await walkOf(visit)
    if (walk === undefined) return undefined
    const set = await storage.authenticators.setDigest(visit.realm.id, visit.user.id)
    const shown = bindingSnapshot(visit.facts)
    const { pending } = walk.state
    if (pending !== null && pending.replaces === replaces && isAlive(pending, set, shown, visit.now)) return pending
    const saved = await journeys.save(move(walk, { pending: { ...beginSetUp(set, shown, visit.now), replaces } }))
    return saved?.state.pending ?? undefined
  }

  async function showSetUp(visit: AccountVisit, replaced: Authenticator | null, given: { problem?: PageProblem; label?: string } = {}): Promise<void> {
    const { ctx, frame, form, path, realm, user } = visit
    const pending = await pendingOf(visit, replaced?.id ?? null)
    if (pending === undefined) return seeOther(ctx, path())
    const label = given.label ?? replaced?.label ?? freeLabel(words(frame).t('account.kind.totp'), labelsOf(await held(visit)))
    const to = replaced === null ? '/add/app' : `/authenticators/${replaced.id}/replace/app`
    send(ctx, addPage({
      ...frame, ...form(to), enrolment: { ...enrolmentOf({ realm, user }, pending), label }, problem: given.problem, backHref: path(), replacing: replaced?.label,
    }))
  }

  /** One that works was proved in the last five minutes (P13). Otherwise the browser is on its way to prove it. */
  function mayBind(visit: AccountVisit, replaces: readonly string[]): boolean {
    const outcome = canBind(visit.facts, { kind: 'totp', replaces })
    if (outcome.ok) return true
    if (outcome.reason === 'proof-missing' && outcome.needs === 'authenticator') visits.proveAnew(visit)
    else seeOther(visit.ctx, visit.path())
    return false
  }

  /** Proves the new one, and binds it; the one that it replaces goes in the same unit. */
  async function setUp(visit: AccountVisit, replaced: Authenticator | null, fields: Readonly<Record<string, string>>): Promise<void> {
    const { ctx, realm, user, session, facts, where, path } = visit
    const walk = await walkOf(visit)
    const pending = walk?.state.pending ?? null
    if (walk === undefined || pending === null || pending.replaces !== (replaced?.id ?? null)) return showSetUp(visit, replaced)
    const others = (await held(visit)).filter(({ id }) => id !== replaced?.id)
    const label = (fields.label ?? '').trim()
    const refuse = (problem: PageProblem) => showSetUp(visit, replaced, { problem, label })
    const wrong = labelProblem(label, others)
    if (wrong !== null) return refuse(wrong)
    if ((fields.code ?? '').trim() === '') return refuse({ code: 'code-missing' })

    const at = storage.clock.now()
    const key = counter(realm, 'code', 'enrol', user.id)
    const reserved = await storage.unit([storage.throttle.reserve('enrol', key, confirmTries)])
    if (!reserved.ok) return refuse(waitProblem(visit, { until: (await storage.throttle.state(key)).closedUntil ?? at, long: false }))
    const judged = judgeSetUp(pending, fields.code ?? '', at, accountName(visit))
    if (!judged.ok) return refuse(judged.problem)

    const bond = canBind(facts, { kind: 'totp', shown: pending.shown, replaces: replaced === null ? [] : [replaced.id] })
    if (!bond.ok) return mayBind(visit, replaced === null ? [] : [replaced.id]) ? refuse({ code: 'other-device' }) : undefined
    const authenticator = { id: pending.authenticatorId, secret: pending.secret, step: judged.step, label, set: pending.set, shown: pending.shown }
    if (!await interactions.turnSession(ctx, realm, session.uid)) return seeOther(ctx, path())
    const outcome = await storage.unit([
      storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
      ...await binding(parts, { realm, user, authenticator, bond, journeyId: walk.id, keepSession: session.uid, where, at, replaces: replaced === null ? [] : [replaced] }),
      // The session has proved the new one: what rested on the replaced one goes on.
      storage.sessions.setProofs(realm.id, session.uid, [...session.proofs, { kind: 'totp', at, journeyId: session.journeyId, epoch: user.epoch, authenticatorId: authenticator.id }], { ...session, expiresAt: session.startedAt + realm.settings.sessionMaxMs }),
    ])
    if (!outcome.ok) return refuse({ code: 'other-device' })
    await journeys.update(walk, (newest) => move(newest, { pending: null }))
    seeOther(ctx, path(`?saved=authenticator-${replaced === null ? 'added' : 'replaced'}`))
  }

  // --- add ---

  async function showAdd(ctx: RequestContext): Promise<void> {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    send(ctx, addMethodPage({ ...visit.frame, ...visit.form('/add'), methods: methodsFor(visit), backHref: visit.path() }))
  }

  /** The first one is bound by password and mailbox, in a walk of its own (P14); another one by one that is there. */
  async function add(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { visit, fields } = given
    const { realm, user, session, decision, token, now, path } = visit
    const method = methodsFor(visit).find((kind) => kind === fields.method) ?? null
    if (decision.hasOne) return seeOther(ctx, path(method === 'emailed-code' ? '/add/email' : '/add/app'))
    const walk = newJourney({ id: randomUUID(), realmId: realm.id, browserHash: hashOf(token), now, kind: 'account', reference: referenceNumber(randomBytes), user, session: session.uid, language: visit.language })
    await journeys.create(move(walk, { method }))
    seeOther(ctx, `/realms/${realm.name}/journey/${walk.id}`)
  }

  async function showAddApp(ctx: RequestContext): Promise<void> {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    if (!visit.decision.hasOne) return seeOther(ctx, visit.path('/add'))
    if (mayBind(visit, [])) await showSetUp(visit, null)
  }

  async function addApp(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    if (!given.visit.decision.hasOne) return seeOther(ctx, given.visit.path('/add'))
    await setUp(given.visit, null, given.fields)
  }

  // --- replace ---

  const showReplace = about((visit, { id, label }) => {
    const { ctx, frame, form, path } = visit
    send(ctx, replacePage({ ...frame, ...form(`/authenticators/${id}/replace`), label, methods: methodsFor(visit), backHref: path() }))
  })
  const beginReplace = answering(async (visit, { id, kind }, fields) => {
    const methods = methodsFor(visit)
    const method = methods.find((each) => each === (fields.method ?? kind)) ?? methods[0]
    seeOther(visit.ctx, visit.path(`/authenticators/${id}/replace/${method === 'emailed-code' ? 'email' : 'app'}`))
  })
  const showReplaceApp = about(async (visit, authenticator) => {
    if (mayBind(visit, [authenticator.id])) await showSetUp(visit, authenticator)
  })
  const replaceApp = answering(setUp)

  // --- rename, test, remove ---

  const showRename = about((visit, authenticator) => rename(visit, authenticator, {}))
  const rename = ({ ctx, frame, form, path }: AccountVisit, { id, label }: Authenticator, given: { label?: string; problem?: PageProblem }): void =>
    send(ctx, renamePage({ ...frame, ...form(`/authenticators/${id}/rename`), label, ...given, backHref: path() }))

  const saveName = answering(async (visit, authenticator, fields) => {
    const { realm, user, where, ctx, path } = visit
    const label = (fields.label ?? '').trim()
    const problem = labelProblem(label, (await held(visit)).filter(({ id }) => id !== authenticator.id))
    if (problem !== null) return rename(visit, authenticator, { label, problem })
    await storage.unit([
      storage.authenticators.rename(realm.id, user.id, authenticator.id, label),
      storage.audit.record({
        realmId: realm.id, type: 'authenticator.renamed', actor: user.id, userId: user.id, ...where, outcome: 'success',
        detail: { authenticatorId: authenticator.id, label, before: authenticator.label },
      }),
    ])
    seeOther(ctx, path('?saved=authenticator-renamed'))
  })

  const showTest = about((visit, authenticator) => authenticator.kind === 'emailed-code' ? addresses.test(visit, authenticator) : test(visit, authenticator))
  async function test(visit: AccountVisit, { id }: Authenticator, problem?: PageProblem): Promise<void> {
    const { ctx, realm, user, frame, form, path } = visit
    const wait = await attempts.waitUntil(realm, user.id)
    send(ctx, codePage({
      ...frame, ...form(`/authenticators/${id}/test`), method: { kind: 'totp', label: accountName(visit) }, username: user.username, test: true, backHref: path(),
      problem: wait === null ? problem : waitProblem(visit, wait), open: wait === null,
    }))
  }
  const tryCode = answering(async (visit, authenticator, fields) => {
    if (authenticator.kind === 'emailed-code') return addresses.tryCode(visit, authenticator, fields)
    const { ctx, realm, user, session, where, path } = visit
    const code = fields.code ?? ''
    if (code.trim() === '') return test(visit, authenticator, { code: 'code-missing' })
    const outcome = await attempts.attempt({ realm, user, code, authenticatorIds: [authenticator.id], transaction: transactionOf(visit), journeyId: session.journeyId, where, isTest: true })
    if (outcome.kind === 'right') return seeOther(ctx, path('?saved=code-tested'))
    return test(visit, authenticator, codeProblem(visit, outcome))
  })

  /** Whether it may go; undefined when the browser is on its way to prove a factor first (T-7). */
  function removal(visit: AccountVisit, { id }: Authenticator): 'allowed' | 'needed' | undefined {
    const outcome = canRemove(visit.facts, id)
    if (outcome.ok) return 'allowed'
    if (outcome.reason === 'proof-missing') visits.proveAnew(visit)
    else if (outcome.reason === 'last-one') return 'needed'
    else seeOther(visit.ctx, visit.path())
    return undefined
  }

  const showRemove = about(async (visit, authenticator) => {
    const { ctx, frame, form, path } = visit
    const may = removal(visit, authenticator)
    if (may === undefined) return
    const isLast = (await held(visit)).length === 1
    send(ctx, removePage({
      ...frame, ...form(`/authenticators/${authenticator.id}/remove`), label: authenticator.label, backHref: path(),
      last: may === 'needed' ? 'needed' : isLast ? 'allowed' : 'no', replaceHref: path(`/authenticators/${authenticator.id}/replace`),
    }))
  })

  const remove = answering(async (visit, authenticator) => {
    const { ctx, realm, user, facts, where, path } = visit
    const may = removal(visit, authenticator)
    if (may === undefined) return
    if (may === 'needed') return seeOther(ctx, path(`/authenticators/${authenticator.id}/remove`))
    const { id, label, kind } = authenticator
    const outcome = await storage.unit([
      storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
      ...storage.authenticators.remove(realm.id, user.id, id, facts.user.authenticators),
      storage.audit.record({ realmId: realm.id, type: 'authenticator.removed', actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { authenticatorId: id, kind, label } }),
      ...letters.authenticatorRemoved(realm, user, { id, label, kind }, { at: storage.clock.now(), address: where.address }),
    ])
    // Something else about the person changed meanwhile: the question is put again, on what is there now.
    seeOther(ctx, path(outcome.ok ? '?saved=authenticator-removed' : `/authenticators/${id}/remove`))
  })

  return {
    showAdd, add, showAddApp, addApp, showReplace, beginReplace, showReplaceApp, replaceApp, showRename, saveName, showTest, tryCode, showRemove, remove,
  }
}

/** A name that tells it from the others. */
function labelProblem(label: string, others: readonly Authenticator[]): PageProblem | null {
  if (label === '') return { code: 'label-missing' }
  if ([...label].length > longestLabel) return { code: 'label-long', n: longestLabel }
  return freeLabel(label, labelsOf(others)) === label ? null : { code: 'label-taken' }
}
