import { describe, expect, test } from 'vitest'
import { createApp, defineComponent, h, ref } from 'vue'
import { nowKey } from '../../../session/server-clock.ts'
import { enforcementOf } from '../../../testing/fake-enforcements.ts'
import { at, NOW } from '../../../testing/people.ts'
import type { Act, Enforcement } from '../queries.ts'
import { confirms, foresees, possibleActs } from './possible.ts'
import { useStart } from './use-start.ts'

/** The dates of an act, as its window holds them. */
function starting(act: Act, part: Partial<Enforcement> = {}): ReturnType<typeof useStart> {
  const enforcement = ref(enforcementOf('Administrators', part))
  let start: ReturnType<typeof useStart> | undefined
  const app = createApp(defineComponent({
    setup() {
      start = useStart(enforcement, ref(act))
      start.begin()
      return () => h('p')
    },
  }))
  app.provide(nowKey, () => NOW)
  app.mount(document.createElement('div'))
  if (!start) throw new Error('there is no start')
  return start
}
const registerBy = '2026-11-27T08:00:00.000Z'

describe('from when on, after an act', () => {
  test.each([
    ['announce', {}, ['planned', 'date', 'now']], ['announce', { enforceFrom: at(1) }, ['date', 'now']], ['resume', { state: 'suspended' }, ['planned', 'date', 'now']],
    ['postpone', {}, ['date']], ['bring-forward', {}, ['date', 'now']], ['suspend', {}, []], ['end', {}, []],
  ] as const)('%s of %j leaves the choice between %j', (act, part, choices) => {
    expect(starting(act, part).choices.value).toEqual(choices)
  })

  test('as planned nothing is sent, and the instant is the present one', () => {
    const start = starting('announce')
    expect([start.instant.value, start.fault.value, start.sent.value]).toEqual(['2026-11-30T15:00:00.000Z', null, {}])
  })

  test('at once no date is sent, whatever was typed before', () => {
    const start = starting('bring-forward')
    start.entry.value = { ...start.entry.value, day: '2026-11-28' }
    start.chosen.value = 'now'
    expect([start.sent.value, start.fault.value]).toEqual([{ now: true }, null])
  })

  test.each([
    ['postpone', '2026-12-01', 'same'], ['postpone', '2026-11-30', 'not-later'], ['postpone', '2026-12-02', null], ['postpone', '2026-11-01', 'missing'],
    ['bring-forward', '2026-12-01', 'same'], ['bring-forward', '2026-12-02', 'not-earlier'], ['bring-forward', '2026-11-30', null], ['bring-forward', '', 'missing'],
  ] as const)('%s to “%s”: %s', (act, day, fault) => {
    const start = starting(act)
    start.entry.value = { ...start.entry.value, day }
    expect(start.fault.value).toBe(fault)
  })

  test('S0-6: the date to be ready by is moved alone, or taken back, or lies too late', () => {
    const start = starting('postpone', { registerBy })
    expect(start.fault.value).toBe('same')
    start.by.value = { day: '2026-11-30', time: '12:00', zone: 'Asia/Tokyo', which: null }
    expect([start.fault.value, start.sent.value]).toEqual([null, { registerBy: { date: '2026-11-30', time: '12:00', zone: 'Asia/Tokyo' } }])
    start.by.value = { day: '2026-12-01', time: '00:01', zone: 'Asia/Tokyo', which: null }
    expect(start.fault.value).toBe('register-by')
    start.by.value = null
    expect([start.fault.value, start.sent.value]).toEqual([null, { registerBy: null }])
  })

  test('a start that is over is no proposal for another one', () => {
    const start = starting('postpone', { inForce: true, enforceFrom: at(2) })
    expect([start.entry.value.day, start.fault.value]).toEqual(['', 'missing'])
    start.entry.value = { ...start.entry.value, day: '2026-12-24' }
    expect([start.fault.value, start.sent.value.enforceFrom]).toEqual([null, expect.objectContaining({ date: '2026-12-24' })])
  })

  test('both dates speak in the zone of the start', () => {
    const start = starting('postpone', { registerBy })
    start.entry.value = { day: '2026-12-03', time: '00:00', zone: 'Europe/Berlin', which: null }
    start.by.value = { day: '2026-12-02', time: '17:00', zone: 'Asia/Tokyo', which: null }
    expect(start.sent.value).toEqual({ enforceFrom: { date: '2026-12-03', time: '00:00', zone: 'Europe/Berlin' }, registerBy: { date: '2026-12-02', time: '17:00', zone: 'Europe/Berlin' } })
  })
})

describe('what can be done to an enforcement', () => {
  test.each([
    [{ state: 'draft', inForce: false }, ['announce']], [{ state: 'announced', inForce: false }, ['postpone', 'bring-forward', 'suspend', 'end']],
    [{ state: 'announced', inForce: true }, ['suspend', 'postpone', 'end']], [{ state: 'suspended', inForce: false }, ['resume', 'end']], [{ state: 'ended', inForce: false }, []],
  ] as const)('%j: %j', (enforcement, acts) => {
    expect(possibleActs(enforcement)).toEqual(acts)
  })

  test('what could lock somebody out is foreseen, and only what brings a rule to bear asks for the number', () => {
    expect(confirms.every((act) => foresees.includes(act))).toBe(true)
    expect(foresees.filter((act) => !confirms.includes(act))).toEqual(['postpone'])
  })
})
