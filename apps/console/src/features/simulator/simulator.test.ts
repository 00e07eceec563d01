import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements } from '../../testing/fake-enforcements.ts'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { simulationOf, traceOf } from '../../testing/fake-simulator.ts'
import { upstreamOf } from '../../testing/fake-upstreams.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, at, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, link, sees, seesNot, text, type, until, windowText } from '../../testing/screen.ts'

type Part = Parameters<typeof createFakeServer>[0]
const yuna = person('yuna', '김', '유나', { authenticators: [app()] })

async function open(query = '', part: Part = {}, language?: 'en' | 'ja' | 'ko') {
  const server = createFakeServer({ people: [yuna], ...part })
  const around = await openConsole(server, `/simulator${query}`, language)
  return { ...around, server, asked: () => server.asksOf('simulate').at(-1)?.body }
}

describe('Simulator (S1-25, issue 5)', () => {
  test('nothing is asked before there is somebody to ask about', async () => {
    const { server } = await open()
    await sees('Choose a person, or imagine one.')
    expect(server.asksOf('simulate')).toEqual([])
  })

  test('the answer first, then step by step, then every line: the one that decided marked, the earlier ones with why not', async () => {
    const { asked } = await open(`?user=${yuna.id}`, { simulation: simulationOf() })
    await sees('Asked for a code · gets in')
    expect(asked()).toEqual({ userId: yuna.id })
    await sees('김유나')
    const lines = [...document.querySelectorAll('ol.lines li')]
    expect(lines).toHaveLength(10)
    expect(lines.filter((line) => line.getAttribute('aria-current') === 'true').map((line) => line.textContent)).toEqual([expect.stringContaining('the policy group “Office” always asks')])
    expect(lines[4]?.textContent).toContain('OTP Configured is off for this user')
    expect([...document.querySelectorAll('ol.steps li')].map((step) => step.textContent)).toEqual(['Signs in with a password.', 'Enters a code: Authenticator app.', 'Is in.'])
    expect(text()).toContain('acr 2 · amr pwd otp mfa')
    expect(document.querySelector('[role="status"]')?.textContent).toContain('always asks')
  })

  test.each([['en', 'The rule that was not saved is gone with the page.'], ['ja', '保存していないルールは、ページの再読み込みで失われました。'], ['ko', '저장하지 않은 규칙은 페이지를 다시 불러오면서 사라졌습니다.']] as const)(
    'a rule that was not saved is gone with the page, and the address that named it says so (%s)', async (language, words) => {
      const { server } = await open('?who=imagined&rule=unsaved', {}, language)
      await sees(words)
      expect(server.asksOf('simulate')).toEqual([])
    })

  test('a person is found by name; the address bar asks the same of whoever follows it', async () => {
    const { router, asked } = await open()
    await sees('Find the person')
    type(field('Person'), 'yuna')
    await until(() => expect(text()).toContain('김유나'))
    button('김유나 yuna').click()
    await until(() => expect(asked()).toEqual({ userId: yuna.id }))
    await sees('Not asked for a code · gets in')
    expect(router.currentRoute.value.query).toEqual({ user: yuna.id })
    button('Somebody else').click()
    await sees('Choose a person, or imagine one.')
  })

  test('somebody imagined: roles, groups, what is set up', async () => {
    const { asked } = await open('?who=imagined')
    await sees('Not asked for a code · gets in')
    await until(() => expect(choice('Roles').options.length).toBeGreaterThan(1))
    choose(choice('Roles'), choice('Roles').options[1]?.value ?? '')
    box('Authenticator app').click()
    await until(() => expect(asked()).toMatchObject({ person: { roles: [expect.any(String)], kinds: ['totp'] } }))
  })

  test('network, application, what the request demands: an address that is none is said, and not asked', async () => {
    const { asked, server } = await open(`?user=${yuna.id}`)
    await sees('Not asked for a code')
    type(field('Network address'), 'office')
    await sees('This is no network address.')
    await sees('Something still has to be filled in.')
    const before = server.asksOf('simulate').length
    button('Use mine: 192.0.2.77').click()
    type(field('The request demands this acr'), '2')
    await until(() => expect(asked()).toEqual({ userId: yuna.id, address: '192.0.2.77', demandedAcr: ['2'] }))
    expect(server.asksOf('simulate').slice(before).every(({ body }) => body['address'] !== 'office')).toBe(true)
  })

  test('through a provider: what it states is asked only where there is one', async () => {
    const { asked } = await open(`?user=${yuna.id}`, { upstreams: [upstreamOf('corp', { name: { en: 'Corp ID' } })] })
    await until(() => expect(choice('Signs in with').options.length).toBeGreaterThan(1))
    await seesNot('It states this acr')
    choose(choice('Signs in with'), 'corp')
    await sees('It states this acr')
    type(field('It states these amr values'), 'pwd, hwk')
    choose(choice('It says the sign-in there was'), '30m')
    await until(() => expect(asked()).toEqual({ userId: yuna.id, through: { alias: 'corp', amr: ['pwd', 'hwk'], authenticatedSecondsAgo: 1800 } }))
    await until(() => expect(text()).toMatch(/Signs in with .*Corp/))
  })

  test('what if: another group, a draft that is not announced, the classic page, another instant', async () => {
    const group = policyGroupOf('Office', { ask: 'always' })
    const draft = enforcementOf('Everybody from December', { state: 'draft' })
    const { asked } = await open(`?user=${yuna.id}`, { policyGroups: [group], enforcements: { ...noEnforcements(), list: [draft] } })
    await until(() => expect(choice('Access Policy Group').options.length).toBe(3))
    choose(choice('Access Policy Group'), group.id)
    await until(() => expect(choice('Count this enforcement as announced').options.length).toBe(2))
    choose(choice('Count this enforcement as announced'), draft.id)
    choose(choice('Sign-in page'), 'classic')
    answer('At another instant').click()
    await until(() => expect(asked()).toMatchObject({ policyGroup: group.id, enforcementId: draft.id, presentation: 'classic', at: { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), time: '00:00', zone: 'Asia/Tokyo' } }))
    await sees('Asked for a code')
  })

  test('a dead end, a floor and what is to come are said in words', async () => {
    await open('?who=imagined', {
      simulation: simulationOf({
        asked: 'yes', end: 'locked-out', next: 'locked-out', acr: null, amr: [],
        steps: [{ kind: 'challenge', kinds: ['totp'], proof: null, mayBePutOff: false, reason: null }, { kind: 'confirm', kinds: [], proof: 'mailbox', mayBePutOff: false, reason: null }, { kind: 'emergency', kinds: [], proof: null, mayBePutOff: false, reason: null }],
        floors: [{ code: 'floor.administrative', params: {}, sentence: 'the user has an administrative role' }],
        upcoming: [{ id: yuna.id, name: 'Everybody from December', enforceFrom: '2026-11-30T15:00:00.000Z', ready: false }],
      }),
    })
    await sees('does not get in: nothing that they have leads on')
    await sees('A mail to the address on file is the proof for it.')
    await sees('They have none: it ends here.')
    await sees('the user has an administrative role')
    await sees('Everybody from December')
    await sees('not ready')
    expect(text()).not.toContain('amr')
  })

  test('a refusal gives its reason in the language of the console', async () => {
    const refused = { kind: 'refused' as const, kinds: [], proof: null, mayBePutOff: false, reason: { code: 'refused.emergency-in-a-row', params: { count: '3' }, sentence: 'in English' } }
    await open('?who=imagined', { simulation: simulationOf({ end: 'refused', steps: [refused] }) }, 'ja')
    await sees('非常用OTPトークンが3回続けて使われており')
  })

  test('what went wrong stands beside the question, which stays as it was', async () => {
    const { server } = await open('?who=imagined&app=gone')
    server.refuse('simulate', 'client.not-found')
    await sees('There is no such application.')
    expect(choice('Application').value).toBe('gone')
  })

  test('whoever may only look simulates too; whoever may not is told whom to ask', async () => {
    const reader = await open(`?user=${yuna.id}`, { myRoles: ['read-only-admin'] })
    await sees('Not asked for a code')
    expect(reader.server.forbidden).toEqual([])
  })
})

describe('why was this person asked? (issue 5)', () => {
  const line = { line: 4, read: true, decided: true, outcome: 'yes', reason: { code: 'line4.on', params: {}, sentence: 'OTP Configured is on for this user' } } as const
  const past = { asked: 'yes' as const, line: 4, reason: line.reason, trace: traceOf(line), proofs: ['password', 'totp'], acr: '2' }
  const signIn = { at: at(2), type: 'sign-in.succeeded', outcome: 'success' as const, reason: 'line4.on', clientId: 'wiki', address: '203.0.113.24', by: null }

  test('beside the sign-in in the activity of a person; a wrong password has no such question', async () => {
    const who = person('hana', '佐藤', '花', { attempts: [{ ...signIn, past }, { ...signIn, at: at(3), type: 'sign-in.refused', outcome: 'refused', reason: 'password' }] })
    const server = createFakeServer({ people: [who] })
    await openConsole(server, `/users/${who.id}`)
    await sees('Why was this person asked?')
    expect([...document.querySelectorAll('button')].filter((each) => each.textContent?.includes('Why was this person'))).toHaveLength(1)
    button('Why was this person asked?').click()
    await until(() => expect(windowText()).toContain('OTP Configured is on for this user'))
    expect(windowText()).toContain('Why 佐藤 花 was asked for a code, or not')
    expect(windowText()).toContain('password, authenticator app')
    expect(windowText()).toContain('The application was told acr 2.')
    expect(document.querySelectorAll('dialog ol.lines li')).toHaveLength(10)
    expect(server.asksOf('explainAttempt')[0]?.input).toMatchObject({ userId: who.id, attemptId: '1' })
  })

  test('and in the audit log, where the trace itself is no fact to read', async () => {
    const details = { proofs: ['password'], line: 4, asked: 'yes', issuedAcr: '2', trace: { lines: 'kept' } }
    const event = (id: string, more: object) => ({
      id, at: at(1), type: 'sign-in.succeeded', userId: yuna.id, username: 'yuna', actor: { kind: 'user' as const, id: yuna.id, name: 'yuna' }, clientId: 'wiki', address: '203.0.113.24', outcome: 'success' as const, reason: 'line4.on', walk: null, details, ...more,
    })
    const server = createFakeServer({ people: [yuna], events: [event('7', {}), event('6', { outcome: 'refused', type: 'sign-in.refused' }), event('5', { details: { ...details, asked: 'no' } }), event('4', { details: {} }), event('3', { userId: null })] })
    await openConsole(server, '/audit-log')
    await sees('Why was this person asked?')
    expect([...document.querySelectorAll('tbody tr')].map((row) => /Why was this person (?:not )?\w+/.exec(row.textContent ?? '')?.[0])).toEqual(['Why was this person asked', 'Why was this person refused', 'Why was this person not asked', undefined, undefined])
    expect(text()).not.toContain('kept')
    expect(text()).toContain('the application was told (acr)')
  })

  test('a link from the page of a person, and from a group, leads to the simulator with them', async () => {
    const group = policyGroupOf('Office')
    const server = createFakeServer({ people: [yuna], policyGroups: [group] })
    const { router } = await openConsole(server, `/users/${yuna.id}`)
    await sees('Simulate a sign-in')
    link('Simulate a sign-in').click()
    await until(() => expect(router.currentRoute.value.fullPath).toBe(`/simulator?user=${yuna.id}`))
    await router.push(`/access-policy-groups/${group.id}`)
    await sees('Simulate a sign-in in this group')
    link('Simulate a sign-in in this group').click()
    await until(() => expect(server.asksOf('simulate').at(-1)?.body).toEqual({ person: {}, policyGroup: group.id }))
  })
})
