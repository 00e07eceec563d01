import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements } from '../../testing/fake-enforcements.ts'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { clientOf } from '../../testing/fake-settings.ts'
import { simulationOf, traceOf } from '../../testing/fake-simulator.ts'
import { upstreamOf } from '../../testing/fake-upstreams.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, at, groups, newId, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, passing, press, sees, seesNot, settled, text, type, until, windowText } from '../../testing/screen.ts'
import { UNSAVED, useUnsavedRule } from './unsaved-rule.ts'

const yuna = person('yuna', '김', '유나', { authenticators: [app()] })
const minho = person('minho', '이', '민호')

async function open(query = '', part: Parameters<typeof createFakeServer>[0] = {}, language?: 'en' | 'ja' | 'ko') {
  const server = createFakeServer({ people: [yuna, minho], ...part })
  const around = await openConsole(server, `/simulator${query}`, language)
  return { ...around, server, asked: () => server.asksOf('simulate').at(-1)?.body }
}
const result = () => document.querySelector('.answer section')
const verdict = () => document.querySelector('.verdict')?.textContent ?? ''
const steps = () => [...document.querySelectorAll('ol.steps li')].map((step) => step.textContent)

describe('while it is asked', () => {
  test('the answer before stays and says that it is old; an older answer never stands over a newer one', async () => {
    const { server } = await open('?who=imagined')
    await until(() => expect(verdict()).toContain('Not asked for a code'))
    const letOldGo = server.hold('simulate')
    server.world.simulation = { end: 'refused', asked: 'refused', steps: [] }
    box('OTP Configured is on').click()
    await until(() => expect(result()?.getAttribute('aria-busy')).toBe('true'))
    expect(verdict()).toContain('Not asked for a code')
    server.world.simulation = simulationOf()
    box('Several people use the account').click()
    await until(() => expect(verdict()).toContain('Asked for a code · gets in'))
    server.world.simulation = { end: 'refused', asked: 'refused', steps: [] }
    letOldGo()
    await settled()
    expect([verdict().includes('Asked for a code · gets in'), result()?.getAttribute('aria-busy')]).toEqual([true, 'false'])
  })

  test('letters that are typed in one go are one question, and no entry each behind the back button', async () => {
    const { server, router } = await open('?who=imagined')
    await until(() => expect(verdict()).not.toBe(''))
    const before = server.asksOf('simulate').length
    for (const typed of ['g', 'go', 'gol', 'gold']) type(field('The request demands this acr'), typed)
    await until(() => expect(router.currentRoute.value.query).toEqual({ who: 'imagined', demanded: 'gold' }))
    await until(() => expect(server.asksOf('simulate').slice(before).map(({ body }) => body['demandedAcr'])).toEqual([['gold']]))
  })

  test('whoever goes elsewhere before the pause is over gets there, however long the way', async () => {
    const { router } = await open('?who=imagined')
    await until(() => expect(verdict()).not.toBe(''))
    const { promise: arrives, resolve } = Promise.withResolvers<void>()
    router.beforeResolve(async () => { await arrives })
    let way: Promise<unknown> | undefined
    // Longer than the pause after which what was typed goes into the address bar.
    await passing(400, () => {
      type(field('The request demands this acr'), 'gold')
      way = router.push('/audit-log')
    })
    resolve()
    await way
    expect(router.currentRoute.value.name).toBe('audit')
  })

  test('another link to this page, and the way back from it, change the fields and the answer', async () => {
    const { router, asked } = await open(`?user=${yuna.id}`)
    await until(() => expect(asked()).toEqual({ userId: yuna.id }))
    await router.push({ name: 'simulator', query: { user: minho.id, address: '192.0.2.7' } })
    await until(() => expect(asked()).toEqual({ userId: minho.id, address: '192.0.2.7' }))
    await until(() => expect(document.querySelector('div.chosen')?.textContent).toContain('이민호'))
    expect(field('Network address').value).toBe('192.0.2.7')
    router.back()
    await until(() => expect(document.querySelector('div.chosen')?.textContent).toContain('김유나'))
    expect(field('Network address').value).toBe('')
  })
})

describe('when something goes wrong', () => {
  test('the network gone: it is said where the answer would be, no old answer stands there, and trying again asks the same', async () => {
    const { server, asked } = await open('?who=imagined')
    await until(() => expect(verdict()).not.toBe(''))
    server.goAway()
    box('OTP Configured is on').click()
    await sees('The server cannot be reached.')
    expect([result(), box('OTP Configured is on').checked]).toEqual([null, true])
    server.comeBack()
    button('Try again').click()
    await until(() => expect(verdict()).not.toBe(''))
    expect(asked()).toEqual({ person: { otpRequired: true } })
    expect(text()).not.toContain('The server cannot be reached.')
  })

  test('a person who was deleted is said to be gone; one who could not be asked for is not', async () => {
    const { server } = await open(`?user=${newId()}`)
    await sees('This person is not there any more.')
    button('Somebody else').click()
    await sees('Find the person')
    server.refuse('getUser', 'server.unavailable')
    server.world.simulation = simulationOf()
    type(field('Person'), 'yuna')
    await press('김유나 yuna')
    await until(() => expect(document.querySelector('div.chosen')?.textContent).toContain('The server cannot answer at the moment.'))
    expect(text()).not.toContain('This person is not there any more.')
    button('Try again').click()
    await until(() => expect(document.querySelector('div.chosen')?.textContent).toContain('김유나'))
  })

  test.each([['ja', 'この人はすでにいません。'], ['ko', '이 사용자는 더 이상 없습니다.']] as const)('in %s a link to somebody who was deleted meanwhile says so, and another can be looked for', async (language, words) => {
    await open(`?user=${newId()}`, {}, language)
    await until(() => expect(document.querySelector('div.chosen [role=alert]')?.textContent).toBe(words))
    expect([result(), document.querySelectorAll('div.chosen button').length]).toEqual([null, 1])
  })

  test('the right withdrawn meanwhile: it is said, and no decision about anybody stays in sight', async () => {
    const { server } = await open(`?user=${yuna.id}`)
    await until(() => expect(verdict()).not.toBe(''))
    server.world.myRoles = ['wiki-editor']
    type(field('Network address'), '192.0.2.7')
    await until(() => expect(result()).toBeNull())
    expect(text()).not.toContain('Not asked for a code')
  })
})

describe('the question', () => {
  test('about somebody imagined: groups, an address that is not proved, a token; what is said of a person before is not mixed in', async () => {
    const { asked, router } = await open(`?user=${yuna.id}`)
    await until(() => expect(verdict()).not.toBe(''))
    answer('Somebody imagined').click()
    await until(() => expect(choice('Groups').options.length).toBeGreaterThan(1))
    choose(choice('Groups'), groups[1]?.id ?? '')
    for (const name of ['The email address is proved', 'Has an emergency token', 'Code by email']) box(name).click()
    await until(() => expect(asked()).toEqual({ person: { groups: [groups[1]?.id], kinds: ['emailed-code'], addressProved: false, emergencyTokens: 1 } }))
    expect(router.currentRoute.value.query).toEqual({ who: 'imagined', groups: [groups[1]?.id], kinds: ['emailed-code'], unproved: '1', token: '1' })
    box('Code by email').click()
    button('Remove Engineering').click()
    await until(() => expect(asked()).toEqual({ person: { addressProved: false, emergencyTokens: 1 } }))
    answer('A person').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ user: yuna.id }))
    await until(() => expect(document.querySelector('div.chosen')?.textContent).toContain('김유나'))
  })

  test('names what an address asks for though no list has it, instead of asking it unseen', async () => {
    const { asked } = await open('?who=imagined&group=old-group&rule=old-rule&app=old-app&way=old-way', { upstreams: [upstreamOf('corp')], clients: [clientOf('wiki')], policyGroups: [policyGroupOf('Office')] })
    await until(() => expect(choice('Application').options.length).toBe(3))
    await until(() => expect(choice('Access Policy Group').options.length).toBe(3))
    expect(['Access Policy Group', 'Count this enforcement as announced', 'Application', 'Signs in with'].map((name) => choice(name).selectedOptions[0]?.textContent)).toEqual(['old-group', 'old-rule', 'old-app', 'old-way'])
    await until(() => expect(asked()).toEqual({ person: {}, policyGroup: 'old-group', enforcementId: 'old-rule', clientId: 'old-app', through: { alias: 'old-way' } }))
  })

  test('with more applications than a list holds, the application is typed, with those at hand as suggestions', async () => {
    const { asked } = await open('?who=imagined', { clients: ['a', 'b', 'c'].map((id) => clientOf(id, { name: `<b>${id}</b>` })), pageSize: 2 })
    await until(() => expect([...document.querySelectorAll('datalist option')].map((option) => [option.getAttribute('value'), option.textContent])).toEqual([['a', '<b>a</b> (a)'], ['b', '<b>b</b> (b)']]))
    type(field('Application'), ' c ')
    await until(() => expect(asked()).toEqual({ person: {}, clientId: 'c' }))
  })

  test('about an instant waits until it is one, and goes back to now; [Use mine] is not offered twice', async () => {
    const { server, asked } = await open('?who=imagined&day=2027-03-28&time=02:30&zone=Europe%2FBerlin')
    await sees('Something still has to be filled in.')
    expect(server.asksOf('simulate')).toEqual([])
    type(field('Time'), '03:30')
    await until(() => expect(asked()).toEqual({ person: {}, at: { date: '2027-03-28', time: '03:30', zone: 'Europe/Berlin' } }))
    answer('Now').click()
    await until(() => expect(asked()).toEqual({ person: {} }))
    button('Use mine: 192.0.2.77').click()
    await until(() => expect(asked()).toEqual({ person: {}, address: '192.0.2.77' }))
    expect(has('button', 'Use mine: 192.0.2.77')).toBe(false)
  })

  test('about a rule that is not saved sends the rule as it is typed, says so by its name, and promises no link', async () => {
    const { pinia, asked, server } = await open('?who=imagined', { enforcements: { ...noEnforcements(), list: [enforcementOf('Announced', { state: 'announced' })] } })
    await sees('The link in the address bar shows this again.')
    const saved = enforcementOf('<i>Everybody</i>')
    useUnsavedRule(pinia).rule = { enforcementId: null, name: '<i>Everybody</i>', fields: { kinds: ['totp'], onUnenrolled: saved.onUnenrolled, when: { date: '2027-01-01', time: '00:00', zone: 'Asia/Tokyo' } } as never }
    await until(() => expect([...choice('Count this enforcement as announced').options].map((option) => option.textContent)).toEqual(['Only those that are', '<i>Everybody</i> (as it is typed, not saved)']))
    const before = server.asksOf('simulate').length
    choose(choice('Count this enforcement as announced'), UNSAVED)
    await until(() => expect(server.asksOf('simulate').length).toBeGreaterThan(before))
    expect(asked()).toMatchObject({ enforcement: { name: '<i>Everybody</i>', kinds: ['totp'] } })
    expect(document.querySelector('main i')).toBeNull()
    await seesNot('The link in the address bar shows this again.')
  })
})

describe('the question through a provider', () => {
  test('says how long ago its sign-in was as it is chosen, also that it does not say; without a provider nothing of it is sent', async () => {
    const { asked } = await open('?who=imagined&acr=gold&amr=mfa', { upstreams: [upstreamOf('corp', { name: { en: '<b>Corp</b>' } })] })
    await until(() => expect(asked()).toEqual({ person: {} }))
    choose(await until(() => choice('Signs in with')), 'corp')
    await until(() => expect(asked()).toEqual({ person: {}, through: { alias: 'corp', acr: 'gold', amr: ['mfa'] } }))
    expect([...choice('It says the sign-in there was').options].map((option) => option.textContent)).toEqual(['just now', '5 minutes ago', '30 minutes ago', '1 hour ago', '8 hours ago', 'it does not say'])
    for (const [ago, seconds] of [['8h', 28_800], ['unknown', null]] as const) {
      choose(choice('It says the sign-in there was'), ago)
      await until(() => expect(asked()).toMatchObject({ through: { authenticatedSecondsAgo: seconds } }))
    }
    await until(() => expect(steps()[0]).toBe('Signs in with <b>Corp</b>.'))
    choose(choice('Signs in with'), '')
    await until(() => expect(steps()[0]).toBe('Signs in with a password.'))
    expect(has('select', 'It says the sign-in there was')).toBe(false)
  })

  test('that is not there any more is called by its alias, and the server says what is wrong', async () => {
    const { server } = await open('?who=imagined&way=old-way')
    await until(() => expect(steps()[0]).toBe('Signs in with old-way.'))
    server.refuse('simulate', 'upstream.not-found')
    type(field('It states this acr'), 'gold')
    await until(() => expect(document.querySelector('.answer [role=alert]')).not.toBeNull())
    expect([result(), field('It states this acr').value]).toEqual([null, 'gold'])
  })
})

describe('the answer', () => {
  const step = (kind: ReturnType<typeof simulationOf>['steps'][number]['kind'], more: object = {}) => ({ kind, kinds: [], proof: null, mayBePutOff: false, reason: null, ...more })

  test('says every kind of step, what proves it and what may wait', async () => {
    await open('?who=imagined', { simulation: simulationOf({ steps: [
      step('first-proof'), step('still-have-it'), step('prove-then-set-up', { kinds: ['emailed-code'] }), step('set-up', { kinds: ['totp', 'passkey'], proof: 'authenticator', mayBePutOff: true }),
      step('confirm', { proof: 'administrator' }), step('notice', { mayBePutOff: true }), step('emergency'),
    ] }) })
    await until(() => expect(steps()).toHaveLength(8))
    expect(steps().slice(1)).toEqual([
      'Has to sign in once more.', 'Says whether their authenticator is lost or only elsewhere.', 'Enters a code of what they have, which is not accepted here.',
      'Sets up a code: Authenticator app or Passkey. The code just entered is the proof for it. It may be put off.', 'Confirms what they have. It takes an administrator.',
      'Reads that a code has to be set up. It may be put off.', 'Types an emergency token.',
    ])
  })

  test('names what requires a code: the person’s own switch, the request, a rule with its day; and what is accepted', async () => {
    const rule = (source: 'personal' | 'request' | 'enforcement', name: string, since: string | null = null) => ({ source, name, since, kinds: [], onUnenrolled: 'enrol' as const })
    await open('?who=imagined', { simulation: simulationOf({
      requirements: [rule('personal', 'OTP Configured', at(0)), rule('request', 'wiki'), rule('enforcement', '<b>Everybody</b>', at(24))], acceptedKinds: ['totp', 'emailed-code'],
      upcoming: [{ id: yuna.id, name: 'Soon', enforceFrom: '2026-11-30T15:00:00.000Z', ready: true }],
    }) })
    await sees('What requires a code of them')
    const said = [...document.querySelectorAll('.answer .list')].map((list) => [...list.querySelectorAll('li')].map((line) => line.textContent?.replaceAll(/\s+/g, ' ').trim()))
    expect(said).toEqual([
      [expect.stringMatching(/^OTP Configured since .*24 Nov/), 'The application, or its request: wiki', expect.stringMatching(/^<b>Everybody<\/b> since .*23 Nov/), 'Accepted: Authenticator app or Code by email'],
      ['Soon from Tuesday, 1 December 2026, 00:00 JST · ready'],
    ])
    expect(document.querySelector('main b')).toBeNull()
  })

  test('a line that this console has no words for is said as the API says it, as text; the ones behind the deciding one are marked', async () => {
    const line = { line: 4, read: true, decided: true, outcome: 'yes', reason: { code: 'line4.of-tomorrow', params: {}, sentence: 'a reason of <b>tomorrow</b>' } } as const
    await open('?who=imagined', { simulation: simulationOf({ reason: line.reason, line: 4, trace: traceOf(line) }) })
    await until(() => expect(verdict()).toContain('a reason of <b>tomorrow</b>'))
    expect([...document.querySelectorAll('ol.lines li.after')]).toHaveLength(5)
    expect(document.querySelector('main b')).toBeNull()
  })

  test('on a narrow screen a press leads to it, and the focus with it', async () => {
    await open('?who=imagined')
    await until(() => expect(document.querySelector('.peek')?.textContent).toContain('Not asked for a code · gets in'))
    document.querySelector<HTMLButtonElement>('.peek')?.click()
    expect(document.activeElement?.className).toBe('answer')
  })

  test.each([['ja', 'または'], ['ko', ' 또는 ']] as const)('in %s kinds stand side by side as one says it there', async (language, or) => {
    await open('?who=imagined', { simulation: simulationOf({ steps: [step('challenge', { kinds: ['totp', 'emailed-code'] })] }) }, language)
    await until(() => expect(steps()[1]).toContain(or))
  })
})

describe('why somebody was asked, back then', () => {
  const line = { line: 4, read: true, decided: true, outcome: 'yes', reason: { code: 'line4.on', params: {}, sentence: 'on' } } as const
  const past = { asked: 'yes' as const, line: 4, reason: line.reason, trace: traceOf(line), proofs: ['password', 'retina-of-tomorrow'], acr: null }
  const hana = () => person('hana', '佐藤', '花', { attempts: [{ at: at(2), type: 'sign-in.succeeded', outcome: 'success', reason: 'line4.on', clientId: null, address: null, by: null, past }] })

  test('that does not come is said in the window, and trying again brings it; once it came it is not asked for again', async () => {
    const who = hana()
    const server = createFakeServer({ people: [who] })
    server.refuse('explainAttempt', 'server.unavailable')
    await openConsole(server, `/users/${who.id}`)
    await press('Why was this person asked?')
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Try again').click()
    await until(() => expect(document.querySelectorAll('dialog ol.lines li')).toHaveLength(10))
    expect(windowText()).not.toContain('The server cannot answer at the moment.')
    // A proof of tomorrow is shown, and nobody was told an acr.
    expect(windowText()).toContain('Proved: password, retina-of-tomorrow.')
    expect(windowText()).not.toContain('acr')
    button('Close').click()
    await until(() => expect(windowText()).toBe(''))
    button('Why was this person asked?').click()
    await until(() => expect(windowText()).toContain('As it was decided then'))
    expect(server.asksOf('explainAttempt')).toHaveLength(2)
  })

  test('that was not kept says so', async () => {
    const who = hana()
    const server = createFakeServer({ people: [who] })
    server.refuse('explainAttempt', 'attempt.not-found')
    await openConsole(server, `/users/${who.id}`)
    await press('Why was this person asked?')
    await until(() => expect(windowText()).toContain('It was not kept why this person was asked'))
  })
})
