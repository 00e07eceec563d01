import { afterEach, describe, expect, test, vi } from 'vitest'
import { listenForPopups, reportToOpener, type PopupAnswer } from './popup.ts'

const listeners: (() => void)[] = []
afterEach(() => { for (const stop of listeners.splice(0)) stop() })

function listen(realm: string) {
  const heard: PopupAnswer[] = []
  listeners.push(listenForPopups(realm, (answer) => heard.push(answer)))
  return heard
}

describe('the small window comes home', () => {
  test('with state and code, to the window that waits', async () => {
    const heard = listen('demo')
    reportToOpener('demo', '?state=s&code=c')
    await vi.waitFor(() => expect(heard).toEqual([{ state: 's', code: 'c', error: null }]))
  })

  test('with the error when there was one', async () => {
    const heard = listen('demo')
    reportToOpener('demo', '?state=s&error=access_denied')
    await vi.waitFor(() => expect(heard).toEqual([{ state: 's', code: null, error: 'access_denied' }]))
  })

  test('is not heard in another realm, and messages of another shape are not heard at all', async () => {
    const [demo, other] = [listen('demo'), listen('other')]
    const channel = new BroadcastChannel('tegata-console:demo')
    channel.postMessage('nonsense')
    channel.close()
    reportToOpener('demo', '?state=s&code=c')
    await vi.waitFor(() => expect(demo).toHaveLength(1))
    expect(other).toEqual([])
  })
})
