import type { BindingProof, Decision, Kind, NextStep } from '@tegata/policy'
import { describe, expect, test } from 'vitest'
import { nextStep, type Progress, type Step, stepNames } from './next-step.ts'

const kindSets: readonly (readonly Kind[])[] = [[], ['totp'], ['emailed-code'], ['totp', 'emailed-code'], ['push', 'passkey']]
const proofs: readonly BindingProof[] = ['first-proof', 'mailbox', 'emergency-token', 'authenticator', 'administrator']
const both = [false, true] as const

/** Every kind of answer that the policy gives, in each of its forms. */
const answers: readonly NextStep[] = [
  { kind: 'none' },
  ...(['missing', 'too-old', 'for-binding'] as const).map((reason): NextStep => ({ kind: 'first-proof', reason })),
  ...[[], ['a'], ['a', 'b']].flatMap((authenticatorIds): NextStep[] => [
    { kind: 'challenge', authenticatorIds, kinds: ['totp'], recoveries: [] }, { kind: 'prove-then-set-up', authenticatorIds, kinds: ['totp'] },
  ]),
  ...kindSets.flatMap((kinds) => proofs.flatMap((proof) => both.flatMap((proved) => both.map((mayBePutOff): NextStep => ({ kind: 'set-up', kinds, proof, proved, mayBePutOff }))))),
  ...proofs.map((proof): NextStep => ({ kind: 'confirm', authenticatorId: 'a', proof })),
  ...(['code-only', 'suspended', 'classic', 'no-accepted-kind'] as const).map((reason): NextStep => ({ kind: 'emergency', tokensLeft: 0, reason })),
  ...both.map((mayBeSkipped): NextStep => ({ kind: 'still-have-it', authenticatorIds: ['a'], mayBeSkipped })),
  ...(['classic', 'codeOnly', 'deny'] as const).map((reason): NextStep => ({ kind: 'notice', reason })),
  ...(['line0.user-disabled', 'line0.shared-account', 'line0.acr-unreachable', 'refused.deny', 'refused.suspended', 'refused.classic'] as const)
    .map((code): NextStep => ({ kind: 'refused', reason: { code, params: {} } })),
]

const decisionOf = (next: NextStep, over: Partial<Pick<Decision, 'hasOne' | 'onUnenrolled' | 'setUpKinds'>> = {}): Decision => ({
  line: 9, asked: next.kind === 'refused' ? 'refused' : 'yes', reason: { code: 'line9.otherwise', params: {} }, nextStep: next, satisfied: next.kind === 'none', mustHave: true,
  registered: false, hasOne: false, requirements: [], excused: [], acceptedKinds: ['totp', 'emailed-code'], setUpKinds: ['totp', 'emailed-code'], acceptedRecoveries: [], onUnenrolled: 'enrol', floors: [], afterEmergency: 'nothing',
  acrToAskFor: null, lockedOut: false, needsToken: false, confirmed: [], upcoming: [], trace: [], ...over,
})

const wants = ['set-up', 'password', 'proof'] as const
const links: readonly Progress['link'][] = [null, ...wants.flatMap((want) => both.flatMap((hasPassword) => both.flatMap((passwordChosen) => both.flatMap((authenticatorProved) =>
  both.map((passwordFirst) => ({ wants: want, hasPassword, passwordChosen, passwordElsewhere: false, authenticatorProved, passwordFirst }))))))]
const progresses: readonly Progress[] = (['sign-in', 'link', 'account'] as const).flatMap((kind) => both.flatMap((hasSession) => ([null, 'totp', 'emailed-code', 'push'] as const).flatMap((method) =>
  (method === 'emailed-code' ? [null, 'on-file', 'other'] as const : [null]).flatMap((address) => both.flatMap((firstProof) => both.flatMap((mailboxProved) => both.flatMap((noticeSeen) => links.flatMap((link) => [[], ['a']].flatMap((lost) => both.map((done) => (
    { kind, hasSession, method, address, firstProof, mailboxProved, noticeSeen, settingUp: false, link, lost, done, connecting: null, isKnown: hasSession }))))))))))).filter(({ kind, link }) => (kind === 'link') === (link !== null))

const space: readonly { progress: Progress; decision: Decision | null }[] = progresses.flatMap((progress) => [
  { progress, decision: null },
  ...answers.flatMap((next) => progress.kind === 'account'
    ? both.flatMap((hasOne) => (['enrol', 'mailLink', 'codeOnly', 'deny'] as const).map((onUnenrolled) => ({ progress, decision: decisionOf(next, { hasOne, onUnenrolled }) })))
    : [{ progress, decision: decisionOf(next) }]),
])

/** The first of the space that breaks a promise, if any: a matcher per vector would take minutes. */
const counterexample = (holds: (step: Step, progress: Progress, decision: Decision | null) => boolean) =>
  space.find(({ progress, decision }) => !holds(nextStep(progress, decision), progress, decision))

describe(`the next step, over ${space.length} states`, () => {
  test('is total: every state has one of the pages', () => {
    expect(space.length).toBeGreaterThan(50_000)
    expect(counterexample(({ name }) => stepNames.includes(name))).toBeUndefined()
  })

  test('leaves for the application only in a sign-in whose decision is satisfied', () => {
    expect(counterexample(({ name }, progress, decision) => name !== 'leaving' || (progress.kind === 'sign-in' && decision?.nextStep.kind === 'none'))).toBeUndefined()
  })

  test('asks "do you still have it?" after an emergency token, until it was called lost (P27)', () => {
    expect(counterexample(({ name }, { lost }, decision) => name !== 'still-have-it' || (decision?.nextStep.kind === 'still-have-it' && lost.length === 0))).toBeUndefined()
  })

  test('refuses whatever the decision refuses, whatever the state says', () => {
    expect(counterexample(({ name }, { done }, decision) => done || decision?.nextStep.kind !== 'refused' || name === 'refused')).toBeUndefined()
  })

  test('shows a secret only when the proof that binds is given', () => {
    expect(counterexample(({ name }, progress, decision) => {
      if (name !== 'enrol' || decision === null) return true
      const isByMail = progress.link?.wants === 'proof' && decision.nextStep.kind === 'none'
      if (progress.kind === 'account' || isByMail) return progress.firstProof && progress.mailboxProved && !decision.hasOne && decision.onUnenrolled !== 'codeOnly' && decision.onUnenrolled !== 'deny'
      if (decision.nextStep.kind === 'still-have-it') return progress.lost.includes('a')
      return decision.nextStep.kind === 'set-up' && decision.nextStep.proved && decision.nextStep.kinds.includes('totp')
    })).toBeUndefined()
  })

  test('mails a code to an address that is being set up only when the proof that binds is given, or is the mailbox of that very address (S1-22)', () => {
    expect(counterexample(({ name }, progress, decision) => {
      if (name !== 'prove-address' || decision === null) return true
      if (progress.address === null) return false
      const isByMail = progress.link?.wants === 'proof' && decision.nextStep.kind === 'none'
      const byMailbox = progress.mailboxProved || progress.address === 'on-file'
      if (progress.kind === 'account' || isByMail) return progress.firstProof && byMailbox && !decision.hasOne && decision.onUnenrolled !== 'codeOnly' && decision.onUnenrolled !== 'deny'
      if (decision.nextStep.kind === 'still-have-it') return progress.lost.includes('a')
      if (decision.nextStep.kind !== 'set-up' || !decision.nextStep.kinds.includes('emailed-code')) return false
      return decision.nextStep.proved || (decision.nextStep.proof === 'mailbox' && progress.address === 'on-file')
    })).toBeUndefined()
  })

  test('asks for a code exactly when something can be proved with one', () => {
    expect(counterexample((step, _progress, decision) => step.name !== 'code' || decision?.nextStep.kind === 'emergency'
      || ((decision?.nextStep.kind === 'challenge' || decision?.nextStep.kind === 'prove-then-set-up') && step.authenticatorIds.length > 0))).toBeUndefined()
  })

  test('lets somebody choose a password only by a link, and only when that link is for it or there is none', () => {
    expect(counterexample(({ name }, { link }) => name !== 'password'
      || (link !== null && link.wants !== 'proof' && !link.passwordChosen && (link.wants === 'password' || !link.hasPassword)))).toBeUndefined()
  })

  test('asks nobody by name before they are known, and only the session’s person when there is a session (P34)', () => {
    expect(counterexample((step, { hasSession }, decision) => step.name !== 'login' || decision === null || !hasSession || step.samePerson)).toBeUndefined()
  })

  test('never asks for the mailbox twice', () => {
    expect(counterexample(({ name }, { mailboxProved }) => name !== 'confirm-mail' || !mailboxProved)).toBeUndefined()
  })

  test('a link ends only when it has done what it can', () => {
    expect(counterexample(({ name }, { link, done }) => name !== 'updated' || done || link === null || link.wants === 'proof'
      || (link.passwordChosen || (link.wants === 'set-up' && link.hasPassword)))).toBeUndefined()
  })

  test('what is done is done', () => {
    expect(counterexample(({ name }, { done }) => !done || name === 'updated')).toBeUndefined()
  })
})

describe('the order of a set-up link (S2-14)', () => {
  const start: Progress = { kind: 'link', hasSession: false, method: null, address: null, firstProof: false, mailboxProved: false, noticeSeen: false, settingUp: false, lost: [], done: false, connecting: null, isKnown: true,
    link: { wants: 'set-up', hasPassword: false, passwordChosen: false, passwordElsewhere: false, authenticatorProved: false, passwordFirst: false } }
  const setUp = decisionOf({ kind: 'set-up', kinds: ['totp'], proof: 'mailbox', proved: true, mayBePutOff: false })

  test.each([[false, ['enrol', 'password', 'updated']], [true, ['password', 'enrol', 'updated']]] as const)('password first: %s', (passwordFirst, expected) => {
    let link = { ...start.link, wants: 'set-up' as const, hasPassword: false, passwordChosen: false, passwordElsewhere: false, authenticatorProved: false, passwordFirst }
    const walked: string[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      const { name } = nextStep({ ...start, link }, setUp)
      walked.push(name)
      link = { ...link, authenticatorProved: link.authenticatorProved || name === 'enrol', passwordChosen: link.passwordChosen || name === 'password' }
    }
    expect(walked).toEqual(expected)
  })

  test('where the link cannot bind, no menu is shown whose choice would do nothing', () => {
    const link = { ...start.link, wants: 'set-up' as const, hasPassword: false, passwordChosen: false, passwordElsewhere: false, authenticatorProved: false, passwordFirst: false }
    for (const kinds of [['totp'], ['totp', 'emailed-code'], ['emailed-code']] as const) {
      for (const proof of ['mailbox', 'emergency-token'] as const) {
        expect(nextStep({ ...start, link }, decisionOf({ kind: 'set-up', kinds, proof, proved: false, mayBePutOff: false })).name).toBe('password')
      }
    }
  })
})

describe('where no mail goes out', () => {
  const start: Progress = { kind: 'sign-in', hasSession: false, method: null, address: null, firstProof: true, mailboxProved: false, noticeSeen: false, settingUp: false, lost: [], done: false, connecting: null, isKnown: true, link: null }
  const setUp = (...kinds: ('totp' | 'emailed-code')[]) => decisionOf({ kind: 'set-up', kinds, proof: 'first-proof', proved: true, mayBePutOff: false })

  test('nobody sets up that codes come by mail; who has done so goes on to the field', () => {
    expect(nextStep(start, setUp('totp')).name).toBe('enrol')
    expect(nextStep(start, setUp())).toEqual({ name: 'refused', reason: 'not-set-up' })
    const lost = { ...start, lost: ['a'] }
    const stillHaveIt = { kind: 'still-have-it', authenticatorIds: ['a'], mayBeSkipped: true } as const
    expect(nextStep(lost, decisionOf(stillHaveIt, { setUpKinds: ['totp'] })).name).toBe('enrol')
    expect(nextStep(lost, decisionOf(stillHaveIt, { setUpKinds: [] })).name, 'nothing takes its place').toBe('still-have-it')
    expect(nextStep(start, decisionOf({ kind: 'challenge', authenticatorIds: ['mail'], kinds: ['emailed-code'], recoveries: [] })).name).toBe('code')
  })
})

describe('connecting an upstream’s identity (B-3)', () => {
  const connectings: readonly NonNullable<Progress['connecting']>[] = ([null, 'password', 'mail'] as const).flatMap((by) => both.flatMap((authenticatorProved) =>
    [[], ['a']].map((working) => ({ by, authenticatorProved, working }))))
  const walks = progresses.filter(({ kind, link, done }) => kind === 'sign-in' && link === null && !done)
    .flatMap((progress) => connectings.flatMap((connecting) => both.map((isKnown) => ({ ...progress, connecting, isKnown }))))
  const states = walks.flatMap((progress) => [{ progress, decision: null }, ...answers.flatMap((next) => both.map((hasOne) => ({ progress, decision: decisionOf(next, { hasOne }) })))])
  const against = (holds: (step: Step, connecting: NonNullable<Progress['connecting']>, decision: Decision | null, progress: Progress) => boolean) =>
    states.find(({ progress, decision }) => !holds(nextStep(progress, decision), progress.connecting, decision, progress))

  test('never ends a walk: nobody leaves before there is a link, or none is wanted any more', () => {
    expect(states.length).toBeGreaterThan(50_000)
    expect(against(({ name }) => name !== 'leaving' && name !== 'updated' && name !== 'login')).toBeUndefined()
  })

  test('makes the link only for somebody who proved the account, its authenticator if there is any, and all that a local sign-in demands', () => {
    expect(against(({ name }, { by, authenticatorProved }, decision) => name !== 'connected'
      || (by !== null && decision !== null && decision.nextStep.kind !== 'refused' && (!decision.hasOne || authenticatorProved) && (by === 'mail' || decision.nextStep.kind === 'none')))).toBeUndefined()
  })

  test('asks whose account it is until that is proved, and of somebody known only for theirs (P34)', () => {
    expect(against((step, { by }, decision, { isKnown }) => (by !== null && decision !== null) || (step.name === 'connect' && step.samePerson === isKnown))).toBeUndefined()
  })

  test('refuses whom the decision refuses, and whoever has only what works no more', () => {
    expect(against(({ name }, { by }, decision) => by === null || decision?.nextStep.kind !== 'refused' || name === 'refused')).toBeUndefined()
    expect(against(({ name }, { by, authenticatorProved, working }, decision) => by !== 'mail' || decision?.hasOne !== true || authenticatorProved || working.length > 0 || name === 'refused')).toBeUndefined()
  })

  test('asks for nothing of these where nobody is to be connected', () => {
    expect(counterexample(({ name }) => name !== 'connect' && name !== 'connected')).toBeUndefined()
  })
})

describe('a set-up link where passwords live elsewhere', () => {
  const link = { wants: 'set-up', hasPassword: false, passwordChosen: false, passwordElsewhere: true, authenticatorProved: false, passwordFirst: true } as const
  const start: Progress = { kind: 'link', hasSession: false, method: null, address: null, firstProof: false, mailboxProved: false, noticeSeen: false, settingUp: false, lost: [], done: false, connecting: null, isKnown: true, link }
  const setUp = decisionOf({ kind: 'set-up', kinds: ['totp'], proof: 'mailbox', proved: true, mayBePutOff: false })

  test('sets up the code and asks for no password', () => {
    expect(nextStep(start, setUp).name).toBe('enrol')
    expect(nextStep({ ...start, link: { ...link, authenticatorProved: true } }, setUp).name).toBe('updated')
    expect(nextStep(start, decisionOf({ kind: 'none' })).name).toBe('updated')
  })

  test('a link for a new password that comes too late asks for none', () => {
    const late = { ...link, wants: 'password', hasPassword: true } as const
    expect(nextStep({ ...start, link: late }, decisionOf({ kind: 'none' })).name).toBe('updated')
    expect(nextStep({ ...start, link: { ...late, passwordElsewhere: false } }, decisionOf({ kind: 'none' })).name).toBe('password')
  })
})
