import { createPinia } from 'pinia'
import { readinessReasons, readinessStates, type Forecast } from '@tegata/contract'
import { afterEach, describe, expect, test } from 'vitest'
import { createApp, nextTick, type Component } from 'vue'
import { i18n, loadMessages } from '../../i18n/i18n.ts'
import { person } from '../../testing/people.ts'
import BurnDown from './BurnDown.vue'
import { csvOf } from './csv.ts'
import ForecastLines from './ForecastLines.vue'
import { sentFilter } from './queries.ts'
import ReasonList from './ReasonList.vue'
import StateTiles from './StateTiles.vue'
import StateWord from './StateWord.vue'
import { openStates, workStates } from './use-people-filter.ts'

let unmount = () => {}
afterEach(() => unmount())
async function draw(component: Component, props: Record<string, unknown>): Promise<HTMLElement> {
  await loadMessages('en')
  const host = document.createElement('div')
  const app = createApp(component, props)
  app.use(i18n).use(createPinia()).mount(host)
  unmount = () => app.unmount()
  await nextTick()
  return host
}
const textOf = (host: HTMLElement) => (host.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
const states = (part: Partial<Forecast['states']> = {}) => ({ ...Object.fromEntries(readinessStates.map((state) => [state, 0])), ...part }) as Forecast['states']
const reasons = (part: Partial<Forecast['reasons']> = {}) => ({ ...Object.fromEntries(readinessReasons.map((reason) => [reason, 0])), ...part }) as Forecast['reasons']
const forecast = (part: Partial<Forecast>): Forecast => ({ at: '2026-11-30T15:00:00.000Z', people: 0, states: states(), reasons: reasons(), lockedOutPeople: [], ...part })

describe('what will happen, in words', () => {
  const date = 'Tuesday, 1 December 2026, 00:00 JST'
  test('while it is being found out its place is held', async () => {
    expect(textOf(await draw(ForecastLines, { forecast: undefined, date }))).toBe('Loading…')
  })

  test('nobody, one and many', async () => {
    expect(textOf(await draw(ForecastLines, { forecast: forecast({}), date }))).toContain('It meets nobody.')
    expect(textOf(await draw(ForecastLines, { forecast: forecast({ people: 1, states: states({ ready: 1 }) }), date }))).toContain('It meets 1 person.')
    expect(textOf(await draw(ForecastLines, { forecast: forecast({ people: 1_000_000, states: states({ ready: 999_999, 'set-up': 1 }) }), date }))).toMatch(/It meets 1,000,000 people\..*Ready ?999,999.*Will be asked to set up ?1/)
  })

  test('of more than are named it says how many more there are, and names stand there as text', async () => {
    const named = [person('x', '<i>x</i>', 'A'), person('y', 'y', 'B')].map(({ id, username, givenName, familyName }) => ({ id, username, givenName, familyName }))
    const host = await draw(ForecastLines, { forecast: forecast({ people: 5, states: states({ 'locked-out': 5 }), lockedOutPeople: named }), date })
    expect(textOf(host)).toContain('5 people will be locked out:A <i>x</i> x')
    expect(textOf(host)).toContain('and 3 more')
    expect(host.querySelector('i')).toBeNull()
  })
})

describe('states and reasons', () => {
  test.each(readinessStates)('%s has a word and a sign of its own', async (state) => {
    const host = await draw(StateWord, { state })
    expect(textOf(host)).not.toContain('readiness.')
    expect(host.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true')
  })

  test('the most urgent stand first, and every state has its place in the list', () => {
    expect([...workStates].sort()).toEqual([...readinessStates].sort())
    expect(workStates.slice(0, 3)).toEqual(openStates)
  })

  test('each number leads to its people, and back', async () => {
    const heard: unknown[] = []
    const props = { states: states({ 'locked-out': 2 }), modelValue: 'locked-out', 'onUpdate:modelValue': (value: unknown) => heard.push(value) }
    const host = await draw(StateTiles, props)
    const tiles = [...host.querySelectorAll('button')]
    expect(tiles.map((tile) => tile.getAttribute('aria-pressed'))).toEqual(['true', 'false', 'false', 'false', 'false', 'false'])
    tiles[0]?.click()
    tiles[2]?.click()
    expect(heard).toEqual(['open', 'set-up'])
  })

  test('only reasons that there are stand there; the chosen one stays to be taken back', async () => {
    expect(textOf(await draw(ReasonList, { reasons: reasons(), modelValue: null }))).toBe('No reasons to name.')
    const heard: unknown[] = []
    const host = await draw(ReasonList, { reasons: reasons({ shared: 3 }), modelValue: 'no-address', 'onUpdate:modelValue': (value: unknown) => heard.push(value) })
    expect(textOf(host)).toBe('Shared account3No address on file0')
    host.querySelectorAll('button')[1]?.click()
    expect(heard).toEqual([null])
  })

  test('what is sent of a filter is what narrows it', () => {
    expect(sentFilter({ state: [], reason: null, search: '  ' })).toEqual({})
    expect(sentFilter({ state: ['set-up'], reason: 'shared', search: ' taro ' })).toEqual({ state: ['set-up'], reason: ['shared'], search: 'taro' })
  })
})

describe('the burn-down', () => {
  test('is said to whoever does not see it: a sentence names it, its numbers are a table', async () => {
    const day = (date: string, open: number, stuck: number) => ({ at: Date.parse(`${date}T00:00:00+09:00`), open, stuck })
    const host = await draw(BurnDown, { days: [day('2026-11-01', 1200, 30), day('2026-11-24', 12, 0)], until: '2026-11-30T15:00:00.000Z', zone: 'Asia/Tokyo' })
    const picture = host.querySelector('svg[role=img]')
    expect(host.querySelector(`#${CSS.escape(picture?.getAttribute('aria-labelledby') ?? '')}`)?.textContent).toBe('On Sunday, 1 November 2026 1,200 people were not ready. Now it is 12; 0 of them would not get in.')
    expect([...host.querySelectorAll('tbody tr')].map((row) => textOf(row as HTMLElement))).toEqual(['Sunday, 1 November 20261,20030', 'Tuesday, 24 November 2026120'])
    expect([...host.querySelectorAll('svg text')].map((each) => each.textContent)).toEqual(['0', '1,000', '2,000', '1 Nov', '1 Dec'])
  })

  test('is not drawn where no day is known', async () => {
    expect((await draw(BurnDown, { days: [], until: '2026-11-30T15:00:00.000Z', zone: 'UTC' })).querySelector('svg')).toBeNull()
  })
})

test('a file begins with its mark, quotes what it has to, and no cell is a formula', async () => {
  const file = csvOf([['a', 'b,c'], ['=1+1', '"x"']])
  expect(new Uint8Array(await file.arrayBuffer()).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
  expect((await file.text()).replace('\ufeff', '')).toBe('a,"b,c"\r\n\'=1+1,"""x"""\r\n')
})
