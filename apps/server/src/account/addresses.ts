import { bindingSnapshot, canBind } from '@tegata/policy'
import type { Authenticator } from '@tegata/storage'
import { addressOnFile, readNamed } from '../journey/named-address.ts'
import { beginAddress, binding, bindingOf, freeLabel, isOnFile, labelOfAddress } from '../journey/enrol.ts'
import type { MailTo } from '../journey/mailed-code.ts'
import type { Parts } from '../journey/parts.ts'
import { seeOther, send } from '../journey/reading.ts'
import { labelsOf, mailedProblem, waitProblem } from '../journey/showing.ts'
import { type Addressing, type Journey, move } from '../journey/state.ts'
import { inWords } from '../ui/frame.ts'
import { contactOf } from '../ui/layout.ts'
import { codePage } from '../ui/pages/code.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { addAddressPage, sendTestPage } from './address-view.ts'
import type { Fields, Handler, OneAuthenticator } from './one-authenticator.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'

/** Addresses that codes are mailed to, on the account page: added, changed and tested (S3-12). The first one of all is bound in a walk of its own (P14). */
export function createAddressPages(parts: Parts, visits: AccountVisits, { held, methodsFor, about, answering, walkOf, transactionOf }: OneAuthenticator) {
  const { storage, journeys, mailedCodes, interactions } = parts
  const baseOf = (replaced: Authenticator | null): string => replaced === null ? '/add/email' : `/authenticators/${replaced.id}/replace/email`

  /** One that works was proved in the last five minutes (P13). Otherwise the browser is on its way to prove it; and nothing is added or put in its place that is not offered. */
  function mayBind(visit: AccountVisit, replaced: Authenticator | null): boolean {
    const outcome = canBind(visit.facts, { kind: 'emailed-code', address: 'other', replaces: replaced === null ? [] : [replaced.id] })
    if (outcome.ok && methodsFor(visit).includes('emailed-code')) return true
    if (!outcome.ok && outcome.reason === 'proof-missing' && outcome.needs === 'authenticator') visits.proveAnew(visit)
    else seeOther(visit.ctx, visit.path())
    return false
  }

  /** Null when it went out; otherwise why not. */
  async function mail(visit: AccountVisit, walk: Journey, to: Omit<MailTo, 'application'>): Promise<PageProblem | null> {
    const { realm, user, where, language, frame } = visit
    const sent = await mailedCodes.send(realm, user, walk, { ...to, application: inWords(realm.settings.displayName, language) }, { where, language, known: true })
    if (sent.kind === 'sent' || sent.kind === 'gone') return null
    return sent.kind === 'too-soon' ? { code: 'mail-wait', until: sent.until } : { code: 'mail-limit', until: sent.until, contact: contactOf(frame) }
  }

  // --- the address ---

  function show(visit: AccountVisit, replaced: Authenticator | null, given: { typed?: string; problem?: PageProblem } = {}): void {
    const { ctx, realm, user, frame, form, path } = visit
    send(ctx, addAddressPage({ ...frame, ...form(baseOf(replaced)), onFile: addressOnFile(realm, user), replacing: replaced?.label, backHref: path(), ...given }))
  }

  async function choose(visit: AccountVisit, replaced: Authenticator | null, fields: Fields): Promise<void> {
    const { ctx, realm, user, facts, path } = visit
    if (!mayBind(visit, replaced)) return
    const named = readNamed(realm, user, fields)
    if (!named.ok) return show(visit, replaced, { typed: named.typed, problem: named.problem })
    const walk = await walkOf(visit)
    if (walk === undefined) return seeOther(ctx, path())
    const set = await storage.authenticators.setDigest(realm.id, user.id)
    const addressing = beginAddress(user, named, { set, shown: bindingSnapshot(facts), replaces: replaced?.id ?? null })
    const moved = await journeys.update(walk, (newest) => move(newest, { addressing }))
    const problem = moved === undefined ? null : await mail(visit, moved, { authenticatorId: null, address: named.address })
    if (problem !== null && problem.code !== 'mail-wait') return show(visit, replaced, { typed: named.address, problem })
    seeOther(ctx, path(`${baseOf(replaced)}/code`))
  }

  // --- its code ---

  const standing = (walk: Journey | undefined, replaced: Authenticator | null): { walk: Journey; addressing: Addressing } | undefined => {
    const addressing = walk?.state.addressing ?? null
    return walk === undefined || addressing === null || addressing.replaces !== (replaced?.id ?? null) ? undefined : { walk, addressing }
  }

  async function showCode(visit: AccountVisit, replaced: Authenticator | null, problem?: PageProblem): Promise<void> {
    const { ctx, realm, user, frame, form, path, now } = visit
    const found = standing(await walkOf(visit), replaced)
    if (found === undefined) return seeOther(ctx, path(baseOf(replaced)))
    const { walk: { state: { mailed } }, addressing: { address } } = found
    const isSent = mailed?.address === address && mailed.authenticatorId === null
    const wait = await mailedCodes.waitUntil(realm, user.id)
    const to = form(`${baseOf(replaced)}/code`)
    send(ctx, codePage({
      ...frame, ...to, title: words(frame).t('address.prove.title'), method: { kind: 'emailed-code', address, sentAt: isSent ? mailed.sentAt : null, expiresAt: mailed?.expiresAt ?? now, now },
      username: user.username, problem: wait === null ? problem : waitProblem(visit, wait), open: wait === null, resend: form(`${baseOf(replaced)}/again`), backHref: path(),
    }))
  }

  async function again(visit: AccountVisit, replaced: Authenticator | null): Promise<void> {
    const found = standing(await walkOf(visit), replaced)
    const problem = found === undefined ? null : await mail(visit, found.walk, { authenticatorId: null, address: found.addressing.address })
    if (problem === null) seeOther(visit.ctx, visit.path(`${baseOf(replaced)}/code`))
    else await showCode(visit, replaced, problem)
  }

  /** Binds the address that a code came from; the one that it replaces goes in the same unit. */
  async function prove(visit: AccountVisit, replaced: Authenticator | null, fields: Fields): Promise<void> {
    const { ctx, realm, user, session, facts, where, path } = visit
    const found = standing(await walkOf(visit), replaced)
    if (found === undefined) return seeOther(ctx, path(baseOf(replaced)))
    const { walk, addressing } = found
    const code = fields.code ?? ''
    if (code.trim() === '') return showCode(visit, replaced, { code: 'code-missing' })
    const judged = await mailedCodes.judge({ realm, user, code, journey: walk, transaction: transactionOf(visit), journeyId: session.journeyId, where })
    if (judged.kind !== 'right') return showCode(visit, replaced, mailedProblem({ frame: visit.frame, journey: walk }, judged))
    if (judged.mailed.address !== addressing.address || judged.mailed.authenticatorId !== null) return showCode(visit, replaced, { code: 'mail-code-expired' })

    const { authenticatorId: id, address, onFile, set, shown } = addressing
    const others = (await held(visit)).filter((each) => each.id !== replaced?.id)
    const authenticator = { id, label: freeLabel(labelOfAddress(address), labelsOf(others)), address, onFile: onFile && isOnFile(user, address), set, shown }
    const bond = canBind(facts, { ...bindingOf(authenticator), replaces: replaced === null ? [] : [replaced.id] })
    if (!bond.ok) {
      await storage.unit(judged.refund)
      return mayBind(visit, replaced) ? show(visit, replaced, { problem: { code: 'address-changed' } }) : undefined
    }
    if (!await interactions.turnSession(ctx, realm, session.uid)) return seeOther(ctx, path())
    const outcome = await storage.unit([
      ...judged.spending,
      storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
      ...await binding(parts, { realm, user, authenticator, bond, journeyId: walk.id, keepSession: session.uid, where, at: judged.at, replaces: replaced === null ? [] : [replaced] }),
      // The session has proved the new one: what rested on the replaced one goes on.
      storage.sessions.setProofs(realm.id, session.uid, [...session.proofs, { kind: 'emailed-code', at: judged.at, journeyId: session.journeyId, epoch: user.epoch, authenticatorId: id }], { ...session, expiresAt: session.startedAt + realm.settings.sessionMaxMs }),
    ])
    if (!outcome.ok) await storage.unit(judged.refund)
    if (!outcome.ok) return outcome.missed === 'emailed-code.spend' ? seeOther(ctx, path()) : show(visit, replaced, { problem: { code: 'address-changed' } })
    await journeys.update(walk, (newest) => move(newest, { addressing: null, mailed: null }))
    seeOther(ctx, path(`?saved=authenticator-${replaced === null ? 'added' : 'replaced'}`))
  }

  /** Beside one that is there; where there is none yet, the way to the first one. */
  const adding = (handle: (visit: AccountVisit, fields: Fields) => Promise<void> | void, isAnswer: boolean): Handler => async (ctx) => {
    const given = isAnswer ? await visits.answer(ctx) : await visits.show(ctx).then((visit) => visit && { visit, fields: {} })
    if (given === undefined) return
    if (!given.visit.decision.hasOne) return seeOther(ctx, given.visit.path('/add'))
    await handle(given.visit, given.fields)
  }

  // --- test ---

  const isFor = ({ state: { mailed } }: Journey, { id, address }: Authenticator, now: number): boolean => mailed?.authenticatorId === id && mailed.address === address && mailed.expiresAt > now

  async function test(visit: AccountVisit, authenticator: Authenticator, problem?: PageProblem): Promise<void> {
    const { ctx, realm, user, frame, form, path, now } = visit
    const walk = await walkOf(visit)
    const to = form(`/authenticators/${authenticator.id}/test`)
    const address = authenticator.address ?? ''
    if (walk === undefined || !isFor(walk, authenticator, now)) return send(ctx, sendTestPage({ ...frame, ...to, address, problem, backHref: path() }))
    const wait = await mailedCodes.waitUntil(realm, user.id)
    send(ctx, codePage({
      ...frame, ...to, method: { kind: 'emailed-code', address, sentAt: walk.state.mailed?.sentAt ?? null, expiresAt: walk.state.mailed?.expiresAt ?? now, now }, username: user.username, test: true,
      problem: wait === null ? problem : waitProblem(visit, wait), open: wait === null, backHref: path(),
    }))
  }

  async function tryCode(visit: AccountVisit, authenticator: Authenticator, fields: Fields): Promise<void> {
    const { ctx, realm, user, session, where, frame, path } = visit
    const walk = await walkOf(visit)
    if (walk === undefined || authenticator.address === null || authenticator.state === 'suspended') return seeOther(ctx, path())
    if (fields.send !== undefined) {
      const problem = await mail(visit, walk, { authenticatorId: authenticator.id, address: authenticator.address })
      return problem === null ? seeOther(ctx, path(`/authenticators/${authenticator.id}/test`)) : test(visit, authenticator, problem)
    }
    const code = fields.code ?? ''
    if (code.trim() === '') return test(visit, authenticator, { code: 'code-missing' })
    const outcome = await mailedCodes.attempt({ realm, user, code, journey: walk, authenticator, transaction: transactionOf(visit), journeyId: session.journeyId, where, isTest: true })
    if (outcome.kind !== 'right') return test(visit, authenticator, mailedProblem({ frame, journey: walk }, outcome))
    await journeys.update(walk, (newest) => move(newest, { mailed: null }))
    seeOther(ctx, path('?saved=code-tested'))
  }

  return {
    test,
    tryCode,
    showAdd: adding((visit) => { if (mayBind(visit, null)) show(visit, null) }, false),
    add: adding((visit, fields) => choose(visit, null, fields), true),
    showAddCode: adding((visit) => showCode(visit, null), false),
    addCode: adding((visit, fields) => prove(visit, null, fields), true),
    addAgain: adding((visit) => again(visit, null), true),
    showReplace: about((visit, authenticator) => { if (mayBind(visit, authenticator)) show(visit, authenticator) }),
    replace: answering(choose),
    showReplaceCode: about((visit, authenticator) => showCode(visit, authenticator)),
    replaceCode: answering(prove),
    replaceAgain: answering(again),
  }
}
export type AddressPages = ReturnType<typeof createAddressPages>
