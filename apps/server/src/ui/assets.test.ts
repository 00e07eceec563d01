import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { loginPage } from '../pages/login.ts'
import { assets, assetsByPath } from './assets.ts'
import { form, ordinary } from './samples.ts'

test('all of a sign-in page weighs at most 15 kB on the wire', () => {
  const page = loginPage({ ...ordinary('ja').frame, ...form, application: 'サンプル', forgotHref: '/forgot' })
  const weight = [page.source, ...Object.values(assets).map(({ body }) => body)].reduce((sum, body) => sum + gzipSync(body).length, 0)
  expect(weight).toBeLessThan(15_000)
})

test('the path of an asset tells its content, so that it may be kept for ever', () => {
  for (const asset of Object.values(assets)) {
    expect(asset.path).toMatch(/^\/assets\/[a-z]+-[\w-]{12}\.(css|svg)$/)
    expect(assetsByPath.get(asset.path)).toBe(asset)
  }
})

test('the stylesheet loads nothing from elsewhere and respects who wants no motion', () => {
  expect(assets.style.body).not.toMatch(/@import|url\("?https?:/)
  expect(assets.style.body).toContain('prefers-reduced-motion')
  expect(assets.style.body).toContain('prefers-color-scheme:dark'.replace(':', ': '))
})
