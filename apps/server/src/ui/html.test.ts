import { describe, expect, test } from 'vitest'
import { html, safeUrl } from './html.ts'

describe('html', () => {
  test('escapes every value, in text and in attributes', () => {
    const evil = `"><script>'&`
    expect(html`<p title="${evil}">${evil}</p>`.source).toBe('<p title="&quot;&gt;&lt;script&gt;&#39;&amp;">&quot;&gt;&lt;script&gt;&#39;&amp;</p>')
  })
  test('leaves html alone, joins lists, shows nothing for nothing', () => {
    expect(html`${[html`<b>1</b>`, '<', 2]}${null}${undefined}${false}${true}${''}${0}`.source).toBe('<b>1</b>&lt;20')
  })
  test('an object that only looks like html is text', () => {
    expect(html`${{ source: '<b>', toString: () => '<i>' }}`.source).toBe('&lt;i&gt;')
  })
  test('a value cannot turn the direction of the sentence around it', () => {
    expect(html`${'a\u202eb\u2066c'}`.source).toBe('abc')
  })
})

describe('safeUrl', () => {
  test.each(['/realms/demo/help', 'https://x.example/a?b=c', 'otpauth://totp/a?secret=b', 'com.example.app:/callback', 'mailto:a@x.example'])('lets %s through', (address) => {
    expect(safeUrl(address)).toBe(address)
  })
  test.each([
    'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'JaVaScRiPt:x', 'data:text/html,x', 'vbscript:x', 'blob:https://x.example/1',
    'file:///etc/passwd', 'about:blank', 'view-source:https://x.example', '//evil.example', '/\\evil.example', '/a\nb', 'relative', '', 'https://',
  ])('offers no link to %j', (address) => {
    expect(safeUrl(address)).toBeNull()
  })
})
