import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, type, until, windowText } from '../../../testing/screen.ts'
import { endFault } from '../until.ts'

function house(part: Parameters<typeof createFakeServer>[0] = {}) {
  const [always, never] = [policyGroupOf('Always ask'), policyGroupOf('Password only', { ask: 'never' })]
  const taro = person('taro', '鈴木', '太郎', { authenticators: [app()], policyGroup: { id: never.id, name: never.name } })
  const server = createFakeServer({ people: [taro], policyGroups: [always, never], impact: { people: 1, changed: 1, asked: 1 }, ...part })
  return { server, always, never, taro, at: `/users/${taro.id}` }
}
const inWindow = (words: string) => until(() => expect(windowText()).toContain(words))
const nextYear = new Date().getFullYear() + 1
async function openWindow(name = 'Change group') {
  await until(() => expect(has('button', name)).toBe(true))
  button(name).click()
  await until(() => expect(windowText()).not.toBe(''))
}

describe('S1-34: an assignment for a time', () => {
  test('is saved with its end, and says before what comes after it', async () => {
    const { server, at, always, taro } = house()
    await openConsole(server, at)
    await openWindow()
    await inWindow('This is the present one.')
    // Home is for good: there is nothing to ask.
    expect(windowText()).not.toContain('For how long?')
    choose(choice('Group'), always.id)
    await inWindow('Until somebody says otherwise.')
    answer('Until a day and a time').click()
    await inWindow('then back to “Password only”.')
    type(field('Day'), `${nextYear}-01-15`)
    type(field('Time'), '18:00')
    await inWindow(`15 January ${nextYear}, 18:00 JST; then back to “Password only”.`)
    button('Save Changes').click()
    await sees('Then back to “Password only”.')
    expect(server.asksOf('changeUser')[0]?.body).toEqual({ policyGroup: always.id, policyGroupUntil: `${nextYear}-01-15T09:00:00.000Z` })
    expect(taro.policyGroup?.id).toBe(always.id)
  })

  test('an end that is over, too far away or none is said at once, and nothing is sent', async () => {
    const { server, at, always } = house()
    await openConsole(server, at)
    await openWindow()
    choose(choice('Group'), always.id)
    await inWindow('For how long?')
    answer('Until a day and a time').click()
    await inWindow('then back to')
    for (const [day, words] of [['2020-01-01', 'This is over already'], [`${nextYear + 2}-01-01`, 'At most a year from now'], ['', 'Choose a day and a time.']] as const) {
      type(field('Day'), day)
      await inWindow(words)
      expect(field('Day').getAttribute('aria-invalid')).toBe('true')
      button('Save Changes').click()
    }
    expect(server.asksOf('changeUser')).toEqual([])
  })

  test('stands on the person’s page with date, weekday, time and zone, and what comes after', async () => {
    const { server, at, never } = house()
    server.world.temporaryGroup = { until: `${nextYear}-03-02T06:00:00.000Z`, back: { id: never.id, name: never.name } }
    await openConsole(server, at)
    await sees(`2 March ${nextYear}, 15:00 JST`)
    await sees('Then back to “Password only”.')
    expect(document.body.textContent).toMatch(/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, 2 March/)
  })

  test('[Revert now] goes home for good; the end is forgotten', async () => {
    const first = house()
    first.taro.policyGroup = { id: first.always.id, name: first.always.name }
    const server = createFakeServer({
      people: [first.taro], policyGroups: [first.always, first.never], impact: { people: 1, changed: 1, notAsked: 1 },
      temporaryGroup: { until: `${nextYear}-03-02T06:00:00.000Z`, back: { id: first.never.id, name: first.never.name } },
    })
    await openConsole(server, first.at)
    await openWindow('Revert now')
    await inWindow('鈴木 太郎 is not asked for a code any more.')
    expect(windowText()).not.toContain('For how long?')
    button('Save Changes').click()
    await until(() => expect(has('button', 'Revert now')).toBe(false))
    expect(server.asksOf('changeUser')[0]?.body).toEqual({ policyGroup: first.never.id })
  })

  test('the same group for another time, or for good, is a change', async () => {
    const first = house()
    first.taro.policyGroup = { id: first.always.id, name: first.always.name }
    const server = createFakeServer({
      people: [first.taro], policyGroups: [first.always, first.never], temporaryGroup: { until: `${nextYear}-03-02T06:00:00.000Z`, back: null },
    })
    await openConsole(server, first.at)
    await sees('Then in no group again.')
    await openWindow()
    await inWindow('This is the present one.')
    expect(field('Time').value).toBe('15:00')
    answer('For good').click()
    await until(() => expect(windowText()).not.toContain('This is the present one.'))
    button('Save Changes').click()
    await until(() => expect(server.asksOf('changeUser')).toHaveLength(1))
    expect(server.asksOf('changeUser')[0]?.body).toEqual({ policyGroup: first.always.id })
  })

  test('in Korean, too', async () => {
    const { server, at } = house({ temporaryGroup: { until: `${nextYear}-03-02T06:00:00.000Z`, back: { id: 'a0000000-0000-4000-8000-000000000000', name: '평소' } } })
    await openConsole(server, at, 'ko')
    await sees('그 뒤에는 원래 그룹으로 돌아갑니다: 평소')
    await sees('15:00(JST)')
  })
})

test.each([
  [undefined, 'none'], [1000, 'early'], [59_999, 'early'], [60_000, null], [366 * 86_400_000, null], [366 * 86_400_000 + 1, 'late'],
])('an end %s milliseconds from now: %s', (from, expected) => {
  const now = Date.UTC(2026, 10, 24)
  expect(endFault(from === undefined ? undefined : new Date(now + from).toISOString(), now)).toBe(expected)
})
