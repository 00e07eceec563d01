import { PiniaColada } from '@pinia/colada'
import { Problem, type Api } from '@tegata/contract'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { apiKey } from '../../api.ts'
import { passing, until } from '../../testing/screen.ts'
import { useTally } from './queries.ts'
import { useRemind } from './use-remind.ts'

let leave = () => {}
afterEach(() => leave())

/** What a page sets up, over an API of which only this is asked. */
function within<Part>(api: Partial<Api>, use: () => Part): Part {
  let part: Part | undefined
  const app = createApp(defineComponent({ setup() { part = use(); return () => h('p') } }))
  app.use(createPinia()).use(PiniaColada).provide(apiKey, api as Api).mount(document.createElement('div'))
  leave = () => app.unmount()
  if (part === undefined) throw new Error('nothing was set up')
  return part
}

type Call = Parameters<Api['remindPeople']>[0]
const heard = { mailed: 0, today: 0, withoutAddress: 0, notMet: 0, next: null }
type Answer = Partial<Awaited<ReturnType<Api['remindPeople']>>>
function reminding(answers: (Answer | Problem | Promise<Answer>)[] = []) {
  const calls: Call[] = []
  const remind = within({
    remindPeople: async (call) => {
      calls.push(call)
      const answer = await (answers.shift() ?? { mailed: call.userIds?.length ?? 1 })
      if (answer instanceof Problem) throw answer
      return { ...heard, ...answer }
    },
  }, useRemind)
  return { calls, ...remind }
}
const ids = (count: number) => Array.from({ length: count }, (_, n) => `person-${n}`)

describe('S0-5: reminding', () => {
  test('names at most two hundred people a call, each of them once', async () => {
    const { calls, start, sum, phase, done } = reminding()
    await start('rule', { userIds: ids(450) })
    expect(calls.map(({ userIds }) => userIds?.length)).toEqual([200, 200, 50])
    expect(calls.flatMap(({ userIds }) => userIds)).toEqual(ids(450))
    expect([phase.value, sum.value.mailed, done.value]).toEqual(['done', 450, 450])
  })

  test('goes on behind where a call ended, and adds up what became of everybody', async () => {
    const { calls, start, sum, done } = reminding([{ mailed: 3, today: 1, next: 'a' }, { withoutAddress: 2, notMet: 4, next: 'b' }, { mailed: 1 }])
    await start('rule', { state: ['locked-out'] })
    expect(calls).toEqual([undefined, 'a', 'b'].map((cursor) => ({ enforcementId: 'rule', state: ['locked-out'], ...(cursor && { cursor }) })))
    expect([sum.value, done.value]).toEqual([{ mailed: 4, today: 1, withoutAddress: 2, notMet: 4 }, 11])
  })

  test('that failed makes the same call again, and forgets no one and nothing of before', async () => {
    const { calls, start, goOn, sum, phase, problem } = reminding([{ mailed: 200 }, new Problem('server.unavailable'), { mailed: 50 }])
    await start('rule', { userIds: ids(250) })
    expect([phase.value, problem.value]).toEqual(['interrupted', expect.objectContaining({ code: 'server.unavailable' })])
    await goOn()
    expect(calls[2]).toEqual(calls[1])
    expect([phase.value, problem.value, sum.value.mailed]).toEqual(['done', null, 250])
  })

  test('stopped, it makes no further call, and a second start meanwhile begins nothing', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const { calls, start, stop, forget, goOn, phase } = reminding([promise])
    const under = start('rule', { state: ['set-up'] })
    stop()
    await start('another', { state: ['ready'] })
    forget()
    resolve({ mailed: 1, next: 'a' })
    await under
    expect([phase.value, calls.length]).toEqual(['stopped', 1])
    await goOn()
    expect(calls.map(({ enforcementId, cursor }) => [enforcementId, cursor])).toEqual([['rule', undefined], ['rule', 'a']])
    forget()
    expect(phase.value).toBe('idle')
  })

  test('ends with the page that it was begun on', async () => {
    const { calls, start } = reminding([{ mailed: 1, next: 'a' }, { mailed: 1 }])
    const under = start('rule', { state: ['set-up'] })
    leave()
    await under
    expect(calls).toHaveLength(1)
  })
})

describe('the tally of the day', () => {
  const tally = (asked: string[]) => within({
    getEnforcementTally: async () => {
      asked.push('now')
      return { at: '', since: '', until: '', people: 0, withCode: { people: asked.length, last: [] }, setUp: { people: 0, last: [] }, byToken: { people: 0, last: [] }, refused: { people: 0, last: [] }, notSeen: 0, more: false }
    },
  }, () => useTally('rule', 2))

  test('looks again by itself while it is open, and not behind another tab or after it was left', async () => {
    const asked: string[] = []
    await passing(1_000, async () => {
      const { data } = tally(asked)
      await until(() => expect(data.value?.withCode.people).toBeGreaterThan(2))
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      const before = asked.length
      await vi.advanceTimersByTimeAsync(1_000)
      expect(asked).toHaveLength(before)
      Reflect.deleteProperty(document, 'hidden')
      await until(() => expect(asked.length).toBeGreaterThan(before))
      leave()
      asked.length = 0
    })
    expect(asked).toEqual([])
  })
})
