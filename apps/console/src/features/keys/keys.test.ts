import { afterEach, describe, expect, test, vi } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { keyOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { button, field, has, press, sees, seesNot, text, type, until, windowText } from '../../testing/screen.ts'

const algorithms = ['RS256', 'ES256', 'EdDSA'] as const
const active = () => algorithms.map((algorithm) => keyOf(`${algorithm}-1`, algorithm, 'active'))
const open = async (keys = active(), part: Parameters<typeof createFakeServer>[0] = {}) => {
  const server = createFakeServer({ keys, ...part })
  return { server, ...await openConsole(server, '/keys') }
}

afterEach(() => { vi.useRealTimers() })

describe('Signing keys', () => {
  test('stand there with algorithm, state and since when', async () => {
    await open([...active(), keyOf('RS256-0', 'RS256', 'old'), keyOf('RS256-2', 'RS256', 'next')])
    await sees('RS256-1')
    for (const words of ['Signs since', 'Signs no more', 'What it signed is still accepted.', 'Signs soon', 'can sign from']) expect(text()).toContain(words)
  })

  test('are published first, and what that means for applications is said before', async () => {
    const { server } = await open()
    await press('Publish new keys')
    await until(() => expect(windowText()).toContain('Nobody is signed out, and applications need no change.'))
    button('Publish new keys').click()
    await sees('New keys are published. Rotate again from')
    expect(server.asksOf('rotateKeys').map(({ body }) => body)).toEqual([{ now: false }])
    await sees('come back then, and rotate again')
    expect(has('button', 'Let the new keys sign')).toBe(false)
  })

  test('sign once they have been published long enough', async () => {
    await open([...active(), ...algorithms.map((algorithm) => keyOf(`${algorithm}-2`, algorithm, 'next', { signsFrom: at(1) }))])
    await press('Let the new keys sign')
    await until(() => expect(windowText()).toContain('The published keys begin to sign.'))
    button('Let the new keys sign').click()
    await sees('The new keys sign.')
    await sees('Signs no more')
  })

  test('whoever leaves the page open and comes back when the time has come finds what is to be done', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { state } = await open([...active(), ...algorithms.map((algorithm) => keyOf(`${algorithm}-2`, algorithm, 'next', { signsFrom: at(-1) }))])
    await sees('come back then, and rotate again')
    expect(has('button', 'Let the new keys sign')).toBe(false)
    state.now += 2 * 3_600_000
    vi.setSystemTime(Date.now() + 60_000)
    document.dispatchEvent(new Event('visibilitychange'))
    await until(() => expect(has('button', 'Let the new keys sign')).toBe(true))
    expect(text()).not.toContain('come back then')
  })

  test('whoever stays at the page finds it there in the minute in which the time has come, and nothing needs to be asked for', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { server, state } = await open([...active(), ...algorithms.map((algorithm) => keyOf(`${algorithm}-2`, algorithm, 'next', { signsFrom: at(-1) }))])
    await sees('come back then, and rotate again')
    state.now += 2 * 3_600_000
    vi.advanceTimersByTime(60_000)
    await sees('Let the new keys sign')
    expect(server.asksOf('listKeys')).toHaveLength(1)
  })

  test('a stolen one: all are replaced at once, by somebody who has typed where', async () => {
    const { server } = await open()
    await press('Replace all keys now')
    await until(() => expect(windowText()).toContain('worth nothing from this moment'))
    button('Replace all keys now').click()
    await until(() => expect(windowText()).toContain('This is not the name of the realm.'))
    expect(server.asksOf('rotateKeys')).toEqual([])
    type(field('Type demo to go on'), 'demo')
    button('Replace all keys now').click()
    await sees('RS256-9')
    expect(server.asksOf('rotateKeys').map(({ body }) => body)).toEqual([{ now: true }])
  })

  test('a refusal is said in the window, and nothing has changed', async () => {
    const { server } = await open()
    server.refuse('rotateKeys', 'server.unavailable')
    await press('Publish new keys')
    await until(() => expect(windowText()).toContain('New keys are published today'))
    button('Publish new keys').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(server.world.keys).toHaveLength(3)
  })

  test('whoever may only read sees them and rotates none; the help desk sees no way to them', async () => {
    await open(active(), { me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] })
    await sees('RS256-1')
    expect([has('button', 'Publish new keys'), has('button', 'Replace all keys now')]).toEqual([false, false])
  })

  test('a failure is said where they would be, and looked again on demand', async () => {
    const server = createFakeServer({ keys: active() })
    server.refuse('listKeys', 'server.unavailable')
    await openConsole(server, '/keys')
    await sees('The server cannot answer at the moment.')
    expect(has('button', 'Publish new keys')).toBe(false)
    button('Try again').click()
    await sees('RS256-1')
    await seesNot('The server cannot answer at the moment.')
  })

  test('the network gone while they are replaced: it is said there, what was typed stays, and pressed again it is done', async () => {
    const { server } = await open()
    await press('Replace all keys now')
    type(await until(() => field('Type demo to go on')), 'demo')
    server.goAway()
    button('Replace all keys now').click()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    expect(field('Type demo to go on').value).toBe('demo')
    server.comeBack()
    await until(() => expect(button('Replace all keys now').disabled).toBe(false))
    button('Replace all keys now').click()
    await sees('RS256-9')
    expect(windowText()).toBe('')
  })

  test('Enter does it where the name of the realm was typed, and does it once, however often it is pressed', async () => {
    const { server } = await open()
    await press('Replace all keys now')
    type(await until(() => field('Type demo to go on')), ' demo ')
    const letGo = server.hold('rotateKeys')
    const enter = () => field('Type demo to go on').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    enter()
    await until(() => expect(server.asksOf('rotateKeys')).toHaveLength(1))
    enter()
    letGo()
    await sees('RS256-9')
    expect(server.asksOf('rotateKeys')).toHaveLength(1)
  })

  test('what was typed into a window that was closed, and what was said there, is not there when it opens again', async () => {
    const { server } = await open()
    server.refuse('rotateKeys', 'server.unavailable')
    await press('Replace all keys now')
    type(await until(() => field('Type demo to go on')), 'demo')
    button('Replace all keys now').click()
    await until(() => expect(windowText()).toContain('The server cannot answer'))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    button('Replace all keys now').click()
    await until(() => expect(field('Type demo to go on').value).toBe(''))
    expect(windowText()).not.toContain('The server cannot answer')
  })

  test('published by somebody else a moment ago: nothing is done twice, and it says from when they can sign', async () => {
    const { server } = await open()
    await press('Publish new keys')
    for (const algorithm of algorithms) server.world.keys.push(keyOf(`${algorithm}-2`, algorithm, 'next', { signsFrom: at(-1) }))
    button('Publish new keys').click()
    await sees('The new keys are not old enough yet. Rotate again from Tuesday, 24 November 2026, 10:10')
    expect(server.world.keys).toHaveLength(6)
    await sees('EdDSA-2')
    expect(has('button', 'Publish new keys')).toBe(false)
  })

  test('the right to it withdrawn meanwhile: nothing is rotated, it is said why, and no longer offered', async () => {
    const { server } = await open()
    await press('Publish new keys')
    await until(() => expect(windowText()).toContain('New keys are published today'))
    server.world.myRoles = ['read-only-admin']
    button('Publish new keys').click()
    await sees('Your roles do not permit this.')
    expect(server.world.keys).toHaveLength(3)
    button('Cancel').click()
    await until(() => expect(has('button', 'Replace all keys now')).toBe(false))
  })
})
