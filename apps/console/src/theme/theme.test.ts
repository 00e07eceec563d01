import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { beforeEach, describe, expect, test } from 'vitest'
import tokens from './tokens.css?raw'
import { useTheme } from './theme-store.ts'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('light and dark', () => {
  test('follow the system until somebody chooses, and the choice is kept in this browser', async () => {
    const theme = useTheme()
    expect(document.documentElement.dataset['theme']).toBe('system')
    theme.choose('dark')
    await nextTick()
    expect(document.documentElement.dataset['theme']).toBe('dark')
    setActivePinia(createPinia())
    expect(useTheme().current).toBe('dark')
  })

  test('a kept value that is no theme is none', () => {
    localStorage.setItem('tegata.theme', 'neon')
    expect(useTheme().current).toBe('system')
  })
})

const pairs = new Map([...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)]
  .map(([, name = '', light = '', dark = '']) => [name, [light, dark] as const]))

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('contrast (WCAG 2.2, 1.4.3 and 1.4.11)', () => {
  const grounds = ['page', 'surface', 'raised', 'sunken', 'hover']
  const demands: [string, string, number][] = [
    ...grounds.flatMap((ground): [string, string, number][] => [['ink', ground, 7], ['ink-soft', ground, 4.5], ['accent', ground, 4.5], ['danger', ground, 4.5]]),
    ['edge', 'surface', 3], ['edge', 'raised', 3], ['accent-ink', 'accent', 4.5], ['accent-ink', 'accent-strong', 4.5], ['danger-ink', 'danger', 4.5],
    ['accent-strong', 'accent-soft', 4.5], ['good', 'good-soft', 4.5], ['warn', 'warn-soft', 4.5], ['danger', 'danger-soft', 4.5],
    ['good', 'surface', 4.5], ['warn', 'surface', 4.5], ['good', 'hover', 4.5], ['warn', 'hover', 4.5],
  ]
  test.each(demands)('%s on %s is at least %d:1 in both', (front, back, least) => {
    const [lightFront = '', darkFront = ''] = pairs.get(front) ?? []
    const [lightBack = '', darkBack = ''] = pairs.get(back) ?? []
    expect(contrast(lightFront, lightBack)).toBeGreaterThanOrEqual(least)
    expect(contrast(darkFront, darkBack)).toBeGreaterThanOrEqual(least)
  })
})
