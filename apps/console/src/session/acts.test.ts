import { expect, test } from 'vitest'
import { listenForActs } from './acts.ts'

test.each(['keydown', 'pointerdown'])('%s is somebody who acts, once', (name) => {
  const page = new EventTarget()
  const hasActed = listenForActs(page)
  expect(hasActed()).toBe(false)
  page.dispatchEvent(new Event(name))
  page.dispatchEvent(new Event(name))
  expect(hasActed()).toBe(true)
  expect(hasActed()).toBe(false)
})

test.each(['focus', 'visibilitychange', 'scroll', 'mousemove', 'load'])('%s is nobody', (name) => {
  const page = new EventTarget()
  const hasActed = listenForActs(page)
  page.dispatchEvent(new Event(name))
  expect(hasActed()).toBe(false)
})
