import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf } from '../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { link, sees, text, until } from '../../testing/screen.ts'

const someone = (state: Parameters<typeof readinessOf>[1]) => readinessOf(person('x', 'x', 'x'), state)
const card = () => [...document.querySelectorAll('section')].find((each) => /^(Next e|E)nforcement/.test(each.textContent.trim()))?.textContent.replaceAll(/\s+/g, ' ') ?? ''

describe('S0-4: the dashboard names the enforcement that comes next', () => {
  test('with the days that are left, who is not ready, and who will be locked out', async () => {
    const next = enforcementOf('Administrators')
    const server = createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcementOf('Later', { enforceFrom: '2027-01-01T00:00:00.000Z' }), next, enforcementOf('Draft', { state: 'draft' })], people: [someone('locked-out'), someone('set-up'), someone('ready')] } })
    const { router } = await openConsole(server, '/dashboard')
    await until(() => expect(card()).toContain('2 people are not ready'))
    for (const words of ['Administrators', 'Tuesday, 1 December 2026, 00:00 JST', '6 days left', '1 person will be locked out']) expect(card()).toContain(words)
    link('1 person will be locked out').click()
    await until(() => expect(router.currentRoute.value.fullPath).toBe(`/enforcements/${next.id}?state=locked-out`))
  })

  test('when nothing is to come it shows the one that is in force; when everybody is ready it says so', async () => {
    await openConsole(createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcementOf('Since today', { inForce: true, enforceFrom: at(3) })], people: [someone('ready')] } }), '/dashboard')
    await until(() => expect(card()).toContain('Everybody is ready.'))
    expect(card()).toContain('In force')
    expect(card()).not.toContain('left')
  })

  test('there being none, nothing stands there and nothing is asked', async () => {
    const server = createFakeServer()
    await openConsole(server, '/dashboard')
    await sees('Needs attention today')
    expect(text()).not.toContain('Next enforcement')
    expect(server.asksOf('getReadiness')).toEqual([])
  })
})
