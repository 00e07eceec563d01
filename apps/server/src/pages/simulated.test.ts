import { randomUUID } from 'node:crypto'
import { operations } from '@tegata/contract'
import { newTotpParameters } from '@tegata/otp'
import type { Client, Enforcement, PolicyGroup, RealmSettings, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { simulateApi } from '../admin/simulate.ts'
import type { Call } from '../admin/serve.ts'
import { createJudge } from '../oidc/judge.ts'
import { type Browser, found, type House, openHouse, password, testClient } from './walk.test-support.ts'

// One and the same situation twice: simulated, and walked over HTTP by a browser until the application is told.

let house: House
afterEach(() => house.close())

type Body = Call<typeof operations.simulate>['body']
type Simulated = { steps: readonly string[]; acr: string | null; amr: readonly string[]; line: number; asked: string; end: string }

async function simulated(body: Body): Promise<Simulated> {
  const realm = await found(house.storage.realms.find('demo'))
  const call: unknown = { realm, body: operations.simulate.body.parse(body) }
  const { value } = await simulateApi({ storage: house.storage, canMail: house.needs.canMail }).simulate(call as Parameters<ReturnType<typeof simulateApi>['simulate']>[0])
  const { steps, acr, amr, line, asked, end } = operations.simulate.response.parse(value)
  return { steps: steps.map(({ kind }) => kind), acr, amr, line, asked, end }
}

const here = { address: '127.0.0.1' } as const

/** Pages that a walk shows, for each step that is simulated. */
const pageOf: Readonly<Record<string, string>> = { challenge: 'code', 'set-up': 'enrol', emergency: 'emergency' }

type Walked = { pages: readonly string[]; end: 'in' | 'refused' }

/** Goes on as somebody who answers every page: with the code of the phone, or by setting one up. */
async function answer(browser: Browser, secret: string | null): Promise<Walked> {
  const pages: string[] = []
  for (let turn = 0; turn < 6; turn += 1) {
    const { step, title, html } = browser.shown ?? { step: null, title: '', html: '' }
    if (html.includes('/resumed/')) return { pages, end: 'in' }
    if (title.includes('cannot sign in') || html.includes('/emergency"')) {
      if (step === null) return { pages, end: 'refused' }
    }
    if (step === 'choose') await browser.send({ method: 'totp' })
    else if (step === 'enrol') {
      pages.push('enrol')
      await browser.send({ code: house.code(browser.key()) }, 'enrol')
    } else if (step === 'code') {
      pages.push('code')
      await browser.send({ code: house.code(secret ?? '', pages.length) }, 'code')
    } else throw new Error(`nobody answers "${title}" (${step})`)
  }
  throw new Error('the walk has no end')
}

const clientOf = async (over: Partial<Client> = {}): Promise<Client> => {
  const client = testClient(house.realm, { clientId: `app-${randomUUID().slice(0, 8)}`, ...over })
  await house.unit(house.storage.clients.create(client))
  return client
}

/** What the application is told then, as the end of the walk decides and states it. */
async function issued(user: User, client: Client | null, essential: readonly string[]) {
  const signedIn = house.finished.at(-1)
  if (!signedIn) throw new Error('nobody signed in')
  const judgement = await createJudge({ clock: house.storage.clock, gatherFacts: house.needs.gatherFacts })({
    realm: await found(house.storage.realms.find('demo')), user: await house.user(user.id), client, channel: 'page', session: null, proofs: signedIn.proofs,
    request: { essentialAcr: essential, wishedAcr: client?.defaultAcrValues ?? [], ...here }, journey: signedIn.facts ?? null,
  })
  expect(judgement.decision.satisfied).toBe(true)
  const { acr, amr } = judgement.assurance([...essential, ...client?.defaultAcrValues ?? []])
  const { line, asked } = judgement.demandedOf(signedIn.journeyId)
  return { acr, amr, line, asked }
}

const group = (ask: PolicyGroup['ask'], exemptions: PolicyGroup['exemptions'] = []): PolicyGroup => ({
  id: randomUUID(), realmId: house.realm.id, name: 'group', ask, exemptions, acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'],
  onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
})
const rule = (over: Partial<Enforcement> = {}): Enforcement => ({
  id: randomUUID(), realmId: house.realm.id, name: 'Everybody', enforceFrom: 1, zone: 'Asia/Tokyo', registerBy: null, target: { everyone: true }, acceptedKinds: ['totp'],
  acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, reason: {}, helpLink: {},
  state: 'announced', waves: [], announcedAt: 1, edition: 1, version: 1, ...over,
})

/** Walks as the person and holds it against what was simulated before. */
async function sameAs(user: User, secret: string | null, body: Omit<Body, 'userId'>, client: Client | null): Promise<Simulated> {
  const said = await simulated({ userId: user.id, ...here, ...(client && { clientId: client.clientId }), ...body })
  const browser = house.browser()
  await browser.open(house.signIn({ ...(client && { client }), request: { essentialAcr: body.demandedAcr ?? [], wishedAcr: client?.defaultAcrValues ?? [] } }))
  await browser.send({ username: user.username, password }, 'login')
  await compare(browser, user, secret, said, client, body.demandedAcr ?? [])
  return said
}

async function compare(browser: Browser, user: User, secret: string | null, said: Simulated, client: Client | null, essential: readonly string[]): Promise<void> {
  const walked = await answer(browser, secret)
  expect(walked.end).toBe(said.end === 'in' ? 'in' : 'refused')
  if (walked.end === 'refused') return
  expect(walked.pages).toEqual(said.steps.flatMap((step) => pageOf[step] ?? []))
  const { acr, amr, line, asked } = said
  expect(await issued(user, client, essential)).toEqual({ acr, amr, line, asked })
}

describe('what is simulated is what is met (issue 5, P12)', () => {
  beforeEach(async () => { house = await openHouse() })
  const put = async (user: User, made: PolicyGroup) => house.unit(house.storage.policies.saveGroup(made), ...house.storage.users.change(house.realm.id, user.id, { policyGroupId: made.id }))

  test('nothing asks; a code is set up; it is set up on the spot', async () => {
    expect(await sameAs(await house.addUser(), null, {}, null)).toMatchObject({ line: 9, acr: '1' })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    expect(await sameAs(user, secret, {}, null)).toMatchObject({ line: 8, acr: '2' })
    expect(await sameAs(await house.addUser({ otpRequired: true }), null, {}, null)).toMatchObject({ line: 4, steps: ['set-up', 'none'], acr: '2' })
  })

  test('a network exempts, and the next network does not', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    await put(user, group('unless', [{ networks: ['127.0.0.0/8'] }]))
    expect(await sameAs(user, secret, {}, null)).toMatchObject({ line: 6, asked: 'no', acr: '1' })
    const other = await house.addUser()
    const phone = await house.addTotp(other)
    await put(other, { ...group('unless', [{ networks: ['10.0.0.0/8'] }]), name: 'other' })
    expect(await sameAs(other, phone.secret, {}, null)).toMatchObject({ line: 6, asked: 'yes', acr: '2' })
  })

  test('an application that demands a code of everybody (minimum acr), and a request that demands one', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    await put(user, group('never'))
    house.pass(60_000)
    expect(await sameAs(user, secret, {}, await clientOf({ minimumAcr: '2' }))).toMatchObject({ line: 2, asked: 'yes', acr: '2' })
    house.pass(60_000)
    expect(await sameAs(user, secret, { demandedAcr: ['urn:tegata:acr:code'] }, await clientOf())).toMatchObject({ line: 2, acr: 'urn:tegata:acr:code' })
    house.pass(60_000)
    expect(await sameAs(user, secret, {}, await clientOf({ defaultAcrValues: ['urn:tegata:acr:code'] }))).toMatchObject({ line: 2, asked: 'yes' })
    house.pass(60_000)
    expect(await sameAs(user, secret, {}, await clientOf())).toMatchObject({ line: 7, asked: 'no', acr: '1' })
  })

  test('a rule for one application only', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const open = await clientOf()
    await put(user, group('unless', [{ clientIds: [open.clientId] }]))
    expect(await sameAs(user, secret, {}, open)).toMatchObject({ line: 6, asked: 'no' })
    expect(await sameAs(user, secret, {}, await clientOf())).toMatchObject({ line: 6, asked: 'yes' })
  })

  test.each<[string, readonly Partial<Enforcement>[], number]>([['no enforcement', [], 3], ['an enforcement in force', [{}], 1]])('trust `always` with %s', async (_, rules, line) => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const upstream = await house.addUpstream({ trust: 'always' })
    await house.link(user, upstream, { subject: 'somebody' })
    for (const each of rules) await house.unit(house.storage.policies.saveEnforcement(rule(each)))
    const said = await simulated({ userId: user.id, ...here, through: { alias: upstream.alias, authenticatedSecondsAgo: null } })
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect(await house.comeBack(browser, path, upstream, {})).toBe('admitted')
    await compare(browser, user, secret, said, null, [])
    expect(said.line).toBe(line)
  })

  test('a suspended authenticator and no emergency token: refused in both', async () => {
    const user = await house.addUser()
    await house.unit(...house.storage.authenticators.create({
      id: randomUUID(), realmId: house.realm.id, userId: user.id, kind: 'totp', state: 'suspended', label: 'Phone', boundBy: 'first-proof', confirmedFor: 'enrol', boundAt: 1, boundByActor: user.id,
      lastStep: null, totp: newTotpParameters, address: null, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    }, await house.storage.authenticators.setDigest(house.realm.id, user.id)))
    expect(await sameAs(user, null, {}, null)).toMatchObject({ line: 8, asked: 'yes', end: 'refused' })
  })

  test('a draft that is announced is met as it was simulated while it was a draft', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    await put(user, group('never'))
    const draft = rule({ state: 'draft', announcedAt: null })
    await house.unit(house.storage.policies.saveEnforcement(draft))
    expect(await sameAs(user, secret, {}, null)).toMatchObject({ line: 7 })
    const said = await simulated({ userId: user.id, ...here, enforcementId: draft.id })
    expect(said).toMatchObject({ line: 1, steps: ['challenge', 'none'] })
    await house.unit(house.storage.policies.saveEnforcement({ ...draft, state: 'announced', announcedAt: 1 }))
    expect(await sameAs(user, secret, {}, null)).toEqual(said)
  })
})

describe('the classic sign-in', () => {
  const classic: Partial<RealmSettings> = { presentation: 'classic' }
  beforeEach(async () => { house = await openHouse({ settings: classic }) })

  test('asks the same, and simulated from an interactive realm it says so', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const said = await sameAs(user, secret, {}, null)
    expect(said).toMatchObject({ line: 8, steps: ['challenge', 'none'] })
    const bare = await house.addUser({ otpRequired: true })
    expect(await simulated({ userId: bare.id, ...here })).toMatchObject({ steps: ['emergency'], end: 'locked-out' })
    expect(await simulated({ userId: bare.id, ...here, presentation: 'interactive' })).toMatchObject({ steps: ['set-up', 'none'], end: 'in' })
  })
})
