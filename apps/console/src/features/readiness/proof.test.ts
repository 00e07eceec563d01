import { afterEach, describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf, type FakeEnforcements } from '../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { button, field, has, sees, seesNot, settled, text, type, until } from '../../testing/screen.ts'

const hana = person('hana', '<i>森</i>', '花')
const inForce = enforcementOf('Administrators', { inForce: true, enforceFrom: at(100) })
const signIn = (part: Partial<FakeEnforcements['signIns'][number]> = {}): FakeEnforcements['signIns'][number] =>
  ({ at: at(5), user: hana, userId: hana.id, client: 'wiki', answer: 'code', exception: false, why: null, ...part })
const exception = signIn({ at: at(7), answer: 'none', exception: true, why: '=HYPERLINK("x")' })

function house(part: Partial<FakeEnforcements> = {}, rule = inForce) {
  const server = createFakeServer({ people: [hana], enforcements: { ...noEnforcements(), list: [rule], people: [readinessOf(hana, 'ready')], ...part } })
  return { server, at: `/enforcements/${rule.id}` }
}
const cells = () => [...document.querySelectorAll('.proof tbody tr')].map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent?.trim() ?? ''))

describe('a proof leaves nothing out unsaid', () => {
  test('a list that could not be had is said to be missing, beside the numbers, and had on demand', async () => {
    const { server, at: place } = house({ signIns: [exception, signIn()] })
    server.refuse('listProofSignIns', 'server.unavailable')
    await openConsole(server, `${place}/proof`)
    await sees('1 of 2 sign-ins has no second factor on record.')
    await sees('The server cannot answer at the moment.')
    expect(cells()).toEqual([])
    button('Try again').click()
    await until(() => expect(cells()).toHaveLength(1))
    await seesNot('The server cannot answer at the moment.')
  })

  test('the proof itself could not be had: it is said, nothing is printed or handed out, and had on demand', async () => {
    const { server, at: place } = house({ signIns: [signIn()] })
    server.refuse('getEnforcementProof', 'server.unavailable')
    await openConsole(server, `${place}/proof`)
    await sees('The server cannot answer at the moment.')
    expect([has('button', 'Print'), has('button', 'All sign-ins (CSV)')]).toEqual([false, false])
    button('Try again').click()
    await sees('The one sign-in was with a second factor.')
    expect([has('button', 'Print'), has('button', 'All sign-ins (CSV)')]).toEqual([true, true])
  })

  test('what has no words is shown as it is, a name of any kind is text, and a person is a link', async () => {
    const { server, at: place } = house({ signIns: [exception] })
    await openConsole(server, `${place}/proof`)
    await until(() => expect(cells()).toHaveLength(1))
    expect(cells()[0]?.slice(1)).toEqual(['<i>森</i> 花', 'Without a code · wiki', '=HYPERLINK("x")'])
    expect(document.querySelector('.proof i')).toBeNull()
    expect(document.querySelector('.proof tbody a')?.getAttribute('href')).toContain(`/users/${hana.id}`)
  })

  test('a span without a sign-in says so, and one in which it was not in force says that', async () => {
    const { server, at: place } = house({}, enforcementOf('Administrators', { state: 'suspended', enforceFrom: at(100) }))
    await openConsole(server, `${place}/proof`)
    await sees('Nobody whom it meets signed in.')
    for (const words of ['All 0', 'of 0 sign-ins']) expect(text()).not.toContain(words)
    await sees('Made on Tuesday, 24 November 2026, 09:10 JST')
  })

  test('an older span never stands over a newer one', async () => {
    const { server, at: place } = house({ signIns: [signIn()] })
    await openConsole(server, `${place}/proof`)
    await sees('From Friday, 20 November 2026')
    const letGo = server.hold('getEnforcementProof')
    type(field('From'), '2026-11-21')
    await until(() => expect(button('Show').disabled).toBe(false))
    button('Show').click()
    await until(() => expect(server.asksOf('getEnforcementProof')).toHaveLength(2))
    type(field('From'), '2026-11-22')
    button('Show').click()
    await sees('From Sunday, 22 November 2026')
    letGo()
    await settled()
    expect(text()).toContain('From Sunday, 22 November 2026')
    expect(text()).not.toContain('From Saturday, 21 November 2026')
  })

  test.each([['From', '2026-11-25'], ['To', ''], ['From', 'x'], ['To', '2026-11-01']])('%s = %j is no span: it is said, marked, and nothing is asked', async (name, value) => {
    const { server, at: place } = house()
    await openConsole(server, `${place}/proof`)
    await sees('Nobody whom it meets signed in.')
    type(field(name), value)
    await sees('Choose two days, the second not before the first')
    expect([field(name).getAttribute('aria-invalid'), button('Show').disabled]).toEqual(['true', true])
    expect(server.asksOf('getEnforcementProof')).toHaveLength(1)
  })

  test('a rule that began long ago begins with the longest span that there is', async () => {
    const { server, at: place } = house({}, enforcementOf('Administrators', { inForce: true, enforceFrom: at(24 * 400) }))
    await openConsole(server, `${place}/proof`)
    await until(() => expect(server.asksOf('getEnforcementProof')).toHaveLength(1))
    const { from = '', to = '' } = server.asksOf('getEnforcementProof')[0]?.input ?? {}
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
    expect([days > 89, days <= 92]).toEqual([true, true])
  })
})

describe('a proof on paper and as a file', () => {
  const { print } = globalThis
  afterEach(() => { globalThis.print = print })

  test('is printed by the browser', async () => {
    let printed = 0
    globalThis.print = () => { printed += 1 }
    const { server, at: place } = house({ signIns: [signIn()] })
    await openConsole(server, `${place}/proof`)
    await until(() => expect(has('button', 'Print')).toBe(true))
    button('Print').click()
    expect(printed).toBe(1)
  })

  test('the file has every sign-in with its instant in UTC and here, who, how and why, and no cell is a formula', async () => {
    const { server, at: place } = house({ signIns: [exception, signIn({ user: null, client: null, answer: 'emergency-token' })] })
    const { saved } = await openConsole(server, `${place}/proof`)
    await until(() => expect(has('button', 'All sign-ins (CSV)')).toBe(true))
    button('All sign-ins (CSV)').click()
    await until(() => expect(saved).toHaveLength(1))
    const [head, first, second] = (await saved[0]?.file.text() ?? '').replace('\ufeff', '').split('\r\n')
    expect(saved[0]?.name).toBe('proof-demo-2026-11-19.csv')
    expect(head).toBe('UTC,When,Who,User name,id,Application,How,Exception,Why')
    expect(first).toBe(`2026-11-23T17:10:00.000Z,"Tuesday, 24 November 2026, 02:10 JST",<i>森</i> 花,hana,${hana.id},wiki,Without a code,Yes,"'=HYPERLINK(""x"")"`)
    expect(second).toBe(`2026-11-23T19:10:00.000Z,"Tuesday, 24 November 2026, 04:10 JST",,,${hana.id},,With an emergency token,No,`)
  })

  test('that broke off is no file: it is said, and made when it is asked for again', async () => {
    const { server, at: place } = house({ signIns: [signIn()] })
    const { saved } = await openConsole(server, `${place}/proof`)
    await until(() => expect(has('button', 'All sign-ins (CSV)')).toBe(true))
    server.goAway()
    button('All sign-ins (CSV)').click()
    await sees('The server cannot be reached.')
    expect(saved).toEqual([])
    server.comeBack()
    await until(() => expect(button('All sign-ins (CSV)').disabled).toBe(false))
    button('All sign-ins (CSV)').click()
    await until(() => expect(saved).toHaveLength(1))
    await seesNot('The server cannot be reached.')
  })
})

describe('the tally of the day', () => {
  const tally = { refused: { people: 1, last: [{ id: hana.id, username: 'hana', givenName: '花', familyName: '<i>森</i>', at: at(1), reason: 'not-set-up' }] }, more: true, notSeen: 1_234 }

  test('could not be had: it is said in its own place, the rest of the page stands, and it is had on demand', async () => {
    const { server, at: place } = house({ tally })
    server.refuse('getEnforcementTally', 'server.unavailable')
    await openConsole(server, place)
    await sees('The server cannot answer at the moment.')
    expect(has('button', 'Look again')).toBe(true)
    button('Try again').click()
    await sees('1,234')
    await seesNot('The server cannot answer at the moment.')
  })

  test('says names as text, says where it has not counted all, and where nobody came yet', async () => {
    const { server, at: place } = house({ tally })
    await openConsole(server, place)
    await sees('There were more sign-ins than are counted here.')
    const region = (name: string) => document.querySelector(`section[aria-label="${name}"]`)
    expect(region('Refused')?.textContent).toContain('<i>森</i> 花')
    expect(region('Refused')?.querySelector('i')).toBeNull()
    // Whoever works by keyboard can scroll it.
    expect(region('Refused')?.querySelector('ul')?.tabIndex).toBe(0)
    expect(region('Let in with a code')?.textContent).toContain('Nobody yet.')
  })
})
