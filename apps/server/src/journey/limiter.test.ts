import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const home = join(import.meta.dirname, '..')
const sources = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(file) && !file.startsWith('dev'))
const naming = (word: RegExp) => sources.filter((file) => word.test(readFileSync(join(home, file), 'utf8'))).map((file) => relative('', file)).sort()

/** Where a factor is judged, and which limit was reserved before it is. A new place is a red test until it says so (L-4). */
const judges: Record<string, readonly string[]> = {
  verifyTotp: ['journey/attempt.ts', 'journey/showing.ts'],
  judgeSetUp: ['account/authenticators.ts', 'admin/enrolments.ts', 'journey/showing.ts', 'pages/enrolment.ts'],
  verifyEmailedCode: ['journey/confirm-mail.ts', 'journey/connect.ts', 'journey/mailed-code.ts'],
  'emergencyTokens\\.spend': ['journey/emergency.ts'],
  'hashing\\.verify': ['journey/sign-in.ts'],
}

test.each(Object.entries(judges))('%s is called only where a try was counted before', (name, places) => {
  expect(naming(new RegExp(`\\b${name}\\b`))).toEqual(places)
})

test.each([['journey/attempt.ts', 'limits.reserve', 'verifyTotp('], ['journey/emergency.ts', 'limits.reserve', 'emergencyTokens.spend('], ['journey/code-limits.ts', 'throttle.reserve', 'return null'], ['pages/enrolment.ts', 'throttle.reserve', 'judgeSetUp(pending'], ['account/authenticators.ts', 'throttle.reserve', 'judgeSetUp(pending'], ['admin/enrolments.ts', 'admin.enrolment-code', 'judgeSetUp(pending'],
  ['journey/confirm-mail.ts', 'tries: newest.state.mailbox.tries + 1', 'verifyEmailedCode(mailbox'], ['journey/connect.ts', 'tries: connecting.mail.tries + 1', 'verifyEmailedCode(mail'], ['journey/mailed-code.ts', 'limits.reserve', 'verify(mailed.code)'], ['journey/sign-in.ts', 'throttle.reserve', 'hashing.verify('], ['upstream/callback.ts', 'pace.answer', 'relyingParty.redeem(']])(
  '%s reserves before it verifies', (file, reserve, verify) => {
    const source = readFileSync(join(home, file), 'utf8')
    expect(source.indexOf(reserve)).toBeGreaterThan(0)
    expect(source.indexOf(verify)).toBeGreaterThan(source.indexOf(reserve))
  })
