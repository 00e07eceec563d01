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
    // Only colours differ between the two: what is wide, and names, roles and order, are judged in the first.
    if (colorScheme === 'light' || pictures !== undefined) for (const width of [360, 1280]) await fits(page, [name, colorScheme, width])
    // Painted as it is now, and nothing on its way: a busy machine otherwise has colours of both schemes compared.
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    await expect.poll(() => page.evaluate(() => document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity && one.playState === 'running').length)).toBe(0)
    const violations = await judge(page, colorScheme === 'light' ? [] : ['color-contrast'])
    expect(violations.map((violation) => `${name} ${colorScheme}: ${violation}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

async function fits(page: Page, [name, colorScheme, width]: readonly [string, string, number]): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  // A frame may still be drawn in the width before.
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await expect.poll(async () => [name, colorScheme, width, await overflow()]).toEqual([name, colorScheme, width, 0])
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png` })
}

/** What axe finds against these rules, or against all of them. */
async function judge(page: Page, rules: readonly string[]): Promise<string[]> {
  // Half a megabyte of script goes into a document once, and no other page is opened to add results up: frames are left out.
  const isThere = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: '0' }) }).setLegacyMode().exclude('iframe').options({ resultTypes: ['violations'] })
  const { violations } = await (rules.length === 0 ? axe : axe.withRules([...rules])).analyze()
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`)
}
