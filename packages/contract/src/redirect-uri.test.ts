import { expect, test } from 'vitest'
import { redirectUriProblem } from './redirect-uri.ts'

test.each([
  'https://app.example.org/callback', 'http://localhost:8081/', 'http://127.0.0.1/cb', 'http://[::1]:3000/cb',
  'com.example.app:/callback', 'https://app.example.org/cb/*', 'https://app.example.org/cb?tenant=1',
])('O-1: %s can be registered', (uri) => expect(redirectUriProblem(uri)).toBeNull())

test.each([
  'callback', '//evil.example/cb', 'https://user@app.example.org/cb', 'https://user:pass@app.example.org/', 'https://@app.example.org/',
  'https://app.example.org/cb#x', 'https://app.example.org\\@evil.example/', 'https://app.example.org/..;/cb', 'https://app.example.org/../cb',
  'https://app.example.org/%2e%2e/cb', 'https://app.example.org/a b', 'https://app.example.org/\u0000', 'javascript:alert(1)', 'data:text/html,x',
  'http://app.example.org/cb', 'myapp:/cb', 'https://*.example.org/cb', 'https://app.example.org/*/cb', 'https://app.example.org/**',
  'https://app.example.org/cb?x=*', 'https://app.example.org/\u202ecb', 'file:///etc/passwd', 'blob:https://app.example.org/x',
])('O-1: %s is refused', (uri) => expect(redirectUriProblem(uri)).toMatch(/^(must|has|needs|may) /))
