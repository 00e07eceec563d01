import { mkdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Where pictures for the README and for looking at go; not set: none are taken. */
const pictures = process.env.TEGATA_E2E_SCREENSHOTS

/** WCAG by axe in light and dark, and nothing that a telephone of 360 pixels has to scroll sideways for. */
export async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      // A frame may still be drawn in the width before.
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      await expect.poll(async () => [name, colorScheme, width, await overflow()], { timeout: 2000 }).toEqual([name, colorScheme, width, 0])
      if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png` })
    }
    // Painted as it is now, and nothing on its way: a busy machine otherwise has colours of both schemes compared.
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    await expect.poll(() => page.evaluate(() => document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity && one.playState === 'running').length), { timeout: 5000 }).toBe(0)
    const axe = new AxeBuilder({ page }).exclude('iframe')
    // Only colours differ between the two: names, roles and order were judged in the first.
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze()
    expect(violations.map(({ id, nodes }) => `${name} ${colorScheme}: ${id} ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
}
